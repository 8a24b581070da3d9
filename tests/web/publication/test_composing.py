"""A paper put together: exact titles, what is worked out, what is left out, small numbers protected."""

from __future__ import annotations

import pytest

from factories.publishing import TEXT, draft, judged, section_of, short_draft
from plumbline.publishing.documents import Evaluated, Numbered, Part, Table, Text
from plumbline_web.judgement.actions import say
from plumbline_web.publication.composing import composed, document_of
from plumbline_web.publication.readiness import in_the_way
from plumbline_web.writing.actions import write_section
from plumbline_web.writing.models import Section

pytestmark = pytest.mark.django_db

QUESTION = "How good is our delivery of services for those involved in community justice?"
PLANNED = "less than half, 37 of 99 records (between 29% and 47%)"


def part_called(parts: tuple[Part, ...], title: str) -> Part:
    return next(one for one in parts if one.title == title)


def test_a_short_report_is_exactly_what_is_held() -> None:
    made = document_of(short_draft(judged(), "key_messages", "areas", "evaluations"))
    plan = f"A plan was there in {PLANNED}."
    assert [(one.title, one.level, one.blocks) for one in made.parts[:5]] == [
        ("Introduction", 1, (Text(f"Most people were seen in time. {plan}"),)),
        (
            "Key messages",
            1,
            (Text("- People are treated with respect: it was heard in 4 of 5 groups."),),
        ),
        (
            "Areas for improvement",
            1,
            (
                Numbered(
                    (("1.", "Write case plans on time."), ("", "*For Ashmarrow; Scottish Prison Service*"))
                ),
            ),
        ),
        (
            "Evaluations",
            1,
            (
                Table(
                    "Evaluation of each quality indicator",
                    ("Key question", "Quality indicator", "Evaluation"),
                    (
                        (QUESTION, "5.2 Assessing and responding to risk and need", "Weak"),
                        (QUESTION, "5.3 Planning and providing effective intervention", "Weak"),
                    ),
                    span=(0,),
                ),
            ),
        ),
        (
            QUESTION,
            2,
            (
                Evaluated("5.2", "Assessing and responding to risk and need", "Weak", plan),
                Evaluated("5.3", "Planning and providing effective intervention", "Weak", plan),
            ),
        ),
    ]


def test_the_annex_lists_every_quantity_once_and_what_was_let_stand() -> None:
    annex = document_of(short_draft(judged(), "evaluations")).parts[-1]
    tied, settled = annex.blocks
    assert isinstance(tied, Table) and isinstance(settled, Table)
    row = (PLANNED, "Plan in the record", "37 of 99 records", "37%", "between 29% and 47%")
    assert tied.rows == (
        ("Most", "Seen within the time set", "80 of 99 orders", "81%", "", "Run of March 2026"),
        (*row, "Reading of records, question 12"),
    )
    assert settled.rows == (
        (
            "5.3 Planning and providing effective intervention",
            "It rests on one kind of source alone: reading of records.",
            "Only records speak of it.",
        ),
    )


def test_a_word_let_stand_is_in_the_annex_with_its_reason() -> None:
    text = "[A number of]{stands: the service keeps no count} people waited."
    annex = document_of(short_draft(judged(), text=text)).parts[-1]
    assert annex.blocks == (
        Table(
            "Words of quantity that are tied to no count",
            ("Words", "Where", "Why they stand"),
            (("A number of", "Introduction", "the service keeps no count"),),
        ),
    )


def test_an_area_within_another_stands_under_it_with_a_number_of_its_own() -> None:
    held = judged()
    activity = held.team.activity
    outer = activity.statements.get(kind="area")
    for text in ("Review it every six months.", "Share it with the person."):
        say(by=held.team.lead, activity=activity, kind="area", text=text, within=outer)
    say(by=held.team.lead, activity=activity, kind="area", text="Train staff.", owners=[held.team.council])
    block = part_called(document_of(short_draft(held, "areas")).parts, "Areas for improvement").blocks[0]
    assert isinstance(block, Numbered)
    assert block.items == (
        ("1.", "Write case plans on time."),
        ("", "*For Ashmarrow; Scottish Prison Service*"),
        ("1.1", "Review it every six months."),
        ("1.2", "Share it with the person."),
        ("2.", "Train staff."),
        ("", "*For Ashmarrow*"),
    )


def test_structured_feedback_prints_no_grade_even_where_evaluations_are_made() -> None:
    paper = short_draft(judged(), kind="feedback")
    Section.objects.create(paper=paper, code="evaluations", title="Evaluations", position=99, made=True)
    made = document_of(paper)
    evaluated = [block for part in made.parts for block in part.blocks if isinstance(block, Evaluated)]
    assert [one.grade for one in evaluated] == ["", ""]
    assert "Weak" not in str(part_called(made.parts, "Evaluations"))


