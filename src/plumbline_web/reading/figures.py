"""How the figures of a reading are said: shares, ranges, words, and what may be printed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from plumbline.publishing import drawing
from plumbline.publishing.wording import number
from plumbline.scrutiny.instruments import Instrument, Question, Section
from plumbline.scrutiny.results import QuestionResult, Share, Spread
from plumbline.statistics.rounding import percent_text
from plumbline_web.reading.forms_in_use import text_in

PRINTED = {
    "numbers_only": "The numbers only: too few for a percentage or a word",
    "word": "The word and the percentage",
    "word_with_range": "The word with its range: the range touches two words",
    "no_word": "Percentage and range, without a word: the range touches three words or more",
}
"""What may be printed of a share."""


def percent(share: Fraction | float) -> str:
    """A share as whole per cent, halves up: "76%"."""
    exact = Fraction(share)
    return f"{percent_text(exact.numerator, exact.denominator, 0)}%"


def range_words(interval: tuple[float, float] | None) -> str:
    """A range as people say it: "67% to 83%"."""
    return f"{percent(interval[0])} to {percent(interval[1])}" if interval else ""


def said(share: Share) -> str:
    """A share in a few words, for a narrow cell: "4 of 6", "76% (74 of 99)", "–" where there is none."""
    if not share.n:
        return "–"
    counts = f"{share.x} of {share.n}"
    if share.rule == "numbers_only":
        return counts
    return f"{share.percent}% ({counts})" if share.rule == "full" else f"{counts} ({share.percent}%)"


def row_of(share: Share, label: str = "") -> dict[str, Any]:
    """A share as a row of a table. Below the fewest that bear a percentage there are counts alone."""
    few = share.rule == "numbers_only"
    estimate = share.estimate
    return {
        "label": label or share.label or share.name,
        "counts": f"{share.x} of {share.n}" if share.n else "–",
        "percent": "" if few or estimate is None else f"{share.percent}%",
        "range": "" if few or estimate is None else range_words(share.interval) or "Every record was read",
        "approximate": bool(estimate and estimate.approximate and not few),
        "word": share.word if share.advice in ("word", "word_with_range") else "",
        "covers": " to ".join(dict.fromkeys((share.covers[-1], share.covers[0]))) if share.covers else "",
        "printed": PRINTED[share.advice] if share.n else "Nothing yet",
        "bar": ""
        if few or estimate is None
        else drawing.reach(float(estimate.share), share.interval)
        if share.interval
        else drawing.bar(float(estimate.share)),
    }


def question_row(at: int, result: QuestionResult, form: Instrument) -> dict[str, Any]:
    """One question as rows of the table of results. at: its place among the questions counted, from 1."""
    question = result.question
    rows: list[dict[str, Any]] = []
    if result.headline is not None:
        rows = [row_of(result.headline, headline_words(result, form))]
        if result.bounds is not None and rows[0]["percent"]:
            rows[0]["bounds"] = f"{percent(result.bounds.low)} to {percent(result.bounds.high)}"
    elif result.kind in ("choices", "many"):
        rows = [row_of(one) for one in result.rows]
    return {
        "at": at,
        "label": label_of(question, form),
        "indicator": question.indicator,
        "kind": result.kind,
        "rows": rows,
        "spread": spread_words(result.numbers),
        "wrote": result.base if result.kind == "words" or not rows else 0,
        "base": result.base,
        "outside": outside_words(result),
    }


def label_of(question: Question, form: Instrument) -> str:
    """A question's words."""
    return text_in(question.labels, form.default_language) or question.name


def headline_words(result: QuestionResult, form: Instrument) -> str:
    """What the headline is a share of: "Good or better", or the choice that counts as the yes."""
    if result.kind == "rating":
        return "Good or better"
    choices = form.choice_lists[result.question.choice_list]
    chosen = next((one for one in choices if one.name == result.question.yes), None)
    return text_in(chosen.labels, form.default_language) if chosen else result.question.yes


def spread_words(spread: Spread | None) -> str:
    """Numbers in words: "Median 4, from 0 to 12; the middle half 2 to 6 (30 records)"."""
    if spread is None:
        return ""
    if spread.n == 1:
        return f"{number(spread.median)} (1 record)"
    return (
        f"Median {number(spread.median)}, from {number(spread.least)} to {number(spread.most)}; the middle "
        f"half {number(spread.lower)} to {number(spread.upper)} ({spread.n} records, not weighted)"
    )


def outside_words(result: QuestionResult) -> str:
    """What is outside the base: "Did not come up in 5; does not apply in 2; left open in 1"."""
    parts = [
        (result.not_asked, "did not come up in"),
        (result.does_not_apply, "does not apply in"),
        (result.unanswered, "left open in"),
    ]
    words = "; ".join(f"{what} {count}" for count, what in parts if count)
    return words[:1].upper() + words[1:]


def section_of(question: Question, form: Instrument) -> str:
    """The heading of the part of the form in which a question stands; empty at the top."""
    top = form.by_path.get("/" + question.path.split("/")[1])
    if not isinstance(top, Section):
        return ""
    return text_in(top.labels, form.default_language) or top.name.replace("_", " ").capitalize()
