"""The work list as its page shows it: the duties of the next days, what is overdue, what is put aside.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from plumbline_web.measure.models import Snooze
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.work.listing import PARTS, WEEKS, Due, as_duties, due_rows

PUT_ASIDE = -1
"""Stands in place of its part for a duty that is put aside."""


@dataclass(frozen=True)
class Section:
    """One part of the list: how many duties it has, and the first of them."""

    count: int
    rows: tuple[Due, ...]


@dataclass(frozen=True)
class WorkList:
    """Everything the page of what falls due shows.

    now: due today or tomorrow. overdue: late, and still to be made up. soon: later in the next working days.
    over: late, and its own time is over. abandoned: long overdue with nothing recorded since. aside: put
    aside, with the snooze. asked: waits for approval, and stays on the list. weeks: how many fall due on each
    day. teams, workers: key and name of those in the list.
    """

    now: Section
    overdue: Section
    soon: Section
    over: Section
    abandoned: Section
    aside: tuple[tuple[Due, Snooze], ...]
    asked: tuple[tuple[Due, Snooze], ...]
    weeks: tuple[tuple[tuple[date, int, bool], ...], ...]
    teams: tuple[tuple[str, str], ...]
    workers: tuple[tuple[str, str], ...]


def snoozes_in_force(organisation: Organisation, on: date) -> QuerySet[Snooze]:
    """The snoozes that are not over: approved, or waiting for approval."""
    return (
        Snooze.objects.filter(organisation=organisation, until_on__gte=on, ended_at__isnull=True)
        .exclude(approved=False)
        .select_related("asked_by", "decided_by")
    )


def work_list(
    run: Run, seen: Access, *, on: date, team: str = "", worker: str = "", most: int | None = None
) -> WorkList:
    """The work list of a run for this person. on: today, by which snoozes end; due days follow the run.

    most: how many rows of each section are wanted; all where that is not given.
    """
    everything = due_rows(run, seen)
    chosen = due_rows(run, seen, team=team, worker=worker) if team or worker else everything
    snoozes = {
        (one.case_key, one.standard, one.occurrence): one
        for one in reversed(snoozes_in_force(seen.organisation, on))
    }
    parts = chosen["part"].to_numpy()
    aside, asked = [], []
    if snoozes:
        parts, cases = parts.copy(), pa.array(list({key for key, _, _ in snoozes}), pa.string())
        places = pc.indices_nonzero(pc.is_in(chosen["case_key"], value_set=cases))
        for place, one in zip(places.to_pylist(), as_duties(chosen.take(places)), strict=True):
            snooze = snoozes.get(one.duty)
            if snooze is None:
                continue
            (aside if snooze.approved else asked).append((one, snooze))
            if snooze.approved:
                parts[place] = PUT_ASIDE

    def part(name: str) -> Section:
        found = np.flatnonzero(parts == PARTS.index(name))
        return Section(len(found), tuple(as_duties(chosen.take(found[:most]))))

    ahead = np.flatnonzero(np.isin(parts, [PARTS.index(name) for name in ("now", "soon", "later")]))
    days = pc.value_counts(chosen["due_on"].take(ahead)).to_pylist()
    of_team = due_rows(run, seen, team=team) if team else everything
    return WorkList(
        **{name: part(name) for name in ("now", "overdue", "soon", "over", "abandoned")},
        aside=tuple(aside),
        asked=tuple(asked),
        weeks=_weeks(run.as_at, {one["values"]: one["counts"] for one in days}),
        teams=_named(everything, "team_key", "team"),
        workers=_named(of_team, "worker_key", "worker_id"),
    )


def _named(rows: pa.Table, key: str, name: str) -> tuple[tuple[str, str], ...]:
    """Keys and names of the teams or workers in the list, by name."""
    pairs = rows.select([key, name]).group_by([key, name]).aggregate([]).to_pylist()
    named = ((pair[key], pair[name]) for pair in pairs if pair[key] and pair[name])
    return tuple(sorted(named, key=lambda one: one[1]))


def _weeks(as_at: date, counted: Mapping[date, int]) -> tuple[tuple[tuple[date, int, bool], ...], ...]:
    """Four weeks from the as-at day's Monday: each day, how many fall due on it, and whether it is past."""
    monday = as_at - timedelta(days=as_at.weekday())
    return tuple(
        tuple(
            (day, counted.get(day, 0), day < as_at)
            for day in (monday + timedelta(days=7 * week + at) for at in range(7))
        )
        for week in range(WEEKS)
    )
