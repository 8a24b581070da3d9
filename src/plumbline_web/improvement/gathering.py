"""The evidence by which an area is judged, brought together anew each time from all that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils import timezone

from plumbline.calendars import add_months
from plumbline.measures.periods import months_between, parse_label, spoken
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import (
    Accepted,
    AllCases,
    AllOf,
    CaseCounts,
    Closing,
    Evidence,
    Readings,
    SampleReading,
    SecondReading,
    Series,
    Shift,
    ShiftedAndHeld,
    StatedEvidence,
    Statement,
    Statements,
    shifted_and_held,
)
from plumbline.scrutiny.effect.judging import STALE_MONTHS
from plumbline.statistics.stratified import StratumRead
from plumbline_web.improvement.books import Book
from plumbline_web.improvement.models import Acceptance, Area, AreaReading
from plumbline_web.improvement.series import Month, measured

STEP = 3
"""All cases are compared anew each so many months: a look again finds evidence, and chance has few tries."""
WRITTEN_LATE = 31
"""From so many days on, a first action that was written down after it began is spoken of."""


@dataclass(frozen=True)
class Gathered:
    """What an area is judged by. labels: of the periods of a series, as `measures.periods` writes them.

    shift: how the series lies beside its frozen limits; None for the other ways. sources: in words.
    """

    evidence: Evidence
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    shift: Shift | None = None
    left_out: tuple[str, ...] = ()


def first_action(area: Area) -> date | None:
    """The day on which the first action of an area, or of a part of it, began; None while none has."""
    actions = [*area.actions.all(), *(one for part in area.parts.all() for one in part.actions.all())]
    return min((one.began_on for one in actions if one.began_on is not None), default=None)


def gather(area: Area, closing: Closing, book: Book, first: date | None) -> Gathered:
    """The evidence that a closing asks for, as far as it is known at the book’s day."""
    match closing:
        case ShiftedAndHeld(measure, better):
            found = _series(measure, better, book, first)
        case AllCases(measure, _, _, _):
            found = _cases(measure, book, first, area.months)
        case SecondReading(question, _):
            found = _readings(area, question, book, first)
        case Accepted():
            found = _statements(area, book)
    return replace(found, cautions=(*found.cautions, *_about_settling(area, first)))


def _series(measure: str, better: str, book: Book, first: date | None) -> Gathered:
    """By month, or by quarter where the months are too thin for a chart and the quarters are not."""
    known = measured(book.runs, measure)
    chosen, until = known.periods(), known.complete_until()
    shift = shifted_and_held([one for _, one in chosen], first, better, until)
    if shift.chart == "none" and first is not None:
        by_quarter, quarter_until = known.periods(quarters=True), known.complete_until(quarters=True)
        other = shifted_and_held([one for _, one in by_quarter], first, better, quarter_until)
        if other.chart != "none":
            chosen, until, shift = by_quarter, quarter_until, other
    cautions = []
    if len(known.sources) > 1:
        cautions.append(f"The figures come from more than one run: {'; '.join(known.sources)}.")
    elif known.sources and "faulty" in known.sources[0]:
        cautions.append(f"The figures come from {known.sources[0]}.")
    newest = chosen[-1][1].last_day if chosen else None
    if newest is not None and add_months(newest, STALE_MONTHS) < book.as_at:
        cautions.append(
            f"The newest complete period ended on {day(newest)}, more than {STALE_MONTHS} months before "
            f"{day(book.as_at)}: how it stands now is not known."
        )
    return Gathered(
        Series(measure, tuple(one for _, one in chosen), until),
        tuple(cautions),
        known.sources,
        tuple(label for label, _ in chosen),
        shift,
        known.left_out,
    )


def _cases(measure: str, book: Book, first: date | None, length: int) -> Gathered:
    """All cases of so many months before the month of the first action, and of as many since.

    The periods follow from the first action and nobody chooses them. The first since begins with the first
    whole month; then, a quarter later each time, the last so many months.
    """
    known = measured(book.runs, measure)
    if first is None:
        return Gathered(CaseCounts(measure, None), (), known.sources)
    held = {one.label: one for one in known.months}
    begins = f"{first:%Y-%m}"
    since_from = begins if first.day == 1 else _month_on(begins, 1)
    before = _all_of(held, _month_on(begins, -length), _month_on(begins, -1))
    later = []
    step = 0
    while one := _all_of(
        held, _month_on(since_from, step * STEP), _month_on(since_from, step * STEP + length - 1)
    ):
        later.append(one)
        step += 1
    return Gathered(CaseCounts(measure, before, tuple(later)), (), known.sources)


def _month_on(label: str, months: int) -> str:
    return f"{add_months(parse_label(label).first_day, months):%Y-%m}"


def _all_of(held: dict[str, Month], first: str, last: str) -> AllOf | None:
    """All cases of a stretch of months; None unless every month of it is complete."""
    months = [held.get(label) for label in months_between(first, last)]
    if None in months:
        return None
    return AllOf(
        f"{spoken(first)} to {spoken(last)}",
        parse_label(first).first_day,
        parse_label(last).last_day,
        sum(one.x for one in months),
        sum(one.n for one in months),
        sum(one.unknown for one in months),
    )


def _readings(area: Area, question: str, book: Book, first: date | None) -> Gathered:
    """The newest reading of work from before the first action, and all of work since."""
    kept = [one for one in area.readings.all() if timezone.localdate(one.at) <= book.as_at]
    samples = [sample_of(one) for one in sorted(kept, key=lambda one: (one.last_day, one.pk))]
    before = [one for one in samples if first is None or one.last_day < first]
    later = [one for one in samples if one not in before]
    sources = tuple(f"{one.activity.title}, read for this area" for one in kept)
    return Gathered(Readings(question, before[-1] if before else None, tuple(later)), (), sources)


def sample_of(kept: AreaReading) -> SampleReading:
    """What a reading found, as the area keeps it."""
    held = dict(kept.sample)
    strata = tuple(
        StratumRead(one["name"], _whole(one["population"]), one["read"], one["yes"], one["applies"])
        for one in held["strata"]
    )
    return SampleReading(
        held["label"], kept.first_day, kept.last_day, strata, tuple(held["could_not_be_read"])
    )


def _whole(text: str) -> int | Fraction:
    size = Fraction(text)
    return size.numerator if size.denominator == 1 else size


def _statements(area: Area, book: Book) -> Gathered:
    said = [one for one in area.acceptances.all() if one.on <= book.as_at]
    evidence = Statements(owners_of(area), tuple(statement_of(one) for one in said))
    return Gathered(evidence, (), tuple(f"the statement of {day(one.on)}" for one in said))


def statement_of(one: Acceptance) -> Statement:
    """A statement as the core judges it. It was only taken from somebody outside the line of management."""
    evidence = tuple(
        StatedEvidence(piece["title"], piece["source"], date.fromisoformat(piece["on"]))
        for piece in one.evidence
    )
    return Statement(one.person, one.role, True, one.accepts, one.says, one.on, evidence)


def owners_of(area: Area) -> tuple[str, ...]:
    """Names and roles: who owns the area or an action of it, who made the plan, who wrote an update."""
    actions = list(area.actions.all())
    names: Iterable[str] = [
        *area.owners,
        *(who for one in actions for who in (*one.responsible, *one.outside)),
        area.plan.made_by.name,
        *(update.by.name for one in actions for update in one.updates.all()),
    ]
    return tuple(dict.fromkeys(names))


def _about_settling(area: Area, first: date | None) -> tuple[str, ...]:
    """What a reader should know of when and how it was settled what the area is judged by."""
    found = []
    settled = timezone.localdate(area.closing_at) if area.closing_at else None
    if settled is not None and first is not None and settled > first:
        found.append(
            f"How this area may close was settled on {day(settled)}, after its first action began on "
            f"{day(first)}."
        )
    if area.in_place_of is not None:
        found.append(
            "This area stands in the place of one that was to be judged in another way: "
            f"{area.in_place_of.replaced_why}"
        )
    written = [
        timezone.localdate(update.at)
        for one in area.actions.all()
        if one.began_on == first
        for update in one.updates.all()
        if update.on == first
    ]
    if first is not None and written and (min(written) - first).days > WRITTEN_LATE:
        found.append(
            f"The first action is said to have begun on {day(first)}; that was written down on "
            f"{day(min(written))}."
        )
    return tuple(found)
