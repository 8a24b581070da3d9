"""A paper for a board as a document: the headings of its layout, numbered, in a full or public version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from plumbline.publishing.documents.board_implications import (
    standard_tables,
    summary_table,
    words_of,
)
from plumbline.publishing.documents.board_layouts import Group, Layout, LayoutPart, subject
from plumbline.publishing.documents.board_paper import (
    SECTIONS,
    Appendix,
    BoardPaper,
    Said,
    Version,
    exempt_reasons,
)
from plumbline.publishing.documents.model import Block, Document, Notice, Numbered, Part, Text
from plumbline.publishing.documents.written import as_markdown
from plumbline.publishing.wording import day, listed

EXEMPT = "Exempt – not for publication"
"""The mark at the head of each page of a full version of which a part is exempt."""


@dataclass(frozen=True)
class _Entry:
    """A paragraph before it has its number. label: its own, such as (i); empty for the next number.

    title: what it is about, in front of it; both versions have it.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    label: str = ""
    exempt: str = ""
    title: str = ""


@dataclass
class _Paper:
    """A paper while it is set out. left_out: where a part is exempt, with why."""

    paper: BoardPaper
    version: Version
    left_out: list[tuple[str, str]]

    def shows(self, exempt: str) -> bool:
        """Whether this version shows a part with such a reason."""
        return not exempt or self.version == "full"


def board_paper_document(
    paper: BoardPaper, layout: Layout, version: Version = "public", *, contents: bool = False
) -> Document:
    """The paper as a document in the layout.

    version: the public one leaves out what is exempt and says of each such part that it is and why; numbers
    of paragraphs and letters of appendices are the same in both. contents: whether it begins with a list of
    its parts. Raises PlumblineError where the paper speaks of a subject that is not on the list.
    """
    for one in paper.implications:
        subject(one.subject)
    setting = _Paper(paper, version, [])
    parts: list[Part] = []
    number = 0
    for at, form in enumerate(layout.parts, start=1):
        numbered = form.manner != "lines"
        made = _parts(setting, form, f"part-{at}", number + 1 if numbered else 0, layout)
        number += bool(made) and numbered
        parts += made
    parts += [part for at, one in enumerate(paper.appendices) for part in _appendix(setting, one, letter(at))]
    reasons = exempt_reasons(paper)
    if reasons and parts:
        parts[0] = replace(parts[0], blocks=(_notice(setting, reasons), *parts[0].blocks))
    marks = [paper.mark, EXEMPT if reasons and version == "full" else ""]
    return Document(
        title=paper.title,
        parts=tuple(parts),
        header=tuple((label, _field(paper, name)) for label, name in layout.header if _field(paper, name)),
        mark=" · ".join(mark for mark in marks if mark),
        foot=paper.foot,
        contents=contents,
        made_on=paper.made_on,
    )


