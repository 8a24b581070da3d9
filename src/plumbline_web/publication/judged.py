"""The sections of a paper that are worked out from what the team judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from plumbline.publishing.documents import Block, Evaluated, Numbered, Part, Table, Text
from plumbline_web.judgement.models import EvaluationVersion, Statement, StatementVersion
from plumbline_web.judgement.queries import evaluations_of, statements_of
from plumbline_web.publication.holding import Held
from plumbline_web.writing.models import Section

Judged = tuple[Statement, StatementVersion]
OTHERWISE = "What else was looked at"


def evaluations(held: Held, section: Section) -> Iterator[Part]:
    """The evaluations under the key questions of the framework: a table of all, then each with its rationale.

    Titles are those of the edition that the activity keeps a copy of, letter for letter. Where several
    services are looked at, each has its own. A summary has the table alone.
    """
    found = evaluations_of(held.activity)
    several = len(held.subjects) > 1
    rows, parts = [], []
    for subject in held.subjects:
        name = subject.organisation.name
        of_this = {one.evaluation.indicator: one for one in found if one.evaluation.subject_id == subject.pk}
        for question, codes in _questions(held, of_this):
            blocks: list[Block] = []
            for code in codes:
                version = of_this[code]
                grade = _grade(held, version)
                rows.append((*((name,) if several else ()), question, f"{code} {held.title_of(code)}", grade))
                if not held.is_summary:
                    said = held.says(section, version.rationale)
                    blocks.append(Evaluated(code, held.title_of(code), grade, said))
            title = f"{name}: {question}" if several else question
            parts.append(Part(f"{section.key}-{len(parts) + 1}", title, tuple(blocks), level=2))
    if not rows:
        return
    held.prints_evaluations = True
    head = ("Service",) if several else ()
    head += ("Key question", "Quality indicator", "Evaluation")
    if not held.graded:
        head, rows = head[:-1], [row[:-1] for row in rows]
    caption = "Evaluation of each quality indicator" if held.graded else "What was looked at"
    table = Table(
        caption, head, tuple(rows), _worded(held), tuple(range(len(head) - (2 if held.graded else 1)))
    )
    yield Part(section.key, section.title, (table,))
    yield from () if held.is_summary else parts


def listed(kind: str) -> Callable[[Held, Section], Iterator[Part]]:
    """What makes a section that lists the statements of a kind, one below the other."""

    def made(held: Held, section: Section) -> Iterator[Part]:
        texts = [held.says(section, one.text) for _, one in statements_of(held.activity, kind)]
        lines = "\n".join(f"- {_indented(text)}" for text in texts)
        yield Part(section.key, section.title, (Text(lines),) if texts else ())

    return made


def told(kind: str) -> Callable[[Held, Section], Iterator[Part]]:
    """What makes a section of the statements of a kind as paragraphs."""

    def made(held: Held, section: Section) -> Iterator[Part]:
        texts = [held.says(section, one.text) for _, one in statements_of(held.activity, kind)]
        yield Part(section.key, section.title, tuple(Text(text) for text in texts))

    return made


def areas(held: Held, section: Section) -> Iterator[Part]:
    """The areas for improvement with who owns each; those within another stand under it."""
    found = statements_of(held.activity, "area")
    here = {one.pk for one, _ in found}
    items: list[tuple[str, str]] = []

    def add(within: int | None, before: str) -> None:
        under = [one for one in found if _within(one[0], here) == within]
        for place, (statement, version) in enumerate(under, 1):
            number = f"{before}{place}"
            shown, said = f"{number}." if not before else number, held.says(section, version.text)
            items.append((shown, said))
            held.areas.append((number, version, said))
            if owners := _owners(version):
                items.append(("", owners))
            add(statement.pk, f"{number}.")

    add(None, "")
    yield Part(section.key, section.title, (Numbered(tuple(items)),) if items else ())


JUDGED: dict[str, Callable[[Held, Section], Iterable[Part]]] = {
    "evaluations": evaluations,
    "key_messages": listed("key_message"),
    "areas": areas,
    "capacity": told("capacity"),
    "good_practice": listed("good_practice"),
    "limits": listed("limit"),
}


def _questions(held: Held, of_this: dict[str, EvaluationVersion]) -> Iterator[tuple[str, list[str]]]:
    """Each key question with the codes evaluated under it, in the framework's order; then what is in none."""
    placed: set[str] = set()
    if held.framework:
        for question, headings in held.framework.questions:
            codes = [
                one.code
                for heading in headings
                for one in held.framework.under(heading.code)
                if one.code in of_this
            ]
            placed.update(codes)
            if codes:
                yield question, codes
    if rest := [code for code in of_this if code not in placed]:
        yield OTHERWISE, rest


def _grade(held: Held, version: EvaluationVersion) -> str:
    if not held.graded or held.scale is None:
        return ""
    return held.scale.grade(version.grade).word if version.grade is not None else "Not evaluated"


def _worded(held: Held) -> str:
    """How the activity words an indicator for its own scope, where it does."""
    said = [f"{one.indicator} as “{one.worded}”" for one in held.template.scope if one.worded]
    return f"Worded for what was looked at: {'; '.join(said)}." if said else ""


def _within(statement: Statement, here: set[int]) -> int | None:
    """The area that this one stands under; none where that one has been withdrawn."""
    return statement.within_id if statement.within_id in here else None


def _owners(version: StatementVersion) -> str:
    names = [one.name for one in version.owners.all()] + [str(one) for one in version.others]
    return f"*For {'; '.join(names)}*" if names else ""


def _indented(text: str) -> str:
    """A text of several lines as one item of a list."""
    return text.strip().replace("\n", "\n  ")
