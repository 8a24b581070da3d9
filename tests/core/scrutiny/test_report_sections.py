"""Which sections a report, letter, feedback or summary begins with, for each kind of activity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import as_json, from_json, load_templates, read_template, template_text
from plumbline.scrutiny.activity_form import ActivityTemplate, Output
from plumbline.scrutiny.frameworks import Framework, load_frameworks
from plumbline.scrutiny.report_sections import (
    MADE_BY,
    OUTLINES,
    SECTION_KINDS,
    PaperKind,
    outline_for,
    papers_for,
    questions_of,
)

CPO, PRISON = load_templates()["cpo_inspection"], load_templates()["prison_review"]
NATIONAL = load_templates()["national_self_evaluation"]


def framework(template: ActivityTemplate) -> Framework | None:
    return load_frameworks()[template.framework] if template.framework else None


def codes(paper: PaperKind, template: ActivityTemplate) -> list[str]:
    return [one.code for one in outline_for(paper, template, framework(template))]


def test_an_inspections_report_has_findings_by_indicator_and_what_belongs_to_grades_and_a_sample() -> None:
    found = codes("report", CPO)
    assert list(dict.fromkeys(found)) == [
        *("introduction", "method", "context", "key_messages", "findings", "lived_experience"),
        *("good_practice", "areas", "capacity", "evaluations", "next_steps", "limits", "took_part", "scale"),
        *("framework", "terms", "quantitative_terms", "certificate", "consistency", "quantities"),
    ]
    assert found.count("findings") == len(CPO.indicators) == 5


NAMED = ("introduction", "findings", "areas", "quantities")


def with_sections(template: ActivityTemplate, kind: str, *sections: str) -> str:
    """The text of a template whose outputs are one, with these sections."""
    return template_text(replace(template, outputs=(Output(kind, "What comes out", True, sections),)))


def test_a_template_names_the_sections_of_its_report_and_their_order() -> None:
    template = read_template(with_sections(CPO, "report", *NAMED))
    assert list(dict.fromkeys(codes("report", template))) == list(NAMED)
    assert from_json(as_json(template)) == template
    # What it does not speak of begins as its kind says.
    assert codes("summary", template) == codes("summary", CPO)


def test_a_copy_frozen_before_sections_could_be_named_still_opens() -> None:
    copy = as_json(CPO)
    for one in copy["content"]["outputs"]:
        del one["sections"]
    assert from_json(copy) == CPO


@pytest.mark.parametrize(
    ("template", "kind", "section", "why"),
    [
        (CPO, "report", "preface", '"preface" in "sections" is none of introduction, method'),
        (PRISON, "national_report", "scale", '"scale" is of grades, and this activity is not `graded`'),
        (NATIONAL, "national_report", "certificate", '"certificate" is of a sample, and none is drawn'),
        (CPO, "verbal_feedback", "areas", "it is not written in sections, so none can be named"),
    ],
)
def test_sections_that_cannot_be_are_refused(
    template: ActivityTemplate, kind: str, section: str, why: str
) -> None:
    with pytest.raises(PlumblineError) as refused:
        read_template(with_sections(template, kind, section))
    assert why in str(refused.value)


def test_the_manual_names_every_section_by_its_code() -> None:
    page = Path(__file__).parents[3].joinpath("docs/reference/activity-form.md").read_text("utf-8")
    assert [code for code in SECTION_KINDS if f"`{code}`" not in page] == []


def test_findings_stand_under_the_key_questions_in_the_frameworks_order() -> None:
    found = [one for one in outline_for("report", CPO, framework(CPO)) if one.code == "findings"]
    assert [one.indicator for one in found] == ["1.1", "2.1", "5.2", "5.3", "9.4"]
    assert [one.question for one in found] == list(questions_of(CPO, framework(CPO)).values())
    assert [one.question for one in found][2] == found[3].question


def test_an_indicator_worded_for_the_activity_prints_that_wording() -> None:
    first = next(one for one in outline_for("report", CPO, framework(CPO)) if one.indicator == "1.1")
    worded = "Improving the life chances and outcomes for people subject to a community payback order"
    assert first.title == f"1.1 {worded}"


def test_a_review_without_grades_has_conclusions_and_neither_scale_nor_evaluations() -> None:
    found = codes("report", PRISON)
    assert {"evaluations", "scale"}.isdisjoint(found)
    assert found.index("conclusions") == found.index("next_steps") - 1


def test_an_activity_that_draws_no_sample_has_no_certificate() -> None:
    assert {"certificate", "consistency"}.isdisjoint(codes("report", replace(CPO, records=None)))


def test_feedback_never_holds_a_grade() -> None:
    assert {"evaluations", "scale", "capacity"}.isdisjoint(codes("feedback", CPO))


def test_a_letter_says_how_far_the_self_evaluation_holds() -> None:
    assert "own_evaluation" in codes("letter", load_templates()["validated_self_evaluation"])


def test_lines_of_enquiry_take_the_place_of_indicators() -> None:
    joint = load_templates()["joint_inspection"]
    found = [one for one in outline_for("report", joint, None) if one.code == "findings"]
    assert [one.indicator for one in found] == [one.code for one in joint.lines_of_enquiry]


def test_where_there_is_nothing_to_judge_by_there_is_one_section_of_findings() -> None:
    bare = replace(CPO, framework=None, scope=(), lines_of_enquiry=(), themes=())
    found = [one for one in outline_for("report", bare, None) if one.code == "findings"]
    assert [(one.title, one.indicator) for one in found] == [("Findings", "")]


@pytest.mark.parametrize(
    ("outputs", "papers"),
    [
        ((), ("report",)),
        ((Output("report", "", True),), ("report", "summary")),
        ((Output("report", "", False),), ("report",)),
        ((Output("verbal_feedback", "", False),), ("report",)),
        ((Output("validation_letter", "", True),), ("letter", "summary")),
        ((Output("structured_feedback", "", False), Output("national_report", "", True)),
         ("feedback", "report", "summary")),
    ],
)  # fmt: skip
def test_the_papers_of_an_activity_follow_from_its_outputs(
    outputs: tuple[Output, ...], papers: tuple[str, ...]
) -> None:
    assert papers_for(replace(CPO, outputs=outputs)) == papers


@pytest.mark.parametrize("template", load_templates().values(), ids=lambda one: one.code)
@pytest.mark.parametrize("paper", OUTLINES)
def test_every_template_begins_every_paper_with_something_to_write(
    template: ActivityTemplate, paper: PaperKind
) -> None:
    planned = outline_for(paper, template, framework(template))
    assert any(not one.made for one in planned)
    assert all(one.title and len(one.title) <= 200 and len(one.question) <= 200 for one in planned)


def test_outlines_name_only_sections_that_there_are_and_every_section_has_a_place() -> None:
    used = {code for codes in OUTLINES.values() for code in codes} | {"conclusions"}
    assert used == set(SECTION_KINDS)
    assert set(MADE_BY) == set(OUTLINES)
