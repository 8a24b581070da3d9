"""Orders and licences in force, begun and ended, how they ended, and the people who had them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from plumbline.measures import workload_counts as counting
from plumbline.measures.figure import Figure
from plumbline.measures.periods import label_of
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.workload_cells import (
    HEADING_OF,
    At,
    Breakdown,
    Run,
    at_year_end,
    by_council,
    by_team,
    figure_of,
    in_order,
    length_of,
    month_label,
    year_ends,
    year_label,
)
from plumbline.measures.workload_described import DESCRIBED, HEADINGS


def stock(run: Run) -> Iterator[Figure]:
    """What is in force on the as-at date and at the end of each year: whole, by kind, council and team."""
    days, years = year_ends(run)
    labels = [*(year_label(year) for year in years), None]
    found = counting.stock(run.con, [*days, run.as_at])
    cells: dict[str, dict[At, int]] = {heading: {(label, ()): 0 for label in labels} for heading in HEADINGS}

    def add(heading: str, at: At, number: int) -> None:
        cells[heading][at] = cells[heading].get(at, 0) + number

    for moment, scope, kind, number in found["moment", "scope", "kind"]:
        for heading in HEADING_OF[scope]:
            add(heading, (labels[moment], ()), number)
            if heading in ("orders", "licences") and labels[moment] is None:
                add(heading, (None, (("kind", kind or NOT_RECORDED),)), number)
    for moment, scope, authority, team, number in found["moment", "scope", "authority", "team"]:
        for heading in HEADING_OF[scope]:
            if run.several:
                add(heading, (labels[moment], by_council(run, authority)), number)
            if heading in ("orders", "licences") and (
                labels[moment] is None or years[moment] >= run.first_year
            ):
                add(heading, (labels[moment], by_team(run, authority, team)), number)
    for heading, by in cells.items():
        for at, number in in_order(by):
            yield figure_of(f"{heading}_in_force", at, number, at_year_end(at[0]))


def flows(run: Run, population: Mapping[tuple[str, str], int]) -> Iterator[Figure]:
    """What began and what ended, how orders ended, and orders begun by population, by period and place."""
    found = counting.flows(run.con, run.first_month, run.several)
    cells: dict[tuple[str, str], dict[At, list[int]]] = {
        (what, heading): {(None, ()): [0, 0, 0, 0]} for what in ("begun", "ended") for heading in HEADINGS
    }

    def add(what: str, heading: str, period: str | None, breakdown: Breakdown, numbers: list[int]) -> None:
        at, of = (period, breakdown), cells[what, heading]
        if (sums := of.get(at)) is None:
            of[at] = numbers.copy()
            return
        for position in range(4):
            sums[position] += numbers[position]

    for what, scope, kind, month, *numbers in found["what", "scope", "kind", "month"]:
        name, quarter, year = _labels(month)
        for heading in HEADING_OF[scope]:
            add(what, heading, None, (), numbers)
            add(what, heading, year, (), numbers)
            if month >= run.first_month:
                add(what, heading, name, (), numbers)
                add(what, heading, quarter, (), numbers)
            if heading in ("orders", "licences"):
                add(what, heading, None, (("kind", kind or NOT_RECORDED),), numbers)
                add(what, heading, year, (("kind", kind or NOT_RECORDED),), numbers)
    for what, scope, authority, team, year_number, *numbers in found[
        "what", "scope", "authority", "team", "year"
    ]:
        year, council, place = (
            year_label(year_number),
            by_council(run, authority),
            by_team(run, authority, team),
        )
        for heading in HEADING_OF[scope]:
            if run.several:
                add(what, heading, None, council, numbers)
                add(what, heading, year, council, numbers)
            if heading != "dttos":
                add(what, heading, None, place, numbers)
                if heading != "licences" and year_number >= run.first_year:
                    add(what, heading, year, place, numbers)
    for what, scope, authority, recent, *numbers in found.get(("what", "scope", "authority", "recent"), ()):
        if recent is None:
            continue
        name, quarter, _ = _labels(recent)
        if scope != "licence":
            add(what, "orders", name, by_council(run, authority), numbers)
            add(what, "orders", quarter, by_council(run, authority), numbers)
    for (what, heading), by in cells.items():
        for at, numbers in in_order(by):
            yield from _flow_figures(run, what, heading, at, numbers)
    yield from _by_population(run, cells["begun", "cpos"], population)


@cache
def _labels(month: int) -> tuple[str, str, str]:
    """The labels of a month counted from April 1900, of its quarter and of its year."""
    name = month_label(month)
    return name, label_of(name, "quarter"), label_of(name, "year")


def _flow_figures(run: Run, what: str, heading: str, at: At, numbers: list[int]) -> Iterator[Figure]:
    number, completed, discharged, unknown = numbers
    by = {name for name, _ in at[1]}
    note = run.unfinished.get(at[0] or "")
    if heading != "cpos" or "team" not in by:
        turned = run.turned if (what, heading, at) == ("ended", "orders", (None, ())) else 0
        yield figure_of(f"{heading}_{what}", at, number, _turned(turned) if turned else note)
    if what == "begun" or heading == "licences" or (heading == "orders" and "team" in by):
        return
    if "authority" in by and at[0] and length_of(at[0]) > 0:  # by council the shares are by year only
        return
    words = [note] if note else []
    if unknown:
        words.append(f"With no reason recorded: {unknown}, counted as ended and not as completed.")
    said = " ".join(words) or None
    yield figure_of(f"{heading}_completed", at, completed, said, number)
    yield figure_of(f"{heading}_completed_or_discharged", at, completed + discharged, said, number)


def _turned(number: int) -> str:
    if number == 1:
        return "1 order ended before it was imposed; it counts as ended on the day it was imposed."
    return (
        f"{number} orders ended before they were imposed; they count as ended on the day they were imposed."
    )


def _by_population(
    run: Run, begun: Mapping[At, list[int]], population: Mapping[tuple[str, str], int]
) -> Iterator[Figure]:
    """Orders begun for each 10,000 people: the whole where every population is known, and by council."""
    found = run.con.execute(
        "SELECT DISTINCT authority FROM workload_cases WHERE scope <> 'licence' ORDER BY 1"
    ).fetchall()
    councils = [code for (code,) in found if code]
    for number in year_ends(run)[1] if population and councils else ():
        year = year_label(number)
        people = {code: population[code, year] for code in councils if (code, year) in population}
        if len(people) == len(councils) and (year, ()) in begun:
            yield _rate(begun[year, ()][0], sum(people.values()), (year, ()))
        for code in people if run.several else ():
            at: At = (year, (("authority", code),))
            yield _rate(begun.get(at, [0])[0], people[code], at)


def _rate(number: int, people: int, at: At) -> Figure:
    described = DESCRIBED["cpos_per_10000"]
    return Figure(
        code=described.code,
        title=described.title,
        definition=described.definition,
        numerator=number,
        denominator=people,
        value=10_000 * number / people,
        unit=described.unit,
        breakdown=dict(at[1]),
        period=at[0],
        source=described.source,
    )


def individuals(run: Run) -> Iterator[Figure]:
    """People with a case in force on the as-at date, and with one begun in each year, by council."""
    found = counting.individuals(run.con, run.several)
    cells: dict[tuple[str, str], dict[At, int]] = {
        (what, heading): {(period, ()): 0}
        for what, period in (("in force", None), ("begun", year_label(run.year)))
        for heading in HEADINGS
    }
    for way, rows in found.items():
        for what, year, *rest, people in rows:
            period = None if year is None else year_label(year)
            place: Breakdown = by_council(run, rest[0]) if "authority" in way else ()
            if way[-1] == "licence":
                headings = ["licences"] if rest[-1] else ["orders"]
            else:
                headings = [heading for heading in HEADING_OF[rest[-1]] if heading in ("cpos", "dttos")]
            for heading in headings:
                cells[what, heading][period, place] = people
    for (what, heading), by in cells.items():
        code = f"people_with_{heading}_{'in_force' if what == 'in force' else 'begun'}"
        for at, people in in_order(by):
            yield figure_of(code, at, people, run.unfinished.get(at[0] or ""))
