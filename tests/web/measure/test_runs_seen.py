"""Which run a page shows: the latest, an earlier one that stays open, and one whose rows are gone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from factories.site import AS_AT, person
from plumbline_web.measure.preparing import PAGES, prepare, shown
from plumbline_web.measure.queries import cases
from plumbline_web.measure.standing import changed_since
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access
from plumbline_web.records.models import Run
from plumbline_web.work.listing import make_due_list

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
EARLIER = date(2026, 2, 28)
PATHS = ("", "standards/cpo_review/", "quality/", "cases/")


def test_without_a_run_the_overview_says_what_will_be_here(manager: Account, browse: Browse) -> None:
    page = browse(manager).get("/o/ashmarrow/")
    assert (page.status_code, "Nothing is loaded yet" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("path", PATHS)
def test_a_run_that_is_not_there_is_not_found(run: Run, manager: Account, browse: Browse, path: str) -> None:
    assert browse(manager).get(f"/o/ashmarrow/{path}?run=nonsense").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_an_earlier_run_says_so_and_its_links_stay_with_it(
    run: Run, place: Callable[..., Run], kept: Path, manager: Account, browse: Browse, path: str
) -> None:
    earlier = place(kept, EARLIER)
    page = browse(manager).get(f"/o/ashmarrow/{path}?run={earlier.key}").content.decode()
    assert "This is an earlier run" in page
    hrefs = re.findall(r'href="(/o/ashmarrow/(?:standards|cases|quality|due)/[^"]*)"', page)
    strayed = [one for one in hrefs if earlier.key not in one]
    assert (len(hrefs) > 3, strayed) == (True, [])


def test_the_latest_run_does_not_say_that_it_is_an_earlier_one(
    run: Run, place: Callable[..., Run], kept: Path, manager: Account, browse: Browse
) -> None:
    place(kept, EARLIER)
    assert "earlier run" not in browse(manager).get("/o/ashmarrow/").content.decode().lower()


def test_two_runs_with_rows_can_be_set_side_by_side_by_who_may_see_extracts(
    run: Run, place: Callable[..., Run], kept: Path, here: Organisation, manager: Account, browse: Browse
) -> None:
    before = place(kept, EARLIER)
    side_by_side = f"/o/ashmarrow/extracts/between/?before={before.key}&amp;after={run.key}"
    assert side_by_side in browse(manager).get("/o/ashmarrow/").content.decode()
    leader = browse(person(here, "team_leader"))
    assert "/extracts/between/" not in leader.get("/o/ashmarrow/").content.decode()
    before.state, before.removed_at = "removed", timezone.now()
    before.save()
    assert "/extracts/between/" not in browse(manager).get("/o/ashmarrow/").content.decode()


def test_two_runs_that_say_the_same_differ_in_nothing(
    run: Run, place: Callable[..., Run], kept: Path
) -> None:
    assert changed_since(run, place(kept, EARLIER)) == []


def test_what_changed_since_the_run_before_is_said_of_the_standard(
    run: Run, place: Callable[..., Run], kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = place(kept, EARLIER)
    facts = shown(before)
    group = facts["front"]["groups"][0]
    row = {**group["rows"][0], "change": "no such change"}
    other = {
        **facts["front"],
        "groups": [{**group, "rows": [row, *group["rows"][1:]]}, *facts["front"]["groups"][1:]],
    }
    monkeypatch.setattr(
        "plumbline_web.measure.standing.shown",
        lambda one: {**facts, "front": other} if one == run else facts,
    )
    monkeypatch.setitem(
        __import__("plumbline_web.measure.standing", fromlist=["CHANGES"]).CHANGES, "no such change", "odd"
    )
    (said,) = changed_since(run, before)
    assert said["code"] == row["code"]
    assert said["words"].startswith("now odd, before ")


@pytest.fixture
def removed(run: Run) -> Run:
    """The run once the time for keeping its case rows is over."""
    run.state, run.removed_at = "removed", timezone.now()
    run.save()
    (run.folder / "run" / "results.parquet").unlink()
    shutil.rmtree(run.folder / f"pages-{PAGES}" / "cases")
    return run


def test_the_figures_of_a_run_without_case_rows_are_as_they_were(
    run: Run, kept: Path, manager: Account, browse: Browse, request: pytest.FixtureRequest
) -> None:
    before = browse(manager).get("/o/ashmarrow/standards/cpo_review/").context["one"]
    request.getfixturevalue("removed")
    assert browse(manager).get("/o/ashmarrow/standards/cpo_review/").context["one"] == before


@pytest.mark.parametrize("path", ["", "standards/cpo_review/", "quality/"])
def test_no_number_of_a_run_without_case_rows_opens_cases(
    removed: Run, manager: Account, browse: Browse, path: str
) -> None:
    page = browse(manager).get(f"/o/ashmarrow/{path}").content.decode()
    assert "/cases/?" not in page
    assert f"Its case rows were removed on {timezone.localdate().day} " in page


def test_the_lists_of_a_run_without_case_rows_say_when_they_were_removed(
    run: Run, manager: Account, browse: Browse, request: pytest.FixtureRequest
) -> None:
    key = cases(run, access(manager, run.organisation), {}).rows[0]["case_key"]
    request.getfixturevalue("removed")
    for path in ("cases/", f"cases/{key}/", "cases/export/"):
        answer = browse(manager).get(f"/o/ashmarrow/{path}")
        assert (answer.status_code, "were removed on" in answer.content.decode()) == (410, True)


def test_a_removed_run_of_an_older_form_keeps_the_pages_it_has(removed: Run) -> None:
    (removed.folder / f"pages-{PAGES}").rename(removed.folder / "pages-1")
    assert shown(removed)["as_at"] == AS_AT.isoformat()


def test_the_overview_names_what_needs_attention_before_all_else(
    run: Run, here: Organisation, browse: Browse
) -> None:
    page = browse(person(here, "board_reader")).get("/o/ashmarrow/").content.decode()
    places = [page.index(f'id="{one}"') for one in ("first", "standards", "due", "untold", "since", "runs")]
    assert places == sorted(places)


def test_no_page_of_figures_names_a_worker(run: Run, manager: Account, browse: Browse) -> None:
    for path in ("", "standards/cpo_review/", "quality/"):
        assert re.findall(r"X01-W-\d+", browse(manager).get(f"/o/ashmarrow/{path}").content.decode()) == []


def test_what_was_made_for_pages_in_an_older_form_goes_with_its_case_rows(run: Run) -> None:
    made, due = prepare(run), make_due_list(run).parent
    for folder, older in ((made, "pages-1"), (due, "due-1")):
        folder.rename(folder.with_name(older))
    assert (prepare(run), make_due_list(run).parent) == (made, due)
    assert sorted(one.name for one in run.folder.iterdir()) == sorted(["run", made.name, due.name])
