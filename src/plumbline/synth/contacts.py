"""Contacts: the first one, induction, and all that follows, held, missed or called off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.synth.days import NEVER, Bools, Ints
from plumbline.synth.draw import between, chance, code, codes, mixes, pick, pick_code, story_terms
from plumbline.synth.frame import Frame
from plumbline.synth.orders import FIRST_CONTACT, Orders
from plumbline.synth.staff import Staff, worker_for
from plumbline.synth.tables import Piece

INDUCTION = ("within_5", "within_10", "later", "never")
LIVELY_DAYS, FULL_DAYS = 28, 180  # weekly for four weeks, then often to six months, then less


@dataclass(frozen=True)
class Beginnings:
    """The day of first contact and of induction of each order; NEVER where there was none."""

    first: Ints
    induction: Ints


def _code(column: str, name: str) -> int:
    return code("contacts", column, name)


def draw_beginnings(frame: Frame, orders: Orders) -> Beginnings:
    """When each order's first contact and induction were, where they were."""
    rng, count, working = frame.stream("beginnings"), len(orders), frame.working
    kind, base, last = orders.first_contact, orders.begun, orders.last_day(frame)
    first = np.where(kind == FIRST_CONTACT.index("same_day"), base, working.nth_after(base, 1))
    first = np.where(
        kind == FIRST_CONTACT.index("within_5"), working.nth_after(base, between(rng, 2, 5, count)), first
    )
    late = working.nth_after(base, between(rng, 6, 26, count))
    first = np.where(kind == FIRST_CONTACT.index("later"), late, first)
    out = working.on_or_after(np.where(orders.custody_until < NEVER, orders.custody_until + 2, NEVER))
    first = np.where(orders.custody_until < NEVER, out, first)
    first = np.where(orders.engaged & (first <= last), first, NEVER)

    mix = mixes()["induction"]["shares"]
    shares = [mix[name] for name in INDUCTION]
    when = pick(rng, shares, count)
    induction = working.nth_after(base, between(rng, 0, 5, count))
    induction = np.where(when == 1, working.nth_after(base, between(rng, 6, 10, count)), induction)
    induction = np.where(when == 2, working.nth_after(base, between(rng, 11, 40, count)), induction)
    induction = np.maximum(induction, first)
    induction = np.where((when != 3) & (first < NEVER) & (induction <= last), induction, NEVER)
    return Beginnings(first, induction)


def contact_pieces(frame: Frame, staff: Staff, orders: Orders, starts: Beginnings, away: Ints) -> list[Piece]:
    """The rows of `contacts` that belong to orders.

    `away` has two columns of days for each order: the first and last of an absence, NEVER without one.
    """
    parts = [
        _first_contacts(frame, orders, starts),
        _offered(frame, orders, starts),
        _inductions(frame, orders, starts),
    ]
    parts.append(_schedule(frame, orders, starts, away))
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    sorting = np.lexsort([whole["kind"], whole["happened_on"], whole["order_id"]])
    return [_finish(frame, staff, orders, {name: values[sorting] for name, values in whole.items()})]


def _rows(order: Ints, day: Ints, kind: Ints | int, mode: Ints | int, attendance: Ints | int) -> Piece:
    def full(values: Ints | int) -> Ints:
        return np.broadcast_to(np.asarray(values, dtype=np.int64), (len(order),)).copy()

    return {
        "order_id": order,
        "happened_on": day,
        "kind": full(kind),
        "mode": full(mode),
        "attendance": full(attendance),
    }


def _first_contacts(frame: Frame, orders: Orders, starts: Beginnings) -> Piece:
    rng = frame.stream("first contacts")
    rows = np.flatnonzero(starts.first < NEVER)
    mode = pick_code(rng, "contacts", "mode", mixes()["first_contact"]["mode"], len(rows))
    return _rows(
        rows, starts.first[rows], _code("kind", "first_direct_contact"), mode, _code("attendance", "attended")
    )


