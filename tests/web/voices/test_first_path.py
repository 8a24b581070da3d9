"""The first path: a service sends its self-evaluation, and a person without an account answers a survey."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories.activities import inspection
from factories.voices import WHOLE, opened_form, opened_survey, subject_of, with_every_form
from plumbline_web.voices.models import Remark, Return, ServiceForm, Survey
from web.voices.asking import address, sent_with, signed_in

pytestmark = pytest.mark.django_db


def test_a_lead_opens_a_form_the_service_sends_it_and_the_lead_reads_it() -> None:
    team = inspection()
    lead, manager = signed_in(team.lead), signed_in(team.manager)
    due = {"due_on": "31/12/2099"}
    assert lead.post(address("open_one", team, code="self_evaluation"), due).status_code == 302
    form = ServiceForm.objects.get()
    there = address("form", team, team.council.slug, key=form.key)
    page = manager.get(there).content.decode()
    assert "Which indicator?" in page

    fields = {
        f"q:{path}": value.split() if path.endswith("sources") else value for path, value in WHOLE.items()
    }
    sent = {"seen": "1", "shown": list(WHOLE), "check": "yes", **fields}
    answer = manager.post(there, sent)
    assert answer["Location"] == address("submit_form", team, team.council.slug, key=form.key)
    form.refresh_from_db()
    # The grade and its words are asked only after an earlier answer, and were sent all the same.
    assert manager.post(answer["Location"]).status_code == 302
    form.refresh_from_db()
    assert form.state == "submitted"
    assert "Reviews are booked ahead." in lead.get(address("form", team, key=form.key)).content.decode()


def test_somebody_without_an_account_answers_page_by_page_and_is_thanked() -> None:
    team = inspection()
    with_every_form(team)
    survey = opened_survey(team, "lived_experience_survey")
    visitor, there = Client(), reverse("answer_survey", args=[survey.token])
    page = visitor.get(there)
    sent = sent_with(page.content.decode())
    for answers in (
        {"q:/start/where": "licence"},
        {"q:/beginning/explained": "yes"},
        {"q:/people/respect": "yes", "q:/people/listened": "no"},
        {"q:/help/met_before": "yes"},
    ):
        page = visitor.post(there, {**sent, **answers, "on": "yes"})
        sent = sent_with(page.content.decode())
    last = visitor.post(there, {**sent, "q:/change/helped_most": "My worker listened.", "send": "yes"})
    assert "Your answers have been sent" in last.content.decode()
    assert last.cookies == page.cookies == {}
    assert Return.objects.count() == 1
    assert Remark.objects.get().original == "My worker listened."


def test_the_service_has_no_link_to_the_survey() -> None:
    team = inspection()
    survey = opened_survey(team)
    page = signed_in(team.manager).get(address("survey", team, team.council.slug, key=survey.key))
    assert survey.token not in page.content.decode()
    assert survey.token in signed_in(team.lead).get(address("survey", team, key=survey.key)).content.decode()


def test_a_form_opens_with_the_indicators_of_the_activity() -> None:
    form = opened_form(inspection())
    assert form.versions.get().answers == {
        "/part": "2",
        "/part[1]/indicator": "5.2",
        "/part[2]/indicator": "5.3",
        "/about/graded": "yes",
    }


def test_a_survey_says_whom_to_ring() -> None:
    team = inspection()
    subject_of(team)
    survey = opened_survey(team, "staff_survey")
    page = Client().get(reverse("answer_survey", args=[survey.token])).content.decode()
    assert "01632 960 001" in page
    assert Survey.objects.get().is_open
