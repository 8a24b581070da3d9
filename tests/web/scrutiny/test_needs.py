"""What a stage needs: each need held against what is there, in words, with who has to act."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from factories.activities import Team, inspection
from plumbline.scrutiny.activity_form import NEEDS as SENTENCES
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import (
    add_note,
    answer_request,
    ask,
    declare,
    note_notified,
    take_off,
    withdraw_request,
)
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Draw, Request, Stage, Subject
from plumbline_web.scrutiny.needs import TELLS, Need, missing_in, needs_of, tells

pytestmark = pytest.mark.django_db


def on() -> str:
    """Today in words, asked when a test needs it: a run of all tests may go past midnight."""
    return day(timezone.localdate())


def need(team: Team, code: str, stage: str = "publish") -> Need:
    return TELLS[code](team.activity, Stage.objects.get(activity=team.activity, code=stage))


def subject(team: Team) -> Subject:
    return Subject.objects.get(activity=team.activity)


def asked(team: Team) -> Request:
    return ask(
        by=team.lead, subject=subject(team), title="Plans", what="All", hours=Decimal(2), due_on=today()
    )


def test_every_need_that_a_template_can_name_is_told_of() -> None:
    assert set(TELLS) == set(SENTENCES)


def test_a_need_that_no_template_can_name_is_not_taken() -> None:
    with pytest.raises(KeyError):
        tells("no_such_need")


def test_a_need_that_nobody_tells_of_is_never_met(monkeypatch: pytest.MonkeyPatch) -> None:
    team = inspection()
    monkeypatch.delitem(TELLS, "instrument_chosen")
    stage = Stage.objects.get(activity=team.activity, code="read")
    assert SENTENCES["instrument_chosen"] in [one.words for one in missing_in(stage)]


def test_the_needs_of_a_stage_come_in_the_order_of_its_template() -> None:
    team = inspection()
    stage = Stage.objects.get(activity=team.activity, code="prepare")
    assert [one.code for one in needs_of(stage)] == [
        "lead_named",
        "team_named",
        "conflicts_declared",
        "service_notified",
        "requests_sent",
    ]


def test_a_lead_is_named_from_the_start() -> None:
    team = inspection()
    assert need(team, "lead_named").words == f"lead inspector of national-inspectorate leads it since {on()}."


def test_a_team_of_the_lead_alone_is_no_team() -> None:
    assert not need(inspection(readers=0), "team_named").met


def test_how_many_are_on_the_team_is_said_and_never_who() -> None:
    team = inspection(readers=2)
    assert need(team, "team_named").words == "2 people are on the team beside the lead."


def test_somebody_who_left_is_on_the_team_no_longer() -> None:
    team = inspection(readers=1)
    take_off(by=team.lead, member=team.members[0])
    assert not need(team, "team_named").met


def test_conflicts_are_declared_when_everybody_has() -> None:
    team = inspection(readers=2)
    for account in (team.lead, team.readers[0]):
        declare(by=account, activity=team.activity)
    before = need(team, "conflicts_declared")
    assert before.words == "One of 3 on the team has not said whether they have a conflict of interest."
    declare(by=team.readers[1], activity=team.activity)
    assert need(team, "conflicts_declared") == Need(
        "conflicts_declared", True, f"Everybody had declared by {on()}."
    )


def test_the_day_of_notice_is_said() -> None:
    team = inspection()
    assert need(team, "service_notified").words.startswith("The day on which Ashmarrow was notified")
    note_notified(by=team.lead, subject=subject(team), on=today())
    assert need(team, "service_notified").words == f"Notified: Ashmarrow on {on()}."


def test_requests_are_sent_as_soon_as_one_is_and_a_withdrawn_one_is_none() -> None:
    team = inspection()
    one = asked(team)
    assert need(team, "requests_sent").met
    withdraw_request(by=team.lead, request=one, text="Found on the site of the council")
    assert not need(team, "requests_sent").met


def test_requests_are_answered_when_none_waits() -> None:
    team = inspection()
    one = asked(team)
    assert need(team, "requests_answered") == Need(
        "requests_answered",
        False,
        "1 of 1 requests waits for an answer.",
        "the service",
        "scrutiny:requests",
        "see requests",
    )
    answer_request(by=team.manager, request=one, text="Sent", hours_taken=Decimal(1))
    assert need(team, "requests_answered").words == f"Every request was answered by {on()}."


def test_without_a_run_the_service_or_the_lead_is_waited_for() -> None:
    assert need(inspection(), "run_pinned").waits_for == "the lead or the service"


@pytest.mark.parametrize(
    ("state", "frozen", "drawn"), [("planned", False, False), ("frozen", True, False), ("drawn", True, True)]
)
def test_a_list_is_fixed_when_frozen_and_a_sample_drawn_when_drawn(
    state: str, frozen: bool, drawn: bool
) -> None:
    team = inspection()
    Draw.objects.create(subject=subject(team), state=state)
    assert (need(team, "frame_frozen").met, need(team, "sample_drawn").met) == (frozen, drawn)


def test_each_form_and_survey_of_the_template_has_to_come_in() -> None:
    team = inspection()
    assert need(team, "forms_received").words == "Not in yet: self-evaluation of Ashmarrow."
    assert need(team, "surveys_closed").words == "Not closed yet: staff survey."
    for kind, about in (("form", "self_evaluation"), ("survey", "staff_survey")):
        add_note(by=team.lead, activity=team.activity, kind=kind, about=about, title="In", on=today())
    assert need(team, "forms_received").words == f"The last form came in on {on()}."
    assert need(team, "surveys_closed").words == f"The last survey was closed on {on()}."


@pytest.mark.parametrize(
    ("code", "kind", "about"), [("meeting_noted", "meeting", ""), ("output_recorded", "output", "report")]
)
def test_a_note_of_its_kind_meets_the_need(code: str, kind: str, about: str) -> None:
    team = inspection()
    assert not need(team, code).met
    add_note(by=team.lead, activity=team.activity, kind=kind, about=about, title="Done", on=today())
    assert need(team, code).met
