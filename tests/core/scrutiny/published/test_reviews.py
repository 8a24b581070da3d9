"""The reviews of 2021 and 2024, which graded nothing, against what was published, typed in by hand."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.published import Paper, PublishedCase, load_published
from plumbline.statistics.words import word_table


@pytest.fixture(scope="module")
def throughcare() -> PublishedCase:
    return load_published()["throughcare_2021"]


@pytest.fixture(scope="module")
def prisons() -> PublishedCase:
    return load_published()["prison_social_work_2024"]


@pytest.fixture(scope="module")
def paper(prisons: PublishedCase) -> Paper:
    return prisons.papers[0]


@pytest.mark.parametrize("code", ["throughcare_2021", "prison_social_work_2024"])
def test_a_review_has_no_grades_and_names_no_service(code: str) -> None:
    case = load_published()[code]
    assert (case.graded, case.evaluations, case.subjects) == (False, (), ())


def test_the_indicators_of_2021(throughcare: PublishedCase) -> None:
    assert throughcare.indicators == ("2.1", "3.1", "5.1", "5.2", "5.3", "6.1", "7.1")


def test_the_indicators_of_2024(prisons: PublishedCase) -> None:
    assert prisons.indicators == (
        *("2.1", "6.1", "6.2", "6.4", "7.1", "7.2"),
        *("8.1", "8.2", "9.1", "9.2", "9.3", "9.4"),
    )


def test_who_took_part_in_2021(throughcare: PublishedCase) -> None:
    assert [one.value for one in throughcare.took_part] == [
        "4",
        "98 of 196",
        "131 of 193 (68%)",
        "23 of 131",
        "31",
        "14",
        "17",
    ]


def test_who_took_part_in_2024(prisons: PublishedCase) -> None:
    assert [one.value for one in prisons.took_part] == ["68", "46", "32", "1", "5"]


def test_the_key_messages_of_2021_by_whose_they_are(throughcare: PublishedCase) -> None:
    assert [one.of for one in throughcare.key_messages] == ["practice"] * 7 + ["people"] * 3


def test_the_key_messages_of_2024_by_whose_they_are_and_under_what(prisons: PublishedCase) -> None:
    assert [(one.of, one.group) for one in prisons.key_messages] == (
        [("inspectors", "Governance")] * 5
        + [("inspectors", "Leadership")] * 7
        + [("inspectors", "Accountability")] * 5
        + [("people", "")] * 5
    )


def test_the_areas_of_2021_nest_and_have_owners(throughcare: PublishedCase) -> None:
    assert [(len(one.parts), one.owners) for one in throughcare.areas] == [
        (0, ("National government", "Local government", "The wider criminal justice system")),
        (6, ("No owner named",)),
        (0, ("Partners and groups with responsibility for LS/CMI",)),
    ]


def test_the_areas_of_2024_nest_and_have_joint_owners(prisons: PublishedCase) -> None:
    three = ("Scottish Government", "Scottish Prison Service", "Justice social work leaders")
    assert [(len(one.parts), one.owners) for one in prisons.areas] == [
        (5, three),
        (0, ("Local social work leaders", "Scottish Prison Service")),
        (0, three),
        (0, ("National partners", "Local partners")),
    ]


def test_the_counts_of_2024_are_those_printed(prisons: PublishedCase) -> None:
    counted = [(one.section, one.value) for one in prisons.figures if one.count is not None]
    assert counted == [
        ("background", "8,000"),
        ("background", "17"),
        ("background", "15"),
        ("background", "3,572 of 5,400 (two-thirds)"),
        ("governance", "17 of 30"),
        ("governance", "6 weeks"),
        ("governance", "12 weeks"),
        ("leadership", "32"),
        ("leadership", "29"),
    ]


def test_the_words_of_2024_are_those_printed(prisons: PublishedCase) -> None:
    words = [(one.section, one.word) for one in prisons.figures if one.count is None]
    assert words == [
        ("governance", "majority"),
        ("governance", "majority"),
        ("leadership", "majority"),
        ("leadership", "most"),
        ("leadership", "almost all"),
        ("leadership", "majority"),
        ("leadership", "less than half"),
        ("leadership", "majority"),
        ("leadership", "less than half"),
        ("leadership", "majority"),
        ("leadership", "most"),
        ("leadership", "most"),
        ("accountability", "majority"),
        ("accountability", "a few"),
        ("accountability", "almost all"),
        ("accountability", "a few"),
        ("experience", "majority"),
        ("experience", "most"),
        ("experience", "majority"),
        ("experience", "just under half"),
        ("experience", "a third"),
        ("experience", "most"),
        ("experience", "most"),
        ("experience", "most"),
    ]


def test_the_words_of_2021_are_those_printed(throughcare: PublishedCase) -> None:
    assert [one.value for one in throughcare.figures] == [
        "most instances",
        *("almost all", "majority", "a significant proportion", "most instances", "most instances", "most"),
        *("majority", "majority", "majority", "most", "very few examples", "most instances"),
        *("virtually all", "most", "a high percentage"),
        *("majority", "most", "most", "half", "majority"),
    ]


def test_the_quantitative_terms_of_2024_are_those_it_prints(prisons: PublishedCase) -> None:
    assert prisons.words is not None
    assert [(one.word, one.least, one.most) for one in word_table(prisons.words).bands] == [
        ("Almost all", 90, 100),
        ("Most", 75, 89),
        ("Majority", 50, 74),
        ("Less than half", 35, 49),
        ("Some", 15, 34),
        ("A few", 0, 14),
    ]


@pytest.mark.parametrize(("code", "many"), [("throughcare_2021", 22), ("prison_social_work_2024", 41)])
def test_every_term_that_a_review_explains_is_there(code: str, many: int) -> None:
    assert len(load_published()[code].terms) == many


def test_that_the_paper_of_2024_counts_18_establishments_and_the_report_17_is_noted(
    prisons: PublishedCase,
) -> None:
    (text,) = [one.text for one in prisons.notes if one.about == "How many establishments there are"]
    assert "says 18, the report 17" in text


def test_the_paper_of_2024_has_every_part(paper: Paper) -> None:
    assert [(one.number, one.title) for one in paper.parts] == [
        ("1.0", "Purpose and summary"),
        ("2.0", "Recommendations"),
        ("3.0", "Background and context"),
        ("4.0", "Proposals"),
        ("5.0", "Implications"),
        ("5.2", "Finance"),
        ("5.3", "Legal and risk"),
        ("5.4", "Human resources"),
        ("5.5", "Strategic"),
        ("5.6", "Equalities, Fairer Scotland duty, children and young people"),
        ("5.7", "Environment and sustainability"),
        ("5.8", "Data protection"),
        ("6.0", "Consultation"),
        ("7.0", "Background papers"),
    ]


def test_the_paper_of_2024_answers_seven_implications_with_none(paper: Paper) -> None:
    (held,) = [one for part in paper.parts for one in part.tables if one.caption == "Implications"]
    assert [row[1:] for row in held.rows] == [("", "N/A")] * 7


@pytest.mark.parametrize(
    ("code", "about", "said"),
    [
        ("prison_social_work_2024", "What EFQM stands for", "European Foundation, the terms have European"),
        ("throughcare_2021", "Indicators without a section", "3.1 and 7.1"),
        ("throughcare_2021", "How a tool is called", "“RM2K” in the text and “RM2000” in the terms"),
    ],
)
def test_where_a_review_differs_from_itself_is_noted(code: str, about: str, said: str) -> None:
    assert said in {one.about: one.text for one in load_published()[code].notes}[about]
