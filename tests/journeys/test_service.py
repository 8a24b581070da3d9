"""A service at work: its practitioner, team leader, service manager, board reader and partner contributor."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from factories.standing import sign_in
from journeys.steps import column, downloaded, follow, go_to, heading, patient, places, press, said

pytestmark = pytest.mark.django_db
World = SimpleNamespace
OpenPage = Callable[..., Page]
STANDARD = "LS/CMI assessment completed"


def signed_in(page: Page, world: World, role: str) -> Page:
    sign_in(patient(page), world.address, world.people[role])
    return page


def asks_to_put_aside(page: Page, world: World) -> None:
    """Of the practitioner's own list, a duty in the team leader's team."""
    go_to(page, "Falls due")
    row = page.get_by_role("row").filter(has_text=world.team).filter(has=page.get_by_role("checkbox")).first
    row.get_by_role("checkbox").check()
    page.get_by_label("Why").select_option(label="A hearing or an application is awaited")
    press(page, "Put aside")


def test_a_practitioner_sees_the_own_cases_and_asks_to_put_a_duty_aside(
    open_page: OpenPage, world: World
) -> None:
    page = signed_in(open_page(), world, "practitioner")
    go_to(page, "Cases")
    assert "of your own cases" in said(page)
    assert set(column(page, "What wants looking at first", "Worker")) == {world.worker}
    reference = page.get_by_role("rowheader").first.inner_text()
    follow(page, reference)
    assert reference in heading(page)
    assert "What was owed, and what was done" in said(page)
    expect(page.get_by_role("img", name="Time line of ")).to_be_visible()
    asks_to_put_aside(page, world)
    assert "Asked to put 1 duty aside" in said(page)
    assert "Your team leader decides." in said(page)


def test_a_team_leader_approves_notes_a_reason_and_takes_the_list_along(
    open_page: OpenPage, world: World, tmp_path: Path
) -> None:
    asks_to_put_aside(signed_in(open_page(), world, "practitioner"), world)
    page = signed_in(open_page(), world, "team_leader")
    go_to(page, "Falls due")
    duties = page.get_by_role("row").filter(has=page.get_by_role("checkbox"))
    assert duties.count() == duties.filter(has_text=world.team).count() > 0
    assert "practitioner of ashmarrow asks to put it aside" in said(page)
    press(page, "Approve")
    assert "Approved." in said(page)
    go_to(page, "Cases")
    teams = column(page, "What wants looking at first", "Team")
    assert set(teams) == {world.team}
    page.get_by_role("checkbox", name="Choose ").first.check()
    press(page, "Note a reason for those ticked")
    assert heading(page) == "Note why 1 duty was missed"
    page.get_by_label("Reason").select_option(index=1)
    reason = page.get_by_label("Reason").locator("option:checked").inner_text()
    press(page, "Note the reason")
    assert f"noted here: {reason}" in said(page)
    total = int(page.get_by_role("main").locator("strong").first.inner_text().replace(",", ""))
    kept = downloaded(page, "Save the whole list", tmp_path)
    with kept.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == total + 1


def test_a_service_manager_goes_from_a_number_to_a_case_and_says_what_happened(
    open_page: OpenPage, world: World, tmp_path: Path
) -> None:
    page = signed_in(open_page(), world, "service_manager")
    assert heading(page) == "Overview"
    follow(page, STANDARD)
    button = page.get_by_role("link", name="Open the ")
    missed = button.inner_text().split()[2]
    follow(page, "Open the ")
    assert f"{missed} duties" in said(page)
    reference = page.get_by_role("rowheader").first.inner_text()
    follow(page, reference)
    assert reference in heading(page)
    page.go_back()
    page.go_back()
    follow(page, "Pin a note to a month")
    page.get_by_label("Month").select_option(index=3)
    page.get_by_label("Note").fill("Two posts vacant")
    press(page, "Pin the note")
    follow(page, "Back to the standard")
    assert "Two posts vacant" in said(page)
    follow(page, "Set a target")
    page.get_by_label("Target, in percent").fill("90")
    page.get_by_label("Approaching from, in percent").fill("80")
    press(page, "Set the target")
    assert "The target is set." in said(page)
    follow(page, "Back to the standard")
    assert "Target: " in said(page)


def test_a_service_manager_asks_for_a_report_and_a_board_reader_reads_it_and_opens_no_case(
    open_page: OpenPage, world: World, tmp_path: Path
) -> None:
    page = signed_in(open_page(), world, "service_manager")
    go_to(page, "Reports")
    press(page, "Make the report")
    assert heading(page).startswith("Report of ")
    reader = signed_in(open_page(), world, "board_reader")
    assert heading(reader) == "Overview"
    assert "Cases" not in places(reader)
    assert "Falls due" not in places(reader)
    follow(reader, STANDARD)
    assert reader.get_by_role("main").get_by_role("link", name="Open the ").count() == 0
    addresses = [one.get_attribute("href") for one in reader.get_by_role("link").all()]
    assert [one for one in addresses if "/cases/" in one] == []
    reader.goto(f"{world.address}/o/ashmarrow/cases/")
    assert heading(reader) == "You may not do this"
    reader.go_back()
    go_to(reader, "Reports")
    reader.get_by_role("rowheader").get_by_role("link").first.click()
    reader.wait_for_load_state()
    kept = downloaded(reader, "A page (HTML)", tmp_path)
    assert "Ashmarrow" in kept.read_text("utf-8")


def test_a_partner_contributor_is_told_that_nothing_is_asked_of_them_now(
    open_page: OpenPage, world: World
) -> None:
    page = signed_in(open_page(), world, "partner_contributor")
    assert heading(page) == "Send evidence"
    assert "Nothing is asked of you here now." in said(page)
    page.goto(f"{world.address}/o/ashmarrow/")
    assert heading(page) == "You may not do this"
