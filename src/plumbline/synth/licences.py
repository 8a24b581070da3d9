"""What is done under licences and for sentences: contacts, reviews, plans, assessments, breach."""

from __future__ import annotations

import numpy as np

from plumbline.records.specification import load
from plumbline.synth.custody import Custody
from plumbline.synth.days import NEVER, Ints, add_months
from plumbline.synth.draw import between, chance, code, codes, mixes, pick, pick_code
from plumbline.synth.frame import Frame
from plumbline.synth.tables import Piece

# Days after release: weekly for four weeks, fortnightly for three months, then about monthly.
CONTACT_DAYS = np.array([7, 14, 21, 28, *range(42, 127, 14), *range(154, 3650, 28)])
REVIEW_MONTHS = (3, 6, 12, 18, 24, 30, 36)
PRISON_VISITS = np.arange(60, 365 * 12, 75)  # days after sentence


def licence_contacts(frame: Frame, custody: Custody) -> tuple[list[Piece], Piece]:
    """The rows of `contacts` of licences and sentences, and of `delays` of first contacts that came late."""
    rng, mix = frame.stream("licence contacts"), mixes()["throughcare"]
    on, last, n = custody.licensed(), custody.licence_last(frame), len(custody.sentence)
    steps = pick(rng, [0.86, 0.08, 0.035, 0.015, 0.01], n)  # days after release; the last of these: none
    first = np.where(steps < 4, on + np.where(steps > 1, between(rng, 2, 6, n), steps), NEVER)
    late = np.flatnonzero((first > on + 1) & (on + 1 < last) & chance(rng, mixes()["delays"]["recorded"], n))
    delays: Piece = {
        "licence_id": late,
        "standard": np.full(len(late), "licence_first_contact"),
        "reason": pick_code(rng, "delays", "reason", mixes()["delays"]["first_contact"], len(late)),
        "recorded_on": np.minimum(on[late] + between(rng, 0, 9, len(late)), last[late]),
    }
    rows = np.flatnonzero(first <= last)
    parts = [_contacts(rng, mix["contact_mode"], rows, first[rows], "first_direct_contact", 1.0)]
    day = frame.working.on_or_after(
        (on[:, None] + CONTACT_DAYS).ravel() + between(rng, -2, 2, n * len(CONTACT_DAYS))
    )
    owner = np.repeat(np.arange(n), len(CONTACT_DAYS))
    keep = (day <= last[owner]) & (day > on[owner])
    visit = chance(rng, 0.14, len(day))
    for wanted, kind in ((keep & ~visit, "supervision"), (keep & visit, "home_visit")):
        parts.append(_contacts(rng, mix["contact_mode"], owner[wanted], day[wanted], kind, 0.86))
    licences = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    sorting = np.lexsort([licences["happened_on"], licences["licence_id"]])
    licences = {name: values[sorting] for name, values in licences.items()}
    licences["recorded_on"] = frame.entered(rng, licences["happened_on"])
    licences["worker_id"] = custody.licence_worker[licences["licence_id"]]

    n = len(custody.person)
    owner = np.repeat(np.arange(n), len(PRISON_VISITS))
    seen = frame.working.on_or_after(
        (custody.sentenced[:, None] + PRISON_VISITS).ravel() + between(rng, 0, 40, len(owner))
    )
    until = np.minimum(custody.released, frame.as_at)
    keep = (seen >= frame.start) & (seen <= until[owner]) & chance(rng, 0.8, len(owner))
    visits = _contacts(rng, {"in_person": 0.82, "video": 0.18}, owner[keep], seen[keep], "other", 0.95)
    visits["sentence_id"] = visits.pop("licence_id")
    visits["recorded_on"] = frame.entered(rng, visits["happened_on"])
    visits["worker_id"] = custody.worker[visits["sentence_id"]]
    pieces = []
    for piece in (licences, visits):
        keep = piece["recorded_on"] <= frame.as_at
        pieces.append({name: values[keep] for name, values in piece.items()})
    return pieces, delays


