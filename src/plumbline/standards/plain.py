"""The second judge: slow, plain, one case at a time, in the order in which a person would do it by hand.

It reads the same standards as the judge in SQL and shares no code with it. It counts working days itself, day
by day. Where the two differ on any case, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.calendars import Calendar, add_months, is_working_day
from plumbline.standards.as_at import Known, Record, known_at
from plumbline.standards.form import Phase, Repeats, Standard
from plumbline.standards.plain_case import Case, Done, alternatives_of, case_of, day_0, due_date

Cover = Mapping[str, Mapping[str, date | None]]  # table -> covers_from, covers_until


@dataclass(frozen=True)
class Row:
    """One thing owed and its verdict. Reasons are the codes of `form.REASONS`."""

    standard: str
    case_id: str
    occurrence: int
    clock_start: date | None
    due_on: date | None
    done_on: date | None
    days_taken: int | None
    verdict: str
    reason: str
    evidence: str | None
    added: bool


@dataclass(frozen=True)
class _Owed:
    """What the questions are asked of: one occurrence for one case, its dates worked out."""

    occurrence: int
    clock: date | None
    due: date | None
    done: Done | None
    no_due: str = "no_due_date"  # why there is no due date, where there is none
    carried: Done | None = None
    before: bool = False  # done before day 0, and never since
    past_expected_end: bool = False


def judge_plainly(
    standard: Standard,
    records: dict[str, list[Record]],
    *,
    as_at: date,
    cover: Cover | None = None,
    calendar: Calendar | Mapping[str, Calendar] | None = None,
) -> list[Row]:
    """Every row that `standard` owes on `records`, judged at `as_at`; by case, then occurrence.

    `records`: rows by table, typed (dates as date, yes/no as bool, an empty or missing value is not known).
    `cover`: covers_from and covers_until by table, where the extract states them. `calendar`: one for all, or
    one by authority; whoever has none in it is judged by the bank holidays in Scotland.
    """
    return judge_known(standard, known_at(records, as_at), cover=cover, calendar=calendar)


def judge_known(
    standard: Standard,
    known: Known,
    *,
    cover: Cover | None = None,
    calendar: Calendar | Mapping[str, Calendar] | None = None,
) -> list[Row]:
    """As `judge_plainly`, on records already read as known at a day: quicker for many standards."""
    rows: list[Row] = []
    for row in known.tables.get(standard.population.table, []):
        case = case_of(standard, row, known, calendar)
        if case is not None:
            rows += _judge_case(standard, case, known, cover or {})
    return sorted(rows, key=lambda row: (row.case_id, row.occurrence))


def _judge_case(standard: Standard, case: Case, known: Known, cover: Cover) -> list[Row]:
    clock = day_0(standard, case, known)
    alternatives = alternatives_of(standard, case, known)
    repeats = standard.repeats
    due = None
    if standard.clock is not None and clock is None:
        owed = [_Owed(1, None, None, None, no_due="no_clock")]
    elif repeats is None or clock is None:
        due, no_due = due_date(standard, case, clock, known)
        owed = [_owed_once(standard, alternatives, clock, due, no_due)]
    elif repeats.from_ == "clock":
        owed = list(_owed_by_phases(repeats, case, clock, _pooled(alternatives), known.as_at))
    else:
        owed = list(_owed_from_stops(standard, case, clock, _pooled(alternatives), known))
    in_force_on = clock if standard.clock is not None else due
    if in_force_on is not None:
        if standard.in_force_from is not None and in_force_on < standard.in_force_from:
            return []
        if standard.in_force_until is not None and in_force_on > standard.in_force_until:
            return []
    return [_row(standard, case, each, known.as_at, cover) for each in owed]


def _pooled(alternatives: list[list[Done]]) -> list[Done]:
    return sorted({done for dones in alternatives for done in dones})


def _owed_once(
    standard: Standard, alternatives: list[list[Done]], clock: date | None, due: date | None, no_due: str
) -> _Owed:
    """Owed once: the first alternative with a day on or after day 0 decides, by its earliest."""
    done = None
    for dones in alternatives:
        done = next((each for each in dones if clock is None or each[0] >= clock), None)
        if done is not None:
            break
    early = [each for each in _pooled(alternatives) if clock is not None and each[0] < clock]
    carried = None
    if standard.carry_forward is not None and clock is not None and early:
        latest = max(day for day, _ in early)
        if add_months(latest, standard.carry_forward.months) >= clock:
            carried = next(each for each in early if each[0] == latest)
    return _Owed(1, clock, due, done, no_due, carried, before=bool(early) and done is None)


def _due_dates(clock: date, phases: tuple[Phase, ...]) -> Iterator[date]:
    """The due dates of the phases, every one counted from day 0 so that a month's end does not drift."""
    so_far = 0
    for phase in phases:
        left = phase.times
        while left is None or left > 0:
            so_far += phase.count
            yield add_months(clock, so_far) if phase.unit == "months" else clock + timedelta(days=so_far)
            left = None if left is None else left - 1


