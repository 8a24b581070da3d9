"""Published cases as documents: the report, the plan and the papers, made of the facts that are shipped.

They are not the documents that were published. Each begins with a banner that says so, with its date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from plumbline.publishing.documents import (
    Block,
    Document,
    Evaluated,
    Notice,
    Numbered,
    Part,
    Table,
    Text,
)
from plumbline.publishing.documents.plan_table import HEAD, PlannedAction, plan_document
from plumbline.publishing.documents.plan_table import KeyMessage as PlanMessage
from plumbline.publishing.documents.written import as_markdown
from plumbline.publishing.published_case_annexes import annexes
from plumbline.scrutiny.frameworks import Framework, load_frameworks
from plumbline.scrutiny.published import (
    OF,
    PURPOSES,
    WEIGHTS,
    Evaluation,
    Figure,
    KeyMessage,
    Note,
    Paper,
    PaperPart,
    PaperTable,
    PublishedCase,
)
from plumbline.standards.wording import day_words, joined

REPORT = "report"
"""The name of the first document of every case."""
FOOT = "Facts of what was published, in Plumbline’s own words"
NOT_EVALUATED = "No indicator under this question was evaluated."
UNTOLD = "not told"


def documents_of_published(case: PublishedCase) -> Mapping[str, Document]:
    """Every document of a case by its name in addresses: report, plan where there is one, then papers."""
    found = {REPORT: document_of_published(case)}
    if case.plan is not None:
        found[case.plan.code] = document_of_plan(case)
    found |= {paper.code: document_of_paper(case, paper) for paper in case.papers}
    return found


def banner_of(case: PublishedCase, dated: str = "") -> tuple[str, str]:
    """What stands above everything of a case: a title with its date, and what that means.

    dated: the day of a plan or paper, in words; else it is that of the case.
    """
    return (
        f"Dated {dated}" if dated else f"Published {case.when}",
        "This tells how things were then, and may be quite different now. It holds facts of what was "
        "published, in Plumbline’s own words, without the names of officers, and it stands in no comparison. "
        "To quote a sentence, go to what was published itself.",
    )


def document_of_published(case: PublishedCase) -> Document:
    """The report of a case: what was found, weighed and asked for, each fact with its place in a source."""
    framework = load_frameworks()[case.framework]
    parts = [
        Part("introduction", "Introduction", (_notice(case), *_introduction(case))),
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
        under=joined(case.bodies, "and"),
        header=_header(case),
        parts=(*_numbered(parts), *annexes(case, framework)),
        mark=f"Published {case.when}",
        foot=FOOT,
    )


def document_of_plan(case: PublishedCase) -> Document:
    """The plan of a case, on its side: key messages first, then its actions under the plan's own columns."""
    plan = case.plan
    assert plan is not None, "asked for only where there is a plan"
    framework = load_frameworks()[case.framework]
    evaluated = {one.indicator: one for one in case.evaluations}
    actions = [
        PlannedAction(
            text=one.text,
            question=_question(framework, one.indicator),
            indicator=f"{one.indicator} {_title(framework, one.indicator, evaluated)}",
            key_messages=one.messages,
            responsible=one.responsible,
            when="\n".join(one.timescale),
            evidence=one.evidence,
        )
        for one in plan.actions
    ]
    held = plan_document(
        plan.title,
        actions,
        [PlanMessage(one.code, one.text) for one in case.key_messages],
        about=as_markdown(plan.about),
        under=f"Dated {_day(plan.dated)}",
        notices=(_notice(case, _day(plan.dated)),),
        mark=f"Dated {_day(plan.dated)}",
        foot=FOOT,
    )
    # The plan's own headings, where they are not those that we print.
    parts = tuple(
        replace(part, blocks=tuple(_under(block, plan.columns) for block in part.blocks))
        for part in held.parts
    )
    left_open = [*plan.notes, *(Note(one.text, one.note, plan.source) for one in plan.actions if one.note)]
    if left_open:
        parts += (Part("notes", "What the plan leaves open", (notes_table(left_open),)),)
    return replace(held, parts=parts)


