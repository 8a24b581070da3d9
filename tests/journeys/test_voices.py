"""A service sends its self-evaluation, and somebody answers a survey on a phone without script or account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from factories.activities import inspection
from factories.browsers import PHONE, beyond_the_edge, violations
from factories.standing import let_in, standing
from factories.voices import WHOLE, opened_form, opened_survey, with_every_form
from journeys.steps import follow, heading, press, said
from plumbline_web.voices.models import Remark, Return

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
WIDTH, HEIGHT = PHONE


@pytest.fixture
def desk(browser: Browser, db: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """An inspection that asks for every form and survey, and the site's address."""
    with standing(django_db_blocker) as address:
        team = inspection()
        with_every_form(team)
        yield SimpleNamespace(address=address, team=team, activity=f"scrutiny/{team.activity.key}/")


def chosen(page: Page, question: str, answer: str) -> None:
    """Tap an answer to a question."""
    asked = page.get_by_role("group", name=question)
    asked.get_by_text(answer, exact=True).click()


def well_made(page: Page) -> None:
    """The page has no barriers, and nothing sticks out of a phone."""
    assert beyond_the_edge(page) == []
    assert violations(page) == []


def test_somebody_on_licence_answers_on_a_phone_without_script(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    survey = opened_survey(desk.team, "lived_experience_survey")
    page = open_page(width=WIDTH, height=HEIGHT, script=False)
    page.goto(f"{desk.address}/answer/{survey.token}/")
    assert "999" in said(page)
    chosen(page, "What is this about?", "I am or was on licence after prison")
    press(page, "Continue")
    chosen(page, "Did things start soon enough?", "No")
    press(page, "Continue")
    press(page, "Back")
    assert page.get_by_role("radio", name="No", exact=True).last.is_checked()
    press(page, "Continue")
    chosen(page, "Did your worker listen to you?", "Yes")
    press(page, "Continue")
    chosen(page, "On the day you left prison", "No")
    press(page, "Continue")
    page.get_by_label("What helped you most?").fill("My worker rang me every week.")
    press(page, "Send my answers")
    assert heading(page) == "Thank you"
    assert page.context.cookies() == []
    kept = Return.objects.get()
    assert kept.kind == "broke_off"
    assert Remark.objects.get().original == "My worker rang me every week."


def test_every_page_of_the_survey_is_well_made_on_a_phone(open_page: OpenPage, desk: SimpleNamespace) -> None:
    survey = opened_survey(desk.team, "lived_experience_survey")
    page = open_page(width=WIDTH, height=HEIGHT)
    page.goto(f"{desk.address}/answer/{survey.token}/")
    for _ in range(4):
        well_made(page)
        press(page, "Continue")
    well_made(page)
    press(page, "Send my answers")
    assert "there is nothing to send" in said(page)
    well_made(page)
    chosen(page, "Are things better for you now", "Yes")
    press(page, "Send my answers")
    assert heading(page) == "Thank you"
    well_made(page)


def test_a_service_sends_its_self_evaluation_and_the_lead_returns_it(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    team = desk.team
    opened_form(team)
    page = open_page()
    let_in(page, desk.address, team.manager)
    page.goto(f"{desk.address}/o/{team.council.slug}/{desk.activity}")
    follow(page, "Forms and surveys")
    follow(page, "Fill in: Self-evaluation")
    answered(page)
    press(page, "Save and check")
    follow(page, "Why this grade")
    answered(page)
    press(page, "Save and check")
    assert heading(page) == "Submit this form?"
    press(page, "Submit the form")
    assert "The form is submitted." in said(page)

    lead = open_page()
    let_in(lead, desk.address, team.lead)
    lead.goto(f"{desk.address}/o/{team.body.slug}/{desk.activity}forms/")
    follow(lead, "Self-evaluation", within=lead.get_by_role("table").first)
    assert "62% (43 of 69) in the audit of May 2026." in said(lead)
    lead.get_by_text("Return it to the service").click()
    lead.get_by_label("What the service should change or add").fill("Say what was learnt from complaints.")
    press(lead, "Return the form")

    page.reload()
    assert "Say what was learnt from complaints." in said(page)
    assert page.get_by_label("What does it cover").input_value() == WHOLE["/about/covers"]


def answered(page: Page) -> None:
    """Fill in what is shown of a whole self-evaluation."""
    for path, value in WHOLE.items():
        name = f'[name="q:{path}"]'
        boxes = page.locator(name)
        if boxes.count() > 1:
            for one in value.split():
                if not page.locator(f'{name}[value="{one}"]').is_checked():
                    page.locator(f'div:has(> {name}[value="{one}"]) > label').click()
        elif boxes.count():
            boxes.fill(value)
