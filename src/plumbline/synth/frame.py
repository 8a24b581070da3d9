"""What holds for one made-up council: its size, teams, dates, and the story it carries."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from plumbline.synth.days import NEVER, Ints, WorkingDays, first_of_month
from plumbline.synth.draw import chance, mixes, pick_number, story_terms, stream

COMPASS = ("North", "South", "East", "West", "Central")
ORDERS_A_TEAM = 350  # a year: how large a locality team grows before there is another
OWN_UNPAID_WORK_TEAM = 150  # orders a year from which unpaid work has a team of its own


@dataclass(frozen=True)
class Council:
    """A made-up council. `teams` are its locality teams; `unpaid_work_team` may be one of them."""

    code: str
    name: str
    orders_a_year: float
    teams: tuple[str, ...]
    unpaid_work_team: str

    @property
    def number(self) -> int:
        """Its place among the made-up councils, 1 to 32."""
        return int(self.code[3:])

    @property
    def all_teams(self) -> tuple[str, ...]:
        """The locality teams, then the unpaid work team where it is another."""
        return self.teams if self.unpaid_work_team in self.teams else (*self.teams, self.unpaid_work_team)


@cache
def _library() -> dict[str, Any]:
    return tomllib.loads((files("plumbline") / "library" / "demo" / "councils.toml").read_text("utf-8"))


@cache
def made_up_councils() -> dict[str, Council]:
    """Every made-up council by its code, from `library/demo/councils.toml`."""
    return {raw["code"]: _council(raw) for raw in _library()["council"]}


def prisons() -> tuple[str, ...]:
    """The names of the invented prisons."""
    return tuple(_library()["prisons"])


def _council(raw: dict[str, Any]) -> Council:
    name, size = raw["name"], raw["orders_a_year"]
    teams = tuple(raw.get("teams", ()))
    if not teams:
        count = min(max(round(size / ORDERS_A_TEAM), 1), len(COMPASS))
        teams = (name,) if count == 1 else tuple(f"{name} {quarter}" for quarter in COMPASS[:count])
    own = raw.get("unpaid_work_team", f"{name} Unpaid Work")
    return Council(raw["code"], name, size, teams, own if size >= OWN_UNPAID_WORK_TEAM else teams[0])


@dataclass(frozen=True)
class Story:
    """The planted story as days and teams. Team numbers are positions in `Council.teams`."""

    slide_from: int
    worst_from: int
    recovery_from: int
    recovered_from: int
    one_hour_from: int
    one_hour_until: int
    unassessed_team: int
    late_team: int
    late_from: int
    forgotten_from: int
    plans_on: int


@dataclass(frozen=True)
class Frame:
    """One council in one extract: who, how many orders, from when to when, and the story if it carries it."""

    council: Council
    count: int  # orders in all
    start: int
    as_at: int
    seed: int
    working: WorkingDays
    story: Story | None

    def stream(self, topic: str) -> np.random.Generator:
        """The council's random stream for one topic."""
        return stream(self.seed, self.council.number, topic)

    def batch(self, count: int) -> int:
        """A planted batch, kept small where the extract is small."""
        share = float(story_terms()["limits"]["batch_share"])
        return min(count, max(1, round(self.count * share)))

    def entered(self, rng: np.random.Generator, happened: Ints) -> Ints:
        """The day each event was entered: mostly the same day or the next, never before it happened.

        It may lie after the as-at date: then the extract cannot hold the row yet.
        """
        mix = mixes()["contacts"]["recorded_days"]
        lag = pick_number(rng, mix, len(happened)).astype(np.int64)
        lag += np.where(lag > 3, rng.integers(0, 5, len(happened)), 0)
        return np.where(lag == 0, happened, self.working.nth_after(happened, np.maximum(lag, 1)))

    def recorded(self, rng: np.random.Generator, happened: Ints) -> Ints:
        """As `entered`, and by the as-at date at the latest. NEVER for what has not happened."""
        return np.where(happened < NEVER, np.minimum(self.entered(rng, happened), self.as_at), NEVER)

    def yes_or_no(self, rng: np.random.Generator, share: float, count: int) -> Ints:
        """Yes (1) with this share, else no (0)."""
        return chance(rng, share, count).astype(np.int64)


def story_of(council: Council, start: int, as_at: int, working: WorkingDays) -> Story:
    """The story's days in this extract: months are counted back from the as-at date, not before the start."""
    terms = story_terms()
    slide, teams = terms["unpaid_work_later"], len(council.teams)

    def month(before: int) -> int:
        return max(first_of_month(as_at, before), start)

    worst = first_of_month(as_at, slide["recovery_from_month"] + 1)
    late_team = (terms["recording_late"]["team"] - 1) % teams
    one_day = np.array([first_of_month(as_at, terms["plans_on_one_day"]["month"]) + 16], dtype=np.int64)
    return Story(
        slide_from=month(slide["from_month"]),
        worst_from=max(worst, start),
        recovery_from=month(slide["recovery_from_month"]),
        recovered_from=month(slide["recovery_from_month"] - slide["recovery_takes_months"]),
        one_hour_from=month(terms["one_hour_first_sessions"]["from_month"]),
        one_hour_until=month(terms["one_hour_first_sessions"]["until_month"]),
        unassessed_team=(terms["assessments_missing"]["team"] - 1) % teams,
        late_team=late_team,
        late_from=month(terms["recording_late"]["from_month"]),
        forgotten_from=month(terms["reviews_forgotten"]["from_month"]),
        plans_on=int(working.on_or_after(one_day)[0]),
    )
