"""Unpaid work: the hours imposed, by when they are due, the sessions held, and when the work was done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.synth.days import NEVER, Bools, Floats, Ints, add_months, never
from plumbline.synth.draw import (
    between,
    chance,
    code,
    mixes,
    pick,
    pick_code,
    pick_number,
    some_of,
    story_terms,
)
from plumbline.synth.frame import Frame
from plumbline.synth.orders import PLACEMENT, Orders, kind_in
from plumbline.synth.tables import Piece

MONTHS_ALLOWED = {1: 3, 2: 6}  # by level, from the requirement's day (2010 Act; the 1995 Act as amended)
OTHER_ACTIVITY_SHARE = 0.25  # kept under the 30% and 30 hours allowed
OTHER_ACTIVITY_HOURS = 28.0


@dataclass(frozen=True)
class UnpaidWork:
    """Unpaid work of each order, in the rows of `Orders`; where there is none, `on` is NEVER.

    `due` is the day by which the court's period ends, before any extension. `started` is the first session
    worked, `done` the day the hours were complete, both NEVER where that has not come by the as-at date or
    the order's end. `later_on` and `later_hours` are of a second requirement, added by variation.
    """

    on: Ints
    level: Ints  # 1, 2; 0 for a fiscal work order
    hours: Floats
    complete_by: Ints
    due: Ints
    later_on: Ints
    later_hours: Floats
    started: Ints
    done: Ints
    hours_short: Bools


def draw_unpaid_work(frame: Frame, orders: Orders) -> tuple[UnpaidWork, Piece]:
    """The unpaid work of the council's orders, and the rows of `work_sessions`."""
    rng, mix, count = frame.stream("unpaid work"), mixes()["requirements"], len(orders)
    on = orders.unpaid_on
    fine = kind_in(orders.kind, "cpo_fine_default")
    fiscal = kind_in(orders.kind, "fiscal_work_order")
    level = np.where(chance(rng, mix["level_2"], count) & ~fine, 2, 1)
    hours = np.where(
        level == 2,
        pick_number(rng, mix["level_2_hours"], count),
        pick_number(rng, mix["level_1_hours"], count),
    )
    hours = np.where(fiscal, pick_number(rng, mix["fiscal_hours"], count), hours)
    level = np.where(fiscal, 0, level)
    longer = chance(rng, mix["longer_period_set"], count) & (on < NEVER) & ~fiscal
    complete_by = np.where(longer, add_months(on, np.where(level == 2, 9, 6)), NEVER)
    due = np.where(
        longer, complete_by, add_months(on, np.where(level == 1, MONTHS_ALLOWED[1], MONTHS_ALLOWED[2]))
    )
    first = first_session(frame, rng, orders, on)
    second = chance(rng, mix["second_unpaid_work"], count) & (hours >= 100) & (first < NEVER)
    second &= orders.cpo & (on == orders.imposed)
    later_on = np.where(second, frame.working.on_or_after(first + between(rng, 5, 25, count)), NEVER)
    later_on = np.where(later_on <= np.minimum(orders.finish, frame.as_at), later_on, NEVER)
    later_hours = np.where(later_on < NEVER, 20.0 + 10.0 * between(rng, 0, 4, count), 0.0)

    slots = _Slots(frame, orders, first, hours + later_hours, on, later_on < NEVER)
    ran = orders.end_reason == code("orders", "end_reason", "completed")
    limit = np.where(ran, frame.as_at, np.minimum(orders.finish, frame.as_at))
    full = hours + later_hours
    done, credit = slots.complete(full)
    short = np.zeros(count, dtype=bool)
    if frame.story:
        terms = story_terms()["hours_short"]
        can = (done <= limit) & (hours >= 120) & (later_on >= NEVER) & ~fiscal
        chosen = some_of(rng, np.flatnonzero(can), frame.batch(terms["count"]))
        short[chosen] = True
        low, high = terms["from_share"], terms["until_share"]
        target = np.where(short, full * (low + (high - low) * rng.random(count)), full)
        done, credit = slots.complete(target)
    # The last session is only as long as the hours still owed, save where the hours fall short.
    done = np.where(done <= limit, done, NEVER)
    piece = slots.rows(frame, rng, credit, np.minimum(done, limit), short)
    started = np.where(first <= np.minimum(done, limit), first, NEVER)
    work = UnpaidWork(
        on,
        level,
        hours,
        complete_by,
        due,
        later_on,
        later_hours,
        started,
        done,
        short & (done < NEVER),
    )
    return work, piece


