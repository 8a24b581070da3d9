"""The command line. Each command is a thin door to the library, which it imports only when called."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

import plumbline
from plumbline.errors import UsageError
from plumbline.terminal import Commands, Day, console, progress_bar, show

DAY = Day()
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)
FORMATS = ("table", "csv", "json")
MAPPING = "TOML file that turns a supplier's export into the specification's tables."
PUBLISH = "Protect small numbers, for publication."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(plumbline.__version__, prog_name="plumbline")
def main() -> None:
    """Whether justice social work is done to standard, and how anyone can check that."""


def _standard_codes() -> tuple[str, ...]:
    from plumbline.standards.loading import load_standards

    return tuple(load_standards())


@main.command()
@click.argument("out", type=ANY)
@click.option("--authority", metavar="X12000001", help="The made-up council; X12000001 where not given.")
@click.option("--national", is_flag=True, help="All 32 made-up councils.")
@click.option("--years", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same files.")
@click.option("--as-at", type=DAY, default="2026-03-31", show_default=True, help="Last day of the extract.")
@click.option("--faults", type=click.IntRange(min=0), default=0, help="Plant so many known faults.")
@click.option("--format", "form", type=click.Choice(("csv", "parquet")), default="csv", show_default=True)
def synth(
    out: Path,
    authority: str | None,
    national: bool,
    years: int,
    seed: int,
    as_at: date,
    faults: int,
    form: Any,
) -> None:
    """Make up an extract with a story in it, for demonstration and tests. Nobody in it exists.

    Example: plumbline synth demo-extract --years 3 --seed 1
    """
    from plumbline.folders import MANIFEST, whole_folder
    from plumbline.synth import councils, faults_csv, make

    if national and authority is not None:
        raise UsageError(
            "--national makes all councils, so --authority has nothing to do. Give one of the two."
        )
    kind = "plumbline made-up extract"
    with progress_bar() as tell, whole_folder(out, kind) as fresh:
        made = make(
            fresh,
            authorities=[code for code, _ in councils()] if national else [authority or "X12000001"],
            years=years,
            seed=seed,
            as_at=as_at,
            faults=faults,
            file_format=form,
            progress=tell,
        )
        if made.faults:
            (fresh / "planted-faults.csv").write_text(faults_csv(made.faults), "utf-8", newline="")
        said = {
            "kind": kind,
            "library_version": plumbline.__version__,
            "seed": seed,
            "as_at": as_at.isoformat(),
        }
        (fresh / MANIFEST).write_text(json.dumps(said) + "\n", "utf-8")
    click.echo(f"Made up {sum(made.counts.values()):,} rows in {len(made.counts)} tables. They are in {out}.")
    for story in made.stories:
        click.echo(f"  {story.sentence}")


@main.command()
@click.argument("extract", type=EXISTING)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option("--faults-csv", type=ANY, metavar="FILE", help="Write all faults as CSV.")
@click.option("--faults-json", type=ANY, metavar="FILE", help="Write all faults as JSON.")
def check(extract: Path, mapping: Path | None, faults_csv: Path | None, faults_json: Path | None) -> None:
    """Check an extract and list every fault, with how to mend it.

    EXTRACT is a folder, a zip or a workbook. Ends with 1 where there are errors.

    Example: plumbline check march-extract/ --faults-csv faults.csv
    """
    from plumbline.records import check as check_extract

    with progress_bar() as tell:
        checked = check_extract(extract, mapping=mapping, standard_codes=_standard_codes(), progress=tell)
    if faults_csv is not None:
        checked.faults.write_csv(faults_csv)
    if faults_json is not None:
        checked.faults.write_json(faults_json)
    click.echo(checked.faults.summary())
    if checked.faults.errors:
        sys.exit(1)


@main.command()
@click.argument("extract", type=EXISTING)
@click.argument("taken", type=ANY)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Go on without the faulty rows; they are counted with every figure.",
)
def take(extract: Path, taken: Path, mapping: Path | None, accept_partial: bool) -> None:
    """Check an extract and keep it as typed tables, ready to run.

    TAKEN is the folder to write; one we made before is replaced whole.

    Example: plumbline take march-extract.zip taken/march
    """
    from plumbline.records import take as take_extract

    with progress_bar() as tell:
        kept = take_extract(
            extract,
            taken,
            mapping=mapping,
            accept_partial=accept_partial,
            standard_codes=_standard_codes(),
            progress=tell,
        )
    rows = sum(count.rows for count in kept.manifest.tables.values())
    out = sum(count.left_out_faulty + count.left_out_hanging for count in kept.manifest.tables.values())
    left = f", {out:,} left out" if out else ""
    click.echo(f"Took {rows:,} rows in {len(kept.manifest.tables)} tables{left}. They are in {taken}.")


@main.command()
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
@click.option(
    "--accept-partial",
    is_flag=True,
    help="Go on without the faulty rows; they are counted with every figure.",
)
@click.option(
    "--standard",
    "standards",
    multiple=True,
    metavar="CODE",
    help="Judge this standard only; may be repeated.",
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
    from plumbline.runs import run as make_run

    with progress_bar() as tell:
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


@main.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--by", multiple=True, metavar="COLUMN", help="Break down by this column; may be repeated.")
@click.option("--standard", "standards", multiple=True, metavar="CODE", help="A code, or a written measure.")
@click.option("--period", type=click.Choice(("month", "quarter", "year")), help="Split; years from 1 April.")
@click.option("--publish", is_flag=True, help=PUBLISH)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
def measures(
    run_folder: Path, by: tuple[str, ...], standards: tuple[str, ...], period: Any, publish: bool, form: str
) -> None:
    """Show the rates of a run, each with its base and definition.

    A measure is written standard/rate[column=value]@period, for example
    cpo_induction/excused[team=North]@2025-26.

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


