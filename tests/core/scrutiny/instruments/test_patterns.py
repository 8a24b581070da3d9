"""Patterns for regex(): they fit what Python's own matcher fits, in bounded time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.scrutiny.instruments.patterns import Pattern, PatternRefused

ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "[a-c0-9]", r"\w", r"\.", "-"])
PARTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "{0}", "*?"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PARTS, st.lists(st.text("abc1.-", max_size=7), min_size=1, max_size=8))
def test_a_pattern_fits_what_pythons_matcher_fits(part, texts):
    pattern, pythons = Pattern(f"^{part}$"), re.compile(rf"(?:{part})\Z")
    assert [pattern.matches(text) for text in texts] == [pythons.match(text) is not None for text in texts]


def test_a_pattern_that_would_keep_pythons_matcher_busy_for_years_is_quick():
    began = time.process_time()
    assert not Pattern("^(a+)+$").matches("a" * 900 + "b")
    assert time.process_time() - began < 1


def test_a_text_past_the_limit_fits_no_pattern():
    assert [Pattern("^a*$").matches("a" * 1_000), Pattern("^a*$").matches("a" * 1_001)] == [True, False]


@pytest.mark.parametrize(
    ("written", "text", "fits"),
    [
        ("^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,4}$", "a.b@example.org", True),
        ("^yes$|^no$", "no", True),
        ("^yes$|^no$", "yes no", False),
        ("^$", "", True),
        ("^[]$", "", None),
        ("^.$", "\n", False),
        ("^\\s$", "\u00a0", True),
        ("^[\\]\\-]+$", "]-", True),
    ],
)
def test_patterns_as_people_write_them(written, text, fits):
    if fits is None:
        with pytest.raises(PatternRefused):
            Pattern(written)
    else:
        assert Pattern(written).matches(text) is fits


NOT_TAKEN = [
    "a", "^a", "a$", "^a|b$", "^a^$", "^(?=a)a$", "^(?P<n>a)$", r"^(a)\1$", r"^\p{L}$", r"^\bword$",
    "^a{2$", "^a{3,2}$", "^(a$", "^a)$", "^*$", "^a**$", "^[b-a]$", "^[a$", "^a\\", "^a{1,5000}$",
    "^((a{50}){50}){50}$", "^" + "(" * 30 + "a" + ")" * 30 + "$", "^" + "a" * 400 + "$",
]  # fmt: skip


@pytest.mark.parametrize("written", NOT_TAKEN)
def test_a_pattern_is_refused(written):
    with pytest.raises(PatternRefused):
        Pattern(written)
