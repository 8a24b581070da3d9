"""The closed list of functions that rules may use, with what each gives; and those refused, with why."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plumbline.scrutiny.instruments import of_repeats, of_values
from plumbline.scrutiny.instruments.of_values import always, of_all_numbers, of_numbers, of_texts, whole
from plumbline.scrutiny.instruments.rules import Made, RuleRefused, Scope, made_of


@dataclass(frozen=True)
class Function:
    """A function: how it is written, what it gives, how many values it takes, and how it is made ready.

    make is given the values made ready; make_named the parts of the tree, for those whose values are names.
    """

    written: str
    gives: str
    fewest: int
    most: int | None
    make: of_values.Maker | None = None
    make_named: Callable[[list[Any], Scope, int], Made] | None = None


def call(name: str, parts: list[Any], scope: Scope, depth: int) -> Made:
    """A function with what it is given. Raises RuleRefused where that is too little or too much."""
    function = FUNCTIONS[name]
    if len(parts) < function.fewest or (function.most is not None and len(parts) > function.most):
        values = "1 value" if len(parts) == 1 else f"{len(parts)} values"
        raise RuleRefused(f"{name}() is given {values}; it is written {function.written}.")
    if function.make_named is not None:
        return function.make_named(parts, scope, depth)
    assert function.make is not None
    return function.make([made_of(part, scope, depth) for part in parts], scope)


def _plain(written: str, gives: str, fewest: int, most: int | None, make: of_values.Maker) -> Function:
    return Function(written, gives, fewest, most, make=make)


def _named(
    written: str, gives: str, fewest: int, most: int | None, make: Callable[[list[Any], Scope, int], Made]
) -> Function:
    return Function(written, gives, fewest, most, make_named=make)


def _largest(values: list[float]) -> float:
    return max(values, default=math.nan)


def _smallest(values: list[float]) -> float:
    return min(values, default=math.nan)


def _total(values: list[float]) -> float:
    return float(sum(values))


# Texts that are asked about.
_begins = of_texts("b", lambda value, part: value.startswith(part))
_ends = of_texts("b", lambda value, part: value.endswith(part))
_holds = of_texts("b", lambda value, part: part in value)
_is_chosen = of_texts("b", lambda value, choice: choice.strip() in value.split())
_says_true = of_texts("b", lambda value: value in ("1", "true"))
# Texts that are counted.
_length = of_texts("n", lambda value: float(len(value)))
_how_many = of_texts("n", lambda value: float(len(value.split())))
# Texts made of texts.
_after = of_texts("s", lambda value, part: value.partition(part)[2] if part else value)
_before = of_texts("s", lambda value, part: value.partition(part)[0] if part and part in value else "")
_spaced = of_texts("s", lambda value: " ".join(value.split()))
_translated = of_texts("s", of_values.translated)

_ALL = (
    _plain("abs(number)", "the number without its sign", 1, 1, of_numbers(abs)),
    _plain("boolean(value)", "true where a text is not empty or a number is not 0", 1, 1, of_values.as_truth),
    _plain("boolean-from-string(text)", "true for true and for 1", 1, 1, _says_true),
    _plain("ceiling(number)", "the next whole number up", 1, 1, of_numbers(whole(math.ceil))),
    _plain("coalesce(first, second)", "the first that is not blank", 2, 2, of_values.first_not_blank),
    _plain("concat(text, ...)", "the texts one after another", 1, None, of_values.concatenated),
    _plain("contains(text, part)", "true where the part stands in the text", 2, 2, _holds),
    _named("count(${repeat})", "how many instances there are", 1, 1, of_repeats.count),
    _named(
        "count-non-empty(${question})",
        "in how many instances of its repeat a question is answered",
        1,
        1,
        of_repeats.count_non_empty,
    ),
    _plain("count-selected(answer)", "how many choices are chosen", 1, 1, _how_many),
    _plain("date(value)", "the day that a text or a number of days is", 1, 1, of_values.as_day),
    _plain("decimal-date-time(day)", "the days since 1970-01-01", 1, 1, of_values.as_number),
    _plain("ends-with(text, part)", "true where the text ends so", 2, 2, _ends),
    _plain("false()", "false", 0, 0, always("b", False)),
    _plain("floor(number)", "the next whole number down", 1, 1, of_numbers(whole(math.floor))),
    _plain("format-date(day, '%d/%m/%Y')", "the day as text", 2, 2, of_values.formatted_day),
    _plain("if(condition, then, else)", "one of two values", 3, 3, of_values.one_or_other),
    _named(
        "indexed-repeat(${question}, ${repeat}, number)",
        "the answer in the instance of that number",
        3,
        None,
        of_repeats.indexed_repeat,
    ),
    _plain("int(number)", "the number without its decimals", 1, 1, of_numbers(whole(math.trunc))),
    _plain("join(between, text, ...)", "the texts with another between them", 2, None, of_values.joined),
    _named(
        "jr:choice-name(answer, '${question}')",
        "the label of a choice, in the default language",
        2,
        2,
        of_repeats.choice_name,
    ),
    _plain("max(number, ...)", "the largest; blank where one is blank", 1, None, of_all_numbers(_largest)),
    _plain("min(number, ...)", "the smallest; blank where one is blank", 1, None, of_all_numbers(_smallest)),
    _plain("normalize-space(text)", "the text with single spaces", 1, 1, _spaced),
    _plain("not(condition)", "true where the condition is false", 1, 1, of_values.negated),
    _plain("number(value)", "the value as a number; a day as days since 1970", 1, 1, of_values.as_number),
    _named("position(..)", "which instance of the repeat this is", 1, 1, of_repeats.position),
    _plain("pow(number, power)", "the power", 2, 2, of_numbers(of_values.to_the_power)),
    _plain("regex(text, '^pattern$')", "true where the text is as it says", 2, 2, of_values.fits_pattern),
    _plain("round(number, places)", "rounded, halves away from 0", 1, 2, of_numbers(of_values.rounded)),
    _plain("selected(answer, 'choice')", "true where the choice is chosen", 2, 2, _is_chosen),
    _plain("selected-at(answer, number)", "a choice chosen, counted from 0", 2, 2, of_values.chosen_at),
    _plain("sqrt(number)", "the square root", 1, 1, of_numbers(of_values.square_root)),
    _plain("starts-with(text, part)", "true where the text begins so", 2, 2, _begins),
    _plain("string(value)", "the value as text", 1, 1, of_values.as_text),
    _plain("string-length(text)", "how many characters it has", 1, 1, _length),
    _plain("substr(text, start, end)", "a part, counted from 0", 2, 3, of_values.part_from_nought),
    _plain("substring(text, start, length)", "a part, counted from 1", 2, 3, of_values.part_from_one),
    _plain("substring-after(text, part)", "what stands after the part", 2, 2, _after),
    _plain("substring-before(text, part)", "what stands before the part", 2, 2, _before),
    _plain("sum(${question})", "the sum; blank where one is blank", 1, 1, of_all_numbers(_total)),
    _plain("today()", "the day, given by the site", 0, 0, of_values.today_as_given),
    _plain("translate(text, letters, others)", "the text with letters exchanged", 3, 3, _translated),
    _plain("true()", "true", 0, 0, always("b", True)),
)
FUNCTIONS: dict[str, Function] = {function.written.partition("(")[0]: function for function in _ALL}

_CLOCK = "what it gives depends on the time of day"
_CHANCE = "what it gives depends on chance"
_PLACE = "places on a map are not asked for"
_PATHS = "paths are not supported; write ${name}"
_SECRET = "it is not needed for answers that people read"
REFUSED: dict[str, str] = {
    "now": f"{_CLOCK}; today() gives the day",
    "format-date-time": f"{_CLOCK}; format-date() writes the day",
    "date-time": f"{_CLOCK}; date() gives the day",
    "decimal-time": _CLOCK,
    "once": "what it gives depends on when the form was opened",
    "random": _CHANCE,
    "randomize": _CHANCE,
    "uuid": _CHANCE,
    "area": _PLACE,
    "distance": _PLACE,
    "geofence": _PLACE,
    "pulldata": "files beside the form are not read; put the facts on the choices sheet",
    "instance": "rules do not look into lists; use a choice_filter",
    "current": _PATHS,
    "id": _PATHS,
    "text": _PATHS,
    "node": _PATHS,
    "name": _PATHS,
    "last": "paths are not supported; count(${repeat}) gives how many instances there are",
    "digest": _SECRET,
    "base64-decode": _SECRET,
    "property": "nothing of the device is asked",
}
