"""One rule of an instrument, such as a relevance or a calculation: parsed, checked, and made ready.

The text is parsed by elementpath's XPath 1.0 parser, in which our functions are registered; its tree is then
made into Python functions, each called with the answers as they stand (`Working`) and the numbers of the
repeats that the rule stands in. What the closed set does not have is refused, in words: RuleRefused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

from elementpath import ElementPathError, XPath1Parser
from elementpath.tdop import Parser

from plumbline.scrutiny.instruments.model import Choice, Question, Repeat, Section
from plumbline.scrutiny.instruments.values import Kind, Value

LONGEST = 2_000  # characters of one rule
DEEPEST = 150  # operators and functions inside each other; a sum of so many is as deep

Place = tuple[int, ...]  # the numbers of the repeats something stands in, from outside in; () where in none


class RuleRefused(Exception):
    """Why a rule cannot be used, as a sentence. Becomes a fault with its sheet, row and column."""


class RefersToRefused(RuleRefused):
    """The rule refers to a row that was refused itself, so nothing can be said of the rule."""


@dataclass
class Working:
    """The answers while they are worked out, by the number of the node and the place."""

    values: list[dict[Place, str]]
    counts: list[dict[Place, int]]  # of repeats: how many there are
    relevant: list[dict[Place, bool]]
    today: date
    item: Choice | None = None  # the choice being filtered


Work = Callable[[Working, Place], Any]


@dataclass(frozen=True)
class Made:
    """A part of a rule made ready: what kind of value it gives, how, and the literal where it is one."""

    kind: Kind
    work: Work
    literal: Value | None = None
    one_of: int | None = None  # the node it is the value of


@dataclass(frozen=True)
class Spot:
    """Where a node stands: its number in the order of the form, and the numbers of the repeats around it."""

    node: Question | Section | Repeat
    number: int
    repeats: tuple[int, ...]
    parents: tuple[int, ...]


@dataclass
class Scope:
    """What a rule may speak of: the nodes by name, the node it is of, and for a choice filter the columns."""

    spots: Mapping[str, Spot]
    of: Spot
    lists: Mapping[str, tuple[Choice, ...]]
    default_language: str
    columns: frozenset[str] | None = None
    own_value: bool = True  # whether "." may stand for the answer itself
    left_out: frozenset[str] = frozenset()  # names of refused rows: a rule on them is no fault of its own
    needs: set[int] = field(default_factory=set)  # nodes whose values it needs
    needs_count: set[int] = field(default_factory=set)  # repeats whose number it needs


class _Grammar(XPath1Parser):
    """XPath 1.0 with our functions. Parsed only: nothing of elementpath is evaluated."""

    taught = False


# A text in quotes, a reference, or the name of a function before its bracket.
_PARTS = re.compile(
    r"""(?P<text>"[^"]*"|'[^']*')|\$\{\s*(?P<name>[^{}]*?)\s*\}|(?P<function>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\(""",
)
NAMED = "\ue000"  # begins a text that stands for a reference in quotes
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_OPERATORS = {"and", "or", "div", "mod"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def parse(text: str) -> tuple[Any, tuple[str, ...]]:
    """A rule's tree, and the names it refers to. Raises RuleRefused."""
    if NAMED in text:
        raise RuleRefused("The rule holds a character that no text has. Write it again.")
    if len(text) > LONGEST:
        raise RuleRefused(f"The rule is longer than {LONGEST:,} characters. Take it apart with a calculate.")
    return _parse(text)


@lru_cache(maxsize=2048)
def _parse(text: str) -> tuple[Any, tuple[str, ...]]:
    from plumbline.scrutiny.instruments.functions import FUNCTIONS, REFUSED

    names: list[str] = []
    unknown: list[str] = []

    def put(found: re.Match[str]) -> str:
        if found["text"] is not None:
            inner = found["text"][1:-1].strip()
            whole = re.fullmatch(r"\$\{\s*([^{}]*?)\s*\}", inner)
            return f"'{NAMED}{whole[1]}'" if whole else found["text"]
        if found["name"] is not None:
            name = found["name"]
            if _NAME.fullmatch(name) is None:
                why = "" if not name.startswith("last-saved#") else " Earlier answers are not kept."
                raise RuleRefused(f"${{{name}}} is not the name of a question.{why}")
            names.append(name)
            return f" $_{name} "
        function = found["function"]
        if function in _OPERATORS:
            return found[0]
        if function not in FUNCTIONS:
            unknown.append(function)
        return f"{_token(function)}("

    source = _PARTS.sub(put, text.translate(_QUOTES))
    if unknown:
        raise RuleRefused(" ".join(_not_supported(name, REFUSED) for name in dict.fromkeys(unknown)))
    _register(FUNCTIONS)
    try:
        tree = Parser.parse(_Grammar(), source)
    except ElementPathError as fault:
        raise RuleRefused(f"The rule cannot be read: {_plain(str(fault))}.") from None
    except RecursionError:
        raise RuleRefused("The rule has too many brackets inside each other.") from None
    return tree, tuple(dict.fromkeys(names))


def _token(function: str) -> str:
    """A function's name as the grammar knows it: apart from XPath's own, which have fixed meanings there."""
    return "of--" + function.replace(":", "--")


def function_of(symbol: str) -> str | None:
    """The function that a symbol of the tree stands for, as rules write it; None where it is none."""
    return symbol[4:].replace("--", ":") if symbol.startswith("of--") else None


def _not_supported(name: str, refused: Mapping[str, str]) -> str:
    why = refused.get(name)
    return f"The function {name}() is not supported{f': {why}' if why else ''}."


def _plain(message: str) -> str:
    """The parser's words without its codes."""
    message = re.sub(r"\[err:\w+\]\s*", "", message)
    message = message.replace("$_", "").replace("of--", "")
    if "strict=True" in message:
        return "a sign stands in it that does not belong there"
    return re.sub(r"^.*?at line \d+, column \d+: ", "", message).strip().rstrip(".")


_registering = Lock()


def _register(functions: Mapping[str, Any]) -> None:
    """Teach the grammar our functions, once."""
    with _registering:
        if _Grammar.taught:
            return
        for name in functions:
            # How many values it takes is checked by us, in our words.
            _Grammar.function(_token(name), nargs=(0, None))
        _Grammar.build()
        _Grammar.taught = True


def make(text: str, scope: Scope) -> Made:
    """A rule made ready within its scope, which learns what the rule needs. Raises RuleRefused."""
    tree, names = parse(text)
    missing = [name for name in names if name not in scope.spots]
    if missing and scope.left_out.issuperset(missing):
        raise RefersToRefused("It refers to a row that was refused.")
    missing = [name for name in missing if name not in scope.left_out]
    if missing:
        listed = ", ".join(f"${{{name}}}" for name in missing)
        raise RuleRefused(f"There is no question or group named {listed} in the survey sheet.")
    return made_of(tree, scope)


def made_of(token: Any, scope: Scope, depth: int = 0) -> Made:
    """The part of a rule that a token of the tree stands for."""
    from plumbline.scrutiny.instruments.functions import call
    from plumbline.scrutiny.instruments.operators import OPERATORS, negative

    if depth > DEEPEST:
        raise RuleRefused(f"The rule is more than {DEEPEST} steps deep. Take it apart with a calculate.")
    symbol = token.symbol
    if symbol == "(string)":
        if NAMED in token.value:
            raise RuleRefused(
                "A reference in quotes is taken only by jr:choice-name(). Take the quotes away."
            )
        return _fixed("s", token.value)
    if symbol in ("(integer)", "(decimal)", "(float)"):
        try:
            return _fixed("n", float(token.value))
        except OverflowError:
            raise RuleRefused("The rule holds a number that is too large.") from None
    if symbol == "(" and len(token) == 1:
        return made_of(token[0], scope, depth + 1)
    if symbol == "$" and str(token[0].value).startswith("_"):
        return value_of(scope.spots[token[0].value[1:]], scope)
    if symbol == ".":
        return _own_value(scope)
    if symbol == "(name)" and scope.columns is not None:
        return _column(token.value, scope)
    if symbol == "-" and len(token) == 1:
        return negative(made_of(token[0], scope, depth + 1))
    if symbol in OPERATORS and len(token) == 2:
        left, right = (made_of(part, scope, depth + 1) for part in token)
        return OPERATORS[symbol](left, right)
    function = function_of(symbol)
    if function is not None:
        return call(function, list(token), scope, depth + 1)
    raise RuleRefused(_what_it_is(token))


def _fixed(kind: Kind, value: Value) -> Made:
    return Made(kind, lambda _w, _p: value, literal=value)


def _what_it_is(token: Any) -> str:
    """Why a token of plain XPath is not taken."""
    symbol = token.symbol
    if symbol in ("/", "//", "..", "[", "*", "@", "|", "::", "(name)"):
        shown = token.value if symbol == "(name)" else symbol
        return (
            f"“{shown}” is a path in the form's data, which is not supported. Write the question's name as "
            "${name}, and put texts in quotes."
        )
    return f"“{_plain(str(token.value or symbol))}” is not supported here."


def value_of(spot: Spot, scope: Scope) -> Made:
    """A reference: the answer of a question. From outside its repeat, the answers of all instances."""
    if isinstance(spot.node, Section | Repeat):
        kind = "group" if isinstance(spot.node, Section) else "repeat"
        raise RuleRefused(f"${{{spot.node.name}}} is a {kind}, not a question: it has no value of its own.")
    scope.needs.add(spot.number)
    number, depth = spot.number, len(spot.repeats)
    shared = 0
    for ours, theirs in zip(scope.of.repeats, spot.repeats, strict=False):
        if ours != theirs:
            break
        shared += 1
    if shared < depth:
        scope.needs_count.update(spot.repeats[shared:])

        def every(working: Working, place: Place) -> list[str]:
            here = place[:shared]
            return [value for at, value in working.values[number].items() if at[:shared] == here]

        return Made("set", every)
    if depth == 0:
        return Made("s", lambda working, _p: working.values[number].get((), ""), one_of=number)
    return Made("s", lambda working, place: working.values[number].get(place[:depth], ""), one_of=number)


def _own_value(scope: Scope) -> Made:
    if scope.columns is not None or not scope.own_value or not isinstance(scope.of.node, Question):
        raise RuleRefused("“.” stands for the question's own answer, which only a constraint may speak of.")
    made = value_of(scope.of, scope)
    scope.needs.discard(scope.of.number)
    return made


def _column(name: str, scope: Scope) -> Made:
    assert scope.columns is not None
    if name not in scope.columns:
        raise RuleRefused(
            f"The choices have no column “{name}”. Put texts in quotes, and questions as ${{name}}."
        )

    def of_item(working: Working, _place: Place) -> str:
        assert working.item is not None
        return working.item.name if name == "name" else working.item.extra.get(name, "")

    return Made("s", of_item)
