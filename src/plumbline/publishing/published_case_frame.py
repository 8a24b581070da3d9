"""What every document of a published case has: its dated banner, its notes, its titles as printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from plumbline.publishing.documents import Notice, Table
from plumbline.scrutiny.frameworks import Framework
from plumbline.scrutiny.published import Evaluation, Note, PublishedCase
from plumbline.standards.wording import day_words

FOOT = "Facts of what was published, in Plumbline’s own words"
"""In the foot of each page and under each title, so that none is taken for what was published itself."""


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


def notice_of(case: PublishedCase, dated: str = "") -> Notice:
    """The banner as a block of a document."""
    return Notice(*banner_of(case, dated))


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
            [(titles[code], title_of(framework, code, titles)) for code in codes if code in titles],
        )


def title_of(framework: Framework, code: str, evaluated: Mapping[str, Evaluation]) -> str:
    """An indicator's title as the case printed it, else as its edition does."""
    worded = evaluated[code].worded if code in evaluated else None
    return worded or framework.indicator(code).title


def in_words(day: str) -> str:
    """A day such as 2019-08-06 as "6 August 2019"."""
    return day_words(date.fromisoformat(day))
