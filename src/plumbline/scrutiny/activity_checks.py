"""Whether the parts of an activity template fit each other: nothing asked for that nothing can give."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from plumbline.scrutiny.activity_form import FEEDBACK, SURVEYED, ActivityTemplate
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.report_sections import sections_that_cannot_be
from plumbline.scrutiny.toml_files import NUMBER_CODE, code_faults

MEETINGS = ("scoping_meeting", "focus_group", "interview", "partner_view", "observation")
MOST_STAGES = 40
LONGEST_STAGE = 5 * 365
"""Days. A plan of dates must end within the years that a calendar has, and nobody plans further ahead."""
READING = ("frame_frozen", "instrument_chosen", "readings_submitted")

# A need on the left makes no sense unless the one on the right was asked for by then.
ONLY_AFTER = {
    "sample_drawn": ("frame_frozen",),
    "practice_read": ("instrument_chosen",),
    "readings_submitted": ("frame_frozen", "instrument_chosen"),
    "differences_settled": ("readings_submitted",),
    "requests_answered": ("requests_sent",),
    "conflicts_declared": ("team_named",),
}


def faults_of(
    template: ActivityTemplate, frameworks: Mapping[str, Framework], scales: Collection[str]
) -> list[str]:
    """What does not fit, in sentences; empty where all does. frameworks, scales: those that may be named."""
    return [
        *_codes(template),
        *_judged(template, frameworks, scales),
        *_whole(template),
        *_records(template),
        *_needs(template),
        *_order_of_needs(template),
        *sections_that_cannot_be(template),
    ]


def _codes(template: ActivityTemplate) -> list[str]:
    stages = [stage.code for stage in template.stages]
    phases = [phase.code for phase in template.phases]
    return [
        *code_faults("the file", [template.code]),
        *code_faults("stage", stages),
        *code_faults("phase", phases),
        *code_faults("line_of_enquiry", [line.code for line in template.lines_of_enquiry], NUMBER_CODE),
        *code_faults("theme", [theme.code for theme in template.themes]),
        *code_faults("indicators", list(template.indicators), NUMBER_CODE),
        *code_faults("form", [form.code for form in template.forms]),
    ]


def _judged(
    template: ActivityTemplate, frameworks: Mapping[str, Framework], scales: Collection[str]
) -> Iterator[str]:
    if template.scale is not None and template.scale not in scales:
        yield f'scale: there is no scale "{template.scale}"; there are {", ".join(sorted(scales))}'
    if template.framework is not None and template.framework not in frameworks:
        yield f'framework: there is none called "{template.framework}"; there are {", ".join(frameworks)}'
    elif template.framework is not None:
        held = {indicator.code for indicator in frameworks[template.framework].indicators}
        for code in template.indicators:
            if code not in held:
                yield f'indicators: {template.framework} has no indicator "{code}"'
    if template.indicators and template.framework is None:
        yield "indicators: name the `framework` they are of"
    if template.framework is not None and not template.indicators:
        yield "framework: name the `indicators` that are in scope"
    if not (template.indicators or template.lines_of_enquiry or template.themes):
        yield "there is nothing to look into: give `indicators`, a [[line_of_enquiry]] or a [[theme]]"
    if template.graded and not (template.indicators or template.lines_of_enquiry):
        yield "graded: themes are never graded, and there is no indicator or line of enquiry"
    for line in template.lines_of_enquiry:
        if line.code in template.indicators:
            yield f"line_of_enquiry {line.code}: has the code of an indicator in scope; give it another"
    for theme in template.themes:
        if not theme.questions:
            yield f"theme {theme.code}: needs at least one of `questions`"


def _whole(template: ActivityTemplate) -> Iterator[str]:
    if not template.bodies:
        yield "there must be at least one [[body]]: who does it"
    elif [body.part for body in template.bodies].count("leads") != 1:
        yield 'exactly one [[body]] has part = "leads"'
    if not template.stages:
        yield "there must be at least one [[stage]]"
    elif "output_recorded" not in template.stages[-1].needs:
        yield "the last stage must need output_recorded, so that the activity can be closed"
    if not template.evidence:
        yield "there must be at least one [[evidence]]: what is gathered"
    if not template.outputs:
        yield "there must be at least one [[output]]: what comes out"
    subject = template.subject
    if not 1 <= subject.least <= subject.most:
        yield "subject: `least` and `most` must be 1 or more, and `least` no more than `most`"
    if subject.councils < 1 or (subject.councils > 1 and subject.kind != "partnership"):
        yield "subject: `councils` is 1 or more, and more than 1 for a partnership only"
    phases = [phase.code for phase in template.phases]
    for stage in template.stages:
        if not stage.length:
            yield f"stage {stage.code}: `length` must be 1 or more"
        if stage.days > LONGEST_STAGE:
            yield f"stage {stage.code}: is {stage.days:,} days long; five years are allowed"
        if not stage.who:
            yield f"stage {stage.code}: say `who` acts"
        if stage.some and subject.most == 1:
            yield f"stage {stage.code}: is for some of those looked at, and there is only one"
        if phases and stage.phase not in phases:
            yield f"stage {stage.code}: `phase` must be one of {', '.join(phases)}"
        if not phases and stage.phase is not None:
            yield f'stage {stage.code}: there is no [[phase]] "{stage.phase}"'
    if template.recurring and template.recurring.due_after_working_days > 250:
        yield "recurring: `due_after_working_days` may be 250, a year of working days"
    if len(template.stages) > MOST_STAGES:
        yield f"there are {len(template.stages)} stages; {MOST_STAGES} are allowed"
    met = [stage.phase for stage in template.stages if stage.phase in phases]
    if met != sorted(met, key=phases.index):
        yield "stages must be in the order of their phases"
    for code in phases:
        if code not in met:
            yield f"phase {code}: has no stage"


def _records(template: ActivityTemplate) -> Iterator[str]:
    kinds = {evidence.kind for evidence in template.evidence}
    records = template.records
    if (records is not None) != ("records_read" in kinds):
        yield "records: there is a [records] table where records_read is among the evidence, and only there"
    for form in template.forms:
        if form.code not in kinds:
            yield f"form {form.code}: is not among the kinds of [[evidence]]"
    if records is None:
        return
    if not records.instruments and all("instrument_chosen" not in stage.needs for stage in template.stages):
        yield "records: name the `instruments`, or let a stage need instrument_chosen"
    if records.margin is not None and records.size is not None:
        yield "records: give `margin` or `size`, not both"
    if records.sampled and records.margin is None and records.size is None:
        yield "records: a sample needs a `margin` or a `size`"
    if not records.sampled and (records.margin is not None or records.size is not None):
        yield "records: `margin` and `size` are for a sample; sampled is false"
    if records.margin == 0 or records.size == 0:
        yield "records: a `margin` or `size` of 0 is no sample; to read all, write sampled = false"
    if not 0 < records.confidence < 1:
        yield "records: `confidence` must lie between 0 and 1, such as 0.95"


def _needs(template: ActivityTemplate) -> Iterator[str]:
    kinds = {evidence.kind for evidence in template.evidence}
    outputs = {output.kind for output in template.outputs}
    by = {form.filled_by for form in template.forms}
    records = template.records
    given = {
        **dict.fromkeys((*READING, "concerns_closed"), (records is not None, "no records are read")),
        "sample_drawn": (records is not None and records.sampled, "no sample is drawn"),
        "practice_read": (records is not None and records.practice > 0, "no `practice` records are read"),
        "differences_settled": (
            records is not None and records.read_twice > 0,
            "no records are read twice (`read_twice`)",
        ),
        "forms_received": ("service" in by, 'no [[form]] is filled_by = "service"'),
        "surveys_closed": (not by.isdisjoint(SURVEYED), "no [[form]] is filled in by staff or people"),
        "meeting_noted": (not kinds.isdisjoint(MEETINGS), f"no evidence is one of {', '.join(MEETINGS)}"),
        "feedback_given": (not outputs.isdisjoint(FEEDBACK), f"no output is one of {', '.join(FEEDBACK)}"),
    }
    for stage in template.stages:
        for need in stage.needs:
            possible, why = given.get(need, (True, ""))
            if not possible:
                yield f"stage {stage.code}: needs {need}, and {why}"


def _order_of_needs(template: ActivityTemplate) -> Iterator[str]:
    asked: set[str] = set()
    for stage in template.stages:
        asked.update(stage.needs)
        for need in stage.needs:
            for before in ONLY_AFTER.get(need, ()):
                if before not in asked:
                    yield f"stage {stage.code}: needs {need}, and no stage up to it needs {before}"
