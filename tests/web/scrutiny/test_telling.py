"""A service is told by e-mail that an activity waits for it, where a mail server is set."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from factories.activities import Team, inspection
from factories.voices import opened_form, sent_form
from plumbline_web.people.queries import today
from plumbline_web.scrutiny.actions import ask, ask_opening
from plumbline_web.scrutiny.models import Request, Subject
from plumbline_web.voices.actions import return_form

pytestmark = pytest.mark.django_db


class NoServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


@pytest.fixture
def team(settings: Any) -> Team:
    settings.HAS_MAIL = True
    return inspection()


def asked(team: Team) -> Request:
    return ask(
        by=team.lead,
        subject=Subject.objects.get(activity=team.activity),
        title="Guidance",
        what="The guidance in force.",
        hours=Decimal(2),
        due_on=today() + timedelta(days=14),
    )


def test_a_request_is_told_to_the_service_and_to_nobody_else(
    team: Team, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(team)
    assert [one.to for one in mailoutbox] == [[team.manager.email]]


def test_the_e_mail_leads_to_the_page_and_does_not_say_what_is_asked(
    team: Team, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(team)
    place = f"/o/{team.council.slug}/scrutiny/{team.activity.key}/requests/"
    assert [place in mailoutbox[0].body, "guidance" in mailoutbox[0].body.lower()] == [True, False]


def test_a_grant_that_is_asked_for_is_told(
    team: Team, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    subject = Subject.objects.get(activity=team.activity)
    with django_capture_on_commit_callbacks(execute=True):
        ask_opening(by=team.lead, subject=subject, to=team.body, until_on=today() + timedelta(days=30))
    assert f"{team.body.name} asks to see your cases" in mailoutbox[0].body


def test_a_form_that_is_opened_is_told(
    team: Team, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        form = opened_form(team)
    assert f"waits for you: {form.title}." in mailoutbox[0].body


def test_a_form_that_is_returned_is_told_without_what_was_said_of_it(
    team: Team, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    form = sent_form(team)
    with django_capture_on_commit_callbacks(execute=True):
        return_form(by=team.lead, form=form, comment="Say more about reviews.")
    (mail,) = mailoutbox
    assert mail.to == [team.manager.email]
    assert f"came back to you with a comment: {form.title}." in mail.body
    assert "reviews" not in mail.body


def test_a_mail_server_that_does_not_answer_takes_nothing_back(
    team: Team, settings: Any, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    with django_capture_on_commit_callbacks(execute=True):
        made = asked(team)
    assert Request.objects.filter(pk=made.pk).exists()
    assert "could not be told by e-mail: ConnectionRefusedError" in caplog.text


def test_without_a_mail_server_nothing_is_sent(
    team: Team, settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.HAS_MAIL = False
    with django_capture_on_commit_callbacks(execute=True):
        asked(team)
    assert mailoutbox == []
