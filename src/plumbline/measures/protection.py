"""Small numbers in a run's tables: which counts and rates may be printed when figures are published.

The hiding itself is `plumbline.statistics.disclosure`. Here it is applied so that the whole service's own
line hides the same counts in every breakdown, since several breakdowns of one service share that line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plumbline.measures.text_tables import bounded
from plumbline.statistics.disclosure import (
    SYMBOL,
    THRESHOLD,
    DisclosureError,
    Protection,
    TooLongToProtect,
    protect,
    protect_list,
)

FEWEST_STAFF = 5
"""A place with fewer staff is shown by year only, so that no month speaks of one worker."""

NOT_FOR_PUBLICATION = (
    "Not for publication: small numbers are shown. Use --publish for figures to be given out."
)
PUBLISHED = (
    f"For publication: counts from 1 to {THRESHOLD - 1}, and those that would give them away, "
    f"are shown as {SYMBOL}."
)
OTHERS = "others, too few to show"


@dataclass(frozen=True)
class ProtectedRows:
    """Rows of counts with their totals; what must not be printed is None.

    labels: the rows' names, those too few to show joined as one at the end. joined: how many rows that one
    stands for. cells: a row for each label, with its total last; whole: the line of all rows together.
    """

    labels: tuple[str, ...]
    joined: int
    cells: tuple[tuple[int | None, ...], ...]
    whole: tuple[int | None, ...]


def too_unknown(judged: int, unknown: int) -> bool:
    """Whether no rate may stand where the number that cannot be told is hidden: it may be over a tenth.

    Bounds in its place would tell the number. A number of 1 to 4 is taken as 4, whichever it is, so that a
    rate that is printed or missing does not tell it either.
    """
    return unknown > 0 and bounded(judged, max(unknown, THRESHOLD - 1))


def protect_line(counts: Sequence[int]) -> tuple[int | None, ...] | None:
    """One line of counts with its total last, what must be hidden as None; None where it cannot be printed.

    A line whose total is 0 is printed as it is.
    """
    if sum(counts) == 0:
        return (*counts, 0)
    try:
        return _line(protect_list(counts), 0)
    except DisclosureError:
        return None


def protect_rows(rows: Sequence[tuple[str, Sequence[int]]]) -> ProtectedRows | None:
    """Rows (label, counts) protected together with their totals; None where they cannot be, or where it would
    take too long to find out how. See `protect_rows_in_time`.
    """
    try:
        return protect_rows_in_time(rows)
    except TooLongToProtect:
        return None


def protect_rows_in_time(rows: Sequence[tuple[str, Sequence[int]]]) -> ProtectedRows | None:
    """Rows (label, counts) protected together with their totals; None where they cannot be.

    Rows whose total is small are joined with each other, and with the next smallest where that is not
    enough. The line of the whole hides what it hides on its own and no more; where that cannot be kept to,
    the table is not printed. Raises TooLongToProtect where it would take too long to find out what to hide: a
    coarser form of the same rows must not be printed then, since a faster machine would print this one.
    """
    joined_rows, joined = _join_small([(label, tuple(counts)) for label, counts in rows])
    if not joined_rows:
        return ProtectedRows((), 0, (), ())
    table = [counts for _, counts in joined_rows]
    whole = [sum(column) for column in zip(*table, strict=True)]
    labels = tuple(label for label, _ in joined_rows)
    if sum(whole) == 0:
        cells = tuple((*counts, 0) for counts in table)
        return ProtectedRows(labels, joined, cells, (*whole, 0))
    last = len(table)
    try:
        alone = protect_list(whole)
        hidden = [(last, column) for row, column in alone.hidden if row == 0]
        if len(table) == 1:
            line = _line(alone, 0)
            return ProtectedRows(labels, joined, (line,), line)
        found = protect(table, already_hidden=hidden)
    except TooLongToProtect:
        raise
    except DisclosureError:
        return None
    if {cell for cell in found.hidden if cell[0] == last} != set(hidden):
        return None
    return ProtectedRows(labels, joined, tuple(_line(found, at) for at in range(last)), _line(found, last))


def small(*counts: int) -> bool:
    """Whether any of the counts is too small to publish: 1 to one less than the threshold."""
    return any(0 < count < THRESHOLD for count in counts)


def _line(found: Protection, row: int) -> tuple[int | None, ...]:
    return tuple(value if found.shows(row, column) else None for column, value in enumerate(found.table[row]))


def _join_small(rows: list[tuple[str, tuple[int, ...]]]) -> tuple[list[tuple[str, tuple[int, ...]]], int]:
    """The rows with those too few to show joined as the last one, and how many were joined."""
    few = [row for row in rows if small(sum(row[1]))]
    if not few:
        return rows, 0
    kept = [row for row in rows if not small(sum(row[1]))]
    while small(sum(sum(counts) for _, counts in few)) or len(few) == 1:
        rest = [row for row in kept if sum(row[1]) > 0]
        if not rest:
            break
        smallest = min(rest, key=lambda row: sum(row[1]))
        kept.remove(smallest)
        few.append(smallest)
    together = tuple(sum(column) for column in zip(*(counts for _, counts in few), strict=True))
    return [*kept, (OTHERS, together)], len(few)