def first_session(frame: Frame, rng: np.random.Generator, orders: Orders, on: Ints) -> Ints:
    """The day of each order's first session worked: as the mix says, and in the story later and later."""
    count = len(orders)
    working = frame.working
    placement = orders.placement
    clock = np.maximum(on, orders.begun)
    in_time = working.nth_after(clock, between(rng, 1, 7, count))
    month = add_months(clock, 1)
    spread = rng.random(count)
    seven = working.nth_after(clock, 7)
    edges = {
        "to_3_weeks": (seven + 1, clock + 21),
        "to_1_month": (clock + 22, month),
        "to_2_months": (month + 1, add_months(clock, 2)),
        "later": (add_months(clock, 2) + 1, add_months(clock, 5)),
    }
    if frame.story:
        placement = _slide(frame, orders, clock, placement)
    found = np.where(placement == PLACEMENT.index("in_time"), in_time, NEVER)
    for name, (low, high) in edges.items():
        day = low + (spread * np.maximum(high - low + 1, 1)).astype(np.int64)
        found = np.where(placement == PLACEMENT.index(name), day, found)
    if frame.story:
        stretched = clock + ((found - clock) * _longer(frame, clock)).astype(np.int64)
        found = np.where((found > seven) & (found < NEVER), stretched, found)
    after_custody = np.where(orders.custody_until < NEVER, orders.custody_until + 7, 0)
    found = working.on_or_after(np.where(found < NEVER, np.maximum(found, after_custody), NEVER))
    return np.where((on < NEVER) & orders.engaged & (found < NEVER), found, NEVER)


def _ramp(frame: Frame, clock: Ints) -> Floats:
    """How far the slide has gone on each day: 0 before it, 1 at its worst, falling to 0 with the recovery."""
    story = frame.story
    assert story is not None
    down = (clock - story.slide_from) / max(story.worst_from - story.slide_from, 1)
    back = (clock - story.recovery_from) / max(story.recovered_from - story.recovery_from, 1)
    gone = np.clip(down, 0, 1) - np.clip(back, 0, 1)
    return np.asarray(np.clip(gone, 0, 1), dtype=np.float64)


def _slide(frame: Frame, orders: Orders, clock: Ints, placement: Ints) -> Ints:
    """Starts in time become late ones as the slide goes on; late ones become starts in time after it."""
    story, rng, count = frame.story, frame.stream("story: unpaid work later"), len(clock)
    assert story is not None
    terms, usual = story_terms()["unpaid_work_later"], mixes()["placement"]["in_time"]
    ramp = _ramp(frame, clock)
    lost = ramp * (1 - terms["in_time_at_worst"] / usual)
    in_time, never_began = PLACEMENT.index("in_time"), PLACEMENT.index("never")
    late = 1 + pick(rng, [0.30, 0.26, 0.32, 0.12], count)
    moved = np.where((placement == in_time) & chance(rng, lost, count), late, placement)
    recovered = (clock >= story.recovered_from) & (placement != in_time) & (placement != never_began)
    better = (terms["in_time_after"] - usual) / max(1 - usual - mixes()["placement"]["never"], 0.01)
    return np.where(recovered & chance(rng, max(better, 0.0), count), in_time, moved)


def _longer(frame: Frame, clock: Ints) -> Floats:
    most = float(story_terms()["unpaid_work_later"]["late_longer"])
    return 1 + _ramp(frame, clock) * (most - 1)


