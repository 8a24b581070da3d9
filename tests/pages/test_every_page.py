"""Every page of the site in a real browser: with everything, with nothing yet, and when something is wrong.

The pages are those of the table of addresses, so that a new address is tried as soon as it stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, Page

from factories.site import council, person
from factories.standing import let_in, on_the_tests_database
from pages.a_page import wrong_with
from pages.furnished import furnish
from plumbline_web.people.models import Account
from web.test_every_address import (  # noqa: F401
    ANYBODY,
    LETTERS,
    OF_NATIONAL_BODIES,
    ONLY_POSTED,
    OWN,
    SIGNED_IN,
    address_of,
    world,
)

OpenPage = Callable[..., Page]
BY = "MITPADNLBC"
"""Whose eyes a page is seen with: the first of these roles that may."""
FILES = {
    "board_papers:preview_file",
    "board_papers:sent_file",
    "improvement:document",
    "improvement:plan_file",
    "improvement:plans_file",
    "improvement:shared_document",
    "measure:export",
    "partners:piece",
    "people:trail_export",
    "records:faults_file",
    "records:mapping_file",
    "records:template",
    "scrutiny:framework_file",
    "scrutiny:scale_file",
    "scrutiny:kind_file",
    "reports:file",
    "start:template",
    "work:due_file",
}
PARTS = {"board_papers:progress", "records:progress", "reports:progress"}
"""Pieces of a page, that a script puts into it."""
ACTS = {*ONLY_POSTED, "people:seal_trail"}
NO_PAGES = FILES | PARTS | ACTS
MADE_UP = {"uidb36": "1", "key": "none", "provider_id": "directory"}
WITH_FIGURES = ("measure:", "work:")


def _patterns(name: str) -> list[tuple[list[tuple[str, list[str]]], str, dict, dict]]:
    space, _, bare = name.partition(":")
    _, inner = get_resolver().namespace_dict.get(space, ("", None))
    return inner.reverse_dict.getlist(bare) if inner else []


def roles_of(name: str) -> list[str]:
    """The roles that the page is for."""
    return [LETTERS[one] for one in OWN[name] if one in LETTERS]


def _parts(name: str) -> dict[str, str]:
    """The parts of an address, but for the organisation, as if there were such things."""
    wanted = {one for pattern in _patterns(name) for _, found in pattern[0] for one in found}
    return {one: "cpo_lscmi" if one == "code" else "none" for one in wanted - {"organisation"}}


@pytest.fixture(scope="module")
def site(browser: Browser, world: SimpleNamespace) -> Iterator[SimpleNamespace]:  # noqa: F811
    """The world of the table of addresses, furnished, and its address; beside it a council with nothing.

    The browser comes first: Django keeps a connection of its own once the browser's loop runs in this thread.
    """
    bare = council("Coldharbour", "X12000003")
    people = {
        role: person(bare, role)
        for role in ("service_manager", "information_lead", "administrator", "partner_contributor")
    }
    with on_the_tests_database() as address:
        yield SimpleNamespace(world=world, address=address, keys=furnish(world), bare=bare, of_bare=people)


def let_in_by(letters: str) -> str:
    """The role that the page is seen by."""
    return LETTERS[next(one for one in BY if one in letters)]


def is_page(account: Account | None, path: str) -> bool:
    """Whether an address answers a whole page."""
    client = Client()
    if account is not None:
        client.force_login(account)
    answer = client.get(path)
    found = answer.get("Content-Type", "").startswith("text/html") and b"pl-main" in answer.getvalue()
    answer.close()
    return found


def opened(page: Page, site: SimpleNamespace, account: Account | None, path: str) -> Page:
    """The page, as this person sees it."""
    if account is not None:
        let_in(page, site.address, account)
    answer = page.goto(site.address + path)
    assert answer is not None
    assert answer.status < 400, f"{path}: {answer.status}"
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(NO_PAGES & set(OWN)))
def test_what_is_left_out_here_is_no_page(site: SimpleNamespace, name: str) -> None:
    account = site.world.own[let_in_by(OWN[name])]
    assert not is_page(account, address_of(name, site.world, site.world.here))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [one for one in OWN if one not in NO_PAGES])
def test_a_page_with_everything(same_page: Page, site: SimpleNamespace, name: str) -> None:
    here = site.world.here
    path = site.keys.get(name) or address_of(name, site.world, here)
    opened(same_page, site, site.world.own[let_in_by(OWN[name])], path)
    day = "31 March 2026" if name.startswith(WITH_FIGURES) else ""
    assert wrong_with(same_page, organisation=here.name, as_at=day, full=True) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [one for one in OF_NATIONAL_BODIES if one not in NO_PAGES])
def test_a_page_of_a_national_body(same_page: Page, site: SimpleNamespace, name: str) -> None:
    body = site.world.body
    path = address_of(name, site.world, body)
    opened(same_page, site, site.world.nationals[let_in_by(OF_NATIONAL_BODIES[name])], path)
    assert wrong_with(same_page, organisation=body.name) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", [one for one in OWN if one not in NO_PAGES and "key" not in _parts(one)])
def test_a_page_of_an_organisation_without_anything(
    same_page: Page, site: SimpleNamespace, name: str
) -> None:
    account = next(site.of_bare[one] for one in site.of_bare if one in roles_of(name))
    path = reverse(name, kwargs=_parts(name) | {"organisation": site.bare.slug})
    let_in(same_page, site.address, account)
    answer = same_page.goto(site.address + path)
    assert answer is not None
    assert answer.status in (200, 404)
    if answer.status == 200:
        assert wrong_with(same_page, organisation=site.bare.name) == []


def not_of_a_place(name: str) -> str:
    """The address of a page that is of no organisation, its parts made up where it has any."""
    found = get_resolver().reverse_dict.getlist(name) or _patterns(name)
    parts = {one: MADE_UP.get(one, "none") for pattern in found for _, wanted in pattern[0] for one in wanted}
    return reverse(name, kwargs=parts)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ANYBODY - FILES))
def test_a_page_for_anybody(same_page: Page, site: SimpleNamespace, name: str) -> None:
    answer = same_page.goto(site.address + not_of_a_place(name))
    assert answer is not None
    assert answer.status in (200, 404)  # a link that nobody was sent is not found, which is a page too
    assert wrong_with(same_page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNED_IN - FILES))
def test_a_page_of_ones_own_account(same_page: Page, site: SimpleNamespace, name: str) -> None:
    let_in(same_page, site.address, site.world.manager)
    answer = same_page.goto(site.address + not_of_a_place(name))
    assert answer is not None
    assert answer.status in (200, 404)
    assert wrong_with(same_page) == []


FORMS = {
    "compare:others": "Bring it in",
    "measure:chart_notes": "Pin the note",
    "measure:targets": "Set the target",
    "people:give_grant": "Give the grant",
    "people:give_role": "Give the role",
    "people:help_in": "Go on",
    "people:invite": "Invite",
    "records:extracts": "Load and check",
    "records:keeping": "Keep this calendar",
    "reports:reports": "Make the report",
    "work:due": "Put aside",
}
"""Pages with a form -> the button that sends it."""
SENT_BY = {"records": "information_lead", "work": "team_leader"}
EMPTY = """(button) => {
  for (const one of button.form.elements) {
    if (one.type === "checkbox" || one.type === "radio") one.checked = false;
    else if (one.type !== "hidden" && one.type !== "submit") one.value = "";
  }
}"""


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_a_form_sent_empty_comes_back_with_what_is_wrong(
    open_page: OpenPage, site: SimpleNamespace, name: str
) -> None:
    here = site.world.here
    account = site.world.own[SENT_BY.get(name.partition(":")[0]) or let_in_by(OWN[name])]
    page = opened(open_page(), site, account, address_of(name, site.world, here))
    button = page.get_by_role("main").get_by_role("button", name=FORMS[name], exact=True)
    button.evaluate(EMPTY)
    if name == "work:due":
        page.get_by_role("checkbox").first.check()
    button.click()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    summary.wait_for()
    assert page.title().startswith("Error: ")
    assert summary.get_by_role("listitem").count() > 0
    assert wrong_with(page, organisation=here.name) == []


ASKED_WRONGLY = {
    "measure:cases": "?from=nonsense",
    "people:trail": "?from_on=nonsense",
    "records:faults": "?table=nonsense",
    "records:runs": "?before=nonsense&after=nonsense",
    "work:due": "?team=nonsense",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ASKED_WRONGLY)
def test_an_address_that_asks_for_nonsense_says_so(same_page: Page, site: SimpleNamespace, name: str) -> None:
    here = site.world.here
    path = site.keys.get(name) or address_of(name, site.world, here)
    let_in(same_page, site.address, site.world.own[let_in_by(OWN[name])])
    same_page.goto(site.address + path + ASKED_WRONGLY[name])
    assert wrong_with(same_page, organisation=here.name) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/o/ashmarrow/cases/", "You may not do this"),
        ("/o/nowhere/", "Page not found"),
        ("/o/ashmarrow/standards/none/", "Page not found"),
        ("/o/ashmarrow/?run=none", "Page not found"),
    ],
)
def test_what_is_refused_or_not_there_is_a_page_too(
    same_page: Page, site: SimpleNamespace, path: str, heading: str
) -> None:
    let_in(same_page, site.address, site.world.own["board_reader"])
    same_page.goto(site.address + path)
    assert same_page.get_by_role("heading", level=1).inner_text() == heading
    assert wrong_with(same_page) == []


@pytest.mark.django_db
def test_a_form_that_is_too_old_is_a_page_too(open_page: OpenPage, site: SimpleNamespace) -> None:
    page = open_page()
    page.goto(f"{site.address}/account/login/")
    page.context.clear_cookies()
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="The form could not be accepted").wait_for()
    assert wrong_with(page) == []
