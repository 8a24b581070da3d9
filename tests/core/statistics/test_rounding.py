from __future__ import annotations

import pytest

from plumbline.statistics.rounding import (
    percent_text,
    ratio_text,
    round_half_up,
    round_to_base,
    whole_percent,
)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(149, 200, 75), (69, 200, 35), (29, 200, 15), (86, 96, 90), (0, 7, 0), (7, 7, 100), (1, 7, 14)],
)
def test_a_half_goes_up_in_a_whole_percentage(part: int, whole: int, percent: int) -> None:
    assert whole_percent(part, whole) == percent


@pytest.mark.parametrize(
    ("top", "bottom", "nearest"), [(7, 2, 4), (5, 2, 3), (-7, 2, -3), (1, 3, 0), (2, 3, 1)]
)
def test_halves_go_up_on_both_sides_of_nought(top: int, bottom: int, nearest: int) -> None:
    assert round_half_up(top, bottom) == nearest


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "text"),
    [
        (7319, 9535, 1, "76.8"),
        (49, 400, 1, "12.3"),  # 12.25, which a float would print as 12.2
        (1, 3, 1, "33.3"),
        (1, 1, 1, "100.0"),
        (0, 5, 1, "0.0"),
        (1, 8, 0, "13"),
        (1, 16, 2, "6.25"),
        (1, 3000, 1, "0.0"),
        (1, 2000, 1, "0.1"),
        (9995, 10000, 1, "100.0"),  # 99.95
    ],
)
def test_a_percentage_is_written_half_up(part: int, whole: int, decimals: int, text: str) -> None:
    assert percent_text(part, whole, decimals) == text


def test_nothing_of_nothing_is_no_percentage() -> None:
    assert percent_text(0, 0) == ""
    assert ratio_text(0, 0, 4) == ""


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (1, -5)])
def test_numbers_below_nought_are_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="below 0"):
        percent_text(part, whole)
    with pytest.raises(ValueError, match="below 0"):
        ratio_text(part, whole, 2)


def test_a_denominator_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        round_half_up(1, 0)


@pytest.mark.parametrize(("part", "whole", "text"), [(3, 4, "0.7500"), (1, 3, "0.3333"), (5, 2, "2.5000")])
def test_a_ratio_is_written_with_its_decimals(part: int, whole: int, text: str) -> None:
    assert ratio_text(part, whole, 4) == text


def test_counts_are_rounded_to_the_nearest_five() -> None:
    assert [round_to_base(value) for value in range(14)] == [0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15]
    with pytest.raises(ValueError, match="above 0"):
        round_to_base(3, 0)


# Scottish Government, Criminal Justice Social Work Statistics 2013-14, table 13, and 2019-20, table 26:
# the counts of each band and the percentages printed for them.
PUBLISHED = [
    ((7319, 1255, 961), ("76.8", "13.2", "10.1")),
    ((11992, 1517, 1639), ("79.2", "10.0", "10.8")),
    ((13803, 1813, 1880), ("78.9", "10.4", "10.7")),
    ((7484, 833, 734), ("82.7", "9.2", "8.1")),
    ((11978, 1272, 1205), ("82.9", "8.8", "8.3")),
    ((13977, 1669, 1562), ("81.2", "9.7", "9.1")),
    ((401, 51, 42), ("81.2", "10.3", "8.5")),
    ((334, 62, 56), ("73.9", "13.7", "12.4")),
    ((366, 109, 63), ("68.0", "20.3", "11.7")),
    ((353, 117, 87), ("63.4", "21.0", "15.6")),
    ((334, 86, 61), ("69.4", "17.9", "12.7")),
    ((412, 37, 43), ("83.7", "7.5", "8.7")),
    ((373, 39, 38), ("82.9", "8.7", "8.4")),
    ((447, 39, 49), ("83.6", "7.3", "9.2")),
    ((433, 47, 74), ("78.2", "8.5", "13.4")),
    ((387, 35, 49), ("82.2", "7.4", "10.4")),
]


@pytest.mark.parametrize(("counts", "printed"), PUBLISHED)
def test_published_national_percentages_come_out_as_printed(
    counts: tuple[int, ...], printed: tuple[str, ...]
) -> None:
    assert tuple(percent_text(count, sum(counts)) for count in counts) == printed
