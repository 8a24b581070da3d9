"""Who is in scope: a rule in a small closed form that is applied to rows and said as a sentence.

A rule names the things it is about and puts conditions on named columns, all of which must hold. The form is
closed so that the sentence and the selection can never differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

from plumbline.errors import PlumblineError
from plumbline.standards.wording import day_words, joined, plain

Test = Literal[
    "is",
    "is_not",
    "from_to",
    "on_or_after",
    "on_or_before",
    "after",
    "before",
    "is_empty",
    "is_filled",
    "any",
]
TESTS: tuple[Test, ...] = get_args(Test)
OF_DAYS = frozenset({"from_to", "on_or_after", "on_or_before", "after", "before"})
_VALUES: Mapping[str, tuple[int, int | None]] = {
    "is": (1, None),
    "is_not": (1, None),
    "from_to": (2, 2),
    "on_or_after": (1, 1),
    "on_or_before": (1, 1),
    "after": (1, 1),
    "before": (1, 1),
    "is_empty": (0, 0),
    "is_filled": (0, 0),
    "any": (0, 0),
}


@dataclass(frozen=True)
class Condition:
    """A test on one column.

    "is" and "is_not" take one or more values, any of which will do (for "is_not": none of which may be). The
    tests of days take ISO dates, "from_to" two of them, both included. "is_empty" and "is_filled" take none.
    "any" always holds: it says in the sentence that nobody was left out, as in "in all teams".
    """

    column: str
    test: Test
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnWords:
    """How a column is said.

    day: what happened on a date column's day ("imposed", "ended"). none: what a row is without it ("open").
    noun, plural: what another column holds ("team", "teams"). link: what leads to it ("in", "with"). codes:
    it holds fixed codes, which are said as words.
    """

    day: str | None = None
    none: str | None = None
    noun: str | None = None
    plural: str | None = None
    link: str = "with"
    codes: bool = False


COLUMN_WORDS: Mapping[str, ColumnWords] = {
    "imposed_on": ColumnWords(day="imposed"),
    "ended_on": ColumnWords(day="ended", none="open"),
    "released_on": ColumnWords(day="released", none="not released"),
    "sentenced_on": ColumnWords(day="sentenced"),
    "admitted_on": ColumnWords(day="admitted"),
    "requested_on": ColumnWords(day="requested"),
    "submitted_on": ColumnWords(day="submitted", none="not submitted"),
    "transferred_in_on": ColumnWords(day="transferred in", none="not transferred in"),
    "team": ColumnWords(noun="team", plural="teams", link="in"),
    "authority": ColumnWords(noun="council", plural="councils", link="in"),
    "prison": ColumnWords(noun="prison", plural="prisons", link="in"),
    "court": ColumnWords(noun="court", plural="courts", link="from", codes=True),
    "kind": ColumnWords(noun="kind", plural="kinds", link="of", codes=True),
    "risk_level": ColumnWords(noun="risk level", plural="risk levels", codes=True),
}
"""The words for columns of the specification; a scope may bring its own."""


@dataclass(frozen=True)
class Scope:
    """A scope rule. things: what it is about, in the plural ("Community payback orders").

    things_are: the conditions that those words stand for, such as the kind of order; they are applied and not
    said again. conditions: the others, in the order of the sentence.
    """

    things: str
    conditions: tuple[Condition, ...]
    things_are: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Selected:
    """The rows in scope, how many are not, and how many cannot be told because a column is empty.

    unknown: column -> rows that it left untold. They are not in scope, and are counted, never forgotten.
    """

    rows: tuple[Mapping[str, Any], ...]
    left_out: int
    cannot_tell: int
    unknown: Mapping[str, int] = field(default_factory=dict)


def scope_sentence(scope: Scope, words: Mapping[str, ColumnWords] = COLUMN_WORDS) -> str:
    """The rule as a sentence: "Community payback orders imposed from 1 October 2016 to 31 October 2018, open
    or ended, in all teams."
    """
    said = [_said(one, _words_of(one.column, words)) for one in scope.conditions]
    return f"{' '.join((scope.things, ', '.join(said))).rstrip()}."


def select(scope: Scope, rows: Iterable[Mapping[str, Any]]) -> Selected:
    """The rows for which every condition holds, in their order.

    A row fails where one condition does. Where none fails and some cannot be told, because the column is
    empty, the row is counted as one that cannot be told.

    Raises PlumblineError where a row lacks a column, or a date column holds something else.
    """
    kept, left_out, cannot_tell = [], 0, 0
    unknown: dict[str, int] = {}
    conditions = (*scope.things_are, *scope.conditions)
    for row in rows:
        found = [(one.column, _holds(one, row)) for one in conditions]
        if any(holds is False for _, holds in found):
            left_out += 1
            continue
        untold = sorted({column for column, holds in found if holds is None})
        if not untold:
            kept.append(row)
            continue
        cannot_tell += 1
        for column in untold:
            unknown[column] = unknown.get(column, 0) + 1
    return Selected(tuple(kept), left_out, cannot_tell, unknown)


def scope_as_json(scope: Scope) -> dict[str, Any]:
    """The rule as values that JSON can hold; `read_scope` reads them."""
    return {
        "things": scope.things,
        "things_are": [_as_json(one) for one in scope.things_are],
        "conditions": [_as_json(one) for one in scope.conditions],
    }


def read_scope(content: Mapping[str, Any]) -> Scope:
    """A rule from JSON values. Raises PlumblineError with everything that is wrong with it."""
    wrong: list[str] = []
    things = content.get("things")
    if not isinstance(things, str) or not things.strip():
        wrong.append("things: say what the rule is about, such as “Community payback orders”.")
    conditions: dict[str, list[Condition]] = {"things_are": [], "conditions": []}
    for part, found in conditions.items():
        given = content.get(part, [])
        if not isinstance(given, Sequence) or isinstance(given, str):
            wrong.append(f"{part}: must be a list of conditions.")
            continue
        for number, one in enumerate(given, 1):
            fault = _fault_of(one)
            if fault:
                wrong.append(f"{part} {number}: {fault}")
            else:
                found.append(Condition(one["column"], one["test"], tuple(one.get("values", ()))))
    if unknown := sorted(set(content) - {"things", *conditions}):
        wrong.append(f"there is no such part of a scope rule: {', '.join(map(str, unknown))}.")
    if wrong:
        raise PlumblineError("The scope rule cannot be used.\n" + "\n".join(f"  {one}" for one in wrong))
    return Scope(
        str(things).strip(), tuple(conditions["conditions"]), things_are=tuple(conditions["things_are"])
    )


def _as_json(one: Condition) -> dict[str, Any]:
    return {"column": one.column, "test": one.test, "values": list(one.values)}


def _fault_of(one: object) -> str | None:
    if not isinstance(one, Mapping) or not isinstance(one.get("column"), str) or not one["column"].strip():
        return "name the column."
    if one.get("test") not in TESTS:
        return f"there is no such test. There are: {', '.join(TESTS)}."
    values = one.get("values", ())
    if not isinstance(values, Sequence) or isinstance(values, str):
        return "values must be a list."
    if not all(isinstance(value, str) and value for value in values):
        return "values must be text."
    least, most = _VALUES[one["test"]]
    if len(values) < least or (most is not None and len(values) > most):
        wanted = "at least one value" if most is None else f"{least} value{'' if least == 1 else 's'}"
        return f"“{one['test']}” takes {wanted}, and has {len(values)}."
    if one["test"] in OF_DAYS:
        if not all(_is_day(value) for value in values):
            return "write days as 2026-03-31."
        if one["test"] == "from_to" and values[0] > values[1]:
            return "the first day is after the last."
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _holds(one: Condition, row: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds for a row; None where an empty column leaves that open."""
    if one.column not in row:
        raise PlumblineError(f"The rows have no column “{one.column}”, which the scope rule asks about.")
    if one.test == "any":
        return True
    value = _text(row[one.column])
    if one.test in ("is_empty", "is_filled"):
        return (not value) == (one.test == "is_empty")
    if not value:
        return None
    if one.test == "is":
        return value in one.values
    if one.test == "is_not":
        return value not in one.values
    if not _is_day(value):
        raise PlumblineError(
            f"The column “{one.column}” holds what is no date, and the scope rule compares it with one. "
            "Write dates as 2026-03-31."
        )
    first, last = one.values[0], one.values[-1]
    # ISO dates stand in the order of time when they stand in the order of text.
    if one.test == "from_to":
        return first <= value <= last
    if one.test == "on_or_after":
        return value >= first
    if one.test == "on_or_before":
        return value <= first
    return value > first if one.test == "after" else value < first


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _words_of(column: str, words: Mapping[str, ColumnWords]) -> ColumnWords:
    plain = column.replace("_", " ").strip()
    return words.get(column) or ColumnWords(day=f"with {plain}", noun=plain, plural=f"{plain}s")


