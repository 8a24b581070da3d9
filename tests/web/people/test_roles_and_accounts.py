"""Roles given and ended, accounts closed, people helped back in: what each does, refuses and writes down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from factories.second_factor import with_app
from factories.site import PASSWORD, council, person
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import (
    PeopleRefused,
    close_account,
    end_role,
    give_role,
    make_password_link,
    note_teams,
    open_account,
    open_organisation,
    reset_second_factor,
)
from plumbline_web.people.models import Account, Membership, Organisation, Team
from plumbline_web.people.queries import access, today
from plumbline_web.people.sign_in import has_second_factor

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
DAY = timedelta(days=1)
NEW = "another plumb line"


def role_of(account: Account) -> Membership:
    return Membership.objects.get(account=account)


def last_event() -> tuple[str, str, str]:
    event = Event.objects.order_by("-id").first()
    return event.act, event.account_key, event.subject


def test_a_role_is_held_from_its_first_day_to_its_last(here: Organisation) -> None:
    account = open_account(by=None, email="a@example.scot", name="A")
    first, last = date(2026, 3, 2), date(2026, 3, 4)
    give_role(by=None, account=account, organisation=here, role="analyst", from_on=first, until_on=last)
    held = [bool(access(account, here, on=first + n * DAY).roles) for n in range(-1, 4)]
    assert held == [False, True, True, True, False]


def test_giving_a_role_is_an_event(here: Organisation, administrator: Account) -> None:
    account = open_account(by=administrator, email="a@example.scot", name="A")
    give_role(by=administrator, account=account, organisation=here, role="analyst")
    assert last_event() == ("gave role", administrator.key, f"account:{account.key}")


def test_the_trail_counts_workers_and_names_none(here: Organisation) -> None:
    account = open_account(by=None, email="a@example.scot", name="A")
    give_role(by=None, account=account, organisation=here, role="practitioner", workers=["W7"])
    assert Event.objects.get(act="gave role").details["workers"] == 1


def test_a_role_that_the_kind_of_organisation_has_not_is_refused(here: Organisation) -> None:
    with pytest.raises(PeopleRefused, match="not held in an organisation of this kind"):
        person(here, "inspector")


def test_a_role_held_already_is_refused(here: Organisation) -> None:
    account = person(here, "analyst")
    with pytest.raises(PeopleRefused, match="holds this role already"):
        give_role(by=None, account=account, organisation=here, role="analyst", from_on=today() + 9 * DAY)


def test_a_role_ended_can_be_given_again_the_same_day(here: Organisation) -> None:
    account = person(here, "analyst")
    end_role(by=None, membership=role_of(account))
    give_role(by=None, account=account, organisation=here, role="analyst")
    assert access(account, here).roles == {"analyst"}


def test_days_the_wrong_way_round_are_refused(here: Organisation) -> None:
    account = open_account(by=None, email="a@example.scot", name="A")
    with pytest.raises(PeopleRefused, match="last day is before the first"):
        give_role(by=None, account=account, organisation=here, role="analyst", until_on=today() - DAY)


def test_a_role_ended_at_once_is_held_no_more_from_that_minute(here: Organisation) -> None:
    account = person(here, "analyst")
    end_role(by=None, membership=role_of(account))
    assert access(account, here).roles == frozenset()


def test_a_role_ended_on_a_day_is_held_until_that_day_is_over(here: Organisation) -> None:
    account = person(here, "analyst")
    end_role(by=None, membership=role_of(account), last_day=today() + DAY)
    assert [bool(access(account, here, on=today() + n * DAY).roles) for n in (0, 1, 2)] == [True, True, False]


def test_ending_a_role_is_an_event(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    end_role(by=administrator, membership=role_of(account))
    assert last_event() == ("ended role", administrator.key, f"account:{account.key}")


def test_a_role_cannot_be_ended_twice(here: Organisation) -> None:
    account = person(here, "analyst")
    end_role(by=None, membership=role_of(account))
    with pytest.raises(PeopleRefused, match="ended already"):
        end_role(by=None, membership=role_of(account))


def test_a_last_day_in_the_past_is_refused(here: Organisation) -> None:
    with pytest.raises(PeopleRefused, match="last day is past"):
        end_role(by=None, membership=role_of(person(here, "analyst")), last_day=today() - DAY)


def test_ending_a_role_never_makes_it_longer(here: Organisation) -> None:
    account = person(here, "analyst", until_on=today() + DAY)
    with pytest.raises(PeopleRefused, match="ends before that day"):
        end_role(by=None, membership=role_of(account), last_day=today() + 9 * DAY)


def test_the_role_of_the_last_administrator_cannot_be_ended(administrator: Account) -> None:
    with pytest.raises(PeopleRefused, match="only administrator of Ashmarrow"):
        end_role(by=None, membership=role_of(administrator))


def test_nor_on_a_day_to_come(administrator: Account) -> None:
    with pytest.raises(PeopleRefused, match="only administrator"):
        end_role(by=None, membership=role_of(administrator), last_day=today() + 30 * DAY)


def test_another_administrator_whose_role_ends_first_does_not_count(
    here: Organisation, administrator: Account
) -> None:
    other = open_account(by=None, email="a@example.scot", name="A")
    give_role(by=None, account=other, organisation=here, role="administrator", until_on=today() + 5 * DAY)
    with pytest.raises(PeopleRefused, match="only administrator"):
        end_role(by=None, membership=role_of(administrator), last_day=today() + 30 * DAY)


def test_one_of_two_administrators_can_leave(here: Organisation, administrator: Account) -> None:
    other = open_account(by=None, email="a@example.scot", name="A")
    give_role(by=None, account=other, organisation=here, role="administrator")
    end_role(by=other, membership=role_of(administrator))
    assert access(administrator, here).roles == frozenset()


def test_a_closed_account_signs_nobody_in(here: Organisation, administrator: Account, client: Client) -> None:
    account = person(here, "analyst")
    close_account(by=administrator, account=account, organisation=here)
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 302


def test_closing_an_account_ends_its_sessions(
    here: Organisation, administrator: Account, client: Client
) -> None:
    account = person(here, "analyst")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    close_account(by=administrator, account=account, organisation=here)
    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"


def test_closing_an_account_ends_its_roles_and_keeps_them(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    close_account(by=administrator, account=account, organisation=here)
    assert role_of(account).until_on == today() - DAY


def test_closing_an_account_keeps_what_it_did(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    before = Event.objects.filter(account_key=account.key).count()
    close_account(by=administrator, account=account, organisation=here)
    assert Event.objects.filter(account_key=account.key).count() == before


def test_closing_an_account_forgets_its_second_factor(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    with_app(account)
    close_account(by=administrator, account=account, organisation=here)
    assert not has_second_factor(account)


def test_closing_an_account_is_an_event(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    close_account(by=administrator, account=account, organisation=here)
    assert last_event() == ("closed account", administrator.key, f"account:{account.key}")


def test_an_account_cannot_be_closed_twice(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    close_account(by=administrator, account=account, organisation=here)
    with pytest.raises(PeopleRefused, match="closed already"):
        close_account(by=administrator, account=account, organisation=here)


def test_the_account_of_the_last_administrator_cannot_be_closed(
    here: Organisation, administrator: Account
) -> None:
    with pytest.raises(PeopleRefused, match="only administrator"):
        close_account(by=administrator, account=administrator, organisation=here)


def test_a_refused_closing_leaves_everything_as_it_was(here: Organisation, administrator: Account) -> None:
    with pytest.raises(PeopleRefused):
        close_account(by=administrator, account=administrator, organisation=here)
    assert access(administrator, here).roles == {"administrator"}


@pytest.fixture
def in_both(here: Organisation, there: Organisation) -> Account:
    """Somebody with a role in two organisations."""
    account = person(here, "analyst")
    give_role(by=None, account=account, organisation=there, role="service_manager")
    return account


@pytest.mark.parametrize("verb", [close_account, make_password_link, reset_second_factor])
def test_an_administrator_cannot_become_somebody_who_reaches_further(
    verb: Any, here: Organisation, administrator: Account, in_both: Account
) -> None:
    with pytest.raises(PeopleRefused, match="also holds a role in another organisation"):
        verb(by=administrator, account=in_both, organisation=here)


def test_a_role_to_come_elsewhere_counts_too(
    here: Organisation, there: Organisation, administrator: Account
) -> None:
    account = person(here, "analyst")
    give_role(by=None, account=account, organisation=there, role="analyst", from_on=today() + 30 * DAY)
    with pytest.raises(PeopleRefused, match="another organisation"):
        make_password_link(by=administrator, account=account, organisation=here)


def test_a_role_elsewhere_that_is_over_does_not_count(
    here: Organisation, administrator: Account, in_both: Account
) -> None:
    elsewhere = Membership.objects.get(account=in_both, role="service_manager")
    end_role(by=None, membership=elsewhere)
    assert make_password_link(by=administrator, account=in_both, organisation=here)


def test_who_administers_both_organisations_can_close_the_account(
    here: Organisation, there: Organisation, administrator: Account, in_both: Account
) -> None:
    give_role(by=None, account=administrator, organisation=there, role="administrator")
    close_account(by=administrator, account=in_both, organisation=here)
    assert not Account.objects.get(pk=in_both.pk).is_active


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def password_set_by(client: Client, link: str) -> Any:
    page = client.get(path_of(link))
    assert page.status_code == 302, page.content
    return client.post(page["Location"], {"password1": NEW, "password2": NEW})


def test_a_link_sets_a_new_password(here: Organisation, administrator: Account, client: Client) -> None:
    account = person(here, "analyst")
    password_set_by(client, make_password_link(by=administrator, account=account, organisation=here))
    assert Account.objects.get(pk=account.pk).check_password(NEW)


def test_a_link_works_once(here: Organisation, administrator: Account, client: Client) -> None:
    link = make_password_link(by=administrator, account=person(here, "analyst"), organisation=here)
    password_set_by(client, link)
    assert "no longer works" in Client().get(path_of(link)).content.decode()


def test_a_link_does_not_go_past_the_second_factor(
    here: Organisation, administrator: Account, client: Client
) -> None:
    account = person(here, "analyst")
    with_app(account)
    password_set_by(client, make_password_link(by=administrator, account=account, organisation=here))
    client.post("/account/login/", {"login": account.email, "password": NEW})
    assert client.get("/account/").status_code == 302


def test_the_address_that_a_link_leads_to_shows_its_secret_no_more(
    here: Organisation, administrator: Account, client: Client
) -> None:
    link = make_password_link(by=administrator, account=person(here, "analyst"), organisation=here)
    assert client.get(path_of(link))["Location"].endswith("-set-password/")


def test_making_a_link_and_following_it_are_events(
    here: Organisation, administrator: Account, client: Client
) -> None:
    account = person(here, "analyst")
    password_set_by(client, make_password_link(by=administrator, account=account, organisation=here))
    found = Event.objects.filter(act__contains="link").order_by("id").values_list("act", "account_key")
    assert list(found) == [("made password link", administrator.key), ("set password by link", account.key)]


def test_there_is_no_link_for_a_closed_account(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    close_account(by=administrator, account=account, organisation=here)
    with pytest.raises(PeopleRefused, match="This account is closed"):
        make_password_link(by=administrator, account=account, organisation=here)


def test_a_lost_phone_is_forgotten_and_its_owner_signed_out(
    here: Organisation, administrator: Account, client: Client
) -> None:
    account = person(here, "analyst")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    with_app(account)
    reset_second_factor(by=administrator, account=account, organisation=here)
    assert (has_second_factor(account), client.get("/account/").status_code) == (False, 302)


def test_forgetting_a_phone_is_an_event(here: Organisation, administrator: Account) -> None:
    account = person(here, "analyst")
    reset_second_factor(by=administrator, account=account, organisation=here)
    assert last_event() == ("reset second factor", administrator.key, f"account:{account.key}")


def test_one_address_has_one_account_whatever_its_letters(here: Organisation) -> None:
    open_account(by=None, email="a@example.scot", name="A")
    with pytest.raises(PeopleRefused, match="already"):
        open_account(by=None, email="A@Example.Scot", name="B")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": "Ashmarrow", "kind": "prison"}, "called Ashmarrow already"),
        ({"name": "New", "slug": "ashmarrow", "kind": "prison"}, "begin with ashmarrow already"),
        ({"name": "New", "kind": "council", "authority": "X12000001"}, "authority X12000001 already"),
        ({"name": "New", "kind": "council"}, "needs its code"),
        ({"name": "New", "kind": "council", "authority": "Fife"}, "no council’s code"),
        ({"name": "New", "kind": "prison", "authority": "X12000009"}, "Only a council"),
        ({"name": "New", "kind": "partnership"}, "needs its councils"),
        ({"name": "New", "kind": "castle"}, "no kind of organisation"),
        ({"name": " ", "kind": "prison"}, "needs a name"),
        ({"name": "New", "slug": "../etc", "kind": "prison"}, "cannot begin an address"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(here: Organisation, given: Any, why: str) -> None:
    with pytest.raises(PeopleRefused, match=why):
        open_organisation(by=None, **given)


def test_an_address_is_made_from_the_name(here: Organisation) -> None:
    made = [
        open_organisation(by=None, name=name, kind="prison").slug for name in ("Ash Marrow!", "ash, marrow")
    ]
    assert made == ["ash-marrow", "ash-marrow-2"]


def test_the_teams_of_a_run_are_kept_once(here: Organisation) -> None:
    note_teams(by=None, organisation=here, names=["North", "", "South", "North"])
    note_teams(by=None, organisation=here, names=["South", "West"])
    assert list(Team.objects.values_list("name", flat=True)) == ["North", "South", "West"]


def test_noting_new_teams_is_an_event_and_noting_known_ones_is_none(here: Organisation) -> None:
    for _ in range(2):
        note_teams(by=None, organisation=here, names=["North"])
    assert Event.objects.filter(act="noted teams").count() == 1


def test_a_team_of_another_organisation_is_not_offered(here: Organisation, browse: Browse) -> None:
    note_teams(by=None, organisation=council("Brackenmoor", "X12000002"), names=["Far Away"])
    page = browse(person(here, "administrator")).get("/o/ashmarrow/people/invite/")
    assert "Far Away" not in page.content.decode()


def test_the_list_finds_people_by_name_and_shows_no_name_in_its_address(
    here: Organisation, administrator: Account, browse: Browse
) -> None:
    person(here, "board_reader")
    browser = browse(administrator)
    answer = browser.post("/o/ashmarrow/people/", {"q": "board"})
    listed = [one.account.name for one in browser.get(answer["Location"]).context["page"]]
    assert (answer["Location"], listed) == ("/o/ashmarrow/people/", ["board reader of ashmarrow"])


@pytest.mark.parametrize(
    ("show", "names"),
    [("", ["administrator of ashmarrow"]), ("ended", ["analyst of ashmarrow"])],
)
def test_the_list_tells_ended_roles_from_those_in_force(
    show: str, names: list[str], here: Organisation, administrator: Account, browse: Browse
) -> None:
    end_role(by=None, membership=role_of(person(here, "analyst")))
    page = browse(administrator).get("/o/ashmarrow/people/", {"show": show}).context["page"]
    assert [one.account.name for one in page] == names


def test_a_service_manager_sees_no_addresses(here: Organisation, browse: Browse) -> None:
    page = browse(person(here, "service_manager")).get("/o/ashmarrow/people/")
    assert "@example.scot" not in page.content.decode()


@pytest.mark.parametrize("page", ["people/", "grants/", "trail/", "people/invite/"])
def test_a_practitioner_is_refused(page: str, here: Organisation, browse: Browse) -> None:
    assert browse(person(here, "practitioner")).get(f"/o/ashmarrow/{page}").status_code == 403


@pytest.mark.parametrize("what", ["", "give-role/", "help-in/", "close/", "end-role/analyst/"])
def test_somebody_of_another_organisation_is_not_there(
    what: str, there: Organisation, administrator: Account, browse: Browse
) -> None:
    other = person(there, "analyst")
    assert browse(administrator).get(f"/o/ashmarrow/people/{other.key}/{what}").status_code == 404


def test_the_page_of_a_person_says_nothing_of_roles_elsewhere(
    administrator: Account, in_both: Account, browse: Browse
) -> None:
    page = browse(administrator).get(f"/o/ashmarrow/people/{in_both.key}/")
    assert "Brackenmoor" not in page.content.decode()


def test_a_role_is_given_on_the_page(administrator: Account, here: Organisation, browse: Browse) -> None:
    account = person(here, "analyst")
    sent = {"role": "team_leader", "more_teams": "North\n\n South \nNorth", "workers": ""}
    browse(administrator).post(f"/o/ashmarrow/people/{account.key}/give-role/", sent)
    assert Membership.objects.get(account=account, role="team_leader").teams == ["North", "South"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"role": "team_leader"}, "more_teams"),
        ({"role": "practitioner"}, "workers"),
        ({"role": "analyst", "workers": "W1"}, "workers"),
        ({"role": "analyst", "more_teams": "North"}, "more_teams"),
        ({"role": "emperor"}, "role"),
        ({}, "role"),
        ({"role": "practitioner", "workers": "x" * 201}, "workers"),
    ],
)
def test_a_role_that_does_not_fit_says_where(
    sent: dict[str, str], field: str, administrator: Account, here: Organisation, browse: Browse
) -> None:
    account = person(here, "board_reader")
    page = browse(administrator).post(f"/o/ashmarrow/people/{account.key}/give-role/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_an_account_is_closed_on_the_page(administrator: Account, here: Organisation, browse: Browse) -> None:
    account = person(here, "analyst")
    browse(administrator).post(f"/o/ashmarrow/people/{account.key}/close/")
    assert not Account.objects.get(pk=account.pk).is_active


def test_looking_at_the_question_closes_nothing(
    administrator: Account, here: Organisation, browse: Browse
) -> None:
    account = person(here, "analyst")
    browse(administrator).get(f"/o/ashmarrow/people/{account.key}/close/")
    assert Account.objects.get(pk=account.pk).is_active


def test_the_last_administrator_is_told_why_on_the_page(administrator: Account, browse: Browse) -> None:
    browser = browse(administrator)
    page = browser.post(f"/o/ashmarrow/people/{administrator.key}/close/", follow=True)
    assert "is the only administrator of Ashmarrow" in page.content.decode()


def test_a_link_is_shown_on_the_page_once(administrator: Account, here: Organisation, browse: Browse) -> None:
    account, browser = person(here, "analyst"), browse(administrator)
    where = f"/o/ashmarrow/people/{account.key}/help-in/"
    shown = ["/account/password/reset/key/" in one.content.decode() for one in (
        browser.post(where, {"needs": "password"}), browser.get(where)
    )]  # fmt: skip
    assert shown == [True, False]


def test_a_person_with_one_organisation_lands_there(administrator: Account, browse: Browse) -> None:
    assert browse(administrator).get("/")["Location"] == "/o/ashmarrow/start/"


def test_a_person_with_several_organisations_chooses(in_both: Account, browse: Browse) -> None:
    page = browse(in_both).get("/").content.decode()
    assert ("/o/ashmarrow/" in page, "/o/brackenmoor/" in page) == (True, True)


def test_a_person_with_several_organisations_can_change_from_any_page(
    in_both: Account, browse: Browse
) -> None:
    page = browse(in_both).get("/o/brackenmoor/people/")
    assert page.context["change_href"] == "/"


def test_a_person_with_no_role_is_told_whom_to_ask(browse: Browse) -> None:
    page = browse(open_account(by=None, email="a@example.scot", name="A")).get("/")
    assert "Ask the administrator of your organisation" in page.content.decode()


def test_a_search_for_what_no_database_holds_finds_nobody(administrator: Account, browse: Browse) -> None:
    page = browse(administrator).post("/o/ashmarrow/people/", {"q": "\x00%_' OR 1=1"}, follow=True)
    assert list(page.context["page"]) == []


def test_of_two_who_open_an_account_at_the_same_moment_the_second_is_told(
    here: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_account(by=None, email="a@example.scot", name="A")
    monkeypatch.setattr(QuerySet, "exists", lambda found: False)
    with pytest.raises(PeopleRefused, match="already"):
        open_account(by=None, email="a@example.scot", name="B")


def test_of_two_who_open_an_organisation_at_the_same_moment_the_second_is_told(
    here: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "exists", lambda found: False)
    with pytest.raises(PeopleRefused, match="already"):
        open_organisation(by=None, name="Ashmarrow", slug="ashmarrow", kind="prison")
