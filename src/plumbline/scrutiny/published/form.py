"""The closed form of a published case: what was published about one activity, as facts in our own words.

Every fact says where it is found, as "source, place": the code of one of the case's sources, then page,
paragraph or table. No officer is named: people stand here by their roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from plumbline.standards.wording import day_words

OF = {
    "inspectors": "Key messages",
    "practice": "Key messages from practice",
    "people": "Key messages from people with lived experience",
}
"""Whose key messages they are, and the heading over them."""
PURPOSES = {"noting": "For information and noting", "decision": "For decision", "not told": "Not told"}
"""What a paper asks of its board. Not told: the boxes of the form cannot be read in the source."""
WEIGHTS = {"strength": "Strength", "weakness": "To improve", "": ""}
"""Which way a finding points, and the word shown; some only tell."""
Weight = Literal["strength", "weakness", ""]


@dataclass(frozen=True)
class Source:
    """A document that facts were read in. dated: as it says itself, such as "August 2019"."""

    code: str
    title: str
    publisher: str
    dated: str


@dataclass(frozen=True)
class Said:
    """One statement, and where it is found."""

    text: str
    where: str


@dataclass(frozen=True)
class StageDone:
    """A stage of the activity as it was done. when: as the source says it."""

    title: str
    happened: str
    when: str
    where: str


@dataclass(frozen=True)
class Figure:
    """A number, or a word of quantity, that the source prints.

    section: where it is shown; for what took part, "". Exactly one of count, percent, rate and word is the
    figure itself; only a count may have, beside it, how many it is `of`, and the percent or word that the
    source prints for it. rate: a number as written, with its unit. unit: what is counted, where it is not
    people or records. period: what time it speaks of, as written.
    """

    what: str
    where: str
    section: str = ""
    count: int | None = None
    of: int | None = None
    percent: int | None = None
    rate: str | None = None
    word: str | None = None
    unit: str | None = None
    period: str | None = None
    note: str | None = None

    @property
    def value(self) -> str:
        """The figure as it is printed: "99 of 702", "131 of 193 (68%)", "20%", "just over half"."""
        if self.count is None:
            number = f"{self.percent}%" if self.percent is not None else self.rate or self.word or ""
            return f"{number} {self.unit}" if self.unit else number
        whole = f" of {self.of:,}" if self.of is not None else ""
        unit = f" {self.unit}" if self.unit else ""
        beside = [f"{self.percent}%"] if self.percent is not None else []
        beside += [self.word] if self.word else []
        return f"{self.count:,}{whole}{unit}" + (f" ({', '.join(beside)})" if beside else "")


@dataclass(frozen=True)
class Section:
    """A chapter of findings. indicators: those that it speaks to, where the source says so."""

    code: str
    title: str
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One finding. section: the code of its chapter."""

    section: str
    text: str
    where: str
    weight: Weight = ""


@dataclass(frozen=True)
class KeyMessage:
    """A key message. code: by which a plan names it. of: one of OF. group: a heading within them, or ""."""

    code: str
    of: str
    text: str
    where: str
    group: str = ""


@dataclass(frozen=True)
class Evaluation:
    """The evaluation of one indicator. worded: its title as printed, where that is not the edition's.

    Where the source gives no rationale, both lists are empty.
    """

    indicator: str
    grade: str
    where: str
    worded: str | None = None
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """An area for improvement, the bodies or roles that own it, and the areas within it."""

    code: str
    text: str
    owners: tuple[str, ...]
    where: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word that the source explains. means: in our own words."""

    word: str
    means: str
    where: str


@dataclass(frozen=True)
class Note:
    """Where sources do not agree, or leave something open. about: in a few words."""

    about: str
    text: str
    where: str


@dataclass(frozen=True)
class Action:
    """One action of a plan. messages: the codes of key messages. timescale: its lines as written."""

    indicator: str
    text: str
    messages: tuple[str, ...]
    responsible: tuple[str, ...]
    timescale: tuple[str, ...]
    evidence: str
    note: str | None = None


@dataclass(frozen=True)
class Plan:
    """An improvement plan. columns: the five headings of its table. source: the code of its source.

    dated: as YYYY-MM-DD.
    """

    code: str
    title: str
    source: str
    dated: str
    about: str
    columns: tuple[str, ...]
    actions: tuple[Action, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class PaperTable:
    """A table of a paper. span: the columns, from 0, whose equal neighbours are one cell.

    after: the number of the paragraph that it follows; where that is "", it stands at the end of its part.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    span: tuple[int, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class PaperPart:
    """A numbered part of a paper: paragraphs, each (number, text), and its tables.

    implication: whether it says what follows for money, law, people and the like.
    """

    number: str
    title: str
    paragraphs: tuple[tuple[str, str], ...]
    tables: tuple[PaperTable, ...] = ()
    implication: bool = False

    @property
    def level(self) -> int:
        """1 for a part such as 4. or 4.0, 2 for one within it, such as 5.4."""
        whole, _, within = self.number.partition(".")
        return 2 if whole.isdigit() and within not in ("", "0") else 1


@dataclass(frozen=True)
class Paper:
    """A paper to a board. by, contact: roles. to: the board. dated, signed_on: as YYYY-MM-DD.

    report_number: without the initials of a person. endings: the labelled lines at its end.
    """

    code: str
    title: str
    source: str
    dated: str
    to: str
    by: str
    purpose: str
    about: str
    parts: tuple[PaperPart, ...]
    report_number: str | None = None
    contact: str | None = None
    signed_on: str | None = None
    endings: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class PublishedCase:
    """One published activity, whole.

    template: the activity template it was done by. subjects: the services looked at, none where it was a
    national review. published: as YYYY-MM-DD or, where no day is told, YYYY-MM. framework: the code of the
    edition used. scale: of the grades; None where nothing was graded. indicators: those that informed it.
    words: the code of the words of quantity that it prints, None where it prints none. learn: what a reader
    can learn from it, in sentences of our own.
    """

    code: str
    title: str
    template: str
    subjects: tuple[str, ...]
    published: str
    framework: str
    bodies: tuple[str, ...]
    about: str
    scale: str | None = None
    words: str | None = None
    indicators: tuple[str, ...] = ()
    learn: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    stages: tuple[StageDone, ...] = ()
    scope: tuple[Said, ...] = ()
    took_part: tuple[Figure, ...] = ()
    limits: tuple[Said, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()
    key_messages: tuple[KeyMessage, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    areas: tuple[Area, ...] = ()
    capacity: tuple[Said, ...] = ()
    next_steps: tuple[Said, ...] = ()
    terms: tuple[Term, ...] = ()
    notes: tuple[Note, ...] = ()
    plan: Plan | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether indicators were evaluated on a scale."""
        return self.scale is not None

    @property
    def when(self) -> str:
        """When it was published, in words, as exactly as that is known: "6 August 2019", "December 2019"."""
        if len(self.published) == len("2019-12"):
            return day_words(date.fromisoformat(f"{self.published}-01")).removeprefix("1 ")
        return day_words(date.fromisoformat(self.published))
