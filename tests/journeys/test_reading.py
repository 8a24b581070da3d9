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
        "/doing/visits": "4",
        "/doing/partners": "housing",
        "/doing/lead": "housing_officer",
    }


def test_keys_can_be_turned_off_and_stay_off(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.get_by_role("radio", name="Yes").first.focus()
    page.keyboard.press("2")
    assert not page.get_by_role("radio", name="No").first.is_checked()


def question(page: Page, words: str) -> Any:
    """A question by its words."""
    return page.locator(".pl-question").filter(has_text=words)


def test_offline_for_a_minute_in_the_middle_of_a_reading_loses_no_answer(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = open_page(expected="ERR_INTERNET_DISCONNECTED")
    page.clock.install()  # so that a minute of the page is over in a moment
    at_desk(page, desk)
    question(page, "Is there a plan?").get_by_text("Yes", exact=True).click()
    saved(page)
    page.context.set_offline(True)
    question(page, "How many home visits?").get_by_role("textbox").fill("7")
    question(page, "Which partners took part?").get_by_text("Police", exact=True).click()
    question(page, "How many hours?").get_by_role("textbox").fill("2.5")
    page.get_by_text("Not saved yet (3)").first.wait_for()
    page.clock.run_for(60_000)
    question(page, "How many hours?").get_by_role("textbox").fill("3.5")
    page.context.set_offline(False)
    saved(page)
    assert values(desk.reading) == {
        "/plan/there": "yes",
        "/doing/visits": "7",
        "/doing/partners": "police",
        "/doing/hours": "3.5",
    }
    kept = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert kept == ["plumbline signed in until"]


def test_an_answer_whose_acknowledgement_was_lost_is_kept_once(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(expected="ERR_"), desk)
    lost = []

    def lose_the_first(route: Any) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/save/", lose_the_first)
    question(page, "Is there a plan?").get_by_text("No", exact=True).click()
    saved(page)
    assert (len(lost), SavedAnswer.objects.filter(reading=desk.reading).count()) == (1, 1)


def test_a_page_with_answers_not_saved_asks_before_it_is_left(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(expected="ERR_INTERNET_DISCONNECTED"), desk)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    question(page, "Is there a plan?").get_by_text("Yes", exact=True).click()
    saved(page)
    page.context.set_offline(True)
    question(page, "Is there a plan?").get_by_text("No", exact=True).click()
    page.get_by_text("Not saved yet (1)").first.wait_for()
    page.close(run_before_unload=True)
    page.context.set_offline(False)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_two_tabs_lose_no_answer_and_say_where_they_differ(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    one = at_desk(open_page(), desk)
    other = one.context.new_page()
    other.goto(desk.page)
    question(one, "How many home visits?").get_by_role("textbox").fill("7")
    saved(one)
    question(other, "Which partners took part?").get_by_text("Police", exact=True).click()
    saved(other)
    # What the first tab answered has come along.
    assert question(other, "How many home visits?").get_by_role("textbox").input_value() == "7"
    question(one, "Which partners took part?").get_by_text("Health", exact=True).click()
    one.get_by_text("In another tab this was answered “Police”.").wait_for()
    assert values(desk.reading) == {"/doing/visits": "7", "/doing/partners": "health"}
    one.get_by_role("button", name="Take that one").click()
    saved(one)
    assert values(desk.reading) == {"/doing/visits": "7", "/doing/partners": "police"}
    kept = SavedAnswer.objects.filter(reading=desk.reading, path="/doing/partners")
    assert list(kept.values_list("value", flat=True)) == ["police", "health", "police"]


def test_quick_typing_while_answers_are_saved_loses_no_letter(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    page.route("**/save/", lambda route: (page.wait_for_timeout(150), route.continue_()))
    question(page, "Is there a plan?").get_by_text("Yes", exact=True).click()
    box = question(page, "What led you to this rating?").get_by_role("textbox")
    box.press_sequentially("The aims say who does what by when, and why.", delay=40)
    question(page, "How many hours?").get_by_role("textbox").press_sequentially("12.25", delay=60)
    saved(page)
    assert values(desk.reading) == {
        "/plan/there": "yes",
        "/plan/words": "The aims say who does what by when, and why.",
        "/doing/hours": "12.25",
    }


def test_without_script_a_part_is_saved_by_its_button_and_what_hangs_on_it_appears(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(script=False), desk)
    assert not question(page, "How good is the plan?").is_visible()
    page.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name="Save this part").nth(0).click()
    question(page, "How good is the plan?").wait_for()
    page.get_by_text("4 Good").click()
    page.get_by_role("button", name="Save this part").nth(0).click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_label("How many home visits?").fill("120")
    page.get_by_role("button", name="Save this part").nth(1).click()
    page.get_by_text("A number from 0 to 99.").wait_for()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("link", name="How many home visits?").click()
    page.get_by_label("How many home visits?").fill("12")
    page.get_by_role("button", name="Save this part").nth(1).click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("The reading is submitted.").wait_for()
    desk.reading.refresh_from_db()
    assert desk.reading.state == "submitted"
    assert values(desk.reading) == {"/plan/there": "yes", "/plan/quality": "4", "/doing/visits": "12"}


@pytest.mark.parametrize("script", [True, False])
def test_a_group_is_asked_once_more_and_once_less(
    open_page: OpenPage, desk: SimpleNamespace, script: bool
) -> None:
    page = at_desk(open_page(script=script), desk)
    page.get_by_label("What does the aim say?").fill("The first.")
    page.get_by_role("button", name="One more: Aim").click()
    page.get_by_role("heading", name="Aim 2").wait_for()
    page.get_by_label("What does the aim say?").nth(1).fill("The second.")
    page.get_by_role("button", name="One more: Aim").click()
    page.get_by_role("heading", name="Aim 3").wait_for()
    page.get_by_role("button", name="Take the last one out").click()
    page.get_by_role("heading", name="Aim 3").wait_for(state="detached")
    page.get_by_role("button", name="Take the last one out").click()
    page.get_by_role("heading", name="Aim 2").wait_for(state="detached")
    assert page.get_by_label("What does the aim say?").input_value() == "The first."
    assert values(desk.reading) == {
        "/doing/aim": "1",
        "/doing/aim[1]/says": "The first.",
        "/doing/aim[2]/says": "",
    }


def test_the_guidance_is_searched(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.press("/")
    page.keyboard.type("who does what")
    page.get_by_text("1 question", exact=True).wait_for()
    page.keyboard.press("Enter")
    assert page.get_by_text("A plan says who does what by when.").is_visible()


def test_the_page_has_no_barriers_and_fits_every_width(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    question(page, "Is there a plan?").get_by_text("Yes", exact=True).click()
    question(page, "How many home visits?").get_by_role("textbox").fill("120")
    saved(page)
    page.locator("summary").filter(has_text="Guidance").first.click()
    page.get_by_text("Keys", exact=True).click()
    found = []
    for width, height in (LAPTOP, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        found += [*beyond_the_edge(page), *violations(page)]
    assert found == []


def test_a_concern_is_raised_by_keyboard_seen_and_received(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Someone may be at risk").press("Enter")
    concern = opened.value
    assert "Ring first." in concern.get_by_role("main").inner_text()
    concern.get_by_role("button", name="Send the concern").press("Enter")
    concern.get_by_text("Nobody has received it yet").wait_for()

    manager = open_page()
    let_in(manager, desk.address, desk.team.manager)
    manager.goto(f"{desk.address}/o/{desk.team.council.slug}/scrutiny/")
    manager.get_by_role("link", name=desk.team.activity.title).first.click()
    manager.get_by_role("rowheader").get_by_role("link").click()
    manager.get_by_role("button", name="I have it: it is received").click()
    manager.get_by_text("You have received it.").wait_for()
    concern.reload()
    assert "Received, service manager" in concern.get_by_role("main").inner_text()
    assert page.get_by_role("heading", level=1).inner_text() == "Record CPO-0001"
