"""What a reading says: for each question how many, of how many, the weighted share, its interval, its word.

Records that were read stand for those in scope, each for as many as its stratum's size over the number read
in it. Nothing here knows who a reader or a person is: answers come in by question, and counts go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import quantiles
from typing import Literal

from plumbline.scrutiny.instruments.model import Instrument, Question, Repeat
from plumbline.statistics.stratified import (
    Bounds,
    Estimate,
    StratumRead,
    bounds_for_unread,
    weighted_share,
    weighted_statement,
)
from plumbline.statistics.words import (
    Advice,
    BaseRule,
    WordTable,
)

GOOD = 4
"""From this rating on, of six, a rating counts as good or better."""
DOES_NOT_APPLY = frozenset({"na", "not_applicable", "does_not_apply"})
"""Choices by which a reader says that a question does not apply; they are outside its base, and counted."""
COUNTED = ("select_one", "select_multiple", "integer", "decimal", "text", "date")


@dataclass(frozen=True)
class ReadRecord:
    """A record that was read: its stratum, its team, and the answers that count, by path of the question.

    answers: those of relevant questions only; where two readers read it, what was settled.
    """

    stratum: str
    team: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Share:
    """How many of the records that a question applied to were answered so.

    x, n: plain counts. estimate: weighted, None where n is 0. percent: the weighted percentage to print,
    without a sign. word: the word of quantity for it; covers: the words that the interval touches. advice:
    what to print. strata: as they were counted, small ones not joined.
    """

    name: str
    label: str
    x: int
    n: int
    estimate: Estimate | None
    percent: str = ""
    word: str = ""
    covers: tuple[str, ...] = ()
    rule: BaseRule = "numbers_only"
    advice: Advice = "numbers_only"
    strata: tuple[StratumRead, ...] = ()

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the weighted share, from 0 to 1; None where everything was read."""
        return self.estimate.interval if self.estimate else None

    @property
    def holds(self) -> bool:
        """Whether the word is the same over the whole interval."""
        return len(self.covers) == 1


@dataclass(frozen=True)
class Spread:
    """Numbers given as answers, without weights: how many, least, quartiles, most."""

    n: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


@dataclass(frozen=True)
class QuestionResult:
    """What the records say on one question.

    read: records read. base: those it applied to and that were answered. not_asked: it did not come up.
    does_not_apply: a reader said so. unanswered: it came up and stands open. headline: the share of yes, or
    of ratings of good or better; None for a question without either. rows: every choice. numbers: for a
    number.
    """

    question: Question
    kind: Literal["yes", "rating", "choices", "many", "number", "words"]
    read: int
    base: int
    not_asked: int
    does_not_apply: int
    unanswered: int
    headline: Share | None
    rows: tuple[Share, ...]
    numbers: Spread | None = None
    bounds: Bounds | None = None


def results(
    instrument: Instrument,
    records: Sequence[ReadRecord],
    sizes: Mapping[str, int | Fraction],
    *,
    asked: Sequence[frozenset[str]] | None = None,
    unread: Mapping[str, int] | None = None,
    table: WordTable | None = None,
    confidence: float = 0.95,
) -> tuple[QuestionResult, ...]:
    """The result of every question of the instrument, in its order.

    sizes: how many records each stratum holds that are in scope; every stratum that `records` name is in it.
    asked: for each record the paths of the questions that came up, so that one left open can be told from one
    that did not come up; where it is not given, whatever has no answer did not come up. unread: how many
    selected records of each stratum are in scope and could not be read.

    Questions asked several times of one record are left out: a share of records says nothing of them.
    Raises ValueError for a stratum without a size, and where more were read than it holds.
    """
    unknown = {one.stratum for one in records} - set(sizes)
    if unknown:
        raise ValueError(f"no size is given for {', '.join(sorted(unknown))}")
    counted = _counted(instrument)
    came_up = asked if asked is not None else [frozenset(one.answers) for one in records]
    return tuple(
        _result(instrument, question, records, came_up, sizes, unread or {}, table, confidence)
        for question in counted
    )


def results_by(
    instrument: Instrument,
    records: Sequence[ReadRecord],
    sizes: Mapping[str, int | Fraction],
    part: Literal["stratum", "team"],
    *,
    table: WordTable | None = None,
    confidence: float = 0.95,
) -> dict[str, tuple[Share, ...]]:
    """The headline of each question that has one, by stratum or by team: path -> one share for each part.

    A team's records are a part of the sample that nobody fixed beforehand: its share is weighted, and its
    interval allows for not knowing how many there are. Parts come in the order of their names.
    """
    names = sorted({getattr(one, part) for one in records})
    found: dict[str, tuple[Share, ...]] = {}
    for question in _counted(instrument):
        if _kind(instrument, question) not in ("yes", "rating"):
            continue
        found[question.path] = tuple(
            _share(
                name,
                name,
                records,
                sizes,
                [
                    _is_headline(question, one.answers.get(question.path))
                    if getattr(one, part) == name
                    else None
                    for one in records
                ],
                table,
                confidence,
            )
            for name in names
        )
    return found


