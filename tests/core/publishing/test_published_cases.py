"""Published cases as documents: what a reader finds in them, and under which banner."""

from __future__ import annotations

import re

import pytest

from plumbline.publishing.documents import (
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Table,
    document_as_json,
    document_from_json,
    page_of,
)
from plumbline.publishing.published_cases import NOT_EVALUATED, documents_of_published
from plumbline.scrutiny.published import load_published

NAMES = [(code, name) for code, case in load_published().items() for name in documents_of_published(case)]


def document(code: str, name: str = "report") -> Document:
    return documents_of_published(load_published()[code])[name]


def part(held: Document, code: str) -> Part:
    (found,) = [one for one in held.parts if one.code == code]
    return found


def tables(held: Document) -> dict[str, Table]:
    return {one.caption: one for each in held.parts for one in each.blocks if isinstance(one, Table)}


def test_the_documents_are_four_reports_a_plan_and_three_papers() -> None:
    assert NAMES == [
        ("prison_social_work_2024", "report"),
        ("prison_social_work_2024", "paper"),
        ("throughcare_2021", "report"),
        ("inverclyde_2019", "report"),
        ("inverclyde_2019", "progress"),
        ("west_dunbartonshire_2019", "report"),
        ("west_dunbartonshire_2019", "plan"),
        ("west_dunbartonshire_2019", "paper"),
    ]


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_document_begins_with_a_dated_banner(code: str, name: str) -> None:
    first = document(code, name).parts[0].blocks[0]
    assert isinstance(first, Notice)
    assert re.fullmatch(r"(Published|Dated) (\d{1,2} )?[A-Z][a-z]+ 20\d\d", first.title)


def test_the_banner_of_a_paper_has_the_papers_own_date() -> None:
    first = document("inverclyde_2019", "progress").parts[0].blocks[0]
    assert isinstance(first, Notice)
    assert first.title == "Dated 2 November 2020"


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_no_document_looks_as_if_others_had_issued_it(code: str, name: str) -> None:
    held = document(code, name)
    assert (held.under, held.foot) == ("Facts of what was published, in Plumbline’s own words",) * 2


def test_the_head_of_a_report_says_who_published_it_and_when() -> None:
    assert document("prison_social_work_2024").header[0] == (
        "Published",
        "April 2024, by Care Inspectorate and HM Inspectorate of Prisons for Scotland",
    )


def test_what_only_tells_stands_before_strengths_and_what_is_to_improve() -> None:
    held = part(document("west_dunbartonshire_2019"), "section-short_sentences").blocks
    assert [getattr(one, "markdown", "").split(" ")[:3] for one in held] == [
        ["-", "Planning", "had"],
        ["**To", "improve**"],
        ["-", "Inspectors", "were"],
    ]


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_a_document_can_be_kept_and_opened_again(code: str, name: str) -> None:
    held = document(code, name)
    assert document_from_json(document_as_json(held)) == held


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_every_part_can_be_linked_to(code: str, name: str) -> None:
    codes = [one.code for one in document(code, name).parts]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(("code", "name"), NAMES)
def test_no_document_names_an_address_or_number_of_anybody(code: str, name: str) -> None:
    assert re.findall(r"[\w.]+@[\w.]+|\b0\d{3,4} \d{6}\b", page_of(document(code, name)).decode()) == []


def test_the_evaluations_stand_under_their_key_questions_with_the_printed_titles() -> None:
    rows = tables(document("west_dunbartonshire_2019"))["Evaluations"].rows
    third = "How good is our delivery of services for those involved in community justice?"
    assert rows == (
        (
            "What key outcomes have we achieved?",
            "1.1 Improving the life chances and outcomes for people subject to a community payback order",
            "Weak",
        ),
        (
            "How well do we jointly meet the needs of our stakeholders?",
            "2.1 Impact on people who have committed offences",
            "Adequate",
        ),
        (third, "5.2 Assessing and responding to risk and need", "Weak"),
        (third, "5.3 Planning and providing effective intervention", "Weak"),
        ("How good is our leadership?", "9.4 Leadership of improvement and change", "Weak"),
    )


def test_all_five_key_questions_are_asked_and_the_one_without_an_indicator_says_so() -> None:
    held = document("west_dunbartonshire_2019")
    asked = [one for one in held.parts if one.code.startswith("question-")]
    assert [
        [one.indicator if isinstance(one, Evaluated) else getattr(one, "markdown", "") for one in each.blocks]
        for each in asked
    ] == [["1.1"], ["2.1"], ["5.2", "5.3"], [NOT_EVALUATED], ["9.4"]]


def test_a_grade_without_a_published_rationale_says_so() -> None:
    block = part(document("inverclyde_2019"), "question-1").blocks[0]
    assert isinstance(block, Evaluated)
    assert block.rationale.startswith("The sources that we read give no rationale.")


def test_a_review_without_grades_has_no_evaluations_and_no_scale() -> None:
    codes = {one.code for one in document("prison_social_work_2024").parts}
    assert codes & {"evaluations", "scale"} == set()


