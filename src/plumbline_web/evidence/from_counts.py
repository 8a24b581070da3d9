"""Counts and shares that a run counts from its records, beside its standards: which there are, and one.

Each brings its definition, what it is counted of and over, and the reasons for which some are left out. How
many were left out stays with the origin, for a sealed bundle: beside the rest it would tell of a few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plumbline.errors import UsageError
from plumbline.measures import open_run
from plumbline.measures.figure import Figure as Counted
from plumbline.measures.figures_shown import figures_of_run, value_text
from plumbline.measures.periods import parse_label, spoken
from plumbline.measures.registry import ENTRIES
from plumbline.scrutiny.quantities import Evidence, part_in
from plumbline.statistics.disclosure import THRESHOLD
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import WORKED_ID, Choice, Figure, one_line
from plumbline_web.evidence.from_runs import pinned
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Subject

COUNTED = frozenset(one.code for one in ENTRIES if one.measure in ("count", "share"))
WHOLE = "all"


def choices_of(subject: Subject) -> list[tuple[str, list[Choice]]]:
    """Each count and share of the whole service with its numbers, under its title: of all of the run, and of
    each year where the years leave over no few that their sum would tell of.

    Raises EvidenceNotTaken as `from_runs.pinned`, and where there is none.
    """
    groups = [
        (some[0].title, [Choice(f"{code} {one.period or WHOLE}", _said(one)) for one in some])
        for code, some in _by_code(subject).items()
    ]
    if not groups:
        raise EvidenceNotTaken(f"The pinned run of {subject.organisation.name} counts nothing of this kind.")
    return groups


def figure_of(subject: Subject, *, chosen: str) -> Figure:
    """One count or share. chosen: the value of a choice. Raises EvidenceNotTaken as `choices_of`, and where
    there is none of that name."""
    code, _, what = chosen.partition(" ")
    run = pinned(subject)
    some = _by_code(subject).get(code, [])
    one = next((each for each in some if (each.period or WHOLE) == what), None)
    if one is None:
        raise EvidenceNotTaken("There is no such count or share in the run. Choose another.")
    period = parse_label(one.period) if one.period else None
    when = spoken(one.period) if one.period else "all of the run"
    left = "; ".join(reason for reason, many in sorted(one.left_out.items()) if many)
    source = f"Run of {subject.organisation.name} as at {day(run.as_at)}: {one.title}, {when}"
    x, n = _numbers(one)
    return Figure(
        title=one_line(f"{one.title}, {when}", 200),
        quantity=Evidence(
            WORKED_ID,
            "count" if n is None else "share",
            one_line(f"{source}{f'; left out: {left}' if left else ''}", 500),
            one_line(f"{one.title}: {one.definition}", 300),
            x=x,
            n=n,
            population=n,
            period=one_line(when, 60) if one.period else "",
            question=code,
            part=part_in(f"service:{subject.organisation.name}"),
        ),
        origin={"of": "counted", "run": run.key, "chosen": chosen, **counted_of(one)},
        speaks_from=period.first_day if period else None,
        speaks_until=min(period.last_day, run.as_at) if period else run.as_at,
    )


def counted_of(one: Counted) -> Mapping[str, Any]:
    """What a figure stands on, as plain data."""
    x, n = _numbers(one)
    return {
        "definition": one.definition,
        "numerator": x,
        "denominator": n,
        "left_out": {reason: many for reason, many in sorted(one.left_out.items()) if many},
    }


def _by_code(subject: Subject) -> dict[str, list[Counted]]:
    """The counts and shares of the whole service by code: all of the run first, then year by year."""
    run = open_run(pinned(subject).folder / "run")
    found: dict[str, list[Counted]] = {}
    for periods in (False, True):
        try:
            every = figures_of_run(run, periods=periods).figures
        except UsageError:
            return {}
        for one in every:
            if periods and parse_label(one.period or "").length != "year":
                continue
            if one.code in COUNTED and one.value is not None and _fits(one):
                found.setdefault(one.code, []).append(one)
    return {code: [some[0]] if _leaves_few(some) else some for code, some in found.items()}


def _fits(one: Counted) -> bool:
    """Whether it is so many, or so many of so many, in whole numbers."""
    numbers = [each for each in (one.numerator, one.denominator) if each is not None]
    if one.unit == "share":
        return (
            len(numbers) == 2
            and all(float(each).is_integer() for each in numbers)
            and (0 <= numbers[0] <= numbers[1] and numbers[1] > 0)
        )
    return one.unit == "count" and one.value is not None and float(one.value).is_integer() and one.value >= 0


def _numbers(one: Counted) -> tuple[int, int | None]:
    if one.unit == "share":
        return int(one.numerator or 0), int(one.denominator or 0)
    return int(one.value or 0), None


def _leaves_few(some: Sequence[Counted]) -> bool:
    """Whether the years beside the whole tell of a few: by a year of few, or by what they leave over."""
    whole, years = some[0], some[1:]
    if whole.period or not years:
        return False
    rows = [(x, (n or x) - x) for x, n in map(_numbers, some)]
    left = [rows[0][at] - sum(row[at] for row in rows[1:]) for at in (0, 1)]
    return any(0 < abs(many) < THRESHOLD for many in (*left, *(each for row in rows[1:] for each in row)))


def _said(one: Counted) -> str:
    """A figure with its period: "2025-26: 62% (43 of 69)"."""
    return one_line(f"{spoken(one.period) if one.period else 'All of the run'}: {value_text(one)}", 300)
