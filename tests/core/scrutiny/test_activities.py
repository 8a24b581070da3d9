"""Activity templates: those shipped, and copies that read back equal."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import plumbline
from plumbline.errors import PlumblineError
from plumbline.scrutiny.activities import as_json, from_json, load_templates, read_template, template_text
from plumbline.scrutiny.activity_form import (
    EVIDENCE,
    FORMS,
    INSTRUMENTS,
    KINDS,
    NEEDS,
    Recurring,
    Scope,
)
from plumbline.scrutiny.frameworks import as_json as framework_copy
from plumbline.scrutiny.frameworks import load_frameworks, read_framework

LIBRARY = Path(plumbline.__file__).parent / "library"
TEMPLATES = load_templates()
SMALL = """
code = "small"
title = "A small look"
kind = "own_audit"
about = "Whether it works."
source = "Ours"
sure = "Ours"
framework = "quality_indicators_2024"
indicators = ["6.4", "5.2"]
graded = false

[subject]
kind = "council"

[[body]]
name = "The service itself"
part = "leads"

[[stage]]
code = "look"
title = "Look"
happens = "Papers are read."
who = ["lead"]
length = 3
unit = "weeks"
needs = ["lead_named", "output_recorded"]

[[evidence]]
kind = "documents"
what = "Papers"

[[output]]
kind = "report"
what = "What was found"
published = true
"""
RECORDS = """
[[evidence]]
kind = "records_read"
what = "Some"

