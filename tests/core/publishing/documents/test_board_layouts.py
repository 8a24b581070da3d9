"""Layouts of board papers: the shipped ones are whole, and a council's own is checked before it is used."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import layouts, read_layout, subjects

TEXT = files("plumbline").joinpath("library/board_papers/board_report.toml").read_text("utf-8")


def test_three_are_shipped() -> None:
    assert list(layouts()) == ["board_report", "covering_report", "progress_report"]


def test_a_layout_s_code_is_the_name_of_its_file() -> None:
    folder = files("plumbline").joinpath("library/board_papers")
    names = sorted(one.name.removesuffix(".toml") for one in folder.iterdir())
    assert [name for name in names if name != "implications"] == [one.code for one in layouts().values()]


@pytest.mark.parametrize("code", sorted(layouts()))
def test_every_layout_places_every_implication_once(code: str) -> None:
    placed = [one for part in layouts()[code].parts for group in part.groups for one in group.subjects]
    assert sorted(placed) == sorted(one.code for one in subjects())


def test_the_implications_are_a_closed_list_in_order() -> None:
    assert [one.code for one in subjects()] == [
        *("finance", "legal", "people", "professional", "risk", "equalities", "fairer_scotland"),
        *("childrens_rights", "environment", "data_protection", "wellbeing_outcomes", "directions"),
        *("strategic_assessment", "wards"),
    ]


def test_every_implication_has_words_for_none() -> None:
    assert [one.code for one in subjects() if not one.none.endswith(".")] == []


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            replaced('subjects = ["people"]', 'subjects = ["finance"]'),
            "implications: people stands in 0 groups",
        ),
        (replaced('subjects = ["people"]', 'subjects = ["peeple"]'), "implications: peeple is no subject"),
        (
            replaced('holds = ["background"]', 'holds = ["purpose"]'),
            "purpose stands in 2 parts. Put it into one.",
        ),
        (
            replaced('holds = ["background"]', 'holds = ["weather"]'),
            "part 3: holds weather, which is nothing",
        ),
        (replaced('manner = "roman"', 'manner = "verse"'), "part 2: manner verse: recommendations may be"),
        (replaced('part_number = "{n}."', 'part_number = "1."'), "part_number has no {n}"),
        (replaced('["Date", "meeting_on"]', '["Date", "day"]'), "header: day is no field"),
        (replaced('["Date", "meeting_on"]', '"Date"'), "header: each line is a label and a field"),
        (replaced('title = "Background"', 'titel = "Background"'), "part 3: titel: no such key"),
        (replaced('code = "board_report"', 'code = ""'), "code is missing or empty."),
        (replaced('part_number = "{n}."', 'part_number = "{n}."\ncolour = "red"'), "colour: no such key"),
        (replaced("groups = [{ subjects", "groups = [{ people"), "part 5: a group has subjects"),
    ],
)
def test_what_is_wrong_with_a_council_s_own_layout_is_said(change: Callable[[str], str], fault: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        read_layout(change(TEXT), "ours.toml")
    lines = str(refused.value).splitlines()
    assert lines[0] == "ours.toml: is no layout of a paper for a board:"
    assert any(line.strip().startswith(fault) for line in lines[1:]), lines


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(PlumblineError, match=r"ours.toml: is no TOML \("):
        read_layout("a = ", "ours.toml")


@pytest.mark.parametrize(
    "text", ["", "parts = 3", "header = 4", 'parts = ["x"]', 'header = [["a"]]', "[[parts]]"]
)
def test_a_layout_of_another_shape_is_refused_without_a_crash(text: str) -> None:
    with pytest.raises(PlumblineError, match="is no layout"):
        read_layout(text, "ours.toml")
