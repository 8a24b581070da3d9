"""Figures from the run that is pinned for a service: which there are, and one of them worked out.

Figures alone: no row of a case is read here but by the engine that counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date

from plumbline.measures import connect, counts, open_run, rate
from plumbline.measures.periods import LENGTHS, Period, label_of, parse_label, spoken, written
from plumbline.measures.rates import RATES, rate_parts
from plumbline.measures.selection import COLUMN_WORDS, said
from plumbline.scrutiny.quantities import part_in
from plumbline.scrutiny.quantities.from_figures import of_rate
from plumbline_web.evidence.conditions import EvidenceNotTaken
from plumbline_web.evidence.figures import WORKED_ID, Choice, Figure, one_line
from plumbline_web.evidence.rates import EVERY_MISS, OF_MISSES, RATE_NAMES
from plumbline_web.people.models import Account
from plumbline_web.people.queries import Access, access
from plumbline_web.records.models import Run
from plumbline_web.scrutiny.conditions import day
from plumbline_web.scrutiny.models import Subject

PARTS = ("court", "level", "team")
"""What a figure may be narrowed by: any of them, or several together."""


@dataclass(frozen=True)
class RunChoices:
    """What can be chosen of a run: its standards, rates and periods, the latest first in each length.

    parts: the columns by which a figure can be narrowed -> the values that the run has of them.
    """

    standards: tuple[Choice, ...]
    rates: tuple[Choice, ...]
    periods: tuple[tuple[str, tuple[Choice, ...]], ...]
    parts: Mapping[str, tuple[Choice, ...]]


def figures_seen(account: Account, subject: Subject) -> Access | None:
    """What somebody may do in the service, where they may see its figures; None where they may not.

    The team as such sees what was brought in. To choose any figure of a run, somebody needs a role or an open
    grant that shows them figures there.
    """
    seen = access(account, subject.organisation)
    return seen if seen.may("see figures") else None


def pinned(subject: Subject) -> Run:
    """The run that is pinned for a service. Raises EvidenceNotTaken where none is, or its rows are gone."""
    run = subject.run
    if run is None:
        raise EvidenceNotTaken(
            f"No run of {subject.organisation.name} is pinned. Pin one on the page of the service first."
        )
    if run.state != "frozen":
        raise EvidenceNotTaken(
            f"The case rows of the pinned run of {subject.organisation.name} have been removed, since their "
            "time was over. No figure can be worked out from it any more."
        )
    return run


def choices_of(subject: Subject) -> RunChoices:
    """What can be chosen of the pinned run. Raises as `pinned`."""
    run = open_run(pinned(subject).folder / "run")
    with closing(connect(run)) as con:
        rows = counts(con, period="month")
        held = {column: counts(con, by=(column,)) for column in PARTS}
    # Duties that are only due later make no figure yet, and neither do the months they fall in.
    rows = [one for one in rows if one.counts.judged]
    there = {one.standard for one in rows}
    months = sorted({one.period for one in rows if one.period})
    periods = []
    for length in reversed(LENGTHS):
        labels = dict.fromkeys(_label(month, length) for month in reversed(months))
        title = {"year": "Years, April to March", "quarter": "Quarters", "month": "Months"}[length]
        periods.append((title, tuple(Choice(_value(one), spoken(one)) for one in labels)))
    return RunChoices(
        tuple(Choice(code, one.title) for code, one in run.standards.items() if code in there),
        tuple(Choice(name, f"{RATE_NAMES[name]}: {RATES[name]}") for name in RATES),
        (("", (Choice("all", "All of the run"),)), *((title, some) for title, some in periods if some)),
        {
            column: tuple(Choice(value, said(column, value)) for value in values)
            for column, found in held.items()
            if (values := sorted({value for one in found if (value := one.breakdown[column]) is not None}))
        },
    )


def figure_of(
    subject: Subject, *, standard: str, rate_name: str, period: str, where: Mapping[str, str] | None = None
) -> Figure:
    """One rate of the pinned run. period: as `plumbline.measures.periods.written` writes it, or "all".

    where: columns of PARTS -> the value of each, for a figure of duties that have them all. Raises
    EvidenceNotTaken where there is no such standard or nothing was owed then, and as `pinned`.
    """
    held = pinned(subject)
    run = open_run(held.folder / "run")
    within = None if period == "all" else parse_label(period)
    narrowed = {column: where[column] for column in PARTS if where and where.get(column)}
    part = "".join(f", {COLUMN_WORDS[column]} {said(column, value)}" for column, value in narrowed.items())
    with closing(connect(run)) as con:
        rows = counts(con, standards=[standard], within=within, where=narrowed)
        months = [
            one.period
            for one in counts(con, standards=[standard], period="month", within=within, where=narrowed)
        ]
    if standard not in run.standards or not rows:
        place = "part and period" if narrowed else "period"
        raise EvidenceNotTaken(f"The run counts nothing of that standard in that {place}. Choose another.")
    (row,) = rows
    found = rate(row.counts, rate_name)
    when = "all of the run" if within is None else spoken(within.label)
    if found.denominator == 0:
        raise EvidenceNotTaken(f"Nothing was owed by that standard in {when}, so there is no figure of it.")
    title = run.standards[standard].title
    pending = "" if row.complete else "; some of its duties are not due yet"
    source = (
        f"Run of {subject.organisation.name} as at {day(held.as_at)}: {title}{part}; {rate_name} "
        f"rate, {RATES[rate_name]}; {when}{pending}"
    )
    first, last = _days(months, within, held.as_at)
    return Figure(
        title=one_line(
            f"{title}{part}: {RATE_NAMES[rate_name][:1].lower()}{RATE_NAMES[rate_name][1:]}, {when}", 200
        ),
        quantity=of_rate(
            found,
            id=WORKED_ID,
            source=one_line(source, 500),
            title=one_line(f"{title}{part} ({RATES[rate_name]})", 300),
            period="" if within is None else one_line(when, 60),
            question=f"{standard} {rate_name}",
            part=part_in(
                f"service:{subject.organisation.name}",
                *(f"{column}:{value}" for column, value in narrowed.items()),
            ),
        ),
        origin={
            "of": "run",
            "run": held.key,
            "standard": standard,
            "rate": rate_name,
            "period": period,
            **({"where": narrowed} if narrowed else {}),
            **(
                {}
                if rate_name in (EVERY_MISS, OF_MISSES)
                else {EVERY_MISS: list(rate_parts(row.counts, EVERY_MISS))}
            ),
        },
        speaks_from=first,
        speaks_until=last,
    )


def _label(month: str, length: str) -> str:
    return label_of(month, length)  # type: ignore[arg-type]


def _value(label: str) -> str:
    return written(parse_label(label))


def _days(months: list[str | None], within: Period | None, as_at: date) -> tuple[date | None, date | None]:
    """The days that the duties counted belong to, no later than the day the run is as at."""
    known = sorted(one for one in months if one)
    whole = within or (Period(known[0], known[-1]) if known else None)
    return (None, None) if whole is None else (whole.first_day, min(whole.last_day, as_at))
