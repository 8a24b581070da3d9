from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.effect import SampleReading, TwoReadings, second_reading
from plumbline.statistics.stratified import StratumRead, weighted_share

ACTION = date(2025, 2, 1)
SIZES = (402, 150, 90, 38, 22)
READ = (50, 19, 12, 10, 8)


def strata(yes: tuple[int, ...], sizes: tuple[int, ...] = SIZES) -> tuple[StratumRead, ...]:
    return tuple(StratumRead(name, *one) for name, *one in zip("ABCDE", sizes, READ, yes, strict=True))


FIRST = SampleReading("First reading", date(2024, 1, 1), date(2024, 12, 31), strata((25, 8, 5, 6, 2)))
SECOND = SampleReading("Second reading", date(2025, 4, 1), date(2026, 3, 31), strata((41, 11, 9, 10, 3)))


def whole(x: int, n: int, population: int, *, second: bool = False) -> SampleReading:
    """A reading of one stratum."""
    return replace(SECOND if second else FIRST, strata=(StratumRead("all", population, n, x),))


def read(first: SampleReading = FIRST, second: SampleReading = SECOND) -> TwoReadings:
    return second_reading(first, second, ACTION, "increase")


def test_a_second_reading_whose_difference_leaves_out_nought_is_held() -> None:
    found = read().verdict
    assert found.state == "held"
    assert found.reason == (
        "Held. First reading: 47.0%, weighted, from 46.5% (46 of 99); Second reading: 75.5%, weighted, from "
        "74.7% (74 of 99). The difference is +28.5 points, and at 95% confidence lies between +14.6 and "
        "+41.0 points, which leaves out 0."
    )


def test_the_second_share_is_the_worked_value_with_the_interval_that_a_report_prints() -> None:
    found = read().second
    assert found is not None and found.interval is not None
    assert (float(found.share), found.interval) == (
        pytest.approx(0.75531639, abs=1e-8),
        pytest.approx((0.66758382, 0.82593169), abs=1e-8),
    )


def test_the_interval_is_zou_and_donners_without_the_finite_correction() -> None:
    ends = []
    for reading in (FIRST, SECOND):
        found = weighted_share([replace(one, population=one.population * 10**7) for one in reading.strata])
        assert found is not None and found.interval is not None
        ends.append((float(found.share), *found.interval))
    (p1, l1, u1), (p2, l2, u2) = ends
    low = p2 - p1 - ((p2 - l2) ** 2 + (u1 - p1) ** 2) ** 0.5
    high = p2 - p1 + ((u2 - p2) ** 2 + (p1 - l1) ** 2) ** 0.5
    assert read().interval == pytest.approx((low, high), abs=1e-6)


def test_a_difference_that_chance_could_make_is_not_yet() -> None:
    found = read(whole(60, 99, 702), whole(66, 99, 702, second=True)).verdict
    assert (found.state, found.missing) == ("not_yet", ("a second reading that beats the first",))
    assert "which does not leave out 0" in found.reason


def test_all_records_read_both_times_do_not_make_a_small_difference_sure() -> None:
    found = read(whole(60, 100, 100), whole(61, 100, 100, second=True))
    assert found.verdict.state == "not_yet"
    assert found.first is not None and found.first.interval is None


def test_a_sure_difference_for_the_worse_is_not_yet_and_said() -> None:
    found = read(whole(80, 99, 702), whole(50, 99, 702, second=True)).verdict
    assert found.state == "not_yet"
    assert "which leaves out 0, but for the worse" in found.reason


def test_fewer_is_better_where_fewer_is_wanted() -> None:
    first, second = whole(80, 99, 702), whole(50, 99, 702, second=True)
    assert second_reading(first, second, ACTION, "decrease").verdict.state == "held"


def test_records_that_could_not_be_read_count_against_it() -> None:
    first, second = whole(50, 99, 702), whole(66, 99, 702, second=True)
    assert read(first, second).verdict.state == "held"
    found = read(first, replace(second, could_not_be_read=(12,)))
    assert found.verdict.state == "not_yet"
    assert "12 selected records could not be read" in found.verdict.reason
    assert found.worst is not None and found.worst[0] < 0 < found.interval[0]  # type: ignore[index]


def test_a_difference_that_stands_against_all_unread_is_held_and_says_so() -> None:
    found = read(second=replace(SECOND, could_not_be_read=(2, 0, 0, 0, 0))).verdict
    assert found.state == "held"
    assert found.reason.endswith("even if all records that could not be read spoke against it.")


def test_a_first_reading_of_work_since_the_action_is_no_first() -> None:
    found = read(replace(FIRST, last_day=ACTION)).verdict
    assert (found.state, found.missing) == (
        "not_yet",
        ("a first reading of work from before the first action",),
    )


def test_a_second_reading_that_reaches_back_before_the_action_is_no_second() -> None:
    found = read(second=replace(SECOND, first_day=date(2025, 1, 31))).verdict
    assert found.missing == ("a second reading of work since the first action",)


def test_no_action_begun_is_not_yet() -> None:
    assert second_reading(FIRST, SECOND, None, "increase").verdict.state == "not_yet"


def test_fewer_than_ten_records_are_not_compared_this_way() -> None:
    found = read(whole(0, 9, 9), whole(9, 9, 9, second=True)).verdict
    assert found.state == "not_yet"
    assert "First reading rests on 9 records, too few for a percentage" in found.reason


def test_a_stratum_of_which_nothing_was_read_stops_the_comparison() -> None:
    lacking = replace(SECOND, strata=(*SECOND.strata[:4], StratumRead("E", 22, 0, 0)))
    assert "nothing was read of E" in read(second=lacking).verdict.reason


def test_a_question_that_applied_to_nothing_stops_the_comparison() -> None:
    none = replace(SECOND, strata=(StratumRead("all", 702, 99, 0, 0),))
    assert "nothing was read to which the question applies" in read(second=none).verdict.reason


def test_a_changed_mix_of_records_is_a_caution() -> None:
    other = replace(SECOND, strata=strata((41, 11, 9, 10, 3), (250, 302, 90, 38, 22)))
    assert read(second=other).verdict.cautions == (
        "The mix of the records has changed (A and B), and may explain part of the difference. Look at each "
        "stratum by itself.",
    )
    assert read().verdict.cautions == ()


def test_counts_that_cannot_be_are_refused_with_their_stratum() -> None:
    with pytest.raises(PlumblineError, match="First reading, all: 60 of 50 among 50 read of 702 cannot be"):
        read(whole(60, 50, 702))
    with pytest.raises(PlumblineError, match="give for each stratum how many records could not be read"):
        read(replace(FIRST, could_not_be_read=(1,)))
