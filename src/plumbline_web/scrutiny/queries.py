"""The activities that somebody may see, and how they stand in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from plumbline.scrutiny import activities as templates
from plumbline.scrutiny import frameworks
from plumbline.scrutiny.activities import ActivityTemplate
from plumbline.scrutiny.frameworks import Framework, Scale
from plumbline.scrutiny.frozen import opened
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import Access, access, grants_open_to, memberships_on, today
from plumbline_web.people.rules import ALLOWED as ALLOWED_BY_ROLE
from plumbline_web.people.rules import may as may_by_role
from plumbline_web.records.models import Run
from plumbline_web.records.queries import runs_of
from plumbline_web.scrutiny.models import Activity, Member, Request, Stage, Subject
from plumbline_web.scrutiny.rules import may

Row = TypeVar("Row", bound=Model)
SCALE_FORM = "scale-1"
"""The name of the form in which an activity keeps its scale."""
SERVICE_ROLES = ("service_manager", "information_lead")


@dataclass(frozen=True)
class Standing:
    """How an account stands in an activity, seen through one organisation.

    seen: what they may do in that organisation. members: their places on the team, as long as they are on it.
    own: the subjects of that organisation for which they speak.
    """

    seen: Access
    activity: Activity
    members: tuple[Member, ...]
    own: tuple[Subject, ...]
    standings: frozenset[str]

    def may(self, act: str) -> bool:
        """Whether this person may do this act in the activity."""
        return may(self.standings, act)

    @property
    def account(self) -> Account:
        return self.seen.account

    @property
    def organisation(self) -> Organisation:
        """The organisation through which they look."""
        return self.seen.organisation

    @cached_property
    def named(self) -> frozenset[int]:
        """The subjects whose records this person sees by their references, with what the extract says.

        Their own service's always. Another's as long as the activity is open, and, where the list came from
        the service's records, as long as its grant to them stands.
        """
        found = {
            one.pk for one in self.activity.subjects.all() if one.organisation_id == self.organisation.pk
        }
        if self.activity.state == "open":
            handed_over = Q(draws__source="list")
            opened = grants_open_to(self.seen).values("owner")
            granted = Q(organisation__in=opened)
            found.update(self.activity.subjects.filter(handed_over | granted).values_list("pk", flat=True))
        return frozenset(found)

    def as_role(self, *roles: str) -> Member | None:
        """Their place on the team with one of these roles; None where they have none."""
        return next((one for one in self.members if one.role in roles), None)


def activities_of(seen: Access) -> QuerySet[Activity]:
    """The activities that somebody may open through this organisation, newest first.

    Those they are on the team of through it; those of the organisation, for who opens activities there; those
    that look at it, for who speaks for the service.
    """
    mine = Q(members__account=seen.account, members__organisation=seen.organisation, members__left_at=None)
    if seen.may("open an activity"):
        mine |= Q(organisation=seen.organisation)
    if not seen.roles.isdisjoint(SERVICE_ROLES):
        mine |= Q(subjects__organisation=seen.organisation)
    found = Activity.objects.filter(mine).distinct()
    return found.select_related("organisation")


def standing_in(seen: Access, activity: Activity) -> Standing:
    """How somebody stands in an activity."""
    members = tuple(
        Member.objects.filter(
            activity=activity, account=seen.account, organisation=seen.organisation, left_at=None
        ).select_related("account", "organisation")
    )
    standings = {one.role for one in members}
    if activity.organisation_id == seen.organisation.pk and may_by_role(seen.roles, "open an activity"):
        standings.add("holder")
    own: tuple[Subject, ...] = ()
    if not seen.roles.isdisjoint(SERVICE_ROLES):
        own = tuple(
            Subject.objects.filter(activity=activity, organisation=seen.organisation).select_related(
                "organisation"
            )
        )
        if own:
            standings.add("service")
    return Standing(seen, activity, members, own, frozenset(standings))


def stage_now(activity: Activity) -> Stage | None:
    """The stage under way, else the first that is not ended; None when all have ended."""
    stages = list(activity.stages.all())
    begun = [one for one in stages if one.state == "begun"]
    waiting = [one for one in stages if one.state == "planned"]
    return (begun or waiting or [None])[0]


def template_of(activity: Activity) -> ActivityTemplate:
    """The activity's frozen copy of the template it was made from."""
    return templates.from_json(activity.template)


