"""The verdict on each area, worked out anew each time from all that is known at a day.

Nothing is kept of a verdict but the moves of an area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, QuerySet

from plumbline.errors import PlumblineError
from plumbline.measures.periods import months_between, parse_label
from plumbline.scrutiny.effect import (
    AllCases,
    AreaVerdict,
    Closing,
    ShiftedAndHeld,
    closing_from_json,
    judge_area,
    looks,
)
from plumbline.scrutiny.effect.verdict import not_yet
from plumbline_web.improvement.books import Book, book_of
from plumbline_web.improvement.gathering import Gathered, first_action, gather
from plumbline_web.improvement.models import Acceptance, Action, Area
from plumbline_web.improvement.series import measured


@dataclass(frozen=True)
class Judged:
    """The verdict on an area, the closing and the evidence it rests on; both None while none is settled."""

    verdict: AreaVerdict
    first_action: date | None
    closing: Closing | None = None
    gathered: Gathered | None = None


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
        closing,
        gathered.evidence,
        first_action=first,
        as_at=book.as_at,
        closed_on=closed_on,
        fresh_from=fresh_from(area),
    )
    cautions = tuple(dict.fromkeys((*verdict.cautions, *gathered.cautions)))
    return Judged(replace(verdict, cautions=cautions), first, closing, gathered)


def fresh_from(area: Area) -> date | None:
    """For an area that opened again since a look was not had, the oldest that its evidence may be now.

    It may not close again on what it closed on before. area: from `with_evidence`.
    """
    moves = list(area.moves.all())
    closed = [one.on for one in moves if one.after == "closed" and one.on is not None]
    opened = [one for one in moves if one.after == "opened_again"]
    if area.state != "opened_again" or not closed or not opened:
        return None
    due = opened[-1].verdict.get("next_look")
    return next((one.evidence_from for one in looks(closed[-1]) if one.due.isoformat() == due), None)


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


def figure_now(area: Area, book: Book, period: str = "") -> list[dict[str, object]]:
    """What the area’s measure says of a period, as plain data that an update keeps.

    period: the label of a month or quarter; the newest complete month of which it can be told where none is
    given. Nothing where a month of the period is not known, or cannot be told.
    """
    if not area.closing:
        return []
    closing = closing_from_json(area.closing)
    if not isinstance(closing, ShiftedAndHeld | AllCases):
        return []
    try:
        months = {one.label: one for one in measured(book.runs, closing.measure).months if one.told}
    except PlumblineError:
        return []
    if not months:
        return []
    label = period or max(months)
    asked = parse_label(label)
    held = [months.get(one) for one in months_between(asked.first, asked.last)]
    if None in held:
        return []
    return [
        {
            "measure": closing.measure,
            "period": label,
            "x": sum(one.x for one in held),
            "n": sum(one.n for one in held),
            "run": book.runs[0].key,
            "as_at": book.runs[0].as_at.isoformat(),
        }
    ]
