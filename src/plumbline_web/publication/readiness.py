"""Everything that stands in the way of publishing a paper, all of it at once."""

from __future__ import annotations

from plumbline.errors import PlumblineError
from plumbline.publishing.documents import pdf_of_document
from plumbline.publishing.pdf import pages_in, why_no_pdf
from plumbline.scrutiny.quantities import lint
from plumbline.scrutiny.weighing.obstacles import Obstacle
from plumbline_web.judgement.queries import obstacles_of
from plumbline_web.publication.composing import Composed
from plumbline_web.publication.conditions import named_records
from plumbline_web.publication.queries import open_round, references_of, unanswered
from plumbline_web.writing.models import Paper
from plumbline_web.writing.obstacles import obstacles
from plumbline_web.writing.queries import signed
from plumbline_web.writing.states import PAPER_WORDS

MOST_PAGES = 2
"""Of a summary, as a PDF."""


def in_the_way(paper: Paper, made: Composed) -> list[str]:
    """Why a paper cannot be published now, a sentence each; nothing where it can.

    made: the paper as it stands. Looked at are the round of factual accuracy, the texts with their words of
    quantity, signatures, the judgements, what would tell of a small number, sections that cannot be made,
    references of records, and whether a summary keeps to its two pages.
    """
    return [
        *made.unknown,
        *_of_the_round(paper),
        *(str(one) for one in obstacles(paper)),
        *_of_the_signatures(paper),
        *(_in_words(one) for one in obstacles_of(paper.activity)),
        *_of_small_numbers(made),
        *named_records(made.document, references_of(paper.activity)),
        *_of_its_length(made),
    ]


def _of_the_round(paper: Paper) -> list[str]:
    one = open_round(paper)
    if one is None:
        return []
    waiting = unanswered(one).count()
    told = f" {waiting} of its comments are still to be answered." if waiting else ""
    return [f"The round of factual accuracy is open.{told} Close it first."]


def _of_the_signatures(paper: Paper) -> list[str]:
    if paper.state in ("signed", "accuracy") or (paper.state == "draft" and signed(paper).complete):
        return []
    if paper.state == "published":
        return ["It is published as it stands. Begin a further edition first, where it is written."]
    return [f"It is “{PAPER_WORDS[paper.state]}” and not signed off. Have it signed by those named."]


def _of_small_numbers(made: Composed) -> list[str]:
    """Words of an edition for anyone that tell of a number which it protects."""
    held = made.held
    if not held.protect:
        return []
    found = []
    for one in held.said:
        plain = set(lint(one.text, held.evidence).findings)
        for finding in lint(one.text, held.evidence, publish=True).findings:
            if finding not in plain:
                better = f" What holds: “{finding.holds}”." if finding.holds else ""
                found.append(
                    f"{one.title}, line {finding.line}, “{finding.words}”: {finding.message}{better}"
                )
    return found


def _of_its_length(made: Composed) -> list[str]:
    """Of a summary that is longer than it may be. Where no PDF can be made, its making says so."""
    if not made.held.is_summary or why_no_pdf():
        return []
    try:
        pages = pages_in(pdf_of_document(made.document))
    except PlumblineError as fault:
        return [str(fault)]
    if pages <= MOST_PAGES:
        return []
    return [
        f"It comes to {pages} pages, and a summary has {MOST_PAGES} at most. Write it shorter, or take out a "
        "section."
    ]


def _in_words(one: Obstacle) -> str:
    """An obstacle of the judgements: where it is, what it is, and how to mend it."""
    return " ".join(filter(None, (f"{one.where}:" if one.where else "", one.sentence, one.mend)))
