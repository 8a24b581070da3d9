"""Strata for a purpose: small ones joined, and those aimed at what the data say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import UsageError
from plumbline.scrutiny.drawing import draw, plan
from plumbline.scrutiny.frames import FrameRow, read_frame
from plumbline.scrutiny.strata import aimed, joins_of_small, with_joined_strata

LIST = b"id,team\nR1,East\nR2,North\nR3,North\nR4,South\nR5,South\n"


def test_the_smallest_is_joined_to_the_one_after_it() -> None:
    assert joins_of_small({"East": 1, "North": 20, "South": 20}, 6) == {
        "East": "East + North",
        "North": "East + North",
    }


def test_the_smaller_neighbour_is_joined() -> None:
    found = joins_of_small({"A": 9, "B": 1, "C": 12}, 6)
    assert found == {"A": "A + B", "B": "A + B"}


def test_the_last_is_joined_to_the_one_before() -> None:
    assert joins_of_small({"East": 20, "North": 20, "West": 2}, 6) == {
        "North": "North + West",
        "West": "North + West",
    }


def test_joining_goes_on_until_none_is_small() -> None:
    found = joins_of_small({"A": 1, "B": 1, "C": 1, "D": 9}, 3)
    assert found == {"A": "A + B + C", "B": "A + B + C", "C": "A + B + C"}


def test_strata_that_are_large_enough_are_left_alone() -> None:
    assert joins_of_small({"A": 6, "B": 9}, 6) == {}


def test_fewer_records_than_wanted_in_all_strata_together_are_refused() -> None:
    with pytest.raises(UsageError, match="hold 5 records, fewer than 6"):
        joins_of_small({"A": 2, "B": 3}, 6)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 30), min_size=1), st.data())
def test_after_joining_no_stratum_is_small_and_no_record_is_lost(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    fewest = data.draw(st.integers(1, sum(sizes.values())))
    joins = joins_of_small(sizes, fewest)
    after: dict[str, int] = {}
    for name, size in sizes.items():
        new = joins.get(name, name)
        after[new] = after.get(new, 0) + size
    assert min(after.values()) >= fewest
    assert sum(after.values()) == sum(sizes.values())


def test_a_joined_stratum_is_in_the_key_and_the_list_keeps_its_hash() -> None:
    frame = read_frame(LIST, id_column="id", stratum_column="team")
    found = with_joined_strata(frame, {"East": "East + North", "North": "East + North"})
    assert found.rows[0] == FrameRow("East + North", "R1")
    assert found.strata == {"East + North": 3, "South": 2}
    assert (found.sha256, found.content) == (frame.sha256, frame.content)
    assert draw(found, plan(found.strata, size=2, minimum=1), "s").rows[0].stratum == "East + North"


@pytest.mark.parametrize(
    ("joins", "said"),
    [
        ({"West": "X"}, "no stratum “West” to join. There are: East, North, South."),
        ({"East": "South"}, "There is a stratum “South” already"),
        ({"East": "A|B"}, "A stratum needs a name, without “|”"),
        ({"East": ""}, "A stratum needs a name"),
    ],
)
def test_strata_that_cannot_be_joined_are_refused(joins: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        with_joined_strata(read_frame(LIST, id_column="id", stratum_column="team"), joins)
    assert said in str(refused.value)


def test_a_record_belongs_to_the_first_aim_that_is_said_of_it() -> None:
    records = [("R1", {"late entry"}), ("R2", {"missed", "late entry"}), ("R3", {"other"}), ("R4", set())]
    assert aimed(records, ["missed", "late entry"]) == [
        ("late entry", "R1"),
        ("missed", "R2"),
        ("all others", "R3"),
        ("all others", "R4"),
    ]


@pytest.mark.parametrize("aims", [["missed", "missed"], ["all others"]])
def test_aims_that_cannot_be_told_apart_are_refused(aims: list[str]) -> None:
    with pytest.raises(UsageError, match="Name each aim once"):
        aimed([], aims)
