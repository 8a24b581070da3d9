"""The closed form in which a standard is written: one TOML file each, data and no code.

A standard says who owes it (population), when its clock starts, what stops the clock, the limit, how often it
repeats, what ends the case, what excuses it, and the bands it is published in. Both judges read these facts.
Every name in a standard is a table, column or code of the case-record specification. See
`docs/reference/standards-form.md` for the form written out for people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Codes = dict[str, tuple[str, ...]]  # column -> codes
Unit = Literal["working_days", "days", "months"]

HOW_SURE = {
    "official": "stated in an official source",
    "guidance_start_unknown": "stated in guidance; the day it began to apply is not known",
    "older_guidance": "from older guidance",
    "inferred": "our inference, not stated in any source we have read",
    "local": "a local rule of the council",
}

# An appointment or session that the person missed was offered; one that the service called off or sent home
# was not missed by the person, and counts on the service's side. These hold for every standard ("Rates").
OFFERED: dict[str, tuple[str, tuple[str, ...]]] = {
    "contacts": ("attendance", ("missed_acceptable", "missed_unacceptable")),
    "work_sessions": ("outcome", ("missed_acceptable", "missed_unacceptable")),
}
CALLED_OFF: dict[str, tuple[str, tuple[str, ...]]] = {
    "work_sessions": ("outcome", ("sent_home_by_service", "cancelled_by_service")),
}

REASONS = {
    "no_clock": "the day the clock starts is not recorded",
    "no_due_date": "nothing recorded says when it was due",
    "due_before_clock": "the recorded limit lies before the day the clock starts",
    "not_covered": "the extract does not cover these days",
    "transferred_in": "the order was transferred in",
    "done_in_time": "done on or before the due date",
    "carried_forward": "an earlier one was carried forward, as the local rule allows",
    "ended_before_due": "the case ended on or before the due date",
    "past_expected_end": "past its expected end and not closed",
    "done_late": "done after the due date",
    "not_yet_due": "the due date has not passed",
    "done_before_start": "done before the order",
    "never_done": "no record that it was done",
}
VERDICTS = ("met", "not_met", "not_applicable", "not_yet_due", "cannot_tell")


@dataclass(frozen=True)
class Related:
    """Rows of another table on the same order: used to ask whether there is one, or for the earliest date."""

    table: str
    where: Codes = field(default_factory=dict)
    date: str | None = None


@dataclass(frozen=True)
class Population:
    """Who owes it: rows of a table. `where`: allowed codes; `filled`: columns that must not be empty.

    of_order, of_licence: the row must name an order (a licence) that has these codes. having: its order must
    have such a row.
    """

    table: str
    where: Codes = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    of_order: Codes | None = None
    of_licence: Codes | None = None
    having: Related | None = None


@dataclass(frozen=True)
class Clock:
    """Day 0: a column of the population's row, or the earliest date of a related row of its order.

    or_later: a column of the row whose day counts instead where it is later.
    """

    column: str | None = None
    earliest: Related | None = None
    or_later: str | None = None


@dataclass(frozen=True)
class Stop:
    """What stops the clock: rows of a table with a date. The stops of a standard are tried in order.

    belongs_to: whose rows count: the case itself, its order, licence, sentence, or person (rows that name
    the person and nothing else, while the order or licence was open). except_: codes that rule a row out; an
    empty cell does not. having: the rows count only where the case's order has such a related row.
    pooled: its rows are weighed together with those of the stop before it.
    """

    table: str
    date: str
    belongs_to: tuple[str, ...]
    where: Codes = field(default_factory=dict)
    except_: Codes = field(default_factory=dict)
    having: Related | None = None
    pooled: bool = False


@dataclass(frozen=True)
class Limit:
    """One way to a due date; the first that applies is taken.

    count and unit: a number of working days, days or months from day 0. column: a date column of the row.
    earliest: the earliest date of a related row. clock_from, clock_until: the limit is in force for clocks
    between these days (both included). when: codes the population's row must have.
    A limit by column or related row applies where its date is filled; one before day 0 leaves no due date.
    """

    count: int | None = None
    unit: Unit | None = None
    column: str | None = None
    earliest: Related | None = None
    clock_from: date | None = None
    clock_until: date | None = None
    when: Codes = field(default_factory=dict)


@dataclass(frozen=True)
class Lengthened:
    """By law: clocks on or before clock_until with a due date after due_after have so many months longer."""

    clock_until: date
    due_after: date
    months: int


@dataclass(frozen=True)
class Extended:
    """By a court: rows of a table that name the case, in the order granted.

    One granted on or before the due date as it then stands moves the due date to its `to` day; of two granted
    on one day, the later `to`. One granted later moves nothing.
    """

    table: str
    granted: str
    to: str


@dataclass(frozen=True)
class Phase:
    """Owed every `count` `unit`, so many times; `times` None means without end. Counted from day 0."""

    count: int
    unit: Unit
    times: int | None = None


@dataclass(frozen=True)
class Repeats:
    """Owed more than once.

    from_: "clock": every due date is counted from day 0 by the phases; "stop": the next is owed so long after
    the last was done (each row's clock is then the last time it was done), by the one limit of the standard.
    match: "window": met by a stop after the former due date (for the first: on or after day 0) up to its own,
    never done late; "used_once": each stop meets one occurrence, the earliest unused in its window, else the
    earliest unused before the next due date, done late.
    listed: "always": all occurrences of the phases; "while_open": until the first due on or after the end of
    the case, else the first due after `expected_end` where that has passed, else the first due after the
    as-at date. skip_until: occurrences due on or before this column's day have no row and use nothing up.
    expected_end: an occurrence due after this column's day, where that day is before the as-at date, the case
    has not ended and it was not done in time, cannot be told, and uses nothing up.
    """

    from_: Literal["clock", "stop"]
    phases: tuple[Phase, ...] = ()
    match: Literal["window", "used_once"] = "window"
    listed: Literal["always", "while_open"] = "while_open"
    skip_until: str | None = None
    expected_end: str | None = None


@dataclass(frozen=True)
class CarryForward:
    """Local rules only: done at most so many months before day 0 counts as in time, if not done since."""

    months: int


@dataclass(frozen=True)
class Band:
    """A published band of what was done, by its upper bound; the last band has none.

    working_days_to, days_to, months_to: up to so many from day 0. within: "set_limit": on or before the
    due date that the limit by number gives, without the court's own date or extensions; "due_date".
    """

    code: str
    label: str
    working_days_to: int | None = None
    days_to: int | None = None
    months_to: int | None = None
    within: Literal["set_limit", "due_date"] | None = None


@dataclass(frozen=True)
class Published:
    """How the national table of this standard is headed."""

    title: str
    commenced: str


@dataclass(frozen=True)
class Example:
    """A worked example: made-up rows, an as-at date, and the rows that must come out."""

    title: str
    as_at: date
    records: dict[str, list[dict[str, Any]]]
    expect: tuple[dict[str, Any], ...]
    cover: dict[str, dict[str, date]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standard:
    """One standard, whole. `owed` completes the sentence "Each ... is owed ..."; `note` goes with the figure.

    authority, council, based_on: for local rules, whose it is and which standard it goes with.
    text: for local rules, the file they came from, word for word.
    """

    code: str
    title: str
    owed: str
    group: str
    source: str
    edition: str
    how_sure: str
    population: Population
    stops: tuple[Stop, ...]
    position: int = 0
    url: str | None = None
    note: str | None = None
    headline: bool = True
    in_force_from: date | None = None
    in_force_until: date | None = None
    clock: Clock | None = None
    limits: tuple[Limit, ...] = ()
    lengthened: Lengthened | None = None
    extended: Extended | None = None
    repeats: Repeats | None = None
    end: tuple[str, ...] = ()  # columns of the population's row, or "order.column"
    excused_transfer: Literal["always", "clock_on_or_before"] | None = None
    carry_forward: CarryForward | None = None
    bands: tuple[Band, ...] = ()
    published: Published | None = None
    examples: tuple[Example, ...] = ()
    authority: str | None = None
    council: str | None = None
    based_on: str | None = None
    text: str = field(default="", repr=False, compare=False)

    @property
    def local(self) -> bool:
        """Whether it is a council's own rule."""
        return self.how_sure == "local"

    @property
    def counts_working_days(self) -> bool:
        """Whether days taken are working days: the limit is in working days."""
        return any(limit.unit == "working_days" for limit in self.limits)
