"""How a cell is read: one parser for each type of column, for CSV, workbooks and Parquet alike.

Each parser takes the text of one cell and gives a Reading. A column's distinct values are read once each
(see `columns`), so this can afford to be plain.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from plumbline.records.identifiers import value_is_direct
from plumbline.records.specification import Column, Specification

SPACE = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
"""What counts as space around a value."""

TIME = (
    r"[T ] *[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
    r" *([AaPp]\.?[Mm]\.?)?( *(Z|UTC|GMT|BST|[+-][0-9]{2}(:?[0-9]{2})?))?$"
)
"""A time of day after a date. Written so that Python and DuckDB read the expression alike."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_MONTH_NAMED = re.compile(r"([0-9]{1,2})([/. -])([A-Za-z]{3,9})\2([0-9]{4}|[0-9]{2})")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_DIGITS_OF_A_DAY = re.compile(r"[0-9]{6}|[0-9]{8}")
_TIME = re.compile(TIME)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    name[:3]: n for n, name in enumerate(_MONTHS, 1)
}
_MONTH_NUMBERS["sept"] = 9
_LARGEST_WHOLE = 2_147_483_647
_HOW_DATES = "Write dates as 2026-03-01 or 01/03/2026 (day first)."


@dataclass(frozen=True)
class Reading:
    """What a cell says. value: in the one written form of its type, None where empty or not readable.

    kind, message: what is wrong, None where nothing is. notice: a kind of notice, such as "empty_word".
    """

    value: str | None = None
    kind: str | None = None
    message: str | None = None
    notice: str | None = None


@dataclass(frozen=True)
class Words:
    """What reading a column needs besides the column itself.

    two_digit_years_from: the first of the hundred years that a two-digit year may mean; None refuses them.
    codes: for a column, a supplier's words and the code or value each stands for, keyed as `code_key` has
    them.
    standards: the codes of the standards that are known.
    """

    specification: Specification
    two_digit_years_from: int | None = None
    codes: Mapping[str, str] | None = None
    standards: Collection[str] = ()


def tidy(text: str) -> str:
    """The text without the space around it."""
    return text.strip(SPACE)


def code_key(text: str) -> str:
    """A code as codes are matched: without regard to case and surrounding space, space or hyphen for
    underscore."""
    return re.sub(r"[\s_-]+", "_", tidy(text).casefold())


def is_empty_word(text: str, specification: Specification) -> bool:
    """Whether the text, alone in a cell, is one of the words that count as empty (NULL, N/A, none, -)."""
    return text.casefold() in _empty_words(specification.empty_words)


@cache
def _empty_words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def read_value(column: Column, cell: str | None, words: Words) -> Reading:
    """Read one cell of a column.

    cell: its text, None where empty. Gives a Reading whose value is text in the form that `sql_type` casts:
    ISO dates, codes as the specification writes them, "true" or "false", plain numbers.
    """
    text = tidy(cell or "")
    if not text:
        return Reading()
    if words.codes:
        text = words.codes.get(code_key(text), text)
    if is_empty_word(text, words.specification):
        return Reading(notice="empty_word")
    reading = _READERS[column.type](column, text, words)
    if reading.kind is None and column.type not in ("text", "identifier"):
        return reading
    looks = value_is_direct(text, identifier=False) if column.type != "identifier" else None
    if looks is not None:
        return Reading(
            kind="direct_identifier_value",
            message=f"The value looks like {looks}. Remove it: Plumbline needs none, and keeps none.",
        )
    return reading


def without_time(text: str) -> str:
    """A date's text without a time of day after it."""
    return tidy(_TIME.sub("", text))


def _date(column: Column, text: str, words: Words) -> Reading:
    return _day(text, words.two_digit_years_from)


@lru_cache(maxsize=50_000)
def _day(text: str, two_digit_years_from: int | None) -> Reading:
    """One date; kept, because the same days stand in many columns."""
    day = without_time(text)
    if match := _ISO.fullmatch(day):
        year, month, number = match[1], int(match[2]), int(match[3])
    elif match := _DAY_FIRST.fullmatch(day):
        year, month, number = match[4], int(match[3]), int(match[1])
    elif (match := _MONTH_NAMED.fullmatch(day)) and match[3].casefold() in _MONTH_NUMBERS:
        year, month, number = match[4], _MONTH_NUMBERS[match[3].casefold()], int(match[1])
    else:
        hint = (
            " It may be a spreadsheet’s day number: format the column as a date."
            if _SERIAL.fullmatch(day)
            else ""
        )
        return Reading(kind="date_unreadable", message=f"{_shown(text)} is not a date.{hint} {_HOW_DATES}")
    if len(year) == 2:
        if two_digit_years_from is None:
            return Reading(
                kind="two_digit_year",
                message=f"{_shown(text)} has a year of two digits. Write all four, or say in the mapping "
                "which "
                "hundred years are meant ([century] two_digit_years_from = 1950).",
            )
        first = two_digit_years_from
        whole_year = first + (int(year) - first) % 100
    else:
        whole_year = int(year)
    if not FIRST_YEAR <= whole_year <= LAST_YEAR:
        return Reading(
            kind="date_impossible",
            message=f"{_shown(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}. Correct the year.",
        )
    try:
        return Reading(datetime.date(whole_year, month, number).isoformat())
    except ValueError:
        return Reading(
            kind="date_unreadable", message=f"{_shown(text)} is a day that no calendar has. {_HOW_DATES}"
        )


