"""The evidence of an activity that counts today, and what of it somebody may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from plumbline.scrutiny.quantities import Changed, Evidence, read_evidence, wording
from plumbline_web.evidence.models import Call, Piece, Tie
from plumbline_web.people.models import Account
from plumbline_web.people.queries import Access, today
from plumbline_web.reading.queries import blind
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import Standing


@dataclass(frozen=True)
class Offered:
    """A piece that a text can bind a word to. id: as the text names it, `e12`. prints: what it prints as.

    number, key, title, source: of the piece, the source in words.
    """

    id: str
    number: int
    key: str
    title: str
    prints: str
    source: str


def every_piece_of(activity: Activity) -> QuerySet[Piece]:
    """Each version of each piece, whatever became of it, by number."""
    return Piece.objects.filter(activity=activity).select_related(
        "subject__organisation", "added_by", "sent_through", "attachment", "later"
    )


def pieces_of(activity: Activity) -> QuerySet[Piece]:
    """The pieces that count: taken in, neither withdrawn nor followed by a later version."""
    return every_piece_of(activity).filter(taken_at__isnull=False, withdrawn_at=None, later=None)


def ties_of(activity: Activity) -> QuerySet[Tie]:
    """The ties that hold, of the pieces that count."""
    return Tie.objects.filter(piece__in=pieces_of(activity).values("pk"), loosened_at=None).select_related(
        "piece"
    )


def quantities_of(activity: Activity) -> dict[str, Evidence]:
    """What a text may bind its words to: the core's evidence by its id, of every piece that has a figure."""
    return evidence_in(one.quantity for one in pieces_of(activity))


def evidence_in(quantities: Iterable[Mapping[str, Any]]) -> dict[str, Evidence]:
    """The core's evidence out of plain data as pieces keep it; those without a figure are left out."""
    kept = [one for one in quantities if one]
    return read_evidence(json.dumps({"evidence": kept}), name="the activity’s evidence") if kept else {}


def sees_reading(account: Account, activity: Activity) -> bool:
    """Whether somebody may see what the reading says: not while they have records of their own to read."""
    return not blind(account, activity)


def seen_of(stands: Standing, found: QuerySet[Piece]) -> QuerySet[Piece]:
    """Of these pieces those that somebody may see: none to whom evidence is not shown, and no result of the
    reading to whoever still reads."""
    if not stands.may("see evidence"):
        return found.none()
    if sees_reading(stands.account, stands.activity):
        return found
    return found.exclude(source="reading")


def seen_pieces(stands: Standing) -> QuerySet[Piece]:
    """The pieces that count and that somebody may see, each with the ties that hold as `tied`."""
    held = Tie.objects.filter(loosened_at=None).order_by("indicator")
    return seen_of(stands, pieces_of(stands.activity)).prefetch_related(
        Prefetch("ties", queryset=held, to_attr="tied")
    )


def versions_of(piece: Piece) -> list[Piece]:
    """Every version of a piece, newest first; one that was sent and has no number yet is alone."""
    if piece.number is None:
        return [piece]
    found = every_piece_of(piece.activity).filter(number=piece.number).order_by("-edition")
    return list(found.select_related("withdrawn_by", "taken_by"))


def offered(activity: Activity, stands: Standing) -> list[Offered]:
    """What a text can bind a word to, for whoever writes it: id, title, what it prints as, its source.

    activity: that of `stands`. Nothing of the reading for those who still read.
    """
    if activity.pk != stands.activity.pk:
        raise ValueError("evidence is offered to those who stand in the same activity")
    pieces = {one.quantity_id: one for one in seen_pieces(stands) if one.quantity}
    found = evidence_in(one.quantity for one in pieces.values())
    return [
        Offered(id, one.number, one.key, one.title, wording(found[id]), one.get_source_display())
        for id, one in pieces.items()
    ]


def changed_since(activity: Activity, before: Mapping[str, Mapping[str, Any]]) -> tuple[Changed, ...]:
    """What prints otherwise than it did, or is no more, by the order of the ids.

    before: by its id each quantity as a piece kept it then (`Piece.quantity`). What is new since is left out,
    for no text of then can name it.
    """
    was, now = evidence_in(before.values()), quantities_of(activity)
    pairs = ((id, wording(was[id]), wording(now[id]) if id in now else "") for id in sorted(was))
    return tuple(Changed(id, then, at_last) for id, then, at_last in pairs if then != at_last)


def arrived_in(activity: Activity) -> QuerySet[Piece]:
    """What was sent and waits to be taken in, oldest first."""
    found = every_piece_of(activity).filter(taken_at=None, withdrawn_at=None)
    return found.order_by("added_at", "id")


def sent_by_service(seen: Access, activity: Activity) -> QuerySet[Piece]:
    """What an organisation sent to an activity that looks at it, newest first, whatever became of it.

    Nothing that partners sent: what they say of a service is not for the service to read here.
    """
    return _sent(seen, activity).filter(sent_as="service")


def sent_by_partner(seen: Access, activity: Activity) -> QuerySet[Piece]:
    """What one person sent as a partner, newest first: nobody else’s."""
    return _sent(seen, activity).filter(sent_as="partner", added_by=seen.account)


def _sent(seen: Access, activity: Activity) -> QuerySet[Piece]:
    found = Piece.objects.filter(activity=activity, sent_through=seen.organisation)
    return found.select_related("added_by", "attachment", "later").order_by("-added_at", "-id")


def calls_on(seen: Access) -> QuerySet[Call]:
    """What partners of an organisation are asked for today: by the open activities that look at it."""
    return (
        Call.objects.filter(
            activity__state="open",
            activity__subjects__organisation=seen.organisation,
            closed_at=None,
            until_on__gte=today(),
        )
        .select_related("activity__organisation")
        .order_by("until_on", "id")
        .distinct()
    )


def subject_seen(seen: Access, activity: Activity) -> Subject | None:
    """The organisation as the activity looks at it; None where it does not."""
    return activity.subjects.filter(organisation=seen.organisation).select_related("organisation").first()


def open_call(activity: Activity) -> Call | None:
    """What partners are asked now; None where nothing is asked of them."""
    return activity.calls.filter(closed_at=None, until_on__gte=today()).first()


def of_service(found: QuerySet[Piece], subject: Subject | None) -> QuerySet[Piece]:
    """The pieces that speak of one service, or of all that are looked at; all of them where none is named."""
    return found if subject is None else found.filter(Q(subject=subject) | Q(subject=None))
