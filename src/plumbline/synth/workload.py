"""Reports to courts, and the counts of tasks that no export holds."""

from __future__ import annotations

import numpy as np

from plumbline.synth.days import NEVER, day_of
from plumbline.synth.draw import between, chance, code, mixes, pick, pick_text
from plumbline.synth.frame import Frame, prisons
from plumbline.synth.orders import Orders, kind_in
from plumbline.synth.staff import Staff, worker_for
from plumbline.synth.tables import Piece

REPORTED_BEFORE = 0.55  # of CPOs and DTTOs had a report to the court that imposed them
DAYS_ALLOWED = (15, 28)  # between the request and the due day, fewest and most


def report_pieces(frame: Frame, orders: Orders, staff: Staff, first_person: int) -> tuple[Piece, int]:
    """The rows of `reports` to courts, and how many people are known for a report alone.

    Those people have the rows of `people` from `first_person` on. A report before an order names the person
    only: the order did not exist yet.
    """
    rng, mix = frame.stream("reports"), mixes()["reports"]
    working = frame.working
    court = np.flatnonzero(
        (orders.cpo | kind_in(orders.kind, "dtto")) & chance(rng, REPORTED_BEFORE, len(orders))
    )
    alone = max(round(frame.count * mix["per_order"]) - len(court), 0)
    calling = np.concatenate(
        [orders.imposed[court], working.on_or_after(between(rng, frame.start, frame.as_at, alone))]
    )
    person = np.concatenate([orders.person[court], first_person + np.arange(alone)])
    count = len(person)
    due = working.on_or_before(calling - 1)
    requested = working.on_or_before(due - between(rng, *DAYS_ALLOWED, count))
    late = ~chance(rng, mix["submitted_in_time"], count)
    submitted = working.on_or_before(due - between(rng, 0, 4, count))
    submitted = np.where(late, working.nth_after(due, between(rng, 1, 9, count)), submitted)
    submitted = np.where(chance(rng, 0.004, count) | (submitted > frame.as_at), NEVER, submitted)
    decided = (submitted < NEVER) & (calling <= frame.as_at)
    supplementary = chance(rng, mix["supplementary"], count)
    kinds = np.where(
        supplementary, code("reports", "kind", "court_supplementary"), code("reports", "kind", "court")
    )
    team = pick(rng, [1.0] * len(frame.council.teams), count)
    decision = pick_text(rng, mix["decision"], count)
    decision[: len(court)] = np.where(
        kind_in(orders.kind[court], "dtto"), "drug treatment and testing order", "community payback order"
    )
    keep = (requested >= frame.start) & (requested <= frame.as_at)
    piece: Piece = {
        "person_id": person,
        "kind": kinds,
        "requested_on": requested,
        "due_on": due,
        "submitted_on": submitted,
        "recorded_on": frame.recorded(rng, np.where(submitted < NEVER, submitted, requested)),
        "recommendation": np.where(submitted < NEVER, pick_text(rng, mix["recommendation"], count), ""),
        "decision": np.where(decided, decision, ""),
        "worker_id": worker_for(rng, staff, team),
    }
    return {name: values[keep] for name, values in piece.items()}, alone


def activity_piece(frame: Frame) -> Piece:
    """The rows of `activity_counts`: a few tasks a month for each team or prison."""
    rng = frame.stream("activity")
    first = day_of(frame.start)
    months = np.arange(np.datetime64(first, "M"), np.datetime64(day_of(frame.as_at), "M"))
    lines: list[tuple[str, str, float, float]] = []
    for task, place, a_month, hours in mixes()["activity"]["tasks"]:
        places = frame.council.teams if place == "team" else prisons()[:3]
        share = a_month * frame.council.orders_a_year / 1000 / len(places)
        lines += [(task, name, share, hours) for name in places]
    month = np.repeat(months.astype(str), len(lines))
    share = np.tile([line[2] for line in lines], len(months))
    hours = np.tile([line[3] for line in lines], len(months))
    count = rng.poisson(share).astype(np.int64)
    spent = np.round(count * hours * (0.8 + 0.4 * rng.random(len(count))) * 2) / 2
    return {
        "month": month,
        "place": np.tile([line[1] for line in lines], len(months)),
        "task": np.tile([line[0] for line in lines], len(months)),
        "count": count,
        "hours": np.where(chance(rng, 0.05, len(count)), np.nan, spent),
    }
