"""The 2019 inspection of West Dunbartonshire and its plan, against what was published, typed in by hand."""

from __future__ import annotations

import pytest

from plumbline.scrutiny.published import load_published
from plumbline.scrutiny.published.form import Paper, Plan, PublishedCase

ALL = ("KM1", "KM2", "KM3", "KM4")
LDI = "Community Justice Scotland (Head of LDI)"

# Each action as the plan has it: its indicator, key messages, who is responsible, and by when.
ACTIONS = [
    (
        "1.1",
        ALL,
        ("Service Manager", "Unpaid Work Manager", "Senior Social Workers", "Information Lead"),
        ("October 2019",),
    ),
    (
        "1.1",
        ("KM1", "KM2", "KM4"),
        ("Senior Social Workers", "Service Manager", "Information Lead"),
        ("December 2019",),
    ),
    ("1.1", ("KM1", "KM2"), ("Head of Service", "Service Manager"), ("March 2020",)),
    (
        "1.1",
        ("KM2", "KM3", "KM4"),
        ("CJ co-ordinator", "Community Justice Scotland (Head of Learning, Development & Innovation)"),
        ("September 2019",),
    ),
    (
        "2.1",
        ("KM1", "KM2", "KM3"),
        ("Unpaid Work Manager", "Council Department Leads", "Third sector organisations"),
        ("December 2019",),
    ),
    ("2.1", ("KM1", "KM2", "KM3"), ("Unpaid Work Manager", "Senior Social Workers"), ("December 2019",)),
    ("2.1", ("KM1", "KM2", "KM3"), ("Unpaid Work Manager", "CVS"), ("December 2019",)),
    (
        "2.1",
        ("KM1", "KM2"),
        ("Head of Service", "CJ co-ordinator", "CJ Scotland (Head of LDI)"),
        ("March 2020",),
    ),
    (
        "5.2",
        ("KM2", "KM4"),
        ("Service Manager", "Senior Social Workers", "Information Lead"),
        ("March 2020",),
    ),
    ("5.2", ("KM1", "KM2", "KM4"), (LDI, "Senior Social Workers"), ("March 2020",)),
    ("5.2", ("KM1", "KM2", "KM4"), ("c/o Head of Service",), ("July 2019",)),
    ("5.2", ("KM1", "KM2"), ("MAPPA co-ordinator",), ("January 2020",)),
    ("5.3", ("KM1", "KM2", "KM3"), ("Senior Social Workers", "Information Lead"), ("October 2019",)),
    (
        "5.3",
        ("KM1", "KM2", "KM3"),
        ("Social Workers", "Senior Social Workers", "Information Lead"),
        ("November 2019",),
    ),
    ("5.3", ("KM2", "KM4"), ("Head of Service", "OD Manager (WDC)", LDI), ("October 2019",)),
    ("5.3", ("KM1", "KM2", "KM4"), ("Information Lead", "Head of Service"), ("October 2019",)),
    ("9.4", ("KM2", "KM4"), ("Head of Service", "Senior Social Workers"), ("July 2019 onwards",)),
    ("9.4", ("KM2", "KM4"), ("Head of Service",), ("Interviewing 8 August",)),
    ("9.4", ("KM2", "KM4"), ("Head of Service", "Chief Officer"), ("Board: 7 August", "CCG:", "Safer DIG:")),
    ("9.4", ("KM4",), ("Head of Service", LDI), ("October 2019",)),
]


@pytest.fixture(scope="module")
def case() -> PublishedCase:
    return load_published()["west_dunbartonshire_2019"]


@pytest.fixture(scope="module")
def plan(case: PublishedCase) -> Plan:
    assert case.plan is not None
    return case.plan


@pytest.fixture(scope="module")
def paper(case: PublishedCase) -> Paper:
    return case.papers[0]


def test_five_indicators_are_graded_as_published(case: PublishedCase) -> None:
    assert [(one.indicator, one.grade) for one in case.evaluations] == [
        ("1.1", "Weak"),
        ("2.1", "Adequate"),
        ("5.2", "Weak"),
        ("5.3", "Weak"),
        ("9.4", "Weak"),
    ]


def test_every_grade_has_its_reasons_for_and_against(case: PublishedCase) -> None:
    assert [(len(one.strengths), len(one.weaknesses)) for one in case.evaluations] == [
        (2, 5),
        (3, 2),
        (1, 4),
        (3, 5),
        (2, 6),
    ]


def test_ninety_nine_of_702_records_and_28_people_took_part(case: PublishedCase) -> None:
    assert [one.value for one in case.took_part] == ["99 of 702", "28"]


