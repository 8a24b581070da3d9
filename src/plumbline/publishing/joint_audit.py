"""What a reader can work out from all that is published of one standard at once, table beside table.

Each table is protected by itself, and yet two tables of the same duties can give away together what each
hides. So the duties are laid out by everything that the tables split them by (verdict, band, added later,
side, reason), every printed number becomes a sum over that lay-out, and two linear programmes for each small
number say how closely it can be told. The rule is that of `statistics.disclosure`: not more closely than 1
to 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from plumbline.statistics.disclosure import THRESHOLD

if TYPE_CHECKING:
    import duckdb

    from plumbline.measures.periods import Period

KEYS = ("verdict", "band", "added", "side", "reason", "evidenced", "done", "offered")
_SQL = """
    SELECT verdict, coalesce(band, ''), coalesce(added, false),
        CASE WHEN verdict = 'not_met' THEN coalesce(delay_side, '') END,
        CASE WHEN verdict = 'not_met' AND delay_side IS NOT NULL THEN coalesce(delay_reason, '') END,
        verdict = 'not_met' AND delay_side IS NOT NULL AND coalesce(delay_evidenced, false),
        verdict = 'not_met' AND done_on IS NOT NULL,
        verdict = 'not_met' AND coalesce(offered_on <= due_on, false),
        count(*) FILTER (WHERE period BETWEEN ? AND ?)
    FROM results WHERE standard = ? GROUP BY ALL ORDER BY ALL"""

Duty = dict[str, object]
"""One kind of duty: a value for each of KEYS."""


@dataclass
class Published:
    """The kinds of duties of one standard that ever occur, how many there are, and what is known of them.

    sums: which kinds a printed number adds up, and the number. least: which kinds hold one duty at least.
    """

    kinds: list[Duty]
    numbers: list[int]
    sums: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    least: list[tuple[int, ...]] = field(default_factory=list)

    def places(self, of: Callable[[Duty], bool]) -> tuple[int, ...]:
        """Where the kinds stand that `of` is true of."""
        return tuple(at for at, kind in enumerate(self.kinds) if of(kind))

    def with_numbers(self, printed: Sequence[tuple[Callable[[Duty], bool], int]]) -> Published:
        """The same with more numbers known. Raises AssertionError where one is not what it says it counts."""
        sums = list(self.sums)
        for of, number in printed:
            places = self.places(of)
            held = sum(self.numbers[at] for at in places)
            assert held == number, f"a printed number is {number}, and what it counts is {held}"
            sums.append((places, number))
        return Published(self.kinds, self.numbers, sums, self.least)


def kinds_of(con: duckdb.DuckDBPyConnection, standard: str, within: Period) -> Published:
    """The kinds of duties of a standard, with their numbers in these months and nothing known of them yet."""
    rows = con.execute(_SQL, [within.first, within.last, standard]).fetchall()
    return Published([dict(zip(KEYS, row[:-1], strict=True)) for row in rows], [row[-1] for row in rows])


def told_too_closely(published: Published) -> frozenset[tuple[int, ...]]:
    """The small numbers that a reader can tell more closely than 1 to 4, each as the kinds it adds up.

    Looked at is every number of duties by one or two of KEYS. Least and most are those of linear programmes,
    so they may be a little too wide; they are never too narrow.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    count = len(published.kinds)
    if not count or not published.sums:
        return frozenset()

    def rows_of(parts: Sequence[tuple[int, ...]]) -> csr_array:
        at = [(row, column) for row, part in enumerate(parts) for column in part]
        ones = [1.0] * len(at)
        return csr_array((ones, tuple(zip(*at, strict=True)) or ([], [])), shape=(len(parts), count))

    known = {
        "A_eq": rows_of([part for part, _ in published.sums]),
        "b_eq": [number for _, number in published.sums],
    }
    if published.least:
        known |= {"A_ub": -rows_of(published.least), "b_ub": [-1.0] * len(published.least)}
    failing = set()
    for part in _small_numbers(published):
        asked = [1.0 if at in part else 0.0 for at in range(count)]
        least = linprog(asked, **known, method="highs")
        most = linprog([-one for one in asked], **known, method="highs")
        low = least.fun if least.status == 0 else 0.0
        high = -most.fun if most.status == 0 else float(THRESHOLD)  # without a limit
        if low > 1 + 1e-6 or high < THRESHOLD - 1 - 1e-6:
            failing.add(part)
    return frozenset(failing)


def _small_numbers(published: Published) -> list[tuple[int, ...]]:
    found: dict[tuple[int, ...], None] = {}
    for names in [*((name,) for name in KEYS), *combinations(KEYS, 2)]:
        groups: dict[tuple[object, ...], list[int]] = {}
        for at, kind in enumerate(published.kinds):
            groups.setdefault(tuple(kind[name] for name in names), []).append(at)
        for places in groups.values():
            if 0 < sum(published.numbers[at] for at in places) < THRESHOLD:
                found[tuple(places)] = None
    return list(found)
