"""Writing a report in a real browser: by keyboard alone, two people at once, offline, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from factories.activities import inspection
from factories.browsers import LAPTOP, PHONE, TABLET, beyond_the_edge, violations
from factories.standing import let_in, standing
from factories.written import evidence_in, report_of, section_of, written
from plumbline_web.people.models import Account
from plumbline_web.writing.models import Draft, LetStand, SectionVersion
from plumbline_web.writing.queries import newest

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]
MISUSED = (
    "a number of",
    "significant minority",
    "very few",
    "virtually all",
    "just under half",
    "a third",
    "all partners",
    "consensus",
    "routinely",
    "highest to date",
)
FALSE_MOST = "[Most]{e1} records held a plan."


@pytest.fixture
def desk(browser: Browser, db: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A report with its sections, two pieces of evidence, and the site's address."""
    with standing(django_db_blocker) as address:
        team = inspection(readers=1)
        evidence_in(team)
        paper = report_of(team)
        section = section_of(paper)
        path = f"{address}/o/{team.body.slug}/scrutiny/{team.activity.key}"
        yield SimpleNamespace(
            address=address,
            team=team,
            paper=paper,
            section=section,
            report=f"{path}/reports/{paper.key}/",
            page=f"{path}/sections/{section.key}/",
        )


def at_desk(page: Page, desk: SimpleNamespace, account: Account | None = None) -> Page:
    """The section, held for writing."""
    let_in(page, desk.address, account or desk.team.lead)
    page.goto(desk.page)
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_label("Text", exact=True)).to_be_focused()  # the script has run: keys are not lost
    return page


def kept(page: Page) -> None:
    """Wait until the page says that all that was typed is kept."""
    page.locator("[data-saved]").get_by_text("Kept.").wait_for()


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("[data-saved]").get_by_text("Saved as a version.").wait_for()


def box(page: Page) -> str:
    return page.get_by_label("Text", exact=True).input_value()


