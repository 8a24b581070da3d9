"""Verbs: choose the instrument of an activity."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from plumbline.scrutiny.instruments import Instrument as Form
from plumbline_web.people.models import Account
from plumbline_web.reading.conditions import ReadingRefused
from plumbline_web.reading.models import Instrument
from plumbline_web.reading.queries import instrument_of
from plumbline_web.scrutiny.models import Activity
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def choose_instrument(
    *, by: Account, activity: Activity, form: Form, sha256: str, code: str = "", minutes: int | None = None
) -> Instrument:
    """Freeze a copy of this form as the activity's instrument, in place of the one before.

    sha256: of the bytes it was read from. minutes: what one record takes, as a guide. Raises ReadingRefused
    once a record is dealt: answers to two forms cannot be added up.
    """
    before = instrument_of(activity)
    if before is not None:
        if before.sha256 == sha256:
            return before
        if before.readings.exclude(state="taken_away").exists():
            raise ReadingRefused(
                "Records are dealt on this instrument already, and answers to two instruments cannot be put "
                "together. Take the records away from their readers first, or open another activity."
            )
        before.ended_at = timezone.now()
        before.save(update_fields=["ended_at"])
    made = Instrument.objects.create(
        activity=activity,
        code=(code or form.form_id)[:60],
        title=form.title[:200],
        form=form.as_json(),
        sha256=sha256,
        minutes=minutes,
        chosen_by=by,
    )
    record_in(
        activity,
        "chose instrument",
        by=by,
        instrument=made.key,
        code=made.code,
        sha256=sha256,
    )
    return made
