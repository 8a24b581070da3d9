"""A run, frozen: what was judged, opened again to be counted. Nothing here changes a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbline.calendars import Calendar, scotland
from plumbline.engine import database, locked_connection, sql_text
from plumbline.errors import PlumblineError
from plumbline.folders import MANIFEST

if TYPE_CHECKING:
    import duckdb

    from plumbline.standards.form import Standard

KIND = "plumbline run"
RULES = "local_rules"
"""The folder within a run that holds the file of each local rule judged, word for word."""
FORMAT = 1
# The columns of results.parquet by DuckDB's name of their type.
_COLUMNS = {
    **dict.fromkeys(("clock_start", "due_on", "done_on", "recorded_on", "ended_on", "offered_on"), "DATE"),
    **dict.fromkeys(("occurrence", "days_taken"), "INTEGER"),
    **dict.fromkeys(("added", "delay_evidenced"), "BOOLEAN"),
    **dict.fromkeys(("standard", "case_id", "verdict", "reason", "evidence", "period", "band"), "VARCHAR"),
    **dict.fromkeys(("authority", "team", "person_id", "worker_id", "level", "risk_level"), "VARCHAR"),
    **dict.fromkeys(("order_id", "licence_id", "sentence_id"), "VARCHAR"),
    **dict.fromkeys(("gender", "age_group", "court", "offence_group"), "VARCHAR"),
    **dict.fromkeys(("delay_reason", "delay_side"), "VARCHAR"),
}


@dataclass(frozen=True)
class TableRows:
    """One table of the extract: rows taken and read, and those left out: faulty, or hanging on one such."""

    rows: int
    rows_read: int
    left_out_faulty: int
    left_out_hanging: int

    @property
    def left_out(self) -> int:
        """Rows left out, for whichever reason."""
        return self.left_out_faulty + self.left_out_hanging


@dataclass(frozen=True)
class JudgedStandard:
    """A standard that was judged in the run.

    local: a council's own rule. headline: fit for a headline. population_table: whose rows owe it.
    """

    code: str
    title: str
    source: str
    edition: str
    how_sure: str
    headline: bool
    note: str | None
    local: bool
    council: str | None
    population_table: str | None


@dataclass(frozen=True)
class LeftOut:
    """A standard that could not be judged, and why."""

    code: str
    title: str
    why: str


@dataclass(frozen=True)
class FrozenRun:
    """A run folder and its manifest. `standards` are in the order of the manifest."""

    folder: Path
    library_version: str
    as_at: date
    extracted_on: date | None
    extract_hash: str
    accept_partial: bool
    calendar_name: str
    authorities: tuple[str, ...]
    tables: dict[str, TableRows]
    cover: dict[str, dict[str, str | None]]
    standards: dict[str, JudgedStandard]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[str, ...]
    manifest: dict[str, Any] = field(repr=False)

    @property
    def titles(self) -> dict[str, str]:
        """A standard's code -> its title, those left out included."""
        return {
            **{one.code: one.title for one in self.left_out},
            **{code: one.title for code, one in self.standards.items()},
        }

    @property
    def rows_left_out(self) -> dict[str, int]:
        """Table -> how many of its rows were left out; tables that lost none are not named."""
        return {name: rows.left_out for name, rows in self.tables.items() if rows.left_out}

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The standards asked for, where the run was made of those alone; it then counts nothing else."""
        return tuple(self.manifest.get("asked_for") or ())

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """Authority -> the calendar it was judged by; "scotland" is for those with none of their own."""
        own = bool(self.manifest["calendar"].get("authorities"))
        held = _read_json(self.folder / "calendar.json", required=own)
        found = {
            place: Calendar(
                name=str(one["name"]),
                holidays={date.fromisoformat(day): "holiday" for day in one["holidays"]},
                working_exceptions=frozenset(
                    date.fromisoformat(day) for day in one.get("working_exceptions", ())
                ),
            )
            for place, one in held.items()
        }
        return {"scotland": scotland(), **found}

    @cached_property
    def staff(self) -> dict[str, int]:
        """Team or authority -> how many staff it has; empty where the extract did not say."""
        return {
            str(place): int(n) for place, n in _read_json(self.folder / "staff.json", required=False).items()
        }

    @cached_property
    def local_rules(self) -> dict[str, Standard]:
        """The local rules judged, by code, as their files said; those of older runs are not held.

        Raises PlumblineError where one of the files is no rule, or none any more.
        """
        from plumbline.standards.loading import read_standard  # only here, so that opening stays quick

        found = {}
        for code, one in self.standards.items():
            path = self.folder / RULES / f"{code}.toml"
            if one.local and path.parent.name == RULES and path.is_file():
                try:
                    found[code] = read_standard(path)
                except PlumblineError as fault:
                    raise PlumblineError(
                        f"{path}: cannot be read as a local rule any more. Judge the extract again.\n{fault}"
                    ) from fault
        return found

    def calendar_of(self, authority: str | None) -> Calendar:
        """The calendar that an authority's duties were judged by."""
        return self.calendars.get(authority or "scotland", self.calendars["scotland"])

    def population_table(self, code: str) -> str | None:
        """The table whose rows owe the standard; None where the run does not say."""
        return self.standards[code].population_table if code in self.standards else None

    @cached_property
    def in_working_days(self) -> frozenset[str]:
        """The standards whose days taken are working days, by code."""
        return self._said_of_standards("counts_working_days", lambda standard: standard.counts_working_days)

    @cached_property
    def in_windows(self) -> frozenset[str]:
        """The standards whose duties can be done only within their own time, such as a week, never late."""
        return self._said_of_standards(
            "in_windows", lambda standard: standard.repeats is not None and standard.repeats.match == "window"
        )

    def _said_of_standards(self, key: str, of: Callable[[Standard], bool]) -> frozenset[str]:
        """The codes for which the run says `key`, or the library does where the run is silent."""
        said = {one["code"]: one.get(key) for one in self.manifest["standards"]}
        if None in said.values():
            from plumbline.standards.loading import load_standards  # only here, so that opening stays quick

            known = load_standards(examples=False)
            for code, value in said.items():
                if value is None:
                    said[code] = code in known and of(known[code])
        return frozenset(code for code, value in said.items() if value)


