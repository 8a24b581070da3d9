from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from plumbline.measures.periods import Period, period_of
from plumbline.measures.rates import RATES, Counts, rate, rate_parts
from plumbline.measures.selection import BREAKDOWNS
from plumbline.measures.written_form import Measure, parse_measure

small = st.integers(0, 60)


@st.composite
def some_counts(draw: st.DrawFn) -> Counts:
    """Counts that could be: every part no larger than its whole."""
    met, added_met = sorted([draw(small), draw(small)], reverse=True)
    parts = {
        name: draw(small) for name in ("excused_evidenced", "excused_asserted", "service_side", "unexplained")
    }
    not_met = sum(parts.values())
    done_late = draw(st.integers(0, not_met))
    return Counts(
        met=met,
        not_met=not_met,
        not_applicable=draw(small),
        not_yet_due=draw(small),
        cannot_tell=draw(small),
        offered_late=draw(st.integers(0, not_met)),
        done_late=done_late,
        added_done_late=draw(st.integers(0, done_late)),
        added_met=added_met,
        **parts,
    )


months = st.builds(lambda year, month: f"{year}-{month:02d}", st.integers(1990, 2040), st.integers(1, 12))
periods = st.one_of(
    st.builds(period_of, months, st.sampled_from(["month", "quarter", "year"])),
    st.tuples(months, months).map(lambda pair: Period(min(pair), max(pair))),
)
values = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map(str.strip).filter(bool)
)


def _filters(columns: list[str]) -> st.SearchStrategy[tuple[tuple[str, str | None], ...]]:
    one = {
        column: st.sampled_from(["yes", "no", None]) if column == "added" else st.none() | values
        for column in columns
    }
    return st.fixed_dictionaries(one).map(lambda chosen: tuple(sorted(chosen.items())))


measures = st.builds(
    Measure,
    st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
    st.none() | st.sampled_from(sorted(RATES)),
    st.lists(st.sampled_from(BREAKDOWNS), unique=True, max_size=3).flatmap(_filters),
    st.none() | periods,
)


@given(measures)
def test_a_measure_written_and_read_again_is_the_same(measure: Measure) -> None:
    assert parse_measure(str(measure)) == measure


@given(some_counts(), st.sampled_from(sorted(RATES)))
def test_a_rate_lies_between_nought_and_one_and_within_its_interval(counts: Counts, name: str) -> None:
    found = rate(counts, name)
    if found.value is not None and found.interval is not None:
        low, high = found.interval
        assert 0 <= low <= found.value <= high <= 1
    assert (found.value is None) == (found.denominator == 0)


@given(some_counts(), st.sampled_from(["strict", "excused", "service", "offered"]))
def test_the_bounds_hold_the_rate_between_them(counts: Counts, name: str) -> None:
    found = rate(counts, name)
    if found.bounds and found.value is not None:
        assert 0 <= found.bounds[0] <= found.value <= found.bounds[1] <= 1


@given(some_counts())
def test_the_excused_and_the_offered_rates_are_never_below_the_strict_one(counts: Counts) -> None:
    strict = rate(counts, "strict").value
    if strict is not None:
        assert (rate(counts, "excused").value or 0) >= strict
        assert (rate(counts, "offered").value or 0) >= strict


@given(some_counts())
def test_strict_and_service_shares_never_pass_the_whole(counts: Counts) -> None:
    met, whole = rate_parts(counts, "strict")
    service, _ = rate_parts(counts, "service")
    assert met + service <= whole


@given(some_counts(), some_counts())
def test_counts_add_up_heading_by_heading(one: Counts, other: Counts) -> None:
    both = one + other
    assert all(
        getattr(both, field.name) == getattr(one, field.name) + getattr(other, field.name)
        for field in fields(Counts)
    )
    assert both.total == one.total + other.total