@main.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--code", "codes", multiple=True, metavar="CODE", help="This figure only; may be repeated.")
@click.option("--by", multiple=True, metavar="COLUMN", help="Broken down so; worker_id for plain workload.")
@click.option("--periods", is_flag=True, help="The figures of each period.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
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


@main.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--year", required=True, metavar="2025-26", help="The year from 1 April.")
@click.option("--publish", is_flag=True, help=PUBLISH)
@click.option("--format", "form", type=click.Choice(FORMATS[:2]), default="table")
def tables(run_folder: Path, year: str, publish: bool, form: str) -> None:
    """Print the national timescale tables in their published layout.

    What was never done, and transfers in, are not known or not applicable there and outside the percentages.

    Example: plumbline tables runs/march --year 2025-26
    """
    from plumbline.measures import frozen
    from plumbline.measures import tables as national

    found = national.national_tables(frozen.open_run(run_folder), year, publish)
    show(found, form, national.national_as_table, national.national_as_csv)


@main.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--within", type=int, default=10, show_default=True, help="How many working days ahead.")
@click.option("--team", help="This team only.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table")
def due(run_folder: Path, within: int, team: str | None, form: str) -> None:
    """List what falls due next and what is overdue, earliest first, then by recorded risk.

    Long overdue duties with nothing recorded since stand apart.

    Example: plumbline due runs/march --team North
    """
    from plumbline.measures import due as falling_due
    from plumbline.measures import frozen

    found = falling_due.due_list(frozen.open_run(run_folder), within, team)
    show(found, form, falling_due.due_as_table, falling_due.due_as_csv, falling_due.due_as_json)


@main.command()
@click.argument("run_folder", metavar="RUN", type=EXISTING)
@click.option("--out", type=ANY, required=True, metavar="FILE.html", help="The file to write.")
@click.option("--publish", is_flag=True, help=PUBLISH)
def report(run_folder: Path, out: Path, publish: bool) -> None:
    """Write the report of a run: one HTML file that needs nothing else.

    No person and no worker is in it. Without --publish it says that it is not for publication.

    Example: plumbline report runs/march --out march.html
    """
    from plumbline.publishing.report import write_report

    write_report(run_folder, out, publish=publish)
    click.echo(f"The report is in {out}.")


@main.command()
@click.argument("extract_before", type=EXISTING)
@click.argument("extract_after", type=EXISTING)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
def compare(extract_before: Path, extract_after: Path, mapping: Path | None, form: str) -> None:
    """Compare two extracts of one service: rows added, gone and changed, assessments overwritten, volumes.

    Either may be an extract or one already taken. Rows with errors are left out of the comparison.

    Example: plumbline compare february-extract/ march-extract/
    """
    from plumbline.records import comparing, is_taken
    from plumbline.runs import opened_extract

    # A mapping is for what is not taken yet; where both are taken it has nothing to do, and opening says so.
    one_to_take = not (is_taken(extract_before) and is_taken(extract_after))
    before_mapping, after_mapping = (
        None if one_to_take and is_taken(extract) else mapping for extract in (extract_before, extract_after)
    )
    with (
        progress_bar() as tell,
        opened_extract(extract_before, before_mapping, True, tell) as before,
        opened_extract(extract_after, after_mapping, True, tell) as after,
    ):
        found = comparing.compare(before, after, progress=tell)
    if form == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    from rich.table import Table

    screen = console()
    for title, (heading, *rows) in (
        ("Rows", found.table_rows()),
        ("Columns that changed", found.column_rows()),
        ("Completed assessments overwritten", found.overwritten_rows()),
        ("Drops and jumps in volume", found.volume_rows()),
    ):
        table = Table(title=title, title_justify="left")
        for name in heading:
            table.add_column(name)
        for row in rows:
            table.add_row(*row)
        screen.print(table if rows else f"{title}: none")
    for remark in found.remarks:
        screen.print(remark, markup=False)


@main.command()
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table")
def standards(form: str) -> None:
    """List the standards: code, what is owed, source, how sure.

    Example: plumbline standards --format json
    """
    from plumbline.standards.form import HOW_SURE
    from plumbline.standards.loading import load_standards

    found = load_standards().values()
    if form == "json":
        rows = [
            {
                "code": one.code,
                "title": one.title,
                "group": one.group,
                "source": one.source,
                "edition": one.edition,
                "url": one.url,
                "how_sure": one.how_sure,
                "headline": one.headline,
                "note": one.note,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.table import Table

    table = Table(title="Standards")
    for heading in ("Code", "Standard", "Source", "How sure"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(one.code, one.title, f"{one.source}, {one.edition}", HOW_SURE[one.how_sure])
    console().print(table)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say in plain sentences what a standard, or a measure in its written form, asks.

    Example: plumbline explain cpo_first_contact
    """
    from plumbline.measures.written_form import describe, parse_measure
    from plumbline.standards.explaining import explain as explained
    from plumbline.standards.loading import load_standards

    measure = parse_measure(code, _standard_codes())
    click.echo(explained(load_standards()[measure.standard]))
    if str(measure) != measure.standard:
        titles = {name: one.title for name, one in load_standards().items()}
        click.echo(f"\nThe measure {measure}: {describe(measure, titles)}")


@main.command()
@click.argument("code")
def sql(code: str) -> None:
    """Print the SQL steps by which a standard is judged.

    Example: plumbline sql cpo_first_contact
    """
    from plumbline.measures.written_form import parse_measure
    from plumbline.standards.judge import as_statement, standard_steps
    from plumbline.standards.loading import load_standards
    from plumbline.standards.steps import Setting

    standard = load_standards()[parse_measure(code, _standard_codes()).standard]
    click.echo(f"-- {standard.title}, as at today and without stated cover.")
    click.echo(as_statement(standard_steps(standard, Setting(date.today(), {}))))


@main.command()
@click.argument("folder", metavar="DIR", type=ANY)
def template(folder: Path) -> None:
    """Write the empty template: CSV headers, a workbook with drop-down lists, datapackage.json.

    Example: plumbline template empty-extract
    """
    from plumbline.records.template import write_template

    written = write_template(folder, _standard_codes())
    click.echo(f"Wrote {len(written)} files to {folder}.")


@main.command()
@click.argument("k", type=click.IntRange(min=0))
@click.argument("n", type=click.IntRange(min=1))
@click.option("--population", type=click.IntRange(min=1), help="How many the N were drawn from.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def terms(k: int, n: int, population: int | None, form: str) -> None:
    """The word of quantity for K of N, the percentage, the interval, and whether the word holds over it.

    Example: plumbline terms 80 99 --population 702
    """
    from plumbline.statistics.words import quantity, statement_text

    if k > n:
        raise UsageError(f"{k} of {n}: K cannot be larger than N.")
    if population is not None and population < n:
        raise UsageError(f"--population {population}: cannot be smaller than N, which is {n}.")
    said = quantity(k, n, population)
    if form == "text":
        click.echo(statement_text(said))
        return
    counts = said.interval_counts
    shown = {
        "k": k,
        "n": n,
        "population": population,
        "word": said.word,
        "percent": said.percent,
        "confidence": said.confidence,
        "interval": list(said.interval) if said.interval else None,
        "interval_counts": [counts.low, counts.high] if counts else None,
        "covers": list(said.covers),
        "holds": said.holds,
        "advice": said.advice,
        "base_rule": said.base_rule,
    }
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
