"""Charts as SVG text: a trend with its usual range, a funnel, and the small bars inside tables.

Drawn here and not by altair with vl-convert. Measured on this work: the first call of vl-convert took 1.4 s
and each further chart 0.07 to 0.15 s and 20 kB, so a report of 18 standards took four seconds; drawn here a
chart takes a millisecond and about 6 kB. Nothing is worked out here: limits and signals are handed in, so
that chart, words and table share their numbers. No mark relies on colour alone: each signal has its own
shape. Lengths are in the units of the view box, shares run from 0 to 1.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markupsafe import Markup

INK, QUIET, RULE = "#1b1b1b", "#595959", "#d5d9dd"
LINE, BAND, WORSE, BETTER = "#0065bd", "#dce9f5", "#b23c00", "#00543d"

SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))
"""The values beside the axis of a trend of shares."""

PHONE = 340
"""The width of a chart that is drawn for a phone, where it is shown at about its own size."""
LABEL = 69.0
"""How much room a label under the axis takes."""

Mark = Literal["none", "better", "worse", "other", "incomplete"]

_FONT = "font-family='system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'"


@dataclass(frozen=True)
class Spot:
    """One period of a trend: label, share (None where nothing was owed) and the limits around it."""

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    centre: float | None = None
    mark: Mark = "none"


@dataclass(frozen=True)
class Place:
    """One unit of a funnel: its name, size and share, and whether it lies outside the 99.8 % limits.

    name: empty for one that may not be named. own: the reader's own, ringed and always named.
    """

    name: str
    n: int
    value: float
    outside: bool
    own: bool = False


def as_data(svg: str) -> str:
    """The SVG as an address for `<img src>`, so that the page asks for nothing from anywhere."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def in_line(svg: str) -> Markup:
    """One of our small drawings as part of a page's HTML."""
    from markupsafe import Markup

    return Markup(svg)


