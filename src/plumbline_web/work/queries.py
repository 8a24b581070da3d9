"""The work list as its page shows it: the duties of the next days, what is overdue, what is put aside.

This is one of the few modules that touch case rows. It logs none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from plumbline_web.measure.models import Snooze
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.work.listing import WEEKS, WITHIN, Due, as_duties, due_rows, last_day


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
        f"{one.case_key}.{one.standard}.{one.occurrence}": one
        for one in reversed(snoozes_in_force(seen.organisation, on))
    }
    duty_keys = pc.binary_join_element_wise(
        chosen["case_key"], chosen["standard"], pc.cast(chosen["occurrence"], pa.string()), "."
    )
    held = as_duties(chosen.filter(pc.is_in(duty_keys, value_set=pa.array(sorted(snoozes), pa.string()))))
    approved = sorted(key for key, one in snoozes.items() if one.approved)
    rest = chosen.filter(pc.invert(pc.is_in(duty_keys, value_set=pa.array(approved, pa.string()))))
    soon = rest.filter(pc.equal(rest["section"], "due_soon"))
    late = rest.filter(pc.equal(rest["section"], "overdue"))

    def part(table: pa.Table) -> Section:
        shown = table if most is None else table.slice(0, most)
        return Section(table.num_rows, tuple(as_duties(shown)))

    tomorrow, end = _until(run, soon, 1), _until(run, soon, WITHIN)
    return WorkList(
        now=part(soon.filter(tomorrow)),
        overdue=part(late.filter(late["can_still_be_done"])),
        soon=part(soon.filter(pc.and_(end, pc.invert(tomorrow)))),
        over=part(late.filter(pc.invert(late["can_still_be_done"]))),
        abandoned=part(rest.filter(pc.equal(rest["section"], "long_overdue"))),
        aside=tuple((one, snoozes[one.duty_key]) for one in held if snoozes[one.duty_key].approved),
        asked=tuple((one, snoozes[one.duty_key]) for one in held if snoozes[one.duty_key].approved is None),
        weeks=_weeks(run.as_at, Counter(soon["due_on"].to_pylist())),
        teams=_named(everything, "team_key", "team"),
        workers=_named(due_rows(run, seen, team=team) if team else everything, "worker_key", "worker_id"),
    )


def _until(run: Run, rows: pa.Table, within: int) -> pa.ChunkedArray:
    """For each row whether it is due within so many working days, by its own council's calendar."""
    due = pa.chunked_array([pa.array([], pa.bool_())]) if not rows.num_rows else None
    for place in pc.unique(rows["authority"]).to_pylist():
        mine = (
            pc.fill_null(pc.equal(rows["authority"], place), False)
            if place
            else pc.is_null(rows["authority"])
        )
        found = pc.and_(
            mine, pc.less_equal(rows["due_on"], pa.scalar(last_day(run, place, within), pa.date32()))
        )
        due = found if due is None else pc.or_(due, found)
    return due


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
