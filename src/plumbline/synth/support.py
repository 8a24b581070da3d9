"""What stands around an order: referrals, distance travelled, what people say, who holds the case."""

from __future__ import annotations

import numpy as np

from plumbline.synth.days import NEVER, Bools, Ints
from plumbline.synth.draw import between, chance, code, mixes, pick_code
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders, kind_in
from plumbline.synth.staff import Staff, worker_for
from plumbline.synth.tables import Piece

SCALE = 10


def _helped(orders: Orders) -> Bools:
    kinds = kind_in(orders.kind, "dtto", "structured_deferred_sentence", "bail_supervision", "diversion")
    return (orders.supervised | kinds) & orders.engaged


def referral_piece(frame: Frame, orders: Orders) -> Piece:
    """The rows of `referrals`: needs found, and how long it took until help began."""
    rng, mix = frame.stream("referrals"), mixes()["referrals"]
    wanted = _helped(orders) & chance(rng, mix["share"], len(orders))
    rows = np.flatnonzero(wanted)
    rows = np.concatenate([rows, rows[chance(rng, 0.35, len(rows))]])
    rows.sort()
    last, count, working = orders.last_day(frame)[rows], len(rows), frame.working
    found = working.on_or_after(orders.begun[rows] + between(rng, 6, 150, count))
    sent = working.nth_after(found, between(rng, 0, 9, count))
    begun = working.on_or_after(sent + between(rng, 5, 95, count))
    ended = working.on_or_after(begun + between(rng, 28, 220, count))
    outcome = pick_code(rng, "referrals", "outcome", mix["outcome"], count)
    names = ("completed", "left_early", "refused", "not_offered", "waiting")
    completed, left, refused, not_offered, waiting = (code("referrals", "outcome", name) for name in names)
    without = np.isin(outcome, [refused, not_offered])
    begun = np.where(without | (begun > last), NEVER, begun)
    ended = np.where((begun < NEVER) & (ended <= last), ended, NEVER)
    outcome = np.where(np.isin(outcome, [completed, left]) & (begun >= NEVER), waiting, outcome)
    outcome = np.where((begun < NEVER) & (ended >= NEVER), -1, outcome)
    keep = found <= last
    sent = np.where(sent <= last, sent, NEVER)
    piece: Piece = {
        "order_id": rows,
        "need": pick_code(rng, "referrals", "need", mix["need"], count),
        "identified_on": found,
        "referred_on": sent,
        "started_on": np.where(sent < NEVER, begun, NEVER),
        "ended_on": np.where(sent < NEVER, ended, NEVER),
        "recorded_on": frame.recorded(rng, found),
        "outcome": np.where(sent < NEVER, outcome, waiting),
    }
    return {name: values[keep] for name, values in piece.items()}


def outcome_piece(frame: Frame, orders: Orders) -> Piece:
    """The rows of `outcomes`: scores early in the order, and again near its end for most who get there."""
    rng, mix = frame.stream("outcomes"), mixes()["outcomes"]
    rows = np.flatnonzero(_helped(orders) & chance(rng, mix["share"], len(orders)))
    rows = np.repeat(rows, 2)
    count, last = len(rows), orders.last_day(frame)[rows]
    domain = pick_code(rng, "outcomes", "domain", mix["domain"], count)
    # The two scales of a pair are of two domains.
    domain[1::2] = np.where(domain[1::2] == domain[::2], (domain[1::2] + 1) % 10, domain[1::2])
    first = frame.working.on_or_after(orders.begun[rows] + between(rng, 10, 50, count))
    second = frame.working.on_or_before(np.where(orders.finish[rows] < NEVER, orders.finish[rows], 0) - 10)
    score = between(rng, 2, 7, count)
    ran = orders.end_reason[rows] == code("orders", "end_reason", "completed")
    better = np.clip(score + np.where(ran, between(rng, -1, 4, count), between(rng, -3, 2, count)), 1, SCALE)
    again = (second > first + 40) & (second <= last) & chance(rng, 0.72, count)
    parts = [
        _scores(frame, rng, rows, domain, first, score, first <= last),
        _scores(frame, rng, rows, domain, second, better, again & (first <= last)),
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _scores(
    frame: Frame, rng: np.random.Generator, rows: Ints, domain: Ints, day: Ints, score: Ints, keep: Bools
) -> Piece:
    count = int(keep.sum())
    return {
        "order_id": rows[keep],
        "domain": domain[keep],
        "scored_on": day[keep],
        "recorded_on": frame.recorded(rng, day[keep]),
        "score": score[keep],
        "scale_max": np.full(count, SCALE),
        "tool": np.full(count, mixes()["outcomes"]["tool"]),
    }


def feedback_piece(frame: Frame, orders: Orders) -> Piece:
    """The rows of `feedback`: exit questionnaires near the end, and now and then views given at a review."""
    rng, mix = frame.stream("feedback"), mixes()["feedback"]
    ran = np.flatnonzero((orders.ended < NEVER) & orders.engaged & (orders.ended - orders.begun > 40))
    rows = ran[chance(rng, mix["offered"], len(ran))]
    offered = frame.working.on_or_before(orders.ended[rows] - between(rng, 3, 21, len(rows)))
    done = frame.working.on_or_after(offered + between(rng, 0, 10, len(rows)))
    filled = chance(rng, mix["completed"], len(rows)) & (done <= orders.ended[rows])
    parts = [_feedback(frame, rng, rows, offered, np.where(filled, done, NEVER), "exit_questionnaire")]
    for kind, share in (("review_views", mix["review_views"]), ("other", 0.01)):
        asked = frame.working.on_or_after(orders.begun + between(rng, 80, 110, len(orders)))
        wanted = _helped(orders) & (asked <= orders.last_day(frame)) & chance(rng, share * 2, len(orders))
        some = np.flatnonzero(wanted)
        parts.append(_feedback(frame, rng, some, asked[some], asked[some], kind))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _feedback(
    frame: Frame, rng: np.random.Generator, rows: Ints, offered: Ints, done: Ints, kind: str
) -> Piece:
    return {
        "order_id": rows,
        "kind": np.full(len(rows), code("feedback", "kind", kind)),
        "offered_on": offered,
        "completed_on": done,
        "recorded_on": frame.recorded(rng, offered),
    }


def allocation_piece(frame: Frame, orders: Orders, staff: Staff) -> Piece:
    """The rows of `allocations` of orders: one worker throughout for most, a change of worker for some."""
    rng, count = frame.stream("allocations"), len(orders)
    last = orders.last_day(frame)
    begun = frame.working.nth_after(orders.begun, between(rng, 0, 4, count))
    begun = np.where(begun <= last, begun, orders.begun)
    room = last - begun
    moved = chance(rng, 0.17, count) & (room > 120)
    changed = frame.working.on_or_after(begun + (room * (0.3 + 0.5 * rng.random(count))).astype(np.int64))
    moved &= changed < last
    before = worker_for(rng, staff, orders.team)
    first, second = np.arange(count), np.flatnonzero(moved)
    until = np.where(moved, changed, orders.ended)
    piece = {
        "order_id": np.concatenate([first, second]),
        "worker_id": np.concatenate([np.where(moved, before, orders.worker), orders.worker[second]]),
        "from_on": np.concatenate([begun, changed[second]]),
        "until_on": np.concatenate([until, orders.ended[second]]),
    }
    sorting = np.lexsort([piece["from_on"], piece["order_id"]])
    return {name: values[sorting] for name, values in piece.items()}
