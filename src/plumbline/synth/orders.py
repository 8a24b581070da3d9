"""People and their orders: who, which kind, from when, until when planned, and how each is to end."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from plumbline.synth.days import NEVER, Bools, Ints, add_months, never
from plumbline.synth.draw import (
    between,
    chance,
    code,
    codes,
    mixes,
    pick,
    pick_code,
    pick_number,
    some_of,
    story_terms,
)
from plumbline.synth.frame import Frame
from plumbline.synth.staff import Staff, worker_for
from plumbline.synth.tables import Piece

BUSY_MONTHS = (1.02, 1.02, 1.06, 0.97, 1.02, 1.03, 0.88, 1.02, 1.05, 1.06, 1.05, 0.82)  # January to December
FIRST_CONTACT = ("same_day", "next_day", "within_5", "later", "never")
PLACEMENT = ("in_time", "to_3_weeks", "to_1_month", "to_2_months", "later", "never")
UNPAID_WORK_RUNS = 210  # days: over which an order of unpaid work alone that fails may end


@dataclass(frozen=True)
class Orders:
    """Every order by row, as whole numbers: days, positions in code lists, rows of people and workers.

    `begun` is the day this council took it up. `planned_end` is NEVER for unpaid work alone, which ends when
    the hours are done. `finish` is the day it ends or will end, `ended` what the record says of it.
    """

    person: Ints
    people: int
    kind: Ints
    imposed: Ints
    transferred: Ints
    begun: Ints
    supervision_on: Ints  # imposed; NEVER without
    unpaid_on: Ints
    other_only: Bools
    months: Ints
    planned_end: Ints
    end_reason: Ints
    finish: Ints
    ended: Ints
    expected_end: Ints
    team: Ints
    worker: Ints
    risk: Ints
    offence: Ints
    first_contact: Ints  # position in FIRST_CONTACT
    placement: Ints  # position in PLACEMENT
    custody_until: Ints  # in custody from the start until this day; NEVER: not
    never_closed: Bools

    def __len__(self) -> int:
        return len(self.person)

    @property
    def supervised(self) -> Bools:
        """With a supervision requirement, from the start or added."""
        found: Bools = self.supervision_on < NEVER
        return found

    @property
    def supervision_from(self) -> Ints:
        """The day supervision starts here: its requirement's day, or the transfer in where that is later."""
        moved = np.where(self.transferred < NEVER, self.transferred, 0)
        return np.maximum(self.supervision_on, moved)

    @property
    def cpo(self) -> Bools:
        """Whether it is a community payback order of either kind."""
        return kind_in(self.kind, "cpo", "cpo_fine_default")

    @property
    def engaged(self) -> Bools:
        """Whether the person ever came."""
        found: Bools = self.first_contact != FIRST_CONTACT.index("never")
        return found

    def last_day(self, frame: Frame) -> Ints:
        """The last day on which something may have happened: its end, or the as-at date."""
        return np.minimum(self.finish, frame.as_at)


def kind_in(kind: Ints, *names: str) -> Bools:
    """Whether each order is of one of these kinds."""
    return np.isin(kind, [code("orders", "kind", name) for name in names])


