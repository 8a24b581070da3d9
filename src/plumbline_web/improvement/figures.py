"""A measure beside its limits as plain facts, and what a measure and a closing are called in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.measures import describe, parse_measure
from plumbline.measures.periods import spoken
from plumbline.measures.text_tables import share_text
from plumbline.publishing.wording import day
from plumbline.scrutiny.effect import Accepted, AllCases, Closing, SecondReading, ShiftedAndHeld
from plumbline.standards import load_standards
from plumbline_web.improvement.beside import BesideFacts, beside
from plumbline_web.improvement.series import measured, orders_begun
from plumbline_web.improvement.verdicts import Judged

ATTRIBUTION = (
    "That a figure moved after the actions does not show that they moved it. Something else may have "
    "changed: staff, volume, the law, or how things are recorded."
)


@dataclass(frozen=True)
class PeriodFacts:
    """A period of the measure: x of n, the side and signal it shows, and the orders begun in it."""

    label: str
    words: str
    x: int
    n: int
    rate: str
    when: str
    shows: str
    lower: float | None
    upper: float | None
    centre: float | None
    speaks: str
    orders: int | None


@dataclass(frozen=True)
class FigureFacts:
    """A measure beside its frozen limits. why: of the chart, or why there is none. volume: in words.

    beside: load and staff of the whole service; None without a run.
    """

    measure: str
    title: str
    kind: str
    why: str
    periods: tuple[PeriodFacts, ...]
    left_out: tuple[str, ...]
    volume: tuple[str, ...]
    sources: tuple[str, ...]
    beside: BesideFacts | None = None


def closing_words(closing: Closing, months: int = 12) -> str:
    """How an area may close, as a sentence."""
    match closing:
        case ShiftedAndHeld(measure, better):
            return f"{measure_words(measure)}: it has shifted for the better ({_way(better)}) and held."
        case SecondReading(question, better):
            return (
                f"A second reading of records beats the first, by the question {question} ({_way(better)})."
            )
        case AllCases(measure, better, sides, why):
            tested = "differences either way" if sides == 2 else "differences for the better alone"
            return (
                f"{measure_words(measure)}: all cases of {months} months since the first action beat those "
                f"of {months} before it ({_way(better)}), by an exact test that counts {tested}. "
                f"Why so: {why}"
            )
        case Accepted(why):
            return (
                "A named person outside the line of management accepts stated evidence, since no measure "
                f"fits. Why so: {why}"
            )


def _way(better: str) -> str:
    return "more is better" if better == "increase" else "less is better"


def measure_words(measure: str) -> str:
    """A measure in words: its standard’s title and its rate."""
    titles = {code: one.title for code, one in load_standards().items()}
    return describe(parse_measure(measure), titles)


def figure_words(figure: dict[str, Any]) -> str:
    """A figure that an update keeps, as a person says it."""
    as_at = day(date.fromisoformat(figure["as_at"]))
    return (
        f"{measure_words(figure['measure'])}: {share_text(figure['x'], figure['n'])} in "
        f"{spoken(figure['period'])}, from the run as at {as_at}"
    )


_SIDES = {1: "better side of the middle", -1: "worse side of the middle", 0: "on the middle"}
_SIGNALS = {
    "limit": "outside the limits",
    "three": "one of two in three near a limit",
    "run": "part of seven or more in a row on one side",
}


def figure_of(judged: Judged, runs: tuple[Any, ...]) -> FigureFacts | None:
    """The measure beside its limits; for all cases of two periods, its months without limits."""
    closing, gathered = judged.closing, judged.gathered
    if gathered is None or not isinstance(closing, ShiftedAndHeld | AllCases):
        return None
    orders = orders_begun(runs[0].folder / "run") if runs else {}
    periods = []
    if gathered.shift is not None:
        for label, seen in zip(gathered.labels, gathered.shift.periods, strict=True):
            x, n = seen.period.x or 0, seen.period.n or 0
            signal = next((words for part, words in _SIGNALS.items() if part in (seen.label or "")), "")
            side = _SIDES[seen.side] if gathered.shift.centre is not None and seen.when != "during" else ""
            periods.append(
                PeriodFacts(
                    label,
                    seen.period.label,
                    x,
                    n,
                    share_text(x, n),
                    seen.when,
                    f"{signal}, for the {seen.speaks}" if signal else side,
                    seen.lower,
                    seen.upper,
                    gathered.shift.centre if seen.when != "during" else None,
                    seen.speaks or "",
                    orders.get(label),
                )
            )
        kind, why = gathered.shift.chart, gathered.shift.why
    else:
        for label, one in measured(runs, closing.measure).periods():
            x, n = one.x or 0, one.n or 0
            periods.append(
                PeriodFacts(
                    label, one.label, x, n, share_text(x, n), "", "", None, None, None, "", orders.get(label)
                )
            )
        kind, why = "none", "all cases of two periods are compared, not month with month"
    return FigureFacts(
        closing.measure,
        measure_words(closing.measure),
        kind,
        why,
        tuple(periods),
        gathered.left_out,
        tuple(_volume(periods)),
        gathered.sources,
        beside(runs, judged.first_action),
    )


def _volume(periods: list[PeriodFacts]) -> Iterable[str]:
    """How much work there was before and since: what else may have moved a figure."""
    for name, of, about in (
        ("Duties judged", "n", "what each rate is out of"),
        ("Orders begun", "orders", "orders of all kinds by the day on which they were imposed"),
    ):
        parts = []
        for when, words in (("before", "before the first action"), ("since", "since")):
            known = [getattr(one, of) for one in periods if one.when == when]
            numbers = [one for one in known if one is not None]
            if numbers:
                parts.append(f"{sum(numbers) / len(numbers):,.1f} on average {words}")
        if parts:
            length = "quarter" if "Q" in periods[0].label else "month"
            yield f"{name} a {length} ({about}): {', '.join(parts)}."