[records]
in_scope = "Everyone on an order."
instruments = ["reading_cpo"]
size = 5
"""
PHASES = "".join(f'[[phase]]\ncode = "{code}"\ntitle = "x"\nabout = "x"\n' for code in ("one", "two"))


def refused(text: str) -> str:
    with pytest.raises(PlumblineError) as refusal:
        read_template(text, "own.toml")
    return str(refusal.value)


def test_the_library_holds_a_template_of_every_kind() -> None:
    assert {template.kind for template in TEMPLATES.values()} == set(KINDS)


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_template_is_in_the_file_of_its_code(code: str) -> None:
    assert (LIBRARY / "activities" / f"{code}.toml").is_file()


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_template_written_out_reads_back_equal(code: str) -> None:
    template = TEMPLATES[code]
    assert read_template(template_text(template)) == template


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_frozen_copy_of_a_template_opens_equal(code: str) -> None:
    assert from_json(json.loads(json.dumps(as_json(TEMPLATES[code])))) == TEMPLATES[code]


def test_a_copy_edited_in_every_part_reads_back_equal() -> None:
    template = replace(
        TEMPLATES["cpo_inspection"],
        code="own_inspection",
        title='Ours: "quoted", with \\ and\na second line',
        scope=(Scope("5.2", "Worded – otherwise"), Scope("9.4")),
        recurring=Recurring("quarter", 10),
    )
    assert read_template(template_text(template)) == template


def test_the_inspection_has_five_stages_and_five_graded_indicators() -> None:
    template = TEMPLATES["cpo_inspection"]
    assert (len(template.stages), template.indicators, template.scale) == (
        5,
        ("1.1", "2.1", "5.2", "5.3", "9.4"),
        "six_point",
    )


def test_only_the_inspection_is_graded() -> None:
    assert [code for code, template in TEMPLATES.items() if template.graded] == ["cpo_inspection"]


def test_the_throughcare_review_gathers_a_position_statement_and_gives_structured_feedback() -> None:
    template = TEMPLATES["throughcare_review"]
    assert [one.code for one in template.forms if one.filled_by == "service"] == ["position_statement"]
    assert [one.kind for one in template.outputs] == ["structured_feedback", "national_report"]


def test_the_throughcare_review_is_on_its_seven_indicators() -> None:
    assert TEMPLATES["throughcare_review"].indicators == ("2.1", "3.1", "5.1", "5.2", "5.3", "6.1", "7.1")


def test_the_prison_review_is_joint_and_has_two_phases() -> None:
    template = TEMPLATES["prison_review"]
    assert (template.joint, [phase.code for phase in template.phases]) == (True, ["leadership", "practice"])


def test_the_validated_self_evaluation_may_span_three_councils_and_ends_in_a_letter() -> None:
    template = TEMPLATES["validated_self_evaluation"]
    assert (template.subject.kind, template.subject.councils) == ("partnership", 3)
    assert [stage.code for stage in template.stages[-2:]] == ["verbal_feedback", "validation_letter"]


def test_the_joint_inspection_has_three_lines_of_enquiry_in_place_of_indicators() -> None:
    template = TEMPLATES["joint_inspection"]
    assert (template.indicators, len(template.lines_of_enquiry)) == ((), 3)


def test_the_national_self_evaluation_is_of_32_councils_on_one_indicator_and_validates_some() -> None:
    template = TEMPLATES["national_self_evaluation"]
    assert (template.subject.least, template.subject.most) == (32, 32)
    assert template.indicators == ("6.4",)
    assert [stage.code for stage in template.stages if stage.some] == ["validation"]


def test_the_monthly_audit_comes_back_every_month() -> None:
    assert TEMPLATES["monthly_audit"].recurring == Recurring("month", 15)


def test_themes_of_every_kind_are_shown_by_some_template() -> None:
    kinds = {theme.kind for template in TEMPLATES.values() for theme in template.themes}
    assert kinds == {"readiness", "benchmarking", "theme"}


@pytest.mark.parametrize("kind", EVIDENCE)
def test_every_kind_of_evidence_is_gathered_by_some_template(kind: str) -> None:
    assert [
        code
        for code, template in TEMPLATES.items()
        if kind in {evidence.kind for evidence in template.evidence}
    ] != []


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_is_one_of_some_templates_stage(need: str) -> None:
    assert [
        code
        for code, template in TEMPLATES.items()
        if need in {need for stage in template.stages for need in stage.needs}
    ] != []


@pytest.mark.parametrize("need", NEEDS)
def test_every_need_says_what_is_missing_in_a_sentence(need: str) -> None:
    assert NEEDS[need][0].isupper() and NEEDS[need].endswith(".")


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_instrument_that_a_template_may_name_is_shipped(instrument: str) -> None:
    assert (LIBRARY / "instruments" / f"{instrument}.md").is_file()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_a_template_may_name_is_shipped(form: str) -> None:
    assert (LIBRARY / "surveys" / f"{form}.md").is_file()


def test_a_length_in_weeks_is_shown_in_days() -> None:
    assert read_template(SMALL).days == 21


def test_a_template_may_use_an_own_framework() -> None:
    own = read_framework(
        'code = "own_one"\ntitle = "Own"\nedition = "1"\npublisher = "Us"\nsource = "Us"\nsure = "Ours"\n'
        '[[heading]]\ncode = "1"\ntitle = "One"\nquestion = "How?"\n'
        '[[indicator]]\ncode = "1a"\ntitle = "First"\nheading = "1"\nasks = "Is it?"\n'
    )
    text = SMALL.replace("quality_indicators_2024", "own_one").replace('"6.4", "5.2"', '"1a"')
    assert read_template(text, own_frameworks={own.code: own}).indicators == ("1a",)


def test_every_fault_is_said_at_once() -> None:
    text = SMALL.replace('kind = "documents"', 'kind = "rumour"').replace("length = 3", "length = -3")
    assert refused(text.replace('"own_audit"', '"raid"') + "\n[extra]\na = 1\n") == (
        "own.toml: this template cannot be used.\n"
        '  - the file: "kind" must be one of inspection, thematic_review, validated_self_evaluation, '
        "joint_inspection, own_audit, national_self_evaluation, response\n"
        '  - stage 1: "length" must be a whole number\n'
        '  - evidence 1: "kind" must be one of records_read, figures, documents, self_evaluation, '
        "position_statement, staff_survey, lived_experience_survey, focus_group, interview, partner_view, "
        "observation, scoping_meeting, desktop_review\n"
        '  - the file: "extra" is not part of the form\n'
        "Mend these and try again."
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"small"', '"Small!"', 'the code "Small!" must be small letters'),
        ("graded = false", "", '"graded" is missing'),
        ("graded = false", "graded = true", "a `scale` is named where `graded` is true"),
        ("graded = false", 'graded = false\nscale = "six_point"', "a `scale` is named where"),
        ("graded = false", 'graded = true\nscale = "ten"', 'there is no scale "ten"; there are six_point'),
        ("quality_indicators_2024", "quality_2030", 'there is none called "quality_2030"'),
        ('framework = "quality_indicators_2024"', "", "name the `framework`"),
        ('indicators = ["6.4", "5.2"]', "", "name the `indicators`"),
        ('"6.4", "5.2"', '"7.3"', 'quality_indicators_2024 has no indicator "7.3"'),
        ('"6.4", "5.2"', '"6.4", "6.4"', 'the code "6.4" is there twice'),
        ('part = "leads"', 'part = "joins"', 'exactly one [[body]] has part = "leads"'),
        ('kind = "council"', 'kind = "council"\nleast = 3', "`least` no more than `most`"),
        ('kind = "council"', 'kind = "council"\nmost = 0', "must be 1 or more"),
        ('kind = "council"', 'kind = "council"\ncouncils = 3', "more than 1 for a partnership only"),
        ('[subject]\nkind = "council"', "", "there must be a [subject]"),
        ('who = ["lead"]', 'who = ["nobody"]', '"nobody" in "who" is none of lead, team'),
        ('who = ["lead"]', "who = []", "stage look: say `who` acts"),
        ('who = ["lead"]', 'who = ["lead", "lead"]', '"lead" is in "who" twice'),
        ("length = 3", "length = 0", "stage look: `length` must be 1 or more"),
        ("length = 3", "length = 261", "stage look: is 1,827 days long; five years are allowed"),
        ('"A small look"', f'"{"x" * 201}"', "the file, title: has 201 characters; 200 are allowed"),
        (
            "[[evidence]]",
            '[recurring]\nevery = "month"\ndue_after_working_days = 251\n[[evidence]]',
            "`due_after_working_days` may be 250",
        ),
        ('unit = "weeks"', 'unit = "years"', '"unit" must be one of days, weeks'),
        ('unit = "weeks"', 'unit = "weeks"\nsome = true', "there is only one"),
        ('unit = "weeks"', 'unit = "weeks"\nphase = "x"', 'there is no [[phase]] "x"'),
        ('"lead_named", ', '"moon_full", ', '"moon_full" in "needs" is none of lead_named'),
        ('"lead_named", "output_recorded"', '"lead_named"', "the last stage must need output_recorded"),
        (
            '"lead_named"',
            '"forms_received"',
            'needs forms_received, and no [[form]] is filled_by = "service"',
        ),
        ('"lead_named"', '"surveys_closed"', "no [[form]] is filled in by staff or people"),
        ('"lead_named"', '"meeting_noted"', "needs meeting_noted, and no evidence is one of"),
        ('"lead_named"', '"feedback_given"', "no output is one of structured_feedback, verbal_feedback"),
        ('"lead_named"', '"concerns_closed"', "needs concerns_closed, and no records are read"),
        ('"lead_named"', '"frame_frozen"', "needs frame_frozen, and no records are read"),
        ('"lead_named"', '"sample_drawn"', "needs sample_drawn, and no sample is drawn"),
        ('"lead_named"', '"requests_answered"', "no stage up to it needs requests_sent"),
        ('"lead_named"', '"conflicts_declared"', "no stage up to it needs team_named"),
        ('kind = "documents"', 'kind = "records_read"', "there is a [records] table where records_read"),
        ("[[evidence]]", '[[worded]]\nindicator = "9.9"\ntitle = "x"\n[[evidence]]', '"9.9" is not among'),
        (
            "[[evidence]]",
            '[[form]]\ncode = "tax"\nfilled_by = "staff"\n[[evidence]]',
            '"code" must be one of',
        ),
        (
            "[[evidence]]",
            '[[form]]\ncode = "staff_survey"\nfilled_by = "staff"\n[[evidence]]',
            "form staff_survey: is not among the kinds of [[evidence]]",
        ),
        (
            "[[evidence]]",
            '[[theme]]\ncode = "law"\nkind = "readiness"\ntitle = "Law"\n[[evidence]]',
            "theme law: needs at least one of `questions`",
        ),
        (
            "[[evidence]]",
            '[[line_of_enquiry]]\ncode = "5.2"\ntitle = "x"\nasks = "x"\n[[evidence]]',
            "line_of_enquiry 5.2: has the code of an indicator in scope",
        ),
        ('title = "A small look"', 'title = ""', "the file, title: is empty; fill it in or leave it out"),
        (
            "[[evidence]]",
            '[[phase]]\ncode = "one"\ntitle = "One"\nabout = "x"\n[[evidence]]',
            "stage look: `phase` must be one of one",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, says: str) -> None:
    assert old in SMALL
    assert says in refused(SMALL.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("size = 5", "", "a sample needs a `margin` or a `size`"),
        ("size = 5", "size = 5\nmargin = 0.1", "give `margin` or `size`, not both"),
        ("size = 5", "size = 5\nsampled = false", "are for a sample; sampled is false"),
        ("size = 5", "size = 0", "is no sample; to read all, write sampled = false"),
        ("size = 5", "margin = 0", "is no sample; to read all, write sampled = false"),
        ("size = 5", "margin = 10", '"margin" must be a share from 0 to 1'),
        ("size = 5", "margin = nan", '"margin" must be a share from 0 to 1'),
        ("size = 5", "size = 5\nconfidence = 1", "`confidence` must lie between 0 and 1"),
        ("size = 5", "size = 5\nconfidence = 0", "`confidence` must lie between 0 and 1"),
        ("size = 5", "size = 5\nread_twice = true", '"read_twice" must be a share'),
        ('["reading_cpo"]', '["reading_tea_leaves"]', '"reading_tea_leaves" in "instruments" is none of'),
        ('["reading_cpo"]', "[]", "name the `instruments`, or let a stage need instrument_chosen"),
        ('kind = "records_read"', 'kind = "figures"', "there is a [records] table where"),
    ],
)
def test_a_fault_in_how_records_are_read_is_named(old: str, new: str, says: str) -> None:
    assert says in refused(SMALL + RECORDS.replace(old, new))


@pytest.mark.parametrize(
    ("need", "says"),
    [
        ("practice_read", "no `practice` records are read"),
        ("differences_settled", "no records are read twice (`read_twice`)"),
        ("sample_drawn", "no stage up to it needs frame_frozen"),
        ("readings_submitted", "no stage up to it needs instrument_chosen"),
    ],
)
def test_a_need_that_nothing_can_meet_is_refused(need: str, says: str) -> None:
    assert says in refused(SMALL.replace('"lead_named"', f'"{need}"') + RECORDS)


def test_records_may_be_read_without_a_sample() -> None:
    text = SMALL + RECORDS.replace("size = 5", "sampled = false")
    assert read_template(text).records is not None


@pytest.mark.parametrize(
    "heading", ["body", "stage", "evidence", "output"], ids=lambda heading: f"no {heading}"
)
def test_a_template_without_one_of_its_parts_is_refused(heading: str) -> None:
    blocks = [block for block in SMALL.split("\n\n") if not block.startswith(f"[[{heading}]]")]
    assert f"at least one [[{heading}]]" in refused("\n\n".join(blocks))


def test_a_template_that_looks_into_nothing_is_refused() -> None:
    text = SMALL.replace('framework = "quality_indicators_2024"\nindicators = ["6.4", "5.2"]\n', "")
    assert "there is nothing to look into" in refused(text)


def test_themes_alone_are_never_graded() -> None:
    text = SMALL.replace(
        'framework = "quality_indicators_2024"\nindicators = ["6.4", "5.2"]\ngraded = false',
        'graded = true\nscale = "six_point"',
    ) + ('[[theme]]\ncode = "law"\nkind = "readiness"\ntitle = "Law"\nquestions = ["Ready?"]\n')
    assert "graded: themes are never graded" in refused(text)


def test_stages_out_of_the_order_of_their_phases_are_refused() -> None:
    first = SMALL.index("[[stage]]")
    stage = SMALL[first : SMALL.index("[[evidence]]")]
    stages = "".join(
        stage.replace('"look"', f'"look_{phase}"').replace("length", f'phase = "{phase}"\nlength')
        for phase in ("two", "one")
    )
    assert "stages must be in the order of their phases" in refused(SMALL.replace(stage, PHASES + stages))


def test_a_flood_of_stages_is_refused() -> None:
    first, last = SMALL.index("[[stage]]"), SMALL.index("[[evidence]]")
    stages = "".join(SMALL[first:last].replace('"look"', f'"look_{place}"') for place in range(41))
    assert "there are 41 stages; 40 are allowed" in refused(SMALL[:first] + stages + SMALL[last:])


def test_a_phase_without_a_stage_is_refused() -> None:
    text = SMALL.replace("length = 3", 'phase = "one"\nlength = 3').replace("[[stage]]", PHASES + "[[stage]]")
    assert "phase two: has no stage" in refused(text)


def test_a_copy_that_is_a_frameworks_is_refused_as_a_template() -> None:
    with pytest.raises(PlumblineError, match="no frozen copy of the form activity-template-1"):
        from_json(framework_copy(load_frameworks()["quality_indicators_2019"]))
