"""What holds of the evidence board, whatever is tied to whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plumbline.scrutiny.weighing import BoardPiece, board, is_stale

CODES = ["5.2", "5.3", "6.1"]
DAYS = st.none() | st.dates(date(2015, 1, 1), date(2030, 12, 31))
TURNED = {"strength": "weakness", "weakness": "strength", "mixed": "mixed", "neither": "neither"}
ON = st.dates(date(2020, 1, 1), date(2028, 12, 31))


@st.composite
def pieces(draw: st.DrawFn) -> list[BoardPiece]:
    count = draw(st.integers(0, 7))
    return [
        BoardPiece(
            number,
            draw(st.sampled_from(["run", "reading", "group"])),
            draw(st.sampled_from(["strong", "fair", "weak"])),
            draw(st.dictionaries(st.sampled_from(CODES), st.sampled_from(list(TURNED)), min_size=1)),
            draw(DAYS),
            draw(DAYS),
            draw(st.booleans()),
        )
        for number in range(1, count + 1)
    ]


@given(pieces(), ON, st.randoms(use_true_random=False))
def test_the_order_in_which_pieces_come_changes_nothing(found, on, by_chance) -> None:
    before = board(found, CODES, on=on)
    by_chance.shuffle(found)
    assert board(found, CODES, on=on) == before


@given(pieces(), ON)
def test_every_piece_tied_is_counted_once(found, on) -> None:
    for row in board(found, CODES, on=on):
        counted = sum(sum(one.values()) for one in row.counts.values())
        assert counted == len(row.pieces) == sum(row.indicator in one.points for one in found)


@given(pieces(), ON)
def test_what_bears_on_an_indicator_is_tied_to_it(found, on) -> None:
    for row in board(found, CODES, on=on):
        assert {*row.bearing, *row.stale_pieces, *row.odd_pieces} <= set(row.pieces)


@given(pieces(), ON)
def test_another_sound_piece_never_makes_it_thin_or_single_sourced(found, on) -> None:
    new = BoardPiece(99, "interview", "strong", {"5.2": "mixed"}, on)
    before, after = (board(some, ["5.2"], on=on)[0] for some in (found, [*found, new]))
    assert before.thin or not after.thin
    assert before.single_sourced or not before.bearing or not after.single_sourced


@given(pieces(), ON)
def test_strengths_and_weaknesses_are_treated_alike(found, on) -> None:
    turned = [replace(one, points={code: TURNED[way] for code, way in one.points.items()}) for one in found]
    for before, after in zip(board(found, CODES, on=on), board(turned, CODES, on=on), strict=True):
        assert [word for word, _ in before.warnings] == [word for word, _ in after.warnings]
        assert before.odd_pieces == after.odd_pieces


@given(pieces(), ON, st.integers(0, 2000))
def test_what_is_stale_stays_stale(found, on, days) -> None:
    later = on + timedelta(days=days)
    assert all(is_stale(one, later) for one in found if is_stale(one, on))


@given(pieces(), ON)
def test_each_warning_is_one_or_more_whole_sentences(found, on) -> None:
    for row in board(found, CODES, on=on):
        assert all(why.endswith(".") and why[0].isupper() for _, why in row.warnings)


@given(pieces(), ON)
def test_an_indicator_without_any_sound_piece_is_always_called_thin(found, on) -> None:
    for row in board(found, CODES, on=on):
        assert row.bearing or row.thin
