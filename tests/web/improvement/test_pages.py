"""The pages of plans: what they show, to whom, and with how many questions to the database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.plans import BETTER, STEADY, forget_counted, frozen_run, furnished_plan
from factories.runs import duties, duty, write_run
from factories.site import council, national, person
from plumbline.measures.figure import Figure
from plumbline_web.improvement.actions import (
    add_action,
    add_area,
    end_share,
    make_plan,
    share_plan,
    update_action,
)
from plumbline_web.improvement.beside import load_in
from plumbline_web.improvement.books import book_of
from plumbline_web.improvement.models import Action, Area, Plan, Share
from plumbline_web.people.models import Account, Organisation
from plumbline_web.records.models import Run

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
OWN = ("accept", "action", "area", "change_action", "change_area", "change_plan", "new_action", "new_area")


@pytest.fixture
def body() -> Organisation:
    return national()


@pytest.fixture
def keys(here: Organisation, manager: Account, body: Organisation) -> dict[str, str]:
    return furnished_plan(here, manager, body)


def address(organisation: Organisation, name: str, keys: dict[str, str]) -> str:
    parts = {"organisation": organisation.slug}
    whole = f"improvement:{name}"
    return reverse(whole, kwargs={**parts, **({"key": keys[whole]} if whole in keys else {})})


@pytest.mark.parametrize(
    "name",
    [
        "plans",
        "plans_file",
        "new_plan",
        "check",
        "plan",
        "plan_file",
        "new_area",
        "change_plan",
        "share",
        "area",
        "new_action",
        "change_area",
        "settle",
        "action",
        "change_action",
    ],
)
def test_a_manager_opens_each_page(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse, name: str
) -> None:
    assert browse(manager).get(address(here, name, keys)).status_code == 200


@pytest.mark.parametrize("name", ["shared", "shared_plan", "themes", "plans"])
def test_a_scrutiny_body_opens_what_is_shared_with_it(
    body: Organisation, keys: dict[str, str], browse: Browse, name: str
) -> None:
    assert browse(person(body, "lead_inspector")).get(address(body, name, keys)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_a_person_of_another_council_finds_no_such_place(
    here: Organisation, stranger: Organisation, keys: dict[str, str], browse: Browse, name: str
) -> None:
    assert browse(person(stranger, "service_manager")).get(address(here, name, keys)).status_code == 404


@pytest.mark.parametrize("name", ["plan", "area", "action", "change_plan", "share"])
def test_a_plan_is_not_found_under_another_organisation(
    stranger: Organisation, keys: dict[str, str], browse: Browse, name: str
) -> None:
    there = person(stranger, "service_manager")
    assert browse(there).get(address(stranger, name, keys)).status_code == 404


def test_a_shared_plan_leads_to_no_page_of_the_service(
    here: Organisation, body: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    page = browse(person(body, "inspector")).get(address(body, "shared_plan", keys)).content.decode()
    assert f"/o/{here.slug}/" not in page


def test_a_shared_plan_is_closed_as_soon_as_the_service_ends_it(
    body: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    inspector = browse(person(body, "inspector"))
    end_share(by=manager, share=Share.objects.get())
    assert inspector.get(address(body, "shared_plan", keys)).status_code == 404


def test_a_body_with_which_nothing_is_shared_sees_nothing(
    body: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    other = national("Another body")
    browser = browse(person(other, "inspector"))
    found = browser.get(address(other, "shared_plan", keys)).status_code
    assert (found, "After the inspection" in browser.get(address(other, "shared", {})).content.decode()) == (
        404,
        False,
    )


def test_a_council_s_analyst_has_no_page_of_shared_plans(
    here: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    assert browse(person(here, "analyst")).get(address(here, "shared", {})).status_code == 404


def test_a_board_reader_sees_a_plan_and_changes_nothing(
    here: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    reader = browse(person(here, "board_reader"))
    update = {"what": "update", "update-state": "done", "update-on": "01/05/2025"}
    got = reader.post(address(here, "action", keys), update)
    assert (reader.get(address(here, "plan", keys)).status_code, got.status_code) == (200, 403)


def test_a_team_leader_says_what_became_of_an_action_from_the_check(
    here: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    action = Action.objects.get(text="Write the vision")
    leader = browse(person(here, "team_leader", teams=["North"]))
    leader.post(
        address(here, "check", keys),
        {
            "action": action.key,
            "update-state": "at_risk",
            "update-on": "01/06/2025",
            "update-text": "No time",
        },
    )
    action.refresh_from_db()
    assert action.state == "at_risk"


def test_the_page_refuses_to_close_an_area_and_says_why(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    page = browse(manager).post(address(here, "area", keys), {"what": "close"}).content.decode()
    assert "This area cannot close. Not yet: no signal of improvement." in page


def test_what_is_done_without_effect_stands_before_everything_else(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    page = browse(manager).get(address(here, "plan", keys)).content.decode()
    assert -1 < page.index("Done, and nothing has shifted") < page.index("overdue:") < page.index("A1. ")


def test_the_chart_flags_the_day_an_action_began(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    page = browse(manager).get(address(here, "plan", keys)).content.decode()
    assert "Action 1 began on 1 April 2025." in page


def test_an_area_is_settled_by_its_way_and_then_its_measure(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    form = {"standard": "cpo_first_contact", "rate": "service"}
    browse(manager).post(f"{address(here, 'settle', keys)}?way=shifted_and_held", form)
    area = Area.objects.get(text="Records are kept well")
    assert area.closing == {
        "by": "shifted_and_held",
        "measure": "cpo_first_contact/service",
        "better": "decrease",
    }


def test_the_file_has_a_row_for_each_action_under_its_heads(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    text = browse(manager).get(address(here, "plans_file", keys)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(one["Action"], one["Done, and nothing has shifted"]) for one in rows] == [
        ("Ring on the day of sentence", "yes"),
        ("Train the teams", "no"),
        ("Write the vision", "no"),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=courts", ["Ring on the day of sentence"]),
        ("?show=overdue", ["Train the teams"]),
        ("?show=no_shift", ["Ring on the day of sentence"]),
        ("?sort=-due", ["Train the teams", "Ring on the day of sentence", "Write the vision"]),
        ("?show=dropped", []),
    ],
)
def test_the_list_of_actions_is_searched_narrowed_and_sorted(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse, query: str, expected: list
) -> None:
    got = browse(manager).get(address(here, "plans", keys) + query)
    assert [row.action.text for row in got.context["rows"]] == expected


@pytest.mark.parametrize("name", ["plans", "check"])
def test_a_list_of_plans_asks_as_many_questions_for_one_as_for_three(
    here: Organisation,
    manager: Account,
    keys: dict[str, str],
    browse: Browse,
    name: str,
) -> None:
    browser = browse(manager)
    one = asked(browser, address(here, name, keys))
    for _ in range(2):
        furnished_plan(here, manager)
    assert asked(browser, address(here, name, keys)) == one


def test_shared_plans_of_three_services_ask_as_many_questions_as_of_one(
    body: Organisation, keys: dict[str, str], browse: Browse
) -> None:
    browser = browse(person(body, "inspector"))
    pages = [address(body, name, keys) for name in ("shared", "themes")]
    one = [asked(browser, page) for page in pages]
    for number in (2, 3):
        there = council(f"Council {number}", f"X1200000{number}")
        furnished_plan(there, person(there, "service_manager"), body)
    assert [asked(browser, page) for page in pages] == one


def asked(browser: Client, page: str) -> int:
    """How many questions a page asks, once what is kept beside the runs is there."""
    browser.get(page)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(page).status_code == 200
    return len(found)


def test_themes_say_that_a_service_was_told_before_and_what_is_unmoved(
    here: Organisation, body: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    plan = Plan.objects.get()
    later = make_plan(by=manager, organisation=here, title="A second plan")
    add_area(by=manager, plan=later, text="Contact again", indicator="5.2")
    share_plan(by=manager, plan=later, to=body)
    plan.made_at -= timedelta(days=400)
    plan.save()
    (theme,) = [
        one
        for one in browse(person(body, "analyst")).get(address(body, "themes", keys)).context["themes"]
        if one.indicator == "5.2"
    ]
    assert [(one.text, one.earlier) for one in theme.said] == [
        ("First contact is made in time", False),
        ("Contact again", True),
    ]
    assert theme.unmoved == 2


def test_what_moved_a_measure_names_the_actions_that_began_before(
    here: Organisation, body: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    late = Action.objects.get(text="Ring on the day of sentence").area
    action = add_action(by=manager, area=late, text="Too late to have done it")
    update_action(by=manager, action=action, state="done", on=date(2025, 9, 1))
    frozen_run(here, manager, date(2024, 4, 1), (*STEADY, *BETTER))
    themes = browse(person(body, "analyst")).get(address(body, "themes", keys)).context["themes"]
    moved = [one for theme in themes if theme.indicator == "5.2" for one in theme.moved]
    assert [[action.text for action in one.actions] for one in moved] == [["Ring on the day of sentence"]]


@pytest.mark.parametrize(("name", "begins"), [("page", b"<!doctype"), ("pdf", b"%PDF"), ("word", b"PK")])
def test_a_plan_is_printed_in_three_forms(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse, name: str, begins: bytes
) -> None:
    there = reverse("improvement:document", args=[here.slug, keys["improvement:plan"], name])
    assert browse(manager).get(there).content[: len(begins)].lower() == begins.lower()


def test_a_printed_plan_names_nobody(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    there = reverse("improvement:document", args=[here.slug, keys["improvement:plan"], "page"])
    assert manager.name not in browse(manager).get(there).content.decode()


@pytest.mark.parametrize("name", ["pdf", "word", "page"])
def test_a_scrutiny_body_prints_what_is_shared_with_it(
    body: Organisation, keys: dict[str, str], browse: Browse, name: str
) -> None:
    there = reverse("improvement:shared_document", args=[body.slug, keys["improvement:shared_plan"], name])
    answer = browse(person(body, "inspector")).get(there)
    assert (answer.status_code, answer["Content-Disposition"].partition(";")[0]) == (
        200,
        "inline" if name == "page" else "attachment",
    )


def test_nothing_is_printed_once_the_service_has_ended_the_sharing(
    body: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    there = reverse("improvement:shared_document", args=[body.slug, keys["improvement:shared_plan"], "word"])
    end_share(by=manager, share=Share.objects.get())
    assert browse(person(body, "inspector")).get(there).status_code == 404


def test_ending_a_sharing_twice_is_told_and_no_fault(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    client, there = browse(manager), address(here, "share", keys)
    given = {"what": "end", "key": Share.objects.get().key}
    client.post(there, given)
    assert "This was ended already." in client.post(there, given, follow=True).content.decode()


def test_a_plan_leads_to_a_paper_for_a_board_of_it(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    make_plan(by=manager, organisation=here, title="A later plan")
    client = browse(manager)
    there = f"{reverse('board_papers:begin', args=[here.slug])}?plan={keys['improvement:plan']}"
    assert there in client.get(address(here, "plan", keys)).content.decode()
    assert client.get(there).context["form"]["plan"].initial == keys["improvement:plan"]


def test_a_measure_of_one_team_is_settled(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    run = book_of(here, date(2025, 9, 30)).runs[0]
    days = {"clock_start": date(2025, 9, 2), "due_on": date(2025, 9, 3)}
    write_run(
        run.folder / "run", [*duties(7, **days), *duties(2, team="South Side", **days)], as_at=run.as_at
    )
    forget_counted()
    there = f"{address(here, 'settle', keys)}?way=all_cases"
    client = browse(manager)
    south = chosen(client.get(there), "team", "South Side")
    given = {"standard": "cpo_first_contact", "rate": "strict", "team": south, "months": 6, "sides": 2}
    client.post(there, {**given, "why": "A small team."})
    area = Area.objects.get(key=keys["improvement:settle"])
    assert area.closing["measure"] == "cpo_first_contact/strict[team=South Side]"


def test_a_measure_of_one_team_and_one_level_is_settled_where_there_is_any_of_both(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    run = book_of(here, date(2025, 9, 30)).runs[0]
    days = {"clock_start": date(2025, 9, 2), "due_on": date(2025, 9, 3)}
    rows = [duty(team="North", level="1", **days), duty(team="South Side", level="2", **days)]
    write_run(run.folder / "run", rows, as_at=run.as_at)
    forget_counted()
    there = f"{address(here, 'settle', keys)}?way=all_cases"
    client = browse(manager)
    page = client.get(there)
    given = {"standard": "cpo_first_contact", "rate": "strict", "months": 6, "sides": 2, "why": "Few."}
    given |= {"team": chosen(page, "team", "South Side"), "level": chosen(page, "level", "1")}
    refused = client.post(there, given)
    assert refused.context["form"].errors == {"team": ["Your runs hold nothing of what you chose together."]}
    client.post(there, given | {"level": chosen(page, "level", "2")})
    area = Area.objects.get(key=keys["improvement:settle"])
    assert area.closing["measure"] == "cpo_first_contact/strict[level=2;team=South Side]"
    shown = client.get(reverse("improvement:area", args=[here.slug, area.key])).content.decode()
    assert "level 2, team South Side" in shown


def chosen(page: Any, column: str, value: str) -> str:
    """What the form of a page writes for a value of a column."""
    return next(key for key, name in page.context["form"][column].field.choices if name == value)


def test_without_case_rows_the_whole_service_is_offered(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    Run.objects.update(state="removed")
    page = browse(manager).get(f"{address(here, 'settle', keys)}?way=all_cases")
    assert {"team", "level", "court"}.isdisjoint(page.context["form"].fields)


@pytest.mark.usefixtures("earlier")
def test_load_and_staff_stand_beside_a_trend_with_what_they_count(
    here: Organisation, manager: Account, keys: dict[str, str], browse: Browse
) -> None:
    runs = Run.objects.order_by("as_at")
    for run, people, workers in zip(runs, (100, 80), (10.5, 12), strict=True):
        figures = [
            Figure("people_in_force", "People with a case", "Each once.", people, None, people, "count"),
            Figure("workers_wte", "In post, by role", "Whole time.", workers, None, workers, "count"),
        ]
        held = json.dumps([one.as_json() for one in figures])
        (run.folder / "run" / "figures.json").write_text(held, "utf-8")
    load_in.cache_clear()
    (_, one) = browse(manager).get(address(here, "plan", keys)).context["rows"][0]
    assert (one.figure.beside.days, one.figure.beside.rows[:2], one.figure.beside.about[0]) == (
        ("31 March 2025", "30 September 2025"),
        (("People with a case", ("100", "80")), ("In post", ("10.5", "12"))),
        ("People with a case", "Each once."),
    )


@pytest.fixture
def earlier(here: Organisation, manager: Account) -> None:
    """A run of the year before the first action."""
    frozen_run(here, manager, date(2024, 4, 1), STEADY)
