"""Assessments, case plans and reviews of the orders under supervision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.records.specification import load
from plumbline.synth.days import NEVER, Bools, Ints, add_months
from plumbline.synth.draw import between, chance, code, codes, mixes, pick, pick_code, some_of, story_terms
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders, kind_in
from plumbline.synth.tables import Piece

LATE = ("in_time", "late", "never")
REVIEW_MONTHS = (3, 6, 12, 18, 24, 30, 36)
LSCMI_MEAN = {"very_low": 3.0, "low": 7.5, "medium": 15.0, "high": 24.0, "very_high": 33.0}


@dataclass(frozen=True)
class Late:
    """What was owed to orders and was late or never done: the material of delays.

    Rows of orders with the day it was due and done (NEVER: not done); `part` is the row of the requirement or
    enforcement it speaks of, `occurrence` which of the times owed, both -1 where it speaks of the order.
    """

    standard: str
    mix: str
    order: Ints
    due: Ints
    done: Ints
    part: Ints
    occurrence: Ints


def late_rows(frame: Frame, standard: str, mix: str, due: Ints, done: Ints, owed: Bools) -> Late:
    """The orders to which something was owed by a day that has passed, and was late or not done."""
    rows = np.flatnonzero(owed & (due < frame.as_at) & (done > due))
    none = np.full(len(rows), -1, dtype=np.int64)
    return Late(standard, mix, rows, due[rows], done[rows], none, none)


def assessment_piece(frame: Frame, orders: Orders) -> tuple[Piece, Ints]:
    """The LS/CMI rows of supervised orders, and the day each order's was completed (NEVER: not)."""
    rng, mix, count = frame.stream("lscmi"), mixes()["assessments"], len(orders)
    start, last = orders.supervision_from, orders.last_day(frame)
    when = pick(rng, [mix["lscmi"][name] for name in LATE], count)
    if story := frame.story:
        own = frame.stream("story: assessments missing")
        missing = own.random(count) < story_terms()["assessments_missing"]["never_done"]
        when = np.where((orders.team == story.unassessed_team) & missing, LATE.index("never"), when)
    done = frame.working.nth_after(start, between(rng, 6, 20, count))
    done = np.where(when == 1, frame.working.nth_after(start, between(rng, 21, 75, count)), done)
    done = np.where((when != 2) & orders.supervised & orders.engaged & (done <= last), done, NEVER)
    begun = np.maximum(
        frame.working.on_or_before(np.where(done < NEVER, done, 0) - between(rng, 1, 12, count)), start
    )
    unfinished = (when == 2) & orders.supervised & orders.engaged & chance(rng, 0.12, count)
    opened = frame.working.nth_after(start, between(rng, 4, 15, count))
    unfinished &= opened <= last
    rows = np.flatnonzero((done < NEVER) | unfinished)
    finished = done[rows] < NEVER
    levels = list(load().lscmi_levels)
    low = np.array([load().lscmi_levels[name][0] for name in codes("orders", "risk_level")])[
        orders.risk[rows]
    ]
    high = np.array([load().lscmi_levels[name][1] for name in codes("orders", "risk_level")])[
        orders.risk[rows]
    ]
    score = between(rng, low, high, len(rows))
    overridden = finished & chance(rng, mix["overridden"], len(rows))
    level = np.minimum(orders.risk[rows] + overridden, len(levels) - 1)
    by_person = chance(rng, mix["owned_by_person"], len(rows))
    piece = {
        "person_id": orders.person[rows],
        "order_id": np.where(by_person, -1, rows),
        "tool": np.full(len(rows), code("assessments", "tool", "lscmi")),
        "started_on": np.where(finished, begun[rows], opened[rows]),
        "completed_on": done[rows],
        "recorded_on": frame.recorded(rng, np.where(finished, done[rows], opened[rows])),
        "score": np.where(finished, score, -1),
        "level": np.where(finished, level, -1),
        "level_overridden": np.where(finished, overridden.astype(np.int64), -1),
        "worker_id": orders.worker[rows],
    }
    return piece, done


