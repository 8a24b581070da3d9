"""Bring in a piece of evidence or a later version of one, work a figure out anew, withdraw it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plumbline.scrutiny.quantities import Evidence, evidence_file, read_evidence
from plumbline_web.evidence.actions.files import Received, keep_file
from plumbline_web.evidence.actions.noting import noted
from plumbline_web.evidence.actions.ties import check_in_use, tie
from plumbline_web.evidence.conditions import EvidenceNotTaken, check_days, check_kind, check_title
from plumbline_web.evidence.figures import Figure
from plumbline_web.evidence.from_runs import figures_seen
from plumbline_web.evidence.models import Piece, Tie
from plumbline_web.evidence.queries import sees_reading
from plumbline_web.evidence.working_out import anew
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity, Subject

_NOT_NUMBERS = ("id", "title", "source", "noun")


@transaction.atomic
def add_piece(
    *,
    by: Account,
    activity: Activity,
    source: str,
    title: str,
    says: str = "",
    ties: Mapping[str, str],
    quantity: Evidence | None = None,
    origin: Mapping[str, Any] | None = None,
    subject: Subject | None = None,
    strength: str = "fair",
    speaks_from: date | None = None,
    speaks_until: date | None = None,
    expires_on: date | None = None,
    version: str = "",
    owner: str = "",
    from_whom: str = "",
    took_part: Mapping[str, int] | None = None,
    in_place_of: Piece | None = None,
    file: Received | None = None,
) -> Piece:
    """Bring in a piece, tied to one indicator at least.

    ties: the code of each indicator it speaks to -> which way it points there. quantity: what a text may bind
    a word to; its id is made that of the piece. in_place_of: the newest version of a piece, whose number it
    takes on, so that what is written of E12 follows. file: from `receive_file`. The rest: see `models.Piece`.

    Raises EvidenceNotTaken where a part is not of the closed lists, nothing is tied, a day cannot be or the
    former version is not the newest; EvidenceRefused for counts that cannot be; ScrutinyRefused where the
    activity has ended.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    check_kind(source, strength)
    check_title(title)
    check_days(speaks_from, speaks_until, expires_on)
    if not ties:
        raise EvidenceNotTaken("Tie the piece to one indicator at least.")
    if subject is not None and subject.activity_id != held.pk:
        raise EvidenceNotTaken("That service is not looked at in this activity.")
    number, edition = _numbered(held, in_place_of, source, subject)
    made = Piece.objects.create(
        activity=held,
        subject=subject,
        number=number,
        edition=edition,
        source=source,
        title=title.strip(),
        says=says.strip(),
        quantity=kept(quantity, f"e{number}"),
        origin=dict(origin or {}),
        strength=strength,
        speaks_from=speaks_from,
        speaks_until=speaks_until,
        expires_on=expires_on,
        version=version.strip(),
        owner=owner.strip(),
        from_whom=from_whom.strip(),
        took_part=dict(took_part or {}),
        in_place_of=in_place_of,
        added_by=by,
        taken_by=by,
        taken_at=timezone.now(),
    )
    for indicator, points in ties.items():
        tie(by=by, piece=made, indicator=indicator, points=points)
    if file is not None:
        keep_file(made, file)
    noted(
        "brought in evidence",
        by,
        made,
        kind=source,
        **({"replaces": in_place_of.key} if in_place_of is not None else {}),
    )
    return made


