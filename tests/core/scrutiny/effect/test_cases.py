from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import AllOf, all_cases

ACTION = date(2025, 4, 1)
FIRST = AllOf("2024-25", date(2024, 4, 1), date(2025, 3, 31), 2, 17)
SECOND = AllOf("2025-26", date(2025, 4, 1), date(2026, 3, 31), 10, 13)


def test_a_difference_that_chance_would_hardly_make_is_held() -> None:
    # The counts of Fisher's twins; the chance is printed as 0.0005367.
    found = all_cases(FIRST, SECOND, ACTION, "increase")
    assert found.chance is not None
    assert (found.verdict.state, float(found.chance)) == ("held", pytest.approx(0.0005367, abs=5e-8))
    assert found.verdict.reason == (
        "Held. 2024-25: 11.8% (2 of 17); 2025-26: 76.9% (10 of 13). If nothing had changed, so great a "
        "difference, either way, would come by chance 0.1 times in 100. That is 5 times in 100 or less."
    )


def test_a_test_of_one_side_counts_differences_for_the_better_only() -> None:
    found = all_cases(FIRST, SECOND, ACTION, "increase", 1)
    assert found.chance is not None
    assert float(found.chance) == pytest.approx(0.0004652, abs=5e-8)


def test_so_few_cases_may_show_nothing_even_where_all_changed() -> None:
    found = all_cases(replace(FIRST, x=0, n=3), replace(SECOND, x=3, n=3), ACTION, "increase")
    assert (found.verdict.state, found.chance) == ("not_yet", Fraction(1, 10))
    assert found.verdict.reason == (
        "Not yet. 2024-25: 0 of 3; 2025-26: 3 of 3. If nothing had changed, so great a difference, either "
        "way, would come by chance 10.0 times in 100. That is more often than 5 times in 100."
    )


def test_exactly_five_in_a_hundred_is_enough() -> None:
    found = all_cases(replace(FIRST, x=0, n=3), replace(SECOND, x=3, n=3), ACTION, "increase", 1)
    assert (found.verdict.state, found.chance) == ("held", Fraction(1, 20))


@pytest.mark.parametrize("sides", [1, 2])
def test_a_difference_for_the_worse_never_closes(sides: int) -> None:
    found = all_cases(FIRST, SECOND, ACTION, "decrease", sides)  # type: ignore[arg-type]
    assert found.verdict.state == "not_yet"
    assert "It is not for the better." in found.verdict.reason


def test_what_cannot_be_told_counts_against_it() -> None:
    assert (
        all_cases(replace(FIRST, x=3, n=9), replace(SECOND, x=9, n=10), ACTION, "increase").verdict.state
        == "held"
    )
    unknown = all_cases(
        replace(FIRST, x=3, n=9), replace(SECOND, x=9, n=10, cannot_tell=2), ACTION, "increase"
    )
    assert unknown.verdict.state == "not_yet"
    assert "2025-26: 90.0% (9 of 10), and 2 cannot be told." in unknown.verdict.reason
    assert "with all that cannot be told counted against it" in unknown.verdict.reason


def test_an_unknown_first_case_counts_as_better() -> None:
    plain = all_cases(replace(FIRST, x=4, n=10), SECOND, ACTION, "increase").chance
    assert all_cases(replace(FIRST, x=3, n=9, cannot_tell=1), SECOND, ACTION, "increase").chance == plain


def test_where_fewer_is_better_an_unknown_case_counts_the_other_way() -> None:
    plain = all_cases(replace(SECOND, last_day=date(2025, 3, 31), first_day=date(2024, 4, 1)),
                      replace(FIRST, x=3, n=18, first_day=ACTION, last_day=date(2026, 3, 31)),
                      ACTION, "decrease").chance  # fmt: skip
    unknown = all_cases(replace(SECOND, last_day=date(2025, 3, 31), first_day=date(2024, 4, 1)),
                        replace(FIRST, cannot_tell=1, first_day=ACTION, last_day=date(2026, 3, 31)),
                        ACTION, "decrease").chance  # fmt: skip
    assert unknown == plain


def test_a_first_period_that_reaches_into_the_action_is_not_before_it() -> None:
    found = all_cases(replace(FIRST, last_day=ACTION), SECOND, ACTION, "increase").verdict
    assert found.missing == ("all cases of a period before the first action",)


def test_a_second_period_that_began_before_the_action_is_not_since_it() -> None:
    found = all_cases(FIRST, SECOND, date(2025, 4, 2), "increase").verdict
    assert found.missing == ("all cases of a period since the first action",)


def test_no_action_begun_is_not_yet() -> None:
    assert all_cases(FIRST, SECOND, None, "increase").verdict.state == "not_yet"


def test_a_period_without_cases_is_not_compared() -> None:
    found = all_cases(FIRST, replace(SECOND, x=0, n=0), ACTION, "increase").verdict
    assert found.reason == "Not yet: 2025-26 has no cases."


def test_a_chance_just_above_the_bound_is_not_shown_as_the_bound() -> None:
    found = all_cases(replace(FIRST, x=14, n=22), replace(SECOND, x=41, n=47), ACTION, "increase")
    assert found.chance is not None and 0.05 < found.chance < 0.06
    shown = found.verdict.reason.split("by chance ")[1].split(" times")[0]
    assert Fraction(shown) > 5


def test_impossible_counts_and_too_many_cases_are_refused() -> None:
    with pytest.raises(PlumblineError, match="2024-25: 18 of 17"):
        all_cases(replace(FIRST, x=18), SECOND, ACTION, "increase")
    with pytest.raises(PlumblineError, match="more than 20,000 cases"):
        all_cases(FIRST, replace(SECOND, n=20_000), ACTION, "increase")
