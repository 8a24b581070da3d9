"""What the pages of judgement share: which service, the evidence at hand, versions with what changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse

from plumbline.scrutiny.frameworks import Grade, Scale
from plumbline.scrutiny.quantities import wording
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.showing import prints_of
from plumbline_web.evidence.states import DIRECTIONS
from plumbline_web.judgement.asked import Asked, asked_called
from plumbline_web.judgement.differences import Stretch, differences
from plumbline_web.judgement.models import (
    Dissent,
    Evaluation,
    EvaluationVersion,
    FindingVersion,
    StatementVersion,
)
from plumbline_web.judgement.obstacles import Held, counts
from plumbline_web.judgement.states import SIDES
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, there

STATE_COLOURS = {"": "grey", "draft": "blue", "panel": "purple", "settled": "green"}


class ServiceForm(forms.Form):
    """Which of several services."""

    service = forms.ChoiceField(label="Service", required=False)

    def __init__(self, *arguments: Any, subjects: Iterable[Subject], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.fields["service"].choices = [(one.key, one.organisation.name) for one in subjects]


def service_asked_for(request: HttpRequest, held: Held) -> tuple[Subject, ServiceForm | None]:
    """The service that the address names, else the first; and the form to choose, where there are several.

    Raises Http404 for a service that is none of the activity's.
    """
    key = request.GET.get("service", "")
    chosen = next((one for one in held.subjects if one.key == key or not key), None)
    if chosen is None:
        raise Http404("There is no such service in this activity.")
    if len(held.subjects) < 2:
        return chosen, None
    return chosen, ServiceForm({"service": chosen.key}, subjects=held.subjects)


def asked_for(stands: Standing, code: str, *, judged: bool = False) -> Asked:
    """What the address names. Raises Http404; also for a theme, where only what is evaluated is meant."""
    found = asked_called(stands.activity, code)
    if found is None or (judged and not found.judged):
        raise Http404("This activity does not look at that.")
    return found


def evaluation_href(stands: Standing, held: Held, subject: Subject, code: str) -> str:
    """The page of one evaluation."""
    asked = f"?service={subject.key}" if len(held.subjects) > 1 else ""
    return href(stands, "judgement:evaluation", indicator=code) + asked


def way_back(stands: Standing, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back from a page of judgement."""
    return [*crumbs(stands), ("Judgements", href(stands, "judgement:judgements")), *more]


def grade_of(scale: Scale | None, value: int | None) -> Grade | None:
    """A step of the scale; None where nothing is graded, none is given, or the scale has no such step."""
    return next((one for one in scale.grades if one.value == value), None) if scale else None


@dataclass(frozen=True)
class AtHand:
    """A piece of evidence beside what is written.

    prints: what a text bound to it prints, "" without a figure. points: which way it points here, in words;
    "" where it is not tied here. counts: whether it still does. elsewhere: the one service that it speaks of,
    where several are looked at.
    """

    key: str
    number: int
    name: str
    id: str
    title: str
    says: str
    source: str
    points: str
    prints: str
    href: str
    counts: bool
    elsewhere: str = ""


def at_hand(
    stands: Standing,
    held: Held,
    indicator: str | None,
    subject: Subject | None,
    named: Collection[int] = (),
) -> list[AtHand]:
    """The evidence that can be named here: what is tied to the indicator, and what is named already.

    indicator: None for all of them. named: numbers of pieces that are named, also such as do not count.
    """
    found = []
    for one in held.pieces:
        points = held.points(one, indicator) if indicator is not None else ""
        of_another = subject is not None and one.subject_id not in (None, subject.pk)
        offered = counts(one) and not of_another and (points or indicator is None)
        if offered or one.number in named:
            found.append(shown_piece(stands, held, one, points))
    return found


def shown_piece(stands: Standing, held: Held, piece: Piece, points: str = "") -> AtHand:
    """One piece as it is shown."""
    quantity = held.quantities.get(piece.quantity_id)
    several = len(held.subjects) > 1 and piece.subject is not None
    return AtHand(
        piece.key,
        piece.number or 0,
        f"E{piece.number}",
        piece.quantity_id,
        piece.title,
        piece.says,
        piece.get_source_display(),
        DIRECTIONS.get(points, ""),
        wording(quantity) if quantity is not None else "",
        there(stands, "evidence:piece", key=piece.key),
        counts(piece),
        piece.subject.organisation.name if several and piece.subject else "",
    )


