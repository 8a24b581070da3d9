"""What a report, letter, feedback or summary is made of: the closed list of sections, and which goes where.

A section is either written, by people, as Markdown with quantities, or made: worked out from what the
activity holds, such as the table of evaluations, so that it never says otherwise than what it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from plumbline.scrutiny.activity_form import ActivityTemplate
from plumbline.scrutiny.frameworks import Framework

PaperKind = Literal["report", "letter", "feedback", "summary"]
OWN = "own"
"""The code of a section that somebody added and named themselves."""


@dataclass(frozen=True)
class SectionKind:
    """A kind of section. title: as it prints. about: what it is for, to who writes it or looks for it.

    made: worked out and not written. annex: it stands behind the text. each: once for each indicator (or line
    of enquiry) in scope. graded: only where the activity grades. drawn: only where a sample was drawn.
    """

    code: str
    title: str
    about: str
    made: bool = False
    annex: bool = False
    each: bool = False
    graded: bool = False
    drawn: bool = False


# fmt: off
SECTION_KINDS: dict[str, SectionKind] = {
    one.code: one
    for one in (
        SectionKind("introduction", "Introduction",
            "Who looked at what, when, by which power, and whom you thank."),
        SectionKind("method", "How it was done",
            "The stages, what was gathered at each, and who took part in the work."),
        SectionKind("context", "Background and context",
            "What a reader must know of the place, its service and its time to follow the rest."),
        SectionKind("key_messages", "Key messages",
            "What the team says first, in its order.", made=True),
        SectionKind("findings", "Findings",
            "What was found here: strengths, weaknesses, and the evidence for each.", each=True),
        SectionKind("lived_experience", "What people with lived experience said",
            "Their messages, by themselves: what was heard, in how many groups, from how many people."),
        SectionKind("good_practice", "Good practice",
            "What others can learn from.", made=True),
        SectionKind("areas", "Areas for improvement",
            "Each area with who owns it: one body, or several.", made=True),
        SectionKind("capacity", "Capacity for improvement",
            "How sure the team is that the service will get better, and why.", made=True),
        SectionKind("conclusions", "Conclusions",
            "What follows from all of it, on a page at most."),
        SectionKind("evaluations", "Evaluations",
            "Each indicator under its key question, with its grade and the rationale.",
            made=True, graded=True),
        SectionKind("own_evaluation", "How far the self-evaluation holds",
            "Where the evidence bears out what the service said of itself, and where it does not."),
        SectionKind("next_steps", "Next steps",
            "What happens now, who does it and when."),
        SectionKind("limits", "Method and limits",
            "What the method can and cannot tell.", made=True, annex=True),
        SectionKind("took_part", "How many took part",
            "Groups, interviews, surveys and records, as counts, never who.", made=True, annex=True),
        SectionKind("scale", "The scale",
            "Each grade with what it means.", made=True, annex=True, graded=True),
        SectionKind("framework", "The framework",
            "Every indicator of the edition under its key question; those in scope are marked.",
            made=True, annex=True),
        SectionKind("terms", "Terms used",
            "Words that a reader may not know, each in one line.", annex=True),
        SectionKind("quantitative_terms", "Words of quantity",
            "Each word of quantity with the percentages it stands for.", made=True, annex=True),
        SectionKind("certificate", "Certificate of the sample",
            "How many were in scope, how the sample was drawn, and how anybody can draw it again.",
            made=True, annex=True, drawn=True),
        SectionKind("consistency", "Consistency of readers",
            "How far two readers of the same record agreed.", made=True, annex=True, drawn=True),
        SectionKind("quantities", "What the words stand on",
            "Every quantity of the text with its count, interval and source, or the reason why it stands.",
            made=True, annex=True),
    )
}
# fmt: on
"""Each kind of section by its code, in the order in which a whole report has them."""

SECTION_TITLES = {code: one.title for code, one in SECTION_KINDS.items()}

OUTLINES: dict[PaperKind, tuple[str, ...]] = {
    "report": tuple(code for code in SECTION_KINDS if code not in ("own_evaluation", "conclusions")),
    "letter": (
        "introduction",
        "method",
        "own_evaluation",
        "key_messages",
        "good_practice",
        "areas",
        "next_steps",
        "quantitative_terms",
        "quantities",
    ),
    "feedback": (
        "introduction",
        "method",
        "findings",
        "good_practice",
        "areas",
        "next_steps",
        "limits",
        "quantitative_terms",
        "quantities",
    ),
    "summary": ("introduction", "key_messages", "evaluations", "areas", "next_steps", "quantitative_terms"),
}
"""A kind of paper -> the codes of its sections where the template names none, before what the activity
leaves out."""

MADE_BY: dict[PaperKind, tuple[str, ...]] = {
    "report": ("report", "national_report", "audit_note", "position_statement"),
    "letter": ("validation_letter",),
    "feedback": ("structured_feedback",),
    "summary": (),
}
"""A kind of paper -> the outputs of an activity template that it can be. A summary stands beside another."""


@dataclass(frozen=True)
class Planned:
    """A section that a paper begins with. indicator: for findings; question: the key one it stands under."""

    code: str
    title: str
    made: bool
    indicator: str = ""
    question: str = ""


def papers_for(template: ActivityTemplate) -> tuple[PaperKind, ...]:
    """The kinds of paper that an activity of this template gives out, the one it is for first.

    A summary goes with anything that is published; where the template names no paper, there is a report.
    Feedback by word of mouth is noted and not written.
    """
    outputs = [one.kind for one in template.outputs]
    named: list[PaperKind] = [paper for output in outputs for paper in OUTLINES if output in MADE_BY[paper]]
    if not named:
        named = ["report"]
    if any(one.published for one in template.outputs):
        named.append("summary")
    return tuple(dict.fromkeys(named))


def outline_for(
    paper: PaperKind, template: ActivityTemplate, framework: Framework | None
) -> tuple[Planned, ...]:
    """The sections that a paper of this kind begins with, in their order: those that the template names for
    it, else those of its kind.

    Findings come once for each indicator in scope, in the order of the framework's key questions, or for each
    line of enquiry or theme where there is no indicator. What belongs to grades is left out where the
    activity grades nothing (a review then has conclusions, where the template names no sections), what
    belongs to a sample where none is drawn.
    """
    found: list[Planned] = []
    for code in _codes(paper, template, framework):
        kind = SECTION_KINDS[code]
        if kind.each:
            found += _for_each(kind, template, framework)
        else:
            found.append(Planned(code, kind.title, kind.made))
    return tuple(found)


def sections_that_cannot_be(template: ActivityTemplate) -> Iterator[str]:
    """What does not fit of the sections that a template names for what comes out, in sentences."""
    written = {output for outputs in MADE_BY.values() for output in outputs}
    drawn = template.records is not None and template.records.sampled
    for one in template.outputs:
        if one.sections and one.kind not in written:
            yield f"output {one.kind}: it is not written in sections, so none can be named"
            continue
        for code in one.sections:
            kind = SECTION_KINDS[code]
            if kind.graded and not template.graded:
                yield f'output {one.kind}: "{code}" is of grades, and this activity is not `graded`'
            elif kind.drawn and not drawn:
                yield f'output {one.kind}: "{code}" is of a sample, and none is drawn'
            elif code == "framework" and template.framework is None:
                yield f'output {one.kind}: "framework" is named, and the activity has none'


def questions_of(template: ActivityTemplate, framework: Framework | None) -> dict[str, str]:
    """Each indicator in scope -> the key question under which it is printed, in the framework's order."""
    if framework is None:
        return {}
    scope = set(template.indicators)
    return {
        indicator.code: question
        for question, headings in framework.questions
        for heading in headings
        for indicator in framework.under(heading.code)
        if indicator.code in scope
    }


