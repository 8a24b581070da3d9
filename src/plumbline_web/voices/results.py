"""What a survey came to, as a page shows it, for the eyes that see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plumbline.publishing.drawing import bar
from plumbline.scrutiny.instruments import Instrument
from plumbline.scrutiny.instruments import Question as Asked
from plumbline.scrutiny.surveys import (
    Option,
    Question,
    SurveyResults,
    from_json,
    positive_sentence,
    return_sentence,
)
from plumbline.statistics.words import base_rule, word_of_quantity
from plumbline_web.voices.counting import counted
from plumbline_web.voices.filling import instrument_of, is_closed
from plumbline_web.voices.groups import shown_groups
from plumbline_web.voices.models import Survey

NOT_GIVEN = "No answer to that question"
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class ShownOption:
    """One answer that could be given: how many chose it, and its share of the base, where that bears one.

    count: None where so few chose it that somebody could be known by it, or where it would show such another.
    """

    words: str
    count: int | None
    percent: str
    bar: str
    outside: bool


@dataclass(frozen=True)
class ShownQuestion:
    """One question. hidden: so few answered it that nothing is shown.

    of_some: it was asked only where an earlier answer called for it, so of everyone invited nobody knows.
    """

    words: str
    hidden: bool
    answered: int
    outside: int
    options: tuple[ShownOption, ...]
    positive: str
    word: str
    of_some: bool


@dataclass(frozen=True)
class ShownResults:
    """A survey. hidden: fewer than `least` answered, so nothing is shown."""

    returned: str
    hidden: bool
    least: int
    questions: tuple[ShownQuestion, ...]


def shown_results(results: SurveyResults, least: int, of_some: Collection[int] = ()) -> ShownResults:
    """The counts and shares of a survey; nothing of a survey or question that fewer than `least` answered.

    of_some: the places, from 0, of questions that not everybody was asked.
    """
    if results.returned < least:
        return ShownResults("", True, least, ())
    return ShownResults(
        return_sentence(results),
        False,
        least,
        tuple(_question(one, results, least, at in of_some) for at, one in enumerate(results.questions)),
    )


def results_of(survey: Survey) -> SurveyResults:
    """The counts of a survey that was run here; those kept when its single answers were removed."""
    if survey.results:
        return from_json(survey.results)
    returns = survey.returns.values_list("kind", "answers")
    return counted(instrument_of(survey.form), returns, survey.invited)


def asked_of_some(instrument: Instrument) -> frozenset[int]:
    """The places of those questions of `results_of` that are asked only after some earlier answer."""
    closed = [one for one in instrument.questions() if is_closed(one)]
    return frozenset(at for at, one in enumerate(closed) if _is_conditional(instrument, one.path))


def _is_conditional(instrument: Instrument, path: str) -> bool:
    """Whether a question, or a part that it stands in, has a rule for when it is asked."""
    while path:
        if instrument.by_path[path].relevant:
            return True
        path = path.rpartition("/")[0]
    return False


def reached(results: SurveyResults) -> int:
    """How many began to answer."""
    return results.returned + (results.broke_off or 0)


def may_part(instrument: Instrument) -> dict[str, str]:
    """The questions by whose answers people can be told apart as groups: name -> what is asked.

    They are those about the person who answers, not about the service: one answer of a list without a yes.
    """
    return {
        one.name: one.labels.get(instrument.default_language) or next(iter(one.labels.values()), one.name)
        for one in instrument.questions()
        if one.type == "select_one"
        and one.yes not in {choice.name for choice in instrument.choice_lists[one.choice_list]}
    }


def by_group(survey: Survey, name: str, least: int) -> dict[str, Any]:
    """The positive answers to each question in each group: `head` and `rows` of a table.

    A question has no figure in a group where so few answered it that somebody could be known, nor where that
    could be worked out from the others. Raises KeyError where the form has no such question about groups.
    """
    instrument = instrument_of(survey.form)
    title = may_part(instrument)[name]
    parting = instrument.by_name[name]
    assert isinstance(parting, Asked)
    groups: dict[str, list[tuple[str, Mapping[str, str]]]] = {
        one.name: [] for one in instrument.choice_lists[parting.choice_list]
    }
    groups[""] = []
    for kind, answers in survey.returns.exclude(kind="broke_off").values_list("kind", "answers"):
        groups[answers.get(parting.path, "")].append((kind, answers))
    sizes = {code: len(held) for code, held in groups.items()}
    shown = shown_groups(sizes, least)
    labels = {
        one.name: one.labels.get(instrument.default_language, one.name)
        for one in instrument.choice_lists[parting.choice_list]
    } | {"": NOT_GIVEN}
    # Every group counts here, also those not shown: what they hold is what the others leave over.
    of_groups = {code: counted(instrument, held, None).questions for code, held in groups.items() if held}
    rows = []
    for at, asked in enumerate(one for one in instrument.questions() if is_closed(one)):
        cells = {code: questions[at] for code, questions in of_groups.items()}
        if asked.name == name or next(iter(cells.values())).positive is None:
            continue
        bases = {code: one.answered for code, one in cells.items()}
        there = set(shown_groups(bases, least))
        row = [next(iter(cells.values())).words]
        row += [_cell(cells[code]) if code in there else NOT_SHOWN for code in shown]
        rows.append(row)
    return {
        "title": title,
        "head": ["Question", *(f"{labels[code]} ({sizes[code]})" for code in shown)],
        "rows": rows if shown else [],
        "hidden": sum(size > 0 for size in sizes.values()) - len(shown),
    }


def _cell(question: Question) -> str:
    positive, answered = question.positive or 0, question.answered
    if base_rule(answered) == "numbers_only":
        return f"{positive} of {answered}"
    return f"{word_of_quantity(positive, answered).percent}% ({positive} of {answered})"


def _question(question: Question, results: SurveyResults, least: int, of_some: bool) -> ShownQuestion:
    base = question.answered
    if base < least:
        return ShownQuestion(question.words, True, 0, 0, (), "", "", of_some)
    there = {one.words for one in question.options}
    if question.positive is None:  # it is about the person who answers, and an answer is a group of people
        sizes = {one.words: one.count for one in question.options}
        there = {*shown_groups(sizes, least), *(words for words, size in sizes.items() if size == 0)}
    options = tuple(_option(one, base, one.words in there) for one in question.options)
    word = ""
    if question.positive is not None and base_rule(base) == "full":
        word = word_of_quantity(question.positive, base).word
    return ShownQuestion(
        question.words,
        False,
        base,
        question.outside,
        options,
        positive_sentence(question, replace(results, invited=None) if of_some else results) or "",
        word,
        of_some,
    )


def _option(option: Option, base: int, there: bool) -> ShownOption:
    outside = option.counts_as == "outside"
    if not there:
        return ShownOption(option.words, None, "", "", outside)
    if outside or base_rule(base) == "numbers_only":
        return ShownOption(option.words, option.count, "", "", outside)
    percent = f"{word_of_quantity(option.count, base).percent}%"
    return ShownOption(option.words, option.count, percent, bar(option.count / base), outside)
