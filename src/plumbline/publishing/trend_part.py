"""Since when: the trend of one standard as a chart, its marks in words, and its numbers in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from plumbline.measures.text_tables import share_of
from plumbline.measures.trends import LABEL_WORDS, SIGNS, WANTED, Trend, TrendPoint
from plumbline.publishing import drawing
from plumbline.publishing.facts import PeriodLine, StandardFacts, strict_share
from plumbline.publishing.wording import from_to, period, period_short, sentence, shown_number
from plumbline.statistics.control_charts import UPWARD_LABELS, ChartKind, Label

MARKS_BACK = 18
"""How many periods back a leader is told of a change that has passed."""

CHART_WORDS: dict[ChartKind, str] = {
    "xmr": "XmR chart: the usual range comes from how much neighbouring periods differ",
    "p": "p-chart: the usual range is what chance alone allows for so many duties, worked out exactly",
    "laney": "p-chart with Laney’s limits: the usual range allows for periods that differ beyond chance",
    "none": "no limits are drawn",
}


def spots_of(facts: StandardFacts) -> tuple[drawing.Spot, ...]:
    """The periods as they are drawn, earliest first; what may not be printed is not drawn either."""
    charted = (
        {point.period: point for point in facts.trend.points} if facts.length == facts.trend.length else {}
    )
    spots = []
    for line in facts.periods:
        if line.shown is None:
            continue
        x, n = line.shown
        point = charted.get(line.label)
        label = period_short(line.label)
        if not line.complete or point is None:
            spots.append(drawing.Spot(label, x / n, mark="none" if line.complete else "incomplete"))
            continue
        mark: drawing.Mark = "none"
        if point.label:
            wanted = (point.label in UPWARD_LABELS) == (WANTED[facts.trend.rate] == "increase")
            mark = "better" if wanted else "worse"
        spots.append(drawing.Spot(label, x / n, point.lower, point.upper, point.centre, mark))
    return tuple(spots)


def sign_of(facts: StandardFacts) -> str:
    """The change as a sign with its word; empty where there are not two periods to compare."""
    return SIGNS[facts.trend.change]


def trend_part(facts: StandardFacts) -> dict[str, Any]:
    """Everything the template prints under "Since when"."""
    trend, noun = facts.trend, facts.length
    spots = spots_of(facts)
    found: dict[str, Any] = {
        "words": trend.words,
        "sign": sign_of(facts),
        "change": trend.change,
        "rows": [_period_row(line) for line in facts.periods],
        "periods": [line.label for line in facts.periods],
        "spots": [
            {"period": line.label, **asdict(spot)}
            for line, spot in zip((one for one in facts.periods if one.shown is not None), spots, strict=True)
        ],
        "noun": noun,
        "marks": marks_in_words(trend.points),
        "incomplete": any(not line.complete for line in facts.periods),
        "charted": trend.chart != "none" and facts.length == trend.length,
        "provisional": trend.provisional,
        "kind": CHART_WORDS[trend.chart],
        "why": sentence(trend.why),
        "image": "",
        "limits": "",
    }
    if len(spots) > 1:
        first, last = spots[0], spots[-1]
        low, high = min(spots, key=lambda one: one.value or 0), max(spots, key=lambda one: one.value or 0)
        found["image"] = drawing.as_data(drawing.trend(spots))
        found["alt"] = (
            f"Line chart: {facts.judged.title}, share met by {noun}, {first.label} to {last.label}. "
            f"Lowest {share_of(low.value or 0)} in {low.label}, highest {share_of(high.value or 0)} in "
            f"{high.label}, last {share_of(last.value or 0)}. {trend.words}"
        )
        ends = [spot for spot in spots if spot.centre is not None]
        if ends and ends[-1].lower is not None and ends[-1].upper is not None:
            found["limits"] = (
                f"Average {share_of(ends[-1].centre or 0)}; usual range in {ends[-1].label} "
                f"{share_of(ends[-1].lower)} to {share_of(ends[-1].upper)}."
            )
    return found


def episodes(points: Sequence[TrendPoint]) -> list[str]:
    """When in its last periods a trend was higher or lower than usual: "lower from April 2025 to June 2025".

    Marks of one direction that lie next to each other, or one unmarked period apart, are one stretch. Rises
    and falls alone are too weak a sign to be among them.
    """
    found: list[tuple[str, int, int]] = []
    first = max(0, len(points) - MARKS_BACK)
    for at, point in enumerate(points):
        if at < first or point.label is None or point.label in ("rising", "falling"):
            continue
        way = "higher" if point.label in UPWARD_LABELS else "lower"
        if found and found[-1][0] == way and at - found[-1][2] <= 2:
            found[-1] = (way, found[-1][1], at)
        else:
            found.append((way, at, at))
    return [
        f"{way} {'in ' if begun == ended else 'from '}{from_to(points[begun].period, points[ended].period)}"
        for way, begun, ended in found
    ]


def passed_episodes(trend: Trend) -> list[str]:
    """The episodes that are over: marks that reach to the newest period have not come back to usual."""
    points = list(trend.points)
    while points and points[-1].label not in (None, "rising", "falling"):
        points.pop()
    return episodes(points)


def marks_in_words(points: Sequence[TrendPoint]) -> list[str]:
    """A sentence for each stretch of neighbouring periods that bear the same mark, earliest first."""
    found: list[tuple[Label, str, str]] = []
    before: Label | None = None
    for point in points:
        if point.label and point.label == before:
            found[-1] = (point.label, found[-1][1], point.period)
        elif point.label:
            found.append((point.label, point.period, point.period))
        before = point.label
    return [f"{from_to(first, last)}: {LABEL_WORDS[label]}." for label, first, last in found]


def _period_row(line: PeriodLine) -> list[str]:
    return [
        period(line.label),
        shown_number(line.met),
        shown_number(line.judged),
        strict_share(line),
        "yes" if line.complete else "no",
    ]