def other_assessments(frame: Frame, orders: Orders) -> Piece:
    """Other tools where the offence or the risk calls for them."""
    rng, count = frame.stream("other assessments"), len(orders)
    sexual = orders.offence == code("orders", "offence_group", "sexual")
    domestic = orders.offence == code("orders", "offence_group", "domestic_abuse")
    grave = orders.risk >= codes("orders", "risk_level").index("high")
    wanted = {
        "rosh": grave & chance(rng, 0.35, count),
        "rm2000": sexual & chance(rng, 0.85, count),
        "sa07": sexual & chance(rng, 0.75, count),
        "sara": domestic & chance(rng, 0.45, count),
        "other": chance(rng, 0.02, count),
    }
    pieces: list[Piece] = []
    for tool, wants in wanted.items():
        done = frame.working.nth_after(orders.supervision_from, between(rng, 8, 55, count))
        rows = np.flatnonzero(wants & orders.supervised & orders.engaged & (done <= orders.last_day(frame)))
        begun = frame.working.on_or_before(done[rows] - between(rng, 1, 14, len(rows)))
        pieces.append(
            {
                "person_id": orders.person[rows],
                "order_id": rows,
                "tool": np.full(len(rows), code("assessments", "tool", tool)),
                "started_on": np.maximum(begun, orders.supervision_from[rows]),
                "completed_on": done[rows],
                "recorded_on": frame.recorded(rng, done[rows]),
                "score": np.full(len(rows), -1),
                "level": orders.risk[rows],
                "level_overridden": np.full(len(rows), -1),
                "worker_id": orders.worker[rows],
            }
        )
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def plan_piece(frame: Frame, orders: Orders, assessed: Ints) -> tuple[Piece, Ints, int]:
    """The rows of `plans`, when each order's case plan was completed, and how many share the story's day."""
    rng, mix, count = frame.stream("plans"), mixes()["plans"], len(orders)
    start, last = orders.supervision_from, orders.last_day(frame)
    when = pick(rng, [mix["case_management"][name] for name in LATE], count)
    done = frame.working.nth_after(start, between(rng, 8, 20, count))
    soon = frame.working.nth_after(np.where(assessed < NEVER, assessed, start), between(rng, 0, 8, count))
    due = frame.working.nth_after(start, 20)
    done = np.where((soon <= due) & (assessed < NEVER), soon, done)
    done = np.where(when == 1, frame.working.nth_after(start, between(rng, 21, 80, count)), done)
    done = np.where((when != 2) & orders.supervised & orders.engaged & (done <= last), done, NEVER)
    batch = 0
    if story := frame.story:
        day = story.plans_on
        open_then = orders.supervised & orders.engaged & (start < day - 40) & (last >= day) & (done >= day)
        chosen = some_of(
            frame.stream("story: plans on one day"),
            np.flatnonzero(open_then),
            frame.batch(story_terms()["plans_on_one_day"]["count"]),
        )
        done[chosen] = day
        batch = len(chosen)
    rows = np.flatnonzero(done < NEVER)
    case = _plans(frame, rng, orders, rows, done[rows], "case_management")
    risk_plan = orders.risk >= codes("orders", "risk_level").index("high")
    later = frame.working.nth_after(start, between(rng, 15, 60, count))
    wanted = risk_plan & orders.supervised & orders.engaged & (later <= last) & chance(rng, 0.22, count)
    rows = np.flatnonzero(wanted)
    risky = _plans(frame, rng, orders, rows, later[rows], "risk_management")
    return {name: np.concatenate([case[name], risky[name]]) for name in case}, done, batch


def _plans(
    frame: Frame, rng: np.random.Generator, orders: Orders, rows: Ints, done: Ints, kind: str
) -> Piece:
    reviewed = frame.working.nth_after(done, between(rng, 0, 12, len(rows)))
    seen = chance(rng, 0.78, len(rows)) & (reviewed <= orders.last_day(frame)[rows])
    return {
        "order_id": rows,
        "kind": np.full(len(rows), code("plans", "kind", kind)),
        "completed_on": done,
        "recorded_on": frame.recorded(rng, done),
        "manager_reviewed_on": np.where(seen, reviewed, NEVER),
        "intensity": pick_code(rng, "plans", "intensity", mixes()["plans"]["intensity"], len(rows)),
    }


