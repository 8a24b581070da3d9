"""The evidence by which an area is judged, brought together anew each time, and the verdict on it.

Nothing is kept of a verdict but the moves of an area. Whoever shows many areas makes one `Book` for all of
them, so that the number of questions to the database does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline.errors import PlumblineError
from plumbline.measures.periods import months_between, parse_label, spoken
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import (
    Accepted,
    AllCases,
    AllOf,
    AreaVerdict,
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
    closing_from_json,
    judge_area,
    shifted_and_held,
)
from plumbline.scrutiny.effect.judging import STALE_MONTHS
from plumbline.scrutiny.effect.verdict import not_yet
from plumbline.statistics.stratified import StratumRead
from plumbline_web.improvement.models import Acceptance, Action, Area, AreaReading
from plumbline_web.improvement.series import Month, measured
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import today
from plumbline_web.records.models import Run

STEP = 3
"""All cases are compared anew each so many months: a look again finds evidence, and chance has few tries."""
WRITTEN_LATE = 31
"""From so many days on, a first action that was written down after it began is spoken of."""


@dataclass(frozen=True)
class Book:
    """An organisation's runs as at a day, newest first; one for each as-at day."""

    as_at: date
    runs: tuple[Run, ...]


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


@dataclass(frozen=True)
class Judged:
    """The verdict on an area, the closing and the evidence it rests on; both None while none is settled."""

    verdict: AreaVerdict
    first_action: date | None
    closing: Closing | None = None
    gathered: Gathered | None = None


def judging_day(organisation: Organisation) -> date:
    """The day as at which areas are judged: today. In the demonstration time stands at its newest run."""
    if settings.DEMONSTRATION:
        newest = _runs(organisation).first()
        if newest is not None:
            return newest.as_at
    return today()


def _runs(organisation: Organisation) -> QuerySet[Run]:
    return Run.objects.filter(organisation=organisation, state__in=("frozen", "removed")).select_related(
        "organisation"
    )


def book_of(organisation: Organisation, as_at: date, fresh: Run | None = None) -> Book:
    """The runs that are known at a day. fresh: one that is just being frozen and is not marked so yet."""
    found = [one for one in _runs(organisation) if one.as_at <= as_at]
    if fresh is not None and fresh.as_at <= as_at:
        found = [one for one in found if one.pk != fresh.pk] + [fresh]
    return _book(found, as_at)


def books_of(organisations: Iterable[int], as_at: date) -> dict[int, Book]:
    """The same for several organisations, by their pk, in one question to the database."""
    wanted = set(organisations)
    found: dict[int, list[Run]] = {one: [] for one in wanted}
    runs = Run.objects.filter(organisation__in=wanted, state__in=("frozen", "removed"), as_at__lte=as_at)
    for one in runs.select_related("organisation"):
        found[one.organisation_id].append(one)
    return {pk: _book(those, as_at) for pk, those in found.items()}


def _book(runs: list[Run], as_at: date) -> Book:
    newest: dict[date, Run] = {}
    for one in sorted(runs, key=lambda one: (one.as_at, one.pk), reverse=True):
        newest.setdefault(one.as_at, one)
    return Book(as_at, tuple(newest.values()))


def with_evidence(areas: QuerySet[Area]) -> QuerySet[Area]:
    """The areas with all that judging them asks of the database, however many there are."""
    return areas.select_related("plan__organisation", "plan__made_by", "in_place_of").prefetch_related(
        Prefetch("actions", queryset=Action.objects.prefetch_related("updates__by")),
        "parts__actions",
        Prefetch("acceptances", queryset=Acceptance.objects.select_related("by")),
        "readings__activity",
        "moves__by",
    )


def judged(area: Area, as_at: date) -> AreaVerdict:
    """The verdict on an area as at a day, worked out from all the evidence there is.

    Raises PlumblineError where the evidence cannot be.
    """
    held = with_evidence(Area.objects.filter(pk=area.pk)).get()
    return look_at(held, book_of(held.plan.organisation, as_at)).verdict


def look_at(area: Area, book: Book) -> Judged:
    """The same with what it rests on. area: from `with_evidence`. Raises PlumblineError as `judged` does."""
    first = first_action(area)
    if not area.closing:
        why = "nobody has settled how this area may close"
        return Judged(not_yet(f"Not yet: {why}.", "how this area may close, settled by a manager"), first)
    closing = closing_from_json(area.closing)
    gathered = gather(area, closing, book, first)
    closed_on = area.closed_on if area.state == "closed" else None
    if closed_on is not None and closed_on > book.as_at:
        closed_on = None
    verdict = judge_area(
        closing, gathered.evidence, first_action=first, as_at=book.as_at, closed_on=closed_on
    )
    cautions = tuple(dict.fromkeys((*verdict.cautions, *gathered.cautions)))
    return Judged(replace(verdict, cautions=cautions), first, closing, gathered)


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
    by_month = known.periods()
    chosen, shift = by_month, shifted_and_held([one for _, one in by_month], first, better)
    if shift.chart == "none" and first is not None:
        by_quarter = known.periods(quarters=True)
        other = shifted_and_held([one for _, one in by_quarter], first, better)
        if other.chart != "none":
            chosen, shift = by_quarter, other
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
        Series(measure, tuple(one for _, one in chosen)),
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


def figure_now(area: Area, book: Book) -> list[dict[str, object]]:
    """What the area’s measure says in its newest complete period, as plain data that an update keeps."""
    if not area.closing:
        return []
    closing = closing_from_json(area.closing)
    if not isinstance(closing, ShiftedAndHeld | AllCases):
        return []
    try:
        months = [one for one in measured(book.runs, closing.measure).months if one.told]
    except PlumblineError:
        return []
    if not months:
        return []
    last = months[-1]
    return [
        {
            "measure": closing.measure,
            "period": last.label,
            "x": last.x,
            "n": last.n,
            "run": book.runs[0].key,
            "as_at": book.runs[0].as_at.isoformat(),
        }
    ]


def judge_all(areas: Sequence[Area], book: Book) -> dict[int, Judged]:
    """Each area’s verdict by its pk.

    Where the evidence cannot be, such as a run whose files are damaged, the verdict is “not yet” and says so:
    what is not known is never a pass, and no reason to open an area again either.
    """
    found = {}
    for one in areas:
        try:
            found[one.pk] = look_at(one, book)
        except PlumblineError as fault:
            words = " ".join(str(fault).split())
            verdict = not_yet(f"It cannot be worked out: {words}", "evidence that can be worked out")
            found[one.pk] = Judged(verdict, first_action(one))
    return found
