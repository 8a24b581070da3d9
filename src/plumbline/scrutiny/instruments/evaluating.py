"""What holds in an instrument for given answers: what is asked, what is worked out, what is wrong.

Nothing is kept between calls: the same instrument, answers and day give the same. Answers of questions that
are not relevant count as blank in every rule, and so do answers that are no number, no day or no choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from plumbline.scrutiny.instruments.model import Choice, Instrument, Node, Question, Repeat, Section, Texts
from plumbline.scrutiny.instruments.ready import Filled, Ready, ready
from plumbline.scrutiny.instruments.rules import Place, Spot, Work, Working
from plumbline.scrutiny.instruments.values import NUMBER, day_of, number_as_text, text_as_number

REPEATS_AT_MOST = 100  # instances of one repeat, in one place
NODES_AT_MOST = 20_000  # in all instances of all repeats together
TEXT_AT_MOST = 20_000  # characters of one answer

Wrong = Literal[
    "required", "constraint", "whole_number", "number", "date", "choice", "too_long", "too_many", "words"
]

WRONG: dict[Wrong, str] = {
    "required": "Answer this question.",
    "constraint": "This answer is not allowed here.",
    "whole_number": "Enter a whole number, such as 3.",
    "number": "Enter a number, such as 2.5.",
    "date": "Enter a date, such as 2026-01-31.",
    "choice": "Choose one of the answers shown.",
    "too_long": f"Enter no more than {TEXT_AT_MOST:,} characters.",
    "too_many": f"There can be no more than {REPEATS_AT_MOST} of these, fewer where each holds much.",
    "words": "Give the reasons for this answer in words.",
}


@dataclass(slots=True)
class Violation:
    """Why an answer cannot stand: the kind, and the words in each language of the form (ours are English)."""

    kind: Wrong
    message: Texts


@dataclass(slots=True)
class State:
    """How one node stands. `path` has the numbers of repeats, as /people/person[2]/name.

    relevant: whether it is asked. required: whether it must be answered, which only a relevant question is.
    value: the answer, or what was worked out; "" where blank or not relevant. answer: what was given, even
    where it does not count. choices: those open now. labels, hints, guidance: in every language, references
    filled in. count: of a repeat as a whole, how many instances there are; instance: which of them this is.
    """

    node: Node
    path: str
    relevant: bool
    required: bool = False
    value: str = ""
    answer: str = ""
    violation: Violation | None = None
    choices: tuple[Choice, ...] = ()
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    count: int | None = None
    instance: int | None = None

    @property
    def asked(self) -> bool:
        """Whether a person answers it: relevant, and neither a heading, a note nor worked out."""
        return self.relevant and is_answered_by_a_person(self.node)

    @property
    def answered(self) -> bool:
        """Whether it holds an answer that counts."""
        return self.value.strip() != ""


@dataclass
class Evaluated:
    """The whole instrument for given answers: `states` by path, in the order of the form.

    left_out: the paths of answers that have no place: of no question, of a note or calculation, or of an
    instance that there is none of.
    """

    instrument: Instrument
    states: dict[str, State]
    left_out: tuple[str, ...]

    def __getitem__(self, path: str) -> State:
        return self.states[path]

    @cached_property
    def violations(self) -> tuple[State, ...]:
        """The states that have something wrong, in the order of the form."""
        return tuple(state for state in self.states.values() if state.violation is not None)

    @cached_property
    def unanswered(self) -> tuple[State, ...]:
        """The questions asked and not answered, whether required or not."""
        return tuple(state for state in self.states.values() if state.asked and not state.answered)

    @property
    def complete(self) -> bool:
        """Whether nothing is wrong and nothing required is missing, so that it can be submitted."""
        return not self.violations


def is_answered_by_a_person(node: Node) -> bool:
    """Whether a node is a question that takes an answer."""
    return isinstance(node, Question) and not (
        node.type in ("note", "calculate") or node.calculation or node.read_only
    )


def evaluate(instrument: Instrument, answers: Mapping[str, str], *, today: date) -> Evaluated:
    """Work out what holds for the answers.

    answers: by path with the numbers of repeats, as /section/question or /people/person[2]/name; values as
    XForms writes them (a choice by its name, several with a space between, days as 2026-01-31, "" for blank).
    An answer under the path of a repeat is how many instances of it there are. A question whose path is not
    there has its default; one with "" is blank. today: what today() gives. Raises PlumblineError where texts
    joined by a rule grow past all measure.
    """
    made = ready(instrument)
    run = _Run(made, answers, today)
    for kind, number in made.order:
        if kind == "relevant":
            run.relevant(made.spots[number])
        elif kind == "value":
            run.value(made.spots[number])
        else:
            run.count(made.spots[number])
    states = {state.path: state for state in run.states(instrument.children, (), "")}
    _words(instrument, states)
    return Evaluated(instrument, states, run.left_out(states))


_INDEX = re.compile(r"\[([0-9]{1,4})\]")


class _Run:
    def __init__(self, made: Ready, answers: Mapping[str, str], today: date) -> None:
        self.made = made
        self.answers = answers
        total = len(made.spots)
        self.working = Working(
            [{} for _ in range(total)], [{} for _ in range(total)], [{} for _ in range(total)], today
        )
        self.open: list[dict[Place, tuple[Choice, ...]]] = [{} for _ in range(total)]
        self.wrong: dict[tuple[int, Place], Wrong] = {}
        self.room = NODES_AT_MOST
        self.number = {spot.node.path: spot.number for spot in made.spots}
        self.most = self._highest() if any(isinstance(spot.node, Repeat) for spot in made.spots) else {}

    def _highest(self) -> dict[str, int]:
        """The highest number answered of each repeat, by the path of the repeat in its place."""
        most: dict[str, int] = {}
        for path in self.answers:
            for found in _INDEX.finditer(path):
                repeat, number = path[: found.start()], int(found[1])
                if number > most.get(repeat, 0) and self.answers[path] != "":
                    most[repeat] = number
        return most

    def places(self, repeats: tuple[int, ...]) -> list[Place]:
        """Where a node stands: once, or once in each instance of the repeats around it."""
        places: list[Place] = [()]
        for repeat in repeats:
            counts = self.working.counts[repeat]
            places = [(*place, n) for place in places for n in range(1, counts.get(place, 0) + 1)]
        return places

    def path(self, spot: Spot, place: Place) -> str:
        """The path of a node in its place."""
        path = spot.node.path
        if not place:
            return path
        for repeat, number in zip(reversed(spot.repeats[: len(place)]), reversed(place), strict=True):
            end = len(self.made.spots[repeat].node.path)
            path = f"{path[:end]}[{number}]{path[end:]}"
        return path

    def relevant(self, spot: Spot) -> None:
        rule = self.made.rules[spot.number].relevant
        known = self.working.relevant
        parent = spot.parents[-1] if spot.parents else None
        outside = spot.repeats[:-1] if isinstance(spot.node, Repeat) else spot.repeats
        for place in self.places(outside):
            above = True
            if parent is not None:
                above = known[parent][self._place_of(parent, place)]
            known[spot.number][place] = above and (rule is None or bool(rule(self.working, place)))

    def _place_of(self, parent: int, place: Place) -> Place:
        """The place of a parent whose child stands in a place. A repeat is known by the place around it."""
        spot = self.made.spots[parent]
        return place[: len(spot.repeats) - isinstance(spot.node, Repeat)]

    def count(self, spot: Spot) -> None:
        rule = self.made.rules[spot.number].count
        counts = self.working.counts[spot.number]
        for place in self.places(spot.repeats[:-1]):
            if not self.working.relevant[spot.number][place]:
                counts[place] = 0
                continue
            path = self.path(spot, place)
            if rule is not None:
                asked = rule(self.working, place)
                wanted = int(min(asked, 1e6)) if asked == asked and asked > 0 else 0
            else:
                told = self.answers.get(path, "")
                wanted = max(int(told) if re.fullmatch("[0-9]{1,6}", told) else 1, self.most.get(path, 0))
            inside = sum(spot.number in other.parents for other in self.made.spots) + 1
            allowed = min(REPEATS_AT_MOST, self.room // inside)
            if wanted > allowed:
                self.wrong[spot.number, place] = "too_many"
            counts[place] = min(wanted, allowed)
            self.room -= counts[place] * inside

    def value(self, spot: Spot) -> None:
        node = spot.node
        assert isinstance(node, Question)
        rules = self.made.rules[spot.number]
        working, number = self.working, spot.number
        relevant, values = working.relevant[number], working.values[number]
        for place in self.places(spot.repeats):
            if not relevant[place]:
                values[place] = ""
                continue
            if rules.value is not None:
                worked = rules.value(working, place)
                if len(worked) > TEXT_AT_MOST:
                    self.wrong[number, place] = "too_long"
                    worked = ""
                values[place] = _as_type(node, worked)
                continue
            given = "" if node.type == "note" else self.answers.get(self.path(spot, place), node.default)
            if node.choice_list:
                choices = self.made.instrument.choice_lists[node.choice_list]
                if rules.choices is not None:
                    choices = self._filtered(choices, rules.choices, place)
                self.open[number][place] = choices
                values[place] = self._chosen(spot, place, given, choices)
            else:
                values[place] = self._read(spot, place, given)

    def _filtered(self, choices: tuple[Choice, ...], rule: Work, place: Place) -> tuple[Choice, ...]:
        kept = []
        for choice in choices:
            self.working.item = choice
            if rule(self.working, place):
                kept.append(choice)
        self.working.item = None
        return tuple(kept)

    def _chosen(self, spot: Spot, place: Place, given: str, choices: tuple[Choice, ...]) -> str:
        """The part of an answer that names open choices. Anything else is wrong, and counts as blank."""
        if not given.strip():
            return ""
        assert isinstance(spot.node, Question)
        names = list(dict.fromkeys(given.split()))
        known = {choice.name for choice in choices}
        kept = [name for name in names if name in known]
        if spot.node.type == "select_one" and len(names) > 1:
            kept = []
        if len(kept) != len(names):
            self.wrong[spot.number, place] = "choice"
        return " ".join(kept)

    def _read(self, spot: Spot, place: Place, given: str) -> str:
        """An answer as its type writes it; one that is none of the type is wrong, and counts as blank."""
        node = spot.node
        assert isinstance(node, Question)
        if not given.strip():
            return ""
        if len(given) > TEXT_AT_MOST:
            self.wrong[spot.number, place] = "too_long"
            return ""
        if node.type not in _WRONG_TYPE:
            return given
        value = _as_type(node, given.strip())
        if not value:
            self.wrong[spot.number, place] = _WRONG_TYPE[node.type]
        return value

    def states(self, nodes: tuple[Node, ...], place: Place, prefix: str) -> Iterator[State]:
        """The states of nodes and all below them, in the order of the form."""
        for node in nodes:
            number = self.number[node.path]
            path = f"{prefix}/{node.name}"
            if isinstance(node, Question):
                yield self._question(node, number, place, path)
                continue
            relevant = self.working.relevant[number][place]
            state = State(node, path, relevant)
            self._texts(state, number, place)
            if isinstance(node, Section):
                yield state
                yield from self.states(node.children, place, path)
                continue
            state.count = self.working.counts[number][place]
            if (number, place) in self.wrong:
                state.violation = self._violation("too_many", {})
            yield state
            for instance in range(1, state.count + 1):
                inner = f"{path}[{instance}]"
                one = State(node, inner, relevant, instance=instance)
                self._texts(one, number, (*place, instance))
                yield one
                yield from self.states(node.children, (*place, instance), inner)

    def _question(self, node: Question, number: int, place: Place, path: str) -> State:
        working, rules = self.working, self.made.rules[number]
        relevant, value = working.relevant[number][place], working.values[number][place]
        state = State(node, path, relevant, value=value, answer=self.answers.get(path, node.default))
        if node.choice_list:
            state.choices = self.open[number].get(place, ())
        self._texts(state, number, place)
        if not relevant:
            return state
        state.required = rules.required is not None and bool(rules.required(working, place))
        wrong = self.wrong.get((number, place))
        if wrong is not None:
            state.violation = self._violation(wrong, {})
        elif not value.strip():
            if state.required:
                messages = self._text(number, "required_message", place)
                state.violation = self._violation("required", messages)
        elif rules.constraint is not None and not rules.constraint(working, place):
            messages = self._text(number, "constraint_message", place)
            state.violation = self._violation("constraint", messages)
        return state

    def _texts(self, state: State, number: int, place: Place) -> None:
        state.labels = self._text(number, "labels", place)
        state.hints = self._text(number, "hints", place)
        state.guidance = self._text(number, "guidance", place)

    def _text(self, number: int, kept: str, place: Place) -> Texts:
        """A node's texts in every language, with what they refer to filled in."""
        rules = self.made.rules[number]
        texts = rules.texts.get(kept, _NONE)
        if not rules.fills:
            return texts  # type: ignore[return-value]
        return {language: self._put(pieces, place) for language, pieces in texts.items()}

    def _put(self, pieces: Filled, place: Place) -> str:
        if isinstance(pieces, str):
            return pieces
        return "".join(piece if isinstance(piece, str) else piece(self.working, place) for piece in pieces)

    def _violation(self, kind: Wrong, messages: Texts) -> Violation:
        return Violation(kind, messages or dict.fromkeys(self.made.instrument.languages, WRONG[kind]))

    def left_out(self, states: Mapping[str, State]) -> tuple[str, ...]:
        """The answers that have no place."""
        return tuple(
            path
            for path in self.answers
            if (state := states.get(path)) is None
            or not (is_answered_by_a_person(state.node) or state.count is not None)
        )


