"""An instrument made ready: every rule parsed and checked once, and the order in which values are worked out.

Made once for an instrument and kept with it. Rules that cannot be used, and rules that need each other in a
circle, are faults; a form with faults is refused when it is read, so that working out answers meets none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

from plumbline.scrutiny.instruments.faults import FormFault, InstrumentRefused
from plumbline.scrutiny.instruments.model import Instrument, Node, Question, Repeat, Section, Texts
from plumbline.scrutiny.instruments.operators import number, text, truth
from plumbline.scrutiny.instruments.rules import Made, RefersToRefused, RuleRefused, Scope, Spot, Work, make

# What is worked out for a node: whether it is relevant, its value, and of a repeat how many there are.
Step = tuple[Literal["relevant", "value", "count"], int]
Filled = str | tuple["str | Work", ...]  # a text, or the pieces of one that is filled in

DEEPEST_REPEAT = 3  # repeats inside each other
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


@dataclass
class Rules:
    """The rules of one node made ready, None where it has none; texts with references by language."""

    relevant: Work | None = None
    value: Work | None = None
    required: Work | None = None
    constraint: Work | None = None
    choices: Work | None = None
    count: Work | None = None
    texts: dict[str, Mapping[str, Filled]] = field(default_factory=dict)
    fills: bool = False  # whether any of its texts has references


@dataclass
class Ready:
    """An instrument with everything parsed: spots and rules by the node's number, and the order of steps."""

    instrument: Instrument
    spots: list[Spot]
    rules: list[Rules]
    order: list[Step]


_kept: WeakKeyDictionary[Instrument, Ready] = WeakKeyDictionary()


def ready(instrument: Instrument) -> Ready:
    """The instrument made ready: kept, or made now. Raises InstrumentRefused where a rule has a fault."""
    found = _kept.get(instrument)
    if found is None:
        found, faults = make_ready(instrument)
        if faults:
            raise InstrumentRefused(faults)
        _kept[instrument] = found
    return found


def make_ready(
    instrument: Instrument, left_out: frozenset[str] = frozenset()
) -> tuple[Ready, list[FormFault]]:
    """The instrument made ready as far as it can be, and the faults of its rules.

    left_out: names of rows that were refused, of whose uses nothing is said.
    """
    return _Making(instrument, left_out).made()


# Where a text of the survey sheet is kept, and its column.
TEXTS = {
    "labels": "label",
    "hints": "hint",
    "guidance": "guidance_hint",
    "constraint_message": "constraint_message",
    "required_message": "required_message",
}


