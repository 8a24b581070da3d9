"""An inspection under way and a calendar of audits, for the demonstration. Everything in it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.records.models import Run
from plumbline_web.scrutiny import actions
from plumbline_web.scrutiny.kinds import judged_by, kind_called
from plumbline_web.scrutiny.models import Activity, Subject
from plumbline_web.scrutiny.queries import template_of

KIND = "cpo_inspection"
BEGUN_DAYS_AGO = 40
GRANTED_DAYS = 180
ASKED = (
    ("Guidance in force", "Local guidance on case management plans and reviews of the last two years.", "2"),
    ("Workloads", "How many cases each team held on the last day of each month of the last year.", "6.5"),
    ("Audits of its own", "What audits of case records found in the last two years.", "4"),
)
"""What the lead asked for: its title, exactly what, and the hours it is thought to take."""


def open_inspection(
    *, body: Organisation, staff: Mapping[str, Account], council: Organisation, people: Mapping[str, Account]
) -> Activity:
    """An inspection of a council in its second stage: a team, a grant, a pinned run, requests and notes.

    staff, people: accounts of the body and of the council by their role there.
    """
    lead, manager = staff["lead_inspector"], people["service_manager"]
    template = kind_called(body, KIND).template
    framework, scale = judged_by(template, body)
    made = actions.open_activity(
        by=lead,
        organisation=body,
        title=f"Inspection of community payback orders, {council.name}",
        template=template,
        framework=framework,
        scale=scale,
        subjects=[council],
    )
    subject = Subject.objects.select_related("organisation").get(activity=made)
    begun = today() - timedelta(days=BEGUN_DAYS_AGO)
    actions.plan_stages(by=lead, activity=made, days=_planned(made, begun))
    _team(made, body, staff, council, people)
    first, second = made.stages.all()[:2]
    actions.begin_stage(by=lead, stage=first, on=begun)
    actions.note_notified(by=lead, subject=subject, on=begun + timedelta(days=2))
    _ask(made, subject, lead, manager)
    actions.add_note(
        by=lead,
        activity=made,
        kind="meeting",
        title="Scoping meeting with senior managers",
        on=begun + timedelta(days=9),
        stage=first,
        text="Agreed the dates, what is read, and how staff are told.",
        took_part=7,
    )
    actions.end_stage(by=lead, stage=first, on=begun + timedelta(days=27))
    actions.begin_stage(by=lead, stage=second, on=begun + timedelta(days=28))
    asked = actions.ask_opening(
        by=lead, subject=subject, to=body, until_on=today() + timedelta(days=GRANTED_DAYS)
    )
    actions.open_opening(by=manager, opening=asked)
    actions.set_numbers(by=manager, subject=subject, day_number="01632 960 017", night_number="01632 960 018")
    latest = Run.objects.filter(organisation=council, state="frozen").first()
    actions.pin_run(by=lead, subject=subject, run=latest)
    return made


def set_audits(*, council: Organisation, manager: Account) -> None:
    """A council's own monthly audit since some months ago: one under way, one overdue, one to come."""
    kind = kind_called(council, "monthly_audit")
    before = today().replace(day=1)
    for _ in range(3):
        before = (before - timedelta(days=1)).replace(day=1)
    made = actions.set_calendar(
        by=manager,
        organisation=council,
        template_code=kind.code,
        title=kind.title,
        every="month",
        from_on=before,
        due_after=15,
    )
    actions.open_audit(by=manager, calendar=made, period_from=before)


def _planned(activity: Activity, begun: date) -> dict[str, tuple[date | None, date | None]]:
    """Planned days by the usual length of each stage, one after the other."""
    found, first = {}, begun
    for stage in template_of(activity).stages:
        last = first + timedelta(days=stage.days - 1)
        found[stage.code] = (first, last)
        first = last + timedelta(days=1)
    return found


def _team(
    activity: Activity,
    body: Organisation,
    staff: Mapping[str, Account],
    council: Organisation,
    people: Mapping[str, Account],
) -> None:
    """An inspector and a local reader who read, somebody who settles, and an analyst who observes."""
    lead = staff["lead_inspector"]
    for account, place, role in (
        (staff["inspector"], body, "reader"),
        (people["team_leader"], council, "reader"),
        (staff["analyst"], body, "observer"),
    ):
        actions.add_member(by=lead, activity=activity, account=account, organisation=place, role=role)
    for account in (lead, staff["inspector"], staff["analyst"]):
        actions.declare(by=account, activity=activity)
    held = people["team_leader"].memberships.filter(organisation=council, role="team_leader").first()
    actions.declare(
        by=people["team_leader"],
        activity=activity,
        teams=held.teams if held else [],
        text="I lead this team.",
    )


def _ask(activity: Activity, subject: Subject, lead: Account, manager: Account) -> None:
    """Three requests, the first of which is answered."""
    made = [
        actions.ask(
            by=lead,
            subject=subject,
            title=title,
            what=what,
            hours=Decimal(hours),
            due_on=today() + timedelta(days=7 * number),
        )
        for number, (title, what, hours) in enumerate(ASKED, start=1)
    ]
    actions.answer_request(
        by=manager,
        request=made[0],
        text="Sent on the shared drive of the inspection, in the folder “Guidance”.",
        hours_taken=Decimal("1.5"),
    )
