"""Medians, such as of waits, from the run that is pinned for a service: which there are, and one of them.

A median stands in a report as it is, so none is brought in of fewer cases than a survey shows elsewhere: of a
few, it is somebody's own wait. The longest of all is always somebody's, and is never offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

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
from plumbline_web.voices.rules import least_for

MEDIANS = tuple(one.code for one in ENTRIES if one.measure == "median")
WHOLE, YEARS = "all", "years"


def choices_of(subject: Subject) -> list[tuple[str, list[Choice]]]:
    """Each median with the count it is of, under its title: of all of the run, by year, of each year alone.

    Raises EvidenceNotTaken as `from_runs.pinned`, and where there is none of enough cases.
    """
    groups = []
    for title, some in _by_title(subject):
        years = [one for one in some if one.period]
        choices = [Choice(f"{one.code} {one.period or WHOLE}", _said(one)) for one in some]
        if len(years) > 1:
            several = "; ".join(_said(one) for one in years)
            choices.append(Choice(f"{years[0].code} {YEARS}", one_line(f"Year by year: {several}", 300)))
        groups.append((title, choices))
    if not groups:
        raise EvidenceNotTaken(
            f"The pinned run of {subject.organisation.name} holds no median of {_least()} cases or more. One "
            "of fewer is not brought in, since it would stand in a report."
        )
    return groups


def figure_of(subject: Subject, *, chosen: str) -> Figure:
    """One median. chosen: the value of a choice. It prints the number alone, the latest of several years.

    Raises EvidenceNotTaken where there is none of that name, or of too few cases, and as `from_runs.pinned`.
    """
    code, _, what = chosen.partition(" ")
    run = pinned(subject)
    some = next((held for _, held in _by_title(subject) if held[0].code == code), [])
    years = [one for one in some if one.period]
    wanted = years if what == YEARS else [one for one in some if (one.period or WHOLE) == what]
    if not wanted or (what == YEARS and len(years) < 2):
        raise EvidenceNotTaken("There is no such median, or it is of too few cases. Choose another.")
    last = wanted[-1]
    when = "year by year" if what == YEARS else spoken(last.period) if last.period else "all of the run"
    based = "; ".join(_based(one, some) for one in wanted)
    period = parse_label(last.period) if last.period else None
    return Figure(
        title=one_line(f"{last.title}, {when}", 200),
        quantity=Evidence(
            WORKED_ID,
            "series",
            one_line(f"Run of {subject.organisation.name} as at {day(run.as_at)}: {based}", 500),
            one_line(f"{last.title}: {last.definition}", 300),
            values=tuple((one.period or "all of the run", Fraction(str(one.value))) for one in wanted),
            period=one_line(when, 60),
            question=code,
            part=part_in(f"service:{subject.organisation.name}"),
            of_people=False,  # a median of few days is about nobody, and is of enough cases
        ),
        origin={"of": "median", "run": run.key, "chosen": chosen},
        speaks_from=parse_label(wanted[0].period).first_day if wanted[0].period else None,
        speaks_until=min(period.last_day, run.as_at) if period else run.as_at,
    )


def _by_title(subject: Subject) -> Iterable[tuple[str, list[Counted]]]:
    """The medians of the whole service that are of enough cases: all of the run first, then year by year."""
    run = open_run(pinned(subject).folder / "run")
    groups: dict[str, list[Counted]] = {}
    for periods in (False, True):
        try:
            every = figures_of_run(run, periods=periods).figures
        except UsageError:
            return []
        for one in every:
            if periods and parse_label(one.period or "").length != "year":
                continue
            if one.code in MEDIANS and one.value is not None and (one.denominator or 0) >= _least():
                groups.setdefault(one.title, []).append(one)
    return groups.items()


def _said(one: Counted) -> str:
    """A median with the count it is of: "2025-26: 55 days, of 21"."""
    when = spoken(one.period) if one.period else "All of the run"
    return f"{when}: {value_text(one)}, of {one.denominator:,.0f}"


def _based(one: Counted, some: Sequence[Counted]) -> str:
    """A median with the count it is of, or with no more than the least of these: where years are printed
    beside the whole, the few that are left would be told by their counts."""
    whole = next((each.denominator or 0 for each in some if not each.period), 0)
    left = whole - sum(each.denominator or 0 for each in some if each.period)
    if not 0 < left < THRESHOLD:
        return _said(one)
    return f"{_said(one).rpartition(', of ')[0]}, of {_least()} or more"


def _least() -> int:
    return least_for(in_team=False)
