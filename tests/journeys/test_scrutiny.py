"""Those who look from outside: an inspector by a grant, a lead inspector, analysts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from factories.standing import sign_in
from journeys.steps import column, follow, go_to, heading, patient, press, said
from plumbline_web.people.models import Account, Grant
from plumbline_web.people.queries import today

pytestmark = pytest.mark.django_db
World = SimpleNamespace
OpenPage = Callable[..., Page]


def signed_in(page: Page, world: World, account: Account) -> Page:
    sign_in(patient(page), world.address, account)
    return page


@pytest.fixture(scope="module")
def measures(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The file measures.csv of this council, and the same as if of two others."""
    own = (world.run.folder / "run" / "measures.csv").read_text("utf-8")
    folder, found = tmp_path_factory.mktemp("measures"), []
    for code in ("X12000001", "X12000004", "X12000003"):
        path = folder / code / "measures.csv"
        path.parent.mkdir()
        path.write_text(own.replace("X12000001", code), "utf-8")
        found.append(path)
    return found


def bring_in(page: Page, file: Path, day: str) -> None:
    page.get_by_label("measures.csv").set_input_files(file)
    page.get_by_label("The day its figures are as at").fill(day)
    press(page, "Bring it in")


def test_a_grant_lets_an_inspector_in_its_giver_sees_each_use_and_then_it_lapses(
    open_page: OpenPage, world: World
) -> None:
    giver = signed_in(open_page(), world, world.people["service_manager"])
    go_to(giver, "Grants")
    follow(giver, "Give a grant")
    giver.get_by_label("To which organisation").select_option(label="National inspectorate")
    giver.get_by_label("What for").fill("Inspection of community payback")
    press(giver, "Give the grant")

    inspector = signed_in(open_page(), world, world.nationals["inspector"])
    if heading(inspector) == "Your organisations":
        follow(inspector, "Ashmarrow")
    else:
        follow(inspector, "Ashmarrow")
    assert heading(inspector) == "Overview"
    go_to(inspector, "Cases")
    reference = inspector.get_by_role("rowheader").first.inner_text()
    follow(inspector, reference)
    assert reference in heading(inspector)
    case = inspector.url

    go_to(giver, "Grants")
    follow(giver, "National inspectorate")
    assert set(column(giver, "When cases or figures", "Who")) == {"inspector of national-inspectorate"}
    assert "Read case" in column(giver, "When cases or figures", "What")

    grant = Grant.objects.get()
    grant.from_on, grant.until_on = today() - timedelta(days=9), today() - timedelta(days=1)
    grant.save()
    inspector.goto(case)
    assert heading(inspector) == "Page not found"
    giver.reload()
    assert "Lapsed" in said(giver)


def test_analysts_bring_in_figures_and_a_lead_inspector_sees_all_councils_in_the_order_of_names(
    open_page: OpenPage, world: World, measures: list[Path]
) -> None:
    analyst = signed_in(open_page(), world, world.nationals["analyst"])
    go_to(analyst, "Compare")
    follow(analyst, "Bring in another council")
    for file in measures:
        bring_in(analyst, file, "31/03/2026")
    assert sorted(column(analyst, "Figures brought in", "Authority")) == [
        "X12000001",
        "X12000003",
        "X12000004",
    ]

    lead = signed_in(open_page(), world, world.nationals["lead_inspector"])
    go_to(lead, "Compare")
    follow(lead, "All councils at once")
    names = [one.partition(" from a file")[0] for one in column(lead, "Strict rate over each", "Council")]
    assert len(names) == 3
    assert names == sorted(names)
    follow(lead, "A funnel for each standard")
    assert names == column(lead, ": each council", "Council")


def test_an_analyst_of_a_council_brings_in_the_file_of_another_and_never_the_own(
    open_page: OpenPage, world: World, measures: list[Path]
) -> None:
    page = signed_in(open_page(), world, world.people["analyst"])
    go_to(page, "Compare")
    follow(page, "Bring in another council")
    bring_in(page, measures[0], "31/03/2026")
    assert "which are your own" in said(page)
    bring_in(page, measures[1], "31/03/2026")
    go_to(page, "Compare")
    assert [one.endswith(" yours") for one in column(page, ": each council", "Council")] == [True, False]
