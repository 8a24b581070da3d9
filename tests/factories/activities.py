"""A made-up inspection of a small council, with its people, for tests of scrutiny and reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from factories.site import council, national, person
from plumbline.scrutiny.activities import read_template
from plumbline.scrutiny.frameworks import load_frameworks, load_scales
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import add_member, add_note, ask, ask_opening, open_activity
from plumbline_web.scrutiny.models import Activity, Member, Subject

TEMPLATE = read_template(
    """
code = "made_up"
title = "A made-up inspection"
kind = "inspection"
about = "Made up for tests."
source = "Made up"
sure = "Made up"
framework = "quality_indicators_2019"
indicators = ["5.2", "5.3"]
graded = true
scale = "six_point"

[subject]
kind = "council"
most = 2

[[body]]
name = "National inspectorate"
part = "leads"

[[stage]]
code = "prepare"
title = "Preparation"
happens = "The service is told, and the team is named."
who = ["lead"]
length = 4
unit = "weeks"
needs = ["lead_named", "team_named", "conflicts_declared", "service_notified", "requests_sent"]

[[stage]]
code = "read"
title = "Reading of records"
happens = "A sample is drawn and read."
who = ["lead", "readers"]
length = 2
unit = "weeks"
needs = ["requests_answered", "run_pinned", "frame_frozen", "sample_drawn", "instrument_chosen"]

[[stage]]
code = "publish"
title = "Publication"
happens = "The report is written and given out."
who = ["lead", "team"]
length = 8
unit = "weeks"
needs = ["meeting_noted", "forms_received", "surveys_closed", "output_recorded"]

[[evidence]]
kind = "records_read"
what = "A sample of records"

[[evidence]]
kind = "focus_group"
what = "Groups of staff"

[[evidence]]
kind = "self_evaluation"
what = "The service's own"

[[evidence]]
kind = "staff_survey"
what = "What staff say"

[[form]]
code = "self_evaluation"
filled_by = "service"

[[form]]
code = "staff_survey"
filled_by = "staff"

[[output]]
kind = "report"
what = "A report"
published = true

[records]
in_scope = "Everyone on an order."
instruments = ["reading_cpo"]
sampled = true
margin = 0.1
read_twice = 0.15
practice = 1
"""
)
"""Three stages, with needs of every kind."""


@dataclass
class Team:
    """An activity and who is in it. readers: of the inspectorate. manager: of the council looked at."""

    activity: Activity
    body: Organisation
    council: Organisation
    lead: Account
    manager: Account
    readers: list[Account] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


def inspection(readers: int = 2) -> Team:
    """An inspection of a council by an inspectorate, with a lead and so many readers."""
    body, here = national(), council()
    lead, manager = person(body, "lead_inspector"), person(here, "service_manager")
    activity = open_activity(
        by=lead,
        organisation=body,
        title="Inspection of Ashmarrow",
        template=TEMPLATE,
        framework=load_frameworks()["quality_indicators_2019"],
        scale=load_scales()["six_point"],
        subjects=[here],
    )
    team = Team(activity, body, here, lead, manager)
    for number in range(1, readers + 1):
        account = person(None, f"reader {number}")
        account.memberships.create(organisation=body, role="inspector", from_on=activity.opened_at.date())
        team.readers.append(account)
        team.members.append(
            add_member(by=lead, activity=activity, account=account, organisation=body, role="reader")
        )
    return team


def furnish(team: Team) -> dict[str, str]:
    """A request, a note and the like, so that every page has something to show: their keys by address."""
    activity, subject = team.activity, Subject.objects.get(activity=team.activity)
    asked = ask(
        by=team.lead,
        subject=subject,
        title="Case management guidance",
        what="The guidance in force in the last two years.",
        hours=Decimal("2.5"),
        due_on=today() + timedelta(days=14),
    )
    note = add_note(
        by=team.lead, activity=activity, kind="meeting", title="Scoping meeting", on=today(), took_part=6
    )
    ask_opening(by=team.lead, subject=subject, to=team.body, until_on=today() + timedelta(days=90))
    return {
        "scrutiny:note": note.key,
        "scrutiny:request": asked.key,
        "scrutiny:service": subject.key,
        "scrutiny:take_off": team.members[-1].key,
    }
