"""The lines of `plumbline measures` as a table for a terminal, as CSV and as JSON."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from plumbline.measures.figure import Figure
from plumbline.measures.measures_table import VERDICTS, MeasuresRow, MeasuresTable
from plumbline.measures.rates import RATES, Rate, asserted_share, rate
from plumbline.measures.selection import COLUMN_WORDS, said
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, csv_text, share_of, share_text
from plumbline.measures.written_form import Measure
from plumbline.statistics.disclosure import SYMBOL

if TYPE_CHECKING:
    from rich.console import Console

RATE_TITLES = {
    "strict": "Strict",
    "excused": "Excused",
    "service": "Service’s side",
    "national": "National",
    "offered": "Offered in time",
}
VERDICT_WORDS = {
    "met": "met",
    "not_met": "not met",
    "not_applicable": "not applicable",
    "not_yet_due": "not yet due",
    "cannot_tell": "cannot tell",
}


def rate_text(row: MeasuresRow, name: str) -> str:
    """One rate as a person says it, with what belongs beside it; the hiding sign where it must not be shown.

    "62.3% (43 of 69)"; "4 of 7" on a small base; "between 60.0% and 80.0%" where too much cannot be told.
    """
    if name not in row.rates:
        return SYMBOL
    found = rate(row.counts, name)
    if found.bounds and found.denominator + row.counts.cannot_tell >= FEWEST_FOR_A_PERCENTAGE:
        text = f"between {share_of(found.bounds[0])} and {share_of(found.bounds[1])}"
    else:
        text = share_text(found.numerator, found.denominator)
    if row.details and name == "excused" and row.counts.excused:
        text += f"; {row.counts.excused_asserted:,} of {row.counts.excused:,} asserted afterwards"
    if row.details and name == "service" and row.counts.unexplained:
        text += f"; {row.counts.unexplained:,} unexplained"
    return text


def measures_as_table(found: MeasuresTable, console: Console) -> None:
    """Print the lines to a terminal: one table, or one for each standard where they are broken down."""
    from rich.table import Table

    split = bool(found.by) or found.period is not None
    groups = groupby(found.rows, key=lambda row: row.title) if split else [("", found.rows)]
    for title, rows in groups:
        shown = Table(title=title or None, title_justify="left")
        if not split:
            shown.add_column("Standard", overflow="fold")
        if found.period is not None:
            shown.add_column("Period", no_wrap=True)
        for column in found.by:
            shown.add_column(COLUMN_WORDS[column].capitalize(), overflow="fold")
        for name in found.rates:
            shown.add_column(RATE_TITLES[name], justify="right", overflow="fold")
            if name == "strict":
                shown.add_column("95% interval", justify="right", overflow="fold")
        shown.add_column("Outside the rates", overflow="fold")
        for row in rows:
            shown.add_row(*(_escaped(cell) for cell in _cells(found, row, split)))
        console.print(shown)
    if not found.rows:
        console.print("Nothing to show.", markup=False)
    for name in found.rates:
        console.print(f"{RATE_TITLES[name]}: {RATES[name]}.", markup=False)
    console.print(
        "95% interval: how far the strict rate on so few duties can swing by chance alone.", markup=False
    )
    for note in found.notes:
        console.print(note, markup=False)


def _cells(found: MeasuresTable, row: MeasuresRow, split: bool) -> list[str]:
    cells = [] if split else [_name(row)]
    if found.period is not None:
        period = row.period or "none"
        cells.append(period if row.complete else f"{period} incomplete")
    cells += [said(column, row.breakdown[column]) for column in found.by]
    for name in found.rates:
        cells.append(rate_text(row, name).replace(" (", "\n(").replace("; ", "\n"))
        if name == "strict":
            cells.append(_interval_text(row))
    return [*cells, "\n".join(_outside(row))]


def _outside(row: MeasuresRow) -> list[str]:
    """What no strict rate counts, in words, one line each; empty where there is nothing."""
    if row.other is not None:
        return [f"{row.other:,} together"] if row.other else []
    said_of = []
    for verdict in VERDICTS[2:]:
        number = row.verdicts[verdict]
        if number != 0:
            said_of.append(f"{SYMBOL if number is None else f'{number:,}'} {VERDICT_WORDS[verdict]}")
    if row.details and row.counts.done_before_start:
        said_of.append(f"({row.counts.done_before_start:,} of them done before the order)")
    return said_of


def _name(row: MeasuresRow) -> str:
    narrowed = Measure(row.measure.standard, None, row.measure.where, row.measure.period)
    extra = str(narrowed).removeprefix(row.measure.standard)
    return f"{row.title} {extra}" if extra else row.title


def _interval_text(row: MeasuresRow) -> str:
    if "strict" not in row.rates:
        return ""
    found = rate(row.counts, "strict")
    if found.interval is None or found.bounds or found.denominator < FEWEST_FOR_A_PERCENTAGE:
        return ""
    return f"{share_of(found.interval[0])} to {share_of(found.interval[1])}"


_DETAILS = ("done_before_start", "excused_evidenced", "excused_asserted", "service_side", "unexplained")


def measures_as_csv(found: MeasuresTable) -> str:
    """The lines as CSV. Rates are fractions, empty on a base below 10; hidden numbers are the hiding sign."""
    columns = ["measure", "standard", "title", "period", "complete", *found.by, *VERDICTS, "other_together"]
    columns += _DETAILS
    for name in found.rates:
        columns += [f"{name}_{part}" for part in ("numerator", "denominator", "rate", "low", "high")]
        columns += [f"{name}_lowest", f"{name}_highest"]
    rows = []
    for row in found.rows:
        line: list[object] = [str(row.measure), row.measure.standard, row.title, row.period]
        line.append("yes" if row.complete else "no")
        line += [said(column, row.breakdown[column]) for column in found.by]
        line += [SYMBOL if row.verdicts[verdict] is None else row.verdicts[verdict] for verdict in VERDICTS]
        line.append(row.other)
        line += [getattr(row.counts, name) if row.details else SYMBOL for name in _DETAILS]
        for name in found.rates:
            line += rate_cells(row, name)
        rows.append(line)
    return csv_text(columns, rows)


def rate_cells(row: MeasuresRow, name: str) -> list[object]:
    """Numerator, denominator, rate, interval and bounds; the hiding sign where they may not be shown."""
    if name not in row.rates:
        return [SYMBOL, SYMBOL, "", "", "", "", ""]
    found = rate(row.counts, name)
    cells: list[object] = [found.numerator, found.denominator]
    large = found.denominator >= FEWEST_FOR_A_PERCENTAGE
    if large and not found.bounds and found.value is not None and found.interval is not None:
        cells += [repr(one) for one in (found.value, *found.interval)]
    else:
        cells += ["", "", ""]
    if found.bounds and found.denominator + row.counts.cannot_tell >= FEWEST_FOR_A_PERCENTAGE:
        return [*cells, *(repr(one) for one in found.bounds)]
    return [*cells, "", ""]


def measures_as_json(found: MeasuresTable) -> str:
    """The figures as JSON, each with everything needed to check it."""
    run = found.run
    content = {
        "as_at": run.as_at.isoformat(),
        "extracted_on": run.extracted_on.isoformat() if run.extracted_on else None,
        "extract_hash": run.extract_hash,
        "library_version": run.library_version,
        "calendar": run.calendar_name,
        "published": found.published,
        "rows_left_out": run.rows_left_out if run.accept_partial else {},
        "had_they_been_missed": found.if_missed,
        "rates": {name: RATES[name] for name in found.rates},
        "standards": [
            {
                "code": one.code,
                "title": one.title,
                "source": one.source,
                "edition": one.edition,
                "how_sure": one.how_sure,
                "note": one.note,
                "council": one.council,
            }
            for one in run.standards.values()
            if any(row.measure.standard == one.code for row in found.rows)
        ],
        "left_out": [{"code": one.code, "title": one.title, "why": one.why} for one in run.left_out],
        "lines": [_line_json(found, row) for row in found.rows],
        "notes": list(found.notes),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _line_json(found: MeasuresTable, row: MeasuresRow) -> dict[str, Any]:
    return {
        "measure": str(row.measure),
        "standard": row.measure.standard,
        "title": row.title,
        "period": row.period,
        "complete": row.complete,
        "breakdown": row.breakdown,
        "verdicts": row.verdicts,
        "other_together": row.other,
        "done_before_start": row.counts.done_before_start if row.details else None,
        "asserted_share": asserted_share(row.counts) if row.details else None,
        "unexplained": row.counts.unexplained if row.details else None,
        "figures": {
            name: {**figure(found, row, name).as_json(), "bounds": _bounds(row, name)}
            for name in found.rates
            if name in row.rates
        },
    }


def _bounds(row: MeasuresRow, name: str) -> tuple[float, float] | None:
    return rate(row.counts, name).bounds


def figure(found: MeasuresTable, row: MeasuresRow, name: str) -> Figure:
    """One rate of a line as a Figure. Its value is None on a base below 10 and where bounds replace it."""
    made: Rate = rate(row.counts, name)
    plain = made.denominator >= FEWEST_FOR_A_PERCENTAGE and made.bounds is None
    table = found.run.population_table(row.measure.standard)
    return Figure(
        code=f"{row.measure.standard}/{name}",
        title=f"{row.title}, {RATE_TITLES[name].lower()}",
        definition=f"{row.title}: {RATES[name]}",
        numerator=made.numerator,
        denominator=made.denominator,
        value=made.value if plain else None,
        unit="share",
        interval=made.interval if plain else None,
        left_out={
            VERDICT_WORDS[verdict]: number for verdict in VERDICTS[2:] if (number := row.verdicts[verdict])
        },
        breakdown={column: said(column, value) for column, value in row.breakdown.items()},
        period=row.period,
        source=(table,) if table else (),
        note=rate_text(row, name),
    )


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
