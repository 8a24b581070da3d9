from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.statistics.disclosure import DisclosureError, audit, protect, protect_list


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    columns = draw(st.integers(1, 5))
    counts = st.one_of(st.integers(0, 8), st.integers(0, 60))
    return draw(st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=6))


@settings(max_examples=150, deadline=None)
@given(tables(), st.integers(2, 10), st.booleans())
def test_a_protected_table_passes_its_audit_or_is_refused(
    table: list[list[int]], threshold: int, zeros_hidden: bool
) -> None:
    try:
        found = protect(table, threshold=threshold, zeros_hidden=zeros_hidden)
    except DisclosureError:
        return
    least = 0 if zeros_hidden else 1
    again = audit(table, found.hidden, threshold=threshold, zeros_hidden=zeros_hidden)
    assert again.safe
    for cell in found.primary:
        low, high = again.intervals[cell]
        assert low <= least
        assert high >= threshold - 1
    assert found.shows(len(table), len(table[0]))
    printed = [value for r, row in enumerate(found.table) for c, value in enumerate(row) if found.shows(r, c)]
    assert not any(least <= value < threshold for value in printed)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_an_interval_always_holds_the_true_count(table: list[list[int]]) -> None:
    try:
        found = protect(table)
    except DisclosureError:
        return
    for (r, c), (low, high) in found.audit.intervals.items():
        assert low <= found.table[r][c] <= high


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=10))
def test_a_list_hides_no_more_than_it_must(counts: list[int]) -> None:
    try:
        found = protect_list(counts)
    except DisclosureError:
        return
    small = sum(1 <= count < 5 for count in counts)
    hidden = sum(not found.shows(0, at) for at in range(len(counts)))
    assert small == 0 or 2 <= hidden <= small + 2
    assert (small == 0) == (hidden == 0)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_same_table_is_always_protected_in_the_same_way(table: list[list[int]]) -> None:
    try:
        first = protect(table)
    except DisclosureError:
        return
    assert protect(table).hidden == first.hidden