def test_the_five_stages_have_their_dates(case: PublishedCase) -> None:
    assert [one.when for one in case.stages] == [
        "December 2018",
        "1 February 2019",
        "Mid February 2019",
        "March 2019",
        "6 August 2019",
    ]


def test_the_figures_are_those_that_the_report_prints(case: PublishedCase) -> None:
    assert [(one.section, one.value, one.period) for one in case.figures] == [
        ("context", "89,600", None),
        ("context", "159 square kilometres", None),
        ("context", "153 per 10,000 people", "2017/18"),
        ("context", "110 per 10,000 people", "2017/18"),
        ("context", "67.2 per 10,000 people", "2015/16"),
        ("context", "46.1 per 10,000 people", "2015/16"),
        ("outcomes", "20%", "2017/18"),
        ("outcomes", "70%", "2013/14"),
        ("outcomes", "7%", "2017/18"),
        ("outcomes", "41%", "2016/17"),
        ("outcomes", "85%", "2017/18"),
        ("outcomes", "9 of 200", "2017/18"),
        ("outcomes", "just over half", None),
        ("outcomes", "just under half", None),
        ("outcomes", "half", None),
        ("outcomes", "just under half", None),
        ("outcomes", "a similar number", None),
        ("processes", "62%", None),
        ("processes", "37%", None),
        ("processes", "majority", None),
        ("processes", "very few", None),
        ("processes", "just over half", None),
        ("processes", "just over half", None),
        ("processes", "very few", None),
        ("processes", "half", None),
        ("processes", "majority", None),
        ("processes", "almost all", None),
        ("processes", "majority", None),
        ("processes", "12 weeks", "until mid-2018"),
    ]


def test_there_are_four_key_messages(case: PublishedCase) -> None:
    assert tuple(one.code for one in case.key_messages) == ALL


def test_five_areas_for_improvement_the_first_with_five_within_it(case: PublishedCase) -> None:
    assert [len(one.parts) for one in case.areas] == [5, 0, 0, 0, 0]


def test_the_report_explains_22_terms(case: PublishedCase) -> None:
    assert len(case.terms) == 22


def test_the_contradictions_in_counts_and_dates_are_noted(case: PublishedCase) -> None:
    said = {one.about: one.text for one in case.notes}
    assert "speaks of six" in said["How many indicators were evaluated"]
    assert "broken over two bullet points" in said["How many indicators were evaluated"]
    assert "2015/16; the paper speaks of a rise in demand in 2017" in said["When demand rose"]
    assert "October 2016" in said["From when the orders were taken"]
    assert "November 2016" in said["From when the orders were taken"]


def test_the_plan_has_20_actions_with_their_owners_and_days(plan: Plan) -> None:
    found = [(one.indicator, one.messages, one.responsible, one.timescale) for one in plan.actions]
    assert found == ACTIONS


def test_every_action_says_what_would_show_it(plan: Plan) -> None:
    assert len({one.evidence for one in plan.actions}) == 20


def test_the_plan_has_its_five_columns(plan: Plan) -> None:
    assert plan.columns == (
        "Quality indicators",
        "Actions for improvement",
        "Responsible",
        "Timescales and review",
        "Evidence of improvement",
    )


def test_the_paper_to_the_board_has_its_eleven_parts(paper: Paper) -> None:
    assert [(one.number, one.title, len(one.paragraphs)) for one in paper.parts] == [
        ("1.", "Purpose", 1),
        ("2.", "Recommendations", 4),
        ("3.", "Background", 5),
        ("4.", "Main issues", 9),
        ("5.", "People implications", 1),
        ("6.", "Financial implications", 1),
        ("7.", "Professional implications", 1),
        ("8.", "Risk analysis", 2),
        ("9.", "Impact assessments", 1),
        ("10.", "Consultation", 2),
        ("11.", "Strategic assessment", 1),
    ]


def test_the_paper_repeats_the_stages_and_the_grades(paper: Paper, case: PublishedCase) -> None:
    stages, grades = paper.parts[3].tables
    assert [row[2] for row in stages.rows] == [one.when for one in case.stages]
    assert [row[2] for row in grades.rows] == [one.grade for one in case.evaluations]


def test_the_paper_ends_with_its_appendices_background_papers_and_wards(paper: Paper) -> None:
    assert [label for label, _ in paper.endings] == ["Appendices", "Background papers", "Wards affected"]


def test_the_paper_says_that_no_issues_were_found_and_not_that_nothing_was_needed(paper: Paper) -> None:
    assert paper.parts[8].paragraphs == (("9.1", "No issues were found."),)
