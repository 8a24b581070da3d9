"""The evidence of an activity that counts today."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from plumbline.scrutiny.quantities import Evidence, read_evidence
from plumbline_web.evidence.models import Piece, Tie
from plumbline_web.scrutiny.models import Activity


def pieces_of(activity: Activity) -> QuerySet[Piece]:
    """The pieces that count: neither withdrawn nor followed by a later version."""
    return Piece.objects.filter(activity=activity, withdrawn_at=None, later=None).select_related(
        "subject__organisation", "added_by"
    )


def ties_of(activity: Activity) -> QuerySet[Tie]:
    """The ties that hold, of the pieces that count."""
    return Tie.objects.filter(piece__in=pieces_of(activity), loosened_at=None).select_related("piece")


def quantities_of(activity: Activity) -> dict[str, Evidence]:
    """What a text may bind its words to: the core's evidence by its id, of every piece that has a figure."""
    kept = [one.quantity for one in pieces_of(activity) if one.quantity]
    return read_evidence(json.dumps({"evidence": kept}), name="the activity’s evidence") if kept else {}
