"""Reasons recorded for what was late or never done, and the absences that explain some of it."""

from __future__ import annotations

import numpy as np

from plumbline.synth.days import NEVER, Ints, never
from plumbline.synth.draw import between, chance, code, mixes, pick_code, story_terms
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders
from plumbline.synth.supervision import Late
from plumbline.synth.tables import Piece


def delay_pieces(frame: Frame, orders: Orders, found: list[Late]) -> list[Piece]:
    """The rows of `delays`: some of what was late has a reason, entered before it was due or after."""
    return [_delays(frame, orders, late, number) for number, late in enumerate(found)]


def _delays(frame: Frame, orders: Orders, late: Late, number: int) -> Piece:
    rng, mix = frame.stream(f"delays {number} {late.standard}"), mixes()["delays"]
    count = len(late.order)
    reason = pick_code(rng, "delays", "reason", mix[late.mix], count)
    if frame.story and late.standard == "cpo_placement_start":
        story, share = frame.story, story_terms()["unpaid_work_later"]["service_reasons"]
        slid = (late.due >= story.slide_from) & (late.due < story.recovered_from) & chance(rng, share, count)
        reason = np.where(slid, pick_code(rng, "delays", "reason", mix["placement_service"], count), reason)
    jailed = (orders.custody_until < NEVER)[late.order] & (late.due <= orders.custody_until[late.order])
    reason = np.where(jailed, code("delays", "reason", "in_custody"), reason)
    moved = (orders.transferred < NEVER)[late.order] & (late.due <= orders.transferred[late.order])
    reason = np.where(moved, code("delays", "reason", "transferred_in"), reason)
    early = chance(rng, mix["on_or_before_due"], count) & ~moved
    begun = orders.begun[late.order]
    before = np.maximum(late.due - between(rng, 0, 3, count), np.minimum(begun, late.due))
    after = np.maximum(late.due + between(rng, 1, 45, count), begun)
    recorded = np.where(early, before, after)
    recorded = np.minimum(frame.working.on_or_before(recorded), frame.as_at)
    recorded = np.maximum(recorded, begun)
    recorded = np.minimum(recorded, np.maximum(orders.last_day(frame)[late.order], begun))
    keep = chance(rng, mix["recorded"], count) | jailed
    by_part = late.part >= 0
    to_enforcement = late.standard == "cpo_breach_lodged"
    piece: Piece = {
        "order_id": late.order,
        "requirement_id": np.where(by_part & (not to_enforcement), late.part, -1),
        "enforcement_id": np.where(by_part & to_enforcement, late.part, -1),
        "occurrence": late.occurrence,
        "standard": np.full(count, late.standard),
        "reason": reason,
        "recorded_on": recorded,
    }
    return {name: values[keep] for name, values in piece.items()}


def draw_absences(frame: Frame, orders: Orders) -> tuple[Piece, Ints]:
    """The rows of `absences`, and for each order the first and last day away (NEVER and -1: none)."""
    rng, mix, count = frame.stream("absences"), mixes()["absences"], len(orders)
    last = orders.last_day(frame)
    begins, ends = never(count), np.full(count, -1, dtype=np.int64)
    kinds = np.full(count, -1, dtype=np.int64)
    room = last - orders.begun - 30
    for kind in ("custody", "hospital", "abroad"):
        hit = chance(rng, mix[kind], count) & (room > 20) & (begins >= NEVER)
        start = orders.begun + 25 + (rng.random(count) * np.maximum(room, 1)).astype(np.int64)
        begins = np.where(hit, start, begins)
        ends = np.where(hit, start + between(rng, 6, 60, count), ends)
        kinds = np.where(hit, code("absences", "kind", kind), kinds)
    jailed = orders.custody_until < NEVER
    begins = np.where(jailed, orders.imposed, begins)
    ends = np.where(jailed, orders.custody_until, ends)
    kinds = np.where(jailed, code("absences", "kind", "custody"), kinds)
    rows = np.flatnonzero(begins <= last)
    back = np.where(ends[rows] <= frame.as_at, ends[rows], NEVER)
    piece: Piece = {
        "person_id": orders.person[rows],
        "kind": kinds[rows],
        "from_on": begins[rows],
        "until_on": back,
        "recorded_on": frame.recorded(rng, begins[rows]),
    }
    return piece, np.stack([begins, ends], axis=1)
