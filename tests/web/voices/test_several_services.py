"""An activity that looks at two services: each has its own forms and surveys, and sees no other's."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from factories.activities import inspection
from factories.site import ELSEWHERE, council, person
from factories.voices import opened_form, opened_survey
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.models import Subject
from plumbline_web.scrutiny.needs import needs_of
from plumbline_web.voices.actions import close_survey
from plumbline_web.voices.models import ServiceForm
from web.voices.asking import address, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> SimpleNamespace:
    """An inspection of two councils, a form and a survey of the first, and a manager of the second."""
    team = inspection()
    form, survey = opened_form(team), opened_survey(team)
    other = council("Brackenmoor", ELSEWHERE)
    subject = Subject.objects.create(activity=team.activity, organisation=other)
    return SimpleNamespace(
        team=team,
        form=form,
        survey=survey,
        other=other,
        subject=subject,
        manager=person(other, "service_manager"),
    )


@pytest.mark.parametrize("page", ["form", "submit_form", "survey"])
def test_a_service_does_not_find_what_is_of_another(two: SimpleNamespace, page: str) -> None:
    key = two.survey.key if page == "survey" else two.form.key
    there = address(page, two.team, two.other.slug, key=key)
    assert signed_in(two.manager).get(there).status_code == 404


def test_a_service_lists_nothing_of_another(two: SimpleNamespace) -> None:
    page = text(signed_in(two.manager).get(address("forms", two.team, two.other.slug)))
    assert (two.form.key in page, two.survey.key in page) == (False, False)


def test_the_lead_says_which_service_a_form_is_for(two: SimpleNamespace) -> None:
    lead, there = signed_in(two.team.lead), address("open_one", two.team, code="self_evaluation")
    due = (today() + timedelta(days=9)).strftime("%d/%m/%Y")
    assert "Choose a service." in text(lead.post(there, {"due_on": due}))
    assert lead.post(there, {"due_on": due, "service": two.subject.key}).status_code == 302
    assert ServiceForm.objects.filter(subject=two.subject).count() == 1


def test_a_stage_waits_for_the_survey_of_each_service(two: SimpleNamespace) -> None:
    close_survey(by=two.team.lead, survey=two.survey)
    stage = two.team.activity.stages.get(code="publish")
    need = next(one for one in needs_of(stage) if one.code == "surveys_closed")
    assert need.words == "Not closed yet: staff survey of Brackenmoor."
