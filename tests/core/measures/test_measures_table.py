from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from factories.runs import duties, duty, write_run
from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, open_run
from plumbline.measures.measures_table import MeasuresTable, measures_rows
from plumbline.measures.measures_text import (
    measures_as_csv,
    measures_as_json,
    measures_as_table,
    rate_text,
)
from plumbline.statistics import suppression

TITLES = {"cpo_first_contact": "First direct contact", "cpo_review": "Statutory review"}


def run_of(folder: Path, rows: list[dict[str, Any]], **run: Any) -> FrozenRun:
    return open_run(write_run(folder / "run", rows, **{"standards": TITLES, **run}))


@pytest.fixture
def two_teams(tmp_path: Path) -> FrozenRun:
    rows = duties(43, team="North") + duties(26, verdict="not_met", delay_side="service", team="North")
    rows += duties(12, team="South") + duties(8, verdict="not_met", delay_side="client", team="South")
    rows += duties(20, standard="cpo_review", team="North")
    return run_of(tmp_path, rows)


def printed(found: MeasuresTable, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    measures_as_table(found, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_every_standard_of_the_run_has_a_line(two_teams: FrozenRun) -> None:
    rows = measures_rows(two_teams).rows
    assert [(str(row.measure), row.parts("strict")) for row in rows] == [
        ("cpo_first_contact", (55, 89)),
        ("cpo_review", (20, 20)),
    ]


def test_lines_follow_the_order_of_the_standards_and_not_of_their_codes(tmp_path: Path) -> None:
    run = run_of(
        tmp_path,
        [duty(), duty(standard="court_report")],
        standards={"court_report": "B", "cpo_first_contact": "A"},
    )
    assert [row.title for row in measures_rows(run).rows] == ["B", "A"]
    run = run_of(
        tmp_path,
        [duty(), duty(standard="court_report")],
        standards={"cpo_first_contact": "A", "court_report": "B"},
    )
    assert [row.title for row in measures_rows(run).rows] == ["A", "B"]


def test_a_breakdown_has_a_line_for_each_value(two_teams: FrozenRun) -> None:
    rows = measures_rows(two_teams, by=["team"], standards=["cpo_first_contact"]).rows
    assert [(str(row.measure), row.parts("strict")) for row in rows] == [
        ("cpo_first_contact[team=North]", (43, 69)),
        ("cpo_first_contact[team=South]", (12, 20)),
    ]


def test_a_measure_in_its_written_form_shows_its_rate_filter_and_period_alone(two_teams: FrozenRun) -> None:
    found = measures_rows(two_teams, standards=["cpo_first_contact/excused[team=South]@2025-26"])
    assert found.rates == ("excused",)
    (row,) = found.rows
    assert (row.parts("excused"), row.parts("strict")) == ((12, 12), None)


def test_a_lines_own_measure_asked_for_again_gives_the_same_line(tmp_path: Path) -> None:
    rows = duties(9, period="2011-12", team="R&D") + duties(7, period="2011-05", team=None)
    run = run_of(tmp_path, rows)
    for period in ("month", "quarter", "year"):
        for row in measures_rows(run, by=["team"], period=period).rows:  # type: ignore[arg-type]
            (again,) = measures_rows(run, standards=[str(row.measure)]).rows
            assert again.counts == row.counts


def test_a_rate_is_said_as_people_say_it(two_teams: FrozenRun) -> None:
    row = measures_rows(two_teams, standards=["cpo_first_contact[team=North]"]).rows[0]
    assert rate_text(row, "strict") == "62.3% (43 of 69)"


def test_a_rate_on_a_base_below_ten_is_a_count_only(tmp_path: Path) -> None:
    row = measures_rows(run_of(tmp_path, duties(4) + duties(3, verdict="not_met"))).rows[0]
    assert rate_text(row, "strict") == "4 of 7"


def test_the_share_asserted_afterwards_stands_beside_the_excused_rate(tmp_path: Path) -> None:
    rows = duties(10) + duties(2, verdict="not_met", delay_side="client", delay_evidenced=True)
    rows += duties(3, verdict="not_met", delay_side="neither", delay_evidenced=False)
    row = measures_rows(run_of(tmp_path, rows)).rows[0]
    assert rate_text(row, "excused") == "100.0% (10 of 10); 3 of 5 asserted afterwards"


def test_the_unexplained_stand_beside_the_service_rate(tmp_path: Path) -> None:
    rows = duties(10) + duties(2, verdict="not_met", delay_side="service") + duties(3, verdict="not_met")
    row = measures_rows(run_of(tmp_path, rows)).rows[0]
    assert rate_text(row, "service") == "13.3% (2 of 15); 3 unexplained"


def test_two_bounds_stand_in_place_of_a_rate_where_too_much_cannot_be_told(tmp_path: Path) -> None:
    rows = duties(60) + duties(20, verdict="not_met") + duties(20, verdict="cannot_tell")
    found = measures_rows(run_of(tmp_path, rows))
    assert rate_text(found.rows[0], "strict") == "between 60.0% and 80.0%"
    figure = json.loads(measures_as_json(found))["lines"][0]["figures"]["strict"]
    assert (figure["value"], figure["bounds"]) == (None, [0.6, 0.8])


def test_places_with_fewer_than_five_staff_are_shown_by_year_only(tmp_path: Path) -> None:
    rows = duties(6, team="Small", period="2025-05") + duties(7, team="Small", period="2025-09")
    rows += duties(8, team="Large", period="2025-05")
    run = run_of(tmp_path, rows, staff={"Small": 4, "Large": 5})
    found = measures_rows(run, by=["team"], period="month")
    assert [(row.breakdown["team"], row.period, row.counts.met) for row in found.rows] == [
        ("Large", "2025-05", 8),
        ("Small", "2025-26", 13),
    ]
    assert "Fewer than 5 staff, so shown by year only: Small." in found.notes


def test_rows_left_out_say_what_the_rate_would_be_had_they_been_missed(tmp_path: Path) -> None:
    tables = {"orders": {"rows": 100, "rows_read": 125, "left_out_faulty": 20, "left_out_hanging": 5}}
    run = run_of(tmp_path, duties(80) + duties(20, verdict="not_met"), accept_partial=True, tables=tables)
    found = measures_rows(run)
    assert found.if_missed["cpo_first_contact"] == (
        "First direct contact: 25 faulty rows of orders were left out. The strict rate is 80.0% (80 of 100); "
        "had all they owe been missed it would be 64.0% (80 of 125)."
    )


def test_a_standard_left_out_of_the_run_is_named_with_the_reason(tmp_path: Path) -> None:
    left_out = [{"code": "cpo_lscmi", "title": "LS/CMI", "why": "the extract has no assessments"}]
    run = run_of(tmp_path, duties(3), left_out=left_out)
    assert "LS/CMI: left out, since the extract has no assessments." in measures_rows(run).notes
    with pytest.raises(
        UsageError, match="LS/CMI was left out of this run, since the extract has no assessments"
    ):
        measures_rows(run, standards=["cpo_lscmi"])


def test_an_unknown_standard_is_refused(two_teams: FrozenRun) -> None:
    with pytest.raises(UsageError, match="there is no standard 'cpo_nonsense' here"):
        measures_rows(two_teams, standards=["cpo_nonsense"])


def test_a_rate_by_worker_is_refused(two_teams: FrozenRun) -> None:
    with pytest.raises(UsageError, match=r"never shown by worker.*workload"):
        measures_rows(two_teams, by=["worker_id"])


def test_teams_of_several_authorities_are_warned_about(tmp_path: Path) -> None:
    run = run_of(tmp_path, duties(3, authority="X12000001") + duties(3, authority="X12000002"))
    note = "Teams of one name in different authorities are counted together; add --by authority."
    assert note in measures_rows(run, by=["team"]).notes
    assert note not in measures_rows(run, by=["authority", "team"]).notes


def test_the_terminal_names_the_rates_the_calendar_and_the_version(two_teams: FrozenRun) -> None:
    text = printed(measures_rows(two_teams))
    for part in (
        "the bank holidays in Scotland",
        "Plumbline 0.1.0",
        "As at 2026-03-31",
        "Not for publication",
    ):
        assert part in text
    assert "Strict: met, of all that were met or not met." in text
    assert "61.8%" in text and "(55 of 89)" in text


def test_an_incomplete_month_is_marked(tmp_path: Path) -> None:
    run = run_of(tmp_path, [*duties(12), duty(verdict="not_yet_due")])
    assert "2025-06 incomplete" in printed(measures_rows(run, period="month"))


def test_done_before_the_order_is_shown_beside_the_rate(tmp_path: Path) -> None:
    run = run_of(tmp_path, duties(50) + duties(2, verdict="cannot_tell", reason="done_before_start"))
    text = printed(measures_rows(run))
    assert "2 cannot tell" in text and "(2 of them done before the order)" in text


def test_the_csv_holds_counts_rates_and_intervals_and_neutralises_formulas(tmp_path: Path) -> None:
    run = run_of(tmp_path, duties(15, team="=SUM(A1)") + duties(5, verdict="not_met", team="=SUM(A1)"))
    (row,) = csv.DictReader(io.StringIO(measures_as_csv(measures_rows(run, by=["team"]))))
    assert (row["team"], row["met"], row["strict_rate"], row["complete"]) == (
        "'=SUM(A1)",
        "15",
        "0.75",
        "yes",
    )
    assert row["strict_low"].startswith("0.53")
    assert row["strict_lowest"] == ""


def test_the_json_gives_each_figure_with_everything(two_teams: FrozenRun) -> None:
    content = json.loads(measures_as_json(measures_rows(two_teams, by=["team"])))
    line = content["lines"][0]
    assert line["measure"] == "cpo_first_contact[team=North]"
    figure = line["figures"]["strict"]
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (43, 69, 43 / 69)
    assert figure["definition"] == "First direct contact: met, of all that were met or not met"
    assert (figure["source"], figure["breakdown"]) == (["orders"], {"team": "North"})
    assert (content["calendar"], content["library_version"]) == ("the bank holidays in Scotland", "0.1.0")


def test_a_national_rate_that_can_only_be_all_is_said_to_say_nothing(tmp_path: Path) -> None:
    note = "Nothing was done late, so the national rate is 100% and says nothing: First direct contact."
    late = duties(1, verdict="not_met", done_on=date(2025, 6, 9))
    rows = duties(20) + duties(5, verdict="not_met")
    assert note in measures_rows(run_of(tmp_path, rows)).notes
    assert note not in measures_rows(run_of(tmp_path, rows + late)).notes


def test_a_line_without_late_work_does_not_say_that_there_was_none(tmp_path: Path) -> None:
    rows = duties(20, period="2025-05") + duties(5, verdict="not_met", period="2025-05")
    rows += duties(20, period="2024-05") + duties(
        1, verdict="not_met", done_on=date(2024, 6, 9), period="2024-05"
    )
    found = measures_rows(run_of(tmp_path, rows), period="year")
    assert not any("Nothing was done late" in note for note in found.notes)


@pytest.mark.parametrize("publish", [False, True])
def test_a_whole_service_with_fewer_than_five_staff_is_shown_by_year_only(
    tmp_path: Path, publish: bool
) -> None:
    rows = duties(9, period="2025-05") + duties(9, period="2025-06") + duties(9, period="2024-05")
    found = measures_rows(run_of(tmp_path, rows, staff={"North": 3}), period="month", publish=publish)
    assert [(row.period, row.counts.met) for row in found.rows] == [("2024-25", 9), ("2025-26", 18)]


# Published figures


def test_published_lines_hide_small_counts_their_rates_and_what_gives_them_away(tmp_path: Path) -> None:
    rows = duties(40, team="North") + duties(20, verdict="not_met", team="North")
    rows += duties(30, team="South") + duties(2, verdict="not_met", team="South")
    rows += duties(35, team="West") + duties(22, verdict="not_met", team="West")
    found = measures_rows(run_of(tmp_path, rows), by=["team"], publish=True)
    south = next(row for row in found.rows if row.breakdown["team"] == "South")
    assert (south.verdicts["met"], south.verdicts["not_met"], south.rates) == (None, None, ())
    assert sum(row.verdicts["not_met"] is None for row in found.rows) == 2
    assert rate_text(south, "strict") == "*"


def test_lines_that_take_too_long_to_protect_are_not_printed_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "MOST_SECONDS", 1e-9)
    rows = duties(40, team="North") + duties(20, verdict="not_met", team="North")
    rows += duties(30, team="South") + duties(2, verdict="not_met", team="South")
    rows += duties(35, team="West") + duties(22, verdict="not_met", team="West")
    found = measures_rows(run_of(tmp_path, rows), by=["team"], publish=True)
    assert found.rows == ()
    assert (
        "First direct contact: not printed, since it takes too long to find out which of its numbers to "
        "hide. Ask for fewer lines, such as by quarter or by year."
    ) in found.notes


def test_published_lines_too_few_to_show_are_joined(two_teams: FrozenRun, tmp_path: Path) -> None:
    rows = duties(40, team="North") + duties(3, team="South") + duties(2, team="West")
    found = measures_rows(run_of(tmp_path, rows), by=["team"], publish=True)
    assert [(row.breakdown["team"], row.verdicts["met"]) for row in found.rows] == [
        ("North", 40),
        ("others, too few to show", 5),
    ]


def test_what_is_small_outside_the_rate_is_published_together(tmp_path: Path) -> None:
    rows = duties(40) + duties(20, verdict="not_met") + duties(3, verdict="not_yet_due")
    rows += duties(6, verdict="not_applicable")
    (row,) = measures_rows(run_of(tmp_path, rows), publish=True).rows
    assert (row.verdicts["met"], row.verdicts["not_met"], row.other) == (40, 20, 9)
    assert row.verdicts["not_yet_due"] is None


def test_what_is_outside_the_rate_is_joined_where_a_breakdown_could_not_be_protected(tmp_path: Path) -> None:
    rows = []
    for team in ("A", "B", "C", "D", "E"):
        rows += duties(30, team=team) + duties(20, verdict="not_met", team=team)
        rows += duties(1, verdict="not_yet_due", team=team) + duties(6, verdict="not_applicable", team=team)
    run = run_of(tmp_path, rows)
    assert measures_rows(run, publish=True).rows[0].verdicts["not_yet_due"] == 5
    found = measures_rows(run, by=["team"], publish=True)
    assert [(row.verdicts["met"], row.verdicts["not_yet_due"], row.other) for row in found.rows] == [
        (30, None, 7)
    ] * 5


def test_a_rate_whose_parts_are_small_is_not_published(tmp_path: Path) -> None:
    rows = duties(40) + duties(20, verdict="not_met") + duties(2, verdict="not_met", delay_side="client")
    found = measures_rows(run_of(tmp_path, rows), publish=True)
    assert found.rows[0].rates == ("strict", "service", "national", "offered")


def test_figures_broken_down_twice_are_not_published_and_say_so(two_teams: FrozenRun) -> None:
    found = measures_rows(two_teams, by=["team"], period="month", publish=True)
    assert found.rows == ()
    assert any("broken down in more than one way cannot be protected" in note for note in found.notes)


def test_a_filter_publishes_the_line_that_the_whole_table_would(tmp_path: Path) -> None:
    rows = duties(40, team="North") + duties(20, verdict="not_met", team="North")
    rows += duties(30, team="South") + duties(2, verdict="not_met", team="South")
    rows += duties(35, team="West") + duties(22, verdict="not_met", team="West")
    run = run_of(tmp_path, rows)
    table = {
        row.breakdown["team"]: row.verdicts for row in measures_rows(run, by=["team"], publish=True).rows
    }
    for team in ("North", "South", "West"):
        (row,) = measures_rows(run, standards=[f"cpo_first_contact[team={team}]"], publish=True).rows
        assert row.verdicts == table[team]


def test_no_hidden_number_is_in_the_published_csv_or_json(tmp_path: Path) -> None:
    rows = duties(40, team="North") + duties(20, verdict="not_met", team="North")
    rows += duties(30, team="South") + duties(3, verdict="not_met", team="South")
    rows += duties(35, team="West") + duties(22, verdict="not_met", team="West")
    found = measures_rows(run_of(tmp_path, rows), by=["team"], publish=True)
    (south,) = (row for row in csv.DictReader(io.StringIO(measures_as_csv(found))) if row["team"] == "South")
    assert {south[column] for column in ("met", "not_met", "strict_numerator", "strict_denominator")} == {"*"}
    line = next(
        line for line in json.loads(measures_as_json(found))["lines"] if line["breakdown"]["team"] == "South"
    )
    assert (line["figures"], line["verdicts"]["met"], line["unexplained"]) == ({}, None, None)


def test_bounds_that_would_tell_a_hidden_number_take_the_rate_with_them(tmp_path: Path) -> None:
    rows = duties(12) + duties(8, verdict="not_met") + duties(4, verdict="cannot_tell")
    (row,) = measures_rows(run_of(tmp_path, rows), publish=True).rows
    assert (row.verdicts["met"], row.verdicts["not_met"], row.rates) == (12, 8, ())


def test_a_period_not_over_is_still_shown_when_published(tmp_path: Path) -> None:
    rows = duties(20, period="2025-05") + duties(30, period="2026-03", clock_start=date(2026, 3, 2))
    rows += duties(10, verdict="not_yet_due", period="2026-03")
    found = measures_rows(run_of(tmp_path, rows), period="quarter", publish=True)
    assert [(row.period, row.complete) for row in found.rows] == [("2025-26 Q1", True), ("2025-26 Q4", False)]
