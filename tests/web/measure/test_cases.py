"""The list of duties: who sees what, and how it is narrowed, sorted, found and taken away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.site import ELSEWHERE, council, national, person
from plumbline_web.audit.models import Event
from plumbline_web.measure import exporting, preparing, queries
from plumbline_web.measure.keys import key_of
from plumbline_web.measure.preparing import VERDICTS_SHOWN
from plumbline_web.measure.queries import cases
from plumbline_web.measure.rules import SORTS
from plumbline_web.measure.views import export as export_view
from plumbline_web.people.actions import open_grant
from plumbline_web.people.models import Account, Organisation
from plumbline_web.people.queries import access, today
from plumbline_web.records.models import Run

from .conftest import HOSTILE, PEPPER

pytestmark = pytest.mark.django_db
Browse = Callable[[Account], Client]
CASES = "/o/ashmarrow/cases/"


def all_rows(run: Run, account: Account, **filters: str) -> tuple[dict[str, object], ...]:
    return cases(run, access(account, run.organisation), filters, size=100_000).rows


def test_a_practitioner_sees_the_duties_of_their_own_cases_alone(
    run: Run, here: Organisation, manager: Account
) -> None:
    worker = next(row["worker_id"] for row in all_rows(run, manager) if row["worker_id"])
    mine = all_rows(run, person(here, "practitioner", workers=[worker]))
    assert {row["worker_id"] for row in mine} == {worker}
    assert len(mine) == sum(row["worker_id"] == worker for row in all_rows(run, manager))


def test_a_team_leader_sees_the_duties_of_their_own_teams_alone(
    run: Run, here: Organisation, manager: Account
) -> None:
    team = next(row["team"] for row in all_rows(run, manager) if row["team"])
    mine = all_rows(run, person(here, "team_leader", teams=[team]))
    assert {row["team"] for row in mine} == {team}
    assert len(mine) == sum(row["team"] == team for row in all_rows(run, manager))


def test_a_practitioner_without_a_name_in_the_records_sees_nothing(run: Run, here: Organisation) -> None:
    assert all_rows(run, person(here, "practitioner")) == ()


def test_a_board_reader_is_refused_the_list(run: Run, here: Organisation, browse: Browse) -> None:
    assert browse(person(here, "board_reader")).get(CASES).status_code == 403


def test_an_inspector_sees_the_list_by_an_open_grant_and_its_use_is_written_down(
    run: Run, here: Organisation, manager: Account, browse: Browse
) -> None:
    to = national()
    grant = open_grant(
        by=manager, owner=here, to=to, purpose="x", from_on=today(), until_on=today() + timedelta(days=9)
    )
    found = browse(person(to, "inspector")).get(CASES).context["found"]
    assert found.total == len(all_rows(run, manager))
    assert Event.objects.get(act="read case list").subject == f"grant:{grant.key}"


def test_a_lapsed_grant_opens_nothing(run: Run, here: Organisation, manager: Account, browse: Browse) -> None:
    to, ended = national(), today() - timedelta(days=1)
    open_grant(by=manager, owner=here, to=to, purpose="x", from_on=ended, until_on=ended)
    assert browse(person(to, "inspector")).get(CASES).status_code == 404


def test_another_councils_manager_finds_no_case_by_a_key_of_ours(
    run: Run, manager: Account, browse: Browse
) -> None:
    key = all_rows(run, manager)[0]["case_key"]
    there = browse(person(council("Brackenmoor", ELSEWHERE), "service_manager"))
    assert there.get(f"/o/ashmarrow/cases/{key}/").status_code == 404
    assert there.get(f"/o/brackenmoor/cases/{key}/").status_code == 404


def test_a_case_of_another_team_is_not_found_by_its_key(
    run: Run, here: Organisation, manager: Account, browse: Browse
) -> None:
    rows = all_rows(run, manager)
    mine = next(row["team"] for row in rows if row["team"])
    key = next(row["case_key"] for row in rows if row["team"] not in (mine, None))
    leader = browse(person(here, "team_leader", teams=[mine]))
    assert leader.get(f"/o/ashmarrow/cases/{key}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "verdict=nonsense",
        "team=0000000000000000",
        "standard=no_such_standard",
        "from=yesterday",
        "from=2025-26",
        "until=2025-13",
        "over=shown",
        "colour=blue",
        "sort=rate",
        "page=two",
        "page=²",
        "from=2025-06&until=2025-01",
    ],
)
def test_a_value_that_the_list_does_not_know_is_told_and_nothing_is_listed(
    run: Run, manager: Account, browse: Browse, query: str
) -> None:
    answer = browse(manager).get(f"{CASES}?{query}")
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert "found" not in answer.context


def test_no_list_is_of_a_worker_so_that_none_gives_a_worker_s_rate(
    run: Run, manager: Account, browse: Browse
) -> None:
    key = next(row["worker_key"] for row in all_rows(run, manager) if row["worker_key"])
    answer = browse(manager).get(f"{CASES}?worker={key}")
    assert (answer.status_code, "found" in answer.context) == (400, False)


def test_a_value_that_the_address_makes_up_is_escaped(run: Run, manager: Account, browse: Browse) -> None:
    page = browse(manager).get(CASES, {"verdict": HOSTILE, HOSTILE: "1"}).content.decode()
    assert HOSTILE not in page


def test_filters_narrow_together(run: Run, manager: Account) -> None:
    team = next(
        row["team"]
        for row in all_rows(run, manager)
        if row["team"] and (row["standard"], row["verdict"]) == ("cpo_lscmi", "not_met")
    )
    asked = {"standard": "cpo_lscmi", "verdict": "not_met", "team": key_of(PEPPER, "team", str(team))}
    expected = [
        row["n"]
        for row in all_rows(run, manager)
        if (row["standard"], row["verdict"], row["team"]) == ("cpo_lscmi", "not_met", team)
    ]
    assert expected
    assert [row["n"] for row in all_rows(run, manager, **asked)] == expected


def test_months_narrow_from_the_first_until_the_last_named(run: Run, manager: Account) -> None:
    rows = all_rows(run, manager, **{"from": "2025-02", "until": "2025-03"})
    assert {row["period"] for row in rows} == {"2025-02", "2025-03"}


def test_a_list_is_sorted_by_a_column_and_what_is_empty_comes_last(run: Run, manager: Account) -> None:
    seen = access(manager, run.organisation)
    done = [row["done_on"] for row in cases(run, seen, {}, sort="-done", size=100_000).rows]
    filled = [one for one in done if one is not None]
    assert done == sorted(filled, reverse=True) + [None] * (len(done) - len(filled))


@pytest.mark.parametrize("sort", ["", "due", "-worker", "verdict"])
def test_the_pages_of_a_list_hold_each_duty_once(run: Run, manager: Account, sort: str) -> None:
    seen = access(manager, run.organisation)
    pages = cases(run, seen, {}, sort=sort, size=300).pages
    held = [
        row["n"] for at in range(pages) for row in cases(run, seen, {}, sort=sort, page=at + 1, size=300).rows
    ]
    assert sorted(held) == sorted(row["n"] for row in all_rows(run, manager))


def test_a_page_past_the_end_is_the_last_one(run: Run, manager: Account, browse: Browse) -> None:
    found = browse(manager).get(f"{CASES}?page=99999").context["found"]
    assert found.number == found.pages


def test_the_number_of_cases_is_that_of_different_cases(run: Run, manager: Account) -> None:
    found = cases(run, access(manager, run.organisation), {}, size=100_000)
    assert found.cases == len({row["case_key"] for row in found.rows})


def test_without_a_standard_the_latest_missed_of_all_of_them_come_first(run: Run, manager: Account) -> None:
    rows = all_rows(run, manager)
    stands = [
        (VERDICTS_SHOWN.index(row["verdict"]), -(row["due_on"] or date.min).toordinal()) for row in rows
    ]
    assert stands == sorted(stands)
    assert len({row["standard"] for row in rows[:10]}) > 1


def test_a_standards_list_keeps_that_order(run: Run, manager: Account) -> None:
    alone = [row["n"] for row in all_rows(run, manager, standard="cpo_review")]
    assert alone == [row["n"] for row in all_rows(run, manager) if row["standard"] == "cpo_review"] != []


@pytest.mark.parametrize("way", ["", "-"])
@pytest.mark.parametrize("sort", ["", *SORTS])
def test_a_page_deep_in_a_list_holds_what_stands_there(
    run: Run, manager: Account, sort: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "DEEP", 0)
    monkeypatch.setattr(queries, "STEP", 7)
    seen, sort = access(manager, run.organisation), f"{way}{sort}"
    whole = [row["n"] for row in cases(run, seen, {}, sort=sort, size=100_000).rows]
    places = range(0, len(whole), len(whole) // 11)
    for page in (1, *(place // 50 + 1 for place in places), len(whole) // 50 + 1):
        found = [row["n"] for row in cases(run, seen, {}, sort=sort, page=page).rows]
        assert found == whole[(page - 1) * 50 : page * 50]


@pytest.mark.parametrize(
    "places", [(), ("A",), ("B",), ("C",), ("A", "B"), ("A", "C"), ("A", "B", "C"), ("A", "D")]
)
def test_a_case_that_moved_is_counted_once_for_who_sees_both_councils(
    places: tuple[str, ...], tmp_path: Path
) -> None:
    duties = {"1": "AAB", "2": "A", "3": "B", "4": "BC", "5": "C"}
    rows = [{"case_key": key, "authority": place} for key, held in duties.items() for place in held]
    rows.append({"case_key": "6", "authority": None})
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "listed.parquet")
    with duckdb.connect() as con:
        counts = preparing._counts(con, f"'{tmp_path / 'listed.parquet'}'")
    (tmp_path / "counts.json").write_text(json.dumps(counts))
    mine = [row for row in rows if row["authority"] in places]
    assert queries.counted(queries.Asked(tmp_path, frozenset(places), "true", ())) == (
        len(mine),
        len({row["case_key"] for row in mine}),
    )


def test_a_page_takes_as_many_queries_for_three_rows_as_for_one(
    run: Run, manager: Account, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plumbline_web.measure.views import cases as view

    numbers = []
    for size in (1, 3):
        monkeypatch.setattr(
            view, "cases_seen", lambda *one, size=size, **other: cases(*one, **other, size=size)
        )
        browser = browse(manager)
        browser.get(CASES)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(browser.get(CASES).context["rows"]) == size
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 16


def test_addresses_on_the_list_hold_no_reference(run: Run, manager: Account, browse: Browse) -> None:
    import re

    page = browse(manager).get(CASES)
    hrefs = " ".join(re.findall(r'href="([^"]+)"', page.content.decode()))
    assert [row["reference"] for row in page.context["rows"] if str(row["reference"]) in hrefs] == []


def test_a_case_is_found_by_its_reference_and_the_address_has_its_key(
    run: Run, manager: Account, browse: Browse
) -> None:
    row = all_rows(run, manager)[0]
    answer = browse(manager).post(f"{CASES}find/", {"reference": row["reference"]})
    assert answer["Location"] == f"/o/ashmarrow/cases/{row['case_key']}/"


def test_a_requirements_reference_leads_to_its_order(run: Run, manager: Account, browse: Browse) -> None:
    row = next(row for row in all_rows(run, manager) if row["case_id"] != row["reference"])
    answer = browse(manager).post(f"{CASES}find/", {"reference": row["case_id"]})
    assert answer["Location"] == f"/o/ashmarrow/cases/{row['case_key']}/"


def test_a_reference_of_anothers_case_is_not_found_and_is_not_repeated(
    run: Run, here: Organisation, manager: Account, browse: Browse
) -> None:
    row = all_rows(run, manager)[0]
    browser = browse(person(here, "practitioner", workers=["nobody"]))
    answer = browser.post(f"{CASES}find/", {"reference": row["reference"]}, follow=True)
    assert answer.redirect_chain[0][0] == CASES
    assert str(row["reference"]) not in answer.content.decode()


def exported(browser: Client, query: str = "") -> list[dict[str, str]]:
    text = b"".join(browser.get(f"{CASES}export/{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_file_holds_the_whole_list_in_its_order_and_the_trail_how_many(
    run: Run, manager: Account, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbline_web.measure.queries.BATCH", 7)
    rows = all_rows(run, manager, standard="cpo_review")
    assert [row["Reference of the duty"] for row in exported(browse(manager), "?standard=cpo_review")] == [
        row["case_id"] for row in rows
    ]
    assert Event.objects.get(act="exported cases").details["rows"] == len(rows)


def test_a_file_of_all_standards_is_in_the_order_of_the_page(
    run: Run, manager: Account, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 97)
    held = [(row["case_id"], row["standard"], str(row["occurrence"])) for row in all_rows(run, manager)]
    file = [
        (row["Reference of the duty"], row["Standard"], row["Occurrence"])
        for row in exported(browse(manager))
    ]
    assert file == held


def test_a_practitioner_may_not_take_a_list_away(run: Run, here: Organisation, browse: Browse) -> None:
    browser = browse(person(here, "practitioner", workers=["X01-W-000001"]))
    assert browser.get(f"{CASES}export/").status_code == 403


def test_a_list_too_long_for_a_file_is_refused_and_not_cut(
    run: Run, manager: Account, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_view, "MOST_ROWS", 10)
    answer = browse(manager).get(f"{CASES}export/")
    assert answer.status_code == 400
    assert "a file holds at most 10" in answer.content.decode()
    assert not Event.objects.filter(act="exported cases").exists()


def test_nothing_in_a_file_is_run_by_a_spreadsheet(
    place: Callable[[Path], Run], kept_hostile: Path, manager: Account, browse: Browse
) -> None:
    place(kept_hostile)
    workers = {row["Worker"] for row in exported(browse(manager), "?standard=cpo_officer_nominated")}
    assert workers == {"'=1+1", "'@sum", "'+2", "'-3"}


def test_names_from_the_records_are_escaped_on_every_page(
    place: Callable[[Path], Run], kept_hostile: Path, manager: Account, browse: Browse
) -> None:
    placed, browser = place(kept_hostile), browse(manager)
    key = all_rows(placed, manager)[0]["case_key"]
    for path in ("", "standards/cpo_officer_nominated/", "quality/", "cases/", f"cases/{key}/"):
        page = browser.get(f"/o/ashmarrow/{path}")
        assert (page.status_code, HOSTILE in page.content.decode()) == (200, False)


@pytest.mark.parametrize(
    ("value", "written"),
    [("=1", "'=1"), ("\t1", "'\t1"), ("a=1", "a=1"), (-3, "-3"), (None, ""), ("", "")],
)
def test_an_apostrophe_stands_before_what_a_spreadsheet_would_run(value: object, written: str) -> None:
    assert exporting.harmless(value) == written
