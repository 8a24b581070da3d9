"""The closed list of functions that rules may use, each with what it does; those refused, with why."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plumbline.scrutiny.instruments.model import Question, Repeat
from plumbline.scrutiny.instruments.operators import number, text, truth
from plumbline.scrutiny.instruments.patterns import Pattern, PatternRefused
from plumbline.scrutiny.instruments.rules import NAMED, Made, RuleRefused, Scope, Spot, Work, made_of
from plumbline.scrutiny.instruments.values import (
    day_of,
    days_since_1970,
    text_as_number,
)

REPEATS_AT_MOST = 100  # instances of one repeat


@dataclass(frozen=True)
class Function:
    """A function: how it is written, what it gives, how many arguments it takes, and how it is made ready.

    make is given the arguments, made ready already, and the scope; make_raw the parts of the tree, for the few
    whose arguments are names rather than values.
    """

    written: str
    gives: str
    fewest: int
    most: int | None
    make: Callable[[list[Made], Scope], Made] | None = None
    make_raw: Callable[[list[Any], Scope, int], Made] | None = None


def call(name: str, parts: list[Any], scope: Scope, depth: int) -> Made:
    """A function with its arguments. Raises RuleRefused where there are too few or too many, or of a wrong kind."""
    function = FUNCTIONS[name]
    if len(parts) == 1 and parts[0].symbol == ",":
        parts = list(parts[0])
    if len(parts) < function.fewest or (function.most is not None and len(parts) > function.most):
        raise RuleRefused(f"{name}() is given {len(parts)} values; it is written {function.written}.")
    if function.make_raw is not None:
        return function.make_raw(parts, scope, depth)
    assert function.make is not None
    return function.make([made_of(part, scope, depth) for part in parts], scope)


def _texts(given: Callable[..., str]) -> Callable[[list[Made], Scope], Made]:
    """A function of texts that gives a text."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [text(each) for each in made]
        return Made("s", lambda w, p: given(*[work(w, p) for work in works]))

    return make


def _asked(given: Callable[..., bool]) -> Callable[[list[Made], Scope], Made]:
    """A function of texts that gives true or false."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [text(each) for each in made]
        return Made("b", lambda w, p: given(*[work(w, p) for work in works]))

    return make


def _counted(given: Callable[..., float]) -> Callable[[list[Made], Scope], Made]:
    """A function of texts that gives a number."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [text(each) for each in made]
        return Made("n", lambda w, p: given(*[work(w, p) for work in works]))

    return make


def _numbers(given: Callable[..., float]) -> Callable[[list[Made], Scope], Made]:
    """A function of numbers that gives a number: none where one of them is none."""

    def make(made: list[Made], _scope: Scope) -> Made:
        works = [number(each) for each in made]

        def worked(w, p):  # type: ignore[no-untyped-def]
            values = [work(w, p) for work in works]
            return math.nan if any(value != value for value in values) else given(*values)

        return Made("n", worked)

    return make


def _many_numbers(given: Callable[[list[float]], float]) -> Callable[[list[Made], Scope], Made]:
    """A function of all numbers given, those of every instance of a repeat among them."""

    def make(made: list[Made], _scope: Scope) -> Made:
        sets = [each.kind == "set" for each in made]
        works = [each.work if each.kind == "set" else number(each) for each in made]

        def worked(w, p):  # type: ignore[no-untyped-def]
            values: list[float] = []
            for many, work in zip(sets, works, strict=True):
                found = work(w, p)
                values += [text_as_number(each) for each in found] if many else [found]
            return math.nan if any(value != value for value in values) else given(values)

        return Made("n", worked)

    return make


def _joined(made: list[Made], glue: Work) -> Made:
    sets = [each.kind == "set" for each in made]
    works = [each.work if each.kind == "set" else text(each) for each in made]

    def worked(w, p):  # type: ignore[no-untyped-def]
        texts: list[str] = []
        for many, work in zip(sets, works, strict=True):
            found = work(w, p)
            texts += found if many else [found]
        return glue(w, p).join(texts)

    return Made("s", worked)


def _concat(made: list[Made], _scope: Scope) -> Made:
    return _joined(made, lambda _w, _p: "")


def _join(made: list[Made], _scope: Scope) -> Made:
    return _joined(made[1:], text(made[0]))


