"""The plan as it is printed: five columns, codes in brackets, one cell for neighbours of one indicator."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.factories.board_papers import ACTIONS, MESSAGES, plan
from tests.factories.html_pages import Page

from plumbline.publishing.documents import (
    Notice,
    PlannedAction,
    Table,
    Text,
    page_of,
    pdf_of_document,
    plan_document,
    plan_table,
)


def tables(document: object) -> list[Table]:
    return [block for part in document.parts for block in part.blocks if isinstance(block, Table)]  # type: ignore[attr-defined]


def test_it_lies_on_its_side_under_the_five_columns() -> None:
    made = plan()
    assert made.landscape
    assert {table.head for table in tables(made)[1:]} == {
        (
            "Quality indicators",
            "Actions for improvement",
            "Responsible",
            "Timescales and review",
            "Evidence of improvement",
        )
    }


def test_key_messages_come_first_with_their_codes() -> None:
    assert tables(plan())[0].rows == (
        ("KM1", "Outcomes are not shown."),
        ("KM2", "Plans are not made in time."),
    )


def test_the_codes_of_key_messages_follow_each_action_in_brackets() -> None:
    assert plan_table(ACTIONS).rows[0][1] == "Start orders on the day of sentence (KM1, KM2)"


def test_each_key_question_has_its_table_in_the_order_they_come() -> None:
    mixed = (ACTIONS[2], ACTIONS[0], ACTIONS[1])
    assert [table.caption for table in tables(plan_document("P", mixed))] == [
        "How good is our delivery?",
        "What key outcomes have we achieved?",
    ]


def test_actions_of_one_indicator_share_its_cell() -> None:
    page = Page(page_of(plan()).decode())
    spans = [found.get("rowspan") for row in page.tables[1].rows for tag, found, _ in row if tag == "th"]
    assert spans[-1] == "2"


def test_many_actions_of_one_indicator_have_it_again_as_continued() -> None:
    rows = plan_table([PlannedAction(f"{at}", indicator="5.2") for at in range(12)]).rows
    assert [row[0] for row in rows] == [
        *["5.2"] * 5,
        *["5.2 (continued)"] * 5,
        *["5.2 (continued, 2)"] * 2,
    ]


def test_fewer_share_an_indicator_where_they_would_not_stay_on_one_page() -> None:
    actions = [PlannedAction("word " * 90, indicator="5.2") for _ in range(5)]  # 13 lines each
    assert [row[0] for row in plan_table(actions).rows] == [
        *["5.2"] * 2,
        *["5.2 (continued)"] * 2,
        "5.2 (continued, 2)",
    ]


def test_what_is_left_open_is_said_to_be() -> None:
    assert plan_table([PlannedAction("Do it")]).rows == (
        ("Not said", "Do it", "Not said", "Not said", "Not said"),
    )


def test_several_owners_stand_on_a_line_each() -> None:
    assert plan_table(ACTIONS).rows[0][2] == "Service manager\nInformation lead"


def test_a_state_makes_a_column_of_its_own() -> None:
    made = plan_table([PlannedAction("a", state="Done and being watched"), PlannedAction("b")])
    assert (made.head[-1], [row[-1] for row in made.rows]) == (
        "State",
        ["Done and being watched", "Not said"],
    )


def test_no_action_is_lost_where_some_stand_under_no_question() -> None:
    made = plan_document("P", (*ACTIONS, PlannedAction("Loose")), MESSAGES)
    texts = [row[1] for table in tables(made)[1:] for row in table.rows]
    assert len(texts) == 4
    assert "Loose" in texts


def test_a_plan_without_actions_says_so() -> None:
    assert plan_document("P", ()).parts[0].blocks == (Text("This plan has no actions yet."),)


def test_a_notice_stands_before_everything_under_a_heading_of_its_own() -> None:
    notice = Notice("Facts of 2019")
    parts = plan(notices=(notice,)).parts
    assert [(one.title, one.blocks[0] == notice) for one in parts] == [
        ("Read this first", True),
        ("Key messages", False),
        ("Actions for improvement", False),
    ]


def test_no_page_of_the_print_has_actions_whose_indicator_stands_on_another(tmp_path: Path) -> None:
    actions = [
        PlannedAction(
            "An action " + "of many words " * 9, "Question 1", f"Indicator {at // 4}", when="October 2026"
        )
        for at in range(24)
    ]
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf_of_document(plan_document("P", actions)))
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    pages = found.stdout.decode().split("\f")[:-1]
    assert len(pages) > 2
    assert [4 * page.count("Indicator ") for page in pages] == [page.count("October 2026") for page in pages]
