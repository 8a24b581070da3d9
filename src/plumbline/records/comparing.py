"""Two extracts of one service, side by side: what came, what went, what changed, and what to ask about.

Both must have been taken. Columns that only one extract has are named, and left out of the comparison of
rows. Nothing here is a verdict: a case record may be corrected for good reasons.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.engine import locked_connection
from plumbline.errors import PlumblineError
from plumbline.progress import Progress
from plumbline.records.manifest import TakenExtract, open_taken
from plumbline.records.row_changes import TableChange, table_change
from plumbline.records.specification import Specification, load
from plumbline.records.taken_rows import columns_sent, cover_of, outside, scan
from plumbline.records.volumes import VolumeFlag, volume_flags

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Overwritten:
    """An assessment that was complete in the first extract and is no longer as it was.

    what: "moved" (it has another completed_on), "emptied" (it has none any more) or "gone" (the row is not
    there, though the second extract covers its day).
    """

    assessment_id: str
    tool: str | None
    what: str
    completed_on_before: datetime.date
    completed_on_after: datetime.date | None


@dataclass(frozen=True)
class Comparison:
    """Two extracts compared. before, after: what they are called.

    older: "before", "after", "same day", or None where an extract does not say when it was made.
    authorities: the councils in both. overwritten_told: whether overwritten assessments could be looked for;
    if not, `remarks` says why. remarks: what a reader must know before the figures, as sentences.
    """

    before: str
    after: str
    extracted_before: datetime.date | None
    extracted_after: datetime.date | None
    older: str | None
    authorities: tuple[str, ...]
    remarks: tuple[str, ...]
    tables_came: tuple[str, ...]
    tables_went: tuple[str, ...]
    tables: tuple[TableChange, ...]
    overwritten: tuple[Overwritten, ...]
    overwritten_told: bool
    volumes: tuple[VolumeFlag, ...]

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values for JSON; dates as YYYY-MM-DD."""
        plain = _plain(asdict(self))
        for change in plain["tables"]:
            change["columns"] = [{"column": name, "rows": rows} for name, rows in change["columns"]]
        return dict(plain)

    def table_rows(self) -> list[tuple[str, ...]]:
        """What became of each table's rows, headings first, ready to be printed."""
        rows: list[tuple[str, ...]] = [("table", "before", "after", "added", "gone", "changed", "note")]
        for change in self.tables:
            counts = (change.rows_before, change.rows_after, change.added, change.gone)
            changed = "cannot tell" if change.changed is None else f"{change.changed:,}"
            rows.append((change.table, *(f"{count:,}" for count in counts), changed, change.note))
        return rows

    def column_rows(self) -> list[tuple[str, ...]]:
        """Which columns changed how often, headings first, ready to be printed."""
        changed = ((change.table, name, f"{n:,}") for change in self.tables for name, n in change.columns)
        return [("table", "column", "rows changed"), *changed]

    def overwritten_rows(self) -> list[tuple[str, ...]]:
        """The assessments overwritten, headings first, ready to be printed."""
        rows: list[tuple[str, ...]] = [("assessment", "tool", "what", "completed before", "completed now")]
        for one in self.overwritten:
            now = one.completed_on_after.isoformat() if one.completed_on_after else ""
            was = one.completed_on_before.isoformat()
            rows.append((one.assessment_id, one.tool or "", one.what, was, now))
        return rows

    def volume_rows(self) -> list[tuple[str, ...]]:
        """The drops and jumps in volume, headings first, ready to be printed."""
        rows: list[tuple[str, ...]] = [("table", "period", "what", "before", "now", "expected")]
        for flag in self.volumes:
            before = f"{flag.before:,.1f} a month" if flag.rule == "new" else f"{flag.before:,.0f}"
            expected = f"{flag.lower:,} to {flag.upper:,}"
            rows.append((flag.table, flag.period, flag.change, before, f"{flag.after:,}", expected))
        return rows


