"""Reading a record in a real browser: by keyboard alone, offline, in two tabs, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from factories.activities import inspection
from factories.browsers import LAPTOP, PHONE, TABLET, beyond_the_edge, violations
from factories.readings import dealt, drawn, on_form
from factories.standing import let_in, standing
from plumbline_web.reading.models import Answer, Reading, SavedAnswer

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]


@pytest.fixture
def desk(browser: Browser, db: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A reader with one record on a form with every type of question, and the site's address."""
    with standing(django_db_blocker) as address:
        team = inspection(readers=1)
        on_form(team)
        reading = dealt(team, drawn(team)[0])
        path = f"/o/{team.body.slug}/scrutiny/{team.activity.key}/readings/"
        yield SimpleNamespace(
            address=address,
            team=team,
            reading=reading,
            reader=team.readers[0],
            queue=f"{address}{path}",
            page=f"{address}{path}{reading.key}/",
        )


def at_desk(page: Page, desk: SimpleNamespace) -> Page:
    let_in(page, desk.address, desk.reader)
    page.goto(desk.page)
    return page


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    page.get_by_text("All saved", exact=True).wait_for()


def values(reading: Reading) -> dict[str, str]:
    return dict(Answer.objects.filter(reading=reading).values_list("path", "value"))


def test_a_record_is_read_and_submitted_by_keyboard_alone(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    press = page.keyboard.press
    press("n")
    press("1")
    saved(page)
    press("n")
    press("2")  # a rating: weak, so that words are needed
    press("g")
    page.get_by_text("Good: each aim answers something.").wait_for()
    saved(page)
    press("n")
    page.keyboard.type("Aims without dates.")
    press("Escape")
    saved(page)
    press("n")
    page.keyboard.type("4")
    press("Escape")
    saved(page)
    page.get_by_text("You counted 4 visits.").wait_for()
    press("n")
    press("2")
    saved(page)
    press("n")
    press("2")
    saved(page)
    page.get_by_role("link", name="Check and submit").focus()
    press("Enter")
    page.get_by_role("heading", name="Submit this reading?").wait_for()
    page.get_by_role("button", name="Submit").focus()
    press("Enter")
    page.get_by_text("The reading is submitted.").wait_for()
    desk.reading.refresh_from_db()
    assert desk.reading.moves.get(after="submitted").answers == {
        "/plan/there": "yes",
        "/plan/quality": "2",
        "/plan/words": "Aims without dates.",
        "/work/visits": "4",
        "/work/partners": "housing",
        "/work/lead": "housing_officer",
    }


def test_keys_can_be_turned_off_and_stay_off(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.get_by_role("radio", name="Yes").first.focus()
    page.keyboard.press("2")
    assert not page.get_by_role("radio", name="No").first.is_checked()
