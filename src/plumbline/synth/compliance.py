"""Enforcement of orders: warnings, breach applications and variations."""

from __future__ import annotations

import numpy as np

from plumbline.synth.days import NEVER, Ints
from plumbline.synth.draw import between, chance, code, mixes, pick_code
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders, kind_in
from plumbline.synth.supervision import Late
from plumbline.synth.tables import Piece


def enforcement_piece(frame: Frame, orders: Orders) -> tuple[Piece, Late]:
    """The rows of `enforcement` of orders, and the breach applications that were lodged late or not at all.

    Breach applications come first, so that their rows in the table are those of the piece.
    """
    breach, late = _breaches(frame, orders)
    parts = [breach, *_warnings(frame, orders), _variations(frame, orders)]
    return {name: np.concatenate([part[name] for part in parts]) for name in breach}, late


def _breaches(frame: Frame, orders: Orders) -> tuple[Piece, Late]:
    rng, mix, count = frame.stream("breaches"), mixes()["enforcement"], len(orders)
    working = frame.working
    court = orders.cpo | kind_in(orders.kind, "dtto")
    revoked = court & (orders.end_reason == code("orders", "end_reason", "revoked_breach"))
    other = court & ~revoked & orders.engaged & chance(rng, mix["breach_without_revocation"], count)
    last = orders.last_day(frame)
    ahead = working.on_or_before(np.where(revoked, orders.finish, NEVER) - between(rng, 18, 75, count))
    length = np.maximum(last - orders.begun - 60, 1)
    some_day = working.on_or_after(orders.begun + 30 + (rng.random(count) * length).astype(np.int64))
    decided = np.maximum(np.where(revoked, ahead, some_day), working.nth_after(orders.begun, 6))
    rows = np.flatnonzero((revoked | (other & (last - orders.begun > 120))) & (decided <= last))
    decided, last, n = decided[rows], last[rows], len(rows)
    in_time = chance(rng, mix["lodged_in_5"], n)
    days = np.where(in_time, between(rng, 0, 5, n), between(rng, 6, 22, n))
    lodged = working.nth_after(decided, days)
    lodged = np.where((lodged <= last) & chance(rng, 0.985, n), lodged, NEVER)
    agreed = np.minimum(
        working.nth_after(decided, between(rng, 0, 2, n)), np.where(lodged < NEVER, lodged, decided)
    )
    heard = working.on_or_after(decided + between(rng, 25, 80, n))
    was_revoked = revoked[rows]
    outcome = pick_code(rng, "enforcement", "outcome", mix["breach_outcome"], n)
    gone = pick_code(rng, "enforcement", "outcome", {"revoked_custody": 0.45, "revoked_other": 0.55}, n)
    heard = np.where(was_revoked, orders.finish[rows], heard)
    outcome = np.where(was_revoked, gone, outcome)
    pending = (heard > last) | (lodged >= NEVER)
    recommended = pick_code(rng, "enforcement", "recommendation", mix["breach_recommendation"], n)
    firm = was_revoked & chance(rng, 0.8, n)
    recommended = np.where(firm, code("enforcement", "recommendation", "revoke"), recommended)
    piece: Piece = {
        "order_id": rows,
        "kind": np.full(n, code("enforcement", "kind", "breach_application")),
        "decided_on": decided,
        "manager_agreed_on": agreed,
        "lodged_on": lodged,
        "recorded_on": frame.recorded(rng, decided),
        "recommendation": recommended,
        "outcome": np.where(pending & ~was_revoked, code("enforcement", "outcome", "pending"), outcome),
        "outcome_on": np.where(pending & ~was_revoked, NEVER, heard),
    }
    open_still = was_revoked & (orders.finish[rows] > frame.as_at)
    piece["outcome"] = np.where(open_still, code("enforcement", "outcome", "pending"), piece["outcome"])
    piece["outcome_on"] = np.where(open_still, NEVER, piece["outcome_on"])
    due = working.nth_after(decided, 5)
    missed = np.flatnonzero((due < frame.as_at) & (lodged > due) & orders.cpo[rows])
    once = np.full(len(missed), -1, dtype=np.int64)
    late = Late("cpo_breach_lodged", "assessment", rows[missed], due[missed], lodged[missed], missed, once)
    return piece, late


def _warnings(frame: Frame, orders: Orders) -> list[Piece]:
    rng, mix, count = frame.stream("warnings"), mixes()["enforcement"], len(orders)
    court = (orders.cpo | kind_in(orders.kind, "dtto")) & orders.engaged
    last = orders.last_day(frame)
    first = frame.working.on_or_after(orders.begun + between(rng, 20, 200, count))
    final = frame.working.on_or_after(first + between(rng, 10, 80, count))
    warned = court & chance(rng, mix["first_warning"], count) & (first <= last)
    again = warned & chance(rng, mix["final_warning"], count) & (final <= last)
    return [
        _plain(frame, rng, np.flatnonzero(warned), first, "first_warning"),
        _plain(frame, rng, np.flatnonzero(again), final, "final_warning"),
    ]


def _plain(frame: Frame, rng: np.random.Generator, rows: Ints, day: Ints, kind: str) -> Piece:
    count = len(rows)
    none, no_day = np.full(count, -1, dtype=np.int64), np.full(count, NEVER, dtype=np.int64)
    return {
        "order_id": rows,
        "kind": np.full(count, code("enforcement", "kind", kind)),
        "decided_on": day[rows],
        "manager_agreed_on": no_day,
        "lodged_on": no_day,
        "recorded_on": frame.recorded(rng, day[rows]),
        "recommendation": none,
        "outcome": none,
        "outcome_on": no_day,
    }


def _variations(frame: Frame, orders: Orders) -> Piece:
    """A variation behind every requirement of supervision or unpaid work that was added later."""
    rng = frame.stream("variations")
    added = np.where(orders.supervision_on > orders.imposed, orders.supervision_on, NEVER)
    added = np.minimum(added, np.where(orders.unpaid_on > orders.imposed, orders.unpaid_on, NEVER))
    asked = frame.working.on_or_before(added - between(rng, 6, 20, len(orders)))
    rows = np.flatnonzero((added < NEVER) & (asked >= orders.begun))
    piece = _plain(frame, rng, rows, asked, "variation")
    piece["outcome"] = np.full(len(rows), code("enforcement", "outcome", "varied"))
    piece["outcome_on"] = added[rows]
    piece["recommendation"] = np.full(len(rows), code("enforcement", "recommendation", "vary"))
    return piece
