"""A paper as its pages show it: text as it prints, what stands beside it, the rows of the outline."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from plumbline.scrutiny.quantities import Evidence, TextRefused, lint, printed
from plumbline.scrutiny.report_sections import SECTION_KINDS
from plumbline_web.evidence.queries import quantities_of
from plumbline_web.scrutiny.queries import Standing
from plumbline_web.scrutiny.showing import crumbs, href, there
from plumbline_web.writing.bound import Chip, Found, chips, found_in, standing_in, words_in
from plumbline_web.writing.models import LetStand, Paper, Section, SectionVersion
from plumbline_web.writing.obstacles import not_let
from plumbline_web.writing.queries import Held, holder_of, open_clashes, open_drafts, open_notes, sections_of

MOST_PAIRS = 1_000_000
"""So many pairs of lines, or of words of one stretch, are compared at most."""
PAPER_COLOURS = {"draft": "blue", "accuracy": "purple", "signed": "green", "published": "green"}


@dataclass(frozen=True)
class Margin:
    """What stands beside a text. wrong: what does not hold. chips: what each quantity prints.

    to_let: words left to stand that no lead let. words: how many. refused: why it could not be checked.
    """

    wrong: list[Found]
    chips: list[Chip]
    to_let: list[tuple[str, str]]
    words: int
    refused: str = ""


@dataclass
class Row:
    """A section in the outline. number: its place. found: what a search found there, as words around it."""

    section: Section
    version: SectionVersion | None
    number: int
    held: Held | None
    about: str = ""
    words: int = 0
    wrong: int = 0
    notes: int = 0
    clash: SectionVersion | None = None
    typed: bool = False
    found: str = ""
    moves: dict[str, bool] = field(default_factory=dict)

    @property
    def state(self) -> tuple[str, str]:
        """How it stands, in words, and the colour of that."""
        if self.section.made:
            return "Worked out", "grey"
        if self.clash is not None:
            return "Two texts to choose from", "red"
        if self.version is None or not self.version.text.strip():
            return "Nothing written yet", "grey"
        if self.wrong:
            return f"{self.wrong} to mend", "orange"
        return "Holds", "green"


def outline(paper: Paper, find: str = "") -> list[Row]:
    """The sections in their order with how each stands; of a search, those that have what is looked for."""
    evidence = quantities_of(paper.activity)
    notes, let = open_notes(paper), not_let(paper)
    clashes = {one.section_id: one for one in open_clashes(paper=paper)}
    typed = {one.section_id for one in open_drafts(paper=paper)}
    rows = []
    there = sections_of(paper)
    for number, (section, version) in enumerate(there, start=1):
        row = Row(section, version, number, holder_of(section))
        row.about = SECTION_KINDS[section.code].about if section.code in SECTION_KINDS else ""
        row.notes, row.clash = notes.get(section.pk, 0), clashes.get(section.pk)
        row.typed = section.pk in typed and row.held is None
        row.moves = {"up": number > 1, "down": number < len(there)}
        if version is not None:
            row.words = words_in(version.text, evidence)
            row.wrong = len(lint(version.text, evidence).findings) + len(let.get(section.key, ()))
        if find:
            text = printed(version.text, evidence) if version is not None else ""
            row.found = _around(f"{section.title}\n{text}", find)
        if not find or row.found:
            rows.append(row)
    return rows


def margin_of(section: Section, text: str, evidence: Mapping[str, Evidence]) -> Margin:
    """What stands beside a text of a section."""
    let = set(LetStand.objects.filter(section=section).values_list("words", "reason"))
    try:
        return Margin(
            wrong=found_in(text, evidence),
            chips=chips(text, evidence),
            to_let=[one for one in dict.fromkeys(standing_in(text)) if one not in let],
            words=words_in(text, evidence),
        )
    except TextRefused as why:
        return Margin([], [], [], 0, str(why))


def as_page(text: str, evidence: Mapping[str, Evidence]) -> SafeString:
    """A text as it prints, as HTML. What people wrote as HTML is shown as they wrote it, never obeyed."""
    return mark_safe(_markdown().render(printed(text, evidence)))


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """What became of a text, word by word: ("same" | "gone" | "new", words).

    Lines are matched first and words only within lines that differ, since matching all words of a long text
    at once takes minutes. Stretches too long even for that are shown as gone and as new.
    """
    found: list[tuple[str, str]] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for gone, come in _matched(old, new):
        found += [("same", gone)] if gone == come else _by_words(gone, come)
    return found


def _by_words(before: str, after: str) -> Iterator[tuple[str, str]]:
    for gone, come in _matched(_pieces(before), _pieces(after)):
        if gone == come:
            yield "same", gone
            continue
        if gone:
            yield "gone", gone
        if come:
            yield "new", come


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Stretches of both texts that belong to each other, the same or not, in order."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first, last = "".join(old[:start]), "".join(old[len(old) - end :])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if first:
        yield first, first
    if len(old) * len(new) > MOST_PAIRS:
        yield "".join(old), "".join(new)
    else:
        for _, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield "".join(old[a:b]), "".join(new[c:d])
    if last:
        yield last, last


def about_paper(stands: Standing, paper: Paper, *, inside: bool = True, **more: Any) -> dict[str, Any]:
    """What every page of a paper is given. inside: whether the page is below that of the paper."""
    way = [*crumbs(stands), ("Report", href(stands, "writing:papers"))]
    if inside:
        way.append((paper.title, href(stands, "writing:paper", key=paper.key)))
    return {
        "stands": stands,
        "activity": stands.activity,
        "paper": paper,
        "colour": PAPER_COLOURS[paper.state],
        "writes": stands.may("write the report") and stands.activity.state == "open",
        "draft": paper.state == "draft" and stands.activity.state == "open",
        "leads": stands.may("run the activity"),
        # Pages of a room above this one: what is worked out is made there.
        "preview_href": there(stands, "publication:preview", key=paper.key),
        "accuracy_href": there(stands, "publication:accuracy"),
        "publish_href": there(stands, "publication:publish", key=paper.key),
        "breadcrumbs": way,
        **more,
    }


def _around(text: str, find: str) -> str:
    """Some words around the first place where all that is searched for begins; "" where it is not there."""
    plain = " ".join(text.split())
    at = plain.lower().find(" ".join(find.split()).lower())
    if at < 0:
        return ""
    start, end = max(0, at - 60), at + len(find) + 60
    return f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"


def _pieces(text: str) -> Sequence[str]:
    """Words with the space after them, marks by themselves."""
    return re.findall(r"\s+|[\w’']+\s*|[^\w\s]\s*", text)


@cache
def _markdown() -> MarkdownIt:
    """Headings stand under the page's own; pictures would be asked for elsewhere, so there are none."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")

    def lower(state: Any) -> None:
        for token in state.tokens:
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(6, int(token.tag[1]) + 2)}"

    markdown.core.ruler.push("lower_headings", lower)
    return markdown
