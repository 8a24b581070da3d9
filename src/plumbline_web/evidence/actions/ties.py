"""Tie a piece to what it speaks to, loosen it, and argue about it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline_web.evidence.actions.noting import noted
from plumbline_web.evidence.conditions import EvidenceNotTaken, check_tie
from plumbline_web.evidence.lines import lines_of
from plumbline_web.evidence.models import Argument, Piece, Tie
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.conditions import check_open

LONGEST_ARGUMENT = 4_000


@transaction.atomic
def tie(*, by: Account, piece: Piece, indicator: str, points: str) -> Tie:
    """Tie a piece to an indicator, line of enquiry or theme, in place of a former tie to it.

    Raises EvidenceNotTaken where the piece does not count, or for a code or direction that there is not;
    ScrutinyRefused where the activity has ended.
    """
    held = (
        Piece.objects.select_for_update(of=("self",))
        .select_related("activity__organisation")
        .get(pk=piece.pk)
    )
    check_open(held.activity)
    check_in_use(held)
    check_tie(indicator, points, lines_of(held.activity))
    _loosened(by, held, indicator)
    made = Tie.objects.create(piece=held, indicator=indicator, points=points, by=by)
    noted("tied evidence", by, held, indicator=indicator)
    return made


@transaction.atomic
def loosen(*, by: Account, piece: Piece, indicator: str) -> None:
    """Loosen a piece from an indicator; that it was tied stays on record. Raises as `tie`."""
    check_open(piece.activity)
    check_in_use(piece)
    if not _loosened(by, piece, indicator):
        raise EvidenceNotTaken("The piece is not tied to this indicator.")
    noted("loosened evidence", by, piece, indicator=indicator)


@transaction.atomic
def argue(*, by: Account, piece: Piece, text: str) -> Argument:
    """Say something for or against a piece. It stays for ever, whatever becomes of the piece.

    The same twice by one person is one.
    """
    check_open(piece.activity)
    if not text.strip():
        raise EvidenceNotTaken("Write what you want to say about it.")
    if len(text) > LONGEST_ARGUMENT:
        raise EvidenceNotTaken(f"Say it in at most {LONGEST_ARGUMENT:,} letters.")
    Piece.objects.select_for_update().get(pk=piece.pk)
    if again := piece.arguments.filter(text=text.strip(), by=by).first():
        return again
    made = Argument.objects.create(piece=piece, text=text.strip(), by=by)
    noted("argued about evidence", by, piece)
    return made


def check_in_use(piece: Piece) -> None:
    """Raise EvidenceNotTaken for a piece that does not count: sent only, withdrawn, or followed."""
    state = piece.state
    if state == "followed":
        raise EvidenceNotTaken("A later version stands in its place. Open that one.")
    if state != "in_use":
        raise EvidenceNotTaken("The piece is not in use, so nothing can be changed about it.")


def _loosened(by: Account, piece: Piece, indicator: str) -> bool:
    """Loosen the tie that holds, if there is one; whether there was."""
    held = Tie.objects.select_for_update().filter(piece=piece, indicator=indicator, loosened_at=None).first()
    if held is None:
        return False
    held.loosened_by, held.loosened_at = by, timezone.now()
    held.save(update_fields=["loosened_by", "loosened_at"])
    return True
