from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from factories.effects import ACTION, months
from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import (
    Accepted,
    AllCases,
    AllOf,
    AreaVerdict,
    CaseCounts,
    Readings,
    SampleReading,
    SecondReading,
    Series,
    ShiftedAndHeld,
    StatedEvidence,
    Statement,
    Statements,
    judge_area,
)
from plumbline.statistics.stratified import StratumRead

BY_CHART = ShiftedAndHeld("first contact, strict", "increase")
BY_CASES = AllCases("reviews held", "increase", 2, "a dozen orders a year")
BY_READING = SecondReading("plan_quality", "increase")
BY_STATEMENT = Accepted("nothing is counted")
HELD = (34, 33, 35, 34, 33, 35)
CLOSED = date(2025, 10, 10)


def chart(since: tuple[int, ...], as_at: date, closed_on: date | None = None) -> AreaVerdict:
    evidence = Series("first contact, strict", months(since=since))
    return judge_area(BY_CHART, evidence, first_action=ACTION, as_at=as_at, closed_on=closed_on)


def test_a_measure_that_shifted_and_held_may_close() -> None:
    assert chart(HELD, CLOSED).state == "held"


def test_a_verdict_is_worked_out_anew_each_time() -> None:
    states = [
        chart((*HELD, 24, 35, 35, 35)[:many], date(2026, 2, 10)).words for many in (0, 2, 6, 7, 8, 9, 10)
    ]
    assert states == [
        *("not yet", "shifted, not held", "held"),
        *("shifted, not held", "shifted, not held", "shifted, not held", "held"),
    ]


def test_a_series_that_ended_long_ago_does_not_say_that_it_holds_now() -> None:
    assert chart(HELD, date(2026, 3, 30)).state == "held"
    found = chart(HELD, date(2026, 3, 31))
    assert (found.state, found.missing) == (
        "shifted_not_held",
        ("figures from the last 6 months; the newest complete period ended on 30 September 2025",),
    )


def untold(until: date | None, as_at: date, closed_on: date | None = None) -> AreaVerdict:
    """Held to the end of September, by figures of which nothing can be told after that."""
    evidence = Series("first contact, strict", months(since=HELD), until)
    return judge_area(BY_CHART, evidence, first_action=ACTION, as_at=as_at, closed_on=closed_on)


def test_a_newest_complete_period_of_which_nothing_can_be_told_is_never_a_pass() -> None:
    found = untold(date(2025, 10, 31), date(2025, 11, 10))
    assert (found.state, found.missing) == (
        "shifted_not_held",
        (
            "figures for what follows September 2025: it is complete up to 31 October 2025, and nothing is "
            "told of it",
        ),
    )


def test_such_a_period_opens_a_closed_area_again() -> None:
    assert untold(date(2025, 10, 31), date(2025, 11, 10), CLOSED).state == "opened_again"


def test_the_newest_complete_period_may_be_the_last_that_was_told() -> None:
    assert untold(date(2025, 9, 30), date(2025, 11, 10)).state == "held"


def opened_again(fresh_from: date, said_on: date) -> AreaVerdict:
    """By a statement about evidence of a day, after a look that was not had."""
    piece = StatedEvidence("Ten plans", "In the shared folder", said_on)
    said = Statement("A. Reader", "Board member", True, True, "I read ten of the plans.", said_on, (piece,))
    return judge_area(
        BY_STATEMENT,
        Statements((), (said,)),
        first_action=ACTION,
        as_at=date(2026, 12, 1),
        fresh_from=fresh_from,
    )


def test_what_opened_again_for_want_of_a_look_does_not_close_on_what_it_closed_on_before() -> None:
    found = opened_again(date(2026, 1, 10), date(2026, 1, 9))
    assert (found.state, found.missing) == ("shifted_not_held", ("evidence from 10 January 2026 or later",))


def test_it_closes_again_on_evidence_that_serves_the_look() -> None:
    assert opened_again(date(2026, 1, 10), date(2026, 1, 10)).state == "held"


