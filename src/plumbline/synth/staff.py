"""Workers, their teams and their training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plumbline.synth.days import NEVER, Ints
from plumbline.synth.draw import between, chance, code, mixes, pick, pick_code
from plumbline.synth.frame import Frame
from plumbline.synth.tables import Piece

ORDERS_A_WORKER = 38  # begun in a year, for each social worker of a locality team
ORDERS_A_SUPERVISOR = 180  # for each unpaid work supervisor
LEADERS_FROM = 120  # orders a year in a team, from which it has a senior of its own
SUPPORT_FROM = 150
TRAINING_LASTS = 3 * 365


@dataclass(frozen=True)
class Staff:
    """Workers by row. `team` is a position in `Council.all_teams`; `with_cases` may hold cases."""

    team: Ints
    role: Ints
    started: Ints
    with_cases: tuple[Ints, ...]  # for each team, the rows of those who hold its cases


def draw_staff(frame: Frame) -> Staff:
    """The council's workers, by team: enough for the orders it begins in a year."""
    council = frame.council
    a_team = council.orders_a_year / len(council.teams)
    rows: list[tuple[int, str]] = []
    for team, name in enumerate(council.all_teams):
        local = name in council.teams
        if local:
            rows += [(team, "social_worker")] * max(2, round(a_team / ORDERS_A_WORKER))
            rows += [(team, "paraprofessional")] * int(a_team / ORDERS_A_WORKER / 3)
            rows += [(team, "senior_social_worker")] * int(a_team >= LEADERS_FROM)
        if name == council.unpaid_work_team:
            rows += [(team, "unpaid_work_supervisor")] * max(
                1, round(council.orders_a_year / ORDERS_A_SUPERVISOR)
            )
            rows += [(team, "paraprofessional")] * (0 if local else 2)
        if team == 0 or a_team >= LEADERS_FROM:
            rows += [(team, "team_manager")]
        rows += [(team, "business_support")] * int(local and a_team >= SUPPORT_FROM)
    teams = np.array([team for team, _ in rows], dtype=np.int64)
    roles = np.array([code("workers", "role", role) for _, role in rows], dtype=np.int64)
    rng = frame.stream("staff")
    started = frame.start - between(rng, 30, 4000, len(rows))
    late = chance(rng, 0.15, len(rows))
    started[late] = between(rng, frame.start, max(frame.start, frame.as_at - 60), int(late.sum()))
    holding = np.isin(
        roles, [code("workers", "role", role) for role in ("social_worker", "paraprofessional")]
    )
    return Staff(
        team=teams,
        role=roles,
        started=frame.working.on_or_after(started),
        with_cases=tuple(np.flatnonzero(holding & (teams == team)) for team in range(len(council.all_teams))),
    )


def worker_for(rng: np.random.Generator, staff: Staff, team: Ints) -> Ints:
    """For each case, one of the workers who hold its team's cases."""
    sizes = np.array([max(len(rows), 1) for rows in staff.with_cases])
    table = np.zeros((len(sizes), int(sizes.max())), dtype=np.int64)
    for number, rows in enumerate(staff.with_cases):
        filled = rows if len(rows) else np.array([0])
        table[number, : len(filled)] = filled
    place = (rng.random(len(team)) * sizes[team]).astype(np.int64)
    found: Ints = table[team, place]
    return found


def staff_piece(frame: Frame, staff: Staff) -> Piece:
    """The rows of `workers`. Nobody who holds cases has left; one in eight of the others has."""
    rng = frame.stream("staff rows")
    count = len(staff.team)
    holds = np.zeros(count, dtype=bool)
    holds[np.concatenate(staff.with_cases)] = True
    left = ~holds & chance(rng, 0.12, count) & (staff.started < frame.as_at - 400)
    ended = np.where(left, frame.as_at - between(rng, 20, 300, count), NEVER)
    part_time = np.array([1.0, 0.8, 0.6, 0.5])
    return {
        "team": np.array(frame.council.all_teams)[staff.team],
        "role": staff.role,
        "wte": part_time[pick(rng, [0.72, 0.14, 0.10, 0.04], count)],
        "started_on": staff.started,
        "ended_on": ended,
    }


def training_piece(frame: Frame, staff: Staff) -> Piece:
    """The rows of `training`: about five courses each for those who work with cases, some out of date."""
    rng = frame.stream("training")
    social_work = ("social_worker", "senior_social_worker", "team_manager", "paraprofessional")
    trained = np.flatnonzero(np.isin(staff.role, [code("workers", "role", role) for role in social_work]))
    worker = np.repeat(trained, 5)
    earliest = np.maximum(staff.started[worker], frame.as_at - 6 * 365)
    room = np.maximum(frame.as_at - earliest, 1)
    completed = frame.working.on_or_before(earliest + (rng.random(len(worker)) * room).astype(np.int64))
    lasts = chance(rng, 0.7, len(worker))
    keep = (completed >= staff.started[worker]) & (completed <= frame.as_at)
    piece: Piece = {
        "worker_id": worker,
        "course": pick_code(rng, "training", "course", mixes()["training"]["course"], len(worker)),
        "completed_on": completed,
        "expires_on": np.where(lasts, completed + TRAINING_LASTS, NEVER),
    }
    return {name: values[keep] for name, values in piece.items()}
