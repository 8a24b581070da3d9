"""Sixty sentences, right and wrong, each with all that the check is to say of it and what it prints."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plumbline.scrutiny.quantities import lint, printed, read_evidence
from plumbline.scrutiny.quantities.lint import FINDING_KINDS

TABLE = tomllib.loads(Path(__file__).with_name("sixty_sentences.toml").read_text("utf-8"))
EVIDENCE = read_evidence(TABLE["evidence"])
SENTENCES = [pytest.param(one, id=one["text"]) for one in TABLE["sentence"]]


def test_thirty_are_right_and_thirty_are_wrong() -> None:
    assert ["finds" in one for one in TABLE["sentence"]] == [False] * 30 + [True] * 30


def test_each_finding_of_a_working_text_is_among_them() -> None:
    met = {found.split(":")[0] for one in TABLE["sentence"] for found in one.get("finds", ())}
    assert met == set(FINDING_KINDS) - {"protected"}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_check_finds_this_and_nothing_else(sentence: dict[str, Any]) -> None:
    found = lint(sentence["text"], EVIDENCE).findings
    assert [f"{one.kind}: {one.words}" for one in found] == sentence.get("finds", [])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_wording_that_holds_is_offered(sentence: dict[str, Any]) -> None:
    found = lint(sentence["text"], EVIDENCE).findings
    assert [one.holds for one in found if one.holds] == sentence.get("offers", [])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentence_prints_so(sentence: dict[str, Any]) -> None:
    assert printed(sentence["text"], EVIDENCE) == sentence["prints"]
