"""What falls due next and what is overdue: the team leader's work list.

It names cases and workers, so it is for the team that works them and never for publication. Overdue is not
stored anywhere: it follows from the verdicts at the as-at date.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from plumbline.calendars import nth_working_day_after, working_days_between
from plumbline.engine import sql_text
from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.last_recorded import OVERDUE, SOON
from plumbline.measures.text_tables import csv_text, plain_table
from plumbline.records.faults import visible

if TYPE_CHECKING:
    import duckdb
    from rich.console import Console

LONG_OVERDUE_DAYS = 90
"""Overdue for longer than this, with nothing recorded on the case since, a duty stands apart: after three
months of silence the question is whether the case is still open, not who does the task next."""

MOST_WORKING_DAYS = 260
MOST_IN_A_FRAME = 1_000
"""A list with more rows is printed without a frame: drawing one would take longer than all else together."""
RISKS = ("very_high", "high", "medium", "low", "very_low")
"""Recorded risk, highest first; a case with none comes after them."""

When = Literal["due_soon", "overdue", "long_overdue"]
_LISTS: tuple[When, ...] = ("due_soon", "overdue", "long_overdue")


@dataclass(frozen=True)
class DueRow:
    """One duty that falls due or is overdue.

    days: working days where the standard counts them (`working_days` is then True), else calendar days: until
    the due date for what falls due, since it for what is overdue. last_recorded: the last day anything was
    recorded on the order, licence or sentence, up to the as-at date; None where nothing was.
    can_still_be_done: False where the duty has a time of its own that is over, such as a week's contact.
    """

    standard: str
    title: str
    case_id: str
    occurrence: int
    due_on: date
    days: int
    working_days: bool
    risk_level: str | None
    authority: str | None
    team: str | None
    worker_id: str | None
    person_id: str | None
    order_id: str | None
    licence_id: str | None
    sentence_id: str | None
    clock_start: date | None
    last_recorded: date | None
    can_still_be_done: bool = True


@dataclass(frozen=True)
class DueList:
    """What falls due within so many working days, what is overdue, and what has long lain untouched.

    Each list is sorted: earliest due first, then by recorded risk.
    """

    as_at: date
    within: int
    team: str | None
    due_soon: tuple[DueRow, ...]
    overdue: tuple[DueRow, ...]
    long_overdue: tuple[DueRow, ...]
    notes: tuple[str, ...]

    @property
    def still_overdue(self) -> tuple[DueRow, ...]:
        """What is overdue and can still be done."""
        return tuple(row for row in self.overdue if row.can_still_be_done)

    @property
    def still_long_overdue(self) -> tuple[DueRow, ...]:
        """What is long overdue, with nothing recorded since, and can still be done."""
        return tuple(row for row in self.long_overdue if row.can_still_be_done)

    @property
    def too_late(self) -> tuple[DueRow, ...]:
        """What can no longer be made up, of both lists: its own time, such as a week, is over."""
        rows = (row for row in (*self.overdue, *self.long_overdue) if not row.can_still_be_done)
        return tuple(sorted(rows, key=_by_urgency))


def _by_urgency(row: DueRow) -> tuple[date, int, str, str, int]:
    """Earliest due first, then the highest recorded risk."""
    risk = RISKS.index(row.risk_level) if row.risk_level in RISKS else len(RISKS)
    return row.due_on, risk, row.standard, row.case_id, row.occurrence


def due_list(run: FrozenRun, within: int = 10, team: str | None = None) -> DueList:
    """The work list of a run, for all teams or one.

    within: how many working days ahead, by the calendar of each case's authority; what is due on the as-at
    date itself is among them. Overdue: not met, never done, and the case has not ended; of a repeated duty
    only its latest occurrence that has fallen due. Raises UsageError for an unknown team or a number of days
    that makes no sense.
    """
    if not 0 <= within <= MOST_WORKING_DAYS:
        raise UsageError(f"--within {within}: give a number of working days from 0 to {MOST_WORKING_DAYS}.")
    with closing(connect(run)) as con:
        _check_team(con, team)
        silent = _see_last_recorded(con, run)
        # The calendar decides how far ahead to look, and the authority decides the calendar.
        ahead = {
            place: nth_working_day_after(calendar, run.as_at, within)
            for place, calendar in run.calendars.items()
        }
        soon = _rows(con, run, _SOON, max(ahead.values()), team)
        late = _rows(con, run, _OVERDUE, run.as_at, team)
    elsewhere = ahead["scotland"]
    due_soon = [row for row in soon if row.due_on <= ahead.get(row.authority or "", elsewhere)]
    apart = [row for row in late if silent and _abandoned(row, run.as_at)]
    return DueList(
        as_at=run.as_at,
        within=within,
        team=team,
        due_soon=tuple(due_soon),
        overdue=tuple(row for row in late if not (silent and _abandoned(row, run.as_at))),
        long_overdue=tuple(apart),
        notes=_notes(run, within, silent),
    )


_COLUMNS = (
    "standard, case_id, occurrence, due_on, risk_level, authority, team, worker_id, person_id, "
    "order_id, licence_id, sentence_id, clock_start"
)
_SOON = f"SELECT {_COLUMNS} FROM results WHERE {SOON} AND due_on <= $until"
_OVERDUE = f"""
    SELECT {_COLUMNS} FROM results AS missed
    WHERE {OVERDUE} AND due_on < $until
        AND NOT EXISTS (
            SELECT 1 FROM results AS later
            WHERE later.standard = missed.standard AND later.case_id = missed.case_id
                AND later.occurrence > missed.occurrence AND later.verdict <> 'not_yet_due'
        )
