"""Signers are told by e-mail where a mail server is set: that they are asked, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from factories.activities import Team
from factories.written import written
from plumbline_web.people.models import Account
from plumbline_web.writing.actions import (
    ask_signature,
    reopen_paper,
    revoke_signature,
    sign,
    withdraw_asking,
)
from plumbline_web.writing.models import Paper, Section, SignatureAsked
from plumbline_web.writing.queries import signed
from web.writing.asking import head_of


class NoServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError


@pytest.fixture
def post(settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Any:
    """What is sent while something is done: whom to, and of the body what is said."""
    settings.HAS_MAIL = True

    def during(act: Any) -> list[tuple[list[str], str]]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return sorted((one.to, one.body.split("\n\n")[1]) for one in mailoutbox)

    return during


@pytest.fixture
def held(team: Team, paper: Paper, section: Section) -> Paper:
    """The report with a text that holds."""
    written(team.lead, section, "A plan was there in {e1}.")
    return paper


def ask(team: Team, paper: Paper, account: Account) -> SignatureAsked:
    return ask_signature(by=team.lead, paper=paper, account=account, as_what="For Zymurgy")


def test_whoever_is_asked_is_told_and_nobody_else(team: Team, held: Paper, post: Any) -> None:
    sent = post(lambda: ask(team, held, team.readers[0]))
    assert sent == [([team.readers[0].email], "Your signature is asked for under a report.")]


def test_who_asks_themselves_needs_no_e_mail(team: Team, held: Paper, post: Any) -> None:
    assert post(lambda: ask(team, held, team.lead)) == []


def test_the_e_mail_leads_to_the_page_and_says_nothing_of_the_report_or_of_others(
    team: Team, held: Paper, post: Any, mailoutbox: list[Any]
) -> None:
    post(lambda: ask(team, held, team.readers[0]))
    one = mailoutbox[0]
    place = f"/o/{team.body.slug}/scrutiny/{team.activity.key}/reports/{held.key}/signing/"
    whole = f"{one.subject} {one.body}"
    told = [held.title, team.activity.title, "Zymurgy", team.lead.name, "37", team.council.name]
    assert (place in one.body, [words for words in told if words in whole]) == (True, [])


def test_a_lead_inspector_who_is_on_no_team_is_led_to_the_page_of_their_organisation(
    team: Team, held: Paper, post: Any, mailoutbox: list[Any]
) -> None:
    head = head_of(team)
    assert [to for to, _ in post(lambda: ask(team, held, head))] == [[head.email]]
    assert f"/o/{team.body.slug}/" in mailoutbox[0].body


def test_whoever_is_no_longer_asked_is_told(team: Team, held: Paper, post: Any) -> None:
    asked = ask(team, held, team.readers[0])
    sent = post(lambda: withdraw_asking(by=team.lead, asked=asked))
    assert sent == [([team.readers[0].email], "Your signature is no longer asked for under a report.")]


def test_a_lead_is_told_when_the_last_has_signed_and_when_a_signature_is_taken_back(
    team: Team, held: Paper, post: Any
) -> None:
    reader = team.readers[0]
    ask(team, held, reader)
    assert post(lambda: sign(by=reader, paper=held, sha256=signed(held).sha256)) == [
        ([team.lead.email], "Everybody named has signed a report: it is signed off.")
    ]
    assert post(lambda: revoke_signature(by=reader, paper=held, why="Zymurgy was wrong.")) == [
        ([team.lead.email], "A signature under a report was taken back.")
    ]


def test_whoever_signed_is_told_when_the_report_is_opened_again(team: Team, held: Paper, post: Any) -> None:
    for account in team.readers:
        ask(team, held, account)
    for account in team.readers:
        sign(by=account, paper=held, sha256=signed(held).sha256)
    sent = post(lambda: reopen_paper(by=team.lead, paper=held, why="Zymurgy was wrong."))
    words = "A report that you signed was opened again. Your signature counts until the text changes."
    assert sent == sorted(([one.email], words) for one in team.readers)


def test_whoever_can_no_longer_open_the_page_is_not_written_to(team: Team, held: Paper, post: Any) -> None:
    asked = ask(team, held, team.readers[0])
    team.readers[0].memberships.all().delete()
    assert post(lambda: withdraw_asking(by=team.lead, asked=asked)) == []


def test_a_mail_server_that_does_not_answer_takes_nothing_back(
    team: Team, held: Paper, post: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoServer"
    post(lambda: ask(team, held, team.readers[0]))
    assert SignatureAsked.objects.filter(account=team.readers[0]).exists()
    assert "could not be told by e-mail: ConnectionRefusedError" in caplog.text


def test_without_a_mail_server_nothing_is_sent(team: Team, held: Paper, post: Any, settings: Any) -> None:
    settings.HAS_MAIL = False
    assert post(lambda: ask(team, held, team.readers[0])) == []
