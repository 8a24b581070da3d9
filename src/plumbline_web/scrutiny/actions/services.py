"""The services looked at: when each was told, which run is pinned, and whom to ring."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from plumbline_web.people.models import Account
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_day, check_open
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import runs_to_pin
from plumbline_web.scrutiny.trail import record_in


@transaction.atomic
def note_notified(*, by: Account, subject: Subject, on: date) -> Subject:
    """Enter the day on which a service was told of the activity."""
    held = _held(subject)
    check_day(on)
    held.notified_on = on
    held.save(update_fields=["notified_on"])
    _recorded("noted notification", by, held, on=str(on))
    return held


@transaction.atomic
def pin_run(*, by: Account, subject: Subject, run: Run) -> Subject:
    """Fix the one run of a service's records that the activity speaks of.

    Raises ScrutinyRefused where this person does not see that run whole, or a list was frozen from another.
    """
    held = _held(subject)
    if not any(one.pk == run.pk for one in runs_to_pin(by, held)):
        raise ScrutinyRefused("That run is not there, or you do not see all of its cases.")
    if held.run_id != run.pk and held.draws.filter(source="run").exclude(state="planned").exists():
        raise ScrutinyRefused(
            "A list of who is in scope was frozen from the run chosen before. Open that list again first."
        )
    held.run, held.pinned_by, held.pinned_at = run, by, timezone.now()
    held.save(update_fields=["run", "pinned_by", "pinned_at"])
    _recorded("pinned run", by, held, run=run.key)
    return held


@transaction.atomic
def set_numbers(*, by: Account, subject: Subject, day_number: str, night_number: str) -> Subject:
    """Keep the service's telephone numbers for a concern about somebody's safety, by day and by night."""
    held = _held(subject)
    held.day_number, held.night_number = day_number.strip(), night_number.strip()
    held.save(update_fields=["day_number", "night_number"])
    _recorded("set telephone numbers", by, held)
    return held


def _held(subject: Subject) -> Subject:
    check_open(Activity.objects.select_for_update().get(pk=subject.activity_id))
    return Subject.objects.select_related("activity__organisation", "organisation").get(pk=subject.pk)


def _recorded(act: str, by: Account, subject: Subject, **details: object) -> None:
    record_in(
        subject.activity,
        act,
        by=by,
        service=subject.organisation.slug,
        **details,
    )
