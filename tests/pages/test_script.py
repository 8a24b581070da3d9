"""What the pages do better where a script runs: copying, dropping, polling, the calendar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from factories.browsers import violations

OpenPage = Callable[..., Page]

DROP = """(place, names) => {
  const moved = new DataTransfer();
  for (const name of names) moved.items.add(new File(["a,b\\n"], name));
  place.dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
}"""


def test_a_table_is_copied_with_tabs_and_no_cell_becomes_a_formula(open_page: OpenPage, gallery: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(gallery)
    page.locator("summary", has_text="The numbers as a table").click()
    page.locator("[data-pl-copy=numbers]").click()
    expect(page.locator("[data-pl-copy=numbers] + .pl-said")).to_have_text(
        "Copied. Paste it into a spreadsheet."
    )
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
        "Month\tMet\tJudged\tRate\tWhat changed",
        "April 2025\t43\t69\t62.3%\t'= no real change",
        "May 2025\t46\t70\t65.7%\t'+ one more",
        "June 2025\t31\t69\t44.9%\t−20 points",
    ]


def test_a_copied_rate_has_its_interval_and_no_words_of_the_page(open_page: OpenPage, gallery: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(gallery)
    page.locator("[data-pl-copy=standards]").click()
    expect(page.locator("[data-pl-copy=standards] + .pl-said")).to_have_text(
        "Copied. Paste it into a spreadsheet."
    )
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "Standard\tRate\tOverdue\tDirection"
    assert (
        lines[1]
        == "First direct contact\t62.3% (43 of 69) 95% range 50.5% to 72.8%\t12\t▼ worsening since June 2025"
    )


def test_where_the_browser_forbids_copying_the_page_says_what_to_do(
    open_page: OpenPage, gallery: str
) -> None:
    page = open_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(gallery)
    page.locator("[data-pl-copy=standards]").click()
    expect(page.locator("[data-pl-copy=standards] + .pl-said")).to_have_text(
        "The browser did not allow it. Select the table and copy it instead."
    )


def test_without_script_no_button_is_shown_that_would_do_nothing(open_page: OpenPage, gallery: str) -> None:
    page = open_page(script=False)
    page.goto(gallery)
    assert not any(one.is_visible() for one in page.locator("[data-pl-copy]").all())
    assert page.locator(".ds_datepicker__button, .pl-drop__folder").count() == 0


def test_files_dropped_on_the_field_are_what_is_sent(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    page.locator("[data-pl-drop]:has([name=files])").evaluate(DROP, ["contacts.csv", "orders.csv"])
    expect(page.locator("[data-pl-drop]:has([name=files]) [role=status]")).to_have_text(
        "2 files chosen, 8 bytes."
    )
    assert page.locator("[name=files]").evaluate("one => [...one.files].map((file) => file.name)") == [
        "contacts.csv",
        "orders.csv",
    ]


def test_what_a_computer_keeps_for_itself_is_left_out_and_said(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    page.locator("[data-pl-drop]:has([name=files])").evaluate(
        DROP, [".DS_Store", "orders.csv", "~$orders.xlsx"]
    )
    expect(page.locator("[data-pl-drop]:has([name=files]) [role=status]")).to_have_text(
        "1 file chosen, 4 bytes. Left out, since a computer keeps them for itself: .DS_Store, ~$orders.xlsx."
    )


def test_two_files_on_a_field_for_one_change_nothing_and_it_says_so(
    open_page: OpenPage, gallery: str
) -> None:
    page = open_page()
    page.goto(gallery)
    page.locator("[data-pl-drop]:has([name=tables])").evaluate(DROP, ["a.zip"])
    page.locator("[data-pl-drop]:has([name=tables])").evaluate(DROP, ["b.zip", "c.zip"])
    expect(page.locator("[data-pl-drop]:has([name=tables]) [role=status]")).to_have_text(
        "1 file chosen, 4 bytes. Only one file can be sent here: nothing was changed."
    )
    assert page.locator("[name=tables]").evaluate("one => one.files[0].name") == "a.zip"


def test_two_files_of_one_name_change_nothing_and_it_says_so(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    page.locator("[data-pl-drop]:has([name=files])").evaluate(DROP, ["orders.csv", "orders.csv"])
    expect(page.locator("[data-pl-drop]:has([name=files]) [role=status]")).to_have_text(
        "Nothing chosen yet. Two files have the same name (orders.csv): nothing was changed. "
        "Choose one folder at a time."
    )


def test_a_whole_folder_can_be_chosen_with_what_lies_deeper(
    open_page: OpenPage, gallery: str, tmp_path: Path
) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "orders.csv").write_text("a\n")
    (tmp_path / "deeper" / "contacts.csv").write_text("b\n")
    page = open_page()
    page.goto(gallery)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a whole folder").click()
    chooser.value.set_files(tmp_path)
    expect(page.locator("[data-pl-drop]:has([name=files]) li")).to_have_count(2)
    names = page.locator("[name=files]").evaluate("one => [...one.files].map((file) => file.name)")
    assert sorted(names) == ["contacts.csv", "orders.csv"]


def test_a_day_chosen_in_the_calendar_is_written_into_its_field(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    page.locator("[name=as_at]").fill("17/03/2026")
    page.locator(".ds_datepicker:has([name=as_at]) button").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Tuesday 31 March 2026").click()
    assert page.locator("[name=as_at]").input_value() == "31/03/2026"


def test_progress_looks_by_itself_until_the_work_is_over(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.rpartition("/")[2]) if "/work" in one.url else None)
    page.goto(gallery)
    expect(page.locator("#progress strong")).to_have_text("25%")
    for share in ("50%", "75%", "100%"):
        page.clock.run_for(2100)
        expect(page.locator("#progress strong")).to_have_text(share)
    page.clock.run_for(20_000)
    assert asked == ["work?at=2", "work?at=3", "work?at=4"]


def test_progress_stands_while_the_server_fails_and_goes_on_afterwards(
    open_page: OpenPage, gallery: str
) -> None:
    page = open_page(expected="500")
    page.clock.install()
    failing = True
    page.route(
        "**/work*",
        lambda route: route.fulfill(status=500, body="<h1>no</h1>") if failing else route.continue_(),
    )
    page.goto(gallery)
    with page.expect_response("**/work*"):
        page.clock.run_for(2100)
    expect(page.locator("#progress strong")).to_have_text("25%")
    failing = False
    page.clock.run_for(2100)
    expect(page.locator("#progress strong")).to_have_text("50%")


def test_progress_that_is_led_to_signing_in_takes_the_whole_page_there(
    open_page: OpenPage, gallery: str
) -> None:
    page = open_page()
    page.clock.install()
    page.goto(gallery)
    page.locator("#progress").evaluate("one => { one.setAttribute('hx-get', '/leads-away') }")
    with page.expect_event("load"):
        page.clock.run_for(2100)
    assert page.locator("h1").all_inner_texts() == ["Everything that pages are made of"]
    assert page.locator("#progress h1").count() == 0


def test_a_form_that_came_back_is_read_from_its_errors_on(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    page.get_by_role("button", name="Save the council").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Whose side: ").click()
    assert page.evaluate("document.activeElement.name") == "side"


def test_a_form_that_is_on_its_way_is_not_sent_a_second_time(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    held: list[Route] = []
    page.route(
        "**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    page.goto(gallery)
    # Pressed, and once more while the first is on its way; what is asked for after that comes by after it.
    pressed = "one => { one.click(); setTimeout(() => { one.click(); fetch('/?pressed-twice'); }, 300); }"
    with page.expect_request("**/?pressed-twice"):
        page.get_by_role("button", name="Save the council").evaluate(pressed)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#error-summary")).to_be_focused()


def test_a_form_that_is_answered_with_a_file_can_be_sent_again(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.clock.install()
    page.goto(gallery)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    page.route(
        "**/*",
        lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_(),
    )
    button = page.get_by_role("button", name="Save the council")
    for _ in range(2):
        with page.expect_response("**/*"):
            button.click()
        page.clock.run_for(6000)
    assert len(sent) == 2


def test_a_table_that_fits_is_no_stop_of_the_tab_key(open_page: OpenPage, gallery: str) -> None:
    page = open_page()
    page.goto(gallery)
    region = page.get_by_role("region", name="Standards")
    expect(region).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(region).to_have_attribute("tabindex", "0")


def signed_in(open_page: OpenPage, gallery: str, stay: str = "/plain") -> Page:
    """A page of a session of 70 minutes, after an hour in which nothing was asked for."""
    page = open_page()
    page.clock.install()
    page.goto(f"{gallery}/signed-in?stay={stay}")
    page.clock.fast_forward("58:00")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.clock.fast_forward("03:00")
    return page


def test_before_somebody_is_signed_out_it_is_said_and_one_button_puts_it_off(
    open_page: OpenPage, gallery: str
) -> None:
    page = signed_in(open_page, gallery)
    expect(page.get_by_role("dialog", name="You will be signed out at")).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.clock.fast_forward("58:00")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_when_the_time_is_over_what_was_written_can_still_be_copied(
    open_page: OpenPage, gallery: str
) -> None:
    page = signed_in(open_page, gallery)
    page.clock.fast_forward("11:00")
    expect(page.get_by_role("dialog", name="You have been signed out")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.clock.fast_forward("11:00")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_session_that_is_over_already_cannot_be_put_off(open_page: OpenPage, gallery: str) -> None:
    page = signed_in(open_page, gallery, stay="/leads-away")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog", name="You have been signed out")).to_be_visible()


def test_what_another_page_of_the_browser_asks_for_counts(open_page: OpenPage, gallery: str) -> None:
    page = signed_in(open_page, gallery)
    page.evaluate("localStorage.setItem('plumbline signed in until', String(Date.now() + 4200000))")
    page.clock.fast_forward("00:30")
    expect(page.locator("dialog[open]")).to_have_count(0)