@dataclass(frozen=True)
class Shown:
    """A version in a history. number: from 1, by time. changed: its text against the one before.

    rested: the evidence that it named, each in the version and with the number that it had then.
    """

    version: EvaluationVersion | FindingVersion | StatementVersion
    number: int
    changed: list[Stretch]
    rested: list[str]
    grade: Grade | None = None
    grade_before: Grade | None = None


def history(
    versions: Iterable[EvaluationVersion | FindingVersion | StatementVersion], scale: Scale | None = None
) -> list[Shown]:
    """Every version, newest first, each with what it changed of the one it was written over."""
    found: list[Shown] = []
    every = list(versions)
    held = {one.pk: one for one in every}
    for number, one in enumerate(every, 1):
        before = held.get(one.based_on_id)
        found.append(
            Shown(
                one,
                number,
                differences(_text(before), _text(one)) if before else [Stretch("same", _text(one))],
                _rested(one),
                grade_of(scale, getattr(one, "grade", None)),
                grade_of(scale, getattr(before, "grade", None)),
            )
        )
    return found[::-1]


def _rested(version: EvaluationVersion | FindingVersion | StatementVersion) -> list[str]:
    """What a version named: “E2 A plan was there: less than half, 37 of 99 records”, for it or against it."""
    if isinstance(version, FindingVersion):
        pairs = [(one.piece, f", {SIDES[one.side].lower()} it") for one in version.weighed.all()]
    else:
        pairs = [(one, "") for one in version.pieces.all()]
    prints = prints_of(piece for piece, _ in pairs)
    ordered = sorted(pairs, key=lambda pair: pair[0].number or 0)
    return [
        f"{piece} {piece.title}"
        + (f", version {piece.edition}" if piece.edition > 1 else "")
        + (f": {prints[piece.pk]}" if piece.pk in prints else "")
        + side
        for piece, side in ordered
    ]


def _text(version: EvaluationVersion | FindingVersion | StatementVersion) -> str:
    if isinstance(version, EvaluationVersion):
        move = f"\n\nWhat would move it: {version.would_move}" if version.would_move else ""
        return version.rationale + move
    return version.text


def changed_since(version: EvaluationVersion | None, held: Held) -> list[str]:
    """The figures that an evaluation names and that print otherwise than when it was written: was, and is."""
    if version is None:
        return []
    prints = prints_of(version.pieces.all())
    found = []
    for piece in sorted(version.pieces.all(), key=lambda one: one.number or 0):
        was, quantity = prints.get(piece.pk, ""), held.quantities.get(piece.quantity_id)
        now = wording(quantity) if quantity is not None else ""
        if was and was != now:
            found.append(f"{piece} was “{was}” then, and {f'is “{now}” now' if now else 'counts no more'}.")
    return found


def dissents_of(one: Evaluation | None, scale: Scale | None) -> list[dict[str, Any]]:
    """Everybody who did not agree, with the number of the version it was about and what they would give."""
    if one is None:
        return []
    numbers = {each.pk: at for at, each in enumerate(one.versions.all(), 1)}
    found = Dissent.objects.filter(version__evaluation=one).select_related("by").order_by("-id")
    return [
        {"one": each, "number": numbers[each.version_id], "grade": grade_of(scale, each.grade)}
        for each in found
    ]


def under_questions(asked: Iterable[Asked]) -> Iterator[tuple[str, list[Asked]]]:
    """What is judged, under the key question of each, in order."""
    grouped: dict[str, list[Asked]] = {}
    for one in asked:
        grouped.setdefault(one.question, []).append(one)
    yield from grouped.items()


def tell_of_clash(request: HttpRequest, other: EvaluationVersion | FindingVersion | StatementVersion) -> None:
    """Tell somebody that another had written meanwhile, and that both versions are kept."""
    messages.warning(
        request,
        f"{other.by.name} had written a version meanwhile. Yours is kept beside it and does not count yet: "
        "look at both below, and choose.",
    )


def page_href(stands: Standing, name: str, asked: str = "", **parts: str) -> str:
    """The address of a page of judgement with what is asked of it."""
    return reverse(
        f"judgement:{name}",
        kwargs={"organisation": stands.organisation.slug, "activity": stands.activity.key, **parts},
    ) + (f"?{asked}" if asked else "")
