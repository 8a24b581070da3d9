"""A paper for a board: its headings in order, every implication, and what the public may not have."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import cast

import docx
import pikepdf
import pytest
from tests.factories.board_papers import LAW, board_paper

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import (
    Appendix,
    BoardPaper,
    Document,
    Implication,
    Notice,
    Numbered,
    Part,
    Said,
    Table,
    Text,
    board_paper_as_json,
    board_paper_document,
    board_paper_faults,
    board_paper_from_json,
    document_as_json,
    layouts,
    page_of,
    pdf_of_document,
    subjects,
    word_of_document,
)
from plumbline.publishing.documents.board_layouts import Subject
from plumbline.publishing.documents.board_paper import Version

LAYOUTS = sorted(layouts())
SECRET = "Somebody-is-suspended"


def heads(document: Document) -> list[str]:
    return [f"{part.number} {part.title}".strip() for part in document.parts if part.level == 1]


def paragraphs(document: Document) -> list[tuple[str, str]]:
    return [
        item
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Numbered)
        for item in block.items
    ]


def whole(document: Document) -> str:
    return json.dumps(document_as_json(document), ensure_ascii=False)


def exempt_paper() -> BoardPaper:
    """A paper with something exempt in every place that can be."""
    table = Table(SECRET, (SECRET,), ((SECRET,),))
    said = Said(SECRET, (table,), exempt=LAW)
    paper = board_paper()
    return replace(
        paper,
        **{
            name: (*getattr(paper, name), said, Said("After it."))
            for name in (
                *("purpose", "summary", "recommendations", "background", "main_issues", "proposals"),
                "consultation",
            )
        },
        implications=tuple(
            Implication(one.code, SECRET, True, ((("x", SECRET, "", "", "", ""),),), (table,), LAW)
            for one in subjects()
        ),
        appendices=(
            Appendix(SECRET, (Part("a", SECRET, (Text(SECRET),)),), SECRET, exempt=LAW),
            Appendix("The report", where="On the site."),
        ),
    )


def test_a_covering_report_has_the_headings_of_its_council_in_order() -> None:
    made = board_paper_document(board_paper(), layouts()["covering_report"])
    assert heads(made) == [
        *("1.0 Purpose and summary", "2.0 Recommendations", "3.0 Background and context", "4.0 Proposals"),
        *("5.0 Implications", "6.0 Consultation", "7.0 Background papers"),
        *("Appendix A Improvement plan", "Appendix B The inspection report"),
    ]


def test_a_report_to_a_partnership_board_has_the_headings_of_its_council_in_order() -> None:
    made = board_paper_document(board_paper(), layouts()["board_report"])
    assert heads(made) == [
        *("1. Purpose", "2. Recommendations", "3. Background", "4. Main issues", "5. People implications"),
        *("6. Financial implications", "7. Professional implications", "8. Risk analysis"),
        *("9. Impact assessments", "10. Consultation", "11. Strategic assessment"),
        "Contact, appendices and background papers",
        *("Appendix A Improvement plan", "Appendix B The inspection report"),
    ]


def test_a_progress_report_has_the_headings_of_its_council_in_order() -> None:
    made = board_paper_document(board_paper(), layouts()["progress_report"])
    assert heads(made) == [
        *("1.0 Purpose", "2.0 Summary", "3.0 Recommendations", "4.0 Background", "5.0 Implications"),
        *("6.0 Directions", "7.0 Consultation", "8.0 Background papers"),
        *("Appendix A Improvement plan", "Appendix B The inspection report"),
    ]


@pytest.mark.parametrize("code", LAYOUTS)
def test_every_implication_is_said_even_where_there_is_none(code: str) -> None:
    text = whole(board_paper_document(board_paper(), layouts()[code]))
    assert [one.code for one in subjects() if one.none not in text] == []


@pytest.mark.parametrize("code", LAYOUTS)
def test_an_implication_that_nobody_answered_is_no_none(code: str) -> None:
    paper = board_paper(implications=())
    text = whole(board_paper_document(paper, layouts()[code]))
    assert [one.code for one in subjects() if one.none in text] == []
    assert text.count("Not answered yet.") == len(subjects())


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (Implication("finance"), "No"),
        (Implication("finance", "Nothing is spent.", none=True), "No"),
        (Implication("finance", "£12,000 is spent."), "Yes"),
        (Implication("finance", rows=((("a", "b", "c", "d", "e", "f"),),)), "Yes"),
        (Implication("finance", exempt="Paragraph 1", none=True), "Not for publication"),
        (Implication("finance", "£12,000 is spent.", exempt="Paragraph 1"), "Not for publication"),
    ],
)
def test_the_table_of_implications_says_no_where_somebody_said_that_there_are_none(
    given: Implication, answer: str
) -> None:
    kept = tuple(one for one in board_paper().implications if one.subject != "finance")
    made = board_paper_document(board_paper(implications=(*kept, given)), layouts()["covering_report"])
    blocks = [block for part in made.parts for block in part.blocks]
    table = next(one for one in blocks if getattr(one, "caption", "") == "Whether there are implications")
    assert table.rows[0] == ("Finance", answer)


@pytest.mark.parametrize("code", LAYOUTS)
@pytest.mark.parametrize("of", subjects(), ids=lambda of: of.code)
@pytest.mark.parametrize(("none", "full"), [(True, "No"), (False, "Yes")])
def test_of_an_exempt_subject_the_full_version_tells_the_answer_and_the_public_one_does_not(
    code: str, of: Subject, none: bool, full: str
) -> None:
    given = Implication(of.code, "" if none else "It costs much.", exempt="Paragraph 1", none=none)
    kept = tuple(Implication(one.code, none=True) for one in subjects() if one.code != of.code)
    paper, told = board_paper(implications=(*kept, given)), of.none if none else given.text
    for version, answers in (("full", {full, "No"}), ("public", {"Not for publication", "No"})):
        made = board_paper_document(paper, layouts()[code], cast(Version, version))
        blocks = [block for part in made.parts for block in part.blocks]
        for table in (
            one for one in blocks if getattr(one, "caption", "") == "Whether there are implications"
        ):
            assert {answer for _, answer in table.rows} == answers
        assert (told in whole(made)) == (version == "full")


def test_the_public_version_names_the_subject_of_what_it_leaves_out() -> None:
    given = [
        Implication(one.code, none=True, exempt="Paragraph 1" if one.code == "people" else "")
        for one in subjects()
    ]
    made = board_paper_document(
        board_paper(implications=tuple(given)), layouts()["covering_report"], "public"
    )
    left_out = [text for _, text in paragraphs(made) if "not for publication" in text]
    assert left_out == ["**People.** This paragraph is not for publication: Paragraph 1"]


@pytest.mark.parametrize("code", LAYOUTS)
def test_what_was_filled_into_a_table_is_shown_whatever_the_layout_shows(code: str) -> None:
    row = ("Justice", "Staff", "2026/27", "£12,000", "Reserves", "Once")
    implications = tuple(
        Implication(one.code, rows=((row,),) if one.code == "finance" else ()) for one in subjects()
    )
    text = whole(board_paper_document(board_paper(implications=implications), layouts()[code]))
    assert "£12,000" in text


def test_paragraphs_are_numbered_on_after_a_table() -> None:
    made = board_paper_document(board_paper(), layouts()["board_report"])
    assert [number for number, _ in paragraphs(made)[:8]] == [
        *("1.1", "1.2", "2.1", "(i)", "(ii)", "3.1", "4.1", "4.2"),
    ]


def test_recommendations_are_set_out_as_each_council_does() -> None:
    held = {
        code: [
            item
            for item in paragraphs(board_paper_document(board_paper(), layouts()[code]))
            if "agree the plan" in item[1]
        ]
        for code in LAYOUTS
    }
    assert held == {
        "board_report": [("(ii)", "agree the plan at Appendix A.")],
        "covering_report": [
            ("2.2", f"It is recommended that the {board_paper().body} agree the plan at Appendix A."),
        ],
        "progress_report": [("b.", "agree the plan at Appendix A.")],
    }


def test_the_outcomes_are_nine_rows_with_their_answers() -> None:
    label = subjects()[10].tables[0].rows[6]
    implications = (Implication("wellbeing_outcomes", "One.", rows=(((label, "Fewer are harmed"),),)),)
    made = board_paper_document(board_paper(implications=implications), layouts()["progress_report"])
    table = next(
        block
        for part in made.parts
        for block in part.blocks
        if isinstance(block, Table) and block.caption == "National health and wellbeing outcomes"
    )
    assert [answer for _, answer in table.rows] == ["None"] * 6 + ["Fewer are harmed"] + ["None"] * 2


def test_the_header_says_what_the_layout_asks_in_words() -> None:
    made = board_paper_document(board_paper(), layouts()["board_report"])
    assert made.header == (
        ("Report to", "Ashmarrow Integration Joint Board"),
        ("Date", "7 August 2026"),
        ("Report number", "IJB/12/2026"),
        ("Report by", "Chief Officer"),
        ("Author", "Head of Service"),
        ("For", "Information"),
    )


def test_roles_and_names_are_no_markdown() -> None:
    paper = board_paper(signatory="Chief *Officer* [x](y)", body="The <b>Board</b>")
    page = page_of(board_paper_document(paper, layouts()["covering_report"])).decode()
    assert "Chief *Officer* [x](y)" in page
    assert "that the The &lt;b&gt;Board&lt;/b&gt; note" in page


def test_a_plan_comes_in_as_an_appendix_on_its_side() -> None:
    made = board_paper_document(board_paper(), layouts()["board_report"])
    held = [(part.code, part.level, part.landscape) for part in made.parts if "appendix-a" in part.code]
    assert held == [
        ("appendix-a", 1, True),
        ("appendix-a-key-messages", 2, True),
        ("appendix-a-actions", 2, True),
    ]


@pytest.mark.parametrize("code", LAYOUTS)
def test_the_public_version_holds_nothing_that_is_exempt(code: str) -> None:
    assert SECRET not in whole(board_paper_document(exempt_paper(), layouts()[code], "public"))


@pytest.mark.parametrize("code", LAYOUTS)
def test_the_full_version_holds_all_that_is_exempt(code: str) -> None:
    paper = exempt_paper()
    text = whole(board_paper_document(paper, layouts()[code], "full"))
    assert text.count(SECRET) > 7 + len(subjects())


def test_no_form_of_the_public_version_holds_what_is_exempt() -> None:
    made = board_paper_document(exempt_paper(), layouts()["progress_report"], "public")
    word = docx.Document(io.BytesIO(word_of_document(made)))
    with pikepdf.open(io.BytesIO(pdf_of_document(made))) as held:
        tags = "".join(str(one) for one in held.objects if isinstance(one, pikepdf.String))
        marks = held.open_outline().root
        titles = [item.title for item in marks]
    assert SECRET not in page_of(made).decode() + word.element.xml + tags + "".join(titles)


@pytest.mark.parametrize("code", LAYOUTS)
def test_both_versions_number_alike(code: str) -> None:
    full, public = (
        [
            (part.number, number)
            for part in made.parts
            for number, _ in paragraphs(replace(made, parts=(part,)))
        ]
        for made in (
            board_paper_document(exempt_paper(), layouts()[code], "full"),
            board_paper_document(exempt_paper(), layouts()[code], "public"),
        )
    )
    assert full == public


def test_the_public_version_says_that_a_part_is_exempt_which_and_why() -> None:
    paper = board_paper(main_issues=(Said("Known."), Said(SECRET, exempt=LAW), Said("Also known.")))
    made = board_paper_document(paper, layouts()["board_report"])
    assert made.parts[0].blocks[0] == Notice(
        "Part of this report is not for publication.", f"Exempt: 4.2.\n{LAW}"
    )
    assert [text for number, text in paragraphs(made) if number == "4.2"] == [
        f"This paragraph is not for publication: {LAW.replace(':', chr(92) + ':')}",
    ]


def test_the_title_of_an_exempt_appendix_is_not_named() -> None:
    made = board_paper_document(exempt_paper(), layouts()["board_report"])
    assert heads(made)[-2:] == ["Appendix A Not for publication", "Appendix B The report"]


@pytest.mark.parametrize(
    ("paper", "version", "mark"),
    [
        (board_paper(), "full", ""),
        (board_paper(mark="Draft"), "full", "Draft"),
        (exempt_paper(), "full", "Exempt – not for publication"),
        (replace(exempt_paper(), mark="Draft"), "full", "Draft · Exempt – not for publication"),
        (exempt_paper(), "public", ""),
    ],
)
def test_only_a_full_version_with_something_exempt_is_marked_so(
    paper: BoardPaper, version: object, mark: str
) -> None:
    assert board_paper_document(paper, layouts()["board_report"], version).mark == mark  # type: ignore[arg-type]


def test_a_kept_paper_comes_back_as_it_was() -> None:
    paper = exempt_paper()
    assert board_paper_from_json(json.loads(json.dumps(board_paper_as_json(paper)))) == paper


@pytest.mark.parametrize("data", [{}, [], {"form": "board-paper-1"}, {"form": "board-paper-1", "purpose": 3}])
def test_what_is_no_kept_paper_is_refused(data: object) -> None:
    with pytest.raises(PlumblineError):
        board_paper_from_json(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", LAYOUTS)
def test_a_whole_paper_lacks_nothing(code: str) -> None:
    assert board_paper_faults(board_paper(), layouts()[code]) == []


def test_an_empty_paper_is_told_everything_that_it_lacks() -> None:
    paper = BoardPaper("", "", "soon", "", "", (), (), ())
    faults = board_paper_faults(paper, layouts()["board_report"])
    assert faults[:8] == [
        *("Subject is empty.", "Report to is empty.", "Report number is empty.", "Report by is empty."),
        *("Date is no day.", "Purpose is empty.", "Recommendations are empty.", "Background is empty."),
    ]
    titles = "; ".join(one.title for one in subjects_in("board_report"))
    assert [one for one in faults if "nswered yet" in one] == [
        f"Not answered yet: {titles}. Say of each what there is, or that there is nothing."
    ]


def subjects_in(code: str) -> list[object]:
    by_code = {one.code: one for one in subjects()}
    return [
        by_code[each] for part in layouts()[code].parts for group in part.groups for each in group.subjects
    ]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (Implication("equalities"), "Equalities: answer the question “Has an equality impact assessment"),
        (
            Implication("finance", rows=((("a", "b"),),)),
            "Finance, One-off costs: a row has 2 cells and needs 6.",
        ),
        (
            Implication("directions", rows=((("The Crown", "Yes"),),)),
            "Directions, Direction required: there is no row “The Crown”.",
        ),
        (Implication("legal", rows=((("a",),),)), "Legal: it has 0 tables, and rows are given for 1."),
        (
            Implication("finance", rows=((("a", "b", "c", "d", "e", "f"),),), none=True),
            "Finance: it says that there is nothing, and a table is filled in.",
        ),
    ],
)
def test_what_is_wrong_with_an_implication_is_said(given: Implication, fault: str) -> None:
    kept = tuple(one for one in board_paper().implications if one.subject != given.subject)
    faults = board_paper_faults(board_paper(implications=(*kept, given)), layouts()["board_report"])
    assert [one[: len(fault)] for one in faults] == [fault]


def test_a_subject_that_is_not_on_the_list_is_refused() -> None:
    paper = board_paper(implications=(Implication("weather"),))
    with pytest.raises(PlumblineError, match="weather: no subject of implications has this code"):
        board_paper_document(paper, layouts()["board_report"])
