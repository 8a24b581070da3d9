"""The operators of rules: comparing, reckoning, and, or."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from plumbline.scrutiny.instruments.rules import Made, RuleRefused, Work
from plumbline.scrutiny.instruments.values import (
    as_number,
    as_text,
    as_truth,
    day_as_text,
    number_as_text,
    text_as_number,
)


def text(made: Made) -> Work:
    """The part as text."""
    work = made.work
    match made.kind:
        case "s":
            return work
        case "n":
            return lambda w, p: number_as_text(work(w, p))
        case "d":
            return lambda w, p: day_as_text(work(w, p))
        case "b":
            return lambda w, p: "true" if work(w, p) else "false"
        case "x":
            return lambda w, p: as_text(work(w, p))
    raise RuleRefused(MANY)


def number(made: Made) -> Work:
    """The part as a number; a day is its number."""
    work = made.work
    match made.kind:
        case "s":
            if isinstance(made.literal, str):
                value = text_as_number(made.literal)
                return lambda _w, _p: value
            return lambda w, p: text_as_number(work(w, p))
        case "n" | "d":
            return work
        case "b":
            return lambda w, p: float(work(w, p))
        case "x":
            return lambda w, p: as_number(work(w, p))
    raise RuleRefused(MANY)


def truth(made: Made) -> Work:
    """The part as true or false. A reference alone is true where the question is answered."""
    work = made.work
    match made.kind:
        case "b":
            return work
        case "s":
            if made.one_of is not None:
                return lambda w, p: work(w, p).strip() != ""
            return lambda w, p: work(w, p) != ""
        case "n" | "d":
            return lambda w, p: (value := work(w, p)) != 0 and value == value
        case "x":
            return lambda w, p: as_truth(work(w, p))
    raise RuleRefused(MANY)


MANY = (
    "It names a question of a repeat from outside it, so there may be many answers. Say which is meant with "
    "indexed-repeat(), or join them with count(), sum(), min(), max() or join()."
)


def _compared(compare: Callable[[object, object], bool], order: bool) -> Callable[[Made, Made], Made]:
    """An operator that compares. order: whether it asks for smaller or larger, which only numbers have."""

    def made(left: Made, right: Made) -> Made:
        if "set" in (left.kind, right.kind):
            raise RuleRefused(MANY)
        kinds = {left.kind, right.kind}
        if order:
            as_ = number
        elif "b" in kinds:
            as_ = truth
        elif "x" in kinds:
            return Made("b", _by_what_it_is(compare, left, right))
        elif kinds & {"n", "d"}:
            as_ = number
        else:
            as_ = text
        one, other = as_(left), as_(right)
        if as_ is text and right.literal is not None:
            value = right.literal
            return Made("b", lambda w, p: compare(one(w, p), value))
        return Made("b", lambda w, p: compare(one(w, p), other(w, p)))

    return made


def _by_what_it_is(compare: Callable[[object, object], bool], left: Made, right: Made) -> Work:
    """Equality where only the values say of what kind they are."""
    one = left.work if left.kind != "d" else number(left)
    other = right.work if right.kind != "d" else number(right)

    def equal(w, p):  # type: ignore[no-untyped-def]
        a, b = one(w, p), other(w, p)
        if isinstance(a, bool) or isinstance(b, bool):
            return compare(as_truth(a), as_truth(b))
        if isinstance(a, float) or isinstance(b, float):
            return compare(as_number(a), as_number(b))
        return compare(a, b)

    return equal


def _reckoned(reckon: Callable[[float, float], float]) -> Callable[[Made, Made], Made]:
    def made(left: Made, right: Made) -> Made:
        one, other = number(left), number(right)
        return Made("n", lambda w, p: reckon(one(w, p), other(w, p)))

    return made


def _divided(one: float, other: float) -> float:
    if other == 0:
        if one == 0 or one != one:
            return math.nan
        return math.copysign(math.inf, one) * math.copysign(1, other)
    return one / other


def _remainder(one: float, other: float) -> float:
    """What is left over, with the sign of the first, as XPath has it."""
    if other == 0 or math.isinf(one) or one != one or other != other:
        return math.nan
    return math.fmod(one, other)


def _all(left: Made, right: Made) -> Made:
    one, other = truth(left), truth(right)
    return Made("b", lambda w, p: one(w, p) and other(w, p))


def _any(left: Made, right: Made) -> Made:
    one, other = truth(left), truth(right)
    return Made("b", lambda w, p: one(w, p) or other(w, p))


def negative(made: Made) -> Made:
    """A minus before a part."""
    work = number(made)
    return Made("n", lambda w, p: -work(w, p))


OPERATORS: dict[str, Callable[[Made, Made], Made]] = {
    "=": _compared(operator.eq, order=False),
    "!=": _compared(operator.ne, order=False),
    "<": _compared(operator.lt, order=True),  # type: ignore[arg-type]
    "<=": _compared(operator.le, order=True),  # type: ignore[arg-type]
    ">": _compared(operator.gt, order=True),  # type: ignore[arg-type]
    ">=": _compared(operator.ge, order=True),  # type: ignore[arg-type]
    "+": _reckoned(operator.add),
    "-": _reckoned(operator.sub),
    "*": _reckoned(operator.mul),
    "div": _reckoned(_divided),
    "mod": _reckoned(_remainder),
    "and": _all,
    "or": _any,
}
