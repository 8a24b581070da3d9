"""How numbers, days and lists are said in a report, in plain British English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from plumbline.measures.periods import parse_label, spoken
from plumbline.measures.text_tables import share_of, share_text
from plumbline.statistics.disclosure import SYMBOL
from plumbline.statistics.words import WordTable, quantity, word_table

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


PROPER = {
    "cpo": "CPO",
    "dtto": "DTTO",
    "lscmi": "LS/CMI",
    "rosh": "RoSH",
    "rm2000": "RM2000",
    "sa07": "SA07",
    "sara": "SARA",
    "mappa": "MAPPA",
    "simd": "SIMD",
    "scotland": "Scotland",
}
"""How words of codes that are acronyms or names are written."""


def number(n: float) -> str:
    """A count with its thousands set off: 12345 is "12,345"; others get one decimal, half up."""
    if float(n).is_integer():
        return f"{int(n):,}"
    tenths = int(abs(n) * 10 + 0.5 + 1e-9)
    return f"{'-' if n < 0 else ''}{tenths // 10:,}.{tenths % 10}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 duty", "1,200 duties"."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def day(when: date) -> str:
    """A day as people write it: 31 March 2026."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def period(label: str) -> str:
    """A period's label in words: "March 2026", "October to December 2025", "2025-26" (for a year)."""
    return spoken(label)


def period_short(label: str) -> str:
    """The same for the foot of a chart: "Mar 2026", "Oct–Dec 2025", "2025-26"."""
    one = parse_label(label)
    if one.length == "year":
        return label
    first, last = (spoken(month)[:3] for month in (one.first, one.last))
    return f"{first if one.length == 'month' else f'{first}–{last}'} {one.last[:4]}"


def from_to(first: str, last: str) -> str:
    """From one period to another, in months: "April 2025 to March 2026"; one alone in its own words."""
    if first == last:
        return spoken(first)
    return f"{spoken(parse_label(first).first)} to {spoken(parse_label(last).last)}"


def proper(code: str) -> str:
    """A code as people write it: underscores are spaces, and names and acronyms have their capitals."""
    return " ".join(PROPER.get(word, word) for word in code.replace("_", " ").split(" "))


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Parts as a sentence lists them: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital at its start; a code or acronym inside stays as it is."""
    return text[:1].upper() + text[1:]


def between(interval: tuple[float, float]) -> str:
    """An interval of shares: "58.1% to 66.4%"."""
    return f"{share_of(interval[0])} to {share_of(interval[1])}"


def quantity_word(x: int, n: int, table: WordTable | None = None) -> str:
    """The word of quantity for x of n, empty where the numbers bear none. Print the interval beside it.

    The guards are those of `plumbline.statistics.words`: no word for a base under 30, and none where the
    interval covers three words or more; over two, the word stays and needs its range.
    """
    table = table or word_table()
    if n == 0:
        return ""
    said = quantity(x, n, table=table)
    if said.base_rule != "full" or said.advice in ("numbers_only", "no_word"):
        return ""
    return said.word


def shown_number(n: int | None) -> str:
    """A count, or the one sign for every number that must not be printed."""
    return SYMBOL if n is None else number(n)


def shown_share(x: int | None, n: int | None) -> str:
    """A share as people say it, or the sign where either of its numbers must not be printed."""
    return SYMBOL if x is None or n is None else share_text(x, n)