class _Making:
    def __init__(self, instrument: Instrument, left_out: frozenset[str]) -> None:
        self.instrument, self.left_out = instrument, left_out
        self.spots: list[Spot] = list(_spots(instrument.children, (), (), []))
        self.by_name = {spot.node.name: spot for spot in self.spots}
        self.rules = [Rules() for _ in self.spots]
        self.faults: list[FormFault] = []
        self.needs: dict[Step, set[Step]] = {}

    def made(self) -> tuple[Ready, list[FormFault]]:
        for spot in self.spots:
            self._node(spot)
        order = self._order() if not self.faults else []
        return Ready(self.instrument, self.spots, self.rules, order), self.faults

    def _fault(self, spot: Spot, column: str, message: str) -> None:
        self.faults.append(FormFault("survey", spot.node.row, column, message))

    def _scope(self, spot: Spot, columns: frozenset[str] | None = None, own_value: bool = False) -> Scope:
        return Scope(
            self.by_name,
            spot,
            self.instrument.choice_lists,
            self.instrument.default_language,
            columns,
            own_value,
            self.left_out,
        )

    def _made(self, spot: Spot, column: str, rule: str, scope: Scope) -> Made | None:
        try:
            return make(rule, scope)
        except RefersToRefused:
            return None
        except RuleRefused as fault:
            self._fault(spot, column, str(fault))
            return None

    def _node(self, spot: Spot) -> None:
        node, rules, here = spot.node, self.rules[spot.number], spot.number
        relevant: Step = ("relevant", here)
        value: Step = ("value", here)
        self.needs[relevant] = {("relevant", parent) for parent in spot.parents}
        self.needs[relevant] |= {("count", repeat) for repeat in spot.repeats if repeat != here}
        # A repeat's own relevance is asked once for all its instances, from outside it.
        outside = spot
        if isinstance(node, Repeat):
            outside = Spot(node, here, spot.repeats[:-1], spot.parents)
            self.needs[("count", here)] = {relevant}
            if len(spot.repeats) > DEEPEST_REPEAT:
                self._fault(spot, "type", f"More than {DEEPEST_REPEAT} repeats stand inside each other.")
            if node.repeat_count:
                scope = self._scope(outside)
                rules.count = self._as_number(spot, "repeat_count", node.repeat_count, scope)
                self._learn(("count", here), scope)
        if node.relevant:
            scope = self._scope(outside)
            rules.relevant = self._as_truth(spot, "relevant", node.relevant, scope)
            self._learn(relevant, scope)
        if isinstance(node, Question):
            self.needs[value] = {relevant}
            self._question(spot, node, rules, value)
        for kept, column in TEXTS.items():
            texts: Texts = getattr(node, kept, {})
            if texts:
                rules.texts[kept] = self._in_every_language(spot, column, texts)
                rules.fills |= any("${" in each for each in texts.values())

    def _question(self, spot: Spot, node: Question, rules: Rules, value: Step) -> None:
        if node.calculation:
            scope = self._scope(spot)
            made = self._made(spot, "calculation", node.calculation, scope)
            if made is not None:
                rules.value = self._converted(spot, "calculation", text, made)
            self._learn(value, scope)
        if node.choice_filter and node.choice_list:  # a list that is missing is a fault already
            choices = self.instrument.choice_lists.get(node.choice_list, ())
            columns = frozenset({"name"} | {column for choice in choices for column in choice.extra})
            scope = self._scope(spot, columns)
            rules.choices = self._as_truth(spot, "choice_filter", node.choice_filter, scope)
            self._learn(value, scope)
        if node.required:
            rules.required = self._as_truth(spot, "required", node.required, self._scope(spot))
        if node.constraint:
            scope = self._scope(spot, own_value=True)
            rules.constraint = self._as_truth(spot, "constraint", node.constraint, scope)

    def _as_truth(self, spot: Spot, column: str, rule: str, scope: Scope) -> Work | None:
        made = self._made(spot, column, rule, scope)
        return None if made is None else self._converted(spot, column, truth, made)

    def _as_number(self, spot: Spot, column: str, rule: str, scope: Scope) -> Work | None:
        made = self._made(spot, column, rule, scope)
        return None if made is None else self._converted(spot, column, number, made)

    def _converted(self, spot: Spot, column: str, into, made: Made) -> Work | None:  # type: ignore[no-untyped-def]
        try:
            work: Work = into(made)
        except RuleRefused as fault:
            self._fault(spot, column, str(fault))
            return None
        return work

    def _in_every_language(self, spot: Spot, column: str, texts: Texts) -> Mapping[str, Filled]:
        """The texts made ready, those of the default language standing in where there is no translation."""
        spare = texts.get(self.instrument.default_language) or next(iter(texts.values()))
        made = {text: self._filled(spot, column, text) for text in dict.fromkeys([*texts.values(), spare])}
        return {language: made[texts.get(language) or spare] for language in self.instrument.languages}

    def _filled(self, spot: Spot, column: str, written: str) -> Filled:
        """A text; one with references in pieces."""
        if "${" not in written:
            return written
        pieces: list[str | Work] = []
        for place, piece in enumerate(_REFERENCE.split(written)):
            if place % 2 == 0:
                pieces.append(piece)
            else:
                scope = self._scope(spot)
                made = self._made(spot, column, f"${{{piece}}}", scope)
                work = None if made is None else self._converted(spot, column, text, made)
                pieces.append(work or "")
        return tuple(pieces)

    def _learn(self, step: Step, scope: Scope) -> None:
        self.needs[step] |= {("value", each) for each in scope.needs}
        self.needs[step] |= {("count", each) for each in scope.needs_count}

    def _order(self) -> list[Step]:
        """The steps, each after those it needs. Those of a circle are a fault, once for each circle."""
        order: list[Step] = []
        state: dict[Step, int] = {}  # 1: begun, 2: done
        for first in self.needs:
            path = [(first, iter(sorted(self.needs[first])))] if first not in state else []
            if path:
                state[first] = 1
            while path:
                step, left = path[-1]
                following = next(left, None)
                if following is None:
                    state[step] = 2
                    order.append(step)
                    path.pop()
                elif following not in state:
                    state[following] = 1
                    path.append((following, iter(sorted(self.needs[following]))))
                elif state[following] == 1:
                    begun = [each for each, _ in path]
                    self._circle(begun[begun.index(following) :])
                    return order
        return order

    def _circle(self, steps: list[Step]) -> None:
        spots = [self.spots[node] for _, node in steps]
        names = list(dict.fromkeys(spot.node.name for spot in spots))
        column = {"relevant": "relevant", "value": "calculation", "count": "repeat_count"}
        step = next((step for step in steps if self._has_rule(step)), steps[0])
        shown = column[step[0]]
        node = self.spots[step[1]].node
        if shown == "calculation" and isinstance(node, Question) and not node.calculation:
            shown = "choice_filter"
        listed = ", ".join(names[:10])
        which = (
            f"{listed} depends on itself" if len(names) == 1 else f"{listed} depend on each other in a circle"
        )
        self._fault(self.spots[step[1]], shown, f"{which}. Take one reference out.")

    def _has_rule(self, step: Step) -> bool:
        rules = self.rules[step[1]]
        if step[0] == "relevant":
            return rules.relevant is not None
        if step[0] == "count":
            return rules.count is not None
        return rules.value is not None or rules.choices is not None


def _spots(
    nodes: tuple[Node, ...], repeats: tuple[int, ...], parents: tuple[int, ...], numbers: list[int]
) -> Iterator[Spot]:
    for node in nodes:
        here = len(numbers)
        numbers.append(here)
        inside = (*repeats, here) if isinstance(node, Repeat) else repeats
        yield Spot(node, here, inside, parents)
        if isinstance(node, Section | Repeat):
            yield from _spots(node.children, inside, (*parents, here), numbers)