def _contacts(
    rng: np.random.Generator, modes: dict[str, float], rows: Ints, day: Ints, kind: str, came: float
) -> Piece:
    count = len(rows)
    missed = {"missed_acceptable": 0.45, "missed_unacceptable": 0.4, "cancelled_by_service": 0.15}
    attended = chance(rng, came, count)
    mode = pick_code(rng, "contacts", "mode", modes, count)
    return {
        "licence_id": rows,
        "happened_on": day,
        "kind": np.full(count, code("contacts", "kind", kind)),
        "mode": np.where(kind == "home_visit", code("contacts", "mode", "in_person"), mode),
        "attendance": np.where(
            attended,
            code("contacts", "attendance", "attended"),
            pick_code(rng, "contacts", "attendance", missed, count),
        ),
        "announced": np.where(kind == "home_visit", chance(rng, 0.75, count), np.full(count, -1)).astype(
            np.int64
        ),
    }


def licence_reviews(frame: Frame, custody: Custody) -> Piece:
    """The rows of `reviews` of licences: at 3 and 6 months, then every six, and MAPPA reviews."""
    rng, n = frame.stream("licence reviews"), len(custody.sentence)
    parts: list[Piece] = []
    for kind, months, share in [
        *(("statutory", m, 0.85) for m in REVIEW_MONTHS),
        ("mappa", 2, 0.3),
        ("mappa", 5, 0.2),
    ]:
        held = frame.working.on_or_before(add_months(custody.licensed(), months) - between(rng, 0, 14, n))
        rows = np.flatnonzero((held <= custody.licence_last(frame)) & chance(rng, share, n))
        parts.append(
            {
                "licence_id": rows,
                "kind": np.full(len(rows), code("reviews", "kind", kind)),
                "held_on": held[rows],
                "recorded_on": frame.recorded(rng, held[rows]),
                "person_attended": frame.yes_or_no(rng, 0.8, len(rows)),
                "chaired_by_manager": frame.yes_or_no(rng, 0.7, len(rows)),
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def licence_plans(frame: Frame, custody: Custody) -> Piece:
    """The rows of `plans` of licences."""
    rng, n = frame.stream("licence plans"), len(custody.sentence)
    parts: list[Piece] = []
    for kind, share in (("risk_management", 0.75), ("case_management", 0.85)):
        done = frame.working.nth_after(custody.licensed(), between(rng, 3, 35, n))
        seen = frame.working.nth_after(done, between(rng, 0, 10, n))
        rows = np.flatnonzero((done <= custody.licence_last(frame)) & chance(rng, share, n))
        read = chance(rng, 0.8, len(rows)) & (seen <= custody.licence_last(frame))[rows]
        parts.append(
            {
                "licence_id": rows,
                "kind": np.full(len(rows), code("plans", "kind", kind)),
                "completed_on": done[rows],
                "recorded_on": frame.recorded(rng, done[rows]),
                "manager_reviewed_on": np.where(read, seen[rows], NEVER),
                "intensity": pick_code(rng, "plans", "intensity", mixes()["plans"]["intensity"], len(rows)),
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def custody_assessments(frame: Frame, custody: Custody) -> list[Piece]:
    """The rows of `assessments` of licences and sentences."""
    rng, levels = frame.stream("custody assessments"), codes("assessments", "level")
    bounds = np.array([load().lscmi_levels[name] for name in levels])
    pieces: list[Piece] = []
    n = len(custody.sentence)
    on_licence = frame.working.nth_after(custody.licensed(), between(rng, 5, 45, n))
    n_all = len(custody.person)
    inside = frame.working.nth_after(custody.sentenced, between(rng, 40, 130, n_all))
    until = np.minimum(custody.released, frame.as_at)
    risk_inside = 1 + pick(rng, [0.14, 0.36, 0.36, 0.14], n_all)
    cases = (
        (
            "licence_id",
            on_licence,
            custody.licence_last(frame),
            custody.risk,
            custody.person[custody.sentence],
            0.8,
        ),
        (
            "sentence_id",
            np.where(inside >= frame.start, inside, NEVER),
            until,
            risk_inside,
            custody.person,
            0.75,
        ),
    )
    for owner, done, last, risk, person, share in cases:
        rows = np.flatnonzero((done <= last) & chance(rng, share, len(done)))
        started = frame.working.on_or_before(done[rows] - between(rng, 0, 4, len(rows)))
        pieces.append(
            {
                "person_id": person[rows],
                owner: rows,
                "tool": np.full(len(rows), code("assessments", "tool", "lscmi")),
                "started_on": started,
                "completed_on": done[rows],
                "recorded_on": frame.recorded(rng, done[rows]),
                "score": between(rng, bounds[risk[rows], 0], bounds[risk[rows], 1], len(rows)),
                "level": risk[rows],
                "level_overridden": np.zeros(len(rows), dtype=np.int64),
            }
        )
    return pieces


def licence_enforcement(frame: Frame, custody: Custody) -> Piece:
    """The rows of `enforcement` of licences: warnings, and a breach report before each recall."""
    rng = frame.stream("licence enforcement")
    n, working = len(custody.sentence), frame.working
    back = np.flatnonzero(custody.recalled)
    decided = working.on_or_before(custody.ended[back] - between(rng, 4, 16, len(back)))
    in_time = chance(rng, 0.93, len(back))
    lodged = working.nth_after(decided, np.where(in_time, between(rng, 0, 2, len(back)), 3))
    agreed = working.nth_after(decided, np.where(chance(rng, 0.9, len(back)), 0, 3))
    lodged = np.minimum(lodged, custody.ended[back])
    agreed = np.minimum(agreed, custody.ended[back])
    warned = working.on_or_after(custody.licensed() + between(rng, 15, 240, n))
    told = np.flatnonzero((warned <= custody.licence_last(frame)) & chance(rng, 0.2, n))
    again = np.full(len(told), -1, dtype=np.int64)
    report: Piece = {
        "licence_id": back,
        "kind": np.full(len(back), code("enforcement", "kind", "breach_report")),
        "decided_on": decided,
        "manager_agreed_on": agreed,
        "lodged_on": lodged,
        "recorded_on": frame.recorded(rng, decided),
        "recommendation": np.full(len(back), code("enforcement", "recommendation", "recall")),
        "outcome": np.full(len(back), code("enforcement", "outcome", "recalled")),
        "outcome_on": custody.ended[back],
    }
    warning: Piece = {
        "licence_id": told,
        "kind": np.full(len(told), code("enforcement", "kind", "first_warning")),
        "decided_on": warned[told],
        "manager_agreed_on": np.full(len(told), NEVER),
        "lodged_on": np.full(len(told), NEVER),
        "recorded_on": frame.recorded(rng, warned[told]),
        "recommendation": again,
        "outcome": again,
        "outcome_on": np.full(len(told), NEVER),
    }
    return {name: np.concatenate([report[name], warning[name]]) for name in report}


def custody_allocations(custody: Custody, frame: Frame) -> list[Piece]:
    """The rows of `allocations` of licences and sentences."""
    rng = frame.stream("custody allocations")
    on = frame.working.nth_after(custody.sentenced, between(rng, 2, 9, len(custody.person)))
    inside = np.flatnonzero(on <= np.minimum(custody.released, frame.as_at))
    return [
        {
            "licence_id": np.arange(len(custody.sentence)),
            "worker_id": custody.licence_worker,
            "from_on": custody.licensed(),
            "until_on": custody.ended,
        },
        {
            "sentence_id": inside,
            "worker_id": custody.worker[inside],
            "from_on": on[inside],
            "until_on": custody.released[inside],
        },
    ]


def licence_feedback(frame: Frame, custody: Custody) -> Piece:
    """The rows of `feedback` of licences: an exit questionnaire offered before some of them end."""
    rng, last = frame.stream("licence feedback"), custody.ended
    over = np.flatnonzero((last < NEVER) & ~custody.recalled & (last - custody.licensed() > 40))
    rows = over[chance(rng, mixes()["feedback"]["offered"], len(over))]
    offered = frame.working.on_or_before(last[rows] - between(rng, 5, 20, len(rows)))
    filled = chance(rng, mixes()["feedback"]["completed"], len(rows))
    return {
        "licence_id": rows,
        "kind": np.full(len(rows), code("feedback", "kind", "exit_questionnaire")),
        "offered_on": offered,
        "completed_on": np.where(filled, offered, NEVER),
        "recorded_on": frame.recorded(rng, offered),
    }
