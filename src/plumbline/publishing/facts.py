"""What a report says about one standard, as plain facts; see `gathering` for where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from plumbline.measures.comparison import Comparison
from plumbline.measures.frozen import JudgedStandard
from plumbline.measures.periods import Length, Period, months_between
from plumbline.measures.rates import Counts
from plumbline.measures.reasons import Reason
from plumbline.measures.selection import COLUMN_WORDS
from plumbline.measures.text_tables import bounded, strict_text
from plumbline.measures.trends import Trend
from plumbline.measures.two_clocks import TwoClocks
from plumbline.standards.form import Standard
from plumbline.statistics.disclosure import SYMBOL

TOO_UNKNOWN = "too much cannot be told"
HIDDEN_UNKNOWN = "how much cannot be told is hidden"
OTHER_VERDICTS = ("not_applicable", "not_yet_due", "cannot_tell")


@dataclass(frozen=True)
class Window:
    """The complete months a standard's figures are of, in order; they need not follow each other."""

    months: tuple[str, ...]

    @property
    def spans(self) -> tuple[Period, ...]:
        """The months as stretches without a gap."""
        found: list[Period] = []
        for month in self.months:
            if found and months_between(found[-1].last, month)[1:] == [month]:
                found[-1] = Period(found[-1].first, month)
            else:
                found.append(Period(month, month))
        return tuple(found)


@dataclass(frozen=True)
class Line:
    """Met and judged (met or not met), and what could not be judged. What must not be printed is None.

    values: what the records write for the label, each as it stands there; None where the cell is empty.
    too_unknown: how many cannot be told is hidden, and may be more than a tenth.
    """

    label: str
    met: int | None
    judged: int | None
    cannot_tell: int | None = 0
    values: tuple[str | None, ...] = field(default=(), kw_only=True)
    too_unknown: bool = field(default=False, kw_only=True)

    @property
    def bounded(self) -> bool:
        """Whether bounds stand in place of its rate; or, where they would tell a hidden number, counts."""
        return self.too_unknown or (self.judged is not None and bounded(self.judged, self.cannot_tell or 0))

    @property
    def why_no_rate(self) -> str:
        """Why no single rate is given, in words; empty where one is."""
        if self.too_unknown:
            return HIDDEN_UNKNOWN
        return TOO_UNKNOWN if self.bounded else ""

    @property
    def shown(self) -> tuple[int, int] | None:
        """Met and judged where both may be printed, and any are judged."""
        return None if self.met is None or not self.judged else (self.met, self.judged)


def strict_share(line: Line) -> str:
    """A line's strict rate as people say it, by its bounds where too much cannot be told.

    The sign where a number of it must not be printed. Where what cannot be told is hidden and may be too
    much, it is counts alone: bounds would tell it, and a rate would pass over it.
    """
    if line.met is None or line.judged is None:
        return SYMBOL
    if line.too_unknown:
        return f"{line.met:,} of {line.judged:,}"
    return strict_text(line.met, line.judged, line.cannot_tell or 0)


@dataclass(frozen=True)
class PeriodLine(Line):
    """A period of the trend."""

    complete: bool = True


@dataclass(frozen=True)
class Breakdown:
    """The lines of a column's values; `refused` where they cannot be protected. joined: how many were.

    why: the reason for having no lines where it is another one.
    """

    column: str
    lines: tuple[Line, ...]
    joined: int = 0
    refused: bool = False
    why: str = ""

    @property
    def words(self) -> str:
        """How a person says the column."""
        return COLUMN_WORDS[self.column]


@dataclass(frozen=True)
class Part:
    """One part of a split: its label, its count, and its code in the run."""

    label: str
    count: int
    code: str = ""


@dataclass(frozen=True)
class StandardFacts:
    """Everything the report says about one standard. What may not be printed is None or in `withheld`.

    counts is for rules about what may be said, and must not be printed without `line` allowing it.
    since_months: the months that `since` is of. period:
    the one that was asked for, if any; waiting: how many duties of it are not yet due, so that it has no
    figures.
    """

    judged: JudgedStandard
    standard: Standard | None
    window: Window
    length: Length
    counts: Counts
    line: Line
    others: dict[str, int] | None
    rates: tuple[str, ...]
    since: Counts | None
    undated: int
    trend: Trend
    periods: tuple[PeriodLine, ...]
    bands: tuple[Part, ...]
    clocks: TwoClocks | None
    reasons: tuple[Reason, ...]
    breakdowns: tuple[Breakdown, ...]
    comparison: Comparison | None = None
    cannot_tell: dict[str, int] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    period: Period | None = None
    waiting: int = 0
    since_months: tuple[str, ...] = ()
