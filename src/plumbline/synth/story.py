"""The planted story in plain sentences: what, where, from when, how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from plumbline.synth.days import NEVER, Ints, day_of
from plumbline.synth.draw import code, story_terms
from plumbline.synth.frame import Frame
from plumbline.synth.orders import Orders
from plumbline.synth.tables import Piece
from plumbline.synth.unpaid_work import UnpaidWork


@dataclass(frozen=True)
class Planted:
    """One part of the story. `sentence` says it for people; the rest for programs.

    key: its name in `library/demo/story.toml`. authority: the council. place: a team, or the council's name.
    since: the first day it can be seen. until: the first day after it, None where it goes on to the as-at
    date. count: how many rows or cases carry it, as they are in the extract.
    """

    key: str
    sentence: str
    authority: str
    place: str
    since: date
    until: date | None
    count: int


def planted(
    frame: Frame, orders: Orders, work: UnpaidWork, pieces: dict[str, list[Piece]], batch: int
) -> list[Planted]:
    """Every part of the story that this council carries."""
    story = frame.story
    assert story is not None
    council, terms = frame.council, story_terms()
    told: list[Planted] = []

    def tell(key: str, place: str, since: int, until: int | None, count: int, sentence: str) -> None:
        last = None if until is None else day_of(until)
        told.append(Planted(key, sentence, council.code, place, day_of(since), last, count))

    slide = (work.on >= story.slide_from) & (work.on < story.recovery_from)
    tell(
        "unpaid_work_later",
        council.name,
        story.slide_from,
        story.recovery_from,
        int(slide.sum()),
        f"Unpaid work starts later and later in {council.name} for orders imposed from "
        f"{_month(story.slide_from)}, is at its worst in {_month(story.worst_from)}, and recovers for orders "
        f"imposed from {_month(story.recovery_from)}. Most of the reasons recorded meanwhile lie with the "
        "service.",
    )
    team = council.teams[story.unassessed_team]
    lost = orders.supervised & (orders.team == story.unassessed_team)
    tell(
        "assessments_missing",
        team,
        frame.start,
        None,
        int(lost.sum()),
        f"In the team {team} most LS/CMI assessments were never done, in every month of the extract.",
    )
    team = council.teams[story.late_team]
    rows = pieces["contacts"][0]
    owned = rows["order_id"]
    slow = (owned >= 0) & (rows["happened_on"] >= story.late_from)
    slow &= orders.team[np.maximum(owned, 0)] == story.late_team
    days = terms["recording_late"]
    tell(
        "recording_late",
        team,
        story.late_from,
        None,
        int(slow.sum()),
        f"In the team {team} contacts and reviews from {_month(story.late_from)} on were entered weeks late "
        f"({days['days_from']} to {days['days_until']} days). The last weeks' contacts are not in the "
        "extract yet, so work that was done there looks undone.",
    )
    tell(
        "reviews_forgotten",
        council.name,
        story.forgotten_from,
        None,
        int((orders.supervised & (orders.finish > story.forgotten_from)).sum()),
        f"Statutory reviews are held at three months, but from {_month(story.forgotten_from)} on nearly "
        f"every later one in {council.name} is forgotten.",
    )
    tell(
        "plans_on_one_day",
        council.name,
        story.plans_on,
        story.plans_on + 1,
        batch,
        f"{_many(batch, 'case plan')} in {council.name} with one and the same day of completion, "
        f"{_day(story.plans_on)}.",
    )
    forgotten = int(orders.never_closed.sum())
    first = int(orders.expected_end[orders.never_closed].min()) if forgotten else frame.as_at
    tell(
        "never_closed",
        council.name,
        first,
        None,
        forgotten,
        f"{_many(forgotten, 'order')} in {council.name} never closed, more than "
        f"{terms['never_closed']['past_expected_end_days']} days past the expected end, with nothing "
        "recorded since.",
    )
    one_hour = _one_hour(work, pieces["work_sessions"][0], story.one_hour_from, story.one_hour_until)
    tell(
        "one_hour_first_sessions",
        council.name,
        story.one_hour_from,
        story.one_hour_until,
        one_hour,
        f"From {_month(story.one_hour_from)} until the end of {_month(story.one_hour_until - 1)}, "
        f"{one_hour} first sessions of unpaid work in {council.name} lasted one hour.",
    )
    short = int(work.hours_short.sum())
    done = work.done[work.hours_short]
    tell(
        "hours_short",
        council.name,
        int(done.min()) if short else frame.as_at,
        None,
        short,
        f"{_many(short, 'unpaid work requirement')} in {council.name} marked completed with fewer hours than "
        "were imposed.",
    )
    return told


def _one_hour(work: UnpaidWork, sessions: Piece, since: int, until: int) -> int:
    day: Ints = sessions["worked_on"]
    first = work.started[sessions["order_id"]] == day
    worked = sessions["outcome"] == code("work_sessions", "outcome", "worked")
    inside = (day >= since) & (day < until) & (day < NEVER)
    return int((first & worked & inside & (sessions["hours_credited"] == 1.0)).sum())


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _month(day: int) -> str:
    return f"{day_of(day):%B %Y}"


def _day(day: int) -> str:
    found = day_of(day)
    return f"{found.day} {found:%B %Y}"


def story_page(told: list[Planted], title: str, as_at: date) -> str:
    """`STORY.md`: what was planted in a made-up extract, for the person who shows it."""
    lines = [
        f"# What is planted in {title}",
        "",
        f"Everything in this folder is made up, as at {as_at:%d %B %Y}. No council, person, worker or prison "
        "in it exists.",
        "",
        "The extract holds the orders imposed in its years only, so orders in force build up over the first "
        "of them.",
        "",
    ]
    lines += [f"- {part.sentence}" for part in told]
    lines += ["", "What else differs from month to month or from council to council is chance.", ""]
    return "\n".join(lines)