def _offered(frame: Frame, orders: Orders, starts: Beginnings) -> Piece:
    """First appointments in time that did not happen: mostly missed, some called off by the service."""
    rng, working = frame.stream("first offers"), frame.working
    day = np.where(
        chance(rng, 0.4, len(orders)), working.on_or_after(orders.begun), working.nth_after(orders.begun, 1)
    )
    late = (starts.first > working.nth_after(orders.begun, 1)) & (orders.custody_until >= NEVER)
    share = np.where(orders.engaged, 0.45, 0.9)
    rows = np.flatnonzero(late & (day <= orders.last_day(frame)) & (rng.random(len(orders)) < share))
    mix = {"missed_unacceptable": 0.66, "missed_acceptable": 0.16, "cancelled_by_service": 0.18}
    attendance = pick_code(rng, "contacts", "attendance", mix, len(rows))
    return _rows(
        rows, day[rows], _code("kind", "first_direct_contact"), _code("mode", "in_person"), attendance
    )


def _inductions(frame: Frame, orders: Orders, starts: Beginnings) -> Piece:
    rng, working = frame.stream("inductions"), frame.working
    rows = np.flatnonzero(starts.induction < NEVER)
    kind = pick_code(rng, "contacts", "kind", mixes()["induction"]["kind"], len(rows))
    held = _rows(
        rows, starts.induction[rows], kind, _code("mode", "in_person"), _code("attendance", "attended")
    )
    day = working.nth_after(orders.begun, between(rng, 2, 5, len(orders)))
    late = (
        (starts.induction > working.nth_after(orders.begun, 5))
        & (starts.first < day)
        & (orders.custody_until >= NEVER)
    )
    rows = np.flatnonzero(late & (day <= orders.last_day(frame)) & chance(rng, 0.4, len(orders)))
    mix = {"missed_unacceptable": 0.6, "missed_acceptable": 0.2, "cancelled_by_service": 0.2}
    attendance = pick_code(rng, "contacts", "attendance", mix, len(rows))
    missed = _rows(rows, day[rows], _code("kind", "induction"), _code("mode", "in_person"), attendance)
    return {name: np.concatenate([held[name], missed[name]]) for name in held}


def _schedule(frame: Frame, orders: Orders, starts: Beginnings, away: Ints) -> Piece:
    """What follows induction: weekly at first, then wider apart, by recorded risk; unpaid work alone less."""
    rng, mix = frame.stream("contacts"), mixes()["contacts"]
    last = orders.last_day(frame)
    begun = np.where(starts.induction < NEVER, starts.induction, orders.begun + 8)
    begun = np.maximum(begun, np.where(starts.first < NEVER, starts.first, orders.begun))
    by_risk = np.array([mix["by_risk"][name] for name in codes("orders", "risk_level")])[orders.risk]
    helped = orders.supervised | ~orders.cpo & (orders.unpaid_on >= NEVER)
    early = np.where(helped, mix["days_between_early"] * by_risk, mix["days_between_unsupervised"])
    late = np.where(helped, mix["days_between_late"] * by_risk, mix["days_between_unsupervised"])
    length = np.maximum(last - begun, 0)
    lost = ~orders.engaged
    length = np.where(lost, np.minimum(length, 45), length)
    week = np.where(helped, 7.0, 12.0)
    n1 = np.minimum(length, LIVELY_DAYS) / week
    n2 = np.maximum(np.minimum(length, FULL_DAYS) - LIVELY_DAYS, 0) / early
    n3 = np.maximum(length - FULL_DAYS, 0) / late
    slots = (n1 + n2 + n3).astype(np.int64)
    owner = np.repeat(np.arange(len(orders)), slots)
    starting = np.concatenate([[0], np.cumsum(slots)[:-1]])
    place = (np.arange(len(owner)) - starting[owner] + 1).astype(np.float64)
    w, e, f = week[owner], early[owner], late[owner]
    first, second = LIVELY_DAYS / w, (FULL_DAYS - LIVELY_DAYS) / e
    offset = np.where(
        place <= first,
        place * w,
        np.where(
            place <= first + second,
            LIVELY_DAYS + (place - first) * e,
            FULL_DAYS + (place - first - second) * f,
        ),
    )
    shift = np.where(place <= first, 0, between(rng, -2, 2, len(owner)))
    day = frame.working.on_or_after(begun[owner] + offset.astype(np.int64) + shift)
    gone = (day >= away[owner, 0]) & (day <= away[owner, 1])
    keep = (day <= last[owner]) & ~(gone & chance(rng, 0.7, len(owner)))
    kind, mode, attendance = _what(rng, orders, starts, owner, lost)
    attendance = np.where(
        gone & (attendance != _code("attendance", "not_known")),
        _code("attendance", "missed_acceptable"),
        attendance,
    )
    return {name: values[keep] for name, values in _rows(owner, day, kind, mode, attendance).items()}