def draw_orders(frame: Frame, staff: Staff) -> Orders:
    """The council's orders, earliest first. Ends still depend on unpaid work: see `close_orders`."""
    mix, count = mixes()["orders"], frame.count
    rng = frame.stream("orders")
    imposed = _court_days(frame, rng)
    person, people = _persons(rng, count)
    kind = pick_code(rng, "orders", "kind", mix["kind"], count)
    supervision_on, unpaid_on, other_only = _patterns(rng, kind, imposed)
    cpo = kind_in(kind, "cpo", "cpo_fine_default")
    months = pick_number(rng, mix["cpo_months"], count).astype(np.int64)
    short = pick_number(rng, mix["short_months"], count).astype(np.int64)
    dtto = pick_number(rng, mix["dtto_months"], count).astype(np.int64)
    months = np.where(kind_in(kind, "dtto"), dtto, np.where(cpo, months, short))
    alone = (supervision_on >= NEVER) & (unpaid_on < NEVER)
    planned_end = np.where(alone, NEVER, add_months(np.minimum(supervision_on, imposed), months))
    planned_end = np.where((supervision_on < NEVER), add_months(supervision_on, months), planned_end)
    transferred = _transfers(frame, rng, imposed, np.where(alone, imposed + 150, planned_end), kind)
    begun = np.where(transferred < NEVER, transferred, imposed)
    first_contact = pick(rng, [mixes()["first_contact"]["shares"][name] for name in FIRST_CONTACT], count)
    placement = _placement(rng, count)
    basis = np.where(alone, begun + UNPAID_WORK_RUNS, planned_end)
    reason, finish = _ends(frame, rng, begun, basis, planned_end, first_contact, placement, unpaid_on, person)
    # What would have been added shortly before the end never was, and what lies ahead is not known yet.
    last = np.minimum(np.minimum(finish, planned_end) - 60, frame.as_at)
    unpaid_on = np.where((unpaid_on > imposed) & (unpaid_on > last), NEVER, unpaid_on)
    supervision_on = np.where((supervision_on > imposed) & (supervision_on > last), NEVER, supervision_on)
    custody = chance(rng, mixes()["custody_from_the_start"]["share"], count) & (finish > imposed + 100)
    custody &= (first_contact != FIRST_CONTACT.index("never")) & (transferred >= NEVER)
    custody_until = np.where(custody, imposed + between(rng, 15, 70, count), NEVER)
    local = len(frame.council.teams)
    team = pick(rng, [1.0 + 0.12 * (number % 3) for number in range(local)], count)
    team = np.where(alone, frame.council.all_teams.index(frame.council.unpaid_work_team), team)
    return Orders(
        person=person,
        people=people,
        kind=kind,
        imposed=imposed,
        transferred=transferred,
        begun=begun,
        supervision_on=supervision_on,
        unpaid_on=unpaid_on,
        other_only=other_only,
        months=months,
        planned_end=planned_end,
        end_reason=reason,
        finish=finish,
        ended=never(count),
        expected_end=planned_end,
        team=team,
        worker=worker_for(rng, staff, team),
        risk=pick_code(rng, "orders", "risk_level", mix["risk_level"], count),
        offence=pick_code(rng, "orders", "offence_group", mix["offence_group"], count),
        first_contact=first_contact,
        placement=placement,
        custody_until=custody_until,
        never_closed=np.zeros(count, dtype=bool),
    )


def _court_days(frame: Frame, rng: np.random.Generator) -> Ints:
    days = frame.working.between(frame.start, frame.as_at)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return np.sort(days[pick(rng, list(np.array(BUSY_MONTHS)[months]), frame.count)])


def _persons(rng: np.random.Generator, count: int) -> tuple[Ints, int]:
    """The person of each order: mostly a new one, now and then someone who had an order before."""
    new = ~chance(rng, mixes()["people"]["has_had_another"], count)
    new[:1] = True
    known = np.cumsum(new)
    earlier = (rng.random(count) * known).astype(np.int64)
    return np.where(new, known - 1, earlier), int(known[-1]) if count else 0


