"""Invitations: by link or e-mail, followed once, withdrawn, lapsed; never a way into another's account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories.site import PASSWORD, person
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import (
    close_account,
    end_role,
    forget_invitations,
    give_role,
    invite,
    open_account,
)
from plumbline_web.people.models import Account, Invitation, Membership, Organisation
from plumbline_web.people.queries import access

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
INVITE = "/o/ashmarrow/people/invite/"
FILLED = {"name": "Mairi New", "email": "Mairi.New@Example.Scot", "role": "analyst"}
JOINED = {"name": "Mairi New", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def link(here: Organisation, administrator: Account) -> str:
    """The path of an invitation's link."""
    _, found = invite(
        by=administrator, organisation=here, email="mairi@example.scot", name="Mairi", role="analyst"
    )
    return found.removeprefix("http://127.0.0.1:8000")


def follow(client: Client, link: str, **sent: str) -> Any:
    client.get(link)
    return client.post("/invitation/", {**JOINED, **sent})


def test_without_a_mail_server_the_link_is_shown_to_the_inviter(
    administrator: Account, browse: Browse
) -> None:
    page = browse(administrator).post(INVITE, FILLED)
    assert "http://127.0.0.1:8000/invitation/" in page.content.decode()


def test_with_a_mail_server_the_link_is_sent(
    administrator: Account, browse: Browse, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.HAS_MAIL = True
    browse(administrator).post(INVITE, FILLED)
    assert [(one.to, "/invitation/" in one.body) for one in mailoutbox] == [
        (["mairi.new@example.scot"], True)
    ]


def test_with_a_mail_server_the_link_is_not_shown(
    administrator: Account, browse: Browse, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.HAS_MAIL = True
    page = browse(administrator).post(INVITE, FILLED, follow=True)
    assert "/invitation/" not in page.content.decode()


def test_with_a_mail_server_that_fails_the_link_is_shown(
    administrator: Account, browse: Browse, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HAS_MAIL = True

    def refuse(*arguments: Any, **values: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("plumbline_web.people.views.invite.send_mail", refuse)
    page = browse(administrator).post(INVITE, FILLED)
    assert "The e-mail could not be sent" in page.content.decode()


def test_the_links_secret_is_not_in_the_database(link: str) -> None:
    token = link.split("/")[2]
    kept = str(list(Invitation.objects.values())) + str(list(Event.objects.values()))
    assert token not in kept


def test_inviting_is_an_event_without_the_address(link: str, administrator: Account) -> None:
    event = Event.objects.get(act="invited")
    assert (event.account_key, event.details) == (administrator.key, {"role": "analyst"})


def test_following_the_link_leads_to_an_address_without_its_secret(link: str, client: Client) -> None:
    assert client.get(link)["Location"] == "/invitation/"


def test_somebody_new_sets_a_password_and_is_in(link: str, client: Client) -> None:
    follow(client, link)
    assert client.get("/account/").status_code == 200


def test_somebody_new_has_the_role(link: str, client: Client, here: Organisation) -> None:
    follow(client, link)
    assert access(Account.objects.get(email="mairi@example.scot"), here).roles == {"analyst"}


def test_somebody_new_is_led_to_the_second_factor(link: str, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    follow(client, link)
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"


def test_following_is_written_into_the_trail(link: str, client: Client) -> None:
    follow(client, link)
    acts = list(Event.objects.order_by("id").values_list("act", flat=True))
    assert acts[-4:] == ["opened account", "followed invitation", "gave role", "signed in"]


def test_a_link_works_once(link: str, client: Client) -> None:
    follow(client, link)
    other = Client()
    other.get(link)
    assert other.get("/invitation/").status_code == 404


def test_a_link_that_is_too_old_works_no_longer(link: str, client: Client) -> None:
    one = Invitation.objects.get()
    one.expires_at = timezone.now() - timedelta(seconds=1)
    one.save()
    assert follow(client, link).status_code == 404


def test_a_link_withdrawn_works_no_longer(
    link: str, client: Client, administrator: Account, browse: Browse
) -> None:
    key = Invitation.objects.get().key
    browse(administrator).post(f"/o/ashmarrow/people/invitations/{key}/withdraw/")
    assert follow(client, link).status_code == 404


def test_withdrawing_is_an_event(link: str, administrator: Account, browse: Browse) -> None:
    key = Invitation.objects.get().key
    browse(administrator).post(f"/o/ashmarrow/people/invitations/{key}/withdraw/")
    assert Event.objects.get(act="withdrew invitation").subject == f"invitation:{key}"


def test_another_organisations_invitation_is_not_there(
    link: str, there: Organisation, browse: Browse
) -> None:
    key, other = Invitation.objects.get().key, browse(person(there, "administrator"))
    assert other.post(f"/o/brackenmoor/people/invitations/{key}/withdraw/").status_code == 404


def test_inviting_again_to_the_same_role_takes_the_first_link_back(
    link: str, client: Client, administrator: Account, here: Organisation
) -> None:
    invite(by=administrator, organisation=here, email="Mairi@example.scot", name="M", role="analyst")
    assert follow(client, link).status_code == 404


def test_an_invitation_of_somebody_who_no_longer_administers_works_no_longer(
    link: str, client: Client, administrator: Account, here: Organisation
) -> None:
    other = open_account(by=None, email="o@example.scot", name="Other")
    give_role(by=None, account=other, organisation=here, role="administrator")
    end_role(by=other, membership=Membership.objects.get(account=administrator))
    follow(client, link)
    assert not Account.objects.filter(email="mairi@example.scot").exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"again": "something else"}, "again"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "mairi@example.scot", "again": "mairi@example.scot"}, "password"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_what_does_not_do_says_where(link: str, client: Client, sent: dict[str, str], field: str) -> None:
    assert list(follow(client, link, **sent).context["form"].errors) == [field]


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..%2F..", "é"])
def test_a_made_up_link_leads_to_nothing(token: str, client: Client, db: None) -> None:
    client.get(f"/invitation/{token}/")
    assert client.get("/invitation/").status_code == 404


@pytest.fixture
def known(there: Organisation) -> Account:
    """Somebody who has an account, in another organisation."""
    account = open_account(by=None, email="mairi@example.scot", name="Mairi", password=PASSWORD)
    give_role(by=None, account=account, organisation=there, role="service_manager")
    return account


def test_the_link_sets_no_password_of_somebody_who_has_an_account(
    known: Account, link: str, client: Client
) -> None:
    follow(client, link, password="the inviter was here", again="the inviter was here")
    assert Account.objects.get(pk=known.pk).check_password(PASSWORD)


def test_the_link_signs_nobody_in_who_has_an_account(known: Account, link: str, client: Client) -> None:
    follow(client, link)
    assert client.get("/account/").status_code == 302


def test_somebody_known_signs_in_and_accepts(
    known: Account, link: str, client: Client, here: Organisation
) -> None:
    client.get(link)
    client.post("/account/login/?next=/invitation/", {"login": known.email, "password": PASSWORD})
    client.post("/invitation/")
    assert access(known, here).roles == {"analyst"}


def test_somebody_else_who_is_signed_in_cannot_accept(
    known: Account, link: str, here: Organisation, browse: Browse
) -> None:
    other = person(here, "board_reader")
    browser = browse(other)
    browser.get(link)
    browser.post("/invitation/")
    assert access(other, here).roles == {"board_reader"}


def test_a_role_held_already_is_said_and_not_given_twice(
    link: str, here: Organisation, browse: Browse
) -> None:
    account = open_account(by=None, email="mairi@example.scot", name="Mairi")
    give_role(by=None, account=account, organisation=here, role="analyst")
    browser = browse(account)
    browser.get(link)
    page = browser.post("/invitation/", follow=True)
    assert (
        "holds this role already"
        in str([str(one) for one in page.context["messages"]]) + page.content.decode()
    )


def test_a_closed_account_is_opened_again_with_none_of_its_old_roles(
    link: str, client: Client, here: Organisation, administrator: Account
) -> None:
    account = open_account(by=None, email="mairi@example.scot", name="Mairi", password="an older password")
    give_role(by=None, account=account, organisation=here, role="service_manager")
    close_account(by=administrator, account=account, organisation=here)
    follow(client, link)
    assert (access(account, here).roles, Account.objects.get(pk=account.pk).is_active) == ({"analyst"}, True)


def test_an_account_opened_again_keeps_its_key_and_so_its_history(
    link: str, client: Client, here: Organisation, administrator: Account
) -> None:
    account = open_account(by=None, email="mairi@example.scot", name="Mairi")
    close_account(by=administrator, account=account, organisation=here)
    follow(client, link)
    assert Event.objects.filter(act="reopened account", account_key=account.key).count() == 1


@pytest.mark.parametrize("email", ["nobody", "a@b", "a b@example.scot", "", "x" * 250 + "@example.scot"])
def test_an_address_that_is_none_is_refused(administrator: Account, browse: Browse, email: str) -> None:
    page = browse(administrator).post(INVITE, {**FILLED, "email": email})
    assert list(page.context["form"].errors) == ["email"]


def test_a_name_with_markup_is_shown_as_it_is(administrator: Account, browse: Browse) -> None:
    page = browse(administrator).post(INVITE, {**FILLED, "name": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.content.decode()


def test_a_name_with_a_line_break_adds_no_head_to_the_mail(
    administrator: Account, browse: Browse, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.HAS_MAIL = True
    browse(administrator).post(INVITE, {**FILLED, "name": "A\nBcc: all@example.scot"})
    assert [list(one.extra_headers) + one.bcc for one in mailoutbox] == [[]]


def test_only_an_administrator_invites(here: Organisation, browse: Browse) -> None:
    browse(person(here, "service_manager")).post(INVITE, FILLED)
    assert Invitation.objects.count() == 0


def test_long_after_it_is_over_an_invitation_forgets_who_was_invited(link: str) -> None:
    one = Invitation.objects.get()
    over = one.expires_at.date()
    counts = [forget_invitations(by=None, before=over + timedelta(days=n)) for n in (0, 2, 2)]
    assert (counts, Invitation.objects.get().email) == ([0, 1, 0], "")


def test_forgetting_is_an_event_with_how_many(link: str) -> None:
    forget_invitations(by=None, before=Invitation.objects.get().expires_at.date() + timedelta(days=2))
    assert Event.objects.get(act="forgot invitations").details == {"invitations": 1}
