"""Two blind readings of one record made into the answers that count, with what a third person settled.

Settling one question can bring others up, or let them go: the form is worked out again with each answer that
was settled. Nothing here forgets: what the two readers answered is only ever read.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plumbline.scrutiny.consistency import bare, differing, differing_groups
from plumbline.scrutiny.instruments import Evaluated, evaluate, is_answered_by_a_person
from plumbline.scrutiny.instruments.model import Instrument, Question, Repeat

FIRST, SECOND = "1", "2"
"""What settles a group asked again: whose answers stand for all of it."""
Why = Literal["differ", "came_up", "does_not_stand"]


@dataclass(frozen=True)
class OpenQuestion:
    """A question that somebody has to settle now.

    why: the readers differ; neither was asked, and what was settled brought it up; or what would count does
    not stand, because it is missing or not allowed beside what was settled.
    """

    node: Question | Repeat
    why: Why

    @property
    def path(self) -> str:
        """Of the question or group."""
        return self.node.path


@dataclass(frozen=True)
class Settled:
    """Where the settling of one record stands.

    answers: those that count, by path; of open questions there is none. asked: the paths of the questions
    that came up. open: what is still to be settled, in the order of the form. idle: questions on which the
    readers differ and that do not come up as settled so far.
    """

    answers: Mapping[str, str]
    asked: frozenset[str]
    open: tuple[OpenQuestion, ...]
    idle: tuple[Question | Repeat, ...]
    evaluated: Evaluated

    @property
    def done(self) -> bool:
        """Whether nothing is left to settle."""
        return not self.open


def settle(
    instrument: Instrument,
    first: Mapping[str, str],
    second: Mapping[str, str],
    settled: Mapping[str, str],
    *,
    today: date,
) -> Settled:
    """What counts of two readings with what was settled so far.

    first, second: what each submitted, by path. settled: by path of the question the value that counts, blank
    for none; for a group asked again `FIRST` or `SECOND`. today: the day on which the later was submitted.

    Words that both wrote stand one after the other. A question on which they differ counts as blank until it
    is settled, so what hangs on it does not come up before.
    """
    apart = {
        *(one.path for one in differing(instrument, first, second)),
        *(one.path for one in differing_groups(instrument, first, second)),
    }
    groups = _groups(instrument)
    inside = {
        one.path: group.path
        for group in groups
        for one in instrument.questions()
        if one.path.startswith(f"{group.path}/")
    }
    answers: dict[str, str] = {}
    for one in instrument.questions():
        if not is_answered_by_a_person(one) or one.path in inside:
            continue
        answers[one.path] = _value(one, first, second, settled, apart)
    for group in groups:
        if group.path in settled:
            answers |= _of_group(group, second if settled[group.path] == SECOND else first)
        elif group.path not in apart:
            mine, other = _of_group(group, first), _of_group(group, second)
            for path in {**mine, **other}:
                words = getattr(instrument.by_path.get(bare(path)), "type", "") == "text"
                given, beside = mine.get(path, ""), other.get(path, "")
                answers[path] = _words(given, beside) if words else given or beside
    found = evaluate(instrument, answers, today=today)
    asked_of_one = {
        path
        for given in (first, second)
        for path, state in evaluate(instrument, blanks(instrument, given), today=today).states.items()
        if state.asked
    }
    opened, idle = [], []
    for node in instrument.nodes():
        state = found.states.get(node.path)
        if state is None or node.path in inside or not isinstance(node, Question | Repeat):
            continue
        differs = node.path in apart and node.path not in settled
        if not state.relevant:
            idle += [node] if differs else []
        elif differs:
            opened.append(OpenQuestion(node, "differ"))
        elif not isinstance(node, Question) or not is_answered_by_a_person(node):
            continue
        elif state.violation is not None:
            new = node.path not in asked_of_one and node.path not in settled
            opened.append(OpenQuestion(node, "came_up" if new else "does_not_stand"))
        elif node.type != "text" and not state.answered and node.path not in asked_of_one | set(settled):
            opened.append(OpenQuestion(node, "came_up"))
    return Settled(
        answers={
            path: state.value
            for path, state in found.states.items()
            if isinstance(state.node, Question) and state.relevant and state.answered
        },
        asked=frozenset(path for path, state in found.states.items() if state.asked),
        open=tuple(opened),
        idle=tuple(idle),
        evaluated=found,
    )


def blanks(instrument: Instrument, submitted: Mapping[str, str]) -> dict[str, str]:
    """What was submitted, with a blank for every question left open, so that no default takes its place."""
    return {one.path: "" for one in instrument.questions() if is_answered_by_a_person(one)} | dict(submitted)


def came_up(instrument: Instrument, submitted: Mapping[str, str], today: date) -> frozenset[str]:
    """The paths of the questions that were asked in a reading, answered or not. today: of submitting it."""
    found = evaluate(instrument, blanks(instrument, submitted), today=today)
    return frozenset(path for path, state in found.states.items() if state.asked)


def _value(
    question: Question,
    first: Mapping[str, str],
    second: Mapping[str, str],
    settled: Mapping[str, str],
    apart: Set[str],
) -> str:
    if question.path in settled:
        return settled[question.path]
    if question.path in apart:
        return ""
    one, other = first.get(question.path, ""), second.get(question.path, "")
    return _words(one, other) if question.type == "text" else one or other


def _words(one: str, other: str) -> str:
    """What two readers wrote, one after the other; once where it is the same."""
    if one.strip() == other.strip():
        return one
    return "\n\n".join(words.strip() for words in (one, other) if words.strip())


def _groups(instrument: Instrument) -> list[Repeat]:
    """The groups asked again that stand in no other such group."""
    found: list[Repeat] = []
    for node in instrument.nodes():
        if isinstance(node, Repeat) and not any(node.path.startswith(f"{one.path}/") for one in found):
            found.append(node)
    return found


def _of_group(group: Repeat, given: Mapping[str, str]) -> dict[str, str]:
    return {path: value for path, value in given.items() if path.startswith(f"{group.path}[")}
