from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.statistics.control_charts import choose_chart, p_chart, xmr
from plumbline.statistics.funnels import exact_limits, funnel
from plumbline.statistics.intervals import exact_interval, wilson_interval
from plumbline.statistics.rounding import percent_text, round_to_base, whole_percent
from plumbline.statistics.words import quantity, statement_text, word_of_quantity, word_table

UPPER_WORDS = ("All", "Almost all", "Most", "Majority")


@st.composite
def shares(draw: st.DrawFn, most: int = 400) -> tuple[int, int]:
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


@st.composite
def samples(draw: st.DrawFn) -> tuple[int, int, int]:
    population = draw(st.integers(1, 400))
    n = draw(st.integers(1, population))
    return draw(st.integers(0, n)), n, population


@settings(deadline=None)
@given(shares(10**7), st.integers(0, 3))
def test_a_percentage_is_what_decimal_arithmetic_rounds_half_up(
    share: tuple[int, int], decimals: int
) -> None:
    x, n = share
    exact = (Decimal(100 * x) / Decimal(n)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(percent_text(x, n, decimals)) == exact


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 100))
def test_a_rounded_count_is_a_multiple_and_near(value: int, base: int) -> None:
    rounded = round_to_base(value, base)
    assert rounded % base == 0
    assert 2 * abs(rounded - value) <= base


@settings(deadline=None)
@given(samples())
def test_the_exact_interval_holds_the_estimate(sample: tuple[int, int, int]) -> None:
    x, n, population = sample
    found = exact_interval(x, n, population)
    assert x <= found.low <= found.high <= population - n + x
    assert found.low * n <= x * population + population  # within one record of the estimate at the worst
    assert (found.high + 1) * n >= x * population


@settings(deadline=None)
@given(samples())
def test_one_more_yes_never_lowers_the_exact_interval(sample: tuple[int, int, int]) -> None:
    x, n, population = sample
    if x < n:
        here, above = exact_interval(x, n, population), exact_interval(x + 1, n, population)
        assert here.low <= above.low
        assert here.high <= above.high


@settings(deadline=None)
@given(samples())
def test_more_confidence_never_narrows_the_exact_interval(sample: tuple[int, int, int]) -> None:
    narrow, wide = exact_interval(*sample, 0.8), exact_interval(*sample, 0.99)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@settings(deadline=None)
@given(samples())
def test_yes_and_no_have_mirrored_intervals(sample: tuple[int, int, int]) -> None:
    x, n, population = sample
    yes, no = exact_interval(x, n, population), exact_interval(n - x, n, population)
    assert (yes.low, yes.high) == (population - no.high, population - no.low)


@settings(deadline=None)
@given(samples())
def test_wilson_holds_the_estimate_within_nought_and_one(sample: tuple[int, int, int]) -> None:
    x, n, population = sample
    for low, high in (wilson_interval(x, n), wilson_interval(x, n, population=population)):
        assert 0 <= low <= x / n + 1e-12
        assert x / n - 1e-12 <= high <= 1


@settings(deadline=None)
@given(shares(10**6))
def test_a_word_never_crosses_one_half(share: tuple[int, int]) -> None:
    x, n = share
    assert (word_of_quantity(x, n).word in UPPER_WORDS) == (2 * x >= n)


@settings(deadline=None)
@given(shares(10**6))
def test_all_and_none_mean_what_they_say(share: tuple[int, int]) -> None:
    x, n = share
    said = word_of_quantity(x, n)
    assert (said.word == "All") == (x == n)
    assert (said.word == "None") == (x == 0)
    assert (said.percent == "100") == (x == n)
    assert (said.percent == "0") == (x == 0)


@settings(deadline=None)
@given(shares())
def test_one_more_never_gives_a_lower_word(share: tuple[int, int]) -> None:
    x, n = share
    words = word_table().words
    if x < n:
        assert words.index(word_of_quantity(x + 1, n).word) <= words.index(word_of_quantity(x, n).word)


@settings(deadline=None)
@given(shares())
def test_a_printed_whole_percentage_lies_in_its_words_band(share: tuple[int, int]) -> None:
    x, n = share
    said = word_of_quantity(x, n)
    band = next((band for band in word_table().bands if band.word == said.word), None)
    if band is not None and said.percent == str(whole_percent(x, n)):
        assert band.least <= said.whole_percent <= band.most


@settings(deadline=None)
@given(samples())
def test_the_words_covered_include_the_word(sample: tuple[int, int, int]) -> None:
    said = quantity(*sample)
    # The exact interval is in whole records, so for tiny populations its ends may miss the estimate itself.
    assert said.holds == (len(said.covers) == 1)
    assert statement_text(said).startswith(f"{sample[0]} of {sample[1]}")


@settings(deadline=None)
@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=40), st.booleans())
def test_an_xmr_chart_turned_upside_down_has_its_signals_turned(values: list[float], screen: bool) -> None:
    turned = {"above": "below", "below": "above", "rising": "falling", "falling": "rising"}
    labels = [point.label for point in xmr(values, screen_outliers=screen).points]
    mirrored = [point.label for point in xmr([-value for value in values], screen_outliers=screen).points]
    for label, mirror in zip(labels, mirrored, strict=True):
        if label is None:
            assert mirror is None
        else:
            swapped = next(label.replace(one, other) for one, other in turned.items() if one in label)
            assert mirror == swapped


@settings(deadline=None)
@given(st.lists(shares(60), min_size=1, max_size=24))
def test_a_p_chart_marks_a_point_beyond_its_drawn_limits_and_no_other(series: list[tuple[int, int]]) -> None:
    for point in p_chart([x for x, _ in series], [n for _, n in series]).points:
        beyond = point.value < point.lower or point.value > point.upper
        assert beyond == (point.label in ("above_limit", "below_limit"))
        assert 0 <= point.lower <= point.upper <= 1


@settings(deadline=None)
@given(st.lists(shares(60), max_size=24))
def test_a_chart_is_always_chosen_with_a_reason(series: list[tuple[int, int]]) -> None:
    choice = choose_chart([x for x, _ in series], [n for _, n in series])
    assert choice.kind in ("none", "p", "xmr", "laney")
    assert choice.reason != ""


@settings(deadline=None)
@given(st.integers(1, 300), st.floats(0, 1))
def test_funnel_limits_are_in_order(n: int, target: float) -> None:
    lower_95, upper_95, lower_998, upper_998 = exact_limits(target, n)
    assert 0 <= lower_998 <= lower_95 <= upper_95 <= upper_998 <= 1


@settings(deadline=None)
@given(st.lists(shares(300), min_size=1, max_size=32))
def test_over_dispersed_limits_widen_with_the_spread(units: list[tuple[int, int]]) -> None:
    found = funnel([x for x, _ in units], [n for _, n in units])
    assert found.tau2 is None or found.tau2 >= 0
    for point in found.points:
        assert point.limits is not None
        assert point.limits.od_lower_998 <= found.target + 1e-9
        assert point.limits.od_upper_998 >= found.target - 1e-9
