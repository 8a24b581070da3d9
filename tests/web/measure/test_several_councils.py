"""A run of several councils: each council's cases are opened by its own grant, and by nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from factories.site import AS_AT, ELSEWHERE, HERE, council, made_up, person
from plumbline_web.audit.models import Event
from plumbline_web.measure.case_files import MOST_KEPT, _kept, reading
from plumbline_web.measure.queries import case, cases, find
from plumbline_web.people.actions import open_grant, open_organisation
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.records.models import Extract, Run

from .conftest import PEPPER, judged_in

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]


@pytest.fixture(scope="session")
def kept_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of two councils in one extract."""
    folder = tmp_path_factory.mktemp("two")
    return judged_in(folder, made_up(folder / "extract", HERE, ELSEWHERE, orders=40, years=1))


@pytest.fixture
def national() -> Organisation:
    """A national body that loads every council's records."""
    made = open_organisation(by=None, name="Nation", slug="nation", kind="national", acts_for_all=True)
    made.pepper = PEPPER
    made.save()
    return made


@pytest.fixture
def lead(national: Organisation) -> Account:
    """Who loads them."""
    return person(national, "information_lead")


@pytest.fixture
def run(national: Organisation, lead: Account, kept_of_two: Path) -> Run:
    extract = Extract.objects.create(organisation=national, loaded_by=lead, state="taken", as_at=AS_AT)
    made = Run.objects.create(
        organisation=national, extract=extract, as_at=AS_AT, state="frozen", frozen_at=timezone.now()
    )
    shutil.copytree(kept_of_two, made.folder)
    return made


def opened_to(national: Organisation, owner: Organisation) -> None:
    """A grant of this council's to the national body, from today."""
    day = today()
    manager = person(owner, "service_manager")
    open_grant(
        by=manager, owner=owner, to=national, purpose="x", from_on=day, until_on=day + timedelta(days=9)
    )


def authorities(run: Run, account: Account) -> set[object]:
    return {row["authority"] for row in cases(run, access(account, run.organisation), {}, size=100_000).rows}


def test_without_a_grant_no_case_is_seen_and_no_number_opens_any(
    run: Run, lead: Account, browse: Browse
) -> None:
    assert authorities(run, lead) == set()
    assert "/cases/?" not in browse(lead).get("/o/nation/").content.decode()


def test_a_grant_opens_the_cases_of_its_own_council_alone(
    run: Run, national: Organisation, lead: Account
) -> None:
    opened_to(national, council())
    assert authorities(run, lead) == {HERE}
    opened_to(national, council("Brackenmoor", ELSEWHERE))
    assert authorities(run, lead) == {HERE, ELSEWHERE}


def test_a_case_of_a_council_without_a_grant_is_found_neither_by_key_nor_by_reference(
    run: Run, national: Organisation, lead: Account
) -> None:
    opened_to(national, council())
    opened_to(national, there := council("Brackenmoor", ELSEWHERE))
    seen = access(lead, national)
    row = next(row for row in cases(run, seen, {}, size=100_000).rows if row["authority"] == ELSEWHERE)
    assert find(run, seen, str(row["reference"])) == row["case_key"]
    there.grants_given.update(until_on=today() - timedelta(days=1), from_on=today() - timedelta(days=1))
    assert (case(run, seen, row["case_key"]), find(run, seen, str(row["reference"]))) == ([], "")


def test_a_filter_by_a_council_without_a_grant_is_told(
    run: Run, national: Organisation, lead: Account, browse: Browse
) -> None:
    opened_to(national, council())
    assert browse(lead).get("/o/nation/cases/", {"authority": ELSEWHERE}).status_code == 400
    assert browse(lead).get("/o/nation/cases/", {"authority": HERE}).status_code == 200


def test_a_list_is_written_down_for_the_councils_whose_cases_were_on_it(
    run: Run, national: Organisation, lead: Account, browse: Browse
) -> None:
    opened_to(national, council())
    opened_to(national, council("Brackenmoor", ELSEWHERE))
    browse(lead).get("/o/nation/cases/", {"authority": HERE})
    told = Event.objects.filter(act="read case list").values_list("organisation", flat=True)
    assert sorted(told) == ["ashmarrow", "nation"]


def test_a_connection_holds_no_row_of_a_council_that_its_readers_may_not_see(run: Run) -> None:
    from plumbline_web.measure.case_files import cases_folder

    with reading(cases_folder(run), frozenset([HERE])) as con:
        views = [
            row[0]
            for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        ]
        held = {
            row[0]
            for view in views
            for row in con.execute(f"SELECT DISTINCT authority FROM {view}").fetchall()
        }
    assert (len(views), held) == (17, {HERE})


def test_only_so_many_connections_are_kept(run: Run) -> None:
    from plumbline_web.measure.case_files import cases_folder

    for at in range(MOST_KEPT + 3):
        with reading(cases_folder(run), frozenset([f"X99{at:06d}"])) as con:
            assert con.execute("SELECT count(*) FROM listed").fetchall() == [(0,)]
    assert len(_kept) == MOST_KEPT
