"""The 2019 inspection of Inverclyde and the paper on its progress, against the published facts."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.published import Paper, PaperTable, PublishedCase, load_published

GRADES = [("1.1", "Very good"), ("2.1", "Very good"), ("5.2", "Good"), ("5.3", "Good"), ("9.4", "Very good")]


@pytest.fixture(scope="module")
def case() -> PublishedCase:
    return load_published()["inverclyde_2019"]


@pytest.fixture(scope="module")
def paper(case: PublishedCase) -> Paper:
    return case.papers[0]


def table(paper: Paper, caption: str) -> PaperTable:
    (found,) = [one for part in paper.parts for one in part.tables if one.caption == caption]
    return found


def test_five_indicators_are_graded_as_published(case: PublishedCase) -> None:
    assert [(one.indicator, one.grade) for one in case.evaluations] == GRADES


def test_ninety_files_and_forty_people_took_part(case: PublishedCase) -> None:
    assert [one.value for one in case.took_part] == ["90", "40"]


def test_there_are_two_areas_for_improvement(case: PublishedCase) -> None:
    assert len(case.areas) == 2


def test_how_many_areas_had_been_inspected_is_noted(case: PublishedCase) -> None:
    (text,) = [one.text for one in case.notes if one.about == "How many areas had been inspected"]
    assert "counts four" in text
    assert "counts five" in text
    assert "what we read does not tell" in text


def test_the_paper_is_headed_without_the_initials_of_anybody(paper: Paper) -> None:
    assert (paper.report_number, paper.dated) == ("IJB/68/2020", "2020-11-02")


def test_the_paper_has_every_part_and_every_heading_of_implications(paper: Paper) -> None:
    assert [(one.number, one.title, one.implication) for one in paper.parts] == [
        ("1.0", "Purpose", False),
        ("2.0", "Summary", False),
        ("3.0", "Recommendations", False),
        ("4.0", "Background", False),
        ("5.0", "Implications", True),
        ("5.1", "Finance", True),
        ("5.2", "Legal", True),
        ("5.3", "Human resources", True),
        ("5.4", "Equalities", True),
        ("5.5", "Clinical or care governance", True),
        ("5.6", "National wellbeing outcomes", True),
        ("6.0", "Directions", True),
        ("7.0", "Consultation", False),
        ("8.0", "Background papers", False),
    ]


def test_every_numbered_paragraph_is_there(paper: Paper) -> None:
    assert [number for part in paper.parts for number, _ in part.paragraphs] == [
        *("1.1", "2.1", "2.2", "2.3", "2.4", "3.1", "a.", "b."),
        *("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "•", "•", "•", "4.7"),
        *("5.1", "5.2", "5.3", "5.4", "5.4.1", "5.5", "5.6", "6.1", "7.1", "8.1"),
    ]


@pytest.mark.parametrize("where", ["summary", "background"])
def test_the_paper_gives_the_grades_twice(paper: Paper, case: PublishedCase, where: str) -> None:
    rows = table(paper, f"Grades of the inspection ({where})").rows
    assert [(row[0].split(" ")[0], row[1]) for row in rows] == GRADES


@pytest.mark.parametrize(
    ("caption", "columns"),
    [
        (
            "One-off costs",
            "Budget years|Proposed spend this report (£000)",
        ),
        (
            "Annually recurring costs or savings",
            "With effect from|Annual net impact (£000)",
        ),
    ],
)
def test_the_tables_of_costs_are_there_and_say_none(paper: Paper, caption: str, columns: str) -> None:
    held = table(paper, caption)
    head = ("Cost centre", "Budget heading", *columns.split("|"), "Virement from", "Other comments")
    assert (held.head, held.rows) == (head, (("N/A", "", "", "", "", ""),))


@pytest.mark.parametrize(
    ("caption", "many"), [("Equality outcomes, in short", 7), ("National wellbeing outcomes, in short", 9)]
)
def test_each_outcome_has_no_implication(paper: Paper, caption: str, many: int) -> None:
    assert [row[1] for row in table(paper, caption).rows] == ["None"] * many


def test_no_direction_is_required(paper: Paper) -> None:
    assert [(row[0][:2], row[1]) for row in table(paper, "Direction required").rows] == [
        ("1.", "X"),
        ("2.", ""),
        ("3.", ""),
        ("4.", ""),
    ]


def test_what_was_done_is_told_for_guidance_reviews_and_recording(paper: Paper) -> None:
    done = [
        text.partition(".")[0] for part in paper.parts for number, text in part.paragraphs if number == "•"
    ]
    assert done == ["LS/CMI", "Reviews", "Recording"]


@pytest.mark.parametrize("day", ["2 October 2020", "early November", "December 2019", "three times"])
def test_what_was_done_has_its_days(paper: Paper, day: str) -> None:
    assert day in " ".join(text for number, text in paper.parts[3].paragraphs if number == "•")
