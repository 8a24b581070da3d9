"""One council made whole: every table of the specification, and what was planted in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from plumbline.synth import (
    compliance,
    contacts,
    custody,
    delays,
    licences,
    parole,
    personal,
    requirements,
    staff,
    supervision,
    support,
    unpaid_work,
    workload,
)
from plumbline.synth import orders as ordering
from plumbline.synth.days import NEVER
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders
from plumbline.synth.requirements import Requirements
from plumbline.synth.story import Planted, planted
from plumbline.synth.supervision import Late, late_rows
from plumbline.synth.tables import Piece, assemble
from plumbline.synth.unpaid_work import UnpaidWork


def make_council(frame: Frame) -> tuple[dict[str, Any], list[Planted]]:
    """The council's tables by name (Arrow tables), and what was planted where it carries the story."""
    workers = staff.draw_staff(frame)
    drawn = ordering.draw_orders(frame, workers)
    work, sessions = unpaid_work.draw_unpaid_work(frame, drawn)
    orders = ordering.close_orders(frame, drawn, work.due, work.done)
    wanted = requirements.draw_requirements(frame, orders, work)
    held = custody.draw_custody(frame, workers, orders.people)
    pieces: dict[str, list[Piece]] = {}
    late, batch = _events(frame, workers, orders, work, pieces)
    reports, alone = workload.report_pieces(frame, orders, workers, orders.people + len(held.person))
    sentence_rows, licence_rows, late_inductions = custody.custody_pieces(frame, held)
    licence_contacts, late_first_contacts = licences.licence_contacts(frame, held)
    late += _late_for_requirements(frame, orders, work, wanted)
    pieces |= {
        "people": [ordering.people_piece(frame, orders, len(held.person) + alone)],
        "orders": [ordering.orders_piece(frame, orders)],
        "requirements": [wanted.rows],
        "extensions": [wanted.extensions],
        "work_sessions": [sessions],
        "sentences": [sentence_rows],
        "licences": [licence_rows],
        "conferences": [custody.conference_piece(frame, held)],
        "hearings": [parole.hearing_piece(frame, held)],
        "reports": [reports, parole.parole_report_piece(frame, held)],
        "delays": [*delays.delay_pieces(frame, orders, late), late_inductions, late_first_contacts],
        "workers": [staff.staff_piece(frame, workers)],
        "training": [staff.training_piece(frame, workers)],
        "activity_counts": [workload.activity_piece(frame)],
    }
    pieces["contacts"] += licence_contacts
    pieces["reviews"] += [licences.licence_reviews(frame, held), *personal.other_reviews(frame, orders, held)]
    pieces["plans"] += [licences.licence_plans(frame, held), *personal.other_plans(frame, orders, held)]
    pieces["referrals"] += personal.other_referrals(frame, orders, held)
    pieces["outcomes"] += personal.other_outcomes(frame, orders, held)
    pieces["assessments"] += licences.custody_assessments(frame, held)
    pieces["enforcement"].append(licences.licence_enforcement(frame, held))
    pieces["allocations"] += licences.custody_allocations(held, frame)
    pieces["feedback"] += [
        licences.licence_feedback(frame, held),
        *personal.other_feedback(frame, orders, held),
    ]
    sorting = {
        "work_sessions": ("order_id", "worked_on"),
        "reviews": ("order_id", "licence_id", "held_on"),
        "assessments": ("person_id", "started_on"),
        "plans": ("order_id", "licence_id", "completed_on"),
        "reports": ("requested_on", "person_id"),
        "delays": ("order_id", "standard", "occurrence"),
        "conferences": ("sentence_id", "held_on"),
    }
    tables = {name: assemble(frame, name, parts, sorting.get(name, ())) for name, parts in pieces.items()}
    if not frame.story:
        return tables, []
    return tables, planted(frame, orders, work, pieces, batch)


def _events(
    frame: Frame,
    workers: staff.Staff,
    orders: Orders,
    work: UnpaidWork,
    pieces: dict[str, list[Piece]],
) -> tuple[list[Late], int]:
    """Fills `pieces` with the events of orders; returns what was late, and the size of the batch of plans."""
    starts = contacts.draw_beginnings(frame, orders)
    absences, away = delays.draw_absences(frame, orders)
    lscmi, assessed = supervision.assessment_piece(frame, orders)
    plans, planned, batch = supervision.plan_piece(frame, orders, assessed)
    reviews, late = supervision.review_pieces(frame, orders)
    enforcement, late_breaches = compliance.enforcement_piece(frame, orders)
    pieces |= {
        "contacts": contacts.contact_pieces(frame, workers, orders, starts, away),
        "absences": [absences],
        "assessments": [lscmi, supervision.other_assessments(frame, orders)],
        "plans": [plans],
        "reviews": reviews,
        "enforcement": [enforcement],
        "referrals": [support.referral_piece(frame, orders)],
        "outcomes": [support.outcome_piece(frame, orders)],
        "feedback": [support.feedback_piece(frame, orders)],
        "allocations": [support.allocation_piece(frame, orders, workers)],
    }
    nth_after = frame.working.nth_after
    one, five = nth_after(orders.imposed, 1), nth_after(orders.imposed, 5)
    twenty = nth_after(orders.supervision_from, 20)
    dtto = ordering.kind_in(orders.kind, "dtto")
    lasted = orders.finish > twenty
    late += [
        late_rows(
            frame, "cpo_first_contact", "first_contact", one, starts.first, orders.cpo & (orders.finish > one)
        ),
        late_rows(
            frame, "cpo_induction", "induction", five, starts.induction, orders.cpo & (orders.finish > five)
        ),
        late_rows(
            frame, "dtto_first_contact", "first_contact", one, starts.first, dtto & (orders.finish > one)
        ),
        late_rows(
            frame, "dtto_induction", "induction", five, starts.induction, dtto & (orders.finish > five)
        ),
        late_rows(frame, "cpo_lscmi", "assessment", twenty, assessed, orders.supervised & lasted),
        late_rows(frame, "cpo_case_plan", "assessment", twenty, planned, orders.supervised & lasted),
        late_breaches,
    ]
    return late, batch


def _late_for_requirements(
    frame: Frame, orders: Orders, work: UnpaidWork, wanted: Requirements
) -> Iterator[Late]:
    """Unpaid work that began late, and that was not done in time."""
    seventh = frame.working.nth_after(work.on, 7)
    owed = orders.cpo & (work.on < NEVER)
    for standard, mix, due, done in (
        ("cpo_placement_start", "placement", seventh, work.started),
        ("cpo_unpaid_work_done", "unpaid_work_done", wanted.due, work.done),
    ):
        found = late_rows(frame, standard, mix, due, done, owed & (orders.finish > due))
        row = wanted.unpaid_row[found.order]
        none = np.full(len(row), -1, dtype=np.int64)
        yield Late(standard, mix, found.order, found.due, found.done, row, none)
