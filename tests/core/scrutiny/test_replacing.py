"""After the draw: records that are not read, those that take their place, and the weights."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from plumbline.errors import UsageError
from plumbline.scrutiny.drawing import Allocation, Drawn, draw, plan
from plumbline.scrutiny.frames import frame_of
from plumbline.scrutiny.replacing import (
    Replacement,
    StratumAfter,
    next_replacement,
    replace,
    standing,
    strata_after,
    unread_sentence,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def drawn_sample() -> tuple[Allocation, Drawn]:
    """Six of twelve from A and four of five from B."""
    frame = frame_of([("A", f"a{n}") for n in range(12)] + [("B", f"b{n}") for n in range(5)])
    planned = plan(frame.strata, size=10, minimums={"B": 4})
    assert [one.n for one in planned.strata] == [6, 4]
    return planned, draw(frame, planned, "seed")


def taken_out(drawn: Drawn, *chosen: tuple[str, str]) -> list[Replacement]:
    """The replacements of these records for these reasons, one after another."""
    found: list[Replacement] = []
    for record_id, reason in chosen:
        found.append(replace(drawn, found, record_id, reason=reason, by="lead", at=AT))
    return found


def ids(drawn: Drawn, stratum: str) -> list[str]:
    return [row.record_id for row in drawn.rows if row.stratum == stratum]


def test_the_first_of_the_same_stratums_reserve_takes_the_place() -> None:
    _, drawn = drawn_sample()
    a, b = ids(drawn, "A"), ids(drawn, "B")
    found = taken_out(drawn, (a[2], "missing"), (b[0], "empty"), (a[4], "unreadable"))
    assert [one.replaced_by for one in found] == [a[6], b[4], a[7]]
    assert found[0] == Replacement("A", a[2], "missing", "lead", AT, a[6])


def test_a_record_that_came_in_may_be_replaced_in_its_turn() -> None:
    _, drawn = drawn_sample()
    a = ids(drawn, "A")
    found = taken_out(drawn, (a[0], "missing"), (a[6], "out_of_scope"))
    assert [one.replaced_by for one in found] == [a[6], a[7]]
    assert [row.record_id for row in standing(drawn, found) if row.stratum == "A"] == [*a[1:6], a[7]]


def test_a_reserve_that_is_used_up_gives_nobody() -> None:
    _, drawn = drawn_sample()
    b = ids(drawn, "B")
    found = taken_out(drawn, (b[0], "missing"), (b[1], "missing"))
    assert [one.replaced_by for one in found] == [b[4], None]
    assert next_replacement(drawn, found, "B") is None
    assert [row.record_id for row in standing(drawn, found) if row.stratum == "B"] == [b[2], b[3], b[4]]


def test_a_conflict_of_interest_changes_the_reader_and_not_the_record() -> None:
    _, drawn = drawn_sample()
    with pytest.raises(UsageError, match="Give it to another reader"):
        taken_out(drawn, (ids(drawn, "A")[0], "conflict"))


def test_a_reason_of_ones_own_is_refused() -> None:
    _, drawn = drawn_sample()
    with pytest.raises(UsageError, match="There are: out_of_scope, unreadable, missing, empty"):
        taken_out(drawn, (ids(drawn, "A")[0], "difficult"))


@pytest.mark.parametrize("place", [0, 6, 7], ids=["replaced already", "came in and went", "in the reserve"])
def test_a_record_that_is_not_in_the_sample_is_refused(place: int) -> None:
    _, drawn = drawn_sample()
    a = ids(drawn, "A")
    found = taken_out(drawn, (a[0], "missing"), (a[6], "missing"), (a[7], "missing"))
    with pytest.raises(UsageError, match="not in the sample"):
        replace(drawn, found, a[9] if place == 7 else a[place], reason="missing", by="lead", at=AT)


def test_records_out_of_scope_make_their_stratum_smaller() -> None:
    planned, drawn = drawn_sample()
    a = ids(drawn, "A")
    found = taken_out(drawn, (a[0], "out_of_scope"), (a[1], "unreadable"))
    assert strata_after(planned, drawn, found) == (
        # Eight looked at, seven of them in scope: 12 · 7/8 are thought to be.
        StratumAfter("A", 12, 8, 1, 1, 6, Fraction(21, 2), Fraction(21, 12)),
        StratumAfter("B", 5, 4, 0, 0, 4, Fraction(5), Fraction(5, 4)),
    )


def test_while_reading_goes_on_only_what_was_looked_at_counts() -> None:
    planned, drawn = drawn_sample()
    a = ids(drawn, "A")
    found = taken_out(drawn, (a[0], "out_of_scope"))
    first, second = strata_after(planned, drawn, found, read={a[1], a[2], a[6]})
    assert first == StratumAfter("A", 12, 4, 1, 0, 3, Fraction(9), Fraction(3))
    assert second == StratumAfter("B", 5, 0, 0, 0, 0, Fraction(5), None)


def test_records_that_could_not_be_read_are_told() -> None:
    planned, drawn = drawn_sample()
    a = ids(drawn, "A")
    found = taken_out(drawn, (a[0], "out_of_scope"), (a[1], "unreadable"), (a[2], "empty"))
    # 10 read and 2 not; the one out of scope was no record of the sample.
    assert unread_sentence(strata_after(planned, drawn, found)) == (
        "2 of 12 selected records could not be read."
    )


def test_where_all_could_be_read_nothing_is_told() -> None:
    planned, drawn = drawn_sample()
    assert unread_sentence(strata_after(planned, drawn, [])) is None