def _if(made: list[Made], _scope: Scope) -> Made:
    asked, then, other = truth(made[0]), made[1], made[2]
    if "set" in (then.kind, other.kind):
        text(then if then.kind == "set" else other)  # refuses
    if then.kind == other.kind:
        yes, no, kind = then.work, other.work, then.kind
    else:
        # A day beside another kind stands as text: it is a day again where a number is asked for.
        yes = text(then) if then.kind == "d" else then.work
        no = text(other) if other.kind == "d" else other.work
        kind = "s" if {then.kind, other.kind} == {"d", "s"} else "x"
    return Made(kind, lambda w, p: yes(w, p) if asked(w, p) else no(w, p))


def _coalesce(made: list[Made], _scope: Scope) -> Made:
    first, second = text(made[0]), text(made[1])
    return Made("s", lambda w, p: first(w, p) or second(w, p))


def _fixed(kind: Any, value: Any) -> Callable[[list[Made], Scope], Made]:
    return lambda _made, _scope: Made(kind, lambda _w, _p: value)


def _today(_made: list[Made], _scope: Scope) -> Made:
    return Made("d", lambda w, _p: days_since_1970(w.today))


def _date(made: list[Made], _scope: Scope) -> Made:
    given = made[0]
    if given.kind in ("n", "d"):
        work = given.work
        return Made("d", lambda w, p: math.floor(value) if (value := work(w, p)) == value else value)
    work = text(given)

    def worked(w, p):  # type: ignore[no-untyped-def]
        day = day_of(work(w, p))
        return math.nan if day is None else days_since_1970(day)

    return Made("d", worked)


