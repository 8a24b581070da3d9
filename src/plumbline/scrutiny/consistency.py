"""How well readers agree: question by question, reader by reader and day by day.

It takes what each reader submitted before anything was settled. Readers are numbers or codes of the caller's
own; no name comes in here, and none is to be shown outside the team.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from plumbline.scrutiny.instruments.evaluating import is_answered_by_a_person
from plumbline.scrutiny.instruments.model import Instrument, Question, Repeat
from plumbline.statistics.agreement import (
    Coefficient,
    Shared,
    agreement_on,
    all_agree,
    alpha,
    bootstrap_alpha,
    exact_agreement,
    gwet,
    kappa,
    table_of,
    within_one,
)
from plumbline.statistics.control_charts import XmrChart, xmr
from plumbline.statistics.readers import (
    Difference,
    Gate,
    Scale,
    ToDiscuss,
    differences_of,
    mean_differences,
    reading_gate,
    to_discuss,
)

SETTLED = ("select_one", "select_multiple", "integer", "decimal", "date")
"""The types of question on which a difference has to be settled; of words both stay."""


@dataclass(frozen=True)
class BlindReading:
    """One reader's own answers to one record, submitted on a day, by path of the question."""

    record: str
    reader: str
    on: date
    answers: Mapping[str, str]


@dataclass(frozen=True)
class QuestionAgreement:
    """How far two readings of one record agree on a question.

    one_asked: records where the question came up for one reader only, because they differed before it, or
    that one rated and the other said do not apply; they are in no coefficient. exact, within: shares. alpha:
    ordinal for ratings, nominal for the rest, with its bootstrap interval. For all but ratings also AC1,
    kappa, and agreement on the yes and on no. discuss: the pairs of ratings to talk over. differ: for other
    questions the records on which readers differ.
    """

    question: Question
    scale: Scale
    records: int
    one_asked: int
    shared: Shared | None
    exact: float | None
    within: float | None
    alpha: float | None
    alpha_interval: tuple[float, float] | None
    ac1: Coefficient | None
    kappa: float | None
    on_yes: float | None
    on_no: float | None
    gate: Gate
    discuss: tuple[ToDiscuss, ...]
    differ: tuple[str, ...]


@dataclass(frozen=True)
class ReaderDays:
    """A reader's mean difference from co-readers, day by day; the chart is None with fewer than two days."""

    reader: str
    whole: Difference
    days: tuple[tuple[date, int, Fraction], ...]
    chart: XmrChart | None


def agreement_by_question(
    instrument: Instrument, readings: Sequence[BlindReading]
) -> tuple[QuestionAgreement, ...]:
    """The agreement on each question with choices, in the order of the instrument.

    readings: those submitted of records that two people read; a record with one reading so far says nothing.
    """
    of_record = _by_record(readings)
    return tuple(
        _agreement(question, [one.name for one in instrument.choice_lists[question.choice_list]], of_record)
        for question in _compared(instrument)
        if question.type == "select_one"
    )


def differences_by_day(instrument: Instrument, readings: Sequence[BlindReading]) -> tuple[ReaderDays, ...]:
    """Each reader's mean difference from co-readers over all ratings, in all and by the day they submitted.

    A day's point is the mean over that reader's ratings of records submitted on that day that a co-reader
    rated too. Above 0 the reader rates higher than the others.
    """
    rated = [one for one in _compared(instrument) if one.rating]
    of_record = _by_record(readings)
    ratings: list[dict[str, int]] = []
    by_day: dict[str, dict[date, list[Fraction]]] = {}
    for pair in of_record.values():
        days = {one.reader: one.on for one in pair}
        for question in rated:
            given = {
                one.reader: int(one.answers[question.path])
                for one in pair
                if one.answers.get(question.path, "").isdigit()
            }
            ratings.append(given)
            for reader, difference in differences_of(given).items():
                by_day.setdefault(reader, {}).setdefault(days[reader], []).append(difference)
    found = []
    for whole in mean_differences(ratings):
        days_of = sorted(by_day[whole.reader].items())
        points = tuple((day, len(some), sum(some, Fraction(0)) / len(some)) for day, some in days_of)
        chart = xmr([float(mean) for _, _, mean in points]) if len(points) > 1 else None
        found.append(ReaderDays(whole.reader, whole, points, chart))
    return tuple(found)