def test_an_edition_for_anyone_protects_small_numbers_in_text_annex_and_counts() -> None:
    paper = short_draft(judged(), "took_part", text="Plans were agreed in {e4}.")
    inside, outside = document_of(paper), document_of(paper, protect=True)
    assert "3 of 40 plans" in str(inside.parts[0]) and "3 of 40" in str(inside.parts[-1])
    assert "fewer than 5 of 40 plans" in str(outside.parts[0])
    assert "3 of 40" not in str(outside)
    groups = part_called(outside.parts, "How many took part").blocks[0]
    assert isinstance(groups, Table)
    assert groups.rows == (
        ("Focus group", "Felt listened to: people on orders", "32"),
        ("Focus group", "Felt listened to: families", "*"),
    )


def test_the_scale_the_grid_and_the_words_are_whole() -> None:
    made = document_of(short_draft(judged(), "scale", "framework", "quantitative_terms"))
    scale = part_called(made.parts, "The scale").blocks[0]
    grid = part_called(made.parts, "The framework").blocks[0]
    words = part_called(made.parts, "Words of quantity").blocks[0]
    assert isinstance(scale, Table) and isinstance(grid, Table) and isinstance(words, Table)
    assert [row[1] for row in scale.rows] == [
        "Excellent",
        "Very good",
        "Good",
        "Adequate",
        "Weak",
        "Unsatisfactory",
    ]
    assert len(grid.head) == 5
    assert sum("\n" in cell for row in grid.rows for cell in row) == 9
    assert "5.2 Assessing and responding to risk and need (in scope)" in str(grid.rows)
    assert words.rows == (
        ("All", "every one"),
        ("Almost all", "90% or more"),
        ("Most", "75% to 89%"),
        ("Majority", "50% to 74%"),
        ("Less than half", "35% to 49%"),
        ("Some", "15% to 34%"),
        ("A few", "14% or less"),
        ("None", "not a single one"),
    )


def test_what_stands_behind_the_text_is_called_an_appendix() -> None:
    made = document_of(short_draft(judged(), "scale", "quantitative_terms"))
    assert [(one.number, one.title) for one in made.parts] == [
        ("", "Introduction"),
        ("Appendix 1:", "The scale"),
        ("Appendix 2:", "Words of quantity"),
        ("Appendix 3:", "What the words stand on"),
    ]


def test_findings_stand_under_their_key_question() -> None:
    held = judged()
    paper = draft(held)
    section = section_of(paper, "findings")
    write_section(by=held.team.lead, section=section, text="Plans are missing.", based_on=None)
    made = document_of(paper)
    at = next(at for at, one in enumerate(made.parts) if one.title == section.title)
    assert [(one.title, one.level) for one in made.parts[at - 1 : at + 1]] == [
        (QUESTION, 1),
        ("5.2 Assessing and responding to risk and need", 2),
    ]


def test_what_is_not_written_or_held_is_told_to_the_editor() -> None:
    paper = draft(judged(), text=TEXT)
    left_out = composed(paper).left_out
    assert "“How it was done” is not printed: nothing is written there yet." in left_out
    assert "“Good practice” is not printed: nothing is held for it yet." in left_out


def test_a_kind_of_section_that_nothing_makes_is_named_and_not_printed() -> None:
    paper = short_draft(judged())
    Section.objects.create(paper=paper, code="from_elsewhere", title="Maps", position=99, made=True)
    made = composed(paper)
    assert made.unknown == (
        "“Maps” cannot be printed: nothing here makes a section of the kind “from_elsewhere”. "
        "Take the section out, or write it by hand.",
    )
    assert "Maps" not in [one.title for one in made.document.parts]


def test_a_summary_has_no_rationale_and_no_annex_and_says_where_its_quantities_are_listed() -> None:
    text = f"[A number of]{{stands: the service keeps no count}} people waited. {TEXT}"
    made = document_of(short_draft(judged(), "evaluations", "quantitative_terms", text=text, kind="summary"))
    assert [(one.title, type(one.blocks[0])) for one in made.parts] == [
        ("Introduction", Text),
        ("Evaluations", Table),
        ("Words of quantity", Text),
        ("What the words stand on", Text),
    ]
    assert made.parts[2].blocks == (
        Text(
            "**All**: every one; **Almost all**: 90% or more; **Most**: 75% to 89%; **Majority**: 50% to "
            "74%; **Less than half**: 35% to 49%; **Some**: 15% to 34%; **A few**: 14% or less; **None**: "
            "not a single one."
        ),
    )
    assert made.parts[3].blocks == (
        Text(
            "Each quantity with its count, interval and source is in the open data given out with this. "
            "Tied to no count: “A number of”: the service keeps no count."
        ),
    )


def test_a_summary_that_keeps_to_its_two_pages_is_not_too_long() -> None:
    paper = short_draft(
        judged(), "key_messages", "areas", "evaluations", text="Well.\n\n" * 12, kind="summary"
    )
    assert not [one for one in in_the_way(paper, composed(paper, protect=True)) if "pages" in one]