def _what(
    rng: np.random.Generator, orders: Orders, starts: Beginnings, owner: Ints, lost: Bools
) -> tuple[Ints, Ints, Ints]:
    """Kind, mode and attendance of each planned contact."""
    mix, count = mixes()["contacts"], len(owner)
    supervision, other = _code("kind", "supervision"), _code("kind", "other")
    meeting = _code("kind", "case_management_meeting")
    kind = pick_code(rng, "contacts", "kind", mix["kind"], count)
    helped = (orders.supervised | ~orders.cpo & (orders.unpaid_on >= NEVER))[owner]
    kind = np.where((kind == supervision) & ~helped, other, kind)
    # A later meeting would count as the induction, so there is none where none was held.
    kind = np.where((kind == meeting) & (starts.induction >= NEVER)[owner], other, kind)
    kind = np.where((kind == supervision) & (starts.induction >= NEVER)[owner], other, kind)
    planned = pick_code(rng, "contacts", "mode", mix["supervision_mode"], count)
    loose = pick_code(rng, "contacts", "mode", mix["other_mode"], count)
    visit = kind == _code("kind", "home_visit")
    mode = np.where(np.isin(kind, [other, _code("kind", "not_known")]), loose, planned)
    mode = np.where(visit, _code("mode", "in_person"), mode)
    attendance = pick_code(rng, "contacts", "attendance", mix["attendance"], count)
    attendance = np.where(mode == _code("mode", "letter"), _code("attendance", "not_known"), attendance)
    absent = lost[owner] & (attendance == _code("attendance", "attended"))
    attendance = np.where(absent, _code("attendance", "missed_unacceptable"), attendance)
    return kind, mode, attendance


def _finish(frame: Frame, staff: Staff, orders: Orders, rows: Piece) -> Piece:
    """Adds who owns, who worked, and when it was entered; what is not entered yet is not in the extract."""
    rng, mix = frame.stream("contact rows"), mixes()["contacts"]
    order, day = rows["order_id"], rows["happened_on"]
    count = len(order)
    recorded = frame.entered(rng, day)
    if story := frame.story:
        terms = story_terms()["recording_late"]
        own = frame.stream("story: recording late")
        slow = (orders.team[order] == story.late_team) & (day >= story.late_from)
        weeks = frame.working.on_or_after(day + between(own, terms["days_from"], terms["days_until"], count))
        recorded = np.where(slow, weeks, recorded)
    other = rows["kind"] == _code("kind", "other")
    by_person = other & chance(rng, mix["owned_by_person"] * 6, count)
    visit = rows["kind"] == _code("kind", "home_visit")
    announced = np.where(visit & chance(rng, 0.22, count), 0, 1)
    stood_in = chance(rng, 0.12, count)
    piece: Piece = {
        **rows,
        "order_id": np.where(by_person, -1, order),
        "person_id": np.where(by_person, orders.person[order], -1),
        "recorded_on": recorded,
        "announced": np.where(visit | chance(rng, 0.5, count), announced, -1),
        "worker_id": np.where(stood_in, worker_for(rng, staff, orders.team[order]), orders.worker[order]),
    }
    keep = recorded <= frame.as_at
    return {name: values[keep] for name, values in piece.items()}
