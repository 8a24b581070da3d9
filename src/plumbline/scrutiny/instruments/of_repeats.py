"""The functions of rules whose arguments are names: of repeats, of their instances, of choices."""

from __future__ import annotations

import math
from typing import Any

from plumbline.scrutiny.instruments.model import Question, Repeat
from plumbline.scrutiny.instruments.operators import number, text
from plumbline.scrutiny.instruments.rules import (
    NAMED,
    Made,
    Place,
    RuleRefused,
    Scope,
    Spot,
    Work,
    Working,
    made_of,
)


def _named(part: Any, scope: Scope) -> Spot | None:
    """The node that an argument names as ${name}, or None where it is something else."""
    if part.symbol != "$" or not str(part[0].value).startswith("_"):
        return None
    return scope.spots.get(str(part[0].value)[1:])


def count(parts: list[Any], scope: Scope, depth: int) -> Made:
    """count(): how many instances of a repeat there are, or answers of a question in it."""
    spot = _named(parts[0], scope)
    if spot is not None and isinstance(spot.node, Repeat):
        return _instances(spot, scope)
    made = made_of(parts[0], scope, depth)
    if made.kind != "set":
        raise RuleRefused("count() counts the instances of a repeat: name the repeat, as count(${people}).")
    work = made.work
    return Made("n", lambda w, p: float(len(work(w, p))))


def _instances(spot: Spot, scope: Scope) -> Made:
    """How many instances of a repeat there are, in all those instances around it that are not ours."""
    shared = len(_shared(scope.of.repeats, spot.repeats))
    scope.needs_count.update(spot.repeats[shared:])
    scope.needs_count.add(spot.number)
    repeat = spot.number
    return Made(
        "n", lambda w, p: float(sum(n for at, n in w.counts[repeat].items() if at[:shared] == p[:shared]))
    )


def _shared(ours: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[int, ...]:
    """The repeats that two nodes both stand in, from outside in."""
    return tuple(one for one, other in zip(ours, theirs, strict=False) if one == other)


def count_non_empty(parts: list[Any], scope: Scope, depth: int) -> Made:
    """count-non-empty(): in how many instances a question is answered."""
    made = made_of(parts[0], scope, depth)
    if made.kind != "set":
        raise RuleRefused("count-non-empty() counts answers of a repeat, named from outside it.")
    work = made.work
    return Made("n", lambda w, p: float(sum(value != "" for value in work(w, p))))


def position(parts: list[Any], scope: Scope, _depth: int) -> Made:
    """position(..): which instance of the repeat this is; one more /.. for each group between."""
    steps, token = 1, parts[0]
    while token.symbol == "/" and len(token) == 2 and token[1].symbol == "..":
        steps, token = steps + 1, token[0]
    if token.symbol != ".." or len(token):
        raise RuleRefused("position() is written position(..), inside a repeat.")
    around = scope.of.parents[::-1]
    if scope.columns is not None or steps > len(around) or around[steps - 1] not in scope.of.repeats:
        raise RuleRefused(
            f"position({'/'.join(['..'] * steps)}) leads to no repeat from here. Inside a repeat, write one "
            ".. for the repeat and one more for each group between."
        )
    depth = scope.of.repeats.index(around[steps - 1])
    return Made("n", lambda _w, p: float(p[depth]))


def indexed_repeat(parts: list[Any], scope: Scope, depth: int) -> Made:
    """indexed-repeat(): the answer of a question in the instance of a number; "" where there is none."""
    asked = _named(parts[0], scope)
    if asked is None or not isinstance(asked.node, Question):
        raise RuleRefused("The first value of indexed-repeat() is the question, as ${name}.")
    if len(parts) % 2 == 0:
        raise RuleRefused("indexed-repeat() takes a question, then a repeat and a number, in pairs.")
    places: list[tuple[int, Work]] = []
    for repeat, at in zip(parts[1::2], parts[2::2], strict=True):
        spot = _named(repeat, scope)
        if spot is None or not isinstance(spot.node, Repeat) or spot.number not in asked.repeats:
            raise RuleRefused(f"indexed-repeat() is given a repeat that ${{{asked.node.name}}} is not in.")
        places.append((asked.repeats.index(spot.number), number(made_of(at, scope, depth))))
    given = {place for place, _ in places}
    for place, around in enumerate(asked.repeats):
        if place not in given and around not in scope.of.repeats:
            raise RuleRefused("indexed-repeat() must be given every repeat around the question.")
    scope.needs.add(asked.number)
    scope.needs_count.update(asked.repeats)
    node, long = asked.number, len(asked.repeats)

    def worked(w: Working, p: Place) -> str:
        at: list[float] = [*p[:long], *([0] * (long - len(p)))]
        for place, work in places:
            at[place] = work(w, p)
        if any(not math.isfinite(each) or each != int(each) for each in at):
            return ""
        return w.values[node].get(tuple(int(each) for each in at), "")

    return Made("s", worked)


def choice_name(parts: list[Any], scope: Scope, depth: int) -> Made:
    """jr:choice-name(): the label, in the form's default language, of a choice of the question named."""
    work = text(made_of(parts[0], scope, depth))
    named = str(parts[1].value) if parts[1].symbol == "(string)" else ""
    spot = scope.spots.get(named[1:]) if named.startswith(NAMED) else None
    if spot is None or not isinstance(spot.node, Question) or not spot.node.choice_list:
        raise RuleRefused("The second value of jr:choice-name() is a question with choices, as '${name}'.")
    labels = {
        choice.name: choice.labels.get(scope.default_language, "")
        for choice in scope.lists.get(spot.node.choice_list, ())
    }
    return Made("s", lambda w, p: labels.get(work(w, p), ""))