_NONE: Mapping[str, Filled] = {}
_WRONG_TYPE: dict[str, Wrong] = {"integer": "whole_number", "decimal": "number", "date": "date"}
_WHOLE = re.compile(r"-?[0-9]{1,10}")
_LARGEST = 2**31 - 1  # as XForms bounds whole numbers


def _as_type(node: Question, text: str) -> str:
    """A text as the question's type writes it, or "" where it is none of the type."""
    if node.type == "integer":
        if _WHOLE.fullmatch(text) and abs(int(text)) <= _LARGEST:
            return str(int(text))
        if not node.calculation:
            return ""
        number = text_as_number(text)
        return str(int(number)) if abs(number) <= _LARGEST else ""
    if node.type == "decimal":
        if len(text) > 40 or (NUMBER.fullmatch(text) is None and not node.calculation):
            return ""
        return number_as_text(text_as_number(text))
    if node.type == "date":
        return text if day_of(text) is not None else ""
    return text


def _words(instrument: Instrument, states: dict[str, State]) -> None:
    """A low rating needs words: the question that takes them is then required."""
    for path, state in states.items():
        node = state.node
        if not (
            isinstance(node, Question) and node.words_in and state.relevant and needs_words(node, state.value)
        ):
            continue
        beside = f"{path.rpartition('/')[0]}/{node.words_in}"
        words = states.get(beside) or states.get(instrument.by_name[node.words_in].path)
        if words is None or not words.relevant:
            continue
        words.required = True
        if words.violation is None and not words.answered:
            words.violation = Violation("words", dict.fromkeys(instrument.languages, WRONG["words"]))


def needs_words(question: Question, value: str) -> bool:
    """Whether an answer needs words: one at or below the number named, or one of the choices named."""
    named = question.words_at_or_below
    if not value or not named:
        return False
    if NUMBER.fullmatch(named) is not None:
        return NUMBER.fullmatch(value) is not None and text_as_number(value) <= text_as_number(named)
    return not set(named.split()).isdisjoint(value.split())
