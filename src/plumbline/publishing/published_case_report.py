"""The report of a published case: what was found, weighed and asked for, each fact with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from plumbline.publishing.documents import Block, Document, Evaluated, Numbered, Part, Table, Text
from plumbline.publishing.documents.written import as_markdown
from plumbline.publishing.published_case_annexes import annexes
from plumbline.publishing.published_case_frame import FOOT, evaluated_under_questions, notes_table, notice_of
from plumbline.scrutiny.frameworks import Framework, load_frameworks
from plumbline.scrutiny.published import OF, WEIGHTS, Evaluation, Figure, KeyMessage, PublishedCase
from plumbline.standards.wording import joined

NOT_EVALUATED = "No indicator under this question was evaluated."


def document_of_published(case: PublishedCase) -> Document:
    """The report of a case: what was found, weighed and asked for, each fact with its place in a source."""
    framework = load_frameworks()[case.framework]
    parts = [
        Part("introduction", "Introduction", (notice_of(case), *_introduction(case))),
        Part("method", "How it was done", tuple(_method(case))),
        *_messages(case),
        Part("findings", "Findings"),
        *_findings(case),
        *_evaluated(case, framework),
        Part("areas", "Areas for improvement", tuple(_areas(case))),
    ]
    if case.capacity:
        parts.append(Part("capacity", "Capacity for improvement", (_said(case.capacity),)))
    if case.next_steps:
        parts.append(Part("next", "What was to happen next", (_said(case.next_steps),)))
    if case.notes:
        parts.append(
            Part("notes", "Where sources differ or leave something open", (notes_table(case.notes),))
        )
    return Document(
        title=case.title,
        under=FOOT,
        header=_header(case),
        parts=(*_numbered(parts), *annexes(case, framework)),
        mark=f"Published {case.when}",
        foot=FOOT,
    )


def _header(case: PublishedCase) -> tuple[tuple[str, str], ...]:
    looked_at = joined(case.subjects, "and") if case.subjects else "Scotland, no service by name"
    graded = "Yes, on the annexed scale" if case.graded else "No"
    return (
        ("Published", f"{case.when}, by {joined(case.bodies, 'and')}"),
        ("Looked at", looked_at),
        ("Graded", graded),
    )


def _introduction(case: PublishedCase) -> Iterator[Block]:
    yield Text(as_markdown(case.about))
    yield Text("What it asked:")
    yield _said(case.scope)


def _method(case: PublishedCase) -> Iterator[Block]:
    yield Table(
        "Stages",
        ("Stage", "What happened", "When", "Where"),
        tuple((one.title, one.happened, one.when, one.where) for one in case.stages),
    )
    yield _figures("What was read and who took part", case.took_part)
    yield Text("Limits of the method:")
    yield _said(case.limits)


def _messages(case: PublishedCase) -> Iterator[Part]:
    """Those of people with lived experience stand in a part of their own."""
    for code, heading in OF.items():
        held = [one for one in case.key_messages if one.of == code]
        if held:
            yield Part(f"messages-{code}", heading, tuple(_grouped(held)))


def _grouped(messages: Sequence[KeyMessage]) -> Iterator[Block]:
    for group in dict.fromkeys(one.group for one in messages):
        if group:
            yield Text(f"**{as_markdown(group)}**")
        held = [one for one in messages if one.group == group]
        yield Numbered(tuple((one.code, as_markdown(one.text)) for one in held))
    yield Text(_found({one.where for one in messages}))


def _findings(case: PublishedCase) -> Iterator[Part]:
    for section in case.sections:
        blocks: list[Block] = []
        if section.indicators:
            blocks.append(Text(f"Speaks to {joined(section.indicators, 'and')}."))
        figures = [one for one in case.figures if one.section == section.code]
        if figures:
            blocks.append(_figures(f"Figures: {section.title.rstrip('?')}", figures))
        # What only tells comes first, so that it is not read as standing under the last heading.
        for weight, heading in sorted(WEIGHTS.items(), key=lambda one: bool(one[1])):
            held = [one for one in case.findings if (one.section, one.weight) == (section.code, weight)]
            if held:
                blocks += [Text(f"**{heading}**")] if heading else []
                blocks.append(_said(held))
        yield Part(f"section-{section.code}", section.title, tuple(blocks), level=2)


def _evaluated(case: PublishedCase, framework: Framework) -> Iterator[Part]:
    """The evaluations under all key questions of the edition, those without one too."""
    if not case.graded:
        return
    asked = list(evaluated_under_questions(case, framework))
    rows = [
        (question, f"{one.indicator} {title}", one.grade) for question, held in asked for one, title in held
    ]
    table = Table("Evaluations", ("Key question", "Quality indicator", "Evaluation"), tuple(rows), span=(0,))
    yield Part("evaluations", "Evaluations", (table,))
    for at, (question, held) in enumerate(asked, 1):
        blocks: list[Block] = [
            Evaluated(one.indicator, title, one.grade, _rationale(one)) for one, title in held
        ]
        yield Part(f"question-{at}", question, tuple(blocks or [Text(NOT_EVALUATED)]), level=2)


def _rationale(one: Evaluation) -> str:
    said = []
    for heading, points in (("Strengths", one.strengths), ("To improve", one.weaknesses)):
        if points:
            said.append(f"{heading}:\n\n" + "\n".join(f"- {as_markdown(point)}" for point in points))
    said = said or ["The sources that we read give no rationale."]
    return "\n\n".join([*said, _found({one.where})])


def _areas(case: PublishedCase) -> Iterator[Block]:
    rows = []
    for area in case.areas:
        rows.append((area.code, area.text, "\n".join(area.owners), area.where))
        rows += [(f"{area.code}.{at}", part, "", "") for at, part in enumerate(area.parts, 1)]
    yield Table("Areas for improvement", ("No.", "Area", "Whose it is", "Where"), tuple(rows))


def _figures(caption: str, figures: Iterable[Figure]) -> Table:
    rows = []
    for one in figures:
        about = one.what if one.period is None else f"{one.what}, {one.period}"
        rows.append((f"{about}. {one.note}" if one.note else about, one.value, one.where))
    return Table(caption, ("What", "As published", "Where"), tuple(rows))


def _said(lines: Iterable[object]) -> Text:
    """Statements as a list. Where all were found in one place, it is named once, under them."""
    held = [(str(getattr(one, "text", "")), str(getattr(one, "where", ""))) for one in lines]
    places = {where for _, where in held}
    if len(places) == 1:
        return Text("\n".join(f"- {as_markdown(text)}" for text, _ in held) + f"\n\n{_found(places)}")
    return Text("\n".join(f"- {as_markdown(text)} ({as_markdown(where)})" for text, where in held))


def _found(places: Iterable[str]) -> str:
    return f"Found in: {as_markdown('; '.join(sorted(places)))}."


def _numbered(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts with the numbers that they are read out by; those of level 2 have none."""
    at = 0
    for part in parts:
        at += part.level == 1
        number = f"{at}." if part.level == 1 else ""
        yield Part(part.code, part.title, part.blocks, part.level, number)