def _patterns(rng: np.random.Generator, kind: Ints, imposed: Ints) -> tuple[Ints, Ints, Bools]:
    """The day supervision and unpaid work were imposed (NEVER without), and orders with neither."""
    mix, count = mixes()["requirements"], len(kind)
    names = ("supervision", "unpaid_work", "both", "other")
    first = pick(rng, [mix["cpo_pattern"][name] for name in names], count)
    fine = pick(rng, [mix["fine_default_pattern"].get(name, 0.0) for name in names], count)
    pattern = np.where(kind_in(kind, "cpo_fine_default"), fine, first)
    cpo = kind_in(kind, "cpo", "cpo_fine_default")
    supervised = cpo & np.isin(pattern, [0, 2])
    working = (cpo & np.isin(pattern, [1, 2])) | kind_in(kind, "fiscal_work_order")
    plain = kind_in(kind, "cpo")
    more_work = plain & supervised & ~working & chance(rng, mix["unpaid_work_added_later"], count)
    more_help = plain & working & ~supervised & chance(rng, mix["supervision_added_later"], count)
    supervision_on = np.where(supervised, imposed, NEVER)
    supervision_on = np.where(more_help, imposed + between(rng, 30, 120, count), supervision_on)
    unpaid_on = np.where(working, imposed, NEVER)
    unpaid_on = np.where(more_work, imposed + between(rng, 40, 200, count), unpaid_on)
    return supervision_on, unpaid_on, cpo & (pattern == 3)


def _transfers(frame: Frame, rng: np.random.Generator, imposed: Ints, basis: Ints, kind: Ints) -> Ints:
    count = len(imposed)
    moved = frame.working.on_or_after(imposed + between(rng, 8, 110, count))
    fits = kind_in(kind, "cpo", "dtto") & (moved <= frame.as_at) & (moved < basis - 60)
    return np.where(fits & chance(rng, mixes()["orders"]["transferred_in"], count), moved, NEVER)


def _placement(rng: np.random.Generator, count: int) -> Ints:
    mix = mixes()["placement"]
    late = 1 - mix["in_time"] - mix["never"]
    shares = [mix["in_time"], *(late * mix["late"][name] for name in PLACEMENT[1:-1]), mix["never"]]
    return pick(rng, shares, count)


def _ends(
    frame: Frame,
    rng: np.random.Generator,
    begun: Ints,
    basis: Ints,
    planned_end: Ints,
    first_contact: Ints,
    placement: Ints,
    unpaid_on: Ints,
    person: Ints,
) -> tuple[Ints, Ints]:
    """How and when each order ends. Completion of unpaid work alone is not known yet: NEVER."""
    count = len(begun)
    reason = pick_code(rng, "orders", "end_reason", mixes()["orders"]["end_reason"], count)
    names = {name: code("orders", "end_reason", name) for name in codes("orders", "end_reason")}
    lost = (first_contact == FIRST_CONTACT.index("never")) | (
        (placement == PLACEMENT.index("never")) & (unpaid_on < NEVER)
    )
    breached = np.where(chance(rng, 0.75, count), names["revoked_breach"], names["revoked_review"])
    reason = np.where(lost & (reason == names["completed"]), breached, reason)
    several = np.bincount(person, minlength=count)[person] > 1
    reason = np.where(several & (reason == names["death"]), names["other"], reason)
    part = rng.beta(1.5, 1.3, count)
    part = np.where(reason == names["early_discharge"], 0.6 + 0.3 * rng.random(count), part)
    length = np.maximum(basis - begun - 25, 10)
    fails = frame.working.on_or_after(begun + 25 + (part * length).astype(np.int64))
    return reason, np.where(reason == names["completed"], planned_end, fails)


