"""What a survey came to, as the counts that results run elsewhere have too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from plumbline.scrutiny.instruments import Evaluated, Instrument
from plumbline.scrutiny.instruments import Question as Asked
from plumbline.scrutiny.surveys import Option, Question, SurveyResults
from plumbline_web.voices.filling import is_closed
from plumbline_web.voices.rules import OUTSIDE


def how_whole(evaluated: Evaluated) -> str:
    """complete, partial or broke_off: by the questions with answers to choose from that were asked.

    A set of answers with at least half of them is partial. With no such question, any answer is complete.
    """
    asked = [one for one in evaluated.states.values() if one.asked and is_closed(one.node)]
    answered = sum(one.answered and one.violation is None for one in asked)
    if answered == len(asked):
        return "complete"
    return "partial" if answered * 2 >= len(asked) else "broke_off"


def counted(
    instrument: Instrument, returns: Iterable[tuple[str, Mapping[str, str]]], invited: int | None
) -> SurveyResults:
    """The results of these sets of answers, each with how whole it was.

    Positive is the choice that the form calls its yes. Where more people answered than were invited, the
    link went further than meant, and how many were invited counts as not known.
    """
    kinds: Counter[str] = Counter()
    given: list[Mapping[str, str]] = []
    for kind, answers in returns:
        kinds[kind] += 1
        if kind != "broke_off":
            given.append(answers)
    reached = sum(kinds.values())
    return SurveyResults(
        questions=tuple(
            _question(instrument, one, given) for one in instrument.questions() if is_closed(one)
        ),
        invited=invited if invited is not None and reached <= invited else None,
        complete=kinds["complete"],
        partial=kinds["partial"],
        broke_off=kinds["broke_off"],
    )


def _question(instrument: Instrument, asked: Asked, given: list[Mapping[str, str]]) -> Question:
    several = asked.type == "select_multiple"
    chosen = [answers[asked.path].split() for answers in given if answers.get(asked.path)]
    counts = Counter(name for names in chosen for name in set(names))
    choices = instrument.choice_lists[asked.choice_list]
    options = tuple(
        Option(_words(instrument, one.labels) or one.name, counts[one.name], _counts_as(asked, one.name))
        for one in choices
    )
    answered = sum(any(name not in OUTSIDE for name in names) for names in chosen)
    if not several:
        answered = sum(one.count for one in options if one.counts_as != "outside")
    return Question(_words(instrument, asked.labels), options, answered)


def _counts_as(asked: Asked, name: str) -> str:
    if name in OUTSIDE:
        return "outside"
    return "positive" if name == asked.yes else ""


def _words(instrument: Instrument, texts: Mapping[str, str]) -> str:
    return texts.get(instrument.default_language) or next(iter(texts.values()), "")