def behind(svg: str) -> Markup:
    """One of our small drawings as the background of an empty box, so that a PDF counts it as decoration."""
    from markupsafe import Markup

    size = re.match(r"<svg class='bar' width='(\d+)' height='(\d+)'", svg)
    if size is None:
        return Markup("")
    drawn = as_data(svg.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' ", 1))
    style = f"width:{size[1]}px;height:{size[2]}px;background-image:url({drawn})"
    return Markup('<span class="bar" style="{}"></span>').format(style)


def trend(
    spots: Sequence[Spot],
    *,
    width: int = 720,
    height: int = 270,
    target: float | None = None,
    notes: Sequence[tuple[int, str]] = (),
    ticks: Sequence[tuple[float, str]] = SHARES,
) -> str:
    """A trend from left to right: the usual range as a band, the average dashed, a point for each period.

    target: a share to draw a line at. notes: place of a period and the sign, such as its number, under which
    a note about it stands elsewhere. ticks: the values beside the axis with their words, the lowest first;
    nothing is drawn beyond the lowest and the highest, limits included.

    Better is a triangle that points up, worse one that points down, any other signal a diamond; a period that
    is not complete is a hollow circle, joined by a dotted line.
    """
    left, right, top, bottom = 46, width - 46, 14, height - 34
    step = (right - left) / max(len(spots) - 1, 1)
    xs = [left + (step * at if len(spots) > 1 else (right - left) / 2) for at in range(len(spots))]

    low, high = ticks[0][0], ticks[-1][0]

    def y(value: float) -> float:
        return bottom - (max(low, min(high, value)) - low) / (high - low) * (bottom - top)

    parts = [_open(width, height)]
    for tick, words in ticks:
        at = y(tick)
        parts.append(f"<path d='M{left} {at:.1f}H{right}' stroke='{RULE}'/>")
        parts.append(_text(left - 8, at + 4, words, "end"))
    parts += _month_labels([spot.label for spot in spots], xs, bottom)
    for stretch in _stretches(spots):
        parts.append(_limits(spots, xs, y, stretch, step, (left, right)))
    if target is not None:
        at = y(target)
        parts.append(f"<path d='M{left} {at:.1f}H{right}' stroke='{INK}' stroke-dasharray='10 3 2 3'/>")
        parts.append(_text(right, at + (14 if target > 0.9 else -5), "target", "end", INK))
    parts += [_flag(xs[place], bottom, signs) for place, signs in _joined(notes)]
    complete = [
        (x, y(s.value))
        for x, s in zip(xs, spots, strict=True)
        if s.value is not None and s.mark != "incomplete"
    ]
    everything = [(x, y(s.value)) for x, s in zip(xs, spots, strict=True) if s.value is not None]
    if len(everything) > len(complete):
        parts.append(
            f"<path d='{_path(everything)}' fill='none' stroke='{QUIET}' stroke-width='1.5' "
            "stroke-dasharray='2 4'/>"
        )
    parts.append(f"<path d='{_path(complete)}' fill='none' stroke='{LINE}' stroke-width='2'/>")
    parts += [_mark(x, y(s.value), s.mark) for x, s in zip(xs, spots, strict=True) if s.value is not None]
    parts.append("</svg>")
    return "".join(parts)


def sparkline(spots: Sequence[Spot], *, width: int = 132, height: int = 34) -> str:
    """The same trend without words, for a row of a table. The complete periods only; the last is marked."""
    shown = [spot for spot in spots if spot.value is not None and spot.mark != "incomplete"]
    left, right, top, bottom = 4.0, width - 8.0, 4.0, height - 4.0
    step = (right - left) / max(len(shown) - 1, 1)
    xs = [left + step * at for at in range(len(shown))]

    def y(value: float) -> float:
        return bottom - value * (bottom - top)

    parts = [_open(width, height)]
    parts.append(
        f"<path d='M0 {top:.0f}H{width}M0 {bottom:.0f}H{width}' stroke='{RULE}' stroke-width='.75'/>"
    )
    for stretch in _stretches(shown):
        parts.append(_limits(shown, xs, y, stretch, step, (0, width)))
    points = [(x, y(s.value)) for x, s in zip(xs, shown, strict=True) if s.value is not None]
    if points:
        parts.append(f"<path d='{_path(points)}' fill='none' stroke='{LINE}' stroke-width='1.5'/>")
        parts.append(_mark(*points[-1], shown[-1].mark, size=3.5))
    parts.append("</svg>")
    return "".join(parts)


def funnel(
    places: Sequence[Place],
    target: float,
    lines: Sequence[tuple[int, float, float, float, float]],
    spread: Sequence[tuple[int, float, float]] = (),
    *,
    width: int = 720,
    height: int = 340,
) -> str:
    """A funnel: each place by size and share, between its exact limits.

    lines: (n, lower 95, upper 95, lower 99.8, upper 99.8), by rising n. spread: (n, lower, upper) of the
    over-dispersed 99.8 % limits. Places outside the 99.8 % limits are diamonds with their name.
    """
    left, right, top, bottom = 46, width - 20, 14, height - 44
    most = _rounded_up(max([place.n for place in places] + [line[0] for line in lines]))

    def x(n: float) -> float:
        return left + n / most * (right - left)

    def y(value: float) -> float:
        return bottom - value * (bottom - top)

    parts = [_open(width, height)]
    for tick in (0, 25, 50, 75, 100):
        parts.append(f"<path d='M{left} {y(tick / 100):.1f}H{right}' stroke='{RULE}'/>")
        parts.append(_text(left - 8, y(tick / 100) + 4, f"{tick}%", "end"))
    for quarter in range(5):
        n = most * quarter // 4
        parts.append(_text(x(n), bottom + 18, f"{n:,}", "middle"))
    parts.append(_text((left + right) / 2, bottom + 36, "Duties met or not met in the period", "middle"))
    parts.append(f"<path d='M{left} {y(target):.1f}H{right}' stroke='{INK}' stroke-dasharray='6 4'/>")
    for low, high, dash in ((1, 2, "3 3"), (3, 4, "")):
        for side in (low, high):
            path = _path([(x(line[0]), y(line[side])) for line in lines])
            parts.append(f"<path d='{path}' fill='none' stroke='{LINE}' stroke-dasharray='{dash}'/>")
    for side in (1, 2):
        path = _path([(x(line[0]), y(line[side])) for line in spread])
        if path:
            parts.append(f"<path d='{path}' fill='none' stroke='{QUIET}' stroke-dasharray='8 3 2 3'/>")
    for place in places:
        parts.append(_mark(x(place.n), y(place.value), "other" if place.outside else "none"))
        if place.own:
            ring = f"cx='{x(place.n):.1f}' cy='{y(place.value):.1f}' r='9'"
            parts.append(f"<circle {ring} fill='none' stroke='{INK}' stroke-width='2'/>")
        if place.name and (place.outside or place.own):
            near = x(place.n) > right - 130
            parts.append(
                _text(
                    x(place.n) + (-13 if near else 13) if place.own else x(place.n) + (-9 if near else 9),
                    y(place.value) + 4,
                    place.name,
                    "end" if near else "start",
                    INK,
                )
            )
    parts.append("</svg>")
    return "".join(parts)


def bar(value: float, *, width: int = 120) -> str:
    """A bar for a share, to stand beside its number in a table; hidden from those who hear the page."""
    length = max(0.0, min(1.0, value)) * width
    return (
        f"<svg class='bar' width='{width}' height='12' viewBox='0 0 {width} 12' aria-hidden='true'>"
        f"<rect width='{width}' height='12' fill='#eceff2'/>"
        f"<rect width='{length:.1f}' height='12' fill='{LINE}'/></svg>"
    )


def reach(value: float, interval: tuple[float, float], *, width: int = 120) -> str:
    """A share as a dot on a line from 0 to 1, with its interval as a thicker piece; hidden as `bar` is."""
    low, high, at = (4 + max(0.0, min(1.0, one)) * (width - 8) for one in (*interval, value))
    return (
        f"<svg class='bar' width='{width}' height='14' viewBox='0 0 {width} 14' aria-hidden='true'>"
        f"<path d='M4 7H{width - 4}' stroke='{RULE}' stroke-width='2'/>"
        f"<path d='M{low:.1f} 7H{high:.1f}' stroke='#7fb2de' stroke-width='6'/>"
        f"<circle cx='{at:.1f}' cy='7' r='4' fill='{LINE}'/></svg>"
    )


def _open(width: int, height: int) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"viewBox='0 0 {width} {height}' {_FONT} font-size='13'>"
    )