def _counted(instrument: Instrument) -> list[Question]:
    """The questions that a share of records can be told of: those asked once of each."""
    repeats = [one.path for one in instrument.nodes() if isinstance(one, Repeat)]
    return [
        one
        for one in instrument.questions()
        if one.type in COUNTED and not any(one.path.startswith(f"{path}/") for path in repeats)
    ]


def _kind(
    instrument: Instrument, question: Question
) -> Literal["yes", "rating", "choices", "many", "number", "words"]:
    if question.rating:
        return "rating"
    if question.type == "select_one":
        names = {one.name for one in instrument.choice_lists[question.choice_list]}
        return "yes" if question.yes in names else "choices"
    if question.type == "select_multiple":
        return "many"
    return "number" if question.type in ("integer", "decimal") else "words"


def _is_headline(question: Question, value: str | None) -> bool | None:
    """Whether an answer counts as the yes, or as good or better; None where it is outside the base."""
    if not value or value in DOES_NOT_APPLY:
        return None
    if question.rating:
        return int(value) >= GOOD if value.isdigit() else None
    return value == question.yes


def _result(
    instrument: Instrument,
    question: Question,
    records: Sequence[ReadRecord],
    came_up: Sequence[frozenset[str]],
    sizes: Mapping[str, int | Fraction],
    unread: Mapping[str, int],
    table: WordTable | None,
    confidence: float,
) -> QuestionResult:
    kind = _kind(instrument, question)
    values = [one.answers.get(question.path, "") for one in records]
    answered = [bool(value) and value not in DOES_NOT_APPLY for value in values]
    asked = [question.path in paths for paths in came_up]

    def share(name: str, label: str, marks: Sequence[bool | None]) -> Share:
        return _share(name, label, records, sizes, marks, table, confidence)

    rows: list[Share] = []
    if kind in ("yes", "rating", "choices", "many"):
        for choice in instrument.choice_lists[question.choice_list]:
            if choice.name in DOES_NOT_APPLY:
                continue
            marks = [
                choice.name in value.split() if of_base else None
                for value, of_base in zip(values, answered, strict=True)
            ]
            label = choice.labels.get(instrument.default_language, choice.name)
            rows.append(share(choice.name, label, marks))
    headline = bounds = None
    if kind in ("yes", "rating"):
        marks = [_is_headline(question, value) for value in values]
        headline = share("good_or_better" if kind == "rating" else question.yes, "", marks)
        if sum(unread.values()):
            strata = _strata(records, sizes, marks)
            bounds = bounds_for_unread(strata, [unread.get(one.name, 0) for one in strata])
    counts = Counter(values)
    return QuestionResult(
        question=question,
        kind=kind,
        read=len(records),
        base=sum(answered),
        not_asked=sum(not up and not value for up, value in zip(asked, values, strict=True)),
        does_not_apply=sum(counts[name] for name in DOES_NOT_APPLY),
        unanswered=sum(up and not value for up, value in zip(asked, values, strict=True)),
        headline=headline,
        rows=tuple(rows),
        numbers=_spread([float(value) for value in values if value]) if kind == "number" else None,
        bounds=bounds,
    )


def _share(
    name: str,
    label: str,
    records: Sequence[ReadRecord],
    sizes: Mapping[str, int | Fraction],
    marks: Sequence[bool | None],
    table: WordTable | None,
    confidence: float,
) -> Share:
    """The share of True among the records marked True or False; those marked None are outside its base."""
    strata = _strata(records, sizes, marks)
    x, n = sum(one.yes for one in strata), sum(one.base for one in strata)
    estimate = weighted_share(strata, confidence=confidence) if n else None
    if estimate is None:
        return Share(name, label, x, n, None)
    said = weighted_statement(estimate, table)
    return Share(
        name,
        label,
        x,
        n,
        estimate,
        said.percent,
        said.word,
        said.covers,
        said.base_rule,
        said.advice,
        tuple(strata),
    )


def _strata(
    records: Sequence[ReadRecord], sizes: Mapping[str, int | Fraction], marks: Sequence[bool | None]
) -> list[StratumRead]:
    read, base, yes = Counter[str](), Counter[str](), Counter[str]()
    for one, mark in zip(records, marks, strict=True):
        read[one.stratum] += 1
        base[one.stratum] += mark is not None
        yes[one.stratum] += mark is True
    return [
        StratumRead(stratum, sizes[stratum], read[stratum], yes[stratum], base[stratum])
        for stratum in sorted(sizes)
    ]


def _spread(values: Sequence[float]) -> Spread | None:
    if not values:
        return None
    if len(values) == 1:
        only = values[0]
        return Spread(1, only, only, only, only, only)
    lower, median, upper = quantiles(values, n=4, method="inclusive")
    return Spread(len(values), min(values), lower, median, upper, max(values))
