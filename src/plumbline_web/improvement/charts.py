"""The chart of an area: its measure beside the frozen limits, and flags for the days its actions began."""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.measures.periods import parse_label
from plumbline.measures.text_tables import share_of
from plumbline.publishing import drawing
from plumbline.publishing.wording import day, period_short
from plumbline_web.improvement.facts import ActionFacts
from plumbline_web.improvement.figures import FigureFacts

KINDS = {
    "xmr": "XmR chart: the usual range comes from how much neighbouring periods differ",
    "p": "p-chart: the usual range is what chance alone allows for so many duties",
    "laney": "p-chart with Laney’s limits: the usual range allows for periods that differ beyond chance",
}
HEAD = ("Period", "Met", "Judged", "Rate", "When", "Shows", "Orders begun")


def chart_of(figure: FigureFacts, actions: Iterable[ActionFacts]) -> dict[str, object] | None:
    """What the component `chart.html` takes; None where there are not two periods to draw."""
    if len(figure.periods) < 2:
        return None
    spots = []
    for one in figure.periods:
        mark: drawing.Mark = "better" if one.speaks == "better" and one.when == "since" else "none"
        if one.speaks == "worse" and one.when == "since":
            mark = "worse"
        elif one.speaks and one.when == "before":
            mark = "other"
        value = one.x / one.n if one.n else None
        spots.append(drawing.Spot(period_short(one.label), value, one.lower, one.upper, one.centre, mark))
    begun = [(one.number, one.began_on) for one in actions if one.began_on is not None]
    flags = [
        (at, str(number))
        for number, began in begun
        for at, one in enumerate(figure.periods)
        if parse_label(one.label).first_day <= began <= parse_label(one.label).last_day
    ]
    centre = next((one.centre for one in figure.periods if one.centre is not None), None)
    caption = []
    if centre is not None:
        caption = [
            f"Dashed: the average before the first action, {share_of(centre)}. Shaded: the usual range, "
            "frozen on the periods before it.",
            "Triangles since the first action mark signals, up for better and down for worse.",
            f"{KINDS[figure.kind]}.",
        ]
    elif figure.why:
        caption = [f"No limits are drawn: {figure.why}."]
    if flags:
        caption.append("Numbers in boxes: the actions that began then.")
    last = figure.periods[-1]
    first = figure.periods[0]
    marks = "; ".join(f"action {number} began on {day(began)}" for number, began in begun)
    return {
        "svg": drawing.trend(spots, notes=flags),
        "phone_svg": drawing.trend(spots, notes=flags, width=drawing.PHONE),
        "alt": (
            f"Line chart: {figure.title}, {first.words} to {last.words}; the last is {last.rate}."
            + (f" {marks[0].upper()}{marks[1:]}." if marks else "")
        ),
        "caption": " ".join(caption),
        "table_caption": figure.title,
        "head": HEAD if any(one.orders is not None for one in figure.periods) else HEAD[:-1],
        "rows": rows_of(figure),
        "numbers": [2, 3, 4, 7],
    }


def rows_of(figure: FigureFacts) -> list[list[str]]:
    """The numbers behind the chart, the latest first."""
    when = {"before": "before", "during": "first action falls in it", "since": "since", "": ""}
    orders = any(one.orders is not None for one in figure.periods)
    return [
        [
            one.words,
            f"{one.x:,}",
            f"{one.n:,}",
            one.rate,
            when[one.when],
            one.shows,
            *(["–" if one.orders is None else f"{one.orders:,}"] if orders else []),
        ]
        for one in reversed(figure.periods)
    ]
