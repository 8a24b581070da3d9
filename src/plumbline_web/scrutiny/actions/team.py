"""The team: adding somebody, taking them off, and what they declare."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.scrutiny.conditions import ScrutinyRefused, check_open
from plumbline_web.scrutiny.models import Activity, Member
from plumbline_web.scrutiny.queries import own_teams
from plumbline_web.scrutiny.states import MEMBER_NAMES
from plumbline_web.scrutiny.trail import record_in

AFTER_LEAVING: list[Callable[[Account, Member], None]] = []
"""What else is done when somebody leaves the team, called with who took them off; the reading adds to it."""

AFTER_DECLARING: list[Callable[[Account, Member], None]] = []
"""What else is done when somebody has declared, called for each of their parts on the team."""


@transaction.atomic
def add_member(
    *, by: Account, activity: Activity, account: Account, organisation: Organisation, role: str
) -> Member:
    """Put somebody on the team, through an organisation they hold a role in.

    Raises ScrutinyRefused where they could not open the activity there, or have that part already.
    """
    held = _held(activity)
    if role not in MEMBER_NAMES:
        raise ScrutinyRefused(f"There is no such part on a team: choose one of {', '.join(MEMBER_NAMES)}.")
    if not access(account, organisation).may("see activities"):
        raise ScrutinyRefused(
            f"{account.name} has no role in {organisation.name} that opens activities. "
            "Its administrator can give one, such as inspector or practitioner."
        )
    there = held.members.filter(account=account, left_at=None)
    if there.filter(role=role).exists():
        raise ScrutinyRefused(f"{account.name} is on the team as {MEMBER_NAMES[role].lower()} already.")
    last = held.members.aggregate(last=Max("number"))["last"] or 0
    declared = there.exclude(declared_at=None).order_by("-declared_at").first()
    made = Member.objects.create(
        activity=held,
        account=account,
        organisation=organisation,
        role=role,
        number=last + 1,
        added_by=by,
        # What somebody declared holds for every part they have.
        teams=declared.teams if declared else [],
        workers=declared.workers if declared else [],
        declared=declared.declared if declared else "",
        declared_at=declared.declared_at if declared else None,
    )
    _recorded("added to team", by, held, member=made.key, role=role)
    return made


@transaction.atomic
def take_off(*, by: Account, member: Member) -> Member:
    """Take somebody off the team. What they did stays; what they had still to read is dealt with above.

    Raises ScrutinyRefused where nobody would be left to lead.
    """
    activity = _held(Activity.objects.get(pk=member.activity_id))
    held = Member.objects.select_for_update().get(pk=member.pk)
    if held.left_at is not None:
        raise ScrutinyRefused("They have left the team already.")
    others = activity.members.filter(role="lead", left_at=None).exclude(pk=held.pk)
    if held.role == "lead" and not others.exists():
        raise ScrutinyRefused("Nobody else leads this activity. Add another lead first.")
    held.left_at = timezone.now()
    held.save(update_fields=["left_at"])
    for then in AFTER_LEAVING:
        then(by, held)
    _recorded("took off team", by, activity, member=held.key, role=held.role)
    return held


@transaction.atomic
def declare(
    *,
    by: Account,
    activity: Activity,
    teams: Sequence[str] = (),
    workers: Sequence[str] = (),
    text: str = "",
) -> list[Member]:
    """Declare the teams and workers whose records this person must not read; none of them is said as well.

    It holds for every part they have on the team, and takes the place of what they declared before. The teams
    and workers that they have a role for are always among them. Raises ScrutinyRefused where they are not on
    the team.
    """
    held = _held(activity)
    mine = list(held.members.select_for_update().filter(account=by, left_at=None))
    if not mine:
        raise ScrutinyRefused("Only somebody on the team declares.")
    now = timezone.now()
    own, own_workers = own_teams(by, held)
    teams, workers = (list(dict.fromkeys([*own, *teams])), list(dict.fromkeys([*own_workers, *workers])))
    for one in mine:
        one.teams, one.workers = teams, workers
        one.declared, one.declared_at = text.strip(), now
        one.save(update_fields=["teams", "workers", "declared", "declared_at"])
        for then in AFTER_DECLARING:
            then(by, one)
    _recorded("declared conflicts", by, held, teams=len(teams), workers=len(workers))
    return mine


def _held(activity: Activity) -> Activity:
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    check_open(held)
    return held


def _recorded(act: str, by: Account, activity: Activity, **details: object) -> None:
    record_in(activity, act, by=by, **details)
