"""The results of a survey that was run elsewhere, brought in as counts, and how many answered.

`survey_file` reads them from a closed CSV form. No answers of single people, and no free text, can be brought
in.

Return rates follow the American Association for Public Opinion Research (RR1 and RR2, with nobody of unknown
eligibility). Those who answer were not drawn at random, so no margin of error is ever given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plumbline.scrutiny.frozen import frozen, opened
from plumbline.statistics.words import base_rule, word_of_quantity

FORM = "survey-results-1"


@dataclass(frozen=True)
class Option:
    """One answer that could be given. counts_as: a code of COUNTS_AS, never "answered"."""

    words: str
    count: int
    counts_as: str = ""


@dataclass(frozen=True)
class Question:
    """One question. answered: its base, the people who gave an answer other than "don't know" or the like."""

    words: str
    options: tuple[Option, ...]
    answered: int

    @property
    def outside(self) -> int:
        """How many said that they do not know, or that it does not apply to them."""
        return sum(option.count for option in self.options if option.counts_as == "outside")

    @property
    def positive(self) -> int | None:
        """How many gave a positive answer; None where no option was said to be one."""
        counts = [option.count for option in self.options if option.counts_as == "positive"]
        return sum(counts) if counts else None


@dataclass(frozen=True)
class SurveyResults:
    """A survey as counts. invited: None where it is not known, as with an open link.

    complete, partial: how many answered it whole, or at least half of its core questions. broke_off: how many
    answered less than that, who count as not having answered; None where nobody counted them.
    """

    questions: tuple[Question, ...]
    invited: int | None
    complete: int
    partial: int
    broke_off: int | None = None

    @property
    def returned(self) -> int:
        """Complete and partial together."""
        return self.complete + self.partial


@dataclass(frozen=True)
class ReturnRates:
    """Shares from 0 to 1 of those invited: with those who answered in part, and complete only."""

    with_partial: float
    complete_only: float


@dataclass(frozen=True)
class WorstCase:
    """Shares from 0 to 1: positive of those who answered, and of everyone invited if none or all of the
    others had been positive.
    """

    of_answered: float
    low: float
    high: float


def return_rates(results: SurveyResults) -> ReturnRates | None:
    """Both return rates; None where nobody knows how many were invited."""
    if not results.invited:
        return None
    return ReturnRates(results.returned / results.invited, results.complete / results.invited)


def worst_case(positive: int, answered: int, invited: int) -> WorstCase:
    """The bounds that those who did not answer leave open.

    Raises ValueError unless 0 <= positive <= answered <= invited and answered > 0.
    """
    if not 0 <= positive <= answered <= invited or answered == 0:
        raise ValueError(f"{positive} positive of {answered} answers of {invited} invited is no survey")
    return WorstCase(positive / answered, positive / invited, (positive + invited - answered) / invited)


def return_sentence(results: SurveyResults) -> str:
    """How many answered, in plain sentences, with both rates where they are known and the base bears them."""
    parts = f"{results.complete} in full and {results.partial} in part"
    broke_off = "" if results.broke_off is None else f" {results.broke_off} broke off and are not counted."
    if results.invited is None:
        return (
            f"{results.returned} answered: {parts}.{broke_off} How many were invited is not known, so there "
            "is no return rate."
        )
    said = f"{results.returned} of the {results.invited} invited answered"
    if base_rule(results.invited) == "numbers_only":
        return f"{said}: {parts}.{broke_off}"
    return (
        f"{said} ({_percent(results.returned, results.invited)}%): {parts}.{broke_off} Counting complete "
        f"answers only it is {_percent(results.complete, results.invited)}%."
    )


def positive_sentence(question: Question, results: SurveyResults) -> str | None:
    """How many were positive, of those who answered and of everyone; None where no option is positive.

    Who does not know, or is not concerned, has answered: only those who gave no answer leave the range open.
    """
    if question.positive is None:
        return None
    if question.answered == 0:
        return "Nobody answered this question."
    said = f"{question.positive} of the {question.answered} who answered"
    if base_rule(question.answered) == "numbers_only":
        return f"{said} were positive."
    said += f" ({_percent(question.positive, question.answered)}%) were positive."
    if results.invited is None:
        return said
    silent = results.invited - question.answered - question.outside
    low = _percent(question.positive, results.invited)
    high = _percent(question.positive + silent, results.invited)
    return (
        f"{said} Of all {results.invited} who were invited it is between {low}% and {high}%, whatever the "
        f"{silent} who gave no answer think."
    )


def as_json(results: SurveyResults) -> dict[str, Any]:
    """The results as plain values, for `json.dumps`."""
    return frozen(results, FORM)


def from_json(copy: Any) -> SurveyResults:
    """The results that `as_json` wrote. Raises PlumblineError where it is no such copy."""
    return opened(SurveyResults, copy, FORM)


def _percent(part: int, whole: int) -> str:
    """A whole percentage, with decimals where it would otherwise say all, none or half wrongly."""
    return word_of_quantity(part, whole).percent
