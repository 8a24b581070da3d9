"""The work list as its page shows it: the duties of the next days, what is overdue, what is put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from plumbline_web.measure.models import Snooze
from plumbline_web.people.models import Organisation
from plumbline_web.people.queries import Access
from plumbline_web.records.models import Run
from plumbline_web.work.listing import WEEKS, Due, due_seen, last_day


@dataclass(frozen=True)
class WorkList:
    """Everything the page of what falls due shows.

    now: due today or tomorrow, or overdue and still to be made up. soon: later in the next working days.
    over: overdue, and its own time is over. abandoned: long overdue with nothing recorded since. aside: put
    aside, with the snooze. asked: waits for approval. days: how many fall due on each day of the calendar.
    """

    now: tuple[Due, ...]
    overdue: tuple[Due, ...]
    soon: tuple[Due, ...]
    over: tuple[Due, ...]
    abandoned: tuple[Due, ...]
    aside: tuple[tuple[Due, Snooze], ...]
    asked: tuple[tuple[Due, Snooze], ...]
    weeks: tuple[tuple[tuple[date, int, bool], ...], ...]
    teams: tuple[tuple[str, str], ...]
    workers: tuple[tuple[str, str], ...]
    later: tuple[Due, ...] = field(default=())


def snoozes_in_force(organisation: Organisation, on: date) -> QuerySet[Snooze]:
    """The snoozes that are not over: approved, or waiting for approval."""
    return (
        Snooze.objects.filter(organisation=organisation, until_on__gte=on, ended_at__isnull=True)
        .exclude(approved=False)
        .select_related("asked_by", "decided_by")
    )


def work_list(run: Run, seen: Access, *, on: date, team: str = "", worker: str = "") -> WorkList:
    """The work list of a run for this person. on: today, by which snoozes end; due days follow the run."""
    everything = due_seen(run, seen)
    held = {
        (one.case_key, one.standard, one.occurrence): one
        for one in reversed(snoozes_in_force(seen.organisation, on))
    }
    chosen = [
        one
        for one in everything
        if (not team or one.team_key == team) and (not worker or one.worker_key == worker)
    ]
    aside = [(one, held[one.duty]) for one in chosen if one.duty in held and held[one.duty].approved]
    asked = [(one, held[one.duty]) for one in chosen if one.duty in held and held[one.duty].approved is None]
    hidden = {one.duty for one, _ in aside}
    rest = [one for one in chosen if one.duty not in hidden]
    ends = {place: last_day(run, place) for place in {one.authority for one in rest}}
    tomorrow = {place: last_day(run, place, 1) for place in ends}
    soon = [one for one in rest if one.section == "due_soon"]
    return WorkList(
        now=tuple(one for one in soon if one.due_on <= tomorrow[one.authority]),
        overdue=tuple(one for one in rest if one.section == "overdue" and one.can_still_be_done),
        soon=tuple(one for one in soon if tomorrow[one.authority] < one.due_on <= ends[one.authority]),
        later=tuple(one for one in soon if one.due_on > ends[one.authority]),
        over=tuple(one for one in rest if one.section == "overdue" and not one.can_still_be_done),
        abandoned=tuple(one for one in rest if one.section == "long_overdue"),
        aside=tuple(aside),
        asked=tuple(asked),
        weeks=_weeks(run.as_at, soon),
        teams=_named(everything, "team"),
        workers=_named([one for one in everything if not team or one.team_key == team], "worker"),
    )


def _named(rows: Iterable[Due], kind: str) -> tuple[tuple[str, str], ...]:
    """Keys and names of the teams or workers in the list, by name."""
    names = {(one.team_key, one.team) if kind == "team" else (one.worker_key, one.worker_id) for one in rows}
    return tuple(sorted(((key, name) for key, name in names if key and name), key=lambda one: one[1]))


def _weeks(as_at: date, soon: Iterable[Due]) -> tuple[tuple[tuple[date, int, bool], ...], ...]:
    """Four weeks from the as-at day's Monday: each day, how many fall due on it, and whether it is past."""
    counted = Counter(one.due_on for one in soon)
    monday = as_at - timedelta(days=as_at.weekday())
    return tuple(
        tuple(
            (day, counted[day], day < as_at)
            for day in (monday + timedelta(days=7 * week + at) for at in range(7))
        )
        for week in range(WEEKS)
    )