def compare(
    before: TakenExtract | Path,
    after: TakenExtract | Path,
    *,
    names: tuple[str, str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two taken extracts of one service: rows, tables, columns, assessments overwritten, volumes.

    names: what the two are called; their folders, where it is not given.
    progress: told what is being compared, and the share of the work done, from 0 to 1.
    For how rows are matched see `row_changes.table_change`, for drops and jumps `volumes`.
    Raises PlumblineError where a folder is not a taken extract, and where the two have no council in common.
    """
    specification = load()
    earlier, later = _opened(before), _opened(after)
    called = names or (str(earlier.path), str(later.path))
    with _connection(earlier.path, later.path) as con:
        import duckdb

        try:
            tell = progress or (lambda what, share: None)
            return _compared(con, specification, earlier, later, called, tell)
        except duckdb.Error as fault:
            reason = str(fault).splitlines()[0]
            raise PlumblineError(
                f"{called[0]}, {called[1]}: cannot be compared; a file is damaged ({reason}). "
                "Take both extracts again."
            ) from fault


def _opened(extract: TakenExtract | Path) -> TakenExtract:
    return extract if isinstance(extract, TakenExtract) else open_taken(extract)


@contextmanager
def _connection(*folders: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="plumbline-") as spill:
        con = locked_connection(folders, spill=Path(spill))
        try:
            yield con
        finally:
            con.close()


def _compared(
    con: duckdb.DuckDBPyConnection,
    specification: Specification,
    before: TakenExtract,
    after: TakenExtract,
    called: tuple[str, str],
    progress: Progress,
) -> Comparison:
    authorities, remarks = _authorities(con, specification, before, after, called)
    older, which = _older(before, after)
    sent_before, sent_after = before.manifest.tables, after.manifest.tables
    both = [
        table for name, table in specification.tables.items() if name in sent_before and name in sent_after
    ]
    weights = [sent_before[table.name].rows + sent_after[table.name].rows + 1 for table in both]
    changes: tuple[TableChange, ...] = ()
    volumes: tuple[VolumeFlag, ...] = ()
    for place, table in enumerate(both):
        progress(f"Comparing {table.title.lower()}", sum(weights[:place]) / sum(weights))
        changes += (table_change(con, table, before, after),)
        volumes += tuple(volume_flags(con, table, before, after))
    renumbered = [change.renumbered_words for change in changes if change.renumbered]
    not_told = _why_overwritten_cannot_be_told(specification, changes, before, after)
    return Comparison(
        before=called[0],
        after=called[1],
        extracted_before=before.manifest.extracted_on,
        extracted_after=after.manifest.extracted_on,
        older=older,
        authorities=tuple(authorities),
        remarks=(which, *remarks, *renumbered, *([not_told] if not_told else [])),
        tables_came=tuple(name for name in sent_after if name not in sent_before),
        tables_went=tuple(name for name in sent_before if name not in sent_after),
        tables=changes,
        overwritten=() if not_told else _overwritten(con, specification, before, after),
        overwritten_told=not not_told,
        volumes=volumes,
    )


def _authorities(
    con: duckdb.DuckDBPyConnection,
    specification: Specification,
    before: TakenExtract,
    after: TakenExtract,
    called: tuple[str, str],
) -> tuple[list[str], list[str]]:
    """The councils in both extracts, and remarks. Refuses extracts of different services."""
    earlier, later = (_councils(con, specification, taken) for taken in (before, after))
    if not earlier or not later:
        return [], ["At least one extract names no council: that both are of one service is taken on trust."]
    if not earlier & later:
        raise PlumblineError(
            f"{called[0]} is of {_listed(earlier)} and {called[1]} of {_listed(later)}: they have no "
            "council in common. Give two extracts of the same service."
        )
    remarks = []
    if went := earlier - later:
        remarks.append(f"Only the first extract holds rows of {_listed(went)}.")
    if came := later - earlier:
        remarks.append(f"Only the second extract holds rows of {_listed(came)}.")
    return sorted(earlier & later), remarks


def _councils(con: duckdb.DuckDBPyConnection, specification: Specification, taken: TakenExtract) -> set[str]:
    codes: set[str] = set()
    for name, table in specification.tables.items():
        if name in taken.manifest.tables and "authority" in columns_sent(taken, table):
            rows = con.execute(f"SELECT DISTINCT authority FROM {scan(taken, table)}").fetchall()
            codes.update(code for (code,) in rows if code is not None)
    return codes


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes))


def _older(before: TakenExtract, after: TakenExtract) -> tuple[str | None, str]:
    """Which extract is older ("before", "after", "same day" or None), and the sentence that says so."""
    one, other = before.manifest.extracted_on, after.manifest.extracted_on
    if one is None or other is None:
        return None, (
            "At least one extract does not say when it was made, so which is older is not known; the first "
            "is taken to be. Say it in extract.toml, as extracted_on."
        )
    if one == other:
        return "same day", f"Both extracts were made on {one}."
    if one < other:
        return "before", f"The first extract, of {one}, is the older; the second is of {other}."
    return "after", (
        f"These are the wrong way round: the second extract, of {other}, is the older; the first of {one}. "
        "What is called added here has gone, and the other way about."
    )


def _why_overwritten_cannot_be_told(
    specification: Specification, changes: tuple[TableChange, ...], before: TakenExtract, after: TakenExtract
) -> str:
    """The sentence that says why overwritten assessments cannot be looked for, or "" where they can."""
    table = specification.tables["assessments"]
    start = "Overwritten assessments cannot be told: "
    for words, taken in (("first", before), ("second", after)):
        if table.name not in taken.manifest.tables:
            return f"{start}the {words} extract has no assessments."
        if "completed_on" not in columns_sent(taken, table):
            return f"{start}the assessments of the {words} extract have no completed_on."
    if any(change.table == table.name and change.renumbered for change in changes):
        return f"{start}their references look renumbered."
    return ""


def _overwritten(
    con: duckdb.DuckDBPyConnection, specification: Specification, before: TakenExtract, after: TakenExtract
) -> tuple[Overwritten, ...]:
    """Assessments complete in the first extract whose completed_on moved or whose row is gone, by reference.

    A row that is gone because the second extract says that it does not cover its day is not among them.
    """
    table = specification.tables["assessments"]
    beyond = outside("b.completed_on", cover_of(after, table)) or "false"
    rows = con.execute(
        f"""SELECT b.assessment_id, b.tool, b.completed_on, a.completed_on,
            CASE WHEN a.assessment_id IS NULL THEN 'gone'
                 WHEN a.completed_on IS NULL THEN 'emptied' ELSE 'moved' END
        FROM {scan(before, table)} b LEFT JOIN {scan(after, table)} a USING (assessment_id)
        WHERE b.completed_on IS NOT NULL AND a.completed_on IS DISTINCT FROM b.completed_on
            AND NOT (a.assessment_id IS NULL AND {beyond})
        ORDER BY b.assessment_id"""
    ).fetchall()
    return tuple(Overwritten(reference, tool, what, was, now) for reference, tool, was, now, what in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