class _Slots:
    """Sessions offered to each order from its first one worked on, as one long list of slots.

    A class, because the slots are laid out once and completed twice: to the full hours, then short of them.
    """

    def __init__(
        self, frame: Frame, orders: Orders, first: Ints, hours: Floats, on: Ints, twice: Bools
    ) -> None:
        rng, mix = frame.stream("sessions"), mixes()["sessions"]
        self.has = np.flatnonzero(first < NEVER)
        expected = hours[self.has] / (6.6 * mix["outcome"]["worked"])
        self.counts = (expected * 1.5).astype(np.int64) + 8
        self.starts = (np.cumsum(self.counts) - self.counts).astype(np.int64)
        self.owner = np.repeat(np.arange(len(self.has)), self.counts)
        total = int(self.counts.sum())
        self.place = np.arange(total) - self.starts[self.owner]
        a_week = pick_number(rng, mix["a_week"], len(self.has)).astype(np.int64)[self.owner]
        day = first[self.has][self.owner] + (7 * self.place) // a_week
        self.day = np.where((day + 3) % 7 == 6, day + 1, day)  # day 0 was a Thursday; nothing on a Sunday
        self.outcome = pick_code(rng, "work_sessions", "outcome", mix["outcome"], total)
        worked = code("work_sessions", "outcome", "worked")
        self.outcome[self.starts] = worked
        holiday = ~frame.working.is_one(self.day) & ((self.day + 3) % 7 < 5)
        self.held = ~holiday
        self.worked = (self.outcome == worked) & self.held
        self.credit = np.where(self.worked, pick_number(rng, mix["hours"], total), 0.0)
        sent_home = code("work_sessions", "outcome", "sent_home_by_service")
        self.credit = np.where((self.outcome == sent_home) & self.held, 1.0, self.credit)
        self._one_hour_starts(frame, rng)
        self.orders, self.first, self.on, self.hours, self.twice = orders, first, on, hours, twice

    def _one_hour_starts(self, frame: Frame, rng: np.random.Generator) -> None:
        usual = rng.random(len(self.starts)) < 0.006
        if story := frame.story:
            own, day = frame.stream("story: one-hour starts"), self.day[self.starts]
            share = story_terms()["one_hour_first_sessions"]["share"]
            inside = (day >= story.one_hour_from) & (day < story.one_hour_until)
            usual = np.where(inside, own.random(len(self.starts)) < share, usual)
        self.credit[self.starts] = np.where(usual, 1.0, np.maximum(self.credit[self.starts], 3.5))

    def complete(self, target: Floats) -> tuple[Ints, Floats]:
        """The day each order's credited hours reach `target` (NEVER: not in its slots), and the credit."""
        total = np.cumsum(self.credit)
        before = total - self.credit - (total[self.starts] - self.credit[self.starts])[self.owner]
        owed = target[self.has][self.owner] - before
        reached = (owed > 0) & (self.credit >= owed)
        done = never(len(target))
        done[self.has[self.owner[reached]]] = self.day[reached]
        return done, np.where(reached, owed, np.where(owed > 0, self.credit, 0.0))

    def rows(
        self, frame: Frame, rng: np.random.Generator, credit: Floats, until: Ints, short: Bools
    ) -> Piece:
        """The rows of `work_sessions` up to each order's `until`."""
        mix = mixes()["sessions"]
        order = self.has[self.owner]
        # What is short ends on whole or half hours, as a timesheet would have it.
        credit = np.where(short[order] & self.worked, np.maximum(np.floor(credit * 2) / 2, 0.5), credit)
        keep = self.held & (self.day <= until[order])
        activity = self._activity(rng, credit)
        early, early_outcome = self._early(frame, rng, until)
        home = code("work_sessions", "outcome", "sent_home_by_service")
        order_id = np.concatenate([order[keep], early])
        day = np.concatenate([self.day[keep], self._early_day(frame, early)])
        outcome = np.concatenate([self.outcome[keep], early_outcome])
        credited = np.concatenate([credit[keep], np.zeros(len(early))])
        worked = code("work_sessions", "outcome", "worked")
        gave = np.isin(outcome, [worked, home])
        reason = pick_code(rng, "work_sessions", "service_reason", mix["service_reason"], len(outcome))
        cancelled = code("work_sessions", "outcome", "cancelled_by_service")
        by_service = np.isin(outcome, [home, cancelled]) & chance(rng, 0.94, len(outcome))
        piece: Piece = {
            "order_id": order_id,
            "worked_on": day,
            "recorded_on": frame.recorded(rng, day),
            "activity": np.concatenate([activity[keep], np.zeros(len(early), dtype=np.int64)]),
            "outcome": outcome,
            "service_reason": np.where(by_service, reason, -1),
            "hours_credited": np.where(gave, credited, np.nan),
        }
        return piece

    def _activity(self, rng: np.random.Generator, credit: Floats) -> Ints:
        """Some orders spend a few sessions on other activity, always within what is allowed."""
        allowed = np.minimum(self.hours[self.has] * OTHER_ACTIVITY_SHARE, OTHER_ACTIVITY_HOURS)
        some = chance(rng, mixes()["sessions"]["other_activity"], len(self.has)) & ~self.twice[self.has]
        allowed = np.where(some, allowed, 0.0)
        wanted = self.worked & (self.place > 1) & (rng.random(len(credit)) < 0.3)
        spent = np.cumsum(np.where(wanted, credit, 0.0))
        spent -= (spent[self.starts] - np.where(wanted, credit, 0.0)[self.starts])[self.owner]
        other = wanted & (spent <= allowed[self.owner])
        names = ("unpaid_work", "other_activity")
        unpaid, else_done = (code("work_sessions", "activity", name) for name in names)
        return np.where(other, else_done, unpaid)

    def _early(self, frame: Frame, rng: np.random.Generator, until: Ints) -> tuple[Ints, Ints]:
        """Sessions offered in the first days and missed, or called off, before the first one worked."""
        orders = self.orders
        clock = np.maximum(self.on, orders.begun)
        seventh = frame.working.nth_after(clock, 7)
        late = (self.on < NEVER) & (self.first > seventh + 3) & (orders.custody_until >= NEVER)
        late &= frame.working.nth_after(clock, 5) <= until
        candidates = np.flatnonzero(late & chance(rng, 0.34, len(late)))
        names = ("missed_unacceptable", "missed_acceptable", "cancelled_by_service", "sent_home_by_service")
        places = np.array([code("work_sessions", "outcome", name) for name in names])
        outcome = places[pick(rng, [0.58, 0.14, 0.20, 0.08], len(candidates))]
        return candidates, outcome

    def _early_day(self, frame: Frame, rows: Ints) -> Ints:
        clock = np.maximum(self.on, self.orders.begun)[rows]
        return frame.working.nth_after(clock, 5)