def _text(x: float, y: float, text: str, anchor: str, ink: str = QUIET) -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{ink}'>{escape(text)}</text>"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(points))


def _mark(x: float, y: float, mark: Mark, size: float = 4.0) -> str:
    big = size * 1.6
    if mark == "better":
        return (
            f"<path d='M{x:.1f} {y - big:.1f}L{x + big:.1f} {y + size:.1f}H{x - big:.1f}Z' fill='{BETTER}'/>"
        )
    if mark == "worse":
        return (
            f"<path d='M{x:.1f} {y + big:.1f}L{x + big:.1f} {y - size:.1f}H{x - big:.1f}Z' fill='{WORSE}'/>"
        )
    if mark == "other":
        return (
            f"<path d='M{x:.1f} {y - big:.1f}L{x + big:.1f} {y:.1f}L{x:.1f} {y + big:.1f}"
            f"L{x - big:.1f} {y:.1f}Z' fill='{INK}'/>"
        )
    if mark == "incomplete":
        return (
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{size}' fill='#fff' stroke='{QUIET}' stroke-width='1.5'/>"
        )
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{size - 0.5}' fill='{LINE}'/>"


def _joined(notes: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Place and signs: several notes of one period share a flag."""
    found: dict[int, list[str]] = {}
    for place, sign in notes:
        found.setdefault(place, []).append(sign)
    return [(place, ", ".join(signs)) for place, signs in found.items()]


def _flag(x: float, bottom: float, signs: str) -> str:
    """A flag on the axis with the signs of the notes about that period."""
    wide = 8.0 * len(signs) + 8
    return (
        f"<path d='M{x:.1f} {bottom:.1f}v-22' stroke='{INK}'/>"
        f"<rect x='{x - wide / 2:.1f}' y='{bottom - 38:.1f}' width='{wide:.1f}' height='17' rx='3' "
        f"fill='#fff' stroke='{INK}'/>{_text(x, bottom - 25, signs, 'middle', INK)}"
    )


def _stretches(spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """First and last place of each run of spots that have an average."""
    found: list[tuple[int, int]] = []
    for at, spot in enumerate(spots):
        if spot.centre is None:
            continue
        if found and found[-1][1] == at - 1 and spots[at - 1].centre == spot.centre:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _limits(  # type: ignore[no-untyped-def]
    spots: Sequence[Spot],
    xs: Sequence[float],
    y,
    stretch: tuple[int, int],
    step: float,
    edges: tuple[float, float],
) -> str:
    """The usual range as steps of one period's width, and the average through it."""
    first, last = stretch
    half = step / 2 if len(spots) > 1 else 40
    ends = [(max(edges[0], xs[at] - half), min(edges[1], xs[at] + half)) for at in range(first, last + 1)]
    part = spots[first : last + 1]
    lower = [y(spot.lower) for spot in part if spot.lower is not None]
    upper = [y(spot.upper) for spot in part if spot.upper is not None]
    drawn = []
    if len(lower) == len(upper) == len(part):
        over = "".join(f"L{a:.1f} {at:.1f}H{b:.1f}" for (a, b), at in zip(ends, upper, strict=True))
        back = reversed(list(zip(ends, lower, strict=True)))
        under = "".join(f"L{b:.1f} {at:.1f}H{a:.1f}" for (a, b), at in back)
        drawn.append(f"<path d='M{over[1:]}{under}Z' fill='{BAND}'/>")
    middle = y(part[0].centre or 0.0)
    drawn.append(
        f"<path d='M{ends[0][0]:.1f} {middle:.1f}H{ends[-1][1]:.1f}' stroke='{QUIET}' "
        "stroke-dasharray='6 4'/>"
    )
    return "".join(drawn)


def _month_labels(labels: Sequence[str], xs: Sequence[float], bottom: float) -> list[str]:
    """Labels under the axis: as many as fit, each with a tick, the last one always."""
    if not labels:
        return []
    most = max(2, int((xs[-1] - xs[0]) / LABEL)) if len(xs) > 1 else 1
    every = ceil(len(labels) / most)
    wanted = list(range(len(labels) - 1, -1, -every))
    drawn = []
    for at in wanted:
        drawn.append(f"<path d='M{xs[at]:.1f} {bottom:.1f}v5' stroke='{QUIET}'/>")
        drawn.append(_text(xs[at], bottom + 20, labels[at], "middle"))
    return drawn


def _rounded_up(n: int) -> int:
    """The next number that divides into four round steps."""
    size: int = 10 ** max(len(str(n)) - 2, 0)
    base: int = 4 * size
    return max(4, ceil(n / base) * base)
