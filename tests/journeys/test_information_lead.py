"""Loading records: by the file picker, with and without faults, until figures stand there."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from factories.site import council, person
from factories.standing import sign_in
from journeys.steps import column, downloaded, follow, go_to, heading, patient, press, said

pytestmark = pytest.mark.django_db
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def lead(nothing_yet: str) -> Iterator[SimpleNamespace]:
    """An information lead of a council that has no records yet."""
    here = council()
    yield SimpleNamespace(address=nothing_yet, account=person(here, "information_lead"))


def load(page: Page, folder: Path) -> None:
    """Choose the files of an extract and send them."""
    go_to(page, "Extracts")
    files = sorted(one for one in folder.iterdir() if one.suffix in (".csv", ".toml"))
    page.get_by_label("Your extract").set_input_files(files)
    press(page, "Load and check")


@pytest.fixture
def with_faults(extract: Path, tmp_path: Path) -> Path:
    """The same extract with a date that there is not, in two orders."""
    folder = shutil.copytree(extract, tmp_path / "sent")
    path = folder / "orders.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:2]:
        row["imposed_on"] = "2025-13-45"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def test_an_extract_is_loaded_looked_through_taken_and_judged(
    open_page: OpenPage, lead: SimpleNamespace, extract: Path
) -> None:
    page = patient(open_page())
    sign_in(page, lead.address, lead.account)
    assert heading(page) == "What to do next"
    load(page, extract)
    assert "Checked, waiting for your decision" in said(page) or "Take this extract" in said(page)
    assert "What was found" in said(page)
    assert "orders" in column(page, "Rows by table", "Table")
    press(page, "Take this extract")
    assert "Judged as at 31 March 2026." in said(page)
    follow(page, "See where the service stands")
    assert heading(page) == "Overview"
    assert "As at 31 March 2026" in page.locator("body").inner_text()
    go_to(page, "Extracts")
    assert column(page, "Extracts loaded", "Run") == ["As at 31 March 2026"]


def test_the_faults_of_an_extract_are_listed_narrowed_downloaded_and_it_is_turned_away(
    open_page: OpenPage, lead: SimpleNamespace, with_faults: Path, tmp_path: Path
) -> None:
    page = patient(open_page())
    sign_in(page, lead.address, lead.account)
    load(page, with_faults)
    extract = page.url
    assert "A date that cannot be read" in said(page)
    assert "How to mend it" in said(page)
    assert page.get_by_role("button", name="Take this extract").count() == 0
    follow(page, "See all of them")
    assert {"2025-13-45"} == set(column(page, "Faults in the order", "Value"))
    page.get_by_label("File").select_option(label="orders.csv")
    press(page, "Show the list")
    assert heading(page) == "Faults, one by one"
    assert len(column(page, "Faults in the order", "Value")) == 2
    page.goto(extract)
    kept = downloaded(page, "as CSV", tmp_path)
    assert kept.read_text("utf-8-sig").count("2025-13-45") >= 2
    press(page, "Turn it away")
    assert "Turned away" in said(page)
    go_to(page, "Extracts")
    assert column(page, "Extracts loaded", "Run") == [""]
