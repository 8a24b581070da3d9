"""Made-up records rich in edge cases, to compare the two judges: ties, days on the limit, gaps, later rows.

They are not realistic (the room of made-up data is for that): each date is drawn near one that decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from plumbline.calendars import add_months

Record = dict[str, Any]
Records = dict[str, list[Record]]

AS_AT = date(2026, 3, 31)
AUTHORITIES = ("X12000001", "X12000001", "X12000001", "X12000002")

# Days that decide something wherever they fall: bank holidays near, month ends, the law of April 2020.
TURNING_DAYS = (
    date(2026, 6, 12),
    date(2025, 12, 24),
    date(2025, 12, 31),
    date(2025, 8, 31),
    date(2025, 8, 29),
    date(2025, 11, 28),
    date(2024, 8, 31),
    date(2023, 11, 30),
    date(2020, 4, 5),
    date(2020, 4, 6),
    date(2020, 4, 7),
    date(2020, 1, 6),
    date(2019, 10, 6),
    date(2019, 10, 7),
)
FIRST_DAYS = (*range(-4, 11), 1, 1, 1, 5, 7, 7, 14, 14, 15, 21, 22, 28, 29, 42, 56, 57, 84, 112)
DAYS_TO_20_WORKING = (0, 1, 15, 20, 21, 22, 26, 27, 28, 28, 29, 29, 30, 31, 45, -1, -30, -364, -365, -366)
KINDS = ("cpo",) * 7 + ("dtto",) * 3 + ("cpo_fine_default", "structured_deferred_sentence")
CONTACT_KINDS = (
    "first_direct_contact",
    "induction",
    "case_management_meeting",
    "supervision",
    "home_visit",
    "other",
)
ATTENDANCE = ("attended",) * 8 + (
    "missed_acceptable",
    "missed_unacceptable",
    "cancelled_by_service",
    "not_known",
)
MODES = ("in_person",) * 5 + ("telephone", "video", "letter", None)


@dataclass
class _Writer:
    """Gathers the rows. Identifiers are in no order of time, so that ties are broken by text alone."""

    rng: Random
    as_at: date
    records: Records = field(default_factory=dict)
    written: int = 0

    def add(self, table: str, identifier: str, **values: Any) -> str:
        self.written += 1
        name = f"{identifier[0].upper()}{self.rng.randrange(100):02d}-{self.written}"
        row = {column: value for column, value in values.items() if value is not None}
        self.records.setdefault(table, []).append({identifier: name, **row})
        return name

    def perhaps(self, chance: float) -> bool:
        return self.rng.random() < chance

    def near(self, day: date, steps: tuple[int, ...] | range = range(-3, 4)) -> date:
        return day + timedelta(days=self.rng.choice(steps))

    def maybe(self, chance: float, day: date, steps: tuple[int, ...] | range = range(-3, 4)) -> date | None:
        return self.near(day, steps) if self.perhaps(chance) else None

    def begin(self) -> date:
        """A day on which something begins: near the as-at date, on a turning day, or some months before."""
        which = self.rng.random()
        if which < 0.35:
            return self.near(self.as_at, range(-45, 4))
        if which < 0.55:
            return self.near(self.rng.choice(TURNING_DAYS), (0, 0, 0, 1, -1))
        if which < 0.8:
            return self.near(add_months(self.as_at, -self.rng.choice((3, 6, 12, 18, 24))), range(-9, 10))
        return self.near(self.as_at, range(-1000, -40))


def random_records(rng: Random, n_people: int, as_at: date = AS_AT) -> Records:
    """Rows by table for `n_people` persons, typed as the plain judge takes them; some begin after `as_at`.

    Every reference names a row that is there, and exactly one owner is filled where one must be.
    The same `rng` state gives the same rows.
    """
    write = _Writer(rng, as_at)
    for table in (
        "orders",
        "requirements",
        "extensions",
        "contacts",
        "work_sessions",
        "assessments",
        "plans",
    ):
        write.records[table] = []
    for table in ("reviews", "enforcement", "sentences", "licences", "reports"):
        write.records[table] = []
    for _ in range(n_people):
        person = write.add("people", "person_id")
        authority = rng.choice(AUTHORITIES)
        for _ in range(rng.choice((1, 1, 1, 2))):
            _order(write, person, authority)
        if write.perhaps(0.5):
            _custody(write, person, authority)
        if write.perhaps(0.4):
            _report(write, person, authority)
    return write.records


def _order(write: _Writer, person: str, authority: str) -> None:
    rng = write.rng
    imposed = write.begin()
    received = write.maybe(0.8, imposed, range(0, 6))
    ended = None
    if write.perhaps(0.35):
        ended = write.near(imposed, rng.choice((range(0, 12), range(0, 60), range(60, 500))))
    expected = None
    if write.perhaps(0.4):
        ahead = add_months(imposed, rng.choice((3, 6, 6, 12)))
        expected = write.near(rng.choice((ahead, ahead, write.as_at)), (-30, -1, 0, 0, 1, 30))
    transferred = None
    if write.perhaps(0.15):
        transferred = write.near(
            rng.choice((imposed, add_months(imposed, rng.choice((3, 6))))), (-5, -1, 0, 1, 9)
        )
    order = write.add(
        "orders",
        "order_id",
        person_id=person,
        authority=authority,
        kind=rng.choice(KINDS),
        imposed_on=imposed,
        received_on=received,
        officer_nominated_on=write.maybe(0.75, received or imposed, range(-2, 8)),
        transferred_in_on=transferred,
        expected_end_on=expected,
        ended_on=ended,
    )
    began = imposed
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        began = _requirement(write, order, imposed, "offender_supervision")
    work_began = imposed
    for _ in range(rng.choice((0, 1, 1, 2))):
        work_began = _requirement(write, order, imposed, "unpaid_work")
    owner = {"order_id": order}
    starts = tuple(day for day in (imposed, began, transferred) if day is not None)
    for _ in range(rng.choice((0, 1, 3, 5, 8))):
        _contact(write, owner, person, rng.choice(starts))
    for _ in range(rng.choice((0, 1, 2, 3))):
        write.add(
            "work_sessions",
            "session_id",
            order_id=order,
            worked_on=write.near(rng.choice((imposed, work_began)), (*range(-3, 16), 9, 9, 21, 40)),
            activity=rng.choice(("unpaid_work", "unpaid_work", "other_activity")),
            outcome=rng.choice(("worked",) * 5 + ("sent_home_by_service", "missed_unacceptable")),
        )
    for _ in range(rng.choice((0, 0, 1, 2))):
        _assessment(write, owner, person, rng.choice(starts))
    for _ in range(rng.choice((0, 0, 1, 2))):
        completed = write.maybe(0.9, rng.choice(starts), DAYS_TO_20_WORKING)
        kind = rng.choice(("case_management",) * 4 + ("risk_management",))
        write.add("plans", "plan_id", **_owned(write, owner, person), kind=kind, completed_on=completed)
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        due = add_months(began, rng.choice((0, 3, 3, 3, 6, 6, 12, 18)))
        held = write.near(due, (-100, -20, -1, 0, 0, 1, 20, 50, 89, 91, 120))
        kind = rng.choice(("statutory",) * 6 + ("court_progress",))
        for _ in range(rng.choice((1, 1, 1, 1, 2))):
            write.add("reviews", "review_id", **_owned(write, owner, person), kind=kind, held_on=held)
    for _ in range(rng.choice((0, 0, 1, 2))):
        decided = rng.choice((write.near(imposed, range(0, 200)), write.near(write.as_at, range(-8, 3))))
        _enforcement(write, owner, decided)


def _owned(write: _Writer, owner: Record, person: str) -> Record:
    """The owner of a row: mostly as given, sometimes the person alone."""
    return {"person_id": person} if write.perhaps(0.25) else owner


def _requirement(write: _Writer, order: str, imposed: date, kind: str) -> date:
    rng = write.rng
    began = imposed if write.perhaps(0.75) else write.near(imposed, (1, 7, 30, 60, 90, 92))
    work = kind == "unpaid_work"
    level = rng.choice(("1", "1", "2", None)) if work else None
    due = add_months(began, 3 if level == "1" else 6)
    complete_by = None
    if work and write.perhaps(0.3):
        complete_by = write.near(began, (-20, -1, 0, 60, 150, 200, 400))
        due = complete_by
    longer = add_months(due, 12) if write.perhaps(0.2) else due
    completed = (
        write.near(longer, (-60, -20, -2, -1, 0, 0, 1, 2, 30, 60)) if work and write.perhaps(0.5) else None
    )
    if completed is not None and write.perhaps(0.1):
        completed = write.near(began, (-5, -1, 0))
    requirement = write.add(
        "requirements",
        "requirement_id",
        order_id=order,
        kind=kind,
        imposed_on=began,
        added_by_variation=rng.choice((None, None, None, True, False)),
        level=level,
        complete_by=complete_by,
        completed_on=completed,
        ended_on=write.maybe(0.15, began, (0, 3, 9, 20, 89, 90, 200)),
    )
    granted = longer
    for _ in range(rng.choice((0, 0, 0, 1, 2, 3)) if work else 0):
        if write.perhaps(0.6):
            granted = write.near(granted, (-40, -1, 0, 0, 0, 1))
        to = write.near(granted, (-30, 1, 29, 31, 60, 61, 90))
        write.add(
            "extensions", "extension_id", requirement_id=requirement, granted_on=granted, complete_by=to
        )
        granted = rng.choice((granted, to))
    return began


def _contact(write: _Writer, owner: Record, person: str, start: date) -> None:
    rng = write.rng
    kind = rng.choice(CONTACT_KINDS)
    happened = write.near(start, FIRST_DAYS)
    for _ in range(rng.choice((1, 1, 1, 1, 1, 2))):
        write.add(
            "contacts",
            "contact_id",
            **_owned(write, owner, person),
            happened_on=happened,
            kind=kind,
            mode=rng.choice(MODES),
            attendance=rng.choice(ATTENDANCE),
        )


def _assessment(write: _Writer, owner: Record, person: str, start: date) -> None:
    completed = write.maybe(0.9, start, DAYS_TO_20_WORKING)
    started = write.maybe(0.4, completed or start, (-20, -5, -1, 0))
    owner = {} if write.perhaps(0.3) else owner  # none: it speaks for the person
    tool = write.rng.choice(("lscmi",) * 5 + ("lsir_sv",))
    write.add(
        "assessments",
        "assessment_id",
        person_id=person,
        tool=tool,
        started_on=started,
        completed_on=completed,
        **owner,
    )


def _enforcement(write: _Writer, owner: Record, day: date) -> None:
    lodged = write.maybe(0.8, day, (-1, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 14))
    if lodged is not None and write.perhaps(0.15) and day <= write.as_at:
        lodged = write.as_at
    usual = "breach_report" if "licence_id" in owner else "breach_application"
    write.add(
        "enforcement",
        "enforcement_id",
        **owner,
        kind=write.rng.choice((usual, usual, usual, "breach_application", "breach_report", "final_warning")),
        decided_on=None if write.perhaps(0.15) else day,
        manager_agreed_on=write.maybe(0.7, lodged or day, (-2, -1, 0, 0, 1, 2)),
        lodged_on=lodged,
        outcome=write.rng.choice((None, "withdrawn", "pending")),
    )


def _custody(write: _Writer, person: str, authority: str) -> None:
    rng = write.rng
    begun = write.begin()
    received = write.maybe(0.85, begun, range(0, 6))
    day = received or begun
    ten_days = (*range(-2, 22), 14, 14, 15, 16)
    released = write.maybe(0.5, begun, (5, 12, 14, 15, 16, 40, 300))
    sentence = write.add(
        "sentences",
        "sentence_id",
        person_id=person,
        authority=authority,
        kind="long_term",
        sentenced_on=begun,
        information_received_on=received,
        released_on=released,
        induction_held_on=write.maybe(0.8, day, ten_days),
        designation_letter_on=write.maybe(0.8, day, ten_days),
    )
    if released is None:
        return
    licence = write.add(
        "licences",
        "licence_id",
        person_id=person,
        authority=authority,
        sentence_id=sentence if write.perhaps(0.8) else None,
        kind="parole",
        released_on=released,
        ended_on=write.maybe(0.3, released, (0, 1, 2, 5, 60)),
    )
    for _ in range(rng.choice((0, 1, 2))):
        owner = {"sentence_id": sentence} if write.perhaps(0.1) else {"licence_id": licence}
        _contact(write, owner, person, write.near(released, (-4, -1, 0, 0, 0)))
    for _ in range(rng.choice((0, 1, 2, 4))):
        _enforcement(
            write, {"licence_id": licence}, write.near(rng.choice((released, write.as_at)), range(-3, 40))
        )
    if write.perhaps(0.2):
        _assessment(write, {"licence_id": licence}, person, released)


def _report(write: _Writer, person: str, authority: str) -> None:
    due = write.begin()
    write.add(
        "reports",
        "report_id",
        person_id=person,
        authority=authority,
        kind=write.rng.choice(("court", "court", "court_supplementary", "parole")),
        requested_on=write.maybe(0.7, due, (-28, -21, -1)),
        due_on=due if write.perhaps(0.85) else None,
        submitted_on=write.maybe(0.8, due, (-3, -1, 0, 0, 1, 3)),
    )


def random_cover(rng: Random, as_at: date = AS_AT) -> dict[str, dict[str, date]]:
    """Cover as an extract may state it: for some tables, one bound or both, not far from the as-at date."""
    cover: dict[str, dict[str, date]] = {}
    tables = ("orders", "requirements", "contacts", "work_sessions", "assessments", "plans", "reviews")
    for table in (*tables, "enforcement", "reports", "sentences"):
        if rng.random() < 0.5:
            bounds = {}
            if rng.random() < 0.7:
                bounds["covers_from"] = as_at - timedelta(days=rng.choice((5, 30, 95, 190, 400, 1000)))
            if rng.random() < 0.5:
                bounds["covers_until"] = as_at - timedelta(days=rng.choice((0, 1, 5, 20, 100)))
            cover[table] = bounds
    return cover


def random_setting(rng: Random, n_people: int) -> tuple[Records, date, dict[str, dict[str, date]]]:
    """Records with an as-at date in the middle of them, and the extract's cover (none every other time)."""
    as_at = rng.choice(
        (AS_AT, AS_AT, date(2026, 6, 16), date(2026, 1, 3), date(2021, 4, 6), date(2024, 2, 29))
    )
    records = random_records(rng, n_people, as_at)
    return records, as_at, random_cover(rng, as_at) if rng.random() < 0.5 else {}


def settings() -> SearchStrategy[tuple[Records, date, dict[str, dict[str, date]]]]:
    """For hypothesis: records of one to four persons, an as-at date, cover. Take a failure to `smallest`."""
    seeds = strategies.integers(min_value=0, max_value=2**32)
    people = strategies.integers(min_value=1, max_value=4)
    return strategies.builds(lambda seed, n_people: random_setting(Random(seed), n_people), seeds, people)


def smallest(records: Records, fails: Callable[[Records], bool]) -> Records:
    """The records without any row or value that `fails` does not need: a failure small enough to read."""
    kept = {table: [dict(row) for row in rows] for table, rows in records.items()}
    size = max((len(rows) for rows in kept.values()), default=0)
    while size:  # whole stretches of rows first, then ever shorter ones
        for table in kept:
            place = 0
            while place < len(kept[table]):
                without = {**kept, table: kept[table][:place] + kept[table][place + size :]}
                if fails(without):
                    kept = without
                else:
                    place += size
        size //= 2
    for rows in kept.values():
        for row in rows:
            for column in list(row):
                value = row.pop(column)
                if not fails(kept):
                    row[column] = value
    return {table: rows for table, rows in kept.items() if rows}