def open_run(folder: Path, *, rows: bool = True) -> FrozenRun:
    """Open a run folder. Raises PlumblineError where it is none, is damaged, or is of another format.

    rows: False opens a run whose case rows were removed too, for what its manifest and other files still say.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise PlumblineError(f"{folder}: there is no such folder. Make a run first: plumbline run.")
    if not (folder / MANIFEST).is_file():
        raise PlumblineError(
            f"{folder}: is no run; it has no {MANIFEST}. Give the folder that plumbline run wrote."
        )
    manifest = _read_json(folder / MANIFEST)
    kind = manifest.get("kind")
    if kind != KIND:
        shown = f"a {kind}" if isinstance(kind, str) else "something else"
        raise PlumblineError(f"{folder}: is {shown}, no run. Give the folder that plumbline run wrote.")
    if manifest.get("format") != FORMAT:
        raise PlumblineError(
            f"{folder}: is a run of format {manifest.get('format')}, and this library reads format {FORMAT}. "
            "Judge the extract again with this library."
        )
    if rows and not (folder / "results.parquet").is_file():
        raise PlumblineError(f"{folder}: results.parquet is missing. Judge the extract again.")
    try:
        return _run(folder, manifest)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise PlumblineError(
            f"{folder / MANIFEST}: is damaged ({fault!r}). Judge the extract again."
        ) from None


def connect(run: FrozenRun) -> duckdb.DuckDBPyConnection:
    """A locked DuckDB connection that sees the run's folder alone, with its rows as the view `results`.

    Raises PlumblineError where the rows cannot be read.
    """
    duckdb = database()
    con = locked_connection([run.folder])
    path = sql_text(str((run.folder / "results.parquet").resolve()))
    try:
        con.execute(f"CREATE VIEW results AS SELECT * FROM read_parquet({path})")
        held = dict(con.execute("SELECT column_name, column_type FROM (DESCRIBE results)").fetchall())
    except duckdb.Error as fault:
        con.close()
        raise PlumblineError(f"{run.folder}: results.parquet is damaged. Judge the extract again.") from fault
    other = [name for name, kind in _COLUMNS.items() if held.get(name) != kind]
    if other:
        con.close()
        raise PlumblineError(
            f"{run.folder}: results.parquet is not as plumbline run wrote it: look at {', '.join(other)}. "
            "Judge the extract again."
        )
    return con


def _run(folder: Path, manifest: dict[str, Any]) -> FrozenRun:
    extracted_on = manifest.get("extracted_on")
    return FrozenRun(
        folder=folder,
        library_version=str(manifest["library_version"]),
        as_at=date.fromisoformat(manifest["as_at"]),
        extracted_on=date.fromisoformat(extracted_on) if extracted_on else None,
        extract_hash=str(manifest["extract"]["extract_hash"]),
        accept_partial=bool(manifest["accept_partial"]),
        calendar_name=_calendar_words(manifest["calendar"]),
        authorities=tuple(manifest.get("authorities") or ()),
        tables={
            name: TableRows(
                rows=int(one["rows"]),
                rows_read=int(one["rows_read"]),
                left_out_faulty=int(one["left_out_faulty"]),
                left_out_hanging=int(one["left_out_hanging"]),
            )
            for name, one in manifest["tables"].items()
        },
        cover=dict(manifest.get("cover") or {}),
        standards={
            one["code"]: JudgedStandard(
                code=one["code"],
                title=one["title"],
                source=one["source"],
                edition=one["edition"],
                how_sure=one["how_sure"],
                headline=bool(one["headline"]),
                note=one.get("note"),
                local=bool(one["local"]),
                council=one.get("council"),
                population_table=one.get("population_table"),
            )
            for one in manifest["standards"]
        },
        left_out=tuple(LeftOut(one["code"], one["title"], one["why"]) for one in manifest["left_out"]),
        warnings=tuple(manifest["warnings"]),
        manifest=manifest,
    )


def _calendar_words(calendar: dict[str, Any]) -> str:
    """The calendar in force, as it is printed with the figures."""
    name = str(calendar["name"])
    words = "the bank holidays in Scotland" if name == "scotland" else name
    own = calendar.get("authorities") or []
    return f"{words}; for {', '.join(own)} with days of its own" if own else words


def _read_json(path: Path, *, required: bool = True) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if not required:
            return {}
        raise PlumblineError(f"{path}: is missing. Judge the extract again.") from None
    except (OSError, ValueError) as fault:
        raise PlumblineError(f"{path}: cannot be read ({fault}). Judge the extract again.") from None
    if not isinstance(content, dict):
        raise PlumblineError(f"{path}: is damaged. Judge the extract again.")
    return content
