"""A reading of records is tied to an area when its activity is over and published, and says what it found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import Team
from factories.findings import GOOD, NONE, read, read_inspection, sampled
from factories.site import ELSEWHERE, council
from plumbline.scrutiny.effect import SecondReading
from plumbline_web.improvement.actions import (
    PlanRefused,
    add_action,
    add_area,
    make_plan,
    tie_reading,
    update_action,
)
from plumbline_web.improvement.gathering import sample_of
from plumbline_web.improvement.models import Area, AreaReading
from plumbline_web.improvement.second_reading import questions_of, readings_over
from plumbline_web.people.models import Account
from plumbline_web.publication.models import Edition
from plumbline_web.scrutiny.models import Draw
from plumbline_web.writing.actions import begin_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Ten of 50 records read: seven of eight of the one stratum hold a plan, one of two of the other."""
    team = read_inspection(readers=1)
    draw = sampled(team, {"supervision": 8, "unpaid work": 2})
    for at, record in enumerate(draw.records.order_by("id")):
        read(team, record, team.members[0], NONE if at in (0, 8) else GOOD)
    return team


def over(team: Team, published: bool = True) -> Team:
    if published:
        paper = begin_paper(by=team.lead, activity=team.activity, kind="report", title="What we found")
        Edition.objects.create(paper=paper, number=1, source={}, by=team.lead)
    team.activity.state = "closed"
    team.activity.save()
    return team


def area_of(team: Team, question: str = "/plan/there") -> Area:
    plan = make_plan(by=team.manager, organisation=team.council, title="Plan")
    return add_area(by=team.manager, plan=plan, text="Plans", closing=SecondReading(question, "increase"))


def tied(team: Team, area: Area) -> AreaReading:
    return tie_reading(
        by=team.manager,
        area=area,
        activity=team.activity,
        first_day=date(2024, 4, 1),
        last_day=date(2025, 3, 31),
    )


def test_what_was_read_in_each_stratum_is_kept_with_the_area(team: Team) -> None:
    kept = sample_of(tied(over(team), area_of(team)))
    assert [(one.name, one.population, one.read, one.yes, one.applies) for one in kept.strata] == [
        ("supervision", 40, 8, 7, 8),
        ("unpaid work", 10, 2, 1, 2),
    ]


def test_a_rating_counts_as_good_or_better(team: Team) -> None:
    kept = sample_of(tied(over(team), area_of(team, "/plan/quality")))
    assert [(one.yes, one.applies) for one in kept.strata] == [(7, 7), (1, 1)]


def test_while_an_activity_is_open_its_reading_is_not_for_the_service_to_see(team: Team) -> None:
    with pytest.raises(PlanRefused, match="that is over"):
        tied(team, area_of(team))


def test_an_activity_that_is_over_and_not_published_is_not_for_the_service_to_see(team: Team) -> None:
    with pytest.raises(PlanRefused, match="that is over"):
        tied(over(team, published=False), area_of(team))


def test_a_reading_is_no_evidence_of_a_service_that_was_not_looked_at(team: Team) -> None:
    assert not readings_over(council("Brackenmoor", ELSEWHERE)).filter(pk=over(team).activity.pk).exists()


def test_a_question_that_was_not_asked_is_refused(team: Team) -> None:
    with pytest.raises(PlanRefused, match="did not ask the question /plan/none"):
        tied(over(team), area_of(team, "/plan/none"))


def test_a_reading_is_tied_to_an_area_once(team: Team) -> None:
    area = area_of(over(team))
    tied(team, area)
    with pytest.raises(PlanRefused, match="already"):
        tied(team, area)


SCOPE = {
    "things": "Community payback orders",
    "conditions": [{"column": "imposed_on", "test": "from_to", "values": ["2024-04-01", "2025-03-31"]}],
}
DAYS = (date(2024, 4, 1), date(2025, 3, 31))


def said_by(team: Team, scope: dict[str, object]) -> Area:
    """An area, with a reading that is over and whose sample was drawn by such a scope."""
    draw = Draw.objects.get(subject__activity=team.activity)
    draw.scope = scope
    draw.save()
    return area_of(over(team))


def test_the_days_of_the_work_are_those_of_the_sample(team: Team) -> None:
    area = said_by(team, SCOPE)
    kept = tie_reading(by=team.manager, area=area, activity=team.activity)
    assert (kept.first_day, kept.last_day) == DAYS


def test_the_days_of_an_audit_are_those_of_its_period(team: Team) -> None:
    area = area_of(over(team))
    team.activity.period_from, team.activity.period_until = DAYS
    team.activity.save()
    kept = tie_reading(by=team.manager, area=area, activity=team.activity)
    assert (kept.first_day, kept.last_day) == DAYS


def test_other_days_than_the_sample_says_are_refused(team: Team) -> None:
    area = said_by(team, SCOPE)
    with pytest.raises(PlanRefused, match="read work of 1 April 2024 to 31 March 2025"):
        tie_reading(by=team.manager, area=area, activity=team.activity, last_day=date(2025, 4, 1))


@pytest.mark.parametrize("spans", [[], [("2024-04-01", "2025-03-31"), ("2020-01-01", "2020-12-31")]])
def test_where_the_sample_says_no_days_or_two_spans_a_person_has_to(
    team: Team, spans: list[tuple[str, str]]
) -> None:
    conditions = [{"column": "imposed_on", "test": "from_to", "values": list(days)} for days in spans]
    area = said_by(team, {**SCOPE, "conditions": conditions})
    with pytest.raises(PlanRefused, match="Give the first and the last day"):
        tie_reading(by=team.manager, area=area, activity=team.activity)


def test_the_page_says_the_days_and_asks_for_none(team: Team, browse: Callable[[Account], Client]) -> None:
    area = said_by(team, SCOPE)
    there = reverse("improvement:area", args=[team.council.slug, area.key])
    page = browse(team.manager).get(there).content.decode()
    assert "Inspection of Ashmarrow: work of 1 April 2024 to 31 March 2025" in page
    assert "reading-first_day" not in page
    browse(team.manager).post(there, {"what": "reading", "reading-activity": team.activity.key})
    assert (area.readings.get().first_day, area.readings.get().last_day) == DAYS


def test_the_questions_offered_are_asked_once_of_a_record_and_have_a_yes_or_a_rating(team: Team) -> None:
    paths = [path for path, _ in questions_of(team.activity)]
    assert paths == [
        "/plan/there",
        "/plan/quality",
        "/plan/known",
        "/effort/assessed",
        "/effort/date_agrees",
    ]


def test_a_reading_is_tied_on_the_page_of_the_area(team: Team, browse: Callable[[Account], Client]) -> None:
    area = area_of(over(team))
    action = add_action(by=team.manager, area=area, text="Write plans")
    update_action(by=team.manager, action=action, state="done", on=date(2025, 4, 1))
    there = reverse("improvement:area", args=[team.council.slug, area.key])
    browse(team.manager).post(
        there,
        {
            "what": "reading",
            "reading-activity": team.activity.key,
            "reading-first_day": "01/04/2024",
            "reading-last_day": "31/03/2025",
        },
    )
    assert (
        "Inspection of Ashmarrow: work of 1 April 2024 to 31 March 2025"
        in browse(team.manager).get(there).content.decode()
    )
