"""The requirements of each order, and the extensions that courts grant for unpaid work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.synth.days import NEVER, Ints, add_months
from plumbline.synth.draw import between, chance, code, mixes, pick
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders
from plumbline.synth.tables import Piece
from plumbline.synth.unpaid_work import UnpaidWork


@dataclass(frozen=True)
class Requirements:
    """The rows of `requirements` and `extensions`, and what others must know of them.

    `unpaid_row` is the row of each order's first unpaid work requirement, -1 without. `due` is the day by
    which its unpaid work is due as extensions granted in time have moved it, NEVER without.
    """

    rows: Piece
    extensions: Piece
    unpaid_row: Ints
    due: Ints


def draw_requirements(frame: Frame, orders: Orders, work: UnpaidWork) -> Requirements:
    """The requirements of orders whose ends are known, in the order of orders, days and kinds."""
    rng = frame.stream("requirements")
    mix = mixes()["requirements"]
    parts = [_plain(orders, "offender_supervision", orders.supervision_on)]
    everyone = np.arange(len(orders))
    for kind, share in mix["alongside"].items():
        has = orders.cpo & chance(rng, share, len(orders))
        parts.append(_plain(orders, kind, np.where(has, orders.supervision_on, NEVER)))
    lone = everyone[orders.other_only]
    other = np.array([code("requirements", "kind", name) for name in ("compensation", "restricted_movement")])
    parts.append(_rows(lone, other[pick(rng, [0.4, 0.6], len(lone))], orders.imposed[lone]))
    for on, hours in ((work.on, work.hours), (work.later_on, work.later_hours)):
        rows = np.flatnonzero(on < NEVER)
        part = _rows(rows, np.full(len(rows), code("requirements", "kind", "unpaid_work")), on[rows])
        part["level"] = np.where(hours > 100, 2, np.where(work.level == 0, 0, 1))[rows] - 1
        part["hours_imposed"] = hours[rows]
        part["completed_on"] = work.done[rows]
        part["complete_by"] = work.complete_by[rows] if on is work.on else np.full(len(rows), NEVER)
        parts.append(part)
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    unsaid = chance(rng, mix["level_not_known"], len(whole["level"]))
    whole["level"] = np.where(unsaid, -1, whole["level"])
    sorting = np.lexsort([whole["kind"], whole["imposed_on"], whole["order_id"]])
    whole = {name: values[sorting] for name, values in whole.items()}
    order = whole["order_id"]
    closed_with_work = (whole["completed_on"] < NEVER) & chance(rng, 0.6, len(order))
    whole["ended_on"] = np.where(closed_with_work, whole["completed_on"], orders.ended[order])
    later = whole["imposed_on"] > orders.imposed[order]
    whole["added_by_variation"] = np.where(later, 1, np.where(chance(rng, 0.3, len(order)), -1, 0))
    programme = whole["kind"] == code("requirements", "kind", "programme")
    ran = orders.end_reason[order] == code("orders", "end_reason", "completed")
    through = programme & ran & (orders.ended[order] < NEVER)
    length = orders.ended[order] - whole["imposed_on"]
    half_way = whole["imposed_on"] + (length * (0.5 + 0.4 * rng.random(len(order)))).astype(np.int64)
    whole["completed_on"] = np.where(through, half_way, whole["completed_on"])

    unpaid = whole["kind"] == code("requirements", "kind", "unpaid_work")
    unpaid_row = np.full(len(orders), -1, dtype=np.int64)
    rows = np.flatnonzero(unpaid)[::-1]  # the first of two is written last and stays
    unpaid_row[order[rows]] = rows
    extensions, due = _extensions(frame, orders, work, unpaid_row)
    return Requirements(whole, extensions, unpaid_row, due)


def _plain(orders: Orders, kind: str, on: Ints) -> Piece:
    rows = np.flatnonzero(on < NEVER)
    return _rows(rows, np.full(len(rows), code("requirements", "kind", kind)), on[rows])


def _rows(order: Ints, kind: Ints, on: Ints) -> Piece:
    count = len(order)
    return {
        "order_id": order,
        "kind": kind,
        "imposed_on": on,
        "level": np.full(count, -1),
        "hours_imposed": np.full(count, np.nan),
        "complete_by": np.full(count, NEVER),
        "completed_on": np.full(count, NEVER),
    }


def _extensions(frame: Frame, orders: Orders, work: UnpaidWork, unpaid_row: Ints) -> tuple[Piece, Ints]:
    """Extensions for some whose work is not done in time: mostly granted in time, some too late to count."""
    rng, count = frame.stream("extensions"), len(orders)
    last = orders.last_day(frame)
    due = np.where(orders.cpo, work.due, NEVER)
    pieces: list[Piece] = []
    for share in (0.45, 0.10):
        in_time = chance(rng, 0.75, count)
        before = frame.working.on_or_before(due - between(rng, 1, 28, count))
        after = frame.working.on_or_after(due + between(rng, 2, 30, count))
        granted = np.where(due < NEVER, np.where(in_time, before, after), NEVER)
        moved = add_months(due, between(rng, 1, 2, count) * 3)
        owed = (work.done > due) & (granted <= last) & (granted > work.on) & (granted < work.done)
        owed &= chance(rng, share, count)
        rows = np.flatnonzero(owed)
        piece = {
            "requirement_id": unpaid_row[rows],
            "granted_on": granted[rows],
            "complete_by": moved[rows],
            "recorded_on": frame.recorded(rng, granted[rows]),
        }
        pieces.append(piece)
        due = np.where(owed & (granted <= due), moved, due)
        due = np.where(owed, due, np.where(work.on < NEVER, due, NEVER))
    whole = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    sorting = np.lexsort([whole["granted_on"], whole["requirement_id"]])
    return {name: values[sorting] for name, values in whole.items()}, due
