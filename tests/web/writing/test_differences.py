"""What became of a text is told word by word, and both texts can be read out of it whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline_web.writing.rules import LONGEST_TEXT
from plumbline_web.writing.showing import differences

TEXTS = st.lists(
    st.sampled_from(["a plan", "plan. ", "\n", "\n\n", "{e1} ", "Few", " records", "!", "é "])
).map("".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_differences(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(words for kind, words in found if kind != "new") == before
    assert "".join(words for kind, words in found if kind != "gone") == after


def test_a_word_that_changed_is_told_alone() -> None:
    assert differences("First.\n\nA plan was there.", "First.\n\nNo plan was there.") == [
        ("same", "First.\n\n"),
        ("gone", "A "),
        ("new", "No "),
        ("same", "plan was there."),
    ]


@pytest.mark.parametrize("length", [1_000, LONGEST_TEXT // 8])
@pytest.mark.parametrize("between", [" ", "\n"])
def test_the_longest_texts_are_told_apart_in_good_time(between: str, length: int) -> None:
    words = [f"word{number % 97}" for number in range(length)]
    began = time.process_time()
    found = differences(between.join(words), between.join(["new", *words[::2]]))
    assert found
    assert time.process_time() - began < 5
