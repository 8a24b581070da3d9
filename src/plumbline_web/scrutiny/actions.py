"""Verbs: open an activity, add somebody to its team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.scrutiny.models import Activity, Member, Stage, Subject


@transaction.atomic
def open_activity(
    *,
    by: Account,
    organisation: Organisation,
    title: str,
    template: dict[str, Any],
    framework: dict[str, Any],
    subjects: Sequence[Organisation],
) -> Activity:
    """Open an activity of an organisation, with whoever opens it as its lead.

    template, framework: as their `as_json` gives them; the activity keeps them as they are now. subjects: the
    services it looks at.
    """
    made = Activity.objects.create(
        organisation=organisation, title=title, template=template, framework=framework, opened_by=by
    )
    for position, stage in enumerate(template["stages"], start=1):
        Stage.objects.create(activity=made, position=position, code=stage["code"], title=stage["title"])
    for subject in subjects:
        Subject.objects.create(activity=made, organisation=subject)
    record(
        "opened activity",
        by=by,
        organisation=organisation.slug,
        subject=f"activity:{made.key}",
        template=template["code"],
        services=[one.slug for one in subjects],
    )
    add_member(by=by, activity=made, account=by, organisation=organisation, role="lead")
    return made


@transaction.atomic
def add_member(
    *, by: Account, activity: Activity, account: Account, organisation: Organisation, role: str
) -> Member:
    """Put somebody on the team, through an organisation they hold a role in."""
    last = activity.members.aggregate(last=Max("number"))["last"] or 0
    made = Member.objects.create(
        activity=activity,
        account=account,
        organisation=organisation,
        role=role,
        number=last + 1,
        added_by=by,
    )
    record(
        "added to team",
        by=by,
        organisation=activity.organisation.slug,
        subject=f"activity:{activity.key}",
        member=made.key,
        role=role,
    )
    return made
