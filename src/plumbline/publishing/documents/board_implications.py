"""What a paper says of each subject of the list of implications: words, the answer to a question, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plumbline.publishing.documents.board_layouts import Group, Subject, TableForm, subject
from plumbline.publishing.documents.board_paper import BoardPaper, Implication, Version
from plumbline.publishing.documents.model import Table

NOT_PUBLISHED = "Not for publication"
NOT_ANSWERED = "Not answered yet."
"""What stands where nobody has said whether there are implications: silence is not none."""


def words_of(of: Subject, found: Implication | None, *, ask: bool) -> str:
    """What is said of a subject, as Markdown. ask: whether its question is always shown."""
    if found is None:
        return NOT_ANSWERED
    text = found.text.strip() or of.none
    if of.assessment and (ask or found.assessed is not None):
        answers = {True: of.assessment.yes, False: of.assessment.no, None: NOT_ANSWERED}
        text += f"\n\n*{of.assessment.question}* {answers[found.assessed]}"
    return text


def standard_tables(of: Subject, found: Implication, *, always: bool) -> Iterator[Table]:
    """The tables that a subject has, filled in. always: shown even where nothing was."""
    for at, form in enumerate(of.tables):
        rows = found.rows[at] if at < len(found.rows) else ()
        if rows or always:
            yield Table(form.caption, form.head, tuple(_rows(form, rows)))
    for rows in found.rows[len(of.tables) :]:
        yield Table(of.title, tuple("" for _ in rows[0]) if rows else (), rows)


def _rows(form: TableForm, given: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The rows of a table: its fixed ones with their answers, or those given; none is left out."""
    width = len(form.head)
    if not form.rows:
        for row in given or ((form.otherwise,),):
            yield (*row, *[""] * (width - len(row)))[:width] if len(row) <= width else _folded(row, width)
        return
    answers = {row[0]: row[1:] for row in given}
    for label in form.rows:
        yield label, *(answers.get(label) or (form.otherwise,))[: width - 1]
    for row in given:
        if row[0] not in form.rows:
            yield (*row, *[""] * (width - len(row)))[:width]


def _folded(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*row[: width - 1], "\n".join(row[width - 1 :]))


def summary_table(paper: BoardPaper, groups: Sequence[Group], version: Version) -> Table:
    """Whether there are implications, a row for each group of subjects.

    The public version does not tell the answer of an exempt subject, unless another of its group has it.
    """
    given = {one.subject: one for one in paper.implications}
    rows = []
    for group in groups:
        held = [given.get(code) for code in group.subjects]
        given_here = [one for one in held if one is not None]
        told = [one for one in given_here if version == "full" or not one.exempt]
        if len(given_here) < len(held):
            answer = NOT_ANSWERED.rstrip(".")
        elif any(one.some for one in told):
            answer = "Yes"
        else:
            answer = "No" if len(told) == len(held) else NOT_PUBLISHED
        rows.append((group.title or subject(group.subjects[0]).title, answer))
    return Table("Whether there are implications", ("Subject", "Implications"), tuple(rows))