def _owed_by_phases(
    repeats: Repeats, case: Case, clock: date, dones: list[Done], as_at: date
) -> Iterator[_Owed]:
    """Owed again and again, counted from day 0: each occurrence listed, with the stop that it takes."""
    expected = case.row.get(repeats.expected_end) if repeats.expected_end else None
    if case.ended is not None or (expected is not None and expected >= as_at):
        expected = None  # it says nothing of a case that has ended, nor before it has passed
    skip_until = case.row.get(repeats.skip_until) if repeats.skip_until else None
    unused = list(dones)
    before = bool(dones) and all(day < clock for day, _ in dones)
    previous: date | None = None
    due_dates = _due_dates(clock, repeats.phases)
    due, occurrence = next(due_dates, None), 0
    while due is not None:
        occurrence += 1
        following = next(due_dates, None)
        if skip_until is None or due > skip_until:
            after = previous or clock - timedelta(days=1)
            done = next((each for each in unused if after < each[0] <= due), None)
            unsure = expected is not None and due > expected and done is None
            if repeats.match == "used_once":
                if done is None and not unsure:
                    before_next = following or date.max
                    done = next((each for each in unused if due < each[0] < before_next), None)
                if done is not None:
                    unused.remove(done)
            asked = occurrence == 1 and repeats.match == "used_once"
            yield _Owed(occurrence, clock, due, done, before=asked and before, past_expected_end=unsure)
        if repeats.listed == "while_open":
            if case.ended is not None:
                last = due >= case.ended
            elif expected is not None:
                last = due > expected
            else:
                last = due > as_at
            if last:
                return
        previous, due = due, following


def _owed_from_stops(
    standard: Standard, case: Case, clock: date, dones: list[Done], known: Known
) -> Iterator[_Owed]:
    """Owed so long after each time it was done. It ends when it was not done, or with the case."""
    before = bool(dones) and all(day < clock for day, _ in dones)
    occurrence, start = 1, clock
    while True:
        due, no_due = due_date(standard, case, start, known)
        later = [d for d in dones if d[0] > start or (occurrence == 1 and d[0] == start)]
        done = later[0] if later else None
        yield _Owed(occurrence, start, due, done, no_due, before=before and occurrence == 1)
        if done is None or due is None or (case.ended is not None and due >= case.ended):
            return
        occurrence, start = occurrence + 1, done[0]


def _row(standard: Standard, case: Case, owed: _Owed, as_at: date, cover: Cover) -> Row:
    """The row of one thing owed: the questions, then the dates that its verdict shows."""
    verdict, reason = _verdict(standard, case, owed, as_at, cover)
    shown = {"done_in_time": owed.done, "done_late": owed.done, "carried_forward": owed.carried}.get(reason)
    days_taken = None
    if shown is not None and owed.clock is not None:
        days_taken = _days_taken(standard, case, owed.clock, shown[0])
    return Row(
        standard=standard.code,
        case_id=case.case_id,
        occurrence=owed.occurrence,
        clock_start=owed.clock,
        due_on=owed.due,
        done_on=shown[0] if shown else None,
        days_taken=days_taken,
        verdict=verdict,
        reason=reason,
        evidence=shown[1] if shown else None,
        added=case.added,
    )


def _verdict(standard: Standard, case: Case, owed: _Owed, as_at: date, cover: Cover) -> tuple[str, str]:
    """The questions in their order; the first that fits decides. Gives the verdict and its reason."""
    if owed.due is None:
        return "cannot_tell", owed.no_due
    in_time = owed.done is not None and owed.done[0] <= owed.due
    not_done = not in_time and owed.carried is None
    if not_done and not _covered(standard, owed.clock, min(owed.due, as_at), cover):
        return "cannot_tell", "not_covered"
    if _excused(standard, case, owed.clock):
        return "not_applicable", "transferred_in"
    if in_time:
        return "met", "done_in_time"
    if owed.carried is not None:
        return "met", "carried_forward"
    if case.ended is not None and case.ended <= owed.due:
        return "not_applicable", "ended_before_due"
    if owed.past_expected_end:
        return "cannot_tell", "past_expected_end"
    if owed.done is not None:
        return "not_met", "done_late"
    if as_at <= owed.due:
        return "not_yet_due", "not_yet_due"
    if owed.before:
        return "cannot_tell", "done_before_start"
    return "not_met", "never_done"


def _covered(standard: Standard, clock: date | None, last: date, cover: Cover) -> bool:
    """Whether every table that may stop the clock covers day 0 (no clock: the last day) to the last day."""
    first = clock if clock is not None else last
    for table in {stop.table for stop in standard.stops}:
        bounds = cover.get(table, {})
        covers_from, covers_until = bounds.get("covers_from"), bounds.get("covers_until")
        if covers_from is not None and first < covers_from:
            return False
        if covers_until is not None and last > covers_until:
            return False
    return True


def _excused(standard: Standard, case: Case, clock: date | None) -> bool:
    if standard.excused_transfer is None or case.transferred_in is None:
        return False
    return standard.excused_transfer == "always" or (clock is not None and clock <= case.transferred_in)


def _days_taken(standard: Standard, case: Case, clock: date, done: date) -> int:
    """Days after day 0 up to and including the day it was done; 0 where it was carried forward."""
    if done <= clock:
        return 0
    if not standard.counts_working_days:
        return (done - clock).days
    days = range(clock.toordinal() + 1, done.toordinal() + 1)
    return sum(is_working_day(case.calendar, date.fromordinal(day)) for day in days)
