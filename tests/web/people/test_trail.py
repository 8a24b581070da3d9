"""The trail's page: what an administrator finds in it, takes out of it, and never finds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factories.html_pages import Page
from factories.site import PASSWORD, person
from factories.trail import unguarded
from plumbline_web.audit.actions import record
from plumbline_web.audit.models import Event, Seal
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import today

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
TRAIL, EXPORT = "/o/ashmarrow/trail/", "/o/ashmarrow/trail/export/"


def found(browser: Client, **asked: str) -> list[Event]:
    return list(browser.get(TRAIL, asked).context["page"])


def test_the_newest_event_stands_first(here: Organisation, administrator: Account, browse: Browse) -> None:
    record("read case", by=administrator, organisation="ashmarrow")
    assert found(browse(administrator))[0].act == "read case"


def test_another_organisations_events_are_not_there(
    there: Organisation, administrator: Account, browse: Browse
) -> None:
    record("read case", by=administrator, organisation="brackenmoor")
    assert "read case" not in [one.act for one in found(browse(administrator))]


def test_signing_in_of_ones_own_people_is_there(
    here: Organisation, there: Organisation, administrator: Account, browse: Browse, client: Client
) -> None:
    account = person(here, "analyst")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert found(browse(administrator))[0].account_name == account.name


def test_wrong_passwords_for_ones_own_people_are_there(
    here: Organisation, there: Organisation, administrator: Account, browse: Browse, client: Client
) -> None:
    account = person(here, "analyst")
    client.post("/account/login/", {"login": account.email, "password": "not this one"})
    assert found(browse(administrator))[0].subject == f"account:{account.key}"


def test_signing_in_of_other_peoples_people_is_not_there(
    there: Organisation, administrator: Account, browse: Browse, client: Client
) -> None:
    account = person(there, "analyst")
    client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert account.name not in [one.account_name for one in found(browse(administrator))]


def test_a_strangers_try_is_there_for_an_organisation_alone_on_the_site(
    administrator: Account, browse: Browse, client: Client
) -> None:
    client.post("/account/login/", {"login": "a.stranger@example.scot", "password": PASSWORD})
    assert found(browse(administrator))[0].outcome == "refused"


def test_a_strangers_try_is_there_for_none_of_several(
    there: Organisation, administrator: Account, browse: Browse, client: Client
) -> None:
    client.post("/account/login/", {"login": "a.stranger@example.scot", "password": PASSWORD})
    assert [one for one in found(browse(administrator)) if one.outcome == "refused"] == []


@pytest.mark.parametrize(
    ("asked", "acts"),
    [
        ({"act": "read case"}, ["read case"]),
        ({"outcome": "refused"}, ["see cases"]),
        ({"subject": "grant"}, ["opened page by grant"]),
        ({"subject": "grant:k1"}, ["opened page by grant"]),
        ({"from_on": "01/01/2999"}, []),
        ({"until_on": "01/01/2020"}, []),
    ],
)
def test_events_are_found_by(
    asked: dict[str, str], acts: list[str], administrator: Account, browse: Browse
) -> None:
    record("read case", by=administrator, organisation="ashmarrow")
    record("see cases", by=administrator, organisation="ashmarrow", refused=True)
    record("opened page by grant", by=administrator, organisation="ashmarrow", subject="grant:k1")
    assert [one.act for one in found(browse(administrator), **asked)] == acts


def test_events_are_found_by_who_did_them_and_to_whom(
    here: Organisation, administrator: Account, browse: Browse
) -> None:
    account = person(here, "analyst")
    record("read case", by=account, organisation="ashmarrow")
    acts = [one.act for one in found(browse(administrator), person=account.key)]
    assert acts == ["read case", "gave role", "opened account"]


def test_who_came_in_by_a_grant_can_be_chosen_and_who_did_not_is_not_named(
    here: Organisation, inspectorate: Organisation, administrator: Account, browse: Browse
) -> None:
    came, stayed = person(inspectorate, "inspector"), person(inspectorate, "lead_inspector")
    open_grant(
        by=administrator, owner=here, to=inspectorate, purpose="A visit", from_on=today(), until_on=today()
    )
    record("read case", by=came, organisation="ashmarrow")
    names = [
        name for _, name in browse(administrator).get(TRAIL).context["filter_form"].fields["person"].choices
    ]
    assert (came.name in names, stayed.name in names) == (True, False)


@pytest.mark.parametrize(
    "asked",
    [{"person": "nobody"}, {"act": "x"}, {"from_on": "32/13/2026"}, {"outcome": "x"}, {"subject": "x" * 121}],
)
def test_a_search_that_cannot_be_read_says_so(
    asked: dict[str, str], administrator: Account, browse: Browse
) -> None:
    assert browse(administrator).get(TRAIL, asked).status_code == 422


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999"])
def test_a_page_that_is_not_there_is_another(page: str, administrator: Account, browse: Browse) -> None:
    assert browse(administrator).get(TRAIL, {"page": page}).status_code == 200


def test_a_hundred_events_stand_on_a_page(administrator: Account, browse: Browse) -> None:
    for _ in range(101):
        record("read case", by=administrator, organisation="ashmarrow")
    assert len(found(browse(administrator), act="read case")) == 100


def exported(browser: Client, asked: str = "") -> list[list[str]]:
    answer = browser.post(f"{EXPORT}?{asked}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_what_was_searched_for_is_taken_out_whole(administrator: Account, browse: Browse) -> None:
    for number in range(101):
        record("read case", by=administrator, organisation="ashmarrow", subject=f"case:{number}")
    rows = exported(browse(administrator), "act=read+case")
    assert (rows[0][5], len(rows), rows[1][7]) == ("what", 102, "case:100")


def test_taking_it_out_is_an_event_with_the_number_of_rows(administrator: Account, browse: Browse) -> None:
    record("read case", by=administrator, organisation="ashmarrow")
    exported(browse(administrator), "act=read+case")
    assert Event.objects.get(act="exported audit trail").details == {"rows": 1, "searched": ["act"]}


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(
    administrator: Account, browse: Browse
) -> None:
    administrator.name = "=HYPERLINK(1)"
    record("read case", by=administrator, organisation="ashmarrow")
    assert exported(browse(administrator), "act=read+case")[1][2] == "'=HYPERLINK(1)"


def test_a_look_at_the_address_takes_nothing_out(administrator: Account, browse: Browse) -> None:
    assert browse(administrator).get(EXPORT).status_code == 405


@pytest.mark.parametrize("page", [EXPORT, "/o/ashmarrow/trail/seal/"])
def test_only_an_administrator_takes_out_or_seals(page: str, here: Organisation, browse: Browse) -> None:
    assert browse(person(here, "service_manager")).post(page).status_code == 403


def test_a_seal_can_be_made_at_once(
    administrator: Account, browse: Browse, settings: Any, tmp_path: Path
) -> None:
    settings.AUDIT_HEADS = tmp_path / "heads.txt"
    browse(administrator).post("/o/ashmarrow/trail/seal/")
    event = Event.objects.get(act="sealed audit trail")
    assert (Seal.objects.get().last, event.account_key) == (event.id, administrator.key)


def test_an_event_with_markup_is_shown_as_it_is(administrator: Account, browse: Browse) -> None:
    record("read case", by=None, organisation="ashmarrow", subject="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in browse(administrator).get(TRAIL).content.decode()


def test_a_trail_with_an_event_taken_away_still_opens(administrator: Account, browse: Browse) -> None:
    with unguarded() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE act = 'gave role'")
    assert browse(administrator).get(TRAIL).status_code == 200


def test_an_event_names_the_person_that_it_was_done_to_and_leads_there(
    here: Organisation, administrator: Account, browse: Browse
) -> None:
    account = person(here, "analyst")
    event = found(browse(administrator), act="gave role")[0]
    assert (event.done_to, event.done_to_href) == (account.name, f"/o/ashmarrow/people/{account.key}/")


def test_an_event_does_not_name_somebody_of_another_organisation(
    there: Organisation, administrator: Account, browse: Browse
) -> None:
    other = person(there, "analyst")
    record("read case", by=administrator, organisation="ashmarrow", subject=f"account:{other.key}")
    assert found(browse(administrator))[0].done_to == f"account {other.key}"


def test_on_a_phone_each_cell_of_an_event_says_its_head(administrator: Account, browse: Browse) -> None:
    heads, *rows = Page(browse(administrator).get(TRAIL).content.decode()).table("Events").rows
    said = [[found["data-head"] for tag, found, _ in row if tag == "td"] for row in rows]
    assert said == [[text for *_, text in heads[1:]]] * len(rows) != []
