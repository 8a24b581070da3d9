"""The demonstration's finished inspection: all of it went through the verbs, so nothing in it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from factories.findings import third
from factories.site import person, run_of
from plumbline_web.improvement.models import Action
from plumbline_web.people.actions import open_grant
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import open_activity, pin_run
from plumbline_web.scrutiny.kinds import judged_by, kind_called
from plumbline_web.scrutiny.models import Subject
from plumbline_web.worked_loop import inspect

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(extract: Path) -> Team:
    """An inspection of the kind that is shipped, with a run pinned and everybody named."""
    team = inspection(readers=3)
    template = kind_called(team.body, "cpo_inspection").template
    framework, scale = judged_by(template, team.body)
    activity = open_activity(
        by=team.lead,
        organisation=team.body,
        title="Inspection of last spring",
        template=template,
        framework=framework,
        scale=scale,
        subjects=[team.council],
    )
    for member in team.members:
        member.activity = activity
        member.save()
    team.activity = activity
    run = run_of(team.council, person(team.council, "information_lead"), extract)
    open_grant(
        by=team.manager,
        owner=team.council,
        to=team.body,
        purpose="Inspection",
        from_on=today(),
        until_on=today(),
    )
    pin_run(by=team.lead, subject=Subject.objects.get(activity=activity), run=run)
    return team


def test_a_report_is_published_and_a_plan_follows_it(team: Team) -> None:
    _, settler = third(team)
    team.activity.members.update(declared_at=timezone.now())
    edition, plan = inspect(
        activity=team.activity, lead=team.lead, settler=settler, manager=team.manager, body=team.body
    )
    assert (edition.number, plan.areas.count(), plan.key_messages.count()) == (1, 3, 3)
    states = Action.objects.filter(area__plan=plan).order_by("pk").values_list("state", "began_on")
    assert [(state, began is not None) for state, began in states] == [
        *(("done", True), ("under_way", True), ("at_risk", True), ("planned", False), ("under_way", True)),
    ]
