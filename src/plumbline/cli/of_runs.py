"""The commands about runs: judged and frozen, and what is made of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from plumbline.cli.options import (
    ACCEPT_PARTIAL,
    ANY,
    DAY,
    EXISTING,
    FILE,
    FORMAT,
    FORMATS,
    MAPPING,
    PERIOD,
    PUBLISH,
)
from plumbline.terminal import progress_bar, show, uncollected


@click.command()
@click.argument("extract_or_taken", type=EXISTING)
@click.option("--as-at", type=DAY, required=True, help="What lies after this day is not known yet.")
@click.option(
    "--out",
    type=ANY,
    required=True,
    metavar="RUN",
    help="The folder to write; a run of ours is replaced whole.",
)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option("--calendar", type=FILE, help="CSV of a council's own days: authority, date, working, name.")
@click.option("--accept-partial", is_flag=True, help=ACCEPT_PARTIAL)
@click.option(
    "--standard",
    "standards",
    multiple=True,
    metavar="CODE",
    help="Judge this standard and count nothing else; may be repeated.",
)
@click.option("--local", multiple=True, type=FILE, help="Judge this local rule too; may be repeated.")
@click.option("--population", type=FILE, help="CSV of people aged 16 to 70: authority, year, population.")
def run(
    extract_or_taken: Path,
    as_at: date,
    out: Path,
    mapping: Path | None,
    calendar: Path | None,
    accept_partial: bool,
    standards: tuple[str, ...],
    local: tuple[Path, ...],
    population: Path | None,
) -> None:
    """Judge every duty owed to every case, and freeze the result.

    RUN gets results.parquet (a row for each thing owed), measures.csv and manifest.json.

    Example: plumbline run taken/march --as-at 2026-03-31 --out runs/march
    """
    with uncollected(), progress_bar() as tell:
        from plumbline.runs import run as make_run

        made = make_run(
            extract_or_taken,
            out,
            as_at=as_at,
            mapping=mapping,
            calendar_file=calendar,
            accept_partial=accept_partial,
            standards=standards,
            local=local,
            population_file=population,
            progress=tell,
        )
    for one in made.manifest["left_out"]:
        click.echo(f"Left out: {one['code']}: {one['why']}.", err=True)
    for warning in made.manifest["warnings"]:
        click.echo(f"Warning: {warning}.", err=True)
    click.echo(
        f"Judged {len(made.manifest['standards'])} standards as at {as_at} "
        f"in {made.manifest['seconds']} seconds. The run is in {out}."
    )


@click.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--by", multiple=True, metavar="COLUMN", help="Break down by this column; may be repeated.")
@click.option("--standard", "standards", multiple=True, metavar="CODE", help="A code, or a written measure.")
@click.option("--period", type=click.Choice(("month", "quarter", "year")), help="Split; years from 1 April.")
@click.option("--publish", is_flag=True, help=PUBLISH)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=FORMAT)
def measures(
    run_folder: Path, by: tuple[str, ...], standards: tuple[str, ...], period: Any, publish: bool, form: str
) -> None:
    """Show the rates of a run, each with its base and definition.

    A measure is written standard/rate[column=value;column=value]@period, for example
    cpo_induction/excused[level=1;team=Northgate]@2025-26. The standard's code alone is enough. Several
    filters hold together, each column once; an empty value is what is not recorded, and a value with other
    signs than letters, digits, spaces and - . _ stands in double quotes. With --publish one filter can be
    asked for: figures of two together would tell small numbers by what is left.

    Example: plumbline measures runs/march --by team --period quarter
    """
    from plumbline.measures import frozen, measures_text
    from plumbline.measures.measures_table import measures_rows

    found = measures_rows(frozen.open_run(run_folder), by, standards, period, publish)
    show(
        found,
        form,
        measures_text.measures_as_table,
        measures_text.measures_as_csv,
        measures_text.measures_as_json,
    )


@click.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--code", "codes", multiple=True, metavar="CODE", help="This figure only; may be repeated.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Broken down so; worker_id for plain workload.")
@click.option("--periods", is_flag=True, help="The figures of each period.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=FORMAT)
def figures(run_folder: Path, codes: tuple[str, ...], by: tuple[str, ...], periods: bool, form: str) -> None:
    """Show workload and the other figures counted from the records, each with its definition.

    By worker there are plain counts alone, and never a rate.

    Example: plumbline figures runs/march --code orders_in_force --by team
    """
    from plumbline.measures import figures_shown, frozen

    found = figures_shown.figures_of_run(frozen.open_run(run_folder), codes, by, periods)
    show(
        found,
        form,
        figures_shown.figures_as_table,
        figures_shown.figures_as_csv,
        figures_shown.figures_as_json,
    )


@click.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--year", required=True, metavar="2025-26", help="The year from 1 April.")
@click.option("--publish", is_flag=True, help=PUBLISH)
@click.option("--format", "form", type=click.Choice(FORMATS[:2]), default="table", help=FORMAT)
def tables(run_folder: Path, year: str, publish: bool, form: str) -> None:
    """Print the national timescale tables in their published layout.

    What was never done, and transfers in, are not known or not applicable there and outside the percentages.

    Example: plumbline tables runs/march --year 2025-26
    """
    from plumbline.measures import frozen
    from plumbline.measures import tables as national

    found = national.national_tables(frozen.open_run(run_folder), year, publish)
    show(found, form, national.national_as_table, national.national_as_csv)


@click.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--within", type=int, default=10, show_default=True, help="How many working days ahead.")
@click.option("--team", help="This team only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=FORMAT)
def due(run_folder: Path, within: int, team: str | None, form: str) -> None:
    """List what falls due next and what is overdue, earliest first, then by recorded risk.

    Long overdue duties with nothing recorded since stand apart.

    Example: plumbline due runs/march --team Northgate
    """
    from plumbline.measures import due as falling_due
    from plumbline.measures import frozen

    found = falling_due.due_list(frozen.open_run(run_folder), within, team)
    show(found, form, falling_due.due_as_table, falling_due.due_as_csv, falling_due.due_as_json)


@click.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option(
    "--out", type=ANY, required=True, metavar="FILE.html", help="The file; or .pdf, or .docx (Word)."
)
@click.option("--publish", is_flag=True, help=PUBLISH)
@click.option("--period", metavar="PERIOD", help=PERIOD)
def report(run_folder: Path, out: Path, publish: bool, period: str | None) -> None:
    """Write the report of a run: one HTML file that needs nothing else, or a PDF or Word file.

    No person and no worker is in it. Without --publish it says that it is not for publication. Without
    --period its figures are those of the last twelve complete months.

    Example: plumbline report runs/march --out march.html
    """
    from plumbline.publishing.report import write_report

    write_report(run_folder, out, publish=publish, period=period)
    click.echo(f"The report is in {out}.")


@click.command("open-data")
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--period", required=True, metavar="PERIOD", help=PERIOD)
@click.option("--out", type=ANY, required=True, metavar="FOLDER", help="The folder; or a file, FILE.zip.")
def open_data(run_folder: Path, period: str, out: Path) -> None:
    """Write the open data of a run on a period: CSV files that describe themselves.

    No person, case or worker is in it, and small numbers are hidden, all tables looked at together.

    Example: plumbline open-data runs/march --period 2024-25 --out open-data.zip
    """
    from plumbline.publishing import write_open_data

    write_open_data(run_folder, out, period=period)
    click.echo(f"The open data is in {out}.")
