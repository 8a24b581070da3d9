"""What became of each indicator from one edition to another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.editions import Match, between
from plumbline.scrutiny.frameworks import Change, Framework, load_frameworks, own_copy

FIRST, SECOND, THIRD = load_frameworks().values()
PAIRS = [(one, other) for one in (FIRST, SECOND, THIRD) for other in (FIRST, SECOND, THIRD)]


def changed(one: Framework, other: Framework) -> dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """How -> codes before and after, for all that is not the same."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for match in between(one, other):
        if match.how != "same":
            found.setdefault(match.how, []).append((match.before, match.after))
    return found


def renewed(*codes: str, title: str = "Something else", changes: tuple[Change, ...] = ()) -> Framework:
    """An own framework that follows the edition of 2024, with these indicators only."""
    kept = tuple(
        replace(THIRD.indicators[place], code=code, title=title if code.startswith("n") else one.title)
        for place, code in enumerate(codes)
        for one in [next((held for held in THIRD.indicators if held.code == code), THIRD.indicators[0])]
    )
    return replace(own_copy(THIRD, "own", "Own"), indicators=kept, changes=changes)


def test_from_2019_to_2021_nothing_but_commas_changed() -> None:
    assert changed(FIRST, SECOND) == {}


def test_from_2019_to_2024_one_is_split_and_nine_are_reworded() -> None:
    found = changed(FIRST, THIRD)
    assert {how: [after for _, after in pairs] for how, pairs in found.items()} == {
        "split": [("7.1", "7.2")],
        "reworded": [(code,) for code in ("1.1", "2.1", "2.2", "5.1", "5.3", "5.4", "6.2", "6.3", "9.3")],
    }


def test_backwards_the_split_is_a_merger() -> None:
    assert changed(THIRD, FIRST)["merged"] == [(("7.1", "7.2"), ("7.1",))]


def test_a_match_over_two_editions_keeps_its_notes() -> None:
    match = next(one for one in between(FIRST, THIRD) if one.after == ("2.2",))
    assert match == Match("reworded", ("2.2",), ("2.2",), ("In 2024: victims of crime.",))


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda one: one.edition)
def test_every_indicator_of_both_stands_in_exactly_one_match(one: Framework, other: Framework) -> None:
    matches = between(one, other)
    before = sorted(code for match in matches for code in match.before)
    after = sorted(code for match in matches for code in match.after)
    assert (before, after) == (
        sorted(each.code for each in one.indicators),
        sorted(each.code for each in other.indicators),
    )


def test_matches_are_in_the_order_of_the_later_edition() -> None:
    assert [code for match in between(FIRST, THIRD) for code in match.after] == [
        one.code for one in THIRD.indicators
    ]


def test_an_edition_is_the_same_as_itself() -> None:
    assert changed(THIRD, THIRD) == {}


def test_a_new_indicator_and_those_dropped_are_said() -> None:
    found = changed(THIRD, renewed("1.1", "n1"))
    assert (found["new"], len(found["dropped"])) == ([((), ("n1",))], 22)


def test_two_that_became_one_are_merged() -> None:
    own = renewed("n1", changes=(Change(("7.1", "7.2"), ("n1",)),))
    assert changed(THIRD, own)["merged"] == [(("7.1", "7.2"), ("n1",))]


def test_what_was_split_and_merged_again_across_is_rearranged() -> None:
    own = renewed("n1", "n2", changes=(Change(("7.1", "7.2"), ("n1",)), Change(("7.2",), ("n2",))))
    assert changed(THIRD, own)["rearranged"] == [(("7.1", "7.2"), ("n1", "n2"))]


def test_one_that_only_got_another_number_is_the_same() -> None:
    own = renewed("n1", title="Impact on staff", changes=(Change(("3.1",), ("n1",)),))
    assert next(one.how for one in between(THIRD, own) if one.after == ("n1",)) == "same"


def test_two_own_frameworks_are_matched_through_the_edition_they_share() -> None:
    own = own_copy(FIRST, "own_one", "One")
    other = own_copy(THIRD, "own_two", "Two")
    assert changed(own, other) == changed(FIRST, THIRD)


def test_a_framework_between_may_be_a_bodys_own() -> None:
    between_them = own_copy(THIRD, "own_one", "One")
    last = own_copy(between_them, "own_two", "Two")
    assert len(between(THIRD, last, {"own_one": between_them})) == 23


def test_a_frozen_copy_is_matched_with_an_edition_of_its_code_that_lost_an_indicator() -> None:
    shorter = replace(THIRD, indicators=THIRD.indicators[:-1])
    assert changed(THIRD, shorter) == {"dropped": [(("9.4",), ())]}


def test_frameworks_that_share_nothing_are_refused() -> None:
    stranger = replace(THIRD, code="stranger", follows=None, changes=())
    with pytest.raises(PlumblineError, match="nothing says how stranger became quality_indicators_2019"):
        between(stranger, FIRST)


def test_frameworks_that_follow_each_other_in_a_ring_do_not_hang() -> None:
    one = replace(THIRD, code="one", follows="two", changes=())
    two = replace(THIRD, code="two", follows="one", changes=())
    assert {match.how for match in between(one, two)} == {"same"}
