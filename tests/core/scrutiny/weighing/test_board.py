"""What the board says of the evidence under an indicator, by worked examples."""

from __future__ import annotations

from datetime import date

from plumbline.scrutiny.weighing import BoardPiece, BoardRow, board

ON = date(2026, 11, 22)
NAMES = {"run": "figure from a run", "group": "focus group"}


def piece(
    number: int, source: str = "run", points: str = "strength", strength: str = "fair", **more: object
) -> BoardPiece:
    days = {"speaks_until": date(2026, 3, 31), **more}
    return BoardPiece(number, source, strength, {"5.2": points}, **days)


def row(*pieces: BoardPiece) -> BoardRow:
    (found,) = board(pieces, ["5.2"], on=ON, names=NAMES)
    return found


def test_rows_come_in_the_order_asked_for_also_where_nothing_is_tied() -> None:
    assert [one.indicator for one in board([piece(1)], ["6.1", "5.2"], on=ON)] == ["6.1", "5.2"]


def test_pieces_are_counted_by_kind_of_source_and_direction() -> None:
    found = row(piece(1), piece(2), piece(3, points="neither"), piece(4, "group", "weakness"))
    assert found.counts == {"run": {"strength": 2, "neither": 1}, "group": {"weakness": 1}}


def test_three_sound_pieces_of_two_kinds_that_agree_call_for_no_warning() -> None:
    assert row(piece(1), piece(2, "group"), piece(3, "survey", "mixed")).warnings == ()


def test_nothing_tied_is_thin() -> None:
    assert row().thin == "Nothing is tied to it yet."


def test_two_pieces_are_thin() -> None:
    assert row(piece(1), piece(4, "group")).thin == (
        "Only E1 and E4 bear on it and are strong or fair; fewer than 3 leave too little to check one "
        "against another."
    )


def test_a_third_piece_that_is_weak_does_not_make_up_for_it() -> None:
    assert row(piece(1), piece(2, "group"), piece(3, strength="weak")).thin.startswith("Only E1 and E2")


def test_background_alone_bears_on_nothing() -> None:
    found = row(piece(1, points="neither"), piece(2, strength="weak"))
    assert found.thin == "E1 and E2 are weak or background alone; nothing bears on it yet."


def test_one_kind_of_source_alone_is_said() -> None:
    assert row(piece(1), piece(2), piece(3)).single_sourced == (
        "E1, E2 and E3 are all of the kind “figure from a run”; no other kind of source confirms them."
    )


def test_a_second_kind_that_is_only_background_confirms_nothing() -> None:
    found = row(piece(1), piece(2, "group", "neither"))
    assert found.single_sourced == (
        "E1 stands alone, of the kind “figure from a run”; no other kind of source confirms it."
    )


def test_a_piece_that_speaks_of_two_years_ago_to_the_day_is_not_stale() -> None:
    assert row(piece(1, speaks_until=date(2024, 11, 22))).stale == ""


def test_a_piece_that_speaks_of_the_day_before_is_stale() -> None:
    found = row(piece(1, speaks_until=date(2024, 11, 21)), piece(2))
    assert found.stale == "E1 speaks of days up to 21 November 2024, more than 24 months ago."
    assert found.stale_pieces == (1,)


def test_a_piece_holds_on_the_day_it_expires_and_no_longer() -> None:
    assert row(piece(1, expires_on=ON)).stale == ""
    found = row(piece(1, expires_on=date(2026, 11, 21)), piece(2))
    assert found.stale == "E1 expired on 21 November 2026."


def test_where_all_that_bears_on_it_is_stale_the_sentence_says_so() -> None:
    found = row(piece(1, expires_on=date(2026, 1, 1)), piece(2, strength="weak"))
    assert found.stale == "Nothing that bears on it is of late: E1 expired on 1 January 2026."


def test_a_piece_of_which_nobody_said_the_days_is_neither_stale_nor_passed_over() -> None:
    found = row(piece(1, speaks_until=None))
    assert (found.stale, found.undated) == ("", "Nobody has said which days E1 speaks of.")


def test_strengths_and_weaknesses_are_at_odds() -> None:
    found = row(piece(1), piece(2, "group"), piece(3, "survey", "weakness"))
    assert found.at_odds == "E1 and E2 point to a strength, and E3 points to a weakness."
    assert found.odd_pieces == (1, 2, 3)


def test_a_weak_piece_is_at_odds_with_nothing_that_is_only_said() -> None:
    assert row(piece(1), piece(2, "group", "weakness", "weak")).at_odds == ""


def test_a_figure_that_contradicts_even_a_weak_statement_is_said() -> None:
    found = row(piece(1, points="weakness", figure=True), piece(2, "self_evaluation", strength="weak"))
    assert found.at_odds == "What E1 counts is a weakness, and E2 says the opposite."
    assert found.odd_pieces == (1, 2)


def test_a_weak_figure_contradicts_nobody() -> None:
    found = row(piece(1, points="weakness", strength="weak", figure=True), piece(2, "self_evaluation"))
    assert found.at_odds == ""


def test_what_points_both_ways_is_at_odds_with_nothing() -> None:
    assert row(piece(1), piece(2, "group", "mixed")).at_odds == ""


def test_the_gravest_warning_stands_first() -> None:
    found = row(piece(1), piece(2, points="weakness", speaks_until=None))
    words = [word for word, _ in found.warnings]
    assert words == ["At odds", "Thin", "Single-sourced", "Without days"]


def test_what_is_tied_to_another_indicator_counts_there_alone() -> None:
    both = BoardPiece(7, "run", "fair", {"5.2": "strength", "6.1": "weakness"}, ON)
    first, second = board([both], ["5.2", "6.1"], on=ON)
    assert (first.counts, second.counts) == ({"run": {"strength": 1}}, {"run": {"weakness": 1}})


STRICT = {"same": "first contact, 2025-26", "reads": "met in time: 45 of 99"}
EXCUSED = {"same": "first contact, 2025-26", "reads": "without those with a good reason: 45 of 80"}


def test_two_rates_of_the_same_duties_are_set_beside_each_other() -> None:
    found = row(piece(1, **STRICT), piece(2, **EXCUSED), piece(3, "group"), piece(4, "survey"))
    assert found.warnings == (
        (
            "Told twice",
            "E1 and E2 count the same: E1, met in time: 45 of 99; E2, without those with a good reason: 45 "
            "of 80. Read them together: they are one piece of evidence.",
        ),
    )


def test_two_rates_of_the_same_duties_make_one_piece_of_what_bears_on_it() -> None:
    found = row(piece(1, **STRICT), piece(2, **EXCUSED), piece(3, "group"))
    assert found.thin == (
        "Only E1, E2 and E3 bear on it and are strong or fair, and what counts the same twice is one piece; "
        "fewer than 3 leave too little to check one against another."
    )


def test_rates_of_other_duties_stand_for_themselves() -> None:
    other = {**EXCUSED, "same": "first contact, 2024-25"}
    assert row(piece(1, **STRICT), piece(2, **other), piece(3, "group")).warnings == ()


def test_a_rate_that_is_tied_as_background_is_told_once() -> None:
    found = row(
        piece(1, **STRICT), piece(2, points="neither", **EXCUSED), piece(3, "group"), piece(4, "survey")
    )
    assert found.warnings == ()
