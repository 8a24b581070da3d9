"""Every number that opens its cases opens exactly as many as it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from factories.site import person
from plumbline_web.measure.preparing import shown
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Run

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]

_LINK = re.compile(r'<a[^>]* href="(/o/ashmarrow/cases/\?[^"]+)"[^>]*>([^<]*)<')
_OF = re.compile(r"\(?([\d,]+) of ([\d,]+)\)?")


def numbers_opened(page: str) -> list[tuple[str, int]]:
    """Each link to a list with the number that its words promise: the base of a rate, else the number."""
    found = []
    for href, words in _LINK.findall(page):
        rate, plain = _OF.search(words), re.search(r"[\d,]+", words)
        if words.startswith("between "):  # bounds promise no number of duties
            continue
        if rate:
            promised = rate.group(1 if "cannot_tell" in href else 2)
        elif plain:
            promised = plain.group()
        else:
            continue
        found.append((unescape(href), int(promised.replace(",", ""))))
    return found


def differing(browser: Client, page: str) -> list[tuple[str, int, int]]:
    return [
        (href, promised, total)
        for href, promised in numbers_opened(page)
        if (total := browser.get(href).context["found"].total) != promised
    ]


def test_each_number_of_the_overview_opens_so_many_duties(run: Run, manager: Account, browse: Browse) -> None:
    browser = browse(manager)
    page = browser.get("/o/ashmarrow/").content.decode()
    assert len(numbers_opened(page)) >= len(shown(run)["standards"])
    assert differing(browser, page) == []


@pytest.mark.parametrize("code", ["cpo_review", "cpo_first_contact", "court_report"])
def test_each_number_of_a_standard_opens_so_many_duties(
    run: Run, manager: Account, browse: Browse, code: str
) -> None:
    browser = browse(manager)
    page = browser.get(f"/o/ashmarrow/standards/{code}/").content.decode()
    assert len(numbers_opened(page)) > 30
    assert differing(browser, page) == []


def test_every_rate_and_every_reason_opens_its_cases(run: Run, manager: Account, browse: Browse) -> None:
    browser = browse(manager)
    page = browser.get("/o/ashmarrow/standards/cpo_first_contact/")
    assert [row["title"] for row in page.context["rates"] if not row["href"]] == []
    opened = [href for href, _ in numbers_opened(page.content.decode())]
    for wanted in ("rate=national", "rate=excused", "evidenced=yes", "evidenced=no"):
        assert any(wanted in href for href in opened), wanted


def test_each_number_of_the_data_quality_page_opens_so_many_duties(
    run: Run, manager: Account, browse: Browse
) -> None:
    browser = browse(manager)
    page = browser.get("/o/ashmarrow/quality/").content.decode()
    assert differing(browser, page) == []


@pytest.mark.parametrize("path", ["", "standards/cpo_review/", "quality/"])
def test_a_team_leaders_numbers_open_lists_of_their_own_and_say_so(
    run: Run, here: Organisation, browse: Browse, path: str
) -> None:
    team = next(
        row["label"]
        for cut in shown(run)["standards"]["cpo_review"]["breakdowns"]
        for row in cut["rows"]
        if cut["column"] == "team"
    )
    browser = browse(person(here, "team_leader", teams=[team]))
    page = browser.get(f"/o/ashmarrow/{path}").content.decode()
    assert "hold your own cases and teams alone" in page
    lists = [browser.get(href) for href, _ in numbers_opened(page)]
    assert {one.status_code for one in lists} <= {200}
    assert {row["team"] for one in lists for row in one.context["rows"]} <= {team}


def test_nobody_is_shown_a_way_to_cases_that_they_may_not_open(
    run: Run, here: Organisation, browse: Browse
) -> None:
    browser = browse(person(here, "board_reader"))
    pages = [
        browser.get(f"/o/ashmarrow/{path}").content.decode()
        for path in ("", "standards/cpo_review/", "quality/")
    ]
    assert [re.findall(r"/cases/|/due/", page) for page in pages] == [[], [], []]