def document_of_paper(case: PublishedCase, paper: Paper) -> Document:
    """A paper of a case as its board had it: header, numbered paragraphs, tables, implications, endings."""
    header = [
        ("Report to", paper.to),
        ("Date", _day(paper.dated)),
        ("Report by", paper.by),
        ("Report number", paper.report_number or ""),
        ("Contact", paper.contact or ""),
        ("Purpose", PURPOSES[paper.purpose] if paper.purpose != UNTOLD else ""),
        ("Signed", _day(paper.signed_on) if paper.signed_on else ""),
    ]
    about = Part(
        "about", "About this paper", (_notice(case, _day(paper.dated)), Text(as_markdown(paper.about)))
    )
    parts = [about, *(_paper_part(part, at) for at, part in enumerate(paper.parts, 1))]
    if paper.endings:
        rows = tuple(paper.endings)
        parts.append(
            Part("endings", "At the end", (Table("At the end of the paper", ("What", "Said"), rows),))
        )
    if paper.notes:
        parts.append(Part("notes", "What the paper leaves open", (notes_table(paper.notes),)))
    return Document(
        title=paper.title,
        under=paper.to,
        header=tuple((label, text) for label, text in header if text),
        parts=tuple(parts),
        mark=f"Dated {_day(paper.dated)}",
        foot=FOOT,
        contents=False,
    )


def notes_table(notes: Iterable[Note]) -> Table:
    """Notes as a table: what about, what, and where."""
    rows = tuple((one.about, one.text, one.where) for one in notes)
    return Table("Notes", ("About", "What", "Where"), rows)


def evaluated_under_questions(
    case: PublishedCase, framework: Framework
) -> Iterator[tuple[str, list[tuple[Evaluation, str]]]]:
    """Each of the framework's key questions with the evaluations under it, each with its title as printed."""
    titles = {one.indicator: one for one in case.evaluations}
    for question, headings in framework.questions:
        codes = [one.code for heading in headings for one in framework.under(heading.code)]
        yield (
            question,
            [(titles[code], _title(framework, code, titles)) for code in codes if code in titles],
        )


def _under(block: Block, columns: tuple[str, ...]) -> Block:
    """A table of actions under these headings; any other block as it is."""
    return replace(block, head=columns) if isinstance(block, Table) and block.head == HEAD else block


def _notice(case: PublishedCase, dated: str = "") -> Notice:
    return Notice(*banner_of(case, dated))


def _header(case: PublishedCase) -> tuple[tuple[str, str], ...]:
    looked_at = joined(case.subjects, "and") if case.subjects else "Scotland, no service by name"
    graded = "Yes, on the annexed scale" if case.graded else "No"
    return (("Published", case.when), ("Looked at", looked_at), ("Graded", graded))


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
        for weight, heading in WEIGHTS.items():
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


def _paper_part(part: PaperPart, at: int) -> Part:
    blocks: list[Block] = []
    items: list[tuple[str, str]] = []
    for number, text in part.paragraphs:
        items.append((number, as_markdown(text)))
        after = [table for table in part.tables if table.after == number]
        if after:
            blocks += [Numbered(tuple(items)), *(_paper_table(table) for table in after)]
            items = []
    blocks += [Numbered(tuple(items))] if items else []
    blocks += [_paper_table(table) for table in part.tables if not table.after]
    # A part whose one paragraph has its own number shows that number once.
    same = bool(part.paragraphs) and part.paragraphs[0][0] == part.number
    return Part(f"part-{at}", part.title, tuple(blocks), part.level, "" if same else part.number)


def _paper_table(table: PaperTable) -> Table:
    return Table(table.caption, table.head, table.rows, span=table.span)


def _title(framework: Framework, code: str, evaluated: Mapping[str, Evaluation]) -> str:
    """An indicator's title as the case printed it, else as its edition does."""
    worded = evaluated[code].worded if code in evaluated else None
    return worded or framework.indicator(code).title


def _question(framework: Framework, code: str) -> str:
    heading = framework.indicator(code).heading
    return next(one.question for one in framework.headings if one.code == heading)


def _day(day: str) -> str:
    return day_words(date.fromisoformat(day))