def letter(at: int) -> str:
    """The letter of the appendix in a place counted from 0: A to Z, then AA."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def roman(number: int) -> str:
    """A small Roman numeral, from 1."""
    found = ""
    for value, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        found += sign * (number // value)
        number %= value
    return found


def _parts(setting: _Paper, form: LayoutPart, code: str, number: int, layout: Layout) -> list[Part]:
    """A heading of the layout and those under it; nothing where it would be empty."""
    entries = [entry for name in form.holds for entry in _entries(setting, form, name)]
    groups = form.groups if "implications" in form.holds else ()
    if not entries and not groups:
        if not form.otherwise:
            return []
        entries = [_Entry(_lead(form.otherwise, setting.paper))]
    shown = layout.part_number.replace("{n}", str(number)) if number else ""
    if form.manner == "lines":
        entries += [entry for group in groups for entry in _in_lines(setting, form, group)]
        lines = Text("\n\n".join(entry.text for entry in entries))
        return [Part(code, form.title, (lines, *(block for entry in entries for block in entry.blocks)))]
    count = _Count(setting, number)
    inner: list[Part] = []
    if groups and form.table:
        first = _Entry(form.table, (summary_table(setting.paper, groups, setting.version),))
        entries.append(first)
    if form.manner == "paragraphs":
        many = sum(len(group.subjects) for group in groups) > 1
        entries += [
            _implication(setting, form, one, titled=many) for group in groups for one in group.subjects
        ]
    blocks = list(count.blocks(entries))
    if form.manner in ("headings", "numbered headings"):
        inner = [
            _group(setting, form, group, count, f"{code}-{at}") for at, group in enumerate(groups, start=1)
        ]
    if "signature" in form.holds and setting.paper.signatory:
        blocks.append(_signature(setting.paper))
    return [Part(code, form.title, tuple(blocks), number=shown), *inner]


class _Count:
    """Numbers the paragraphs of a part: 4.1, 4.2 and on."""

    def __init__(self, setting: _Paper, number: int) -> None:
        self.setting, self.number, self.last = setting, number, 0

    def next(self) -> str:
        """The number of the next paragraph."""
        self.last += 1
        return f"{self.number}.{self.last}"

    def blocks(self, entries: Sequence[_Entry]) -> Iterator[Block]:
        """Paragraphs with their numbers, and between them what follows them."""
        items: list[tuple[str, str]] = []
        for entry in entries:
            number = entry.label or self.next()
            text, shown = _shown(self.setting, entry, f"{self._under()}{number}" if entry.label else number)
            items.append((number, text))
            if shown and entry.blocks:
                yield Numbered(tuple(items))
                yield from entry.blocks
                items = []
        if items:
            yield Numbered(tuple(items))

    def _under(self) -> str:
        return f"{self.number}.{self.last} "


def _shown(setting: _Paper, entry: _Entry, where: str) -> tuple[str, bool]:
    """The text of a paragraph in this version, and whether what follows it may be shown."""
    if not entry.exempt:
        return f"{entry.title}{entry.text}", True
    setting.left_out.append((where, entry.exempt))
    if setting.shows(entry.exempt):
        return f"{entry.title}**Not for publication.** {entry.text}", True
    return f"{entry.title}This paragraph is not for publication: {as_markdown(entry.exempt)}", False


def _entries(setting: _Paper, form: LayoutPart, name: str) -> Iterator[_Entry]:
    """The paragraphs that one thing held by a part makes."""
    paper, lines = setting.paper, form.manner == "lines"
    if name == "status":
        yield _Entry(f"This report is for {'decision' if paper.for_decision else 'information'}.")
    elif name == "recommendations":
        yield from _recommendations(paper, form)
    elif name in SECTIONS:
        for one in getattr(paper, name):
            yield _entry(one)
    elif name == "background_papers":
        if lines:
            yield _Entry(_line("Background papers", paper.background_papers or ("None",)))
        else:
            for text in paper.background_papers:
                yield _Entry(as_markdown(text))
    elif name == "appendices" and lines:
        named = tuple(
            f"Appendix {letter(at)}: {one.title if setting.shows(one.exempt) else 'not for publication'}"
            for at, one in enumerate(paper.appendices)
        )
        yield _Entry(_line("Appendices", named or ("None",)))
    elif name == "contact" and (paper.contact or paper.contact_details):
        yield _Entry(
            _line("Person to contact", [one for one in (paper.contact, paper.contact_details) if one])
        )


def _entry(said: Said, before: str = "", label: str = "") -> _Entry:
    return _Entry(f"{before}{said.text}", said.blocks, label, said.exempt)


def _recommendations(paper: BoardPaper, form: LayoutPart) -> Iterator[_Entry]:
    if not paper.recommendations:
        return
    lead = _lead(form.lead, paper)
    if form.manner == "paragraphs":
        for one in paper.recommendations:
            yield _entry(one, f"{lead} ".lstrip())
        return
    yield _Entry(lead)
    for at, one in enumerate(paper.recommendations):
        label = f"({roman(at + 1)})" if form.manner == "roman" else f"{letter(at).lower()}."
        yield _entry(one, label=label)


def _implication(setting: _Paper, form: LayoutPart, code: str, *, titled: bool) -> _Entry:
    """What is said of one subject, as a paragraph; titled: with its title in front."""
    of = subject(code)
    found = next((one for one in setting.paper.implications if one.subject == code), None)
    title = f"**{of.title}.** " if titled else ""
    text = words_of(of, found, ask=form.assessments)
    if found is None:
        return _Entry(text, title=title)
    blocks = (*standard_tables(of, found, always=code in form.tables), *found.blocks)
    return _Entry(text, blocks, exempt=found.exempt, title=title)


def _group(setting: _Paper, form: LayoutPart, group: Group, count: _Count, code: str) -> Part:
    """Subjects under a heading of their own, with a number in the heading or in their paragraphs."""
    many = len(group.subjects) > 1
    entries = [_implication(setting, form, one, titled=many) for one in group.subjects]
    if form.manner == "headings":
        return Part(code, group.title, tuple(count.blocks(entries)), level=2)
    number = count.next()
    blocks: list[Block] = []
    for at, entry in enumerate(entries):
        label = f"({letter(at).lower()})"
        text, shown = _shown(setting, entry, f"{number} {label}" if many else number)
        blocks.append(Numbered(((label, text),)) if many else Text(text))
        blocks += entry.blocks if shown else ()
    return Part(code, group.title, tuple(blocks), level=2, number=number)


def _in_lines(setting: _Paper, form: LayoutPart, group: Group) -> Iterator[_Entry]:
    for code in group.subjects:
        entry = _implication(setting, form, code, titled=False)
        text, shown = _shown(setting, entry, subject(code).title)
        yield _Entry(f"**{subject(code).title}:** {text}", entry.blocks if shown else ())


def _line(label: str, texts: Sequence[str]) -> str:
    """A line with its label in bold; more than one text as a list beneath it."""
    if len(texts) == 1:
        return f"**{label}:** {as_markdown(texts[0])}"
    return f"**{label}:**\n\n" + "\n".join(f"- {as_markdown(text)}" for text in texts)


def _lead(text: str, paper: BoardPaper) -> str:
    return text.replace("{body}", as_markdown(paper.body))


def _signature(paper: BoardPaper) -> Text:
    signed = _day(paper.signed_on)
    return Text(f"**{as_markdown(paper.signatory)}**" + (f"\\\n{signed}" if signed else ""))


def _appendix(setting: _Paper, one: Appendix, name: str) -> list[Part]:
    """An appendix as parts: its heading, then what it holds a level lower."""
    code, number = f"appendix-{name.lower()}", f"Appendix {name}"
    if one.exempt:
        setting.left_out.append((number, one.exempt))
    if not setting.shows(one.exempt):
        text = f"This appendix is not for publication: {as_markdown(one.exempt)}"
        return [Part(code, "Not for publication", (Text(text),), number=number, new_page=True)]
    blocks: tuple[Block, ...] = (Text("**Not for publication.**"),) if one.exempt else ()
    if one.where:
        blocks += (Text(as_markdown(one.where)),)
    elif not one.parts:
        blocks += (Text("This appendix is a file of its own."),)
    head = Part(code, one.title, blocks, number=number, new_page=True, landscape=one.landscape)
    return [
        head,
        *(
            replace(
                part,
                code=f"{code}-{part.code}",
                level=part.level + 1,
                landscape=part.landscape or one.landscape,
            )
            for part in one.parts
        ),
    ]


def _notice(setting: _Paper, reasons: Sequence[str]) -> Notice:
    where = list(dict.fromkeys(place for place, _ in setting.left_out))
    if setting.version == "full":
        return Notice("Part of this report is exempt. Do not publish this version.", _where(where, reasons))
    return Notice("Part of this report is not for publication.", _where(where, reasons))


def _where(where: Sequence[str], reasons: Sequence[str]) -> str:
    return "\n".join([f"Exempt: {listed(where)}.", *reasons])


def _field(paper: BoardPaper, name: str) -> str:
    if name == "status":
        return "Decision" if paper.for_decision else "Information"
    text: str = getattr(paper, name)
    return _day(text) if name.endswith("_on") else text


def _day(written: str) -> str:
    """A day in words; what is no day as it is written."""
    try:
        return day(date.fromisoformat(written))
    except ValueError:
        return written
