"""The instruments in use, read once in a process: a frozen copy never changes, so its key names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from plumbline.scrutiny.instruments import (
    Evaluated,
    Instrument,
    Node,
    Question,
    Repeat,
    State,
    evaluate,
    is_answered_by_a_person,
)
from plumbline_web.people.queries import today
from plumbline_web.reading import models
from plumbline_web.reading.rules import MOST_INSTANCES

_PART = re.compile(r"(?P<name>[^/\[\]]+)(?:\[(?P<number>[1-9][0-9]{0,3})\])?")
_NUMBERS = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True)
class FormInUse:
    """An instrument of an activity. key: of its row."""

    key: str
    instrument: Instrument

    def path_of(self, written: str) -> str | None:
        """A path as it is kept, from what a page sent; None where nothing is answered there.

        "/order/date_agrees"; in a repeat with its number, "/plan/aim[2]/words". The path of a repeat itself,
        "/plan/aim", holds how many there are.
        """
        if not written.startswith("/"):
            return None
        bare, parts, node = "", written[1:].split("/"), None
        for at, part in enumerate(parts):
            found = _PART.fullmatch(part)
            if found is None:
                return None
            bare += f"/{found['name']}"
            node = self.instrument.by_path.get(bare)
            last = at == len(parts) - 1
            numbered = found["number"] is not None
            if node is None or numbered != (isinstance(node, Repeat) and not last):
                return None
            if numbered and int(found["number"]) > MOST_INSTANCES:
                return None
        if isinstance(node, Repeat):
            return None if node.repeat_count else written
        return written if node is not None and is_answered_by_a_person(node) else None

    def filled(self, values: Mapping[str, str]) -> Filled:
        """What holds in the form for these answers."""
        return Filled(self, evaluate(self.instrument, values, today=today()))

    @cached_property
    def filling(self) -> frozenset[str]:
        """The paths, without numbers, whose words are filled in with answers."""
        return frozenset(one.path for one in self.instrument.nodes() if _has_references(one))

    @cached_property
    def moving(self) -> frozenset[str]:
        """The paths, without numbers, of all that an answer elsewhere can change."""
        found = set()

        def look(nodes: tuple[Node, ...], within: bool) -> None:
            for node in nodes:
                moves = within or bool(node.relevant) or node.path in self.filling
                if isinstance(node, Question):
                    moves = moves or bool(node.choice_filter or node.constraint or node.calculation)
                    moves = moves or node.required.strip().lower() not in _FIXED
                    if node.words_in:
                        found.add(self.instrument.by_name[node.words_in].path)
                else:
                    look(node.children, moves or isinstance(node, Repeat))
                if moves or isinstance(node, Repeat):
                    found.add(node.path)

        look(self.instrument.children, False)
        return frozenset(found)


UNANSWERED = ("required", "words")
"""The violations that only say that an answer is still missing."""
_FIXED = ("", "yes", "true", "true()", "no", "false", "false()")


def _has_references(node: Node) -> bool:
    texts = [*node.labels.values(), *node.hints.values()]
    return any("${" in text for text in texts)


@dataclass(frozen=True)
class Filled:
    """A form with answers."""

    form: FormInUse
    evaluated: Evaluated

    @property
    def left(self) -> tuple[State, ...]:
        """What stands in the way of submitting: unanswered where needed, or not right."""
        return self.evaluated.violations

    @property
    def submitted(self) -> dict[str, str]:
        """What is kept on submitting: the value of every question asked and worked out, by path."""
        return {
            path: one.value
            for path, one in self.evaluated.states.items()
            if isinstance(one.node, Question) and one.relevant and one.answered
        }

    def progress(self) -> dict[str, tuple[int, int]]:
        """For each part at the top of the form: how many questions are answered, and how many are asked."""
        found: dict[str, tuple[int, int]] = {}
        for path, one in self.evaluated.states.items():
            if one.asked:
                part = top_of(path, one.node)
                done, asked = found.get(part, (0, 0))
                found[part] = (done + one.answered, asked + 1)
        return found

    def after(self, paths: set[str]) -> dict[str, Any]:
        """What a page has to know after these were saved: how they and all that may move stand, by path."""
        moving = self.form.moving
        return {
            path: _told(one, self.form.instrument.default_language, self.form.filling)
            for path, one in self.evaluated.states.items()
            if path in paths or bare(path) in moving
        }


def bare(path: str) -> str:
    """A path without the numbers of repeats."""
    return _NUMBERS.sub("", path)


def top_of(path: str, node: Node) -> str:
    """The part at the top of the form in which a node stands; "" for a question that stands there itself."""
    head = path.split("/")[1]
    return "" if isinstance(node, Question) and path.count("/") == 1 else _NUMBERS.sub("", head)


def text_in(texts: Mapping[str, str], language: str) -> str:
    """A text in the language of the form that pages are shown in, else in any that there is."""
    return texts.get(language) or next((one for one in texts.values() if one), "")


def _told(state: State, language: str, filling: frozenset[str]) -> dict[str, Any]:
    """How one node stands, in few letters: it is sent with each answer saved."""
    told: dict[str, Any] = {"asked": state.relevant}
    node = state.node
    if isinstance(node, Question):
        told["answered"], told["required"] = state.answered, state.required
        if state.violation is not None and state.violation.kind not in UNANSWERED:
            told["wrong"] = text_in(state.violation.message, language)
        if node.choice_filter:
            told["choices"] = [one.name for one in state.choices]
        if node.calculation:
            told["value"] = state.value
    if node.path in filling:
        told["label"], told["hint"] = text_in(state.labels, language), text_in(state.hints, language)
    if state.count is not None:
        told["count"] = state.count
    return told


@lru_cache(maxsize=64)
def form_in_use(key: str, language: str = "") -> FormInUse:
    """The instrument of this key. Raises models.Instrument.DoesNotExist.

    language: in which it is shown, where it has it; else in its own.
    """
    form = Instrument.from_json(models.Instrument.objects.get(key=key).form)
    return FormInUse(key, form.in_language(language))
