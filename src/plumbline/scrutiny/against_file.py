"""Data against file: what readers found in the files beside what the extract says of the same records.

A question that confirms a column ("orders.imposed_on") asks whether the file bears the extract out. One that
confirms a standard ("cpo_lscmi") asks what the file shows of a duty; the rate that the data give can then be
corrected, by double sampling (Tenenbein 1970; see `plumbline.statistics.double_sampling`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plumbline.scrutiny.instruments.model import Instrument, Question
from plumbline.scrutiny.results import DOES_NOT_APPLY
from plumbline.statistics.double_sampling import (
    Accuracy,
    CalledSo,
    Corrected,
    PartShare,
    combined,
    field_accuracy,
    weighted_part,
)
from plumbline.statistics.stratified import StratumRead, weighted_share

CANNOT_TELL = frozenset({"cannot_tell", "not_shown", "no_trace"})
"""Choices by which a reader says that the file does not show it: neither borne out nor contradicted."""
CALLS = {"met": True, "not_met": False}
"""The verdicts of the data that a file can confirm, and whether each counts as met."""


@dataclass(frozen=True)
class FileRead:
    """A record that was read. calls: what the data call each of its duties: standard -> verdict."""

    stratum: str
    answers: Mapping[str, str]
    calls: Mapping[str, str]


@dataclass(frozen=True)
class StandardCorrected:
    """A standard whose rate is corrected by what one question found.

    outside: records read of which the data call neither met nor missed. not_shown: records of which the file
    does not tell; they are left out of the correction, and counted.
    """

    question: Question
    standard: str
    corrected: Corrected
    outside: int
    not_shown: int


def accuracy_of_fields(instrument: Instrument, records: Sequence[FileRead]) -> tuple[Accuracy, ...]:
    """How often the files bear out each column of the extract that a question confirms, in its order.

    Of the records read, without weights. Records to which the question does not apply are left out.
    """
    found = []
    for question in _confirming(instrument):
        if "." not in question.confirms:
            continue
        answers = [value for one in records if (value := one.answers.get(question.path, ""))]
        answers = [value for value in answers if value not in DOES_NOT_APPLY]
        right = sum(value == question.yes for value in answers)
        unknown = sum(value in CANNOT_TELL for value in answers)
        found.append(field_accuracy(question.confirms, right, len(answers) - right - unknown, unknown))
    return tuple(found)


def corrected_standards(
    instrument: Instrument,
    records: Sequence[FileRead],
    called: Mapping[str, Mapping[str, Mapping[str, int]]],
    *,
    confidence: float = 0.95,
) -> tuple[StandardCorrected, ...]:
    """The rate of each standard that a question confirms, corrected, in the order of the instrument.

    called: of all records in scope, how many the data call met and not met: standard -> stratum -> verdict ->
    number. Within a stratum those read are a random sample of those in scope, so those read of a call are one
    of all that are called so.

    Raises ValueError where more were read of a call than the data have of it.
    """
    found = []
    for question in _confirming(instrument):
        strata = called.get(question.confirms)
        if strata is None:
            continue
        shares = [_part(question, verdict, records, strata, confidence) for verdict in CALLS]
        if not any(one.part.population for one in shares):
            continue
        called_so = [one for one in records if one.calls.get(question.confirms) in CALLS]
        found.append(
            StandardCorrected(
                question=question,
                standard=question.confirms,
                corrected=combined(shares, confidence=confidence),
                outside=len(records) - len(called_so),
                not_shown=sum(_shows_met(question, one) is None for one in called_so),
            )
        )
    return tuple(found)


def _confirming(instrument: Instrument) -> list[Question]:
    return [one for one in instrument.questions() if one.confirms]


def _shows_met(question: Question, record: FileRead) -> bool | None:
    """Whether the file shows that the duty was met; None where it does not tell."""
    value = record.answers.get(question.path, "")
    if not value or value in CANNOT_TELL or value in DOES_NOT_APPLY:
        return None
    return value == question.yes


def _part(
    question: Question,
    verdict: str,
    records: Sequence[FileRead],
    strata: Mapping[str, Mapping[str, int]],
    confidence: float,
) -> PartShare:
    """What the files show of the records whose duty the data call so, weighted by stratum."""
    parts = []
    for stratum, numbers in strata.items():
        shown = [
            met
            for one in records
            if one.stratum == stratum
            and one.calls.get(question.confirms) == verdict
            and (met := _shows_met(question, one)) is not None
        ]
        if numbers.get(verdict, 0):
            parts.append(StratumRead(stratum, numbers[verdict], len(shown), sum(shown)))
        elif shown:
            raise ValueError(f"{len(shown)} read of none that the data call {verdict} in {stratum}")
    part = CalledSo(
        called="met" if CALLS[verdict] else "missed",
        counts_as_met=CALLS[verdict],
        population=sum(int(one.population) for one in parts),
        read=sum(one.read for one in parts),
        met=sum(one.yes for one in parts),
    )
    estimate = weighted_share(parts, confidence=confidence)
    # A stratum of which nothing was read leaves that part open: unknown is never a pass.
    if estimate is None or estimate.unread:
        return PartShare(part, None, (Fraction(0), Fraction(1)))
    return weighted_part(part, estimate)
