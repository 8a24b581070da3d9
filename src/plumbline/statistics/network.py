"""Flows through a small network, in whole numbers: what the hidden cells of a table can still be.

A table with totals is a network. Each row and each column, the totals' too, is a node; each cell joins its
row to its column; and a change to the hidden cells that leaves every total true is a flow that goes round.
How far one cell can move is therefore a largest flow between its two nodes through the other hidden cells.
That is the linear programme of the textbooks, solved exactly and without its solver.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A cell: raising it carries flow from `tail` to `head`; lowering it, back.

    It can be raised by `up` and lowered by `down`, at most.
    """

    tail: int
    head: int
    up: int
    down: int


class Flow:
    """Flows through some of a network's links. Links are known by their place in `links`."""

    def __init__(self, nodes: int, links: Sequence[Link], used: Sequence[int]) -> None:
        self.links = links
        # What is left on each link, by direction: 2 * link upwards, 2 * link + 1 downwards.
        self.left: dict[int, int] = {}
        self.arcs: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
        for at in used:
            link = links[at]
            self.left[2 * at], self.left[2 * at + 1] = link.up, link.down
            self.arcs[link.tail].append((2 * at, link.head))
            self.arcs[link.head].append((2 * at + 1, link.tail))

    def most(self, source: int, sink: int, without: int, limit: int) -> tuple[int, list[bool]]:
        """The largest flow from `source` to `sink` past the link `without`, but no more than `limit`.

        Also which nodes could still be reached from `source` at the end; where the flow is below `limit`
        they are the near side of the cut that holds it back. The network is left as it was found.
        """
        before: dict[int, int] = {}
        sent = 0
        while True:
            came_by = self._nearest_way(source, sink, without)
            if sent == limit or came_by[sink] is None:
                break
            way = []
            node = sink
            while node != source:
                arc = came_by[node]
                assert arc is not None
                way.append(arc)
                link = self.links[arc // 2]
                node = link.head if arc % 2 else link.tail
            amount = min(limit - sent, min(self.left[arc] for arc in way))
            for arc in way:
                for one, change in ((arc, -amount), (arc ^ 1, amount)):
                    before.setdefault(one, self.left[one])
                    self.left[one] += change
            sent += amount
        self.left.update(before)
        reached = [arc is not None for arc in came_by]
        reached[source] = True
        return sent, reached

    def _nearest_way(self, source: int, sink: int, without: int) -> list[int | None]:
        """By which arc each node is first reached from `source`; the search ends at `sink`."""
        came_by: list[int | None] = [None] * len(self.arcs)
        waiting = deque([source])
        while waiting:
            node = waiting.popleft()
            for arc, neighbour in self.arcs[node]:
                if (
                    came_by[neighbour] is None
                    and neighbour != source
                    and arc // 2 != without
                    and self.left[arc]
                ):
                    came_by[neighbour] = arc
                    if neighbour == sink:
                        return came_by
                    waiting.append(neighbour)
        return came_by

    def cheapest(
        self, source: int, sink: int, without: int, amount: int, costs: Sequence[int]
    ) -> set[int] | None:
        """The links of a cheap flow of `amount` from `source` to `sink`; None where none is that large.

        `costs` is what using each link costs, however much flows through it. Each way is the cheapest that is
        left once the ways before it are paid for, so the whole is cheap but not always the cheapest.
        """
        before = dict(self.left)
        paid: set[int] = set()
        sent = 0
        while sent < amount:
            came_by = self._cheapest_way(source, sink, without, costs, paid)
            if sink not in came_by:
                self.left = before
                return None
            way = []
            node = sink
            while node != source:
                way.append(came_by[node])
                link = self.links[came_by[node] // 2]
                node = link.head if came_by[node] % 2 else link.tail
            step = min(amount - sent, min(self.left[arc] for arc in way))
            for arc in way:
                self.left[arc] -= step
                self.left[arc ^ 1] += step
                paid.add(arc // 2)
            sent += step
        used = {arc // 2 for arc in before if self.left[arc] != before[arc]}
        self.left = before
        return used

    def _cheapest_way(
        self, source: int, sink: int, without: int, costs: Sequence[int], paid: set[int]
    ) -> dict[int, int]:
        best = {source: 0}
        came_by: dict[int, int] = {}
        done: set[int] = set()
        waiting = [(0, source)]
        while waiting:
            price, node = heapq.heappop(waiting)
            if node in done:
                continue
            done.add(node)
            if node == sink:
                break
            for arc, neighbour in self.arcs[node]:
                if neighbour in done or arc // 2 == without or not self.left[arc]:
                    continue
                total = price + (0 if arc // 2 in paid else costs[arc // 2])
                if neighbour not in best or total < best[neighbour]:
                    best[neighbour] = total
                    came_by[neighbour] = arc
                    heapq.heappush(waiting, (total, neighbour))
        return came_by
