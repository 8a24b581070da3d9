"""Events that belong to a person, a sentence or a licence rather than to one order: a few of each kind."""

from __future__ import annotations

import numpy as np

from plumbline.synth.custody import Custody
from plumbline.synth.days import NEVER, Ints
from plumbline.synth.draw import between, chance, code, codes, mixes, pick_code
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders
from plumbline.synth.support import SCALE
from plumbline.synth.tables import Piece


def _some_orders(
    frame: Frame, rng: np.random.Generator, orders: Orders, share: float, low: int, high: int
) -> tuple[Ints, Ints]:
    """The people of some supervised orders, and for each a working day so long after the order began."""
    day = frame.working.on_or_after(orders.begun + between(rng, low, high, len(orders)))
    wanted = orders.supervised & orders.engaged & (day <= orders.last_day(frame))
    rows = np.flatnonzero(wanted & chance(rng, share, len(orders)))
    return orders.person[rows], day[rows]


def _some_licences(
    frame: Frame, rng: np.random.Generator, custody: Custody, share: float, low: int, high: int
) -> tuple[Ints, Ints]:
    day = frame.working.on_or_after(custody.licensed() + between(rng, low, high, len(custody.sentence)))
    rows = np.flatnonzero((day <= custody.licence_last(frame)) & chance(rng, share, len(day)))
    return rows, day[rows]


def _some_sentences(
    frame: Frame, rng: np.random.Generator, custody: Custody, share: float, low: int, high: int
) -> tuple[Ints, Ints]:
    day = frame.working.on_or_after(custody.sentenced + between(rng, low, high, len(custody.person)))
    inside = (day >= frame.start) & (day <= np.minimum(custody.released, frame.as_at))
    rows = np.flatnonzero(inside & chance(rng, share, len(day)))
    return rows, day[rows]


def other_reviews(frame: Frame, orders: Orders, custody: Custody) -> list[Piece]:
    """Rows of `reviews` in custody, and about a person: meetings under MAPPA."""
    rng = frame.stream("other reviews")
    found = (
        ("sentence_id", _some_sentences(frame, rng, custody, 0.2, 200, 900)),
        ("person_id", _some_orders(frame, rng, orders, 0.03, 60, 200)),
    )
    return [
        {
            owner: rows,
            "kind": np.full(len(rows), code("reviews", "kind", "mappa")),
            "held_on": day,
            "recorded_on": frame.recorded(rng, day),
            "person_attended": frame.yes_or_no(rng, 0.1, len(rows)),
            "chaired_by_manager": frame.yes_or_no(rng, 0.8, len(rows)),
        }
        for owner, (rows, day) in found
    ]


def other_plans(frame: Frame, orders: Orders, custody: Custody) -> list[Piece]:
    """Rows of `plans` in custody, and about a person."""
    rng = frame.stream("other plans")
    pieces: list[Piece] = []
    found = (
        ("sentence_id", _some_sentences(frame, rng, custody, 0.4, 60, 200)),
        ("person_id", _some_orders(frame, rng, orders, 0.012, 40, 150)),
    )
    for owner, (rows, day) in found:
        pieces.append(
            {
                owner: rows,
                "kind": np.full(len(rows), code("plans", "kind", "risk_management")),
                "completed_on": day,
                "recorded_on": frame.recorded(rng, day),
                "intensity": pick_code(rng, "plans", "intensity", mixes()["plans"]["intensity"], len(rows)),
            }
        )
    return pieces


def other_referrals(frame: Frame, orders: Orders, custody: Custody) -> list[Piece]:
    """Rows of `referrals` of licences and sentences, and about a person: sent, not yet begun."""
    rng = frame.stream("other referrals")
    found = (
        ("licence_id", _some_licences(frame, rng, custody, 0.3, 10, 120)),
        ("sentence_id", _some_sentences(frame, rng, custody, 0.15, 100, 700)),
        ("person_id", _some_orders(frame, rng, orders, 0.01, 30, 150)),
    )
    pieces: list[Piece] = []
    for owner, (rows, day) in found:
        mix = {"waiting": 0.45, "refused": 0.25, "not_offered": 0.2, "not_known": 0.1}
        pieces.append(
            {
                owner: rows,
                "need": pick_code(rng, "referrals", "need", mixes()["referrals"]["need"], len(rows)),
                "identified_on": np.where(chance(rng, 0.9, len(rows)), day, NEVER),
                "referred_on": day,
                "recorded_on": frame.recorded(rng, day),
                "outcome": pick_code(rng, "referrals", "outcome", mix, len(rows)),
            }
        )
    return pieces


def other_outcomes(frame: Frame, orders: Orders, custody: Custody) -> list[Piece]:
    """Rows of `outcomes` of licences and sentences, and about a person."""
    rng = frame.stream("other outcomes")
    found = (
        ("licence_id", _some_licences(frame, rng, custody, 0.35, 20, 60)),
        ("sentence_id", _some_sentences(frame, rng, custody, 0.12, 100, 400)),
        ("person_id", _some_orders(frame, rng, orders, 0.01, 20, 100)),
    )
    pieces: list[Piece] = []
    for owner, (rows, day) in found:
        count = len(rows)
        pieces.append(
            {
                owner: rows,
                "domain": between(rng, 0, len(codes("outcomes", "domain")) - 1, count),
                "scored_on": day,
                "recorded_on": frame.recorded(rng, day),
                "score": between(rng, 2, 8, count),
                "scale_max": np.full(count, SCALE),
                "tool": np.full(count, mixes()["outcomes"]["tool"]),
            }
        )
    return pieces


def other_feedback(frame: Frame, orders: Orders, custody: Custody) -> list[Piece]:
    """Rows of `feedback` in custody, and about a person."""
    rng = frame.stream("other feedback")
    found = (
        ("sentence_id", _some_sentences(frame, rng, custody, 0.1, 60, 500)),
        ("person_id", _some_orders(frame, rng, orders, 0.01, 30, 200)),
    )
    pieces: list[Piece] = []
    for owner, (rows, day) in found:
        given = chance(rng, 0.5, len(rows))
        pieces.append(
            {
                owner: rows,
                "kind": np.full(len(rows), code("feedback", "kind", "other")),
                "offered_on": day,
                "completed_on": np.where(given, day, NEVER),
                "recorded_on": frame.recorded(rng, day),
            }
        )
    return pieces