def test_the_annexes_of_an_inspection_hold_the_scale_and_the_grid() -> None:
    held = tables(document("west_dunbartonshire_2019"))
    grades = [row[0] for row in held["Six-point evaluation scale"].rows]
    assert grades == ["Excellent", "Very good", "Good", "Adequate", "Weak", "Unsatisfactory"]
    indicators = "\n".join(row[2] for row in held["Quality indicator model"].rows).split("\n")
    assert len([one for one in indicators if one]) == 22


def test_a_review_that_prints_its_words_of_quantity_has_them_in_an_annex() -> None:
    rows = tables(document("prison_social_work_2024"))["Words of quantity"].rows
    assert rows[0] == ("Almost all", "90%", "100%")
    assert rows[-1] == ("A few", "0%", "14%")


def test_messages_of_people_with_lived_experience_have_a_part_of_their_own() -> None:
    held = part(document("prison_social_work_2024"), "messages-people")
    assert (held.title, held.number) == ("Key messages from people with lived experience", "4.")


def test_nested_areas_are_numbered_within_their_area() -> None:
    rows = tables(document("prison_social_work_2024"))["Areas for improvement"].rows
    assert [row[0] for row in rows] == ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "2", "3", "4"]


def test_joint_owners_stand_below_each_other() -> None:
    rows = tables(document("prison_social_work_2024"))["Areas for improvement"].rows
    assert rows[0][2] == "Scottish Government\nScottish Prison Service\nJustice social work leaders"


def actions(held: Document) -> list[tuple[str, ...]]:
    """The rows of the plan, table after table."""
    return [row for one in part(held, "actions").blocks if isinstance(one, Table) for row in one.rows]


def test_the_plan_lies_on_its_side_with_the_key_messages_first() -> None:
    held = document("west_dunbartonshire_2019", "plan")
    assert held.landscape
    codes = [one.code for one in held.parts if one.code != "read-first"]
    assert codes[:3] == ["key-messages", "about", "actions"]
    assert [row[0] for row in tables(held)["Key messages"].rows] == ["KM1", "KM2", "KM3", "KM4"]


def test_the_actions_stand_under_the_plans_own_columns() -> None:
    blocks = part(document("west_dunbartonshire_2019", "plan"), "actions").blocks
    assert {one.head for one in blocks if isinstance(one, Table)} == {
        (
            "Quality indicators",
            "Actions for improvement",
            "Responsible",
            "Timescales and review",
            "Evidence of improvement",
        )
    }


def test_the_plan_has_four_actions_for_each_of_its_five_indicators() -> None:
    cells = [row[0].split("\n")[-1] for row in actions(document("west_dunbartonshire_2019", "plan"))]
    assert [cell[:3] for cell in cells] == [
        code for code in ("1.1", "2.1", "5.2", "5.3", "9.4") for _ in range(4)
    ]


def test_the_plan_has_the_codes_of_key_messages_in_brackets() -> None:
    rows = actions(document("west_dunbartonshire_2019", "plan"))
    codes = [row[1].rpartition("(")[2].removesuffix(")") for row in rows]
    assert codes == [
        *("KM1, KM2, KM3, KM4", "KM1, KM2, KM4", "KM1, KM2", "KM2, KM3, KM4"),
        *("KM1, KM2, KM3", "KM1, KM2, KM3", "KM1, KM2, KM3", "KM1, KM2"),
        *("KM2, KM4", "KM1, KM2, KM4", "KM1, KM2, KM4", "KM1, KM2"),
        *("KM1, KM2, KM3", "KM1, KM2, KM3", "KM2, KM4", "KM1, KM2, KM4"),
        *("KM2, KM4", "KM2, KM4", "KM2, KM4", "KM4"),
    ]


def test_an_action_of_several_owners_and_days_has_a_line_for_each() -> None:
    rows = actions(document("west_dunbartonshire_2019", "plan"))
    assert rows[18][2:4] == ("Head of Service\nChief Officer", "Board: 7 August\nCCG:\nSafer DIG:")


def test_a_table_of_a_paper_stands_after_its_paragraph() -> None:
    blocks = part(document("west_dunbartonshire_2019", "paper"), "part-4").blocks
    shown = [one.items[-1][0] if isinstance(one, Numbered) else getattr(one, "caption", "") for one in blocks]
    assert shown == [
        "4.1",
        "Table 1: stages of the inspection",
        "4.5",
        "Table 2: what the inspection team found",
        "4.9",
    ]


def test_the_header_of_a_paper_names_roles() -> None:
    assert document("inverclyde_2019", "progress").header == (
        ("Report to", "Inverclyde Integration Joint Board"),
        ("Date", "2 November 2020"),
        ("Report by", "Corporate Director (Chief Officer), Inverclyde Health & Social Care Partnership"),
        ("Report number", "IJB/68/2020"),
    )
