"""A plan as at a day, as plain facts: its areas with their verdicts, its actions, its figures.

The pages, the printed plan, the file for a spreadsheet and the papers for a board are made of these and of
nothing else, so that they cannot disagree. Nothing in them names a case. `telling_facts` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.publishing.wording import day
from plumbline_web.improvement.figures import FigureFacts
from plumbline_web.improvement.states import OPEN


@dataclass(frozen=True)
class UpdateFacts:
    """What became of an action. period: the month or quarter that it reports on, in words; empty for none.
    figures: those of the period, in words, as they were kept with it."""

    on: date
    state: str
    state_words: str
    text: str
    period: str
    figures: tuple[str, ...]
    by: str
    written_on: date
    taken_back: bool
    takes_back: bool


@dataclass(frozen=True)
class ActionFacts:
    """An action. number: as the plan counts them, 1 to the last. due: the day or the words, else empty.

    overdue: days since its day, 0 where it is not. silent: days since anything was said of it, for one that
    is still open; ask: whether the check asks about it. no_shift: it is done and its area has not improved.
    """

    key: str
    area: str
    number: int
    text: str
    key_messages: tuple[str, ...]
    responsible: tuple[str, ...]
    outside: tuple[str, ...]
    resources: str
    expected: str
    due_on: date | None
    due_words: str
    began_on: date | None
    state: str
    state_words: str
    overdue: int
    silent: int
    ask: bool
    no_shift: bool
    updates: tuple[UpdateFacts, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who answers for it: roles, then bodies outside."""
        return (*self.responsible, *self.outside)

    @property
    def due(self) -> str:
        """Its timescale as it is written."""
        written = day(self.due_on) if self.due_on else ""
        return f"{written} ({self.due_words})" if written and self.due_words else written or self.due_words

    @property
    def last(self) -> UpdateFacts | None:
        """The newest update that stands."""
        standing = [one for one in self.updates if not one.taken_back and not one.takes_back]
        return standing[-1] if standing else None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    @property
    def stands(self) -> str:
        """Its state in words, with how long it is overdue."""
        if not self.overdue:
            return self.state_words
        days = "1 day" if self.overdue == 1 else f"{self.overdue} days"
        return f"{self.state_words}, overdue by {days}"


@dataclass(frozen=True)
class AreaFacts:
    """An area for improvement. number: A1, or A1.2 for a part of A1. verdict: the core’s state.

    settled: in words, how it may close; empty while nobody has said. look_words: what is to be said now of
    the next look again. no_shift: all its actions are done and it has not improved.
    """

    key: str
    number: str
    text: str
    within: str
    question: str
    indicator: str
    indicator_title: str
    owners: tuple[str, ...]
    settled: str
    settled_by: str
    settled_on: date | None
    state: str
    state_words: str
    closed_on: date | None
    verdict: str
    verdict_words: str
    reason: str
    missing: tuple[str, ...]
    deciders: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    first_action: date | None
    look_due: date | None
    look_words: str
    may_close: bool
    actions: tuple[ActionFacts, ...]
    figure: FigureFacts | None
    no_shift: bool

    @property
    def why(self) -> str:
        """The reason for one who has the verdict and what is missing beside it already."""
        said = self.reason.partition(" Missing: ")[0]
        for start in ("Not yet", "Shifted, not held", "Held"):
            if said.startswith((f"{start}:", f"{start}.")):
                said = said[len(start) + 1 :].strip()
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class PlanFacts:
    """A plan as at a day. came_from: the activity whose report it answers, empty for none."""

    key: str
    title: str
    organisation: str
    about: str
    came_from: str
    checked_every: str
    made_on: date
    made_by: str
    ended_on: date | None
    ended_why: str
    as_at: date
    key_messages: tuple[tuple[str, str], ...]
    areas: tuple[AreaFacts, ...]

    @property
    def actions(self) -> tuple[ActionFacts, ...]:
        """Every action, in the order of the plan."""
        return tuple(one for area in self.areas for one in area.actions)

    def in_state(self, *verdicts: str) -> tuple[AreaFacts, ...]:
        """The areas whose verdict is one of these."""
        return tuple(one for one in self.areas if one.verdict in verdicts)
