"""Which further cells to hide, so that no hidden small number can be worked out from what is printed.

The smallest number of cells is found by integer programming, and among equals the smallest sum: hide some
cells, look for a small number that is still held in too narrow a range, and demand that the next choice
breaks the cut that holds it; when none is held, the choice is the best there is. Source of the problem:
Fischetti and Salazar (2000). Should that search grow too long, cells are added one small number at a time,
which is as safe and hides more.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from plumbline.statistics.network import Flow, Link

# Beyond these the search for the fewest cells is given up. They count work, not seconds, so that the same
# table has the same cells hidden on a slow machine and on a fast one: two patterns together would give both
# away. Most tables need fewer than ten rounds.
MOST_ROUNDS = 60
MOST_BRANCHES = 100  # of all rounds together
MOST_SECONDS = 60.0
"""A solver that takes longer than this, whatever its work, is stopped and the table is not published: what it
would have hidden by then depends on the machine."""


class SearchTooLong(Exception):
    """The search took longer than MOST_SECONDS."""


@dataclass(frozen=True)
class Need:
    """That link `cell` can move up (or down, where `up` is False) by `amount`."""

    cell: int
    up: bool
    amount: int

    def ends(self, links: Sequence[Link]) -> tuple[int, int]:
        """From which node to which the other cells must be able to carry the flow."""
        link = links[self.cell]
        return (link.head, link.tail) if self.up else (link.tail, link.head)


def further_cells(
    nodes: int,
    links: Sequence[Link],
    weights: Sequence[int],
    candidates: Collection[int],
    hidden: Collection[int],
    needs: Sequence[Need],
) -> tuple[set[int], bool] | None:
    """The links to hide beside those `hidden` so that every need is met, and whether they are the fewest.

    `weights` says what hiding each link costs, `candidates` which may be hidden. None where even hiding all
    of them does not meet every need. Raises SearchTooLong where the solver ran out of time.
    """
    hideable = sorted({*candidates, *hidden})
    everything = Flow(nodes, links, hideable)
    if any(_sent(everything, links, need) < need.amount for need in needs):
        return None
    if not _unmet(Flow(nodes, links, sorted(hidden)), links, needs):
        return set(), True
    found = _fewest(nodes, links, weights, hideable, hidden, needs)
    if found is not None:
        return found, True
    return _one_after_another(nodes, links, weights, everything, hidden, needs), False


def _sent(flow: Flow, links: Sequence[Link], need: Need) -> int:
    return flow.most(*need.ends(links), need.cell, need.amount)[0]


def _unmet(flow: Flow, links: Sequence[Link], needs: Sequence[Need]) -> list[tuple[Need, list[bool]]]:
    """The needs that are not met, each with the near side of the cut that holds it."""
    unmet = []
    for need in needs:
        sent, near = flow.most(*need.ends(links), need.cell, need.amount)
        if sent < need.amount:
            unmet.append((need, near))
    return unmet


def _fewest(
    nodes: int,
    links: Sequence[Link],
    weights: Sequence[int],
    hideable: Sequence[int],
    hidden: Collection[int],
    needs: Sequence[Need],
) -> set[int] | None:
    """The cheapest links to hide; None where the search takes too much work."""
    ends_at = time.monotonic() + MOST_SECONDS
    branches = MOST_BRANCHES
    # Loading scipy takes a third of a second: only tables with something to hide pay for it.
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    place = {link: at for at, link in enumerate(hideable)}
    costs = numpy.array([0 if link in hidden else weights[link] for link in hideable], dtype=float)
    at_least = numpy.array([1.0 if link in hidden else 0.0 for link in hideable])
    rows: list[dict[int, int]] = []
    sides: list[int] = []
    known: set[tuple[tuple[int, int], ...]] = set()

    def demand(need: Need, near: list[bool]) -> None:
        row: dict[int, int] = {}
        for at in hideable:
            link = links[at]
            if at == need.cell or near[link.tail] == near[link.head]:
                continue
            capacity = link.up if near[link.tail] else link.down
            if capacity:
                row[place[at]] = min(capacity, need.amount)
        key = (*sorted(row.items()), (-1, need.amount))
        if key not in known:
            known.add(key)
            rows.append(row)
            sides.append(need.amount)

    for need in needs:  # what leaves the first node, and what enters the last
        source, sink = need.ends(links)
        demand(need, [node == source for node in range(nodes)])
        demand(need, [node != sink for node in range(nodes)])
    for _ in range(MOST_ROUNDS):
        left = ends_at - time.monotonic()
        if left <= 0:
            raise SearchTooLong(f"{MOST_SECONDS:g} seconds")
        matrix = csr_array(
            (
                [float(value) for row in rows for value in row.values()],
                (
                    [at for at, row in enumerate(rows) for _ in row],
                    [column for row in rows for column in row],
                ),
            ),
            shape=(len(rows), len(hideable)),
        )
        with _solver_silenced():
            answer = milp(
                costs,
                integrality=numpy.ones(len(hideable)),
                bounds=Bounds(at_least, numpy.ones(len(hideable))),
                constraints=LinearConstraint(matrix, numpy.array(sides, dtype=float), numpy.inf),
                options={"mip_rel_gap": 0.0, "node_limit": branches, "time_limit": left},
            )
        if answer.status != 0:
            if time.monotonic() >= ends_at:
                raise SearchTooLong(f"{MOST_SECONDS:g} seconds")
            return None
        branches -= int(answer.mip_node_count or 0)
        if branches <= 0:
            return None
        chosen = [link for link, value in zip(hideable, answer.x, strict=True) if value > 0.5]
        unmet = _unmet(Flow(nodes, links, chosen), links, needs)
        if not unmet:
            return set(chosen) - set(hidden)
        for need, near in unmet:
            demand(need, near)
    return None


def _one_after_another(
    nodes: int,
    links: Sequence[Link],
    weights: Sequence[int],
    everything: Flow,
    hidden: Collection[int],
    needs: Sequence[Need],
) -> set[int]:
    """Links that meet every need, found by taking a cheap flow for each need in turn."""
    chosen = set(hidden)
    for need in sorted(needs, key=lambda one: (-one.amount, one.cell, one.up)):
        if _sent(Flow(nodes, links, sorted(chosen)), links, need) >= need.amount:
            continue
        costs = [0 if link in chosen else weight for link, weight in enumerate(weights)]
        used = everything.cheapest(*need.ends(links), need.cell, need.amount, costs)
        assert used is not None  # hiding everything meets each need
        chosen |= used
    return chosen - set(hidden)


@contextmanager
def _solver_silenced() -> Iterator[None]:
    """Keep the solver's own remarks out of what we print.

    The integer solver behind the protection writes notes on hard tables straight to standard output, past
    Python and past its own options; in the middle of a CSV they would be taken for rows.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):  # there is no standard output to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        _flush_c()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush_c() -> None:
    """Empty the C library's buffers, where the solver's remarks may still wait."""
    try:
        ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
    except (OSError, AttributeError):
        return