def _month(column: Column, text: str, words: Words) -> Reading:
    day = without_time(text)
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", day)
    if match:
        if FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2]) <= 12:
            return Reading(day)
    else:  # a spreadsheet turns 2026-03 into the first day of that month
        date = _date(column, text, words).value
        if date is not None and date.endswith("-01"):
            return Reading(date[:7])
    return Reading(kind="month_unreadable", message=f"{_shown(text)} is not a month. Write it as 2026-03.")


def _code(column: Column, text: str, words: Words) -> Reading:
    key = code_key(text)
    if key in column.codes:
        return Reading(key)
    known = ", ".join(column.codes)
    return Reading(
        kind="code_unknown",
        message=f"{_shown(text)} is not a code of {column.name}. Use one of {known}, or name it in the "
        "mapping’s codes.",
    )


def _yes_no(column: Column, text: str, words: Words) -> Reading:
    word = text.casefold()
    if word in words.specification.yes:
        return Reading("true")
    if word in words.specification.no:
        return Reading("false")
    return Reading(
        kind="yes_no_unreadable", message=f"{_shown(text)} is neither yes nor no. Write yes or no."
    )


def _number(column: Column, text: str, words: Words) -> Reading:
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        return Reading(
            kind="number_unreadable",
            message=f"{_shown(text)} is not a number. Write digits only, with a point for decimals (1250 or "
            "7.5).",
        )
    value = float(text)
    return _in_range(column, text, value) or Reading(text.removeprefix("+"))


def _whole(column: Column, text: str, words: Words) -> Reading:
    if column.name == "birth_year" and (_DIGITS_OF_A_DAY.fullmatch(text) or _day(text, FIRST_YEAR).value):
        return Reading(
            kind="date_of_birth",
            message="This looks like a full date of birth. Send the year alone, such as 1985: Plumbline "
            "needs no more, and keeps none.",
        )
    if not _NUMBER.fullmatch(text) or len(text) > 40 or float(text) != int(float(text)):
        return Reading(
            kind="number_unreadable",
            message=f"{_shown(text)} is not a whole number. Write digits only, such as 12.",
        )
    value = int(float(text))
    if abs(value) > _LARGEST_WHOLE:
        return Reading(
            kind="number_out_of_range", message=f"{_shown(text)} is too large a number. Correct it."
        )
    return _in_range(column, text, value) or Reading(str(value))


def _in_range(column: Column, text: str, value: float) -> Reading | None:
    low, high = column.minimum, column.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    allowed = (
        f"at least {low:g}"
        if high is None
        else f"at most {high:g}"
        if low is None
        else f"{low:g} to {high:g}"
    )
    return Reading(
        kind="number_out_of_range",
        message=f"{_shown(text)} cannot be: {column.name} is {allowed}. Correct it.",
    )


def _authority(column: Column, text: str, words: Words) -> Reading:
    code = text.upper()
    if code in words.specification.authorities:
        return Reading(code)
    if code in words.specification.retired_authorities:
        return Reading(words.specification.retired_authorities[code], notice="authority_retired")
    return Reading(
        kind="authority_unknown",
        message=f"{_shown(text)} is not the code of a council. Use its GSS code in force, such as S12000039 "
        "(the mapping can give one council for all rows).",
    )


def _standard(column: Column, text: str, words: Words) -> Reading:
    key = code_key(text)
    if not words.standards or key in words.standards:
        return Reading(key)
    if text in words.standards:
        return Reading(text)
    return Reading(
        text,
        kind="standard_unknown",
        message=f"{_shown(text)} is not the code of a known standard, so the delay explains nothing. "
        "`plumbline standards` lists the codes.",
    )


def _text(column: Column, text: str, words: Words) -> Reading:
    return Reading(text)


def _shown(text: str) -> str:
    """The value in quotation marks, cut where it is long."""
    return f"“{text if len(text) <= 60 else text[:57] + '…'}”"


_READERS = {
    "date": _date,
    "month": _month,
    "code": _code,
    "yes_no": _yes_no,
    "number": _number,
    "whole": _whole,
    "authority": _authority,
    "standard": _standard,
    "text": _text,
    "identifier": _text,
}

_SQL_TYPES = {"date": "DATE", "number": "DOUBLE", "whole": "INTEGER", "yes_no": "BOOLEAN"}


def sql_type(column: Column) -> str:
    """The type of the column in a taken extract."""
    return _SQL_TYPES.get(column.type, "VARCHAR")
