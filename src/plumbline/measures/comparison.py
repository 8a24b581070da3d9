"""Does a council or a team differ from the rest by more than chance? A funnel, said in words first.

The limits are exact binomial ones around the rate of all; the over-dispersed ones say how far the units
differ among themselves beyond chance and are shown beside, never instead. Units stand in the order of their
names: this is no league table.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from plumbline.errors import UsageError
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.periods import Period, period_of
from plumbline.measures.protection import protect_rows
from plumbline.measures.rates import RATES, Counts, counts, rate_parts
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.text_tables import (
    FEWEST_FOR_A_PERCENTAGE,
    bounded,
    share_of,
    share_text,
    strict_text,
)
from plumbline.statistics.funnels import FunnelPoint, funnel

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Compared:
    """One authority or team: its share, its limits, and where it stands in words."""

    name: str
    numerator: int
    denominator: int
    point: FunnelPoint
    words: str


@dataclass(frozen=True)
class Comparison:
    """The units compared, around the rate of all. words: the whole in a sentence or two.

    months: from the first to the last complete month that is counted; None where there is none. left_out:
    units that are not in the funnel, each with why. One of which too much cannot be told has bounds in place
    of a rate, so it has no place in a funnel.
    """

    standard: str
    title: str
    rate: str
    by: str
    months: Period | None
    target: float | None
    phi: float | None
    units: tuple[Compared, ...]
    left_out: tuple[tuple[str, str], ...]
    words: str


def comparison(
    run: FrozenRun,
    standard: str,
    rate: str = "strict",
    *,
    by: Literal["authority", "team"] = "authority",
    within: Period | None = None,
    where: Mapping[str, str | None] | None = None,
    con: duckdb.DuckDBPyConnection | None = None,
    publish: bool = False,
) -> Comparison:
    """A funnel of one standard's rate by authority or by team, over complete months only.

    within: only these months. A month is complete for a unit when nothing of its authority waits for its
    due date, and when it was over at the as-at date. A team is named with its authority where the run holds
    several. publish: units with small numbers are left out of the picture. Raises UsageError for an unknown
    rate or column.
    """
    if rate not in RATES:
        raise UsageError(f"there is no rate called {rate!r}. There are: {', '.join(RATES)}.")
    if by not in ("authority", "team"):
        raise UsageError(f"a comparison is by authority or by team, not by {by!r}.")
    columns = ["authority"] if by == "authority" else ["authority", "team"]
    with nullcontext(con) if con is not None else closing(connect(run)) as open_con:
        rows = counts(open_con, standards=[standard], by=columns, period="month", within=within, where=where)
    several = len({row.breakdown["authority"] for row in rows}) > 1
    owed: dict[str, Counts] = {}
    seen: set[str] = set()
    for row in rows:
        name = row.breakdown[by] or NOT_RECORDED
        if by == "team" and several:
            name = f"{name} ({row.breakdown['authority'] or NOT_RECORDED})"
        before = owed.setdefault(name, Counts())
        if row.period is None or not row.complete or period_of(row.period, "month").last_day > run.as_at:
            continue
        seen.add(row.period)
        owed[name] = before + row.counts
    months = Period(min(seen), max(seen)) if seen else None
    title = run.titles.get(standard, standard)
    shares = {name: rate_parts(one, rate) for name, one in owed.items()}
    # The national rate has no bounds: what is not known lies outside it by its own rule.
    unknown = {name: one.cannot_tell for name, one in owed.items() if rate != "national"}
    return _compared(standard, title, rate, by, months, shares, unknown, publish)


def comparison_of_shares(
    standard: str,
    title: str,
    shares: Mapping[str, tuple[int, int]],
    *,
    unknown: Mapping[str, int] | None = None,
) -> Comparison:
    """The same funnel of authorities whose shares come from elsewhere, such as from others' measures.csv.

    shares: an authority's name -> how many met, how many judged. unknown: of how many more it cannot be told.
    Those with none judged, or too much unknown, are left out, and said so.
    """
    return _compared(standard, title, "strict", "authority", None, shares, unknown or {}, False)


def _compared(
    standard: str,
    title: str,
    rate: str,
    by: str,
    months: Period | None,
    shares: Mapping[str, tuple[int, int]],
    unknown: Mapping[str, int],
    publish: bool,
) -> Comparison:
    units, left_out = {}, []
    for name, (part, base) in sorted(shares.items()):
        if bounded(base, unknown.get(name, 0)):
            said = "" if publish else f"{strict_text(part, base, unknown[name])}, "
            left_out.append((name, f"{said}too much cannot be told to compare"))
        elif base:
            units[name] = (part, base)
        else:
            left_out.append((name, "nothing to judge in complete months"))
    total = (sum(part for part, _ in units.values()), sum(base for _, base in units.values()))
    if publish:
        units, hidden = _publishable(units)
        left_out += hidden
    if len(units) < 2:
        words = f"There are not two {'authorities' if by == 'authority' else 'teams'} to compare."
        return Comparison(standard, title, rate, by, months, None, None, (), tuple(left_out), words)
    target = total[0] / total[1]
    made = funnel([part for part, _ in units.values()], [base for _, base in units.values()], target=target)
    compared = tuple(
        Compared(name, part, base, point, unit_words(part, base, point))
        for (name, (part, base)), point in zip(units.items(), made.points, strict=True)
    )
    words = _words(compared, target, made.phi, by)
    return Comparison(standard, title, rate, by, months, target, made.phi, compared, tuple(left_out), words)


def unit_words(numerator: int, denominator: int, point: FunnelPoint) -> str:
    """Where a unit stands: "62.3% (43 of 69), inside the limits"."""
    share = share_text(numerator, denominator)
    if denominator < FEWEST_FOR_A_PERCENTAGE:
        return f"{share}, too few to compare"
    if point.outside_998:
        side = "below" if point.outside_998 < 0 else "above"
        still = "" if point.od_outside_998 else ", though not by more than the others differ among themselves"
        return f"{share}, {side} the 99.8% limits{still}"
    if point.outside_95:
        side = "below" if point.outside_95 < 0 else "above"
        return f"{share}, {side} the 95% limits but inside the 99.8% ones"
    return f"{share}, inside the limits"


def _publishable(
    units: dict[str, tuple[int, int]],
) -> tuple[dict[str, tuple[int, int]], list[tuple[str, str]]]:
    shown = protect_rows([(name, (part, base - part)) for name, (part, base) in units.items()])
    safe: dict[str, tuple[int, int]] = {}
    if shown is not None:
        safe = {
            label: units[label]
            for label, cells in zip(shown.labels, shown.cells, strict=True)
            if label in units and None not in cells
        }
    return safe, [(name, "its numbers are too small to publish") for name in units if name not in safe]


def _words(compared: tuple[Compared, ...], target: float, phi: float | None, by: str) -> str:
    what = "authorities" if by == "authority" else "teams"
    big = [one for one in compared if one.denominator >= FEWEST_FOR_A_PERCENTAGE]
    below = [one.name for one in big if one.point.outside_998 == -1]
    above = [one.name for one in big if one.point.outside_998 == 1]
    near = sum(1 for one in big if one.point.outside_95 and not one.point.outside_998)
    parts = [f"Around {share_of(target)} for all {len(compared)} {what}:"]
    if not below and not above:
        parts.append("none lies outside the 99.8% limits.")
    else:
        said = [f"{', '.join(names)} {side}" for names, side in ((below, "below"), (above, "above")) if names]
        parts.append(f"outside the 99.8% limits, {' and '.join(said)}.")
    if near:
        chance = max(1, round(0.05 * len(big)))
        parts.append(
            f"{near} more outside the 95% limits, where chance alone puts about {chance} of {len(big)}."
        )
    if phi is not None and phi > 1.5:
        parts.append("They differ among themselves by more than chance: see the wider limits too.")
    return " ".join(parts)
