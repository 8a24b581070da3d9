"""The glossary: in order, one line a noun, and nothing missing that the code is built from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import plumbline
from plumbline.records.specification import load

ROOT = Path(__file__).parents[2]
STANDARDS = Path(plumbline.__file__).parent / "library" / "standards"
LINE = re.compile(r"- \*\*(?P<term>[^*]+)\*\*: (?P<meaning>\S.*\.)")
LINES = [line for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines() if line.startswith("-")]
TERMS = [match["term"] for line in LINES if (match := LINE.fullmatch(line))]

VERDICTS = ("met", "not_met", "not_applicable", "not_yet_due", "cannot_tell")
RATES = ("strict", "excused", "service", "national", "offered")
FORM = ("population", "clock", "stop", "limit", "repeats", "end", "excuses")
SINGULARS = {"people": "person"}
EXPLAINED_AS = {"excused": "excuses", "published": "published figure"}


def parts_of_standards() -> list[str]:
    """The names of all parts that some standard's file has."""
    contents = (tomllib.loads(file.read_text("utf-8")) for file in STANDARDS.glob("*.toml"))
    return sorted(
        {key for content in contents for key, part in content.items() if isinstance(part, dict | list)}
    )


def is_explained(noun: str) -> bool:
    singular = SINGULARS.get(noun, noun.removesuffix("s"))
    return noun in TERMS or singular in TERMS


def test_every_line_is_a_term_and_its_meaning():
    assert len(TERMS) == len(LINES)


def test_terms_are_in_alphabetical_order_and_none_stands_twice():
    assert sorted(set(TERMS), key=str.casefold) == TERMS


@pytest.mark.parametrize("table", load().tables.values(), ids=lambda table: table.name)
def test_each_table_of_the_specification_is_explained(table):
    assert is_explained(table.title.lower())


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_is_explained(verdict):
    assert verdict.replace("_", " ") in TERMS


@pytest.mark.parametrize("rate", RATES)
def test_each_rate_is_explained(rate):
    assert f"{rate} rate" in TERMS


@pytest.mark.parametrize("part", parts_of_standards())
def test_each_part_that_a_standards_file_has_is_explained(part):
    assert EXPLAINED_AS.get(part, part) in TERMS


@pytest.mark.parametrize("word", FORM)
def test_each_part_of_a_standard_is_explained(word):
    assert word in TERMS