def framework_of(activity: Activity) -> Framework | None:
    """The activity's frozen copy of its framework; None where it judges by none."""
    return frameworks.from_json(activity.framework) if activity.framework else None


def scale_of(activity: Activity) -> Scale | None:
    """The activity's frozen copy of its scale; None where nothing is graded."""
    return opened(Scale, activity.scale, SCALE_FORM) if activity.scale else None


def actual_days(stage: Stage) -> tuple[date | None, date | None]:
    """The day a stage first began, and the day it last ended; None for what has not happened.

    A stage that was opened again has not ended until it ends again.
    """
    moves = list(stage.moves.all())
    begun = next((one.on for one in moves if one.after == "begun"), None)
    return begun, moves[-1].on if moves and moves[-1].after == "ended" else None


def one_called(found: QuerySet[Row], key: str) -> Row:
    """The row with this key, as a form sent it. Raises Http404."""
    row = found.filter(key=key).first() if key.isascii() and key.isalnum() else None
    if row is None:
        raise Http404("There is no such thing here, or somebody has taken it away.")
    return row


def runs_to_pin(account: Account, subject: Subject) -> QuerySet[Run]:
    """The runs of a service of which this person sees every case, newest first; none for anybody else."""
    seen = access(account, subject.organisation)
    if not seen.may("see cases") or seen.teams is not None:
        return Run.objects.none()
    return runs_of(seen).filter(state="frozen")


def account_to_add(organisation: Organisation, email: str) -> Account | None:
    """The person with this address who could open an activity through an organisation."""
    held = memberships_on(today()).filter(
        organisation=organisation,
        role__in=ALLOWED_BY_ROLE["see activities"],
        account__email__iexact=email,
    )
    found = held.select_related("account").first()
    return found.account if found else None


def own_teams(account: Account, activity: Activity) -> tuple[list[str], list[str]]:
    """The teams and workers of the services looked at that somebody has a role for, as the site knows it."""
    looked_at = Q(organisation__looked_at_by__activity=activity) | Q(
        organisation__partnerships__looked_at_by__activity=activity
    )
    roles = memberships_on(today()).filter(looked_at, account=account).order_by("pk").distinct()
    held = list(roles.values_list("teams", "workers"))
    return (
        list(dict.fromkeys(team for teams, _ in held for team in teams)),
        list(dict.fromkeys(worker for _, workers in held for worker in workers)),
    )


def requests_of(stands: Standing) -> QuerySet[Request]:
    """The requests of an activity that somebody may see: a service sees those to itself alone."""
    found = Request.objects.filter(subject__activity=stands.activity)
    if stands.standings <= {"service"}:
        found = found.filter(subject__in=stands.own)
    return found.select_related("subject__organisation", "asked_by", "answered_by", "same_as")


def subjects_of(stands: Standing) -> QuerySet[Subject]:
    """The services of an activity that somebody may see: a service sees itself alone."""
    found = stands.activity.subjects.select_related("organisation", "run", "pinned_by")
    if stands.standings <= {"service"}:
        found = found.filter(pk__in=[one.pk for one in stands.own])
    return found


def asked_before(seen: Access, service: Organisation) -> QuerySet[Request]:
    """What was asked of a service in the activities that this person may see, newest first."""
    return (
        Request.objects.filter(
            subject__organisation=service, subject__activity__in=activities_of(seen).values("pk")
        )
        .exclude(state="withdrawn")
        .select_related("subject__activity")
        .order_by("-asked_at", "-id")
    )
