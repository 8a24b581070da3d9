"""The commands about extracts: made up, checked, taken, compared, and the empty template to fill in."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

import plumbline
from plumbline.cli.options import ACCEPT_PARTIAL, ANY, DAY, EXISTING, FILE, FORMAT, MAPPING, standard_codes
from plumbline.errors import UsageError
from plumbline.terminal import console, progress_bar


@click.command()
@click.argument("out", type=ANY)
@click.option("--authority", metavar="X12000001", help="The made-up council; X12000001 where not given.")
@click.option("--national", is_flag=True, help="All 32 made-up councils.")
@click.option(
    "--years", type=click.IntRange(1, 50), default=3, show_default=True, help="How far back the records go."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same files.")
@click.option("--as-at", type=DAY, default="2026-03-31", show_default=True, help="Last day of the extract.")
@click.option("--faults", type=click.IntRange(min=0), default=0, help="Plant so many known faults.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "parquet")),
    default="csv",
    show_default=True,
    help="The kind of files.",
)
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


@click.command()
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
        checked = check_extract(extract, mapping=mapping, standard_codes=standard_codes(), progress=tell)
    if faults_csv is not None:
        checked.faults.write_csv(faults_csv)
    if faults_json is not None:
        checked.faults.write_json(faults_json)
    click.echo(checked.faults.summary())
    if checked.faults.errors:
        sys.exit(1)


@click.command()
@click.argument("extract", type=EXISTING)
@click.argument("taken", type=ANY)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option("--accept-partial", is_flag=True, help=ACCEPT_PARTIAL)
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
            standard_codes=standard_codes(),
            progress=tell,
        )
    rows = sum(count.rows for count in kept.manifest.tables.values())
    out = sum(count.left_out_faulty + count.left_out_hanging for count in kept.manifest.tables.values())
    left = f", {out:,} left out" if out else ""
    click.echo(f"Took {rows:,} rows in {len(kept.manifest.tables)} tables{left}. They are in {taken}.")


@click.command()
@click.argument("extract_before", type=EXISTING)
@click.argument("extract_after", type=EXISTING)
@click.option("--mapping", type=FILE, help=MAPPING)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help=FORMAT)
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
        names = (str(extract_before), str(extract_after))
        found = comparing.compare(before, after, names=names, progress=tell)
    if form == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    from rich.markup import escape
    from rich.table import Table

    from plumbline.records.faults import visible

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
            table.add_row(*(escape(visible(cell)) for cell in row))
        screen.print(table if rows else f"{title}: none")
    for remark in found.remarks:
        screen.print(remark, markup=False)


@click.command()
@click.argument("folder", metavar="DIR", type=ANY)
def template(folder: Path) -> None:
    """Write the empty template: CSV headers, a workbook with drop-down lists, datapackage.json.

    Example: plumbline template empty-extract
    """
    from plumbline.records.template import write_template

    written = write_template(folder, standard_codes())
    click.echo(f"Wrote {len(written)} files to {folder}.")
