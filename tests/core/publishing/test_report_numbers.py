"""What the report says: the numbers of a small run, worked out by hand."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, duty, write_run

from plumbline.measures.frozen import open_run
from plumbline.publishing.report import report_html

TITLES = {
    "cpo_first_contact": "First direct contact",
    "cpo_case_plan": "Case management plan completed",
    "cpo_lscmi": "LS/CMI assessment completed",
}


def standard(code: str, **values: Any) -> dict[str, Any]:
    """A standard as the manifest of a run names it."""
    usual = {"source": "A source", "edition": "2025", "how_sure": "official", "headline": True, "note": None}
    return {"code": code, "title": TITLES[code], **usual, "local": False, "council": None} | values


def year(code: str, met: int, missed: int, **values: Any) -> list[dict[str, Any]]:
    """So many met and missed in each month of 2025."""
    rows = []
    for month in range(1, 13):
        days = {"clock_start": date(2025, month, 10), "due_on": date(2025, month, 11)}
        rows += duties(met, standard=code, **days, **values)
        rows += duties(missed, standard=code, verdict="not_met", **days, **(values | {"band": "not_done"}))
    return rows


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    late = {"done_on": date(2025, 6, 20), "reason": "done_late", "band": "over_5_working_days"}
    first = {"standard": "cpo_first_contact", "clock_start": date(2025, 6, 10), "due_on": date(2025, 6, 11)}
    rows = year("cpo_first_contact", 9, 1, band="within_1_working_day")
    rows += year("cpo_first_contact", 2, 4, team="South", band="within_1_working_day")
    rows += duties(
        3, **first, **late, verdict="not_met", delay_side="client", delay_reason="ill", delay_evidenced=True
    )
    rows += duties(1, **first, **late, verdict="not_met", delay_side="service", delay_reason="weather")
    rows += duties(2, **first, verdict="cannot_tell", reason="not_covered")
    rows += duties(5, **first, verdict="not_applicable", reason="ended_before_due")
    rows += duties(1, **first, verdict="cannot_tell", reason="no_clock", period=None)
    rows.append(
        duty(verdict="not_yet_due", clock_start=date(2026, 3, 30), due_on=date(2026, 4, 2), team="South")
    )
    rows += year("cpo_case_plan", 1, 9)
    rows += duties(4, standard="cpo_lscmi") + duties(3, standard="cpo_lscmi", verdict="not_met", team="South")
    folder = write_run(
        tmp_path_factory.mktemp("run"),
        rows,
        standards=TITLES,
    )
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["standards"] = [
        standard("cpo_first_contact"),
        standard("cpo_case_plan", headline=False, how_sure="inferred", note="No number is published."),
        standard("cpo_lscmi"),
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return Page(report_html(open_run(folder)))


def test_it_says_whose_it_is_as_at_when_and_that_it_is_not_for_publication(page: Page) -> None:
    assert page.paragraphs[:3] == [
        "Justice social work",
        "Ashmarrow (X12000001) (made-up data) As at 31 March 2026",
        "Not for publication: small numbers are shown.",
    ]


def test_the_whole_is_one_sentence_without_what_is_kept_out_of_headlines(page: Page) -> None:
    lead = next(one for one in page.paragraphs if "attention" in one)
    assert lead == (
        "First direct contact needs attention; 1 duty falls due in the next 10 working days and "
        "171 are overdue."
    )


def test_what_to_look_at_first_says_why_in_one_line(page: Page) -> None:
    looked = [item for item in page.items if item.startswith("First direct contact.")]
    assert looked == [
        "First direct contact. 67.3% (132 of 196) met; lowest in team South, 33.3% (24 of 72); "
        "no reason recorded for 93.8% (60 of 64) of the misses."
    ]


def test_each_standard_is_a_row_under_whether_it_is_done_lowest_first(page: Page) -> None:
    rows = page.table("The strict rate of each standard").texts()
    assert [row[0] for row in rows[1:]] == [
        "Not done to standard Lowest rate first.",
        "Case management plan completed our inference, not for headlines",
        "First direct contact",
        "Cannot be said Fewer than 10 duties judged, or more than a tenth that cannot be told.",
        "LS/CMI assessment completed",
    ]
    assert rows[3][1:3] == ["67.3% (132 of 196) Majority", "60.5% to 73.5%"]
    assert rows[5][1:] == ["4 of 7", "too few", "too few", "too few to tell"]


def test_the_rates_stand_side_by_side_each_with_its_meaning(page: Page) -> None:
    rows = page.table("First direct contact: each rate").texts()
    assert [row[:2] for row in rows[1:]] == [
        ["Strict", "67.3% (132 of 196)"],
        ["National", "97.1% (132 of 136)"],
        ["Excused", "68.4% (132 of 193)"],
        ["Offered in time", "67.3% (132 of 196)"],
        ["Missed on the service’s side", "0.5% (1 of 196)"],
    ]
    assert rows[1][3] == "Met, of all that were met or not met."


def test_every_verdict_is_counted_beside_what_is_not_complete(page: Page) -> None:
    assert page.table("First direct contact: verdicts").texts() == [
        ["Verdict", "Complete months", "Not complete"],
        ["Met", "132", "0"],
        ["Not met", "64", "0"],
        ["Not applicable", "5", "0"],
        ["Not yet due", "0", "1"],
        ["Cannot tell", "2", "0"],
    ]


def test_bands_give_shares_of_what_is_in_a_band_alone(page: Page) -> None:
    rows = page.table("First direct contact: published bands").texts()
    assert rows[1:] == [
        ["Within 1 working day", "132", "97.1%"],
        ["Over 1 to 5 working days", "0", "0.0%"],
        ["Over 5 working days", "4", "2.9%"],
        ["Not done", "60", "–"],
        ["Not known or not applicable", "7", "–"],
    ]


def test_reasons_stand_by_side_evidenced_apart_from_asserted(page: Page) -> None:
    rows = page.table("First direct contact: 64 missed").texts()
    assert rows[1:] == [
        ["On the service’s side", "1 (1.6%)", "0", "1"],
        ["Weather", "1", "0", "1"],
        ["On the person’s side", "3 (4.7%)", "3", "0"],
        ["Ill", "3", "3", "0"],
        ["No reason recorded", "60 (93.8%)", "–", "–"],
    ]


def test_small_groups_are_counts_alone_and_are_said_to_be_small(page: Page) -> None:
    tables = [
        one.texts() for one in page.tables if one.caption.startswith("Strict rate over the same months")
    ]
    assert tables[0][1:4] == [
        ["By team"],
        ["North", "87.1% (108 of 124)", "80.1% to 91.9%", "2"],
        ["South", "33.3% (24 of 72)", "23.5% to 44.8%", "0"],
    ]
    assert tables[1][1:] == [
        ["By team"],
        ["North", "4 of 4 small group", ""],
        ["South", "0 of 3 small group", ""],
    ]


def test_what_cannot_be_told_is_shown_with_its_reasons_undated_ones_among_them(page: Page) -> None:
    assert page.table("Duties that the records do not allow").texts()[1:] == [
        [
            "First direct contact",
            "1.5% (3 of 199)",
            "The extract does not cover these days (2); the day the clock starts is not recorded (1)",
        ]
    ]


def test_what_falls_due_is_counted_by_team_and_names_no_one(page: Page) -> None:
    assert page.table("Duties that fall due in the next 10 working days").texts() == [
        ["Team", "Due", "Overdue", "Long overdue", "Can no longer be made up"],
        ["North", "0", "120", "0", "0"],
        ["South", "1", "51", "0", "0"],
        ["All", "1", "171", "0", "0"],
    ]


def missed_weeks(number: int) -> list[dict[str, Any]]:
    """Weekly contacts that were missed: each had a week of its own, which is over."""
    days = {"clock_start": date(2026, 3, 2), "due_on": date(2026, 3, 9)}
    return duties(number, standard="cpo_weekly_contact", verdict="not_met", **days)


@pytest.mark.parametrize(
    ("overdue", "weeks", "said", "row"),
    [
        (7, 5, ", 7 are overdue and 5 more can no longer be made up.", ["All", "0", "7", "0", "5"]),
        (1, 1, ", 1 is overdue and 1 more can no longer be made up.", ["All", "0", "1", "0", "1"]),
        (
            0,
            5,
            ", nothing overdue can still be done and 5 can no longer be made up.",
            ["All", "0", "0", "0", "5"],
        ),
        (7, 0, " and 7 are overdue.", ["All", "0", "7", "0", "0"]),
    ],
)
def test_what_can_no_longer_be_made_up_is_counted_apart_from_what_is_overdue(
    tmp_path: Path, overdue: int, weeks: int, said: str, row: list[str]
) -> None:
    rows = duties(overdue, verdict="not_met") + missed_weeks(weeks)
    one = Page(report_html(open_run(write_run(tmp_path / "run", rows))))
    assert [text for text in one.paragraphs if text.endswith(f"in the next 10 working days{said}")] != []
    assert one.table("Duties that fall due in the next 10 working days").texts()[-1] == row


def test_where_no_standard_changed_it_is_said_of_how_many_it_cannot_be_told(tmp_path: Path) -> None:
    few = Page(report_html(open_run(write_run(tmp_path / "few", duties(12)))))
    assert (
        "It cannot be told yet whether anything has changed: too few complete months, or too few duties."
    ) in few.paragraphs
    rows = year("cpo_first_contact", 30, 10) + duties(12, standard="cpo_lscmi")
    some = Page(report_html(open_run(write_run(tmp_path / "some", rows))))
    assert "No standard shows a real change; of 1 standard it cannot be told yet." in some.paragraphs


def test_the_numbers_behind_a_chart_are_in_a_table(page: Page) -> None:
    rows = page.table("First direct contact by quarter").texts()
    assert rows[2] == ["April to June 2025", "33", "52", "63.5% (33 of 52)", "yes"]
    assert rows[-1] == ["January to March 2026", "0", "0", "none", "no"]


def test_a_standard_says_where_it_comes_from_and_how_sure_it_is(page: Page) -> None:
    assert "How sure Our inference, not stated in any source we have read" in page.text
    assert "Note No number is published." in page.text
    assert "Each community payback order or community payback order for a fine default is owed" in page.text


def test_where_too_much_is_unknown_the_bounds_stand_in_place_of_the_rate(tmp_path: Path) -> None:
    rows = duties(60) + duties(20, verdict="not_met") + duties(20, verdict="cannot_tell")
    page = Page(report_html(open_run(write_run(tmp_path / "run", rows))))
    row = page.table("The strict rate of each standard").texts()[2]
    assert row[1:3] == ["between 60.0% and 80.0%", "too much cannot be told"]
    assert page.table("cpo_first_contact: each rate").texts()[1][1] == "between 60.0% and 80.0%"


def test_bounds_stand_in_place_of_the_rate_of_a_group_and_of_a_month_too(tmp_path: Path) -> None:
    north = duties(40) + duties(20, verdict="not_met") + duties(20, verdict="cannot_tell")
    south = duties(80, team="South") + duties(40, team="South", verdict="not_met")
    page = Page(report_html(open_run(write_run(tmp_path / "run", north + south))))
    assert page.table("Strict rate over the same months").texts()[2:4] == [
        ["North", "between 50.0% and 75.0%", "too much cannot be told", "20"],
        ["South", "66.7% (80 of 120)", "57.8% to 74.5%", "0"],
    ]
    few = duties(20) + duties(5, verdict="cannot_tell")
    page = Page(report_html(open_run(write_run(tmp_path / "months", few + duties(20, period="2025-07")))))
    rows = page.table("cpo_first_contact by month").texts()[1:]
    assert [row[3] for row in rows] == ["between 80.0% and 100.0%", "100.0% (20 of 20)"]


def test_on_a_small_base_the_counts_stand_however_much_is_unknown(tmp_path: Path) -> None:
    rows = duties(3) + duties(2, verdict="not_met") + duties(2, verdict="cannot_tell")
    page = Page(report_html(open_run(write_run(tmp_path / "run", rows))))
    row = page.table("The strict rate of each standard").texts()[2]
    assert row[1:3] == ["3 of 5", "too few"]
    assert page.table("cpo_first_contact: each rate").texts()[1][1] == "3 of 5"


def test_rows_left_out_are_said_with_every_standard_and_what_they_could_have_done(tmp_path: Path) -> None:
    lost = {"rows": 90, "rows_read": 100, "left_out_faulty": 8, "left_out_hanging": 2}
    rows = duties(60) + duties(20, verdict="not_met")
    folder = write_run(tmp_path / "run", rows, tables={"orders": lost}, accept_partial=True)
    page = Page(report_html(open_run(folder)))
    notice = "Partial extract: faulty rows were left out of every figure here (10 of orders)."
    assert page.text.count(notice) == 4
    assert (
        "10 rows of orders left out of the extract as faulty. Had each of them been owed in these months and "
        "missed, the strict rate would be 66.7%."
    ) in page.text


def test_standards_that_could_not_be_judged_say_why(tmp_path: Path) -> None:
    left_out = [
        {"code": "prison_induction", "title": "Induction held", "why": "the extract has no sentences"}
    ]
    page = Page(report_html(open_run(write_run(tmp_path / "run", duties(12), left_out=left_out))))
    assert "Not judged: Induction held: the extract has no sentences." in page.paragraphs
    assert page.table("Left out, never counted").texts()[1] == [
        "Induction held",
        "the extract has no sentences",
    ]


def figure(code: str, **values: Any) -> dict[str, Any]:
    """A figure as a run holds it."""
    usual = {"title": code.replace("_", " ").capitalize(), "definition": "What it counts.", "numerator": 40}
    usual |= {
        "denominator": None,
        "value": 40,
        "unit": "count",
        "interval": None,
        "left_out": {},
        "breakdown": {},
    }
    return {"code": code, **usual, "period": None, "source": ["orders"], "note": None} | values


def test_figures_stand_by_table_with_their_years_and_parts_and_without_workers(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(12))
    share = {"numerator": 30, "denominator": 40, "value": 0.75, "unit": "share", "interval": [0.6, 0.86]}
    held = [
        figure("orders_begun"),
        figure("orders_begun", numerator=15, value=15, period="2024-25"),
        figure("orders_begun", numerator=3, value=3, period="2025-04"),
        figure("orders_begun", numerator=31, value=31, breakdown={"kind": "cpo"}),
        figure("orders_begun", numerator=9, value=9, breakdown={"kind": "dtto"}),
        figure("orders_begun", numerator=2, value=2, breakdown={"worker_id": "W000777"}),
        figure("completed", **share, left_out={"no end recorded": 4}),
        figure("wait", unit="days", value=12.5, denominator=20, numerator=None, source=["referrals"]),
    ]
    (folder / "figures.json").write_text(json.dumps(held), "utf-8")
    page = Page(report_html(open_run(folder)))
    assert page.table("Figures counted from the table orders").texts()[1:] == [
        ["Orders begun What it counts.", "40", "15", "none"],
        ["By kind", "CPO 31; DTTO 9"],
        ["Completed What it counts.", "75.0% (30 of 40) 95% range 60.0% to 86.0%", "–", "no end recorded: 4"],
    ]
    assert page.table("Figures counted from the table referrals").texts()[1][1] == "12.5 days, of 20"
    assert "W000777" not in page.source


def test_patterns_are_questions_under_what_they_are_about(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", duties(12))
    pattern = {"code": "plans_on_one_day", "question": "What happened on that day?", "count": 40, "base": 60}
    pattern |= {"where": {"authority": "X12000001", "team": "North"}, "how": "Plans by team and day."}
    (folder / "patterns.json").write_text(json.dumps([pattern]), "utf-8")
    page = Page(report_html(open_run(folder)))
    assert (3, "Many plans completed on one day") in page.headings
    assert "What happened on that day?" in page.items


def test_a_month_yet_to_come_is_not_drawn(tmp_path: Path) -> None:
    rows = duties(12) + duties(12, clock_start=date(2026, 3, 20), due_on=date(2026, 4, 20), period="2026-04")
    page = Page(report_html(open_run(write_run(tmp_path / "run", rows))))
    assert "April 2026" not in page.text


def test_one_complete_month_alone_is_said_to_be_too_early_to_tell(tmp_path: Path) -> None:
    rows = duties(30) + duties(10, verdict="not_met")
    one = Page(report_html(open_run(write_run(tmp_path / "run", rows, standards=TITLES))))
    assert (
        "It cannot be told yet whether anything has changed: there is only one complete month, June 2025, "
        "with 75.0% (30 of 40)."
    ) in one.paragraphs
    assert "no real change" not in one.source.casefold()