def differing(
    instrument: Instrument, first: Mapping[str, str], second: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions on which two readings of one record differ and which somebody has to settle.

    Texts are no difference: both stay. A question that came up for one reader only is one.
    """
    return tuple(
        one
        for one in instrument.questions()
        if one.type in SETTLED
        and is_answered_by_a_person(one)
        and _same(one, first.get(one.path, "")) != _same(one, second.get(one.path, ""))
    )


def differing_groups(
    instrument: Instrument, first: Mapping[str, str], second: Mapping[str, str]
) -> tuple[Repeat, ...]:
    """The groups asked again in which two readings of one record differ, in more than their words.

    Such a group is settled as a whole: what one reader took for the first of several another may have taken
    for the second. A group inside another belongs to the outer one.
    """
    found: list[Repeat] = []
    outer: list[Repeat] = []
    for node in instrument.nodes():
        if not isinstance(node, Repeat) or any(node.path.startswith(f"{one.path}/") for one in outer):
            continue
        outer.append(node)
        if _in_group(instrument, node, first) != _in_group(instrument, node, second):
            found.append(node)
    return tuple(found)


_NUMBERS = re.compile(r"\[[0-9]+\]")


def bare(path: str) -> str:
    """A path without the numbers of groups asked again."""
    return _NUMBERS.sub("", path)


def _in_group(instrument: Instrument, group: Repeat, given: Mapping[str, str]) -> dict[str, object]:
    """What was answered in a group asked again, but for words and what is worked out."""
    found: dict[str, object] = {}
    for path, value in given.items():
        if path.startswith(f"{group.path}["):
            node = instrument.by_path.get(bare(path))
            if isinstance(node, Question) and node.type in SETTLED and is_answered_by_a_person(node):
                found[path] = _same(node, value)
    return found


def _same(question: Question, value: str) -> object:
    """A value in a form in which the order of choices, and 3 beside 3.0, make no difference."""
    if question.type == "select_multiple":
        return frozenset(value.split())
    if question.type in ("integer", "decimal") and value:
        return Fraction(value)
    return value


def _compared(instrument: Instrument) -> list[Question]:
    repeats = [one.path for one in instrument.nodes() if isinstance(one, Repeat)]
    return [
        one for one in instrument.questions() if not any(one.path.startswith(f"{path}/") for path in repeats)
    ]


def _by_record(readings: Sequence[BlindReading]) -> dict[str, list[BlindReading]]:
    """The readings of each record that more than one person read, in the order of readers."""
    found: dict[str, list[BlindReading]] = {}
    for one in sorted(readings, key=lambda one: (one.record, one.reader)):
        found.setdefault(one.record, []).append(one)
    return {record: pair for record, pair in found.items() if len(pair) > 1}


def _agreement(
    question: Question, scale: Sequence[str], of_record: Mapping[str, list[BlindReading]]
) -> QuestionAgreement:
    given = {
        record: {
            one.reader: value
            for one in pair
            if (value := one.answers.get(question.path, "")) and (value.isdigit() or not question.rating)
        }
        for record, pair in of_record.items()
    }
    both = {record: values for record, values in given.items() if len(values) > 1}
    one_asked = sum(len(values) == 1 for values in given.values())
    if question.rating:
        ratings = {
            record: {reader: int(value) for reader, value in values.items()}
            for record, values in both.items()
        }
        units = [list(values.values()) for values in ratings.values()]
        return QuestionAgreement(
            question=question,
            scale="ratings",
            records=len(both),
            one_asked=one_asked,
            shared=all_agree(units),
            exact=exact_agreement(units),
            within=within_one(units),
            alpha=alpha(units, "ordinal"),
            alpha_interval=bootstrap_alpha(units, "ordinal"),
            ac1=None,
            kappa=None,
            on_yes=None,
            on_no=None,
            gate=reading_gate(units, "ratings"),
            discuss=to_discuss(ratings),
            differ=(),
        )
    words = [list(values.values()) for values in both.values()]
    pairs = [(unit[0], unit[1]) for unit in words]
    several = len({value for unit in words for value in unit}) > 1
    return QuestionAgreement(
        question=question,
        scale="yes_no",
        records=len(both),
        one_asked=one_asked,
        shared=all_agree(words),
        exact=exact_agreement(words),
        within=None,
        alpha=alpha(words, "nominal"),
        alpha_interval=bootstrap_alpha(words, "nominal"),
        ac1=gwet(words, scale) if several else None,
        kappa=kappa(table_of(pairs, scale)) if several else None,
        on_yes=agreement_on(words, question.yes),
        on_no=agreement_on(words, "no"),
        gate=reading_gate(words, "yes_no"),
        discuss=(),
        differ=tuple(record for record, unit in zip(both, words, strict=True) if len(set(unit)) > 1),
    )
