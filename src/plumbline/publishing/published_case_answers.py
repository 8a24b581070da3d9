"""The plan and the papers that followed a published case, as documents."""

from __future__ import annotations

from dataclasses import replace

from plumbline.publishing.documents import Block, Document, Numbered, Part, Table, Text
from plumbline.publishing.documents.plan_table import HEAD, PlannedAction, plan_document
from plumbline.publishing.documents.plan_table import KeyMessage as PlanMessage
from plumbline.publishing.documents.written import as_markdown
from plumbline.publishing.published_case_frame import FOOT, in_words, notes_table, notice_of, title_of
from plumbline.scrutiny.frameworks import Framework, load_frameworks
from plumbline.scrutiny.published import PURPOSES, Note, Paper, PaperPart, PaperTable, PublishedCase

UNTOLD = "not told"


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
            indicator=f"{one.indicator} {title_of(framework, one.indicator, evaluated)}",
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
        under=FOOT,
        notices=(notice_of(case, in_words(plan.dated)),),
        mark=f"Dated {in_words(plan.dated)}",
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
        ("Date", in_words(paper.dated)),
        ("Report by", paper.by),
        ("Report number", paper.report_number or ""),
        ("Contact", paper.contact or ""),
        ("Purpose", PURPOSES[paper.purpose] if paper.purpose != UNTOLD else ""),
        ("Signed", in_words(paper.signed_on) if paper.signed_on else ""),
    ]
    about = Part(
        "about", "About this paper", (notice_of(case, in_words(paper.dated)), Text(as_markdown(paper.about)))
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
        under=FOOT,
        header=tuple((label, text) for label, text in header if text),
        parts=tuple(parts),
        mark=f"Dated {in_words(paper.dated)}",
        foot=FOOT,
        contents=False,
    )


def _under(block: Block, columns: tuple[str, ...]) -> Block:
    """A table of actions under these headings; any other block as it is."""
    return replace(block, head=columns) if isinstance(block, Table) and block.head == HEAD else block


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


def _question(framework: Framework, code: str) -> str:
    heading = framework.indicator(code).heading
    return next(one.question for one in framework.headings if one.code == heading)
