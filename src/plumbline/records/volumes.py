"""Whether a table holds fewer or more rows than it should, by the month in which its rows began.

Two questions are asked of two extracts of one service:

1. **Settled months**: those that both extracts cover and that had ended three months before the earlier
   extract, so that late entry is over. Both tell of the same past, so chance plays no part and a month should
   hold what it held. It is flagged where its count moved by at least 5 rows and by more than 5 in 100 of the
   larger count. Months with fewer than 20 rows are too small for that one by one and are judged together.
2. **New months**: the whole months after those, in the later extract. Each is compared with the twelve
   settled months before them, and is flagged where it lies outside both of two pairs of limits: what chance
   alone would give (exact Poisson: given the sum of the thirteen months, each row falls into the new one with
   probability 1/13; a tail below 0.00135 counts as outside), and how much this service's own months have
   varied (the XmR limits of the twelve). Where the twelve hold fewer than 5 rows a month on average, or there
   are not twelve of them, nothing is said of new months.

A table whose rows have no day they began is judged as a whole: flagged where it lost more than 5 in 100 of
its rows (and at least 5), or has more than doubled. Fewer than 20 rows are not judged.

A flag is a question to ask about the export, never proof that it is wrong.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from plumbline.records.manifest import TakenExtract
from plumbline.records.specification import Table
from plumbline.records.taken_rows import columns_sent, cover_of, day_it_began, one_row, scan
from plumbline.statistics.binomial import binomial
from plumbline.statistics.control_charts import RARE_TAIL, xmr

if TYPE_CHECKING:
    import duckdb

SETTLED_AFTER = 3  # months
FORMER = 12  # months that a new month is compared with
SMALL = 20  # rows: with fewer, settled months are judged together and a whole table is not judged
LEAST_ROWS = 5
LEAST_SHARE = 0.05
FEW_A_MONTH = 5


@dataclass(frozen=True)
class VolumeFlag:
    """One drop or jump.

    period: the month as YYYY-MM, or in words what was judged together. before, after: rows in the earlier and
    in the later extract; for a new month `before` is the mean of the twelve months it is compared with.
    lower, upper: the least and the most rows that would not have been flagged. rule: settled, new or whole.
    """

    table: str
    period: str
    change: str  # drop or jump
    before: float
    after: int
    lower: int
    upper: int
    rule: str
    words: str


def month_number(month: str) -> int:
    """The months since the year nought of a month written YYYY-MM; neighbours differ by one."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_text(number: int) -> str:
    """The month of this number (see `month_number`) as YYYY-MM."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def settled_flags(
    table: str, before: Mapping[int, int], after: Mapping[int, int], first: int, end: int
) -> list[VolumeFlag]:
    """Flags of the months from `first` up to, not with, `end`, that both extracts cover and that are settled.

    before, after: rows by month number in each extract.
    """
    flags, small = [], []
    for month in range(first, end):
        earlier, later = before.get(month, 0), after.get(month, 0)
        if max(earlier, later) < SMALL:
            small.append(month)
        elif (flag := _settled_flag(table, month_text(month), earlier, later)) is not None:
            flags.append(flag)
    if small:
        period = f"{month_text(small[0])} to {month_text(small[-1])}, small months together"
        earlier = sum(before.get(month, 0) for month in small)
        later = sum(after.get(month, 0) for month in small)
        if max(earlier, later) >= SMALL:
            flag = _settled_flag(table, period, earlier, later)
            flags += [flag] if flag is not None else []
    return flags


def _settled_flag(table: str, period: str, before: int, after: int) -> VolumeFlag | None:
    if not _moved(before, after):
        return None
    lower = _edge(before, lambda count: count - 1)
    upper = _edge(before, lambda count: count + 1)
    change = "drop" if after < before else "jump"
    words = (
        f"{table}, {period}: {before:,} rows before, {after:,} now. Both extracts cover this time and late "
        f"entry should be over, so between {lower:,} and {upper:,} were to be expected."
    )
    return VolumeFlag(table, period, change, before, after, lower, upper, "settled", words)


def _moved(before: int, after: int) -> bool:
    moved = abs(after - before)
    return moved >= LEAST_ROWS and moved > LEAST_SHARE * max(before, after)


def _edge(before: int, step: Callable[[int], int]) -> int:
    """The last count, going from `before` by steps, that is not flagged; never below nought."""
    count = before
    while count >= 0 and not _moved(before, step(count)) and step(count) >= 0:
        count = step(count)
    return count


def new_month_flags(
    table: str, counts: Mapping[int, int], first: int, new: int, end: int
) -> list[VolumeFlag]:
    """Flags of the new months from `new` up to, not with, `end`, by the twelve months before `new`.

    counts: rows by month number in the later extract. first: the first month it covers whole.
    Nothing is flagged where fewer than twelve months come before, or they hold too few rows.
    """
    former = [counts.get(month, 0) for month in range(new - FORMER, new)]
    if new - FORMER < first or sum(former) < FEW_A_MONTH * FORMER:
        return []
    lower, upper = new_month_limits(former)
    mean = sum(former) / FORMER
    flags = []
    for month in range(new, end):
        found = counts.get(month, 0)
        if lower <= found <= upper:
            continue
        change = "drop" if found < lower else "jump"
        late = " Rows may have been entered late, or not exported." if change == "drop" else ""
        words = (
            f"{table}, {month_text(month)}: {found:,} rows. The twelve months before {month_text(new)} held "
            f"{mean:,.1f} on average, so between {lower:,} and {upper:,} were to be expected.{late}"
        )
        flags.append(VolumeFlag(table, month_text(month), change, mean, found, lower, upper, "new", words))
    return flags


def new_month_limits(former: list[int]) -> tuple[int, int]:
    """The least and the most rows of a month that would not be flagged after these months.

    The wider of the exact Poisson limits and of the XmR limits (see the top of this module).
    """
    total, months = sum(former), len(former)
    mean = total / months
    share = 1 / (months + 1)

    def rare_below(count: int) -> bool:
        return binomial(total + count, share).lower_tail(count) < RARE_TAIL

    def rare_above(count: int) -> bool:
        return binomial(total + count, share).upper_tail(count) < RARE_TAIL

    lower = _first(lambda count: not rare_below(count), 0, int(mean))
    upper = _first(rare_above, int(mean) + 1, 2 * int(mean) + 50) - 1
    segment = xmr(former).segments[0]
    assert segment.lower is not None and segment.upper is not None  # twelve months have moving ranges
    return max(0, min(lower, ceil(segment.lower))), max(upper, floor(segment.upper))


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first count from `low` to `high` for which `holds`, where it then holds on."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def whole_table_flag(table: str, before: int, after: int) -> VolumeFlag | None:
    """The flag of a table whose rows have no day they began, or None."""
    lower = _edge(before, lambda count: count - 1)
    upper = 2 * before
    if lower <= after <= upper or max(before, after) < SMALL:
        return None
    change = "drop" if after < lower else "jump"
    words = (
        f"{table}: {before:,} rows before, {after:,} now. No day says when a row began, so only the whole is "
        f"compared: between {lower:,} and {upper:,} were to be expected."
    )
    return VolumeFlag(table, "the whole table", change, before, after, lower, upper, "whole", words)


def volume_flags(
    con: duckdb.DuckDBPyConnection, table: Table, before: TakenExtract, after: TakenExtract
) -> list[VolumeFlag]:
    """All flags of one table that both extracts have, by the rules at the top of this module."""
    usable = set(columns_sent(before, table)) & set(columns_sent(after, table))
    day = day_it_began(table)
    if day is None or not usable & {*table.begins, "month"}:
        counts = (taken.manifest.tables[table.name].rows for taken in (before, after))
        flag = whole_table_flag(table.name, *counts)
        return [flag] if flag is not None else []
    earlier, later = (_by_month(con, table, day, taken) for taken in (before, after))
    ends = [_end(con, table, day, taken) for taken in (before, after)]
    if not earlier or ends[0] is None or ends[1] is None:
        return []
    first = max(_first_month(table, taken, min((*earlier, *later))) for taken in (before, after))
    settled = min(ends[0], ends[1]) - SETTLED_AFTER
    flags = settled_flags(table.name, earlier, later, first, settled)
    return flags + new_month_flags(table.name, later, first, settled, ends[1])


def _by_month(con: duckdb.DuckDBPyConnection, table: Table, day: str, taken: TakenExtract) -> dict[int, int]:
    """Rows by the number of the month in which they began; rows without a day are left out."""
    rows = con.execute(
        f"SELECT year(day) * 12 + month(day) - 1 AS number, count(*) FROM (SELECT {day} AS day "
        f"FROM {scan(taken, table)}) WHERE day IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return {int(number): int(count) for number, count in rows}


def _end(con: duckdb.DuckDBPyConnection, table: Table, day: str, taken: TakenExtract) -> int | None:
    """The first month the extract does not hold whole: by its cover, the day it was made, or its rows."""
    last: datetime.date | None = cover_of(taken, table).covers_until or taken.manifest.extracted_on
    if last is None:
        # The last day but for one row in a thousand, so that a slip in one year does not move the end.
        (last,) = one_row(
            con,
            f"SELECT quantile_disc(day, 0.999) FROM (SELECT {day} AS day FROM {scan(taken, table)})",
        )
    if last is None:
        return None
    following = last + datetime.timedelta(days=1)
    return following.year * 12 + following.month - 1


def _first_month(table: Table, taken: TakenExtract, seen: int) -> int:
    """The first month the extract covers whole; where it does not say, the first month `seen` in either."""
    stated = cover_of(taken, table).covers_from
    if stated is None:
        return seen
    return stated.year * 12 + stated.month - 1 + (0 if stated.day == 1 else 1)
