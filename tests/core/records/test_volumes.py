"""Drops and jumps in volume: each rule at its edge."""

from __future__ import annotations

import pytest

from plumbline.records.volumes import (
    month_number,
    month_text,
    new_month_flags,
    new_month_limits,
    settled_flags,
    whole_table_flag,
)

JANUARY = month_number("2026-01")


def months(*counts: int) -> dict[int, int]:
    return {JANUARY + place: count for place, count in enumerate(counts)}


def settled(before: dict[int, int], after: dict[int, int]) -> list[tuple[str, str]]:
    flags = settled_flags("contacts", before, after, JANUARY, JANUARY + len(before))
    return [(flag.period, flag.change) for flag in flags]


def test_a_month_and_its_number_are_one_another():
    assert [month_text(month_number(month)) for month in ("2025-12", "2026-01")] == ["2025-12", "2026-01"]
    assert month_number("2026-01") - month_number("2025-12") == 1


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (100, 100, None),
        (100, 95, None),
        (100, 94, "drop"),
        (100, 105, None),
        (100, 106, "jump"),
        (20, 16, None),
        (20, 15, "drop"),
        (0, 20, "jump"),
    ],
)
def test_a_settled_month_is_flagged_where_it_moved_by_five_rows_and_over_five_in_a_hundred(
    before, after, change
):
    assert settled(months(before), months(after)) == ([("2026-01", change)] if change else [])


def test_settled_months_too_small_to_judge_are_judged_together():
    found = settled(months(19, 19, 100), months(19, 9, 100))
    assert found == [("2026-01 to 2026-02, small months together", "drop")]


def test_small_months_that_are_small_together_are_not_judged():
    assert settled(months(9, 9), months(0, 0)) == []


def test_a_settled_flag_says_what_was_to_be_expected():
    (flag,) = settled_flags("contacts", months(1000), months(700), JANUARY, JANUARY + 1)
    assert (flag.before, flag.after, flag.lower, flag.upper) == (1000, 700, 950, 1052)
    assert flag.words == (
        "contacts, 2026-01: 1,000 rows before, 700 now. Both extracts cover this time and late entry should "
        "be over, so between 950 and 1,052 were to be expected."
    )


def test_steady_months_give_the_exact_poisson_limits():
    # By hand for no rows after 12 x 5: (12/13)^60 = 0.0082, not rare; so even none is no drop.
    assert new_month_limits([5] * 12)[0] == 0


def test_the_poisson_limits_are_the_last_counts_that_are_not_rare():
    from scipy.stats import binom

    lower, upper = new_month_limits([100] * 12)
    assert binom.cdf(lower - 1, 1200 + lower - 1, 1 / 13) < 0.00135 <= binom.cdf(lower, 1200 + lower, 1 / 13)
    assert binom.sf(upper, 1200 + upper + 1, 1 / 13) < 0.00135 <= binom.sf(upper - 1, 1200 + upper, 1 / 13)


def test_months_that_vary_more_than_chance_widen_the_limits_to_those_of_their_own_variation():
    # Mean 1,000; moving ranges all 200; 2.66 x 200 = 532.
    assert new_month_limits([900, 1100] * 6) == (468, 1532)


@pytest.mark.parametrize(("found", "changes"), [(467, ["drop"]), (468, []), (1532, []), (1533, ["jump"])])
def test_a_new_month_is_flagged_beyond_the_limits_and_not_on_them(found, changes):
    counts = months(*[900, 1100] * 6, found)
    flags = new_month_flags("contacts", counts, JANUARY, JANUARY + 12, JANUARY + 13)
    assert [flag.change for flag in flags] == changes


def test_a_new_month_with_no_row_at_all_is_a_drop():
    (flag,) = new_month_flags("contacts", months(*[100] * 12), JANUARY, JANUARY + 12, JANUARY + 13)
    assert (flag.period, flag.change, flag.after) == ("2027-01", "drop", 0)
    assert flag.words.endswith("Rows may have been entered late, or not exported.")


def test_without_twelve_months_before_them_nothing_is_said_of_new_months():
    assert new_month_flags("contacts", months(*[100] * 12), JANUARY + 1, JANUARY + 12, JANUARY + 13) == []


def test_a_small_table_is_not_flagged_for_its_new_months():
    counts = months(*[4] * 12, 40)
    assert new_month_flags("contacts", counts, JANUARY, JANUARY + 12, JANUARY + 13) == []


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (100, 95, None),
        (100, 94, "drop"),
        (100, 200, None),
        (100, 201, "jump"),
        (19, 0, None),
        (20, 0, "drop"),
        (3, 19, None),
        (3, 20, "jump"),
    ],
)
def test_a_table_without_dates_is_flagged_as_a_whole(before, after, change):
    flag = whole_table_flag("people", before, after)
    assert (flag.change if flag else None) == change
