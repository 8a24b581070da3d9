"""Grants: between two days and no longer, closed at once, and every use of them before their owner's eyes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from factories.site import person
from plumbline_web.audit.models import Event
from plumbline_web.people.actions import PeopleRefused, close_grant, open_grant
from plumbline_web.people.conditions import grant_state, last_day_of_grant
from plumbline_web.people.doors import needs, used_grant
from plumbline_web.people.models import Account, Grant, Organisation
from plumbline_web.people.queries import access, organisations_of, today, uses_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)


@pytest.fixture
def inspector(inspectorate: Organisation) -> Account:
    """Somebody of the inspectorate."""
    return person(inspectorate, "inspector")


def given(
    administrator: Account, owner: Organisation, to: Organisation, first: date, last: date, **more: Any
) -> Grant:
    return open_grant(
        by=administrator, owner=owner, to=to, purpose="An inspection", from_on=first, until_on=last, **more
    )


def test_a_grant_is_in_force_on_its_days_alone(
    here: Organisation, inspectorate: Organisation, administrator: Account
) -> None:
    inspector = person(inspectorate, "inspector", from_on=date(2026, 1, 1))
    given(administrator, here, inspectorate, FIRST, LAST)
    in_it = [access(inspector, here, on=FIRST + n * DAY).may("see cases") for n in range(-1, 4)]
    assert in_it == [False, True, True, True, False]


@pytest.fixture
def open_now(here: Organisation, inspectorate: Organisation, administrator: Account) -> Grant:
    """A grant that is open today."""
    return given(administrator, here, inspectorate, today(), today() + 30 * DAY)


def test_a_grant_opens_cases_and_figures_and_nothing_more(
    here: Organisation, inspector: Account, open_now: Grant
) -> None:
    seen = access(inspector, here)
    acts = ("see figures", "see cases", "export cases", "load records", "see people", "see extracts")
    assert [act for act in acts if seen.may(act)] == ["see figures", "see cases"]


def test_a_grant_closed_lets_nobody_in_any_more(
    here: Organisation, administrator: Account, inspector: Account, open_now: Grant
) -> None:
    close_grant(by=administrator, grant=open_now)
    assert not access(inspector, here).known


def test_the_owner_of_a_closed_grant_is_not_in_the_list_of_organisations(
    administrator: Account, inspector: Account, open_now: Grant
) -> None:
    close_grant(by=administrator, grant=open_now)
    assert [one.slug for one in organisations_of(inspector)] == ["national-inspectorate"]


def test_a_grant_to_one_person_lets_no_other_in(
    here: Organisation, inspectorate: Organisation, administrator: Account, inspector: Account
) -> None:
    other = person(inspectorate, "lead_inspector")
    given(administrator, here, inspectorate, today(), today(), to_account=inspector)
    assert [access(one, here).may("see cases") for one in (inspector, other)] == [True, False]


def test_a_grant_opens_nothing_to_a_board_reader_of_the_holder(
    here: Organisation, inspectorate: Organisation, open_now: Grant
) -> None:
    assert not access(person(inspectorate, "board_reader"), here).known


def test_a_grant_opens_nothing_to_somebody_whose_role_has_ended(
    here: Organisation, inspectorate: Organisation, open_now: Grant
) -> None:
    gone = person(inspectorate, "inspector", from_on=today() - 9 * DAY, until_on=today() - DAY)
    assert not access(gone, here).known


def test_a_grant_works_in_one_direction(
    there: Organisation, open_now: Grant, inspectorate: Organisation
) -> None:
    assert not access(person(open_now.owner, "analyst"), inspectorate).known


@pytest.mark.parametrize("verb", ["opened grant", "closed grant"])
def test_opening_and_closing_are_events_of_the_owner(
    verb: str, administrator: Account, open_now: Grant
) -> None:
    close_grant(by=administrator, grant=open_now)
    event = Event.objects.get(act=verb)
    assert (event.organisation, event.account_key, event.subject) == (
        "ashmarrow",
        administrator.key,
        f"grant:{open_now.key}",
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"until_on": FIRST - DAY}, "before the first"),
        ({"until_on": date(2027, 3, 2)}, "a year at most"),
        ({"purpose": "  "}, "what the grant is for"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(
    change: Any, why: str, here: Organisation, inspectorate: Organisation, administrator: Account
) -> None:
    asked = {"purpose": "An inspection", "from_on": FIRST, "until_on": LAST, **change}
    with pytest.raises(PeopleRefused, match=why):
        open_grant(by=administrator, owner=here, to=inspectorate, **asked)


def test_a_grant_to_the_owner_itself_is_refused(here: Organisation, administrator: Account) -> None:
    with pytest.raises(PeopleRefused, match="to another organisation"):
        given(administrator, here, here, FIRST, LAST)


def test_a_grant_to_a_person_of_another_organisation_is_refused(
    here: Organisation, there: Organisation, inspectorate: Organisation, administrator: Account
) -> None:
    with pytest.raises(PeopleRefused, match="No inspector or analyst"):
        given(administrator, here, inspectorate, FIRST, LAST, to_account=person(there, "analyst"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 2), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_year_ends_the_day_before_its_first_day_comes_round(first: date, last: date) -> None:
    assert last_day_of_grant(first) == last


def test_a_closed_grant_cannot_be_closed_again(administrator: Account, open_now: Grant) -> None:
    close_grant(by=administrator, grant=open_now)
    with pytest.raises(PeopleRefused, match="closed already"):
        close_grant(by=administrator, grant=open_now)


def test_a_lapsed_grant_cannot_be_closed(
    here: Organisation, inspectorate: Organisation, administrator: Account
) -> None:
    lapsed = given(administrator, here, inspectorate, today() - 9 * DAY, today() - DAY)
    with pytest.raises(PeopleRefused, match="lapsed already"):
        close_grant(by=administrator, grant=lapsed)


@pytest.mark.parametrize(
    ("day", "state"),
    [(FIRST - DAY, "to come"), (FIRST, "open"), (LAST, "open"), (LAST + DAY, "lapsed")],
)
def test_how_a_grant_stands_follows_from_the_day(day: date, state: str) -> None:
    assert grant_state(Grant(from_on=FIRST, until_on=LAST), day) == state


@needs("see figures")
def a_page(request: Any, seen: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse("figures")


@needs("see cases")
def a_list(request: Any, seen: Any) -> Any:
    from django.http import HttpResponse

    used_grant(seen, "read case list", rows=3)
    return HttpResponse("cases")


def opened(view: Any, account: Account) -> None:
    request = RequestFactory().get("/o/ashmarrow/")
    request.user = account
    request.resolver_match = type("Match", (), {"view_name": "measure:overview"})
    view(request, "ashmarrow")


@pytest.mark.parametrize(("view", "what"), [(a_page, "opened page by grant"), (a_list, "read case list")])
def test_every_page_opened_by_a_grant_is_one_use_of_it(
    view: Any, what: str, inspector: Account, open_now: Grant
) -> None:
    opened(view, inspector)
    assert [(use.act, use.account_name) for use in uses_of(open_now)] == [(what, inspector.name)]


def test_a_page_opened_by_ones_own_role_is_no_use_of_a_grant(
    here: Organisation, inspector: Account, open_now: Grant
) -> None:
    opened(a_page, person(here, "analyst"))
    assert list(uses_of(open_now)) == []


def test_cases_that_a_national_body_holds_itself_count_as_a_use_too(
    inspectorate: Organisation, inspector: Account, open_now: Grant
) -> None:
    used_grant(access(inspector, inspectorate), "read case list")
    assert [use.account_name for use in uses_of(open_now)] == [inspector.name]


def test_only_the_councils_whose_cases_were_read_are_told(
    there: Organisation, inspectorate: Organisation, inspector: Account, open_now: Grant
) -> None:
    used_grant(access(inspector, inspectorate), "read case list", owners=[there.authority])
    assert list(uses_of(open_now)) == []


def test_the_owner_sees_who_used_a_grant_and_when(
    administrator: Account, inspector: Account, open_now: Grant, browse: Browse
) -> None:
    opened(a_list, inspector)
    page = browse(administrator).get(f"/o/ashmarrow/grants/{open_now.key}/")
    assert [(use.account_name, use.details) for use in page.context["page"]] == [
        (inspector.name, {"rows": 3})
    ]


def test_the_holder_sees_the_grant_and_its_end(inspector: Account, open_now: Grant, browse: Browse) -> None:
    page = browse(inspector).get("/o/national-inspectorate/grants/held/")
    assert [(one.owner.slug, one.state) for one in page.context["page"]] == [("ashmarrow", "open")]


def test_the_holder_does_not_see_a_grant_to_one_other_person(
    here: Organisation, inspectorate: Organisation, administrator: Account, inspector: Account, browse: Browse
) -> None:
    other = person(inspectorate, "lead_inspector")
    given(administrator, here, inspectorate, today(), today(), to_account=inspector)
    page = browse(other).get("/o/national-inspectorate/grants/held/")
    assert list(page.context["page"]) == []


def test_the_page_of_a_grant_is_its_owners_alone(inspector: Account, open_now: Grant, browse: Browse) -> None:
    answer = browse(inspector).get(f"/o/national-inspectorate/grants/{open_now.key}/")
    assert answer.status_code == 404


def sent(**change: str) -> dict[str, str]:
    days = {"from_on": f"{today():%d/%m/%Y}", "until_on": f"{today() + 9 * DAY:%d/%m/%Y}"}
    return {"to": "national-inspectorate", "purpose": "An inspection", **days, **change}


def test_a_grant_is_given_on_the_page(
    administrator: Account, inspectorate: Organisation, browse: Browse
) -> None:
    browse(administrator).post("/o/ashmarrow/grants/give/", sent())
    assert Grant.objects.get().until_on == today() + 9 * DAY


def test_a_grant_to_one_person_is_given_by_their_address(
    administrator: Account, inspector: Account, browse: Browse
) -> None:
    browse(administrator).post("/o/ashmarrow/grants/give/", sent(email=inspector.email.upper()))
    assert Grant.objects.get().to_account == inspector


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_on": ""}, "from_on"),
        ({"until_on": ""}, "until_on"),
        ({"from_on": "01/01/2020", "until_on": "01/02/2020"}, "from_on"),
        ({"until_on": "01/01/2020"}, "until_on"),
        ({"until_on": "01/01/2999"}, "until_on"),
        ({"from_on": "31/02/2027"}, "from_on"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 301}, "purpose"),
        ({"to": "ashmarrow"}, "to"),
        ({"to": "no-such-place"}, "to"),
        ({"email": "stranger@example.scot"}, "email"),
    ],
)
def test_a_grant_that_does_not_do_says_where(
    change: dict[str, str], field: str, administrator: Account, inspectorate: Organisation, browse: Browse
) -> None:
    page = browse(administrator).post("/o/ashmarrow/grants/give/", sent(**change))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(("role", "status"), [("service_manager", 302), ("information_lead", 403)])
def test_who_may_see_grants_may_not_all_give_them(
    role: str, status: int, here: Organisation, inspectorate: Organisation, browse: Browse
) -> None:
    assert browse(person(here, role)).post("/o/ashmarrow/grants/give/", sent()).status_code == status


def test_a_grant_is_closed_on_the_page(administrator: Account, open_now: Grant, browse: Browse) -> None:
    browse(administrator).post(f"/o/ashmarrow/grants/{open_now.key}/close/")
    assert Grant.objects.get().closed_by == administrator


def test_another_organisations_grant_cannot_be_closed(
    there: Organisation, open_now: Grant, browse: Browse
) -> None:
    browse(person(there, "administrator")).post(f"/o/brackenmoor/grants/{open_now.key}/close/")
    assert Grant.objects.get().closed_at is None
