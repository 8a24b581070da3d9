"""Standards in sentences, and the two reference pages about them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from plumbline.errors import UsageError
from plumbline.standards.examples import EXPECTED, expected_of, records_of
from plumbline.standards.explaining import examples, explain, main, page, sentences
from plumbline.standards.form import REASONS, Limit
from plumbline.standards.loading import load_standards, parse_standard, read_standard
from plumbline.standards.plain import judge_plainly

STANDARDS = load_standards()
REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
LOCAL = Path(str(files("plumbline") / "library" / "standards" / "local"))


def test_first_contact_is_explained() -> None:
    assert sentences(STANDARDS["cpo_first_contact"]) == [
        "Each community payback order or community payback order for a fine default is owed a first "
        "direct contact.",
        "The clock starts (day 0) on the day the court imposed the order.",
        "It is done by a first direct contact that was attended, not by letter; failing that, by a "
        "contact that was "
        "attended, in person, not a home visit.",
        "The earliest on or after day 0 counts, by the day it happened or was to happen.",
        "What counts: rows of the order and rows that name only the person and fall where the order was "
        "open.",
        "It is due within 1 working day of day 0.",
        "Working days leave out weekends and the holidays of the calendar in force.",
        "The case ends on the day the order ended: what was due then or later and not done in time is not "
        "applicable.",
        "It is not applicable where the order was transferred in, even where it was done.",
        "It is in force for all dates.",
        "Source: Criminal Justice Social Work Statistics in Scotland (2013-14, Table 13).",
        "Where to read it: "
        "https://gov.scot/publications/criminal-justice-social-work-statistics-scotland-2013-14/pages/27",
        "How sure: stated in an official source.",
        "Published in bands: Within 1 working day; Over 1 to 5 working days; Over 5 working days.",
    ]


def test_unpaid_work_done_is_explained_with_its_law_and_its_extensions() -> None:
    said = sentences(STANDARDS["cpo_unpaid_work_done"])
    assert said[0] == (
        "Each unpaid work requirement on a community payback order or a community payback order for a "
        "fine default "
        "is owed unpaid work completed."
    )
    assert said[4:10] == [
        "It is due by the first of these that applies: on the day set by the court, only where it set a "
        "longer "
        "period when imposing; within 3 months of day 0 where it has level 1; within 6 months of day 0 "
        "where it "
        "has level 2.",
        "A month runs to the same day of the month, or to its last day where it has no such day.",
        "A day before day 0 is no due date.",
        "Where day 0 is 6 April 2020 or earlier and it would be due after 6 April 2020, it is due 12 "
        "months later.",
        "An extension granted on or before the due date as it then stands moves it to the day to complete "
        "by; of "
        "two granted on one day the later counts; one granted later moves nothing.",
        "The case ends on the earlier of the day the order ended and the day the requirement ended: what "
        "was due "
        "then or later and not done in time is not applicable.",
    ]


def test_reviews_are_explained_as_a_duty_that_repeats() -> None:
    assert sentences(STANDARDS["cpo_review"])[:11] == [
        "Each community payback order or community payback order for a fine default, if it has a supervision "
        "requirement, is owed a statutory review.",
        "The clock starts (day 0) on the earliest day the requirement was imposed, of the order’s "
        "supervision "
        "requirements.",
        "It is done by a statutory review.",
        "What counts: rows of the order and rows that name only the person and fall where the order was "
        "open.",
        "A month runs to the same day of the month, or to its last day where it has no such day.",
        "It is owed every 3 months, twice; then every 6 months; every due date is counted from day 0.",
        "Each one done counts once, and the due dates are gone through in turn: the earliest in the time "
        "of a due "
        "date meets it; failing that, the earliest before the next due date makes it late.",
        "What was due on or before the day the order was transferred in from another authority or country "
        "is not "
        "listed.",
        "The list stops at the first due on or after the end, else the first due after the as-at date.",
        "Where the day the order is expected to end has passed and no end is recorded, the first due "
        "after it "
        "cannot be told unless it was done in time, and the list stops there.",
        "The case ends on the day the order ended: what was due then or later and not done in time is not "
        "applicable.",
    ]


def test_a_standard_without_a_clock_says_so() -> None:
    assert sentences(STANDARDS["court_report"])[:4] == [
        "Each court report or supplementary court report is owed a report to court.",
        "There is no clock: the due date stands in the record.",
        "It is done on the day it was submitted.",
        "The due date is the day it is due.",
    ]


def test_a_local_rule_says_whose_it_is_and_what_it_is_based_on() -> None:
    said = sentences(read_standard(LOCAL / "local_lscmi_carried_forward.toml"))
    assert said[7:11] == [
        "One done at most 12 months before day 0 is carried forward and counts as done in time, unless it "
        "was done "
        "again in time.",
        "The case ends on the day the order ended: what was due then or later and not done in time is not "
        "applicable.",
        "It is in force for all dates.",
        "It is a local rule of Ashmarrow (X12000001), off until it is turned on.",
    ]
    assert said[11] == "It stands beside the national standard cpo_lscmi."


def test_a_duty_counted_from_each_time_it_was_done_says_so() -> None:
    said = sentences(read_standard(LOCAL / "local_home_visit.toml"))
    assert "It is due within 56 days of day 0, and again within 56 days of each time it was done." in said
    assert "The list stops with the first not done, or the first due on or after the end." in said


def test_dates_in_force_and_dated_limits_are_said() -> None:
    standard = replace(
        STANDARDS["cpo_first_contact"],
        in_force_from=date(2020, 4, 1),
        in_force_until=date(2027, 3, 31),
        limits=(
            Limit(count=2, unit="days", clock_until=date(2025, 3, 31)),
            Limit(count=1, unit="days", clock_from=date(2025, 4, 1)),
        ),
    )
    said = sentences(standard)
    assert "It is in force from 1 April 2020 until 31 March 2027, by day 0." in said
    assert (
        "It is due by the first of these that applies: within 2 days of day 0 where day 0 is 31 March "
        "2025 or "
        "earlier; within 1 day of day 0 where day 0 is 1 April 2025 or later."
    ) in said


def test_an_explanation_begins_with_the_title_and_ends_with_the_examples() -> None:
    lines = explain(STANDARDS["court_report"]).splitlines()
    assert lines[:2] == ["Court report submitted (court_report)", ""]
    assert lines[-8:-5] == [
        "Example: Submitted the day before the court's day; there is no clock, so no days are counted. "
        "As at 31 March 2026: met.",
        "Example: A supplementary report submitted after its day. As at 31 March 2026: not met (done "
        "after the due "
        "date).",
        "Example: The court's day is not recorded. As at 31 March 2026: cannot tell (nothing recorded "
        "says when it "
        "was due).",
    ]
    assert lines[-1].endswith("owe nothing here. As at 31 March 2026: no row.")


def test_an_example_of_several_cases_and_one_of_several_occurrences_name_each() -> None:
    shared = examples(STANDARDS["cpo_placement_start"])[3]
    assert shared.endswith("As at 31 March 2026: R1 met; R2 met.")
    weeks = examples(STANDARDS["cpo_weekly_contact"])[0]
    assert weeks.endswith(
        "As at 30 April 2026: number 1 met; number 2 met; number 3 not met (no record that it was done); "
        "number 4 met."
    )


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_every_sentence_is_whole(standard) -> None:
    for sentence in sentences(standard):
        assert sentence[0].isupper() and sentence.endswith((".", standard.url or "."))
        assert "_" not in sentence.removesuffix(standard.url or " ") and "  " not in sentence


def test_the_committed_page_of_standards_is_the_one_the_standards_make(tmp_path: Path) -> None:
    main([str(tmp_path / "standards.md")])
    made = (tmp_path / "standards.md").read_text("utf-8")
    assert made == (REFERENCE / "standards.md").read_text("utf-8")
    assert made == page(list(STANDARDS.values()))


def test_the_page_is_made_only_where_it_is_told() -> None:
    with pytest.raises(UsageError, match="Give the path of the page"):
        main([])


def test_the_rule_written_out_in_the_manual_loads_and_its_example_holds() -> None:
    text = (REFERENCE / "standards-form.md").read_text("utf-8")
    (rule,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    standard = parse_standard(rule, "local_early_call.toml")
    (example,) = standard.examples
    rows = judge_plainly(standard, records_of(example), as_at=example.as_at)
    assert [{name: getattr(row, name) for name in EXPECTED} for row in rows] == expected_of(example)


def test_the_manual_names_every_reason() -> None:
    text = (REFERENCE / "standards-form.md").read_text("utf-8")
    assert [reason for reason in REASONS if f"`{reason}`" not in text] == []