@transaction.atomic
def refresh_piece(*, by: Account, piece: Piece) -> Piece:
    """Work a figure of a run or of the reading out anew, from where it came; a new version where it changed.

    A run's figure is taken from the run that is pinned now. Raises EvidenceNotTaken where the numbers are the
    same, where the piece is no such figure, to whoever may not see the figures of the service themselves, and
    to whoever has records of their own to read.
    """
    check_in_use(piece)
    if piece.source == "run" and piece.subject is not None and figures_seen(by, piece.subject) is None:
        raise EvidenceNotTaken(
            f"You may not see the figures of {piece.subject.organisation.name} yourself. Whoever may, by a "
            "role there or by an open grant, can work it out anew."
        )
    if piece.source == "reading" and not sees_reading(by, piece.activity):
        raise EvidenceNotTaken(
            "You have records of your own to read first. What the reading says is shown to you after that."
        )
    found: Figure = anew(piece)
    if _numbers(kept(found.quantity, piece.quantity_id)) == _numbers(piece.quantity):
        raise EvidenceNotTaken("It was worked out anew, and nothing has changed. No new version was made.")
    ties = dict(Tie.objects.filter(piece=piece, loosened_at=None).values_list("indicator", "points"))
    return add_piece(
        by=by,
        activity=piece.activity,
        source=piece.source,
        title=piece.title,
        says=piece.says,
        ties=ties or _last_ties(piece),
        quantity=found.quantity,
        origin=found.origin,
        subject=piece.subject,
        strength=piece.strength,
        speaks_from=found.speaks_from or piece.speaks_from,
        speaks_until=found.speaks_until or piece.speaks_until,
        expires_on=piece.expires_on,
        in_place_of=piece,
    )


@transaction.atomic
def withdraw_piece(*, by: Account, piece: Piece, why: str) -> None:
    """Take a piece out of use, with a reason; it stays on record. A later version may still follow it."""
    held = (
        Piece.objects.select_for_update(of=("self",))
        .select_related("activity__organisation")
        .get(pk=piece.pk)
    )
    check_open(held.activity)
    if not why.strip():
        raise EvidenceNotTaken("Say why the piece is withdrawn.")
    if held.withdrawn_at is not None:
        raise EvidenceNotTaken("The piece has been withdrawn already.")
    check_in_use(held)
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = by, timezone.now(), why.strip()
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    noted("withdrew evidence", by, held)


def next_number(activity: Activity) -> int:
    """The number that the next piece of an activity gets, under its lock."""
    return (activity.pieces.aggregate(most=Max("number"))["most"] or 0) + 1


def kept(quantity: Evidence | None, called: str) -> dict[str, Any]:
    """A quantity as plain data, in the shape of the evidence file, having been read by the same rules."""
    if quantity is None:
        return {}
    text = evidence_file([replace(quantity, id=called)])
    read_evidence(text, name="the figure")
    return dict(json.loads(text)["evidence"][0])


def check_newest(former: Piece, activity: Activity, source: str, subject: Subject | None) -> None:
    """Raise EvidenceNotTaken where a piece of this kind, about this service, cannot follow `former`.

    What is written of E12 follows its later version: one about another service would make a text say of the
    one what was counted of the other.
    """
    if former.activity_id != activity.pk or former.number is None:
        raise EvidenceNotTaken("A later version can only follow a piece of this activity.")
    if Piece.objects.filter(in_place_of=former).exists():
        raise EvidenceNotTaken(f"{former} has a later version already. Open that one, and follow it.")
    services = {former.subject_id, subject.pk if subject else None}
    if activity.subjects.count() == 1:
        services.discard(None)  # “all that are looked at” is this one
    if former.source != source or len(services) > 1:
        raise EvidenceNotTaken(
            f"What is written of {former} would speak of something else: a later version is of the same "
            "kind, and about the same service. Bring this in as a new piece."
        )


def _numbered(
    activity: Activity, in_place_of: Piece | None, source: str, subject: Subject | None
) -> tuple[int, int]:
    if in_place_of is None:
        return next_number(activity), 1
    check_newest(in_place_of, activity, source, subject)
    return in_place_of.number or 0, in_place_of.edition + 1


def _numbers(quantity: Mapping[str, Any]) -> dict[str, Any]:
    """What of a quantity can be printed as a number."""
    return {name: value for name, value in quantity.items() if name not in _NOT_NUMBERS}


def _last_ties(piece: Piece) -> dict[str, str]:
    """Where every tie was loosened, the last one: a new version is tied to something."""
    last = piece.ties.order_by("-loosened_at", "-id").first()
    return {last.indicator: last.points} if last else {}