def test_a_closed_area_that_still_holds_stays_closed_and_says_when_it_is_looked_at_again() -> None:
    found = chart(HELD, date(2025, 11, 10), CLOSED)
    assert (found.state, found.next_look) == ("held", date(2026, 4, 10))


def test_a_closed_area_that_no_longer_holds_opens_again_by_itself() -> None:
    found = chart((*HELD, 24), date(2025, 11, 10), CLOSED)
    assert (found.state, found.words) == ("opened_again", "opened again")
    assert found.reason.startswith("Opened again; it had closed on 10 October 2025. Shifted, not held.")


def test_a_run_after_six_months_serves_the_first_look() -> None:
    found = chart((*HELD, *HELD), date(2026, 4, 20), CLOSED)
    assert (found.state, found.next_look) == ("held", date(2026, 10, 10))


def test_without_new_figures_at_six_months_the_area_opens_again() -> None:
    assert chart(HELD, date(2026, 5, 10), CLOSED).state == "held"
    found = chart(HELD, date(2026, 5, 11), CLOSED)
    assert (found.state, found.missing, found.next_look) == (
        "opened_again",
        ("evidence from 10 January 2026 or later",),
        date(2026, 4, 10),
    )
    assert "The look at 6 months was due on 10 April 2026 and has not been had" in found.reason


def test_after_twelve_months_no_look_is_due_but_a_worse_figure_still_opens_it() -> None:
    year = HELD * 3
    assert chart(year, date(2026, 11, 1), CLOSED) == replace(chart(year, date(2026, 11, 1)), next_look=None)
    assert chart((*year[:-1], 20), date(2026, 11, 1), CLOSED).state == "opened_again"


def test_evidence_of_another_measure_is_refused() -> None:
    with pytest.raises(
        PlumblineError, match="judged by 'first contact, strict', and the evidence is of 'other'"
    ):
        judge_area(BY_CHART, Series("other", months()), first_action=ACTION, as_at=CLOSED)


def test_evidence_of_another_kind_is_refused() -> None:
    with pytest.raises(PlumblineError, match="may close when the measure has shifted and held"):
        judge_area(BY_CHART, Statements(()), first_action=ACTION, as_at=CLOSED)


def test_evidence_from_after_the_day_it_is_judged_is_refused() -> None:
    with pytest.raises(PlumblineError, match="goes to 30 September 2025, later than 29 September 2025"):
        chart(HELD, date(2025, 9, 29))


@pytest.mark.parametrize("closed_on", [date(2025, 3, 31), date(2025, 11, 11)])
def test_a_day_on_which_it_cannot_have_closed_is_refused(closed_on: date) -> None:
    with pytest.raises(PlumblineError, match="An area cannot have closed on"):
        chart(HELD, date(2025, 11, 10), closed_on)


# ---- all cases

YEAR = AllOf("2024-25", date(2024, 4, 1), date(2025, 3, 31), 2, 17)
NEXT = AllOf("2025-26", date(2025, 4, 1), date(2026, 3, 31), 10, 13)
THIRD = AllOf("2026-27", date(2026, 4, 1), date(2027, 3, 31), 3, 13)


def cases(*later: AllOf, first: AllOf | None = YEAR, closed_on: date | None = None) -> AreaVerdict:
    evidence = CaseCounts("reviews held", first, later)
    return judge_area(BY_CASES, evidence, first_action=ACTION, as_at=date(2027, 4, 15), closed_on=closed_on)


def test_all_cases_of_two_periods_may_close_it() -> None:
    assert cases(NEXT).state == "held"


def test_a_later_period_that_no_longer_beats_the_first_is_shifted_not_held() -> None:
    found = cases(NEXT, THIRD)
    assert found.state == "shifted_not_held"
    assert found.reason.startswith(
        "Shifted, not held: it was for the better before, and the newest no longer is. 2024-25: 11.8%"
    )


def test_a_later_period_that_no_longer_beats_the_first_opens_it_again() -> None:
    assert cases(NEXT, THIRD, closed_on=date(2026, 4, 15)).state == "opened_again"