def review_pieces(frame: Frame, orders: Orders) -> tuple[list[Piece], list[Late]]:
    """The rows of `reviews` of orders, and the statutory ones that were late or never held."""
    rng, mix, count = frame.stream("reviews"), mixes()["reviews"], len(orders)
    working, last = frame.working, orders.last_day(frame)
    owed_from = np.where(orders.transferred < NEVER, orders.transferred, 0)
    pieces: list[Piece] = []
    late: list[Late] = []
    before = orders.supervision_on
    for number, months in enumerate(REVIEW_MONTHS, start=1):
        due = add_months(orders.supervision_on, months)
        following = add_months(orders.supervision_on, REVIEW_MONTHS[number] if number < 7 else months + 6)
        when = pick(rng, [mix["statutory"][name] for name in LATE], count)
        if (story := frame.story) and number > 1:
            own = frame.stream(f"story: reviews forgotten {number}")
            forgotten = (due >= story.forgotten_from) & (
                own.random(count) >= story_terms()["reviews_forgotten"]["still_held"]
            )
            when = np.where(forgotten, LATE.index("never"), when)
        held = np.maximum(working.on_or_before(due - between(rng, 0, 21, count)), before + 1)
        after = np.minimum(working.on_or_after(due + between(rng, 2, 50, count)), following - 1)
        held = np.where(when == 1, after, held)
        held = np.where((when != 2) & (held <= last) & (held > owed_from) & orders.engaged, held, NEVER)
        owed = orders.supervised & orders.engaged & (due > owed_from) & (due < last)
        found = late_rows(frame, "cpo_review", "review", due, held, owed)
        rows = np.flatnonzero(orders.supervised & (held < NEVER))
        pieces.append(_reviews(frame, rng, orders, rows, held[rows], "statutory"))
        late.append(
            Late(
                "cpo_review",
                "review",
                found.order,
                found.due,
                found.done,
                found.part,
                found.part + 1 + number,
            )
        )
        before = due
    for progress, months in ((mix["court_progress"], 3), (mix["court_progress"] / 2, 7)):
        day = working.on_or_after(add_months(orders.begun, months) + between(rng, -5, 9, count))
        wanted = orders.cpo & chance(rng, progress, count) & (day <= last) & orders.engaged
        rows = np.flatnonzero(wanted)
        pieces.append(_reviews(frame, rng, orders, rows, day[rows], "court_progress"))
    monthly = kind_in(orders.kind, "dtto") & orders.engaged
    for months in range(1, 13):
        day = working.on_or_after(add_months(orders.begun, months) + between(rng, -3, 6, count))
        rows = np.flatnonzero(monthly & (day <= last) & chance(rng, 0.8, count))
        pieces.append(_reviews(frame, rng, orders, rows, day[rows], "court_progress"))
    sexual = orders.offence == code("orders", "offence_group", "sexual")
    day = working.on_or_after(add_months(orders.begun, 3) + between(rng, -14, 14, count))
    rows = np.flatnonzero(sexual & orders.supervised & (day <= last) & chance(rng, 0.6, count))
    pieces.append(_reviews(frame, rng, orders, rows, day[rows], "mappa"))
    ran = (orders.end_reason == code("orders", "end_reason", "completed")) & (orders.ended < NEVER)
    day = working.on_or_before(np.where(ran, orders.ended, NEVER) - between(rng, 0, 14, count))
    rows = np.flatnonzero(orders.supervised & ran & (day > orders.begun) & chance(rng, 0.55, count))
    pieces.append(_reviews(frame, rng, orders, rows, day[rows], "end_of_order"))
    return pieces, late


def _reviews(
    frame: Frame, rng: np.random.Generator, orders: Orders, rows: Ints, held: Ints, kind: str
) -> Piece:
    count = len(rows)
    recorded = frame.recorded(rng, held)
    if story := frame.story:
        slow = (orders.team[rows] == story.late_team) & (held >= story.late_from)
        terms = story_terms()["recording_late"]
        weeks = np.minimum(frame.working.on_or_after(held + terms["days_from"] + held % 20), frame.as_at)
        recorded = np.where(slow, weeks, recorded)
    return {
        "order_id": rows,
        "kind": np.full(count, code("reviews", "kind", kind)),
        "held_on": held,
        "recorded_on": recorded,
        "person_attended": frame.yes_or_no(rng, 0.83, count),
        "chaired_by_manager": frame.yes_or_no(rng, 0.64, count),
    }
