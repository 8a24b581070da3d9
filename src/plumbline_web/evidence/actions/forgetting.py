"""Removing the files of an activity's evidence when its time is over; what was found from them stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from plumbline.calendars import add_months
from plumbline_web.evidence.models import Attachment, Piece
from plumbline_web.people.models import Account
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in


def evidence_over_retention(on: date) -> list[Activity]:
    """Activities with files of evidence, or with words that were sent and never taken in, that ended so long
    ago that these go: the holder's time for keeping case rows."""
    held = set(Attachment.objects.filter(removed_at=None).values_list("piece__activity_id", flat=True))
    held |= set(Piece.objects.filter(taken_at=None).exclude(says="").values_list("activity_id", flat=True))
    ended = Activity.objects.filter(pk__in=held).exclude(closed_at=None).select_related("organisation")
    return [
        one
        for one in ended
        if add_months(timezone.localdate(one.closed_at), one.organisation.retention_months) <= on
    ]


@transaction.atomic
def forget_files(*, by: Account | None, activity: Activity) -> int:
    """Remove every file of an activity's evidence, and the words of what was sent and never taken in.

    Gives how many files there were. What a piece says, its count, the name, size and hash of its file, and
    what the team said about it stay.
    """
    held = Activity.objects.select_for_update().select_related("organisation").get(pk=activity.pk)
    files = list(
        Attachment.objects.filter(piece__activity=held, removed_at=None).select_related(
            "piece__activity__organisation"
        )
    )
    for one in files:
        one.removed_at = timezone.now()
        one.save(update_fields=["removed_at"])
    for piece in Piece.objects.filter(activity=held, taken_at=None).exclude(says=""):
        piece.says = ""
        piece.save(update_fields=["says"])
    record_in(
        held,
        "removed files of evidence",
        by=by,
        files=len(files),
    )
    paths = [one.path for one in files]
    transaction.on_commit(lambda: _removed(paths))
    return len(files)


def _removed(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
