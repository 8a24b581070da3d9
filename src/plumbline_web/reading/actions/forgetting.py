"""Removing what people wrote while reading, when the time of an activity is over; coded answers stay."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from plumbline.scrutiny.instruments import Instrument as Form
from plumbline_web.people.models import Account
from plumbline_web.reading.models import (
    Answer,
    Concern,
    ConcernStep,
    Instrument,
    Obstacle,
    ReadingMove,
    SavedAnswer,
    Settlement,
    ThreadNote,
)
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in

GONE = "Removed when its time was over."


@transaction.atomic
def forget_texts(*, by: Account | None, activity: Activity) -> None:
    """Remove what readers wrote about records of an activity: free answers, notes, reasons, concerns.

    Choices, numbers and dates stay, and so does who did what and when. It does no harm when done again.
    """
    for held in Instrument.objects.filter(activity=activity):
        texts = {one.path for one in Form.from_json(held.form).questions() if one.type == "text"}
        for rows in (Answer.objects, SavedAnswer.objects):
            own = rows.filter(reading__instrument=held)
            own.filter(path__in=_in_repeats(own, texts)).update(value="")
        for move in ReadingMove.objects.filter(reading__instrument=held):
            kept = {path: value for path, value in (move.answers or {}).items() if _bare(path) not in texts}
            move.answers = kept if move.answers is not None else None
            move.comment = GONE if move.comment else ""
            move.save(update_fields=["answers", "comment"])
        settled = Settlement.objects.filter(record__draw__subject__activity=activity)
        settled.filter(path__in=_in_repeats(settled, texts)).update(value="")
    of_records = {"record__draw__subject__activity": activity}
    Settlement.objects.filter(**of_records).exclude(why="").update(why=GONE)
    ThreadNote.objects.filter(**of_records).update(text=GONE)
    Concern.objects.filter(**of_records).update(text=GONE, rung="")
    ConcernStep.objects.filter(concern__record__draw__subject__activity=activity).exclude(text="").update(
        text=GONE
    )
    Obstacle.objects.filter(reading__record__draw__subject__activity=activity).update(text=GONE, answer=GONE)
    record_in(
        activity,
        "removed words of readers",
        by=by,
    )


def _in_repeats(rows: QuerySet[Any], texts: set[str]) -> set[str]:
    """The paths of these questions as the rows have them, with the numbers of repeats."""
    return {path for path in rows.values_list("path", flat=True).distinct() if _bare(path) in texts}


def _bare(path: str) -> str:
    """The path of a question without the numbers of repeats."""
    return "/".join(part.split("[")[0] for part in path.split("/"))