def test_a_later_period_that_beats_the_first_again_serves_the_looks() -> None:
    found = cases(NEXT, replace(THIRD, x=11), closed_on=date(2026, 4, 15))
    assert (found.state, found.next_look) == ("held", None)


@pytest.mark.parametrize(
    ("first", "later", "missing"),
    [
        (None, (NEXT,), "a first period, from before the first action"),
        (YEAR, (), "a second period, since the first action"),
    ],
)
def test_a_period_that_is_missing_is_named(
    first: AllOf | None, later: tuple[AllOf, ...], missing: str
) -> None:
    found = cases(*later, first=first)
    assert (found.state, found.missing) == ("not_yet", (missing,))


def test_periods_out_of_order_are_refused() -> None:
    with pytest.raises(PlumblineError, match="not in order of time"):
        cases(THIRD, NEXT)


# ---- two readings


def reading(label: str, year: int, yes: int) -> SampleReading:
    strata = (StratumRead("all", 702, 99, yes),)
    return SampleReading(label, date(year, 4, 1), date(year + 1, 3, 31), strata)


def readings(*later: SampleReading) -> AreaVerdict:
    evidence = Readings("plan_quality", reading("First", 2024, 50), later)
    return judge_area(BY_READING, evidence, first_action=ACTION, as_at=date(2027, 6, 1))


def test_a_second_reading_that_beats_the_first_may_close_it() -> None:
    assert readings(reading("Second", 2025, 75)).state == "held"


def test_a_third_reading_is_compared_with_the_first_and_decides() -> None:
    assert readings(reading("Second", 2025, 75), reading("Third", 2026, 55)).state == "shifted_not_held"


def test_without_a_second_reading_it_is_not_yet() -> None:
    assert readings().missing == ("a second reading, since the first action",)


# ---- a statement

FIRST_STATEMENT = Statement(
    "A. Reviewer",
    "Chief Internal Auditor",
    True,
    True,
    "The policy is in use in all teams.",
    CLOSED,
    (StatedEvidence("Policy", "library", date(2025, 9, 1)),),
)


def stated(*statements: Statement, as_at: date, closed_on: date | None = None) -> AreaVerdict:
    evidence = Statements(("B. Owner",), statements)
    return judge_area(BY_STATEMENT, evidence, first_action=ACTION, as_at=as_at, closed_on=closed_on)


def again(on: date, piece: date) -> Statement:
    return replace(FIRST_STATEMENT, on=on, evidence=(StatedEvidence("Visit", "notes", piece),))


def test_a_complete_statement_may_close_it() -> None:
    assert stated(FIRST_STATEMENT, as_at=CLOSED).state == "held"


def test_no_statement_leaves_it_open() -> None:
    assert stated(as_at=CLOSED).state == "not_yet"


def test_a_new_statement_about_new_evidence_serves_the_look() -> None:
    later = again(date(2026, 4, 8), date(2026, 3, 1))
    found = stated(FIRST_STATEMENT, later, as_at=date(2026, 5, 11), closed_on=CLOSED)
    assert (found.state, found.next_look) == ("held", date(2026, 10, 10))


def test_a_new_statement_about_old_evidence_does_not_serve_the_look() -> None:
    later = again(date(2026, 4, 8), date(2025, 9, 1))
    assert stated(FIRST_STATEMENT, later, as_at=date(2026, 5, 11), closed_on=CLOSED).state == "opened_again"


def test_a_person_who_no_longer_accepts_it_opens_it_again() -> None:
    later = replace(again(date(2026, 4, 8), date(2026, 3, 1)), accepts=False)
    assert stated(FIRST_STATEMENT, later, as_at=date(2026, 4, 9), closed_on=CLOSED).state == "opened_again"


def test_statements_out_of_order_are_refused() -> None:
    with pytest.raises(PlumblineError, match="not in order of time"):
        stated(again(date(2026, 4, 8), date(2026, 3, 1)), FIRST_STATEMENT, as_at=date(2026, 5, 1))
