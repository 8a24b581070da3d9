"""The figures counted from the records, chosen from a run and shown: workload, and some for every table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from plumbline.errors import UsageError
from plumbline.measures.figure import Figure
from plumbline.measures.frozen import FrozenRun
from plumbline.measures.text_tables import FEWEST_FOR_A_PERCENTAGE, csv_text, share_of, share_text

if TYPE_CHECKING:
    from rich.console import Console

UNITS = {"days": "days", "hours": "hours", "per_10000": "per 10,000 people"}


@dataclass(frozen=True)
class FiguresShown:
    """Figures chosen from a run. by: the columns they are broken down by. left_out: code and why."""

    run: FrozenRun
    by: tuple[str, ...]
    figures: tuple[Figure, ...]
    left_out: tuple[tuple[str, str], ...]


def figures_of_run(
    run: FrozenRun, codes: Sequence[str] = (), by: Sequence[str] = (), periods: bool = False
) -> FiguresShown:
    """The figures of a run with these codes (all where empty), broken down by exactly these columns.

    periods: those of each period, in place of the one for all of them or as at the date.
    Raises UsageError for a code the run does not have, or a breakdown that none of the figures has.
    """
    try:
        held = json.loads((run.folder / "figures.json").read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise UsageError(f"{run.folder}: holds no figures. Judge the extract again.") from fault
    figures = [_figure(raw) for raw in held]
    known = dict.fromkeys(figure.code for figure in figures)
    left_out = tuple((one["code"], one["why"]) for one in run.manifest.get("figures_left_out", []))
    unknown = [code for code in codes if code not in known and code not in dict(left_out)]
    if unknown:
        raise UsageError(
            f"--code {', '.join(unknown)}: no figure of this run. The codes are: {', '.join(known)}."
        )
    of_codes = [figure for figure in figures if not codes or figure.code in codes]
    chosen = [figure for figure in of_codes if set(figure.breakdown) == set(by)]
    if by and not chosen:
        columns = sorted({column for figure in of_codes for column in figure.breakdown})
        said = f"The breakdowns there are: {', '.join(columns)}." if columns else "There are no breakdowns."
        if not figures and left_out:
            said = f"The run holds no figures. {left_out[0][1]}"
        raise UsageError(f"--by {' --by '.join(by)}: none of these figures is broken down so. {said}")
    return FiguresShown(
        run,
        tuple(by),
        tuple(figure for figure in chosen if (figure.period is not None) == periods),
        tuple((code, why) for code, why in left_out if not codes or code in codes),
    )


def value_text(figure: Figure) -> str:
    """The value as a person says it: "62.3% (43 of 69)", "1,204", "12 days"; "none" without a base."""
    if figure.value is None:
        return (
            "none"
            if not figure.denominator
            else f"{_number(figure.numerator)} of {_number(figure.denominator)}"
        )
    if figure.unit == "share" and figure.numerator is not None and figure.denominator is not None:
        if float(figure.numerator).is_integer() and figure.value >= 0:
            return share_text(int(figure.numerator), int(figure.denominator))
        if figure.denominator >= FEWEST_FOR_A_PERCENTAGE:
            return f"{share_of(figure.value)} ({_number(figure.numerator)} of {_number(figure.denominator)})"
        return f"{_number(figure.numerator)} of {_number(figure.denominator)}"
    unit = UNITS.get(figure.unit, "")
    return f"{_number(figure.value)} {unit}".rstrip()


def figures_as_table(found: FiguresShown, console: Console) -> None:
    """Print the figures to a terminal, each with its definition below."""
    from rich.markup import escape
    from rich.table import Table

    periods = any(figure.period is not None for figure in found.figures)
    table = Table(title="Figures from the records", title_justify="left")
    table.add_column("Figure", overflow="fold")
    for column in found.by:
        table.add_column(column.replace("_", " ").capitalize(), overflow="fold")
    if periods:
        table.add_column("Period", no_wrap=True)
    table.add_column("Value", justify="right")
    table.add_column("95% interval", justify="right")
    table.add_column("Left out", overflow="fold")
    for figure in found.figures:
        interval = (
            f"{share_of(figure.interval[0])} to {share_of(figure.interval[1])}" if figure.interval else ""
        )
        cells = [figure.title, *(figure.breakdown[column] for column in found.by)]
        cells += [figure.period or ""] if periods else []
        left = "; ".join(f"{count:,} {why}" for why, count in figure.left_out.items() if count)
        table.add_row(*(escape(cell) for cell in [*cells, value_text(figure), interval, left]))
    if found.figures:
        console.print(table)
    else:
        console.print("Nothing to show.")
    for title, definition in dict.fromkeys((figure.title, figure.definition) for figure in found.figures):
        console.print(f"{title}: {definition}", markup=False)
    whys = dict.fromkeys(why for _, why in found.left_out)
    if len(whys) == 1 and len(found.left_out) > 1 and not found.figures:
        console.print(f"All {len(found.left_out)} figures are left out: {next(iter(whys))}", markup=False)
    else:
        for code, why in found.left_out:
            console.print(f"Left out: {code}: {why}", markup=False)
    console.print("Not for publication: small numbers are shown.")
    run = found.run
    said = f"As at {run.as_at}. Plumbline {run.library_version}. Extract {run.extract_hash[:12]}."
    console.print(said, markup=False)


def figures_as_csv(found: FiguresShown) -> str:
    """The figures as CSV, shares as fractions, each with its definition and sources."""
    columns = [
        "code",
        "title",
        *found.by,
        "period",
        "numerator",
        "denominator",
        "value",
        "unit",
        "low",
        "high",
    ]
    rows = [
        [
            *(figure.code, figure.title, *(figure.breakdown[column] for column in found.by), figure.period),
            *(
                figure.numerator,
                figure.denominator,
                figure.value,
                figure.unit,
                *(figure.interval or ("", "")),
            ),
            *("; ".join(f"{why}: {n}" for why, n in figure.left_out.items()), figure.definition),
            " ".join(figure.source),
        ]
        for figure in found.figures
    ]
    return csv_text([*columns, "left_out", "definition", "source"], rows)


def figures_as_json(found: FiguresShown) -> str:
    """The figures as JSON, each whole, with those that could not be counted and why."""
    return json.dumps(
        {
            "as_at": found.run.as_at.isoformat(),
            "library_version": found.run.library_version,
            "extract_hash": found.run.extract_hash,
            "figures": [figure.as_json() for figure in found.figures],
            "left_out": [{"code": code, "why": why} for code, why in found.left_out],
        },
        ensure_ascii=False,
        indent=2,
    )


def _figure(raw: dict[str, Any]) -> Figure:
    interval = raw["interval"]
    return Figure(
        **{
            **raw,
            "interval": (interval[0], interval[1]) if interval else None,
            "source": tuple(raw["source"]),
        }
    )


def _number(value: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