def _codes(paper: PaperKind, template: ActivityTemplate, framework: Framework | None) -> Iterator[str]:
    drawn = template.records is not None and template.records.sampled
    named = next(
        (one.sections for one in template.outputs if one.sections and one.kind in MADE_BY[paper]), ()
    )
    for code in named or OUTLINES[paper]:
        kind = SECTION_KINDS[code]
        if kind.graded and (not template.graded or paper == "feedback"):
            continue
        if (kind.drawn and not drawn) or (code == "framework" and framework is None):
            continue
        if code == "next_steps" and paper == "report" and not (template.graded or named):
            yield "conclusions"
        yield code


def _for_each(
    kind: SectionKind, template: ActivityTemplate, framework: Framework | None
) -> Iterator[Planned]:
    worded = {one.indicator: one.worded for one in template.scope}
    questions = questions_of(template, framework)
    if framework is not None and questions:
        for code, question in questions.items():
            title = worded[code] or framework.indicator(code).title
            yield Planned(kind.code, f"{code} {title}", kind.made, code, question)
    for one in template.lines_of_enquiry:
        yield Planned(kind.code, one.title, kind.made, one.code)
    if not questions and not template.lines_of_enquiry:
        if not template.themes:
            yield Planned(kind.code, kind.title, kind.made)
        for theme in template.themes:
            yield Planned(kind.code, theme.title, kind.made, theme.code)
