"""A practice reading beside the lead's, and how often others gave each answer. No reader is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plumbline_web.reading.forms_in_use import form_in_use
from plumbline_web.reading.models import Reading, ReadingMove
from plumbline_web.reading.showing import ShownNode, shown


@dataclass(frozen=True)
class ComparedAnswer:
    """One question. own, expected: in words, empty where not answered. others: answer -> how many gave it."""

    label: str
    own: str
    expected: str
    others: tuple[tuple[str, int], ...]
    rating: bool


@dataclass(frozen=True)
class Compared:
    """A practice record. by_lead: whether the lead has submitted theirs. others: how many others have."""

    rows: tuple[ComparedAnswer, ...]
    by_lead: bool
    others: int


def compared(reading: Reading) -> Compared:
    """The reading's answers beside the lead's and others' of the same record, as they were submitted.

    Only readings that are submitted count, and free words of others are not shown: they are theirs.
    """
    form = form_in_use(reading.instrument.key)
    held = reading.record.readings.filter(state="submitted", instrument=reading.instrument, kind="practice")
    submitted = {one.pk: one for one in held.select_related("reader")}
    moves = ReadingMove.objects.filter(reading__in=submitted, after="submitted").order_by("id")
    answers = {one.reading_id: one.answers for one in moves}
    nodes = {pk: _nodes(reading, given) for pk, given in answers.items()}
    lead = next((pk for pk, one in submitted.items() if one.reader.role == "lead"), None)
    others = [pk for pk in submitted if pk not in (reading.pk, lead)]
    rows = []
    paths = dict.fromkeys(path for pk in (reading.pk, lead, *others) if pk for path in nodes[pk])
    order = {path: at for at, path in enumerate(form.filled(answers[reading.pk]).evaluated.states)}
    for path in sorted(paths, key=lambda one: order.get(one, len(order))):
        shown_one = next(nodes[pk][path] for pk in (reading.pk, lead, *others) if pk and path in nodes[pk])
        counted = Counter(
            words(nodes[pk].get(path)) for pk in others if shown_one.choices and words(nodes[pk].get(path))
        )
        rows.append(
            ComparedAnswer(
                label=shown_one.label,
                own=words(nodes[reading.pk].get(path)),
                expected=words(nodes[lead].get(path)) if lead and lead != reading.pk else "",
                others=tuple(counted.most_common()),
                rating=shown_one.rating,
            )
        )
    return Compared(tuple(rows), lead is not None and lead != reading.pk, len(others))


def words(node: ShownNode | None) -> str:
    """An answer in words."""
    if node is None:
        return ""
    return f"{node.value} {node.value_words}" if node.rating and node.value else node.value_words


def _nodes(reading: Reading, answers: dict[str, str]) -> dict[str, ShownNode]:
    """The questions asked, with these answers, by path."""
    form = form_in_use(reading.instrument.key)
    parts = shown(form, form.filled(answers), answers={})
    return {one.path: one for part in parts for one in part.node.questions() if one.asked}