"""


def _rows(
    con: duckdb.DuckDBPyConnection, run: FrozenRun, sql: str, until: date, team: str | None
) -> list[DueRow]:
    risks = " ".join(f"WHEN '{risk}' THEN {place}" for place, risk in enumerate(RISKS))
    found = con.execute(
        f"""
        SELECT one.*, last.last_recorded
        FROM ({sql}) AS one LEFT JOIN last_recorded AS last
            ON last.kind = CASE WHEN order_id IS NOT NULL THEN 'order'
                WHEN licence_id IS NOT NULL THEN 'licence' ELSE 'sentence' END
            AND last.reference = coalesce(order_id, licence_id, sentence_id)
        {"WHERE team = $team" if team is not None else ""}
        ORDER BY due_on, CASE risk_level {risks} ELSE {len(RISKS)} END, standard, case_id, occurrence
        """,
        {"until": until} | ({"team": team} if team is not None else {}),
    ).fetchall()
    rows, titles = [], run.titles
    for standard, case_id, occurrence, due_on, risk, authority, *rest in found:
        working = standard in run.in_working_days
        first, last = sorted((run.as_at, due_on))
        days = (
            working_days_between(run.calendar_of(authority), first, last) if working else (last - first).days
        )
        team_name, worker, person, order, licence, sentence, clock_start, last_recorded = rest
        rows.append(
            DueRow(
                standard=standard,
                title=titles.get(standard, standard),
                case_id=case_id,
                occurrence=occurrence,
                due_on=due_on,
                days=days,
                working_days=working,
                risk_level=risk,
                authority=authority,
                team=team_name,
                worker_id=worker,
                person_id=person,
                order_id=order,
                licence_id=licence,
                sentence_id=sentence,
                clock_start=clock_start,
                last_recorded=last_recorded,
                can_still_be_done=standard not in run.in_windows or due_on >= run.as_at,
            )
        )
    return rows


def _abandoned(row: DueRow, as_at: date) -> bool:
    untouched = row.last_recorded is None or row.last_recorded <= row.due_on
    named = row.order_id or row.licence_id or row.sentence_id
    return bool(named) and untouched and (as_at - row.due_on).days > LONG_OVERDUE_DAYS


def _see_last_recorded(con: duckdb.DuckDBPyConnection, run: FrozenRun) -> bool:
    """Make the view `last_recorded` (kind, reference, last_recorded); whether the run says it at all."""
    path = run.folder / "last_recorded.parquet"
    if not path.is_file():
        con.execute(
            "CREATE TEMP VIEW last_recorded AS SELECT NULL::VARCHAR AS kind, NULL::VARCHAR AS reference, "
            "NULL::DATE AS last_recorded WHERE false"
        )
        return False
    source = f"read_parquet({sql_text(str(path.resolve()))})"
    parts = [
        f"SELECT '{kind}' AS kind, {kind}_id AS reference, max(last_recorded) AS last_recorded "
        f"FROM {source} WHERE {kind}_id IS NOT NULL GROUP BY ALL"
        for kind in ("order", "licence", "sentence")
    ]
    con.execute(f"CREATE TEMP VIEW last_recorded AS {' UNION ALL '.join(parts)}")
    return True


def _check_team(con: duckdb.DuckDBPyConnection, team: str | None) -> None:
    if team is None:
        return
    teams = [
        str(row[0])
        for row in con.execute(
            "SELECT DISTINCT team FROM results WHERE team IS NOT NULL ORDER BY team"
        ).fetchall()
    ]
    if team not in teams:
        raise UsageError(
            f"--team {team!r}: no team of this name here. There are: {', '.join(teams) or 'none'}."
        )


def _notes(run: FrozenRun, within: int, silent: bool) -> tuple[str, ...]:
    notes = [
        "For the team that works these cases. It names cases and workers and is never for publication.",
        f"As at {run.as_at}; the next {within} working days by: {run.calendar_name}. "
        f"Plumbline {run.library_version}.",
        "Earliest due first, then by recorded risk, highest first. Of a repeated duty, the latest alone.",
    ]
    if silent:
        notes.append(
            f"Apart stands what is overdue for more than {LONG_OVERDUE_DAYS} days with nothing recorded on "
            "the case since it fell due: ask first whether the case is still open."
        )
    if run.accept_partial and run.rows_left_out:
        lost = ", ".join(f"{n:,} of {table}" for table, n in run.rows_left_out.items())
        notes.append(f"Faulty rows were left out of the extract and are not in these lists: {lost}.")
    if run.left_out:
        notes.append(f"Not judged in this run: {', '.join(one.title for one in run.left_out)}.")
    return tuple(notes)


def how_late(row: DueRow, when: When) -> str:
    """How long until or since the due date, in words: "6 working days late", "due today", "in 3 days"."""
    if row.days == 0 and when == "due_soon":
        return "due today" if not row.working_days else "by today"
    unit = f"{'working ' if row.working_days else ''}{'day' if row.days == 1 else 'days'}"
    return f"in {row.days} {unit}" if when == "due_soon" else f"{row.days} {unit} late"


def due_as_json(found: DueList) -> str:
    """The lists as JSON, a duty a line, with the as-at date and the notes."""
    dumps = json.JSONEncoder(default=str, ensure_ascii=False).encode

    def rows(those: Iterable[DueRow]) -> str:
        lines = ",\n    ".join(dumps(vars(row)) for row in those)
        return f"[\n    {lines}\n  ]" if lines else "[]"

    content: dict[str, str] = {
        "as_at": dumps(found.as_at),
        "within_working_days": dumps(found.within),
        "team": dumps(found.team),
        **{name: rows(getattr(found, name)) for name in _LISTS},
        "notes": dumps(list(found.notes)),
    }
    return "{\n" + ",\n".join(f'  "{name}": {text}' for name, text in content.items()) + "\n}\n"


def due_as_csv(found: DueList) -> str:
    """The lists as one CSV; the column `list` says due_soon, overdue or long_overdue."""
    columns = list(DueRow.__dataclass_fields__)
    rows = (
        [name, *(_plain(getattr(row, column)) for column in columns)]
        for name in _LISTS
        for row in getattr(found, name)
    )
    return csv_text(["list", *columns], rows)


def due_as_table(found: DueList, console: Console) -> None:
    """Print the lists to a terminal, what can still be done in time at the top."""
    from rich.table import Table

    parts: list[tuple[str, When, list[DueRow]]] = [
        (f"Falls due in the next {found.within} working days", "due_soon", list(found.due_soon)),
        ("Overdue", "overdue", list(found.still_overdue)),
        ("Overdue, but its own time is over: it can no longer be made up", "overdue", list(found.too_late)),
        ("Long overdue, nothing recorded since", "long_overdue", list(found.still_long_overdue)),
    ]
    for title, name, rows in parts:
        if not rows:
            console.print(f"{title}: nothing.\n", markup=False)
            continue
        heading = [
            "Due",
            "When" if name == "due_soon" else "How late",
            "Risk",
            "Duty",
            "Case",
            "Team",
            "Worker",
        ]
        heading += [] if name == "due_soon" else ["Last recorded"]
        heading_of_all = f"{title}: {len(rows):,}"
        if len(rows) > MOST_IN_A_FRAME:
            console.file.write(plain_table(heading_of_all, heading, [_cells(row, name) for row in rows]))
            continue
        shown = Table(title=heading_of_all, title_justify="left")
        for column in heading:
            shown.add_column(column, no_wrap=column in ("Due", "Case", "Last recorded"))
        for row in rows:
            shown.add_row(*(_escaped(cell) for cell in _cells(row, name)))
        console.print(shown)
        console.print()
    for note in found.notes:
        console.print(note, markup=False)


def _cells(row: DueRow, name: When) -> list[str]:
    cells = [
        row.due_on.isoformat(),
        how_late(row, name),
        (row.risk_level or "not recorded").replace("_", " "),
        row.title if row.occurrence == 1 else f"{row.title} ({row.occurrence})",
        row.case_id,
        row.team or "",
        row.worker_id or "",
    ]
    if name != "due_soon":
        cells.append(row.last_recorded.isoformat() if row.last_recorded else "never")
    return [cell if cell.isprintable() else visible(cell) for cell in cells]


def _plain(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