def test_a_brace_offers_quantities_that_keys_alone_put_in(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    press, type_ = page.keyboard.press, page.keyboard.type
    type_("A plan was there in {")
    page.get_by_role("option", name="less than half, 37 of 99 records").wait_for()
    assert page.get_by_role("option", selected=True).inner_text().startswith("less than half")
    type_("seen")
    assert page.get_by_role("option").count() == 1
    for _ in "seen":
        press("Backspace")
    press("ArrowDown")
    active = page.get_by_label("Text", exact=True).get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    press("ArrowUp")
    press("Enter")
    assert box(page) == "A plan was there in {e1}"
    type_(".")
    kept(page)
    page.get_by_text("1 quantity").wait_for(state="hidden")
    assert page.locator(".pl-chips").inner_text().startswith("{e1} less than half, 37 of 99 records")
    saved(page)
    assert newest(desk.section).text == "A plan was there in {e1}."


def test_a_word_of_quantity_offers_what_it_could_be_bound_to(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.type("Most")
    # What bears the word comes first; Enter alone still begins a line, for nothing is chosen.
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").first.inner_text().startswith("most, 80 of 99 orders")
    assert page.get_by_role("option", selected=True).count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(" people were seen in time.")
    assert box(page) == "[Most]{e2} people were seen in time."
    page.get_by_text("Everything holds.").wait_for()


def test_each_word_of_quantity_that_reports_misuse_offers_what_it_could_be_bound_to(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    offers, text = page.get_by_role("option"), page.get_by_label("Text", exact=True)
    for words in MISUSED:
        text.fill("")
        page.get_by_role("listbox").wait_for(state="hidden")
        page.keyboard.type(words)
        offers.first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert box(page) in (f"[{words}]{{e1}}", f"[{words}]{{e2}}")
    kept(page)


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_what_is_offered_is_in_sight_beside_the_line_that_is_typed(
    open_page: OpenPage, desk: SimpleNamespace, size: tuple[int, int]
) -> None:
    page = at_desk(open_page(width=size[0], height=size[1]), desk)
    for lines in (0, 18):
        page.get_by_label("Text", exact=True).fill("A line.\n" * lines)
        page.evaluate("scrollTo(0, 0)")
        page.keyboard.type("Most")
        panel = page.locator("[data-offers]")
        panel.wait_for()
        within = panel.bounding_box()
        assert within is not None
        assert within["y"] > 0 and within["y"] + within["height"] <= size[1] + 1
    kept(page)


def test_escape_leaves_the_offer_and_enter_then_begins_a_line(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.type("In {e")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("listbox").wait_for(state="hidden")
    page.keyboard.press("Enter")
    assert box(page) == "In {e\n"
    kept(page)


def test_a_false_most_is_flagged_and_the_wording_that_holds_is_taken_by_keys(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.type(FALSE_MOST)
    page.get_by_text("The evidence says less than half: 37%, 37 of 99.").wait_for()
    page.get_by_text("What holds: less than half, 37 of 99 records (between 29% and 47%)").wait_for()
    page.get_by_role("button", name="Take this wording").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Everything holds.").wait_for()
    assert box(page) == "{e1} records held a plan."
    page.keyboard.press("Control+z")
    assert box(page) == FALSE_MOST


def test_a_lead_lets_words_stand_with_a_reason(open_page: OpenPage, desk: SimpleNamespace) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.type("Several had two.")
    page.keyboard.press("Escape")
    page.get_by_text("Let it stand", exact=True).first.click()
    page.get_by_label("Why may “Several” stand?").fill("the council keeps no list")
    page.get_by_role("button", name="Let it stand").click()
    page.get_by_text("stands: the council keeps no list", exact=True).wait_for()
    assert box(page) == "[Several]{stands: the council keeps no list} had two."
    saved(page)
    assert LetStand.objects.get().reason == "the council keeps no list"


def test_what_was_typed_is_kept_when_the_page_is_left_and_the_section_is_given_up(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(), desk)
    page.keyboard.type("Half a sentence")
    kept(page)
    page.goto(desk.report)
    page.get_by_role("heading", name="What we found").wait_for()
    page.reload()
    page.get_by_text("3 words, last by").wait_for()
    desk.section.refresh_from_db()
    assert (newest(desk.section).text, desk.section.held_by) == ("Half a sentence", None)


def test_offline_in_the_middle_of_a_sentence_loses_nothing(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(expected="ERR_INTERNET_DISCONNECTED"), desk)
    page.keyboard.type("Before.")
    kept(page)
    page.context.set_offline(True)
    page.keyboard.type(" While.")
    page.locator("[data-saved]").get_by_text("Not kept yet. There is no network").wait_for()
    page.keyboard.type(" After.")
    page.context.set_offline(False)
    kept(page)
    assert Draft.objects.get().text == "Before. While. After."


def test_two_people_never_write_over_each_other_and_put_their_texts_together(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    written(desk.team.lead, desk.section, "Begun.")
    one = at_desk(open_page(), desk, desk.team.readers[0])
    one.get_by_label("Text", exact=True).fill("Begun. From the first.")
    kept(one)
    other = open_page()
    let_in(other, desk.address, desk.team.lead)
    other.goto(desk.page)
    other.get_by_text("is writing it").wait_for()
    other.get_by_role("button", name="Take it over").click()
    assert other.get_by_label("Text", exact=True).input_value() == "Begun. From the first."
    other.get_by_label("Text", exact=True).fill("Begun. From the second.")
    saved(other)
    one.get_by_label("Text", exact=True).fill("Begun. From the first, and more.")
    one.locator("[data-saved]").get_by_text("has taken this section over").wait_for()
    one.get_by_role("button", name="Save", exact=True).click()
    one.get_by_role("heading", name="Two texts were written at once").wait_for()
    one.get_by_label("The text that shall count").fill("Begun. From both.")
    one.get_by_role("button", name="Save this text").click()
    one.get_by_text("Begun. From both.").first.wait_for()
    assert newest(desk.section).text == "Begun. From both."
    assert list(SectionVersion.objects.values_list("text", flat=True)) == [
        "Begun.",
        "Begun. From the first.",
        "Begun. From the second.",
        "Begun. From the first, and more.",
        "Begun. From both.",
    ]


def test_without_script_a_section_is_held_checked_mended_and_left(
    open_page: OpenPage, desk: SimpleNamespace
) -> None:
    page = at_desk(open_page(script=False), desk)
    # What is offered while typing stands in a table too, with what to write for it.
    offered = page.get_by_role("region", name="Quantities you can use").get_by_role("row")
    assert offered.nth(1).inner_text().split("\t")[1:3] == [
        "{e1}",
        "less than half, 37 of 99 records (between 29% and 47%)",
    ]
    page.get_by_label("Text", exact=True).fill(FALSE_MOST)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The evidence says less than half: 37%, 37 of 99.").wait_for()
    page.get_by_role("button", name="Take this wording").click()
    page.get_by_text("Saved, with the wording that holds.").wait_for()
    assert box(page) == "{e1} records held a plan."
    page.get_by_label("Text", exact=True).fill("{e1} records held a plan. Several had two.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Let it stand", exact=True).first.click()
    page.get_by_label("Why may “Several” stand?").fill("the council keeps no list")
    page.get_by_role("button", name="Let it stand").click()
    page.get_by_text("Everything holds.").wait_for()
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("heading", name="What we found").wait_for()
    desk.section.refresh_from_db()
    assert desk.section.held_by is None
    assert newest(desk.section).text == (
        "{e1} records held a plan. [Several]{stands: the council keeps no list} had two."
    )


@pytest.mark.parametrize("size", [PHONE, TABLET, LAPTOP])
def test_the_editor_with_its_offers_and_margin_has_no_barriers_at_any_size(
    open_page: OpenPage, desk: SimpleNamespace, size: tuple[int, int]
) -> None:
    page = at_desk(open_page(width=size[0], height=size[1]), desk)
    page.keyboard.type(f"{FALSE_MOST} Several. In ")
    page.get_by_text("The evidence says less than half").wait_for()
    page.keyboard.type("{")
    page.get_by_role("option").first.wait_for()
    assert violations(page) == []
    assert beyond_the_edge(page) == []
