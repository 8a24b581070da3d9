"""Bring in a piece of evidence, tie it to indicators, loosen it, withdraw it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plumbline.scrutiny.quantities import Evidence, evidence_file
from plumbline_web.audit.actions import record
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.models import Piece, Tie
from plumbline_web.evidence.states import DIRECTIONS, SOURCES, STRENGTHS
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open
from plumbline_web.scrutiny.models import Activity, Subject


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
) -> Piece:
    """Bring in a piece, tied to one indicator at least.

    ties: the code of each indicator it speaks to -> which way it points there. quantity: what a text may bind
    a word to; its id is made that of the piece. The rest: see `models.Piece`. Raises EvidenceNotTaken where a
    part is not of the closed lists or nothing is tied, ScrutinyRefused where the activity has ended.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if source not in SOURCES or strength not in STRENGTHS:
        raise EvidenceNotTaken("Choose the kind of evidence, and how strong it is, from the list.")
    if not title.strip():
        raise EvidenceNotTaken("Give the piece a title.")
    if not ties:
        raise EvidenceNotTaken("Tie the piece to one indicator at least.")
    number = (held.pieces.aggregate(most=Max("number"))["most"] or 0) + 1
    made = Piece.objects.create(
        activity=held,
        subject=subject,
        number=number,
        source=source,
        title=title.strip(),
        says=says.strip(),
        quantity=_kept(quantity, f"e{number}"),
        origin=dict(origin or {}),
        strength=strength,
        speaks_from=speaks_from,
        speaks_until=speaks_until,
        expires_on=expires_on,
        version=version,
        owner=owner,
        from_whom=from_whom,
        took_part=dict(took_part or {}),
        in_place_of=in_place_of,
        added_by=by,
    )
    for indicator, points in ties.items():
        tie(by=by, piece=made, indicator=indicator, points=points)
    record(
        "brought in evidence",
        by=by,
        organisation=held.organisation.slug,
        subject=f"activity:{held.key}",
        piece=made.key,
        kind=source,
    )
    return made


@transaction.atomic
def tie(*, by: Account, piece: Piece, indicator: str, points: str) -> Tie:
    """Tie a piece to an indicator, in place of a former tie to it. Raises as `add_piece`."""
    check_open(piece.activity)
    if points not in DIRECTIONS:
        raise EvidenceNotTaken("Say which way the piece points: a strength, a weakness, both or neither.")
    _loosened(by, piece, indicator)
    made = Tie.objects.create(piece=piece, indicator=indicator, points=points, by=by)
    _noted("tied evidence", by, piece, indicator)
    return made


@transaction.atomic
def loosen(*, by: Account, piece: Piece, indicator: str) -> None:
    """Loosen a piece from an indicator; that it was tied stays on record. Raises as `add_piece`."""
    check_open(piece.activity)
    if not _loosened(by, piece, indicator):
        raise EvidenceNotTaken("The piece is not tied to this indicator.")
    _noted("loosened evidence", by, piece, indicator)


@transaction.atomic
def withdraw_piece(*, by: Account, piece: Piece, why: str) -> None:
    """Take a piece out of use, with a reason; it stays on record."""
    held = Piece.objects.select_for_update().get(pk=piece.pk)
    check_open(held.activity)
    if not why.strip():
        raise EvidenceNotTaken("Say why the piece is withdrawn.")
    if held.withdrawn_at is not None:
        raise EvidenceNotTaken("The piece has been withdrawn already.")
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_why = by, timezone.now(), why.strip()
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])
    _noted("withdrew evidence", by, held)


def _kept(quantity: Evidence | None, called: str) -> dict[str, Any]:
    """A quantity as plain data, in the shape of the evidence file, so that it is read by the same rules."""
    if quantity is None:
        return {}
    found = json.loads(evidence_file([replace(quantity, id=called)]))["evidence"]
    return dict(found[0])


def _loosened(by: Account, piece: Piece, indicator: str) -> bool:
    """Loosen the tie that holds, if there is one; whether there was."""
    held = Tie.objects.select_for_update().filter(piece=piece, indicator=indicator, loosened_at=None).first()
    if held is None:
        return False
    held.loosened_by, held.loosened_at = by, timezone.now()
    held.save(update_fields=["loosened_by", "loosened_at"])
    return True


def _noted(act: str, by: Account, piece: Piece, indicator: str = "") -> None:
    record(
        act,
        by=by,
        organisation=piece.activity.organisation.slug,
        subject=f"activity:{piece.activity.key}",
        piece=piece.key,
        **({"indicator": indicator} if indicator else {}),
    )
