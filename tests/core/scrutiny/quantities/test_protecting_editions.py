"""Small numbers over editions: what an earlier one gave out binds what the next may print."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.quantities import (
    Evidence,
    GivenOut,
    after_editions,
    evidence_file,
    lint,
    protected,
    read_evidence,
)

Edition = dict[str, Evidence]


def share(id: str, x: int, n: int, part: str = "", **more: object) -> Evidence:
    given = {"kind": "share", "noun": "records", "question": "q", "title": part or "all", **more}
    return Evidence(id=id, source="Reading", x=x, n=n, population=n, part=part, **given)  # type: ignore[arg-type]


def told(*editions: tuple[Evidence, ...]) -> list[dict[str, str]]:
    """For each edition what it prints of each piece, as count alone."""
    given: list[GivenOut] = []
    found = []
    for pieces in editions:
        hidden = protected(after_editions({one.id: one for one in pieces}, given))
        words = {one.id: hidden[one.id].count for one in pieces if one.id in hidden}
        found.append({one.id: words.get(one.id, f"{one.x} of {one.n}") for one in pieces})
        given.append(GivenOut(pieces, frozenset(one.id for one in pieces if one.id not in words), words))
    return found


WHOLE, FEW, MANY, OTHER = (
    share("whole", 38, 120),
    share("a", 3, 40, "team: A"),
    share("b", 20, 50, "team: B"),
    share("c", 15, 30, "team: C"),
)


def test_what_protected_another_number_stays_hidden_when_that_other_is_gone() -> None:
    first, second = told((WHOLE, FEW, MANY, OTHER), (WHOLE, MANY, OTHER))
    assert (first["a"], first["whole"]) == ("a number not shown of 40 records", "38 of 120")
    assert {name for name, words in first.items() if "not shown" in words} == {"a", "c"}
    assert {name: second[name] for name in ("b", "c")} == {
        "b": "20 of 50",
        "c": "a number not shown of 30 records",
    }


def test_a_part_that_is_new_is_set_against_a_whole_that_was_printed_before() -> None:
    (_, second) = told((WHOLE, share("b", 18, 50, "team: B")), (share("c", 17, 60, "team: C"),))
    assert second == {"c": "a number not shown of 60 records"}


def test_hiding_what_was_printed_before_protects_nothing_so_another_is_hidden() -> None:
    (_, second) = told((share("c", 15, 30, "team: C"), WHOLE), (WHOLE, FEW, MANY, OTHER))
    assert second == {
        "whole": "38 of 120",
        "a": "a number not shown of 40 records",
        "b": "a number not shown of 50 records",
        "c": "15 of 30",
    }


@pytest.mark.parametrize(
    ("then", "now", "prints"),
    [
        ((18, 38), (20, 40), "a number not shown of 40 records"),  # 2 of the 2 that came since
        ((18, 38), (22, 58), "a number not shown of 58 records"),  # 4 of 20
        ((18, 38), (34, 58), "a number not shown of 58 records"),  # all but 4 of 20
        ((20, 40), (18, 38), "a number not shown of 38 records"),  # 2 of the 2 that went
        ((18, 38), (28, 58), "28 of 58"),
        ((18, 38), (19, 38), "19 of 38"),  # put right
        ((0, 38), (0, 58), "0 of 58"),
        ((38, 38), (58, 58), "58 of 58"),
    ],
)
def test_the_few_between_two_editions_are_not_told(
    then: tuple[int, int], now: tuple[int, int], prints: str
) -> None:
    (_, second) = told((share("a", *then),), (share("a", *now),))
    assert second == {"a": prints}


def test_what_was_a_small_number_is_not_told_by_the_number_it_has_become() -> None:
    assert told((share("a", 4, 40),), (share("a", 5, 41),)) == [
        {"a": "fewer than 5 of 40 records"},
        {"a": "a number not shown of 41 records"},
    ]


def test_what_has_not_changed_prints_as_it_did() -> None:
    pieces = (share("a", 3, 40), share("b", 37, 99, question="other"))
    first, second, third = told(pieces, pieces, pieces)
    assert first == second == third == {"a": "fewer than 5 of 40 records", "b": "37 of 99"}


def test_a_number_that_was_not_shown_is_not_said_to_be_small_later() -> None:
    few, also = share("a", 3, 40, "team: A"), share("b", 4, 40, "team: B")
    _, second = told((share("whole", 7, 80), few, also), (few,))
    assert second == {"a": "a number not shown of 40 records"}


def test_a_number_by_itself_is_bound_by_editions_too() -> None:
    def met(many: int) -> Evidence:
        return Evidence("m", "count", "Visits", title="Met", x=many, noun="people")

    assert told((met(18),), (met(20),)) == [{"m": "18 of None"}, {"m": "a number not shown of people"}]
    assert told((met(3),), (met(9),))[1] == {"m": "a number not shown of people"}


def test_a_piece_gathered_anew_under_another_id_is_known_again() -> None:
    _, second = told((share("a", 4, 40),), (share("new", 5, 41),))
    assert second == {"new": "a number not shown of 41 records"}


def test_another_period_is_shown_unless_it_holds_the_earlier_one() -> None:
    then = share("a", 4, 40, period="April to June")
    assert told((then,), (share("a", 5, 41, period="April to July"),))[1] == {
        "a": "a number not shown of 41 records"
    }
    assert told((then,), (share("a", 12, 35, period="July"),))[1] == {"a": "12 of 35"}


def test_a_number_of_groups_is_about_nobody_in_any_edition() -> None:
    def groups(x: int) -> Evidence:
        return Evidence("g", "groups", "Groups", x=x, n=12)

    assert told((groups(4),), (groups(5),))[1] == {"g": "5 of 12"}


def test_the_evidence_file_keeps_what_earlier_editions_gave_out() -> None:
    given = [GivenOut((share("a", 4, 40),), frozenset(), {"a": "fewer than 5 of 40 records"})]
    found = after_editions({"a": share("a", 5, 41)}, given)
    assert {name: (one.x, one.before, one.edition) for name, one in found.items()} == {
        "a": (5, "changed", 0),
        "a.before1": (4, "hidden", 1),
    }
    assert read_evidence(evidence_file(found.values())) == found


def test_words_that_tell_what_an_earlier_edition_hid_are_found() -> None:
    given = [GivenOut((share("a", 4, 40),), frozenset(), {"a": "fewer than 5 of 40 records"})]
    found = after_editions({"a": share("a", 5, 41)}, given)
    (finding,) = lint("[5 of 41 records]{a} did.", found, publish=True).findings
    assert finding.message == (
        "This number is protected in the public edition. "
        "An earlier edition does not show it, and from this one it could be told."
    )
