"""The one written form of a measure, which every command, plan and report uses.

    standard/rate[column=value;column=value]@period

The standard's code alone is enough. `rate` is strict, excused, service, national or offered; where none is
named the figure is the strict rate, and a table shows them all. A filter names breakdown columns only, in
alphabetical order when written by us; an empty value means "not recorded". A value that holds anything but
letters, digits, spaces, full stops, hyphens and underscores stands in double quotes, with a double quote
inside it written twice. The period is a month (2026-03), a quarter (2025-26-Q4), a year (2025-26), or months
from and until (2025-04..2026-03). The years 2000-01 to 2011-12 could be read as months and are written in
full, as 2011-2012.

    cpo_first_contact
    cpo_first_contact/excused
    cpo_first_contact/strict[level=1;team=Northgate]@2025-26
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plumbline.errors import UsageError
from plumbline.measures.periods import Period, parse_label, written
from plumbline.measures.rates import RATES
from plumbline.measures.selection import BREAKDOWNS, COLUMN_WORDS, check_breakdowns, said

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_PLAIN = re.compile(r"[^\W_](?:[\w .-]*\w)?")
_WHOLE = re.compile(
    r"(?P<standard>[^/\[@]*)(?P<slash>/(?P<rate>[^\[@]*))?"
    r'(?P<filter>\[(?:[^\]"]|"(?:[^"]|"")*")*\])?\s*(?P<at>@(?P<period>.*))?',
    re.DOTALL,
)
_ONE_FILTER = re.compile(
    r'\s*(?P<column>[^=;"]*?)\s*=\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^;"]*?))\s*(?P<end>;|$)',
    re.DOTALL,
)


@dataclass(frozen=True)
class Measure:
    """A figure by name. `str` gives its written form.

    rate: a key of RATES, or None where none was named. where: (column, value) pairs in the columns' order;
    a value of None means "not recorded". period: the months it is about, or None for all there are.
    """

    standard: str
    rate: str | None = None
    where: tuple[tuple[str, str | None], ...] = ()
    period: Period | None = None

    @property
    def chosen_rate(self) -> str:
        """The rate to show where one must be shown: the one named, else the strict rate."""
        return self.rate or "strict"

    def __str__(self) -> str:
        text = self.standard
        if self.rate:
            text += f"/{self.rate}"
        if self.where:
            text += f"[{';'.join(f'{column}={_quoted(value)}' for column, value in self.where)}]"
        if self.period:
            text += f"@{written(self.period)}"
        return text


def parse_measure(text: str, standards: Collection[str] | None = None) -> Measure:
    """The measure that `text` names. `standards`: the codes that may be named, where they are known.

    Raises UsageError that names the part at fault: the standard, the rate, the filter or the period.
    """
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{text!r}: the filter is not closed or something stands after it. Write "
            "standard/rate[column=value;column=value]@period, such as "
            "cpo_review/strict[team=Northgate]@2025-26."
        )
    standard = found["standard"].strip()
    if not _CODE.fullmatch(standard):
        raise UsageError(
            f"{text!r}: the standard {standard!r} is no code. Write one such as cpo_first_contact."
        )
    if standards is not None and standard not in standards:
        raise UsageError(
            f"{text!r}: there is no standard {standard!r} here. There are: {', '.join(standards) or 'none'}."
        )
    rate = found["rate"].strip() if found["slash"] else None
    if rate is not None and rate not in RATES:
        raise UsageError(f"{text!r}: there is no rate {rate!r}. There are: {', '.join(RATES)}.")
    where = _parse_filter(text, found["filter"][1:-1]) if found["filter"] else ()
    period = _parse_period(text, found["period"].strip()) if found["at"] else None
    return Measure(standard, rate, where, period)


def _parse_filter(text: str, inside: str) -> tuple[tuple[str, str | None], ...]:
    chosen: dict[str, str | None] = {}
    at = 0
    while True:
        found = _ONE_FILTER.match(inside, at)
        if found is None:
            raise UsageError(
                f"{text!r}: the filter {inside!r} cannot be read. Write column=value, with ; between two. "
                'A value that holds other signs than letters, digits, spaces, - . _ is quoted: team="A & B".'
            )
        column = found["column"]
        try:
            check_breakdowns([column])
        except UsageError as fault:
            if column in ("worker", "worker_id"):
                raise UsageError(f"{text!r}: {fault}") from None
            raise UsageError(
                f"{text!r}: there is no filter by {column!r}. There are: {', '.join(BREAKDOWNS)}."
            ) from None
        if column in chosen:
            raise UsageError(f"{text!r}: the filter names {column} twice. Name each column once.")
        value = found["quoted"].replace('""', '"') if found["quoted"] is not None else found["plain"]
        if column == "added" and value not in ("yes", "no", ""):
            raise UsageError(f"{text!r}: the filter added={value} must be added=yes or added=no.")
        chosen[column] = value or None
        at = found.end()
        if not found["end"]:
            return tuple(sorted(chosen.items()))


def _parse_period(text: str, period: str) -> Period:
    try:
        if ".." not in period:
            return parse_label(period)
        first, last = (parse_label(end) for end in period.split("..", 1))
    except UsageError as fault:
        raise UsageError(f"{text!r}: {fault}") from None
    if first.length != "month" or last.length != "month":
        raise UsageError(f"{text!r}: a range runs from a month to a month, such as 2025-04..2025-09.")
    if last < first:
        raise UsageError(f"{text!r}: the range ends before it begins. Put the earlier month first.")
    return Period(first.first, last.last)


def _quoted(value: str | None) -> str:
    if value is None:
        return ""
    if _PLAIN.fullmatch(value):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def describe(measure: Measure, titles: Mapping[str, str]) -> str:
    """The measure in words, for a heading: "First direct contact, strict rate, team Northgate, 2025-26".

    titles: a standard's code -> its title; a code that is not there stands for itself.
    """
    parts = [titles.get(measure.standard, measure.standard), f"{measure.chosen_rate} rate"]
    parts += [f"{COLUMN_WORDS[column]} {said(column, value)}" for column, value in measure.where]
    if measure.period:
        parts.append(measure.period.label)
    return ", ".join(parts)
