"""The page on when an area may close is followed as it stands, and its figures are worked out again."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from factories.effects import ACTION, months
from plumbline.scrutiny.effect import STATES, WAY_WORDS, shifted_and_held
from plumbline.scrutiny.effect.cases import CHANCE
from plumbline.scrutiny.effect.judging import STALE_MONTHS
from plumbline.scrutiny.effect.shifted import FEWEST_BEFORE, LAST_PERIODS
from plumbline.scrutiny.effect.statements import FEWEST_WORDS
from plumbline.scrutiny.effect.watched import FRESH_MONTHS, LATE_MONTHS, LOOKS
from plumbline.statistics.two_shares import fisher_test
from plumbline.statistics.words import base_rule

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "done-is-not-improved.md").read_text("utf-8")
FLAT = " ".join(PAGE.split())


def test_the_example_prints_what_the_page_shows(tmp_path: Path) -> None:
    (code,) = re.findall(r"^```python\n(.+?)^```$", PAGE, re.M | re.S)
    (shown,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.M | re.S)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.stderr, " ".join(done.stdout.split())) == ("", " ".join(shown.split()))


def test_the_page_names_every_verdict_and_every_way() -> None:
    named = [word.casefold() for word in re.findall(r"^- \*\*([^*]+)\*\*", PAGE, re.M)]
    assert named == list(STATES.values())
    assert len(re.findall(r"^\| (?!way|---)", PAGE, re.M)) == len(WAY_WORDS)


def test_the_limits_on_the_page_are_those_in_use() -> None:
    assert f"at least {FEWEST_BEFORE} such periods" in FLAT
    assert f"the last {LAST_PERIODS} complete periods" in FLAT
    assert f"ended more than {STALE_MONTHS} months ago" in FLAT
    assert f"by chance {int(CHANCE * 100)} times in 100 or less" in FLAT
    assert "At {} and at {} months after it closed".format(*LOOKS) in FLAT
    assert (FEWEST_WORDS, FRESH_MONTHS, LATE_MONTHS) == (5, 3, 1)
    assert [base_rule(n) == "numbers_only" for n in (9, 10)] == [True, False]


def test_three_of_three_after_none_of_three_is_ten_in_a_hundred() -> None:
    assert fisher_test(0, 3, 3, 3) == Fraction(1, 10)


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[float, float]]:
    """For a rate that stayed and one that rose: how often held at some time in the year, and at its end."""
    chance = random.Random(7)
    found = {}
    for name, after in (("stayed", 0.62), ("rose", 0.8)):
        ever = at_end = 0
        for _ in range(250):
            before = [sum(chance.random() < 0.62 for _ in range(40)) for _ in range(12)]
            since = [sum(chance.random() < after for _ in range(40)) for _ in range(12)]
            periods = months(before, since)
            held = [
                shifted_and_held(periods[:known], ACTION, "increase").verdict.state == "held"
                for known in range(15, 25)
            ]
            ever += any(held)
            at_end += held[-1]
        found[name] = ever / 250, at_end / 250
    return found


def test_areas_close_by_chance_as_seldom_as_the_page_says(drawn: dict[str, tuple[float, float]]) -> None:
    ever, at_end = drawn["stayed"]
    assert "about 3 times in 100 on any one day, and about 10 times in 100 at some time" in FLAT
    assert (0.01 <= at_end <= 0.05, 0.05 <= ever <= 0.15) == (True, True)


def test_areas_that_truly_rose_are_held_as_the_page_says(drawn: dict[str, tuple[float, float]]) -> None:
    assert "nearly all were held at the end of the year" in FLAT
    assert drawn["rose"][1] >= 0.95
