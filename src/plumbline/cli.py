"""The command line. Each command is a thin door to the library, which it imports only when called."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

import plumbline
from plumbline.errors import PlumblineError, UsageError

Progress = Callable[[str, float], None]


class _Day(click.ParamType):
    """A date written as 2026-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-03-31.", param, ctx)


DAY = _Day()
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)
FORMATS = ("table", "csv", "json")


class _Commands(click.Group):
    """Turns what a person can mend into a message and an exit code, with no traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say what is wrong on standard error."""
        try:
            return super().invoke(ctx)
        except PlumblineError as fault:
            click.echo(str(fault), err=True)
            ctx.exit(fault.exit_code)
        except BrokenPipeError:
            # The reader of a pipe has gone, which is its right.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as fault:
            place = f"{fault.filename}: " if fault.filename else ""
            click.echo(f"{place}{fault.strerror or fault}. Check the place and the space on it.", err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(plumbline.__version__, prog_name="plumbline")
def main() -> None:
    """Tells a justice social work service whether its work is done to standard, and how anyone can check that."""


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on standard error, from the moment the work has taken a second."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True), transient=True
    )
    task, started, shown = bar.add_task("Working", total=1.0), time.monotonic(), False

    def tell(what: str, share: float) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > 1:
            bar.start()
            shown = True
        bar.update(task, description=what, completed=share)

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def _standard_codes() -> tuple[str, ...]:
    from plumbline.standards.loading import load_standards

    return tuple(load_standards())


@main.command()
@click.argument("extract", type=EXISTING)
@click.option("--mapping", type=FILE, help="TOML file that turns a supplier's export into the specification's tables.")
@click.option("--faults-csv", type=ANY, metavar="FILE", help="Write all faults as CSV.")
@click.option("--faults-json", type=ANY, metavar="FILE", help="Write all faults as JSON.")
def check(extract: Path, mapping: Path | None, faults_csv: Path | None, faults_json: Path | None) -> None:
    """Check an extract and list every fault, with how to mend it.

    EXTRACT is a folder, a zip or a workbook. Ends with 1 where there are errors.

    Example: plumbline check march-extract/ --faults-csv faults.csv
    """
    from plumbline.records import check as check_extract

    with _progress() as tell:
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
@click.option("--mapping", type=FILE, help="TOML file that turns a supplier's export into the specification's tables.")
@click.option("--accept-partial", is_flag=True, help="Go on without the faulty rows; they are counted with every figure.")
def take(extract: Path, taken: Path, mapping: Path | None, accept_partial: bool) -> None:
    """Check an extract and keep it as typed tables, ready to run.

    TAKEN is the folder to write; one we made before is replaced whole.

    Example: plumbline take march-extract.zip taken/march
    """
    from plumbline.records import take as take_extract

    with _progress() as tell:
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
@click.option("--out", type=ANY, required=True, metavar="RUN", help="The folder to write; a run of ours is replaced whole.")
@click.option("--mapping", type=FILE, help="TOML file that turns a supplier's export into the specification's tables.")
@click.option("--calendar", type=FILE, help="CSV of a council's own days: authority, date, working, name.")
@click.option("--accept-partial", is_flag=True, help="Go on without the faulty rows; they are counted with every figure.")
@click.option("--standard", "standards", multiple=True, metavar="CODE", help="Judge this standard only; may be repeated.")
@click.option("--local", multiple=True, type=FILE, help="Judge this local rule too; may be repeated.")
def run(
    extract_or_taken: Path,
    as_at: date,
    out: Path,
    mapping: Path | None,
    calendar: Path | None,
    accept_partial: bool,
    standards: tuple[str, ...],
    local: tuple[Path, ...],
) -> None:
    """Judge every duty owed to every case, and freeze the result.

    RUN gets results.parquet (a row for each thing owed), measures.csv and manifest.json.

    Example: plumbline run taken/march --as-at 2026-03-31 --out runs/march
    """
    from plumbline.runs import run as make_run

    with _progress() as tell:
        made = make_run(
            extract_or_taken,
            out,
            as_at=as_at,
            mapping=mapping,
            calendar_file=calendar,
            accept_partial=accept_partial,
            standards=standards,
            local=local,
            progress=tell,
        )
    for one in made.manifest["left_out"]:
        click.echo(f"Left out: {one['code']}: {one['why']}.", err=True)
    for warning in made.manifest["warnings"]:
        click.echo(f"Warning: {warning}.", err=True)
    click.echo(
        f"Judged {len(made.manifest['standards'])} standards as at {as_at} in {made.manifest['seconds']} seconds. "
        f"The run is in {out}."
    )


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
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Standards")
    for heading in ("Code", "Standard", "Source", "How sure"):
        table.add_column(heading, overflow="fold")
    for one in found:
        table.add_row(one.code, one.title, f"{one.source}, {one.edition}", HOW_SURE[one.how_sure])
    Console().print(table)


@main.command()
@click.argument("code")
def sql(code: str) -> None:
    """Print the SQL steps by which a standard is judged.

    Example: plumbline sql cpo_first_contact
    """
    from plumbline.standards.judge import as_statement, standard_steps
    from plumbline.standards.steps import Setting

    standard = _standard(code)
    click.echo(as_statement(standard_steps(standard, Setting(date.today(), {}))))


def _standard(code: str) -> Any:
    from plumbline.standards.loading import load_standards

    known = load_standards()
    if code not in known:
        raise UsageError(f"{code}: not a standard we know. The codes are: {', '.join(known)}.")
    return known[code]


if __name__ == "__main__":
    main()
