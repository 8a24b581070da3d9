"""What readers found in the files, beside what the extract says."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, sqrt

import pytest

from plumbline.scrutiny.against_file import (
    FileRead,
    StandardCorrected,
    accuracy_of_fields,
    corrected_standards,
)
from plumbline.scrutiny.instruments.model import Choice, Instrument, Question
from plumbline.statistics.intervals import exact_interval

FORM = Instrument(
    title="Short",
    form_id="short",
    version="1",
    languages=("default",),
    default_language="default",
    children=(
        Question("select_one", "date", "/date", 2, choice_list="yes_no", confirms="orders.imposed_on"),
        Question("select_one", "lscmi", "/lscmi", 3, choice_list="done", confirms="cpo_lscmi", yes="in_time"),
    ),
    choice_lists={
        "yes_no": tuple(Choice(name, {}) for name in ("yes", "no", "cannot_tell")),
        "done": tuple(Choice(name, {}) for name in ("in_time", "late", "not_done", "na", "cannot_tell")),
    },
)
CALLED = {"cpo_lscmi": {"": {"met": 400, "not_met": 200, "cannot_tell": 102}}}


def files(call: str, *answers: str, stratum: str = "") -> list[FileRead]:
    """Records that the data call so, with what the files show of the assessment."""
    return [FileRead(stratum, {"/lscmi": value}, {"cpo_lscmi": call}) for value in answers]


def hundred() -> list[FileRead]:
    """60 called met, of which the files bear out 54; 30 called missed, of which the files show 6 met."""
    return [
        *files("met", *["in_time"] * 54, *["late"] * 6),
        *files("not_met", *["in_time"] * 6, *["not_done"] * 24),
    ]


def corrected(records: list[FileRead]) -> StandardCorrected:
    """The one standard that the form confirms."""
    (found,) = corrected_standards(FORM, records, CALLED)
    return found


def test_the_corrected_rate_is_what_the_files_make_of_both_calls() -> None:
    # 400/600 · 54/60 + 200/600 · 6/30 = 2/3 · 0.9 + 1/3 · 0.2
    assert corrected(hundred()).corrected.rate == Fraction(2, 3)


def test_the_rate_from_the_data_stands_beside_it() -> None:
    assert corrected(hundred()).corrected.from_data == Fraction(400, 600)


def test_the_interval_adds_the_squares_of_both_exact_intervals() -> None:
    met, missed = exact_interval(54, 60, 400), exact_interval(6, 30, 200)
    low = 2 / 3 - sqrt((2 / 3 * (0.9 - met.low / 400)) ** 2 + (1 / 3 * (0.2 - missed.low / 200)) ** 2)
    high = 2 / 3 + sqrt((2 / 3 * (met.high / 400 - 0.9)) ** 2 + (1 / 3 * (missed.high / 200 - 0.2)) ** 2)
    # Outwards to whole duties of the 600.
    expected = floor(low * 600) / 600, ceil(high * 600) / 600
    assert corrected(hundred()).corrected.interval == pytest.approx(expected)


def test_files_that_do_not_tell_are_left_out_and_counted() -> None:
    found = corrected([*hundred(), *files("met", "cannot_tell", "na")])
    assert (found.not_shown, found.corrected.rate) == (2, Fraction(2, 3))


def test_records_of_which_the_data_cannot_tell_are_outside_and_counted() -> None:
    found = corrected([*hundred(), *files("cannot_tell", "in_time")])
    assert (found.outside, found.corrected.rate) == (1, Fraction(2, 3))


def test_a_call_of_which_nothing_was_read_leaves_the_rate_open() -> None:
    assert corrected(files("met", "in_time")).corrected.rate is None


def test_strata_drawn_more_closely_are_weighted_back() -> None:
    called = {"cpo_lscmi": {"a": {"met": 90}, "b": {"met": 10}}}
    records = [
        *files("met", *["in_time"] * 3, "late", stratum="a"),
        *files("met", "in_time", "late", "late", "late", stratum="b"),
    ]
    (found,) = corrected_standards(FORM, records, called)
    assert found.corrected.rate == Fraction(9, 10) * Fraction(3, 4) + Fraction(1, 10) * Fraction(1, 4)


def test_more_read_of_a_call_than_the_data_have_is_refused() -> None:
    with pytest.raises(ValueError, match="1 read of none that the data call not_met"):
        corrected_standards(FORM, files("not_met", "late"), {"cpo_lscmi": {"": {"met": 4}}})


def test_a_standard_that_was_not_judged_has_no_correction() -> None:
    assert corrected_standards(FORM, hundred(), {}) == ()


def test_the_accuracy_of_a_column_counts_borne_out_contradicted_and_not_shown() -> None:
    values = ["yes"] * 8 + ["no"] + ["cannot_tell"]
    (found,) = accuracy_of_fields(FORM, [FileRead("", {"/date": value}, {}) for value in values])
    assert (found.field, found.confirmed, found.contradicted, found.not_shown) == (
        "orders.imposed_on",
        8,
        1,
        1,
    )
