"""The reference page of published cases: what each holds, every figure, every note, every source.

`python -m plumbline.scrutiny.published.reference_page docs/reference/published-cases.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from plumbline.scrutiny.frameworks import load_frameworks
from plumbline.scrutiny.published.form import OF, PublishedCase
from plumbline.scrutiny.published.loading import load_published
from plumbline.standards.wording import joined

_COMMAND = "python -m plumbline.scrutiny.published.reference_page docs/reference/published-cases.md"
_OPENING = f"""# Published cases

Written by `{_COMMAND}`; do not edit it by hand.

Real activities that were published, as facts in our own words, each with the place it was read in. No officer
is named, no sentence is copied, and none of them is in any comparison.
[What they are for](../explanation/published-cases.md)
"""


def published_cases_page() -> str:
    """The page as Markdown."""
    return "\n".join([_OPENING, *(line for case in load_published().values() for line in _case(case))])


def _case(case: PublishedCase) -> Iterator[str]:
    framework = load_frameworks()[case.framework]
    yield f"## {case.title}\n"
    yield f"`{case.code}`. Published {case.when} by {joined(case.bodies, 'and')}. {case.about}\n"
    yield f"- Judged by: {framework.title}, {framework.edition}; done as `{case.template}`."
    yield f"- Holds: {joined(list(_counts(case)), 'and')}.\n"
    if case.evaluations:
        rows = ((one.indicator, one.worded or framework.indicator(one.indicator).title, one.grade)
                for one in case.evaluations)  # fmt: skip
        yield from _table(("indicator", "title", "evaluation"), rows)
    figures = (
        (f"{one.what}. {one.note}" if one.note else one.what, one.period or "", one.value, one.where)
        for one in (*case.took_part, *case.figures)
    )
    yield from _table(("figure", "of when", "as published", "where"), figures)
    notes = [
        *case.notes,
        *(case.plan.notes if case.plan else ()),
        *(note for paper in case.papers for note in paper.notes),
    ]
    yield from _table(
        ("what sources leave open, or differ in", "note", "where"),
        ((one.about, one.text, one.where) for one in notes),
    )
    yield from _table(
        ("source", "title", "publisher", "dated"),
        ((f"`{one.code}`", one.title, one.publisher, one.dated) for one in case.sources),
    )


def _counts(case: PublishedCase) -> Iterator[str]:
    for many, one, more in (
        (len(case.stages), "stage", "stages"),
        *(
            (sum(1 for held in case.key_messages if held.of == code), *_both(words))
            for code, words in OF.items()
        ),
        (len(case.findings), "finding", "findings"),
        (len(case.evaluations), "evaluation", "evaluations"),
        (len(case.areas), "area for improvement", "areas for improvement"),
        (len(case.terms), "term", "terms"),
        (len(case.plan.actions) if case.plan else 0, "action of a plan", "actions of a plan"),
        (len(case.papers), "paper to a board", "papers to boards"),
    ):
        if many:
            yield f"{many} {one if many == 1 else more}"


def _both(words: str) -> tuple[str, str]:
    lower = words[0].lower() + words[1:]
    return lower.replace("messages", "message"), lower


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(published_cases_page(), encoding="utf-8")
