"""What the panel holds an evaluation against: settled evaluations of the same indicator by the same body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from plumbline.errors import PlumblineError
from plumbline.scrutiny.editions import HOW, between
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.quantities import Evidence, printed, wording
from plumbline_web.evidence.models import Piece
from plumbline_web.evidence.queries import evidence_in
from plumbline_web.evidence.states import DIRECTIONS, SOURCES
from plumbline_web.judgement.kept import newest
from plumbline_web.judgement.models import Evaluation
from plumbline_web.judgement.obstacles import counts
from plumbline_web.judgement.showing import grade_of
from plumbline_web.people.models import Account
from plumbline_web.reading.models import Reading
from plumbline_web.reading.queries import TO_READ
from plumbline_web.reading.rules import REAL
from plumbline_web.reading.states import WRITING
from plumbline_web.scrutiny.kinds import frameworks_for
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import framework_of, scale_of


@dataclass(frozen=True)
class Told:
    """A piece of evidence as the panel sees it: what it is and what it counts, and nothing that anybody said.

    points: which way, in words. prints: "" where it counts nothing.
    """

    name: str
    title: str
    source: str
    points: str
    prints: str


@dataclass(frozen=True)
class Beside:
    """A settled evaluation of another activity or service. how: what its indicator is to this one, in words.

    evidence: source in words -> direction in words -> how many pieces. pieces: each of them. rationale: as it
    prints.
    """

    activity: str
    service: str
    on: object
    code: str
    how: str
    grade: str
    label: str
    rationale: str
    evidence: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    pieces: tuple[Told, ...]


def compared(account: Account, activity: Activity, subject: Subject, indicator: str) -> list[Beside]:
    """Every settled evaluation of the same indicator, newest first, by activities of the same body.

    account: for whom; an activity in which they still have records to read is left out, since what its
    evaluation says would colour their reading. Indicators of other editions are found through
    `plumbline.scrutiny.editions`; where nothing leads from one framework to the other, that activity is left
    out, for its codes may mean something else.
    """
    found = (
        Evaluation.objects.filter(
            activity__organisation=activity.organisation_id, whose="team", state="settled"
        )
        .exclude(activity=activity, subject=subject)
        .exclude(activity__in=_still_read_by(account))
        .select_related("activity", "subject__organisation")
        .prefetch_related("versions", "moves")
    )
    own = framework_of(activity)
    known = {code: one for code, one in frameworks_for(activity.organisation).items()}
    alike: dict[int, Mapping[str, str]] = {}
    fitting: list[tuple[Evaluation, str]] = []
    for one in found:
        if one.activity_id not in alike:
            alike[one.activity_id] = _alike(own, framework_of(one.activity), indicator, known)
        if one.indicator in alike[one.activity_id]:
            fitting.append((one, alike[one.activity_id][one.indicator]))
    pieces = _pieces({one.activity_id for one, _ in fitting})
    rows = [_row(one, how, pieces.get(one.activity_id, [])) for one, how in fitting]
    return sorted((row for row in rows if row is not None), key=lambda row: str(row.on), reverse=True)


def counted(
    pieces: Iterable[Piece], indicator: str, subject_pk: int
) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """How many pieces of each kind of source point which way, for one service and indicator."""
    found = Counter((one.source, points) for one, points in _under(pieces, indicator, subject_pk))
    return tuple(
        (
            words,
            tuple((name, found[source, way]) for way, name in DIRECTIONS.items() if found[source, way]),
        )
        for source, words in SOURCES.items()
        if any(found[source, way] for way in DIRECTIONS)
    )


def told(
    pieces: Iterable[Piece], indicator: str, subject_pk: int, figures: Mapping[str, Evidence]
) -> tuple[Told, ...]:
    """The same, piece by piece. figures: what the activity's words may be bound to, by id."""
    return tuple(
        Told(
            str(one),
            one.title,
            SOURCES[one.source],
            DIRECTIONS[points],
            wording(figures[one.quantity_id]) if one.quantity_id in figures else "",
        )
        for one, points in _under(pieces, indicator, subject_pk)
    )


def _under(pieces: Iterable[Piece], indicator: str, subject_pk: int) -> Iterator[tuple[Piece, str]]:
    """The pieces that count for one service and are tied to an indicator, each with which way it points."""
    for piece in pieces:
        if not counts(piece) or piece.subject_id not in (None, subject_pk):
            continue
        for tie in piece.ties.all():
            if tie.indicator == indicator and tie.loosened_at is None:
                yield piece, tie.points


def _still_read_by(account: Account) -> QuerySet[Reading, int]:
    """The activities in which somebody is still to read: as `reading.queries.blind` asks of one of them."""
    held = Reading.objects.filter(TO_READ, reader__account=account, kind__in=REAL, state__in=WRITING)
    return held.values_list("record__draw__subject__activity", flat=True)


def _alike(
    own: Framework | None, other: Framework | None, indicator: str, known: Mapping[str, Framework]
) -> Mapping[str, str]:
    """The indicators of another framework that are this one -> what they are to it, in words."""
    if own is None or other is None:
        return {indicator: HOW["same"]} if own is None and other is None else {}
    if own == other:
        return {indicator: HOW["same"]}
    try:
        matches = between(other, own, known)
    except PlumblineError:
        return {}
    return {code: HOW[match.how] for match in matches if indicator in match.after for code in match.before}


def _pieces(activities: Iterable[int]) -> dict[int, list[Piece]]:
    """The pieces of these activities that have a number, with their ties, by activity."""
    found: dict[int, list[Piece]] = {}
    rows = Piece.objects.filter(activity__in=list(activities), number__isnull=False)
    for one in rows.order_by("number", "pk").select_related("later").prefetch_related("ties"):
        found.setdefault(one.activity_id, []).append(one)
    return found


def _row(one: Evaluation, how: str, pieces: list[Piece]) -> Beside | None:
    version, last = newest(one.versions.all()), [m for m in one.moves.all() if m.after == "settled"][-1:]
    if version is None or not last:
        return None
    grade = grade_of(scale_of(one.activity), version.grade)
    figures = evidence_in(piece.quantity for piece in pieces if counts(piece))
    return Beside(
        one.activity.title,
        one.subject.organisation.name,
        last[0].at,
        one.indicator,
        how,
        grade.word if grade else "",
        grade.label if grade else "",
        printed(version.rationale, figures),
        counted(pieces, one.indicator, one.subject_id),
        told(pieces, one.indicator, one.subject_id, figures),
    )