def close_orders(frame: Frame, orders: Orders, work_due: Ints, work_done: Ints) -> Orders:
    """The orders with their ends, once it is known by when unpaid work was due and when it was done.

    `work_due` and `work_done` are days, NEVER where there is none. In the council with the story some that
    have ended are left open in the record.
    """
    rng = frame.stream("ends")
    completed = code("orders", "end_reason", "completed")
    works = orders.unpaid_on < NEVER
    alone = orders.planned_end >= NEVER
    wound_up = np.where(work_done < NEVER, work_done + between(rng, 0, 6, len(orders)), NEVER)
    ran = orders.end_reason == completed
    finish = np.where(ran & alone, wound_up, orders.finish)
    finish = np.where(ran & works & ~alone, np.maximum(orders.planned_end, work_done), finish)
    sooner = ~ran & alone & (work_done <= orders.finish)  # done before it could fail
    finish = np.where(sooner, wound_up, finish)
    reason = np.where(sooner, completed, orders.end_reason)
    expected = np.where(alone, work_due, orders.planned_end)
    closed = replace(orders, finish=finish, end_reason=reason, expected_end=expected)
    open_still = np.zeros(len(orders), dtype=bool)
    if frame.story:
        terms = story_terms()["never_closed"]
        last = frame.as_at - terms["past_expected_end_days"]
        forgotten = (reason == completed) & (finish <= last) & (expected <= last) & (finish <= expected + 10)
        chosen = some_of(rng, np.flatnonzero(forgotten & closed.supervised), frame.batch(terms["count"]))
        open_still[chosen] = True
    ended = np.where((finish <= frame.as_at) & ~open_still, finish, NEVER)
    return replace(closed, ended=ended, never_closed=open_still)


def orders_piece(frame: Frame, orders: Orders) -> Piece:
    """The rows of `orders`."""
    rng, count = frame.stream("orders rows"), len(orders)
    working = frame.working
    received = working.nth_after(orders.imposed, pick(rng, [0.72, 0.20, 0.05, 0.02, 0.01], count))
    nominated = working.nth_after(received, pick(rng, [0.48, 0.30, 0.14, 0.04, 0.02, 0.02], count))
    last = orders.last_day(frame)
    not_sent = chance(rng, 0.015, count) | (received > last)
    by_court = ~kind_in(orders.kind, "diversion", "fiscal_work_order")
    court = pick_code(rng, "orders", "court", mixes()["orders"]["court"], count)
    sexual = orders.offence == code("orders", "offence_group", "sexual")
    mappa = pick_code(rng, "orders", "mappa_level", mixes()["orders"]["mappa_level"], count)
    risk_shown = (orders.supervised & chance(rng, 0.93, count)) | chance(rng, 0.35, count)
    return {
        "person_id": orders.person,
        "kind": orders.kind,
        "imposed_on": orders.imposed,
        "court": np.where(by_court, court, -1),
        "received_on": np.where(not_sent, NEVER, received),
        "officer_nominated_on": np.where(not_sent | (nominated > last), NEVER, nominated),
        "transferred_in_on": orders.transferred,
        "expected_end_on": orders.expected_end,
        "ended_on": orders.ended,
        "end_reason": np.where(orders.ended < NEVER, orders.end_reason, -1),
        "team": np.array(frame.council.all_teams)[orders.team],
        "worker_id": orders.worker,
        "risk_level": np.where(risk_shown, orders.risk, -1),
        "offence_group": orders.offence,
        "mappa_level": np.where(sexual, mappa, -1),
        # `authority` is the council's own in every row
        "authority": np.zeros(count, dtype=np.int64),
    }


def people_piece(frame: Frame, orders: Orders, others: int) -> Piece:
    """The rows of `people`: those with orders, then `others` known for reports or sentences alone."""
    rng, mix = frame.stream("people"), mixes()["people"]
    count = orders.people + others
    ages = np.array(mix["ages"])
    band = pick(rng, list(ages[:, 2]), count)
    age = between(rng, ages[band, 0].astype(np.int64), ages[band, 1].astype(np.int64), count)
    met = np.full(count, frame.as_at - 500, dtype=np.int64)
    met[orders.person[::-1]] = orders.imposed[::-1]  # the earliest order of each comes last and stays
    years = met.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    piece: Piece = {
        name: pick_code(rng, "people", name, mix[name], count)
        for name in ("gender", "ethnicity", "employment")
    }
    piece["birth_year"] = np.where(chance(rng, 0.985, count), years - age, -1)
    quintile = pick_number(rng, mix["simd_quintile"], count).astype(np.int64)
    piece["simd_quintile"] = np.where(chance(rng, 0.95, count), quintile, -1)
    return piece
