"""A service or a partner sends evidence; the team takes it in or turns it away. Partners are called upon."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline_web.evidence.actions.files import Received, keep_file
from plumbline_web.evidence.actions.noting import noted
from plumbline_web.evidence.actions.pieces import check_newest, next_number
from plumbline_web.evidence.actions.ties import tie
from plumbline_web.evidence.conditions import EvidenceNotTaken, check_days, check_kind, check_title
from plumbline_web.evidence.models import Call, Piece
from plumbline_web.evidence.queries import open_call as call_open_in
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in

MAY_SEND = {"service": ("document", "self_evaluation"), "partner": ("partner", "document")}
"""As what somebody sends -> the kinds of evidence that they can send."""
MOST_WAITING = 200
"""How much of one organisation can wait to be taken in, so that nobody fills a disk unseen."""


@transaction.atomic
def send_piece(
    *,
    by: Account,
    through: Organisation,
    sent_as: str,
    activity: Activity,
    source: str,
    title: str,
    says: str = "",
    speaks_from: date | None = None,
    speaks_until: date | None = None,
    expires_on: date | None = None,
    version: str = "",
    owner: str = "",
    from_whom: str = "",
    took_part: Mapping[str, int] | None = None,
    file: Received | None = None,
) -> Piece:
    """Send a document or statement to an activity that looks at one's own organisation.

    sent_as: "service" or "partner". It counts for nothing until the team takes it in, and has no number
    before. Who may send is asked at the door.

    Raises EvidenceNotTaken where the activity does not look at that organisation, a partner sends while none
    is called upon, a part is missing, or too much waits already.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if source not in MAY_SEND[sent_as]:
        raise EvidenceNotTaken("Choose what you send from the list.")
    check_title(title)
    check_days(speaks_from, speaks_until, expires_on)
    subject = held.subjects.filter(organisation=through).first()
    if subject is None:
        raise EvidenceNotTaken("The activity does not look at this organisation.")
    if sent_as == "partner" and call_open_in(held) is None:
        raise EvidenceNotTaken("Nothing is asked of partners now. The day it was asked by may be over.")
    if not says.strip() and file is None:
        raise EvidenceNotTaken("Write what you have to say, or choose a file.")
    waiting = Piece.objects.filter(activity=held, sent_through=through, taken_at=None, withdrawn_at=None)
    if waiting.count() >= MOST_WAITING:
        raise EvidenceNotTaken(
            f"{MOST_WAITING} pieces wait to be looked at already. Send more once the team has taken some in."
        )
    made = Piece.objects.create(
        activity=held,
        subject=subject,
        source=source,
        title=title.strip(),
        says=says.strip(),
        speaks_from=speaks_from,
        speaks_until=speaks_until,
        expires_on=expires_on,
        version=version.strip(),
        owner=owner.strip(),
        from_whom=from_whom.strip(),
        took_part=dict(took_part or {}),
        added_by=by,
        sent_through=through,
        sent_as=sent_as,
    )
    if file is not None:
        keep_file(made, file)
    noted("sent evidence", by, made, kind=source)
    return made


@transaction.atomic
def take_in(
    *, by: Account, piece: Piece, ties: Mapping[str, str], strength: str, in_place_of: Piece | None = None
) -> Piece:
    """Let what was sent count: it gets its number, is said how strong it is, and is tied.

    in_place_of: the newest version of a piece whose later version it is. Raises as `add_piece`.
    """
    activity = Activity.objects.select_for_update().get(pk=piece.activity_id)
    held = Piece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    check_open(activity)
    _check_waits(held)
    check_kind(held.source, strength)
    if not ties:
        raise EvidenceNotTaken("Tie the piece to one indicator at least.")
    if in_place_of is not None:
        check_newest(in_place_of, activity, held.source, held.subject)
        held.number, held.edition, held.in_place_of = in_place_of.number, in_place_of.edition + 1, in_place_of
    else:
        held.number = next_number(activity)
    held.strength, held.taken_by, held.taken_at = strength, by, timezone.now()
    held.save(update_fields=["number", "edition", "in_place_of", "strength", "taken_by", "taken_at"])
    for indicator, points in ties.items():
        tie(by=by, piece=held, indicator=indicator, points=points)
    noted("took in evidence", by, held, kind=held.source)
    return held


@transaction.atomic
def turn_away(*, by: Account, piece: Piece, why: str) -> None:
    """Say that something sent is not taken in, and why; whoever sent it reads the reason."""
    if not why.strip():
        raise EvidenceNotTaken("Say why it is not taken in: whoever sent it reads this.")
    _ended(by, piece, why.strip())
    noted("turned evidence away", by, piece)


@transaction.atomic
def take_back(*, by: Account, piece: Piece) -> None:
    """Take back what one's own organisation sent, as long as the team has not taken it in."""
    _ended(by, piece, "Taken back by whoever sent it.")
    noted("took evidence back", by, piece)


@transaction.atomic
def open_call(*, by: Account, activity: Activity, asks: str, until_on: date) -> Call:
    """Call upon the partner contributors of the services looked at to send something by a day.

    It takes the place of a former call. Raises EvidenceNotTaken where nothing is asked or the day is over.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if not asks.strip():
        raise EvidenceNotTaken("Write what you ask of partners.")
    if until_on < today():
        raise EvidenceNotTaken("That day is over. Give one that is still to come.")
    _closed(by, held)
    made = Call.objects.create(activity=held, asks=asks.strip(), until_on=until_on, opened_by=by)
    record_in(
        held,
        "called upon partners",
        by=by,
        until_on=f"{until_on}",
    )
    return made


@transaction.atomic
def close_call(*, by: Account, activity: Activity) -> None:
    """Let partners send nothing more. Raises EvidenceNotTaken where none is called upon."""
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if not _closed(by, held):
        raise EvidenceNotTaken("Nothing is asked of partners now.")
    record_in(
        held,
        "closed call upon partners",
        by=by,
    )


def _closed(by: Account, activity: Activity) -> bool:
    former = activity.calls.filter(closed_at=None).first()
    if former is None:
        return False
    former.closed_by, former.closed_at = by, timezone.now()
    former.save(update_fields=["closed_by", "closed_at"])
    return True


def _check_waits(piece: Piece) -> None:
    if piece.state != "sent":
        raise EvidenceNotTaken(
            "It does not wait any more: it was taken in, turned away or taken back meanwhile."
        )


def _ended(by: Account, piece: Piece, why: str) -> None:
    held = Piece.objects.select_for_update(of=("self",)).select_related("activity").get(pk=piece.pk)
    check_open(held.activity)
    _check_waits(held)
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = by, timezone.now(), why
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
