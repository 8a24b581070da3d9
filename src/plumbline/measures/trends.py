"""Has a rate really changed? Control charts over complete periods, and their answer in words.

A period is complete when none of its duties waits for its due date; the month of the as-at date counts only
when that is its last day. Charts are those of `statistics.control_charts`; nothing is rebased here, since
that is an analyst's act with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.periods import (
    Length,
    Period,
    label_of,
    months_between,
    parse_label,
    period_of,
    spoken,
)
from plumbline.measures.protection import FEWEST_STAFF, small
from plumbline.measures.rates import RATES, Counts, CountsRow, counts, rate_parts
from plumbline.measures.rates import rate as rate_of
from plumbline.measures.text_tables import share_text
from plumbline.statistics.control_charts import (
    PROVISIONAL_BELOW,
    UPWARD_LABELS,
    ChartKind,
    Improvement,
    Label,
    choose_chart,
    p_chart,
    xmr,
)

if TYPE_CHECKING:
    import duckdb

Change = Literal["better", "worse", "none", "too_few"]
WANTED: dict[str, Improvement] = {
    "strict": "increase",
    "excused": "increase",
    "service": "decrease",
    "national": "increase",
    "offered": "increase",
}
"""Which way each rate should move."""

SIGNS: dict[Change, str] = {
    "better": "▲ better",
    "worse": "▼ worse",
    "none": "= no real change",
    "too_few": "",
}
"""A sign with its word, so that no colour is needed."""

LENGTHS_CHARTED: tuple[Length, ...] = ("month", "quarter")
"""By month, and by quarter where months hold too few."""

FEWEST_AT_THE_START = 5
"""A start in which most periods have fewer cases is left out: an extract holds the odd old case that is still
open long before it holds all of them, and those are no fair picture of their time."""

_FIRST_MONTH = "0001-01"

LABEL_WORDS: dict[Label, str] = {
    "above_limit": "above the upper limit",
    "below_limit": "below the lower limit",
    "rising": "part of six rises in a row",
    "falling": "part of six falls in a row",
    "two_of_three_above": "one of two in three near the upper limit",
    "two_of_three_below": "one of two in three near the lower limit",
    "run_above": "part of seven or more in a row above the middle",
    "run_below": "part of seven or more in a row below the middle",
}


@dataclass(frozen=True)
class TrendPoint:
    """One period: its label, its share, and the chart's middle and limits there (0 to 1).

    lower and upper are None where there is no chart. label is the signal the point shows.
    """

    period: str
    numerator: int
    denominator: int
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    label: Label | None = None

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where nothing was judged."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Trend:
    """A rate over time, and whether it has changed.

    length: month, or quarter where months hold too few. chart: its kind, "none" where there is none; why:
    the reason for the choice. left_out: the periods not charted, each with why. change and since: what the
    newest points show; words: the same for a reader. provisional: the limits rest on fewer than 12 points.
    """

    standard: str
    title: str
    rate: str
    length: Length
    points: tuple[TrendPoint, ...]
    chart: ChartKind
    why: str
    left_out: tuple[tuple[str, str], ...]
    change: Change
    since: str | None
    words: str
    provisional: bool

    @property
    def sign(self) -> str:
        """The change as a sign with its word."""
        return SIGNS[self.change]

    @property
    def signals(self) -> tuple[tuple[str, str], ...]:
        """The periods that show a signal, each with it in words."""
        return tuple((point.period, LABEL_WORDS[point.label]) for point in self.points if point.label)


def trend(
    run: FrozenRun,
    standard: str,
    rate: str = "strict",
    *,
    where: Mapping[str, str | None] | None = None,
    con: duckdb.DuckDBPyConnection | None = None,
    publish: bool = False,
    until: str | None = None,
) -> Trend:
    """The trend of one standard's rate by month, or by quarter where the months hold too few.

    where: breakdown column -> value, to look at part of the service. con: a connection from `connect`, to
    save opening another. publish: chart only periods without small numbers. until: the last month (YYYY-MM)
    that is looked at. Raises UsageError for an unknown rate or column.
    """
    if rate not in RATES:
        raise UsageError(f"there is no rate called {rate!r}. There are: {', '.join(RATES)}.")
    with nullcontext(con) if con is not None else closing(connect(run)) as open_con:
        within = Period(_FIRST_MONTH, until) if until else None
        rows = counts(open_con, standards=[standard], period="month", where=where, within=within)
    months, left_out = complete_months(rows, run.as_at)
    months, untold = _told(months)
    left_out = tuple(sorted((*left_out, *untold)))
    title = run.titles.get(standard, standard)
    months_seen = [(label, *rate_parts(row.counts, rate)) if row else (label, 0, 0) for label, row in months]
    whole = [rate_parts(row.counts, rate) for row in rows]
    everything = (sum(part for part, _ in whole), sum(base for _, base in whole))
    if why := _too_few_staff(run, where):
        return _no_chart(standard, title, rate, "month", (), left_out, why)
    for length in LENGTHS_CHARTED:
        pooled, gaps = _pool(months_seen, length, left_out)
        thin = thin_start([base for _, _, base in pooled])
        few = "too few cases, before the records begin in earnest"
        gaps = tuple(sorted((*gaps, *((label, few) for label, _, _ in pooled[:thin]))))
        pooled = pooled[thin:]
        points = tuple(TrendPoint(*one) for one in pooled)
        if publish and _gives_away(points, everything):
            why = f"by {length} the numbers are too small to publish"
            found = _no_chart(standard, title, rate, length, (), gaps, why)
            continue
        if len(points) == 1:
            return _too_early(standard, title, rate, length, points, gaps)
        choice = choose_chart([one.numerator for one in points], [one.denominator for one in points])
        if choice.kind != "none":
            return _charted(standard, title, rate, length, points, gaps, choice.kind, choice.reason)
        found = _no_chart(standard, title, rate, length, points, gaps, choice.reason)
    return found


def complete_months(
    rows: Sequence[CountsRow], as_at: date
) -> tuple[list[tuple[str, CountsRow | None]], tuple[tuple[str, str], ...]]:
    """The complete months from the first to the last, and those left out, each with why.

    rows: the counts of one standard by month. A month between two others without any duty has no row.
    """
    held = {row.period: row for row in rows if row.period is not None}
    left_out: list[tuple[str, str]] = []
    if not held:
        return [], ()
    months: list[tuple[str, CountsRow | None]] = []
    for label in months_between(min(held), max(held)):
        row = held.get(label)
        month = period_of(label, "month")
        if row is not None and not row.complete:
            left_out.append((label, "some of its duties are not yet due"))
        elif month.last_day > as_at:
            left_out.append((label, "it was not over at the as-at date"))
        else:
            months.append((label, row))
    return months, tuple(left_out)


def _told(
    months: list[tuple[str, CountsRow | None]],
) -> tuple[list[tuple[str, CountsRow | None]], list[tuple[str, str]]]:
    """The months without those at either end of which too much cannot be told, and those.

    Where the extract's cover begins or ends, only what was done in time can be told: such a month would look
    better than it was.
    """
    told = [row is None or _bounds(row.counts) is None for _, row in months]
    first = told.index(True) if True in told else len(months)
    last = len(told) - told[::-1].index(True) if True in told else first
    why = "more than a tenth of it cannot be told"
    return months[first:last], [(label, why) for label, _ in (*months[:first], *months[last:])]


def _bounds(counts: Counts) -> tuple[float, float] | None:
    return rate_of(counts, "strict").bounds


def thin_start(denominators: Sequence[int]) -> int:
    """How many periods at the start to leave out: up to a thin one in the older half, while most are thin."""
    thin = cut = 0
    for at, base in enumerate(denominators[: len(denominators) // 2], start=1):
        thin += base < FEWEST_AT_THE_START
        if base < FEWEST_AT_THE_START and 2 * thin >= at:
            cut = at
    return cut


def _pool(
    months: Sequence[tuple[str, int, int]], length: Length, left_out: tuple[tuple[str, str], ...]
) -> tuple[list[tuple[str, int, int]], tuple[tuple[str, str], ...]]:
    """Months gathered into whole quarters (or as they are); what does not fill one is left out."""
    if length == "month":
        return list(months), left_out
    gathered: dict[str, list[tuple[str, int, int]]] = {}
    for one in months:
        gathered.setdefault(label_of(one[0], length), []).append(one)
    pooled = [
        (label, sum(part for _, part, _ in those), sum(base for _, _, base in those))
        for label, those in gathered.items()
        if len(those) == 3
    ]
    short = [
        (label, "not all of its months are complete") for label, those in gathered.items() if len(those) < 3
    ]
    missing = {label_of(month, length) for month, _ in left_out} - set(gathered)
    short += [(label, "not all of its months are complete") for label in sorted(missing)]
    return pooled, tuple(sorted(short))


def _gives_away(points: Sequence[TrendPoint], everything: tuple[int, int]) -> bool:
    """Whether the points, or what is left of the whole when they are taken off, hold a small number."""
    part = everything[0] - sum(point.numerator for point in points)
    base = everything[1] - sum(point.denominator for point in points)
    rest = small(part, base - part)
    return rest or any(small(point.numerator, point.denominator - point.numerator) for point in points)


def _too_few_staff(run: FrozenRun, where: Mapping[str, str | None] | None) -> str | None:
    team = (where or {}).get("team")
    staff = run.staff.get(team) if team is not None else None
    if staff is None or staff >= FEWEST_STAFF:
        return None
    return f"{team} has fewer than {FEWEST_STAFF} staff and is shown by year only"


def _no_chart(
    standard: str,
    title: str,
    rate: str,
    length: Length,
    points: tuple[TrendPoint, ...],
    left_out: tuple[tuple[str, str], ...],
    why: str,
) -> Trend:
    words = f"No trend can be drawn: {why}."
    return Trend(standard, title, rate, length, points, "none", why, left_out, "too_few", None, words, True)


def _too_early(
    standard: str,
    title: str,
    rate: str,
    length: Length,
    points: tuple[TrendPoint, ...],
    left_out: tuple[tuple[str, str], ...],
) -> Trend:
    """One period has nothing to be compared with: whether anything changed is unknown, and is not "no"."""
    why = f"there is only one complete {length}"
    words = (
        f"It cannot be told yet whether anything has changed: {why}, {spoken(points[0].period)}, "
        f"with {_share(points)}."
    )
    return Trend(standard, title, rate, length, points, "none", why, left_out, "too_few", None, words, True)


def _charted(
    standard: str,
    title: str,
    rate: str,
    length: Length,
    points: tuple[TrendPoint, ...],
    left_out: tuple[tuple[str, str], ...],
    kind: ChartKind,
    why: str,
) -> Trend:
    numerators, denominators = [p.numerator for p in points], [p.denominator for p in points]
    drawn: list[TrendPoint] = []
    if kind == "xmr":
        chart = xmr([n / d for n, d in zip(numerators, denominators, strict=True)], improvement=WANTED[rate])
        segment = chart.segments[0]
        for point, seen in zip(points, chart.points, strict=True):
            drawn.append(
                TrendPoint(
                    point.period,
                    point.numerator,
                    point.denominator,
                    segment.mean,
                    None if segment.lower is None else max(0.0, segment.lower),
                    None if segment.upper is None else min(1.0, segment.upper),
                    seen.label,
                )
            )
    else:
        limits: Literal["exact", "laney"] = "laney" if kind == "laney" else "exact"
        shares = p_chart(numerators, denominators, improvement=WANTED[rate], limits=limits)
        for point, share in zip(points, shares.points, strict=True):
            lower, upper = (
                (share.laney_lower, share.laney_upper) if kind == "laney" else (share.lower, share.upper)
            )
            drawn.append(
                TrendPoint(
                    point.period,
                    point.numerator,
                    point.denominator,
                    shares.segments[0].centre,
                    lower,
                    upper,
                    share.label,
                )
            )
    change, since, words = _change(drawn, rate, length)
    provisional = len(points) < PROVISIONAL_BELOW
    if provisional:
        words += f" There are only {len(points)} {length}s yet, so the limits are provisional."
    return Trend(
        standard, title, rate, length, tuple(drawn), kind, why, left_out, change, since, words, provisional
    )


def _direction(label: Label | None) -> int:
    """1 up, -1 down, 0 for no signal. Six rises or falls in a row alone are too weak a sign to go by."""
    if label is None or label in ("rising", "falling"):
        return 0
    return 1 if label in UPWARD_LABELS else -1


def _change(points: Sequence[TrendPoint], rate: str, length: Length) -> tuple[Change, str | None, str]:
    """What the newest points say: the change, since which period, and a sentence or two."""
    directions = [_direction(point.label) for point in points]
    now = directions[-1]
    at = len(points)
    while now and at and directions[at - 1] == now:
        at -= 1
    if now and not _usual(points[:at], now):
        since = points[at].period
        way = "Higher" if now > 0 else "Lower"
        when = f"in {spoken(since)}" if at == len(points) - 1 else f"since {spoken_start(since)}"
        before = f", against {_share(points[:at])} before" if at else ""
        better = (now > 0) == (WANTED[rate] == "increase")
        return ("better" if better else "worse"), since, f"{way} {when}: {_share(points[at:])}{before}."
    span = f"{spoken_start(points[0].period)} to {spoken_end(points[-1].period)}"
    words = f"No real change: {_share(points)}, {span}."
    earlier = [at for at, direction in enumerate(directions) if direction not in (0, now)]
    if earlier:
        last = first = earlier[-1]
        while first and directions[first - 1] == directions[last]:
            first -= 1
        way = "higher" if directions[last] > 0 else "lower"
        when = (
            f"in {spoken(points[last].period)}"
            if first == last
            else f"from {spoken_start(points[first].period)} to {spoken_end(points[last].period)}"
        )
        words += f" It was {way} {when}, and has come back since."
    if points[-1].label in ("rising", "falling"):
        step = "risen" if points[-1].label == "rising" else "fallen"
        words += f" It has {step} six {length}s in a row: watch it, but that alone is a weak sign."
    return "none", None, words


def _usual(before: Sequence[TrendPoint], now: int) -> bool:
    """Whether most points before lay on the same side of the middle as those of now.

    Then it is not the newest points that are out of the ordinary but a few between, which moved the middle.
    """
    same = sum(
        1 for point in before if point.value is not None and (point.value - (point.centre or 0)) * now > 0
    )
    return 2 * same > len(before)


def spoken_start(label: str) -> str:
    """The first month of a period, as a person says it."""
    return spoken(parse_label(label).first)


def spoken_end(label: str) -> str:
    """The last month of a period, as a person says it."""
    return spoken(parse_label(label).last)


def _share(points: Sequence[TrendPoint]) -> str:
    return share_text(sum(point.numerator for point in points), sum(point.denominator for point in points))
