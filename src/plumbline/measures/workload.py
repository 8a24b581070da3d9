"""Workload: what is in force, what began and ended, hours outstanding, and how orders ended.

By worker there are plain counts only: never a rate, never lateness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from plumbline.measures import workload_counts as counting
from plumbline.measures.figure import Figure
from plumbline.measures.periods import LENGTHS, label_of, period_of
from plumbline.measures.population import read_population
from plumbline.measures.registry.form import NOT_RECORDED
from plumbline.measures.shown import unfinished
from plumbline.measures.workload_described import DESCRIBED, HEADINGS
from plumbline.records.specification import load
from plumbline.statistics.intervals import wilson_interval

if TYPE_CHECKING:
    import duckdb

__all__ = ["read_population", "workload", "workload_left_out"]

MONTHS_SHOWN = 36  # months and quarters, and years by team, go back so far; other years as far as the records

Breakdown = tuple[tuple[str, str], ...]
At = tuple[str | None, Breakdown]  # period, breakdown

HEADING_OF = {
    scope: [name for name, (scopes, _) in HEADINGS.items() if scope in scopes]
    for scope in ("cpo", "dtto", "other", "licence")
}


def workload(
    con: duckdb.DuckDBPyConnection,
    *,
    as_at: date,
    population: Mapping[tuple[str, str], int] | None = None,
    sent: frozenset[str] | None = None,
) -> list[Figure]:
    """The workload figures, in the order of `workload_described.DESCRIBED`.

    con: a connection prepared by `plumbline.standards.seen.prepare_seen`. as_at: the as-at date.
    population: what `read_population` gives; without it there are no figures by population. sent: names of
    the tables sent (all, where it is not given); figures that need others are left out, see
    `workload_left_out`.

    Breakdowns: by council (`authority`) where there are several; by `team`; by `kind`; by `worker_id` for
    plain counts only. Whoever shows figures to more than the service's own managers leaves those by worker
    out.
    """
    sent = frozenset(load().tables) if sent is None else sent
    absent = {code for code, _ in workload_left_out(sent, population)}
    turned = counting.prepare_cases(con)
    run = _Run(con, as_at, _several(con), turned, _unfinished(as_at))
    counting.prepare_hours(con)
    figures: dict[str, list[Figure]] = {code: [] for code in DESCRIBED}
    for part in (
        _stock(run),
        _flows(run, population or {}),
        _individuals(run),
        _hours(run, sent),
        _by_worker(run),
    ):
        for figure in part:
            figures[figure.code].append(figure)
    return [figure for code, found in figures.items() if code not in absent for figure in found]


def workload_left_out(
    sent: frozenset[str], population: Mapping[tuple[str, str], int] | None
) -> list[tuple[str, str]]:
    """The workload figures that cannot be counted from the tables sent: code, and why."""
    left_out = []
    for code, described in DESCRIBED.items():
        missing = [table for table in described.source if table not in sent]
        if missing:
            left_out.append((code, f"Not sent: {', '.join(missing)}."))
        elif described.unit == "per_10000" and not population:
            left_out.append((code, "No population file was given."))
    return left_out


@dataclass(frozen=True)
class _Run:
    con: duckdb.DuckDBPyConnection
    as_at: date
    several: bool
    turned: int
    unfinished: dict[str, str]

    @property
    def month(self) -> int:
        """The month of the as-at date, counted from April 1900."""
        return (self.as_at.year - 1900) * 12 + self.as_at.month - 4

    @property
    def first_month(self) -> int:
        """The first month shown as such."""
        return self.month - MONTHS_SHOWN + 1

    @property
    def first_year(self) -> int:
        """The first year shown by team, counted from 1900-01."""
        return self.first_month // 12

    @property
    def year(self) -> int:
        """The year of the as-at date, counted from 1900-01."""
        return self.month // 12


def _several(con: duckdb.DuckDBPyConnection) -> bool:
    found = con.execute("SELECT min(authority) <> max(authority) FROM workload_cases").fetchall()
    return bool(found[0][0])


def _figure(code: str, at: At, number: float, note: str | None = None, over: float | None = None) -> Figure:
    described = DESCRIBED[code]
    share = described.unit == "share"
    value: float | None = number
    if share:
        value = number / over if over else None
    return Figure(
        code=code,
        title=described.title,
        definition=described.definition,
        numerator=number,
        denominator=over,
        value=value,
        unit=described.unit,
        interval=wilson_interval(number, over) if share and over else None,
        breakdown=dict(at[1]),
        period=at[0],
        source=described.source,
        note=note,
    )


def _place(run: _Run, authority: str | None) -> Breakdown:
    return (("authority", authority or NOT_RECORDED),) if run.several else ()


def _team(run: _Run, authority: str | None, team: str | None) -> Breakdown:
    return (*_place(run, authority), ("team", team or NOT_RECORDED))


def _month_label(number: int) -> str:
    """The month (YYYY-MM) counted from April 1900."""
    return f"{1900 + (number + 3) // 12:04d}-{(number + 3) % 12 + 1:02d}"


def _year_label(number: int) -> str:
    return label_of(_month_label(number * 12), "year")


def _unfinished(as_at: date) -> dict[str, str]:
    """The month, quarter and year of the as-at date that are not over on it, each with a note saying so."""
    month = f"{as_at:%Y-%m}"
    found = (period_of(month, length) for length in LENGTHS)
    notes = ((period.label, unfinished(period.label, period.last_day, as_at)) for period in found)
    return {label: note for label, note in notes if note}


def _in_order(cells: Mapping[At, Any]) -> list[tuple[At, Any]]:
    """The whole, then each breakdown; within each, no period first, then years, quarters and months."""

    def place(item: tuple[At, Any]) -> tuple[Any, ...]:
        period, breakdown = item[0]
        return [name for name, _ in breakdown], breakdown, period is not None, _length(period), period or ""

    return sorted(cells.items(), key=place)


def _length(period: str | None) -> int:
    """0 for a year, 1 for a quarter, 2 for a month. 2011-12 is the year: no month is shown that far back."""
    if period is None or " " in period:
        return 1
    return 0 if int(period[5:]) == (int(period[:4]) + 1) % 100 else 2


def _stock(run: _Run) -> Iterator[Figure]:
    days, years = _year_ends(run)
    labels = [*(_year_label(year) for year in years), None]
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
                add(heading, (labels[moment], _place(run, authority)), number)
            if heading in ("orders", "licences") and (
                labels[moment] is None or years[moment] >= run.first_year
            ):
                add(heading, (labels[moment], _team(run, authority, team)), number)
    for heading, by in cells.items():
        for at, number in _in_order(by):
            yield _figure(f"{heading}_in_force", at, number, _at_year_end(at[0]))


def _at_year_end(year: str | None) -> str | None:
    return f"At the end of 31 March {int(year[:4]) + 1}." if year else None


def _year_ends(run: _Run) -> tuple[list[date], list[int]]:
    """Each 31 March from the first case to the as-at date, and the years they end, counted from 1900-01."""
    first = run.con.execute("SELECT min(begun_month) // 12 FROM workload_cases").fetchall()[0][0]
    numbers = [number for number in range(first if first is not None else run.year, run.year + 1)]
    ends = [(date(1901 + number, 3, 31), number) for number in numbers]
    kept = [(day, number) for day, number in ends if day <= run.as_at]
    return [day for day, _ in kept], [number for _, number in kept]


def _flows(run: _Run, population: Mapping[tuple[str, str], int]) -> Iterator[Figure]:
    found = counting.flows(run.con, run.first_month, run.several)
    cells: dict[tuple[str, str], dict[At, list[int]]] = {
        (what, heading): {(None, ()): [0, 0, 0, 0]} for what in ("begun", "ended") for heading in HEADINGS
    }

    def add(
        what: str, heading: str, period: str | None, breakdown: Breakdown, numbers: tuple[int, ...]
    ) -> None:
        sums = cells[what, heading].setdefault((period, breakdown), [0, 0, 0, 0])
        for position, number in enumerate(numbers):
            sums[position] += number

    for what, scope, kind, month, *numbers in found["what", "scope", "kind", "month"]:
        name = _month_label(month)
        year = label_of(name, "year")
        for heading in HEADING_OF[scope]:
            add(what, heading, None, (), tuple(numbers))
            add(what, heading, year, (), tuple(numbers))
            if month >= run.first_month:
                add(what, heading, name, (), tuple(numbers))
                add(what, heading, label_of(name, "quarter"), (), tuple(numbers))
            if heading in ("orders", "licences"):
                add(what, heading, None, (("kind", kind or NOT_RECORDED),), tuple(numbers))
                add(what, heading, year, (("kind", kind or NOT_RECORDED),), tuple(numbers))
    for what, scope, authority, team, year_number, *numbers in found[
        "what", "scope", "authority", "team", "year"
    ]:
        year = _year_label(year_number)
        for heading in HEADING_OF[scope]:
            if run.several:
                add(what, heading, None, _place(run, authority), tuple(numbers))
                add(what, heading, year, _place(run, authority), tuple(numbers))
            if heading != "dttos":
                place = _team(run, authority, team)
                add(what, heading, None, place, tuple(numbers))
                if heading != "licences" and year_number >= run.first_year:
                    add(what, heading, year, place, tuple(numbers))
    for what, scope, authority, recent, *numbers in found.get(("what", "scope", "authority", "recent"), ()):
        if recent is None:
            continue
        name = _month_label(recent)
        if scope != "licence":
            add(what, "orders", name, _place(run, authority), tuple(numbers))
            add(what, "orders", label_of(name, "quarter"), _place(run, authority), tuple(numbers))
    for (what, heading), by in cells.items():
        for at, numbers in _in_order(by):
            yield from _flow_figures(run, what, heading, at, numbers)
    yield from _by_population(run, cells["begun", "cpos"], population)


def _flow_figures(run: _Run, what: str, heading: str, at: At, numbers: list[int]) -> Iterator[Figure]:
    number, completed, discharged, unknown = numbers
    by = {name for name, _ in at[1]}
    note = run.unfinished.get(at[0] or "")
    if heading != "cpos" or "team" not in by:
        turned = run.turned if (what, heading, at) == ("ended", "orders", (None, ())) else 0
        yield _figure(f"{heading}_{what}", at, number, _turned(turned) if turned else note)
    if what == "begun" or heading == "licences" or (heading == "orders" and "team" in by):
        return
    if "authority" in by and at[0] and _length(at[0]) > 0:  # by council the shares are by year only
        return
    words = [note] if note else []
    if unknown:
        words.append(f"{unknown} ended with no reason recorded; they count as ended and not as completed.")
    said = " ".join(words) or None
    yield _figure(f"{heading}_completed", at, completed, said, number)
    yield _figure(f"{heading}_completed_or_discharged", at, completed + discharged, said, number)


def _turned(number: int) -> str:
    return f"{number} ended before they were imposed; they count as ended on the day they were imposed."


def _by_population(
    run: _Run, begun: Mapping[At, list[int]], population: Mapping[tuple[str, str], int]
) -> Iterator[Figure]:
    """Orders begun for each 10,000 people: the whole where every population is known, and by council."""
    found = run.con.execute(
        "SELECT DISTINCT authority FROM workload_cases WHERE scope <> 'licence' ORDER BY 1"
    ).fetchall()
    councils = [code for (code,) in found if code]
    for number in _year_ends(run)[1] if population and councils else ():
        year = _year_label(number)
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


def _individuals(run: _Run) -> Iterator[Figure]:
    found = counting.individuals(run.con, run.several)
    cells: dict[tuple[str, str], dict[At, int]] = {
        (what, heading): {(period, ()): 0}
        for what, period in (("in force", None), ("begun", _year_label(run.year)))
        for heading in HEADINGS
    }
    for way, rows in found.items():
        for what, year, *rest, people in rows:
            period = None if year is None else _year_label(year)
            place: Breakdown = _place(run, rest[0]) if "authority" in way else ()
            if way[-1] == "licence":
                headings = ["licences"] if rest[-1] else ["orders"]
            else:
                headings = [heading for heading in HEADING_OF[rest[-1]] if heading in ("cpos", "dttos")]
            for heading in headings:
                cells[what, heading][period, place] = people
    for (what, heading), by in cells.items():
        code = f"people_with_{heading}_{'in_force' if what == 'in force' else 'begun'}"
        for at, people in _in_order(by):
            yield _figure(code, at, people, run.unfinished.get(at[0] or ""))


def _hours(run: _Run, sent: frozenset[str]) -> Iterator[Figure]:
    """Hours outstanding: the whole, by council and by team."""
    cells: dict[Breakdown, list[list[float]]] = {(): [[0.0] * 7, [0.0] * 7]}
    for payback, authority, team, *numbers in counting.hours(run.con):
        for place in dict.fromkeys(((), _place(run, authority), _team(run, authority, team))):
            sums = cells.setdefault(place, [[0.0] * 7, [0.0] * 7])[not payback]
            for position, number in enumerate(numbers):
                sums[position] += number
    for (_, breakdown), (payback, others) in _in_order(
        {(None, place): sums for place, sums in cells.items()}
    ):
        hours, open_ones, breach_hours, in_breach, unknown, beyond, above = (round(one, 6) for one in payback)
        left_out = {
            "open breach application": int(in_breach),
            "hours imposed not recorded": int(unknown),
            "not on a community payback order": int(others[1] + others[3] + others[4]),
        }
        notes = []
        if beyond:
            notes.append(
                f"{beyond:g} hours credited beyond those imposed, on {above:g} requirements, are not "
                "taken off."
            )
        if "enforcement" not in sent:
            notes.append("Enforcement was not sent: none is known to be in breach.")
        whole = _figure(
            "unpaid_work_hours_outstanding", (None, breakdown), hours, " ".join(notes) or None, open_ones
        )
        yield replace(whole, left_out={reason: number for reason, number in left_out.items() if number})
        yield _figure("unpaid_work_hours_in_breach", (None, breakdown), breach_hours, None, in_breach)


def _by_worker(run: _Run) -> Iterator[Figure]:
    """Plain counts by worker; what began and ended in twelve months as a whole too."""
    found = counting.workers(run.con, run.as_at)
    for what in ("begun", "ended"):
        number = sum(row[3] for row in found if row[0] == what and not row[1])
        yield _figure(f"orders_{what}_12_months", (None, ()), number)
    for what, licence, worker, cases, hours, requirements in sorted(
        found, key=lambda row: (row[2] is None, row[2])
    ):
        at: At = (None, (("worker_id", worker or NOT_RECORDED),))
        if what != "in force":
            if not licence:
                yield _figure(f"orders_{what}_12_months", at, cases)
            continue
        yield _figure("licences_in_force" if licence else "orders_in_force", at, cases)
        if requirements:
            yield _figure("unpaid_work_hours_outstanding", at, round(hours, 6), None, requirements)
