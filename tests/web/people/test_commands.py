"""The commands that open organisations and make administrators."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from factories.second_factor import with_app
from plumbline_web.people.actions import PeopleRefused
from plumbline_web.people.commands import add_administrator, open_organisation
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.people.sign_in import has_second_factor

pytestmark = pytest.mark.django_db
HEAD = "http://127.0.0.1:8000"


def run(command: Any, *words: str) -> str:
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_organisation_is_opened() -> None:
    run(open_organisation, "North Prison", "--kind", "prison")
    assert Organisation.objects.get().slug == "north-prison"


def test_a_partnership_is_opened_with_its_councils(here: Organisation, there: Organisation) -> None:
    words = ("--kind", "partnership", "--member", "ashmarrow", "--member", "brackenmoor")
    run(open_organisation, "The Two", *words)
    assert Organisation.objects.get(slug="the-two").authorities == {"X12000001", "X12000002"}


def test_an_organisation_is_opened_with_an_administrator_who_gets_a_link(client: Client) -> None:
    words = ("--kind", "prison", "--administrator", "una@example.scot", "--person", "Una Firth")
    said = run(open_organisation, "North Prison", *words)
    link = said.split(HEAD)[1].split()[0]
    assert client.get(link)["Location"].endswith("set-password/")


def test_an_administrator_is_added_who_has_an_account(here: Organisation, administrator: Account) -> None:
    run(open_organisation, "North Prison", "--kind", "prison")
    said = run(add_administrator, "north-prison", administrator.email)
    assert (access(administrator, Organisation.objects.get(slug="north-prison")).roles, HEAD in said) == (
        {"administrator"},
        False,
    )


def test_an_administrator_who_cannot_get_in_is_let_in(here: Organisation, administrator: Account) -> None:
    with_app(administrator)
    said = run(add_administrator, "ashmarrow", administrator.email, "--reset")
    assert (HEAD in said, has_second_factor(administrator)) == (True, False)


@pytest.mark.parametrize(
    ("command", "words", "why"),
    [
        (add_administrator, ("nowhere", "a@example.scot"), "no organisation nowhere"),
        (add_administrator, ("ashmarrow", "a@example.scot"), "Give --person"),
        (add_administrator, ("ashmarrow", "nobody", "--person", "N"), "no e-mail address"),
        (add_administrator, ("ashmarrow", "administrator.of.ashmarrow@example.scot"), "already"),
        (open_organisation, ("Two", "--kind", "partnership", "--member", "x"), "no organisation x"),
        (open_organisation, ("Two", "--kind", "prison", "--person", "N"), "give --administrator too"),
        (open_organisation, ("Two", "--kind", "prison", "--administrator", "n"), "no e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    command: Any, words: tuple[str, ...], why: str, administrator: Account
) -> None:
    with pytest.raises(PeopleRefused, match=why):
        run(command, *words)


def test_a_refused_command_leaves_nothing_behind() -> None:
    with pytest.raises(PeopleRefused):
        run(open_organisation, "Two", "--kind", "prison", "--administrator", "n")
    assert Organisation.objects.count() == 0
