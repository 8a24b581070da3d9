"""The calendar of a service's own audits: set, ended, and an audit opened for one of its periods."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.actions.activities import open_activity
from plumbline_web.scrutiny.calendars import periods_of
from plumbline_web.scrutiny.conditions import ScrutinyRefused, day
from plumbline_web.scrutiny.kinds import judged_by, kind_called
from plumbline_web.scrutiny.models import Activity, AuditCalendar


@transaction.atomic
def set_calendar(
    *,
    by: Account,
    organisation: Organisation,
    template_code: str,
    title: str,
    every: str,
    from_on: date,
    due_after: int,
) -> AuditCalendar:
    """Have an audit of one kind done again and again, from a day.

    every: "month", "quarter" or "year". due_after: working days after the end of a period.
    """
    kind = kind_called(organisation, template_code)
    if kind is None or kind.template.kind != "own_audit":
        raise ScrutinyRefused("Only a kind that is a service’s own audit can stand in a calendar.")
    made = AuditCalendar.objects.create(
        organisation=organisation,
        template_code=template_code,
        title=title,
        every=every,
        from_on=from_on,
        due_after=due_after,
        set_by=by,
    )
    _recorded("set audit calendar", by, organisation, made)
    return made


@transaction.atomic
def end_calendar(*, by: Account, calendar: AuditCalendar, on: date) -> AuditCalendar:
    """End a calendar: no period is due that ends after this day. What was due before stays due."""
    held = AuditCalendar.objects.select_for_update().get(pk=calendar.pk)
    if held.ended_on is not None:
        raise ScrutinyRefused(f"This calendar ended on {day(held.ended_on)} already.")
    held.ended_on = on
    held.save(update_fields=["ended_on"])
    _recorded("ended audit calendar", by, Organisation.objects.get(pk=held.organisation_id), held)
    return held


@transaction.atomic
def open_audit(*, by: Account, calendar: AuditCalendar, period_from: date) -> Activity:
    """Open the audit of one period, looking at the organisation itself.

    Raises ScrutinyRefused where there is no such period, it has its audit, or the kind is no longer there.
    """
    held = AuditCalendar.objects.select_for_update().get(pk=calendar.pk)
    due = next((one for one in periods_of(held) if one.period.starts == period_from), None)
    if due is None:
        raise ScrutinyRefused("There is no such period in this calendar.")
    if due.audit is not None:
        raise ScrutinyRefused(f"The audit for {due.period.name} is open already.")
    organisation = Organisation.objects.get(pk=held.organisation_id)
    kind = kind_called(organisation, held.template_code)
    if kind is None:
        raise ScrutinyRefused("The kind of audit that this calendar names was ended. Set a new calendar.")
    framework, scale = judged_by(kind.template, organisation)
    made = open_activity(
        by=by,
        organisation=organisation,
        title=f"{held.title}, {due.period.name}"[:200],
        template=kind.template,
        framework=framework,
        scale=scale,
        subjects=[organisation],
    )
    made.calendar, made.due_on = held, due.period.due_on
    made.period_from, made.period_until = due.period.starts, due.period.ends
    made.save(update_fields=["calendar", "due_on", "period_from", "period_until"])
    return made


def _recorded(act: str, by: Account, organisation: Organisation, calendar: AuditCalendar) -> None:
    record(
        act,
        by=by,
        organisation=organisation.slug,
        subject=f"calendar:{calendar.key}",
        template=calendar.template_code,
    )
