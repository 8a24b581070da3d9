"""The annexes of a published case: the scale, words of quantity, the framework's grid, terms, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plumbline.publishing.documents import Block, Part, Table, Text
from plumbline.scrutiny.frameworks import Framework, Scale, load_scales
from plumbline.scrutiny.published import PublishedCase
from plumbline.statistics.words import word_table


def annexes(case: PublishedCase, framework: Framework) -> Iterator[Part]:
    """The annexes that a case has, numbered from 1 in their order."""
    found: list[tuple[str, str, tuple[Block, ...]]] = []
    if case.scale is not None:
        found.append(("scale", "The scale", (_scale(load_scales()[case.scale]),)))
    if case.words is not None:
        found.append(("words", "Words of quantity", tuple(_words(case.words, case.published))))
    found.append(("framework", f"{framework.title}, {framework.edition}", tuple(_framework(case, framework))))
    if case.terms:
        rows = tuple((one.word, one.means) for one in case.terms)
        places = "; ".join(dict.fromkeys(one.where for one in case.terms))
        found.append(
            ("terms", "Terms", (Table("Terms", ("Term", "In our words"), rows, note=f"Found in: {places}."),))
        )
    found.append(("sources", "What the facts were read in", (_sources(case),)))
    for at, (code, title, blocks) in enumerate(found, 1):
        yield Part(code, title, blocks, number=f"Annex {at}:", new_page=at == 1)


def _scale(scale: Scale) -> Table:
    rows = tuple((one.word, one.label, one.means) for one in scale.grades)
    return Table(scale.title, ("Evaluation", "In short", "What it means, in our words"), rows)


def _words(code: str, published: str) -> Iterator[Block]:
    table = word_table(code, date.fromisoformat(f"{published}-01"[:10]))
    rows = tuple((one.word, f"{one.least}%", f"{one.most}%") for one in table.bands)
    yield Table("Words of quantity", ("Word", "From", "To"), rows, note=f"{table.source}.")


def _framework(case: PublishedCase, framework: Framework) -> Iterator[Block]:
    rows = []
    for question, headings in framework.questions:
        for heading in headings:
            held = "\n".join(f"{one.code} {one.title}" for one in framework.under(heading.code))
            rows.append((question, f"{heading.code}. {heading.title}", held))
    if framework.overall:
        rows.append((f"{framework.overall.code}. {framework.overall.title}", "", ""))
    yield Table(framework.title, ("Key question", "Heading", "Quality indicators"), tuple(rows), span=(0,))
    used = [one.indicator for one in case.evaluations] or list(case.indicators)
    verb = "evaluated" if case.graded else "informed the review"
    yield Text(f"Of these, {', '.join(used)} {'were ' if case.graded else ''}{verb}.")


def _sources(case: PublishedCase) -> Table:
    rows = tuple((one.code, one.title, one.publisher, one.dated) for one in case.sources)
    return Table("Sources", ("Called here", "Title", "Publisher", "Dated"), rows)
