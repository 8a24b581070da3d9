"""The report of a named period: its own figures, the trend up to it, and words that say which it is."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.factories.html_pages import Page
from tests.factories.runs import duties, write_run

from plumbline.errors import UsageError
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.periods import Period
from plumbline.publishing.facts import StandardFacts
from plumbline.publishing.gathering import gather
from plumbline.publishing.named_period import named_period
from plumbline.publishing.report import report_html, write_report


def of_month(year: int, month: int, met: int, missed: int, **values: Any) -> list[dict[str, Any]]:
    """Duties whose clock starts on the second day of the month and that fall due on the third."""
    days = {"clock_start": date(year, month, 2), "due_on": date(year, month, 3)} | values
    return duties(met, **days) + duties(missed, **days | {"verdict": "not_met"})


def two_years() -> list[dict[str, Any]]:
    """April 2024 to March 2026; each month has 10 met and as many missed as its place in the year, from 5."""
    rows = []
    for at in range(24):
        rows += of_month(2024 + (at + 3) // 12, (at + 3) % 12 + 1, 10, 5 + at % 12)
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"), two_years())


def facts_of(folder: Path, period: str, publish: bool = False) -> StandardFacts:
    run = open_run(folder)
    with closing(connect(run)) as con:
        return gather(run, con, publish, named_period(period))[0]


@pytest.mark.parametrize(
    ("period", "met", "judged"),
    [("2025-06", 10, 17), ("2025-26-Q2", 30, 30 + 8 + 9 + 10), ("2024-25", 120, 120 + 126)],
)
def test_the_figures_are_those_of_the_period_alone(period: str, met: int, judged: int, folder: Path) -> None:
    line = facts_of(folder, period).line
    assert (line.met, line.judged) == (met, judged)


def test_the_trend_ends_with_the_period(folder: Path) -> None:
    facts = facts_of(folder, "2025-06")
    assert facts.trend.points[-1].period == "2025-06"
    assert facts.periods[-1].label == "2025-06"


def test_the_trend_begins_where_the_records_do(folder: Path) -> None:
    assert facts_of(folder, "2025-06").trend.points[0].period == "2024-04"


def test_the_pages_name_the_period_in_title_head_number_and_foot(folder: Path) -> None:
    source = report_html(open_run(folder), period="2025-26-Q2")
    assert (
        "<title>Is the work done to standard? Ashmarrow (X12000001), July to September 2025, as at" in source
    )
    assert "<strong>July to September 2025</strong>, as at 31 March 2026" in source
    assert "Over July to September 2025.</p>" in source
    assert "from Ashmarrow (X12000001), July to September 2025, as at 31 March 2026.</p>" in source


def test_the_table_of_the_first_page_says_which_period_its_rates_are_of(folder: Path) -> None:
    page = Page(report_html(open_run(folder), period="2025-26-Q2"))
    assert page.table("The strict rate of each").caption == (
        "The strict rate of each standard in July to September 2025: met, of all that were met or not met"
    )


def test_what_is_of_the_as_at_date_is_not_in_it(folder: Path) -> None:
    headings = [text for _, text in Page(report_html(open_run(folder), period="2025-06")).headings]
    assert "What falls due" not in headings
    assert "Patterns to ask about" not in headings


def test_a_period_may_be_given_as_such(folder: Path) -> None:
    run = open_run(folder)
    assert report_html(run, period=Period("2025-07", "2025-09")) == report_html(run, period="2025-26-Q2")


def test_without_a_period_there_is_no_word_of_one(folder: Path) -> None:
    assert "12 complete months, April 2025 to March 2026" in Page(report_html(open_run(folder))).text


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2026-27", r"2026-27 \(April 2026 to March 2027\) is not over as at 31 March 2026"),
        ("2026-04", "April 2026 is not over as at 31 March 2026"),
        ("2019-20", r"holds nothing of 2019-20 .* Its months run from April 2024 to March 2026"),
        ("summer", "'summer' is no period. Write a month as 2026-03"),
        ("2025-Q4", "Write 2025-26-Q3 for October to December 2025, or 2025-26-Q4 for January to March 2026"),
    ],
)
def test_a_period_that_is_unknown_or_not_over_is_refused_with_what_to_ask_for(
    period: str, why: str, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=why):
        write_report(folder, tmp_path / "report.html", period=period)
    assert list(tmp_path.iterdir()) == []


def test_a_range_that_is_no_period_of_its_own_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="2025-04 to 2025-08 is no period of its own"):
        report_html(open_run(folder), period=Period("2025-04", "2025-08"))


def test_a_period_in_which_every_standard_waits_is_refused(tmp_path: Path) -> None:
    rows = of_month(2026, 3, 10, 5) + of_month(2026, 3, 1, 0, verdict="not_yet_due")
    folder = write_run(tmp_path / "run", rows)
    with pytest.raises(UsageError, match="March 2026 is not complete: every standard still has duties"):
        report_html(open_run(folder), period="2026-03")


@pytest.fixture(scope="module")
def half_complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = two_years() + of_month(2026, 2, 20, 0, standard="cpo_review")
    rows += of_month(2026, 2, 7, 0, standard="cpo_review", verdict="not_yet_due")
    titles = {"cpo_first_contact": "First contact", "cpo_review": "Review"}
    return write_run(tmp_path_factory.mktemp("run"), rows, standards=titles)


def test_a_standard_that_still_waits_has_no_figure_and_says_why(half_complete: Path) -> None:
    page = Page(report_html(open_run(half_complete), period="2026-02"))
    assert (
        "February 2026 is not complete for this standard: 7 duties are not yet due as at 31 March 2026. "
        "It has no figures here, since they could still move."
    ) in page.paragraphs
    assert "20 of 20" not in page.text


def test_a_standard_that_still_waits_is_named_on_the_first_page(half_complete: Path) -> None:
    page = Page(report_html(open_run(half_complete), period="2026-02"))
    row = next(row for row in page.table("The strict rate of each").texts() if row[0] == "Review")
    assert row[1:3] == ["not complete", "not yet"]


def test_how_many_wait_is_not_published(half_complete: Path) -> None:
    text = report_html(open_run(half_complete), period="2026-02", publish=True)
    assert "some of its duties are not yet due" in text


def test_what_has_no_month_is_in_no_period(tmp_path: Path) -> None:
    rows = two_years() + duties(6, verdict="cannot_tell", clock_start=None, due_on=None)
    facts = facts_of(write_run(tmp_path / "run", rows), "2025-06")
    assert (facts.undated, facts.cannot_tell) == (0, {})


def test_fewer_than_five_staff_are_shown_by_year_only(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", two_years(), staff={"North": 4})
    with pytest.raises(UsageError, match=r"shown by year only\. Ask for a year, such as 2025-26"):
        report_html(open_run(folder), period="2025-06")
    assert facts_of(folder, "2025-26").line.met == 120


def test_a_small_team_is_not_shown_in_a_month(tmp_path: Path) -> None:
    rows = two_years() + of_month(2025, 6, 9, 9, team="South")
    folder = write_run(tmp_path / "run", rows, staff={"North": 9, "South": 2})
    month = next(one for one in facts_of(folder, "2025-06").breakdowns if one.column == "team")
    year = next(one for one in facts_of(folder, "2025-26").breakdowns if one.column == "team")
    assert (month.lines, month.why) == ((), "Not shown by month: a team has fewer than 5 staff.")
    assert {line.label for line in year.lines} == {"North", "South"}


def test_a_month_is_not_published_beside_the_quarter_that_holds_it(tmp_path: Path) -> None:
    rows = []
    for at in range(24):
        rows += of_month(2024 + (at + 3) // 12, (at + 3) % 12 + 1, 10, 3 if at == 0 else 6)
    facts = facts_of(write_run(tmp_path / "run", rows), "2025-06", publish=True)
    assert facts.length == "month"
    assert facts.trend.points == ()
    assert {line.label for line in facts.periods} >= {"2024-04", "2025-06"}
    assert (facts.line.met, facts.line.judged) == (10, 16)


def test_a_mark_that_reaches_to_the_end_has_not_come_back_to_usual(tmp_path: Path) -> None:
    from plumbline.measures.trends import Trend, TrendPoint
    from plumbline.publishing.trend_part import passed_episodes

    points = tuple(
        TrendPoint(f"2025-{month:02d}", 5, 10, 0.5, 0.1, 0.9, label)
        for month, label in ((1, "above_limit"), (2, None), (3, None), (4, None), (5, "below_limit"))
    )
    trend = Trend("s", "S", "strict", "month", points, "p", "", (), "none", None, "", False)
    assert passed_episodes(trend) == ["higher in January 2025"]