def _said(one: Condition, words: ColumnWords) -> str:
    happened = words.day or f"with {words.noun}"
    if one.test in OF_DAYS:
        days = [day_words(date.fromisoformat(value)) for value in one.values]
        if one.test == "from_to":
            return f"{happened} from {days[0]} to {days[1]}"
        return f"{happened} {one.test.replace('_', ' ')} {days[0]}"
    if words.noun is None:
        without = words.none or f"not {words.day}"
        if one.test in ("is", "is_not"):
            return f"{'' if one.test == 'is' else 'not '}{words.day} on {_values(one, day_said=True)}"
        return {"is_empty": without, "is_filled": str(words.day), "any": f"{without} or {words.day}"}[
            one.test
        ]
    if one.test == "any":
        return f"{words.link} all {words.plural}"
    if one.test == "is_empty":
        return f"with no {words.noun} recorded"
    if one.test == "is_filled":
        return f"with a {words.noun} recorded"
    name = words.noun if len(one.values) == 1 else words.plural
    negation = "" if one.test == "is" else "not "
    return f"{negation}{words.link} the {name} {_values(one, codes=words.codes)}"


def _values(one: Condition, *, day_said: bool = False, codes: bool = False) -> str:
    said = [
        day_words(date.fromisoformat(value)) if day_said and _is_day(value) else value for value in one.values
    ]
    return joined([plain(value) for value in said] if codes else said, "or")
