"""The national timescale tables, in the layout and by the rules in which they are published.

Commenced are all orders (requirements: those imposed with the order) whose clock started in the year. A
percentage is a band over all that are in a band; what was never done, transfers and what is not known are
"not known or not applicable" and stand outside it. One decimal, halves up.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plumbline.measures.bands import NOT_KNOWN_LABEL, BandCounts, band_counts
from plumbline.measures.frozen import FrozenRun, connect
from plumbline.measures.periods import parse_year
from plumbline.measures.protection import NOT_FOR_PUBLICATION, PUBLISHED, protect_line, protect_rows
from plumbline.measures.rates import counts
from plumbline.measures.selection import NOT_RECORDED
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, csv_text
from plumbline.statistics.disclosure import SYMBOL
from plumbline.statistics.rounding import percent_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from plumbline.standards.form import Standard

ALL_AUTHORITIES = "All authorities"


@dataclass(frozen=True)
class NationalArea:
    """One authority, or all. A number that must not be printed is None."""

    name: str
    commenced: int | None
    bands: tuple[int | None, ...]
    not_known: int | None

    def percentages(self) -> tuple[str, ...]:
        """A percentage for each band, one decimal; empty on a base below 10 or where it is hidden."""
        if self.commenced is None or self.not_known is None:
            return ("",) * len(self.bands)
        base = self.commenced - self.not_known
        if base < FEWEST_FOR_A_PERCENTAGE:
            return ("",) * len(self.bands)
        return tuple("" if band is None else percent_text(band, base) for band in self.bands)


@dataclass(frozen=True)
class NationalTable:
    """The table of one standard: its heading, what its first line is called, its bands, and an area each."""

    code: str
    title: str
    commenced_label: str
    band_labels: tuple[str, ...]
    areas: tuple[NationalArea, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class NationalTables:
    """The tables of one year and what must be said with all of them."""

    year: str
    tables: tuple[NationalTable, ...]
    notes: tuple[str, ...]
    published: bool


def national_tables(run: FrozenRun, year: str, publish: bool = False) -> NationalTables:
    """The national tables of a run for one year, written 2025-26; one for each standard published by bands.

    Where the run holds several authorities each has an entry, after one for all of them. With `publish`
    small numbers are hidden. Raises UsageError where `year` is no year.
    """
    from plumbline.standards.loading import load_standards

    months = parse_year(year)
    tables: list[NationalTable] = []
    left_out = {one.code: one.why for one in run.left_out}
    notes = [
        PUBLISHED if publish else NOT_FOR_PUBLICATION,
        "Percentages are of those in a band. Never done and transferred in are among the not known or not "
        "applicable, as in the national tables; the strict rate of plumbline measures counts them otherwise.",
        f"As at {run.as_at}. Working days by: {run.calendar_name}. Plumbline {run.library_version}.",
    ]
    if run.as_at < months.last_day:
        notes.append(f"The year is not over at the as-at date: figures to {run.as_at} only.")
    if run.accept_partial and run.rows_left_out:
        lost = ", ".join(f"{n:,} of {table}" for table, n in run.rows_left_out.items())
        notes.append(f"Faulty rows were left out of the extract: {lost}.")
    with closing(connect(run)) as con:
        for standard in load_standards(examples=False).values():
            if standard.published is None:
                continue
            if standard.code not in run.standards:
                why = left_out.get(standard.code, "it was not asked for in this run")
                notes.append(f"{standard.published.title}: no table, since {why}.")
                continue
            found = band_counts(
                con, standard.code, standard.bands, by=["authority"], within=months, with_the_order=True
            )
            waiting = sum(
                row.counts.not_yet_due for row in counts(con, standards=[standard.code], within=months)
            )
            table = _table(standard, found, publish)
            if table is None:
                notes.append(
                    f"{standard.published.title}: not printed, since no safe way was found to hide its "
                    "small numbers."
                )
                continue
            if waiting:
                note = "Some" if publish else f"{waiting:,}"
                note += " not yet due at the as-at date, and counted as not known: the year is incomplete."
                table = replace(table, notes=(*table.notes, note))
            tables.append(table)
    return NationalTables(months.label, tuple(tables), tuple(notes), publish)


def _table(standard: Standard, found: list[BandCounts], publish: bool) -> NationalTable | None:
    assert standard.published is not None
    lines = [
        (one.breakdown["authority"] or NOT_RECORDED, (*one.bands.values(), one.not_known_or_applicable))
        for one in found
    ]
    nothing = (0,) * (len(standard.bands) + 1)
    whole = tuple(sum(column) for column in zip(*(line for _, line in lines), strict=True)) or nothing
    name = lines[0][0] if len(lines) == 1 else ALL_AUTHORITIES
    areas: list[tuple[str, tuple[int | None, ...]]]
    notes: tuple[str, ...] = ()
    if not publish:
        areas = [(name, (*whole, sum(whole)))]
        if len(lines) > 1:
            areas += [(label, (*line, sum(line))) for label, line in lines]
    else:
        shown = protect_line(whole)
        if shown is None:
            return None
        areas = [(name, shown)]
        if len(lines) > 1:
            rows = protect_rows(lines)
            if rows is None:
                notes = ("By authority: not printed, since no safe way was found to hide its small numbers.",)
            else:
                areas += list(zip(rows.labels, rows.cells, strict=True))
    return NationalTable(
        code=standard.code,
        title=standard.published.title,
        commenced_label=standard.published.commenced,
        band_labels=tuple(band.label for band in standard.bands),
        areas=tuple(
            NationalArea(label, commenced=line[-1], bands=line[:-2], not_known=line[-2])
            for label, line in areas
        ),
        notes=notes,
    )


def national_as_csv(found: NationalTables) -> str:
    """The tables as CSV: a line for each table, area and published line, with its number and percentage."""
    rows: list[list[object]] = []
    for table in found.tables:
        for area in table.areas:
            start = [table.code, table.title, found.year, area.name]
            rows.append([*start, table.commenced_label, _hidden(area.commenced), ""])
            for label, number, percentage in zip(
                table.band_labels, area.bands, area.percentages(), strict=True
            ):
                rows.append([*start, label, _hidden(number), percentage])
            rows.append([*start, NOT_KNOWN_LABEL, _hidden(area.not_known), ""])
    return csv_text(("standard", "table", "year", "authority", "line", "number", "percent"), rows)


def national_as_table(found: NationalTables, console: Console) -> None:
    """Print the tables to a terminal, each in its published layout, with what must be said beside them."""
    from rich.table import Table

    for table in found.tables:
        if len(table.areas) == 1:
            console.print(_one_area(table, found.year))
        else:
            shown = Table(title=f"{table.title}, {found.year}", title_justify="left")
            shown.add_column("Authority")
            for label in (table.commenced_label, *table.band_labels, NOT_KNOWN_LABEL):
                shown.add_column(label, justify="right")
            for area in table.areas:
                bands = [
                    f"{_said(number)} ({percentage}%)" if percentage else _said(number)
                    for number, percentage in zip(area.bands, area.percentages(), strict=True)
                ]
                shown.add_row(area.name, _said(area.commenced), *bands, _said(area.not_known))
            console.print(shown)
        for note in table.notes:
            console.print(note, markup=False)
        console.print()
    for note in found.notes:
        console.print(note, markup=False)


def _one_area(table: NationalTable, year: str) -> Table:
    from rich.table import Table

    area = table.areas[0]
    shown = Table(title=table.title, title_justify="left")
    shown.add_column(area.name)
    shown.add_column(year, justify="right")
    shown.add_row(table.commenced_label, _said(area.commenced))
    for label, number in zip(table.band_labels, area.bands, strict=True):
        shown.add_row(label, _said(number))
    shown.add_row(NOT_KNOWN_LABEL, _said(area.not_known), end_section=True)
    for label, number, percentage in zip(table.band_labels, area.bands, area.percentages(), strict=True):
        hidden = number is None or area.commenced is None or area.not_known is None
        shown.add_row(f"{label} (%)", SYMBOL if hidden else percentage)
    return shown


def _hidden(number: int | None) -> object:
    return SYMBOL if number is None else number


def _said(number: int | None) -> str:
    return SYMBOL if number is None else f"{number:,}"