def _format_date(made: list[Made], _scope: Scope) -> Made:
    form = made[1].literal
    if not isinstance(form, str):
        raise RuleRefused("The second value of format-date() must be a text in quotes, such as '%d/%m/%Y'.")
    pieces = form.split("%")
    for piece in pieces[1:]:
        if piece[:1] not in DATE_PARTS:
            known = ", ".join(f"%{letter}" for letter in DATE_PARTS)
            raise RuleRefused(f"format-date() knows {known}, not “%{piece[:1]}”.")
    work = text(made[0])

    def worked(w, p):  # type: ignore[no-untyped-def]
        day = day_of(work(w, p))
        if day is None:
            return ""
        return pieces[0] + "".join(DATE_PARTS[piece[0]](day) + piece[1:] for piece in pieces[1:])

    return Made("s", worked)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DATE_PARTS: dict[str, Callable[[Any], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "n": lambda day: str(day.month),
    "b": lambda day: _MONTHS[day.month - 1],
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
    "a": lambda day: _DAYS[day.weekday()],
}


def _regex(made: list[Made], _scope: Scope) -> Made:
    written = made[1].literal
    if not isinstance(written, str):
        raise RuleRefused("The pattern of regex() must be a text in quotes, so that it can be checked now.")
    try:
        pattern = Pattern(written)
    except PatternRefused as fault:
        raise RuleRefused(f"The pattern of regex() is not taken: {fault}") from None
    work = text(made[0])
    return Made("b", lambda w, p: pattern.matches(work(w, p)))


def _round(value: float, places: float = 0) -> float:
    """Halves away from nought, as the reference engine rounds."""
    if math.isinf(value):
        return value
    places = int(max(-15, min(15, places)))
    scale = 10.0**places
    shifted = math.floor(abs(value) * scale + 0.5)
    return math.copysign(shifted / scale, value) if shifted else 0.0


def _truncated(value: float) -> float:
    return value if math.isinf(value) else float(math.trunc(value))


def _floor(value: float) -> float:
    return value if math.isinf(value) else float(math.floor(value))


def _ceiling(value: float) -> float:
    return value if math.isinf(value) else float(math.ceil(value))


def _power(base: float, exponent: float) -> float:
    try:
        found = base**exponent
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else math.nan


def _substring(made: list[Made], _scope: Scope) -> Made:
    """Counted from 1; XPath rounds where it begins and how long it is."""
    work, begins = text(made[0]), number(made[1])
    length = number(made[2]) if len(made) > 2 else None

    def worked(w, p):  # type: ignore[no-untyped-def]
        value, first = work(w, p), _half_up(begins(w, p))
        until = math.inf if length is None else first + _half_up(length(w, p))
        return "".join(letter for at, letter in enumerate(value, 1) if first <= at < until)

    return Made("s", worked)


def _half_up(value: float) -> float:
    return value if math.isinf(value) or value != value else math.floor(value + 0.5)


def _substr(made: list[Made], _scope: Scope) -> Made:
    """Counted from 0, the end left out; negative counts from the end."""
    work, begins = text(made[0]), number(made[1])
    ends = number(made[2]) if len(made) > 2 else None

    def place(at: float, long: int) -> int:
        if at != at:
            return 0
        at = at + long if at < 0 else at
        return int(max(0, min(at, long)))

    def worked(w, p):  # type: ignore[no-untyped-def]
        value = work(w, p)
        until = len(value) if ends is None else place(ends(w, p), len(value))
        return value[place(begins(w, p), len(value)) : until]

    return Made("s", worked)


def _selected_at(made: list[Made], _scope: Scope) -> Made:
    work, at = text(made[0]), number(made[1])

    def worked(w, p):  # type: ignore[no-untyped-def]
        chosen, place = work(w, p).split(), at(w, p)
        return chosen[int(place)] if 0 <= place < len(chosen) else ""

    return Made("s", worked)


def _translate(value: str, away: str, to: str) -> str:
    table: dict[int, str] = {}
    for place, letter in enumerate(away):
        table.setdefault(ord(letter), to[place] if place < len(to) else "")
    return value.translate(table)


def _named(part: Any, scope: Scope) -> Spot | None:
    """The node that an argument names as ${name}, or None where it is something else."""
    if part.symbol != "$":
        return None
    return scope.spots.get(str(part[0].value)[1:])


def _count(parts: list[Any], scope: Scope, depth: int) -> Made:
    spot = _named(parts[0], scope)
    if spot is not None and isinstance(spot.node, Repeat):
        return _instances(spot, scope)
    made = made_of(parts[0], scope, depth)
    if made.kind != "set":
        raise RuleRefused("count() counts the instances of a repeat: name the repeat, as count(${people}).")
    work = made.work
    return Made("n", lambda w, p: float(len(work(w, p))))


def _instances(spot: Spot, scope: Scope) -> Made:
    """How many instances of a repeat there are, those of every instance around it that is not ours added up."""
    scope.needs_count.add(spot.number)
    shared = 0
    for ours, theirs in zip(scope.of.repeats, spot.repeats, strict=False):
        if ours != theirs:
            break
        shared += 1
    scope.needs_count.update(spot.repeats[shared:])
    number_of = spot.number
    return Made(
        "n",
        lambda w, p: float(sum(n for at, n in w.counts[number_of].items() if at[:shared] == p[:shared])),
    )


def _count_non_empty(parts: list[Any], scope: Scope, depth: int) -> Made:
    made = made_of(parts[0], scope, depth)
    if made.kind != "set":
        raise RuleRefused("count-non-empty() counts answers of a repeat, named from outside it.")
    work = made.work
    return Made("n", lambda w, p: float(sum(value != "" for value in work(w, p))))


def _position(parts: list[Any], scope: Scope, _depth: int) -> Made:
    """position(..): which instance of the repeat this is; one more /.. for each group between."""
    steps, token = 1, parts[0]
    while token.symbol == "/" and len(token) == 2 and token[1].symbol == "..":
        steps, token = steps + 1, token[0]
    if token.symbol != ".." or len(token):
        raise RuleRefused("position() is written position(..), inside a repeat.")
    # From the node upwards: its parent is one step away.
    around = list(reversed(scope.of.parents))
    if scope.columns is not None or steps > len(around) or around[steps - 1] not in scope.of.repeats:
        raise RuleRefused(
            f"position({'/'.join(['..'] * steps)}) leads to no repeat from here. Inside a repeat, write one .. for "
            "the repeat and one more for each group between."
        )
    depth = scope.of.repeats.index(around[steps - 1])
    return Made("n", lambda _w, p: float(p[depth]))


def _indexed_repeat(parts: list[Any], scope: Scope, depth: int) -> Made:
    asked = _named(parts[0], scope)
    if asked is None or not isinstance(asked.node, Question):
        raise RuleRefused("The first value of indexed-repeat() is the question, as ${name}.")
    if len(parts) % 2 == 0:
        raise RuleRefused(
            f"After the question, indexed-repeat() takes pairs: {FUNCTIONS['indexed-repeat'].written}."
        )
    places: list[tuple[int, Work]] = []
    for repeat, at in zip(parts[1::2], parts[2::2], strict=True):
        spot = _named(repeat, scope)
        if spot is None or not isinstance(spot.node, Repeat) or spot.number not in asked.repeats:
            raise RuleRefused(f"indexed-repeat() is given a repeat that ${{{asked.node.name}}} is not in.")
        places.append((asked.repeats.index(spot.number), number(made_of(at, scope, depth))))
    fixed = {place for place, _ in places}
    for place, repeat in enumerate(asked.repeats):
        if place not in fixed and repeat not in scope.of.repeats:
            raise RuleRefused("indexed-repeat() must be given every repeat around the question.")
    if asked.number == scope.of.number:
        raise RuleRefused("A question cannot be worked out from its own answer in another instance.")
    scope.needs.add(asked.number)
    scope.needs_count.update(asked.repeats)
    node, long = asked.number, len(asked.repeats)

    def worked(w, p):  # type: ignore[no-untyped-def]
        at: list[float] = [*p[:long], *([0] * (long - len(p)))]
        for place, work in places:
            at[place] = work(w, p)
        if any(each != each for each in at):
            return ""
        return w.values[node].get(tuple(int(each) for each in at), "")

    return Made("s", worked)


def _choice_name(parts: list[Any], scope: Scope, depth: int) -> Made:
    """The label, in the form's default language, of a choice of the question named in the second value."""
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


FUNCTIONS: dict[str, Function] = {
    "abs": Function("abs(number)", "the number without its sign", 1, 1, _numbers(abs)),
    "boolean": Function(
        "boolean(value)",
        "true where a text is not empty, or a number is there and not 0",
        1,
        1,
        lambda made, _s: Made("b", truth(made[0])),
    ),
    "boolean-from-string": Function(
        "boolean-from-string(text)", "true for true and 1", 1, 1, _asked(lambda value: value in ("1", "true"))
    ),
    "ceiling": Function("ceiling(number)", "the next whole number up", 1, 1, _numbers(_ceiling)),
    "coalesce": Function("coalesce(first, second)", "the first that is not blank", 2, 2, _coalesce),
    "concat": Function("concat(text, ...)", "the texts one after another", 1, None, _concat),
    "contains": Function(
        "contains(text, part)",
        "true where the part is in the text",
        2,
        2,
        _asked(lambda value, part: part in value),
    ),
    "count": Function("count(${repeat})", "how many instances there are", 1, 1, make_raw=_count),
    "count-non-empty": Function(
        "count-non-empty(${question})",
        "in how many instances it is answered",
        1,
        1,
        make_raw=_count_non_empty,
    ),
    "count-selected": Function(
        "count-selected(answer)",
        "how many choices are chosen",
        1,
        1,
        _counted(lambda value: float(len(value.split()))),
    ),
    "date": Function(
        "date(value)", "the day: of a text 2026-01-31, or of days since 1970-01-01", 1, 1, _date
    ),
    "decimal-date-time": Function(
        "decimal-date-time(day)",
        "the day as a number of days since 1970-01-01",
        1,
        1,
        lambda made, _s: Made("n", number(made[0])),
    ),
    "ends-with": Function(
        "ends-with(text, part)",
        "true where the text ends so",
        2,
        2,
        _asked(lambda value, part: value.endswith(part)),
    ),
    "false": Function("false()", "false", 0, 0, _fixed("b", False)),
    "floor": Function("floor(number)", "the next whole number down", 1, 1, _numbers(_floor)),
    "format-date": Function("format-date(day, '%d/%m/%Y')", "the day as text", 2, 2, _format_date),
    "if": Function("if(condition, then, else)", "one of two values", 3, 3, _if),
    "indexed-repeat": Function(
        "indexed-repeat(${question}, ${repeat}, number, ...)",
        "the answer in the instance of that number",
        3,
        None,
        make_raw=_indexed_repeat,
    ),
    "int": Function("int(number)", "the number without its decimals", 1, 1, _numbers(_truncated)),
    "join": Function("join(between, value, ...)", "the texts with another between them", 2, None, _join),
    "jr:choice-name": Function(
        "jr:choice-name(answer, '${question}')",
        "the label of a choice, in the default language",
        2,
        2,
        make_raw=_choice_name,
    ),
    "max": Function(
        "max(number, ...)",
        "the largest; none where one is blank",
        1,
        None,
        _many_numbers(lambda values: max(values, default=math.nan)),
    ),
    "min": Function(
        "min(number, ...)",
        "the smallest; none where one is blank",
        1,
        None,
        _many_numbers(lambda values: min(values, default=math.nan)),
    ),
    "normalize-space": Function(
        "normalize-space(text)",
        "the text with single spaces",
        1,
        1,
        _texts(lambda value: " ".join(value.split())),
    ),
    "not": Function(
        "not(condition)", "true where the condition is false", 1, 1, lambda made, _s: _negated(made[0])
    ),
    "number": Function(
        "number(value)",
        "the value as a number; a day as days since 1970-01-01",
        1,
        1,
        lambda made, _s: Made("n", number(made[0])),
    ),
    "position": Function("position(..)", "which instance of the repeat this is", 1, 1, make_raw=_position),
    "pow": Function("pow(number, power)", "the power", 2, 2, _numbers(_power)),
    "regex": Function("regex(text, '^pattern$')", "true where the text is as the pattern says", 2, 2, _regex),
    "round": Function("round(number, places)", "rounded, halves away from 0", 1, 2, _numbers(_round)),
    "selected": Function(
        "selected(answer, 'choice')",
        "true where the choice is chosen",
        2,
        2,
        _asked(lambda value, choice: choice.strip() in value.split()),
    ),
    "selected-at": Function(
        "selected-at(answer, number)", "the choice chosen, counted from 0", 2, 2, _selected_at
    ),
    "sqrt": Function(
        "sqrt(number)",
        "the square root",
        1,
        1,
        _numbers(lambda value: math.sqrt(value) if value >= 0 else math.nan),
    ),
    "starts-with": Function(
        "starts-with(text, part)",
        "true where the text begins so",
        2,
        2,
        _asked(lambda value, part: value.startswith(part)),
    ),
    "string": Function("string(value)", "the value as text", 1, 1, lambda made, _s: Made("s", text(made[0]))),
    "string-length": Function(
        "string-length(text)", "how many characters", 1, 1, _counted(lambda value: float(len(value)))
    ),
    "substr": Function("substr(text, start, end)", "a part, counted from 0, the end left out", 2, 3, _substr),
    "substring": Function("substring(text, start, length)", "a part, counted from 1", 2, 3, _substring),
    "substring-after": Function(
        "substring-after(text, part)",
        "what follows the part",
        2,
        2,
        _texts(lambda value, part: value.partition(part)[2] if part else value),
    ),
    "substring-before": Function(
        "substring-before(text, part)",
        "what stands before the part",
        2,
        2,
        _texts(lambda value, part: value.partition(part)[0] if part and part in value else ""),
    ),
    "sum": Function(
        "sum(${question})",
        "the sum over all instances; none where one is blank",
        1,
        1,
        _many_numbers(lambda values: float(sum(values))),
    ),
    "today": Function("today()", "the day on which the form is worked out, given by the site", 0, 0, _today),
    "translate": Function(
        "translate(text, letters, others)",
        "the text with letters put in for others",
        3,
        3,
        _texts(_translate),
    ),
    "true": Function("true()", "true", 0, 0, _fixed("b", True)),
}


def _negated(made: Made) -> Made:
    work = truth(made)
    return Made("b", lambda w, p: not work(w, p))


_CLOCK = "what it gives depends on the time of day"
_CHANCE = "what it gives depends on chance"
_PLACE = "places on a map are not asked for"
REFUSED: dict[str, str] = {
    "now": f"{_CLOCK}; today() gives the day",
    "format-date-time": f"{_CLOCK}; format-date() writes the day",
    "decimal-time": _CLOCK,
    "once": "what it gives depends on when the form was opened",
    "random": _CHANCE,
    "randomize": _CHANCE,
    "uuid": _CHANCE,
    "area": _PLACE,
    "distance": _PLACE,
    "geofence": _PLACE,
    "pulldata": "files beside the form are not read; put the facts on the choices sheet",
    "instance": "lists are not looked into by rules; use a choice_filter",
    "current": "paths are not supported; write ${name}",
    "digest": "it is not needed for answers that people read",
    "base64-decode": "it is not needed for answers that people read",
    "property": "nothing of the device is asked",
    "id": "paths are not supported; write ${name}",
    "text": "paths are not supported; write ${name}",
    "node": "paths are not supported; write ${name}",
    "last": "paths are not supported; count(${repeat}) gives how many instances there are",
    "name": "paths are not supported; write ${name}",
}
