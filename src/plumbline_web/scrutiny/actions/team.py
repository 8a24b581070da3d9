"""The team: adding somebody, taking them off, and what they declare."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from plumbline_web.audit.actions import record
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_open
from plumbline_web.scrutiny.models import Activity, Member
from plumbline_web.scrutiny.states import MEMBER_NAMES


@transaction.atomic
def add_member(
    *, by: Account, activity: Activity, account: Account, organisation: Organisation, role: str
) -> Member:
    """Put somebody on the team, through an organisation they hold a role in.

    Raises ScrutinyRefused where they could not open the activity there, or have that part already.
    """
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    if not access(account, organisation).may("see activities"):
        raise ScrutinyRefused(
            f"{account.name} has no role in {organisation.name} that opens activities. "
            "Its administrator can give one, such as inspector or practitioner."
        )
    if held.members.filter(account=account, role=role, left_at=None).exists():
        raise ScrutinyRefused(f"{account.name} is on the team as {MEMBER_NAMES[role].lower()} already.")
    last = held.members.aggregate(last=Max("number"))["last"] or 0
    made = Member.objects.create(
        activity=held,
        account=account,
        organisation=organisation,
        role=role,
        number=last + 1,
        added_by=by,
    )
    record(
        "added to team",
        by=by,
        organisation=Organisation.objects.get(pk=held.organisation_id).slug,
        subject=f"activity:{held.key}",
        member=made.key,
        role=role,
    )
    return made
