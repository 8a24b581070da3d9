"""The four kinds of value an expression works with, and how one becomes another, as XForms has it.

s: text. n: a number (NaN where there is none). d: a day, as the number of days since 1 January 1970. b: true
or false. set: texts, one for each instance of a repeat. x: text, number or truth, known only when worked out.
A number that there is none of is blank as text. A text that is a day (2026-01-31) counts, as a number, as
that day: plain XPath 1.0 would make every comparison of days false.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Kind = Literal["s", "n", "d", "b", "set", "x"]
Value = str | float | bool

NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
LONGEST_NUMBER = 100  # characters; a longer text is no number
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACE = " \t\r\n"
_FIRST = date(1970, 1, 1)


def day_of(text: str) -> date | None:
    """The day a text is (2026-01-31), or None where it is none."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def days_since_1970(day: date) -> float:
    """A day as a number: 1 January 1970 is 0."""
    return float((day - _FIRST).days)


def text_as_number(text: str) -> float:
    """A text as a number: what it says, the number of the day it is, or NaN."""
    return _as_number(text.strip(_SPACE)) if len(text) <= LONGEST_NUMBER else math.nan


@lru_cache(maxsize=4096)
def _as_number(text: str) -> float:
    if NUMBER.fullmatch(text) is not None:
        return float(text)
    day = day_of(text)
    return math.nan if day is None else days_since_1970(day)


def number_as_text(number: float) -> str:
    """A number as text: no needless decimals and no exponent; "" where there is none."""
    if number != number:
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    text = repr(number)
    return format(number, ".20f").rstrip("0") if "e" in text else text


def day_as_text(days: float) -> str:
    """A number of days since 1970 as the day it is, a part of a day cut off; "" where there is none."""
    if days != days or not -719162 <= days <= 2932896:
        return ""
    return (_FIRST + timedelta(days=math.floor(days))).isoformat()


def as_text(value: Value) -> str:
    """Any value as text."""
    if isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else number_as_text(value)


def as_number(value: Value) -> float:
    """Any value as a number."""
    return text_as_number(value) if isinstance(value, str) else float(value)


def as_truth(value: Value) -> bool:
    """Any value as true or false: a text that is not empty, a number that is there and not 0."""
    return value != 0 and value == value if isinstance(value, float) else bool(value)
