"""What the commands share of the terminal: dates, messages, no tracebacks, progress, showing results."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click

from plumbline.errors import PlumblineError
from plumbline.progress import Progress


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A date written as 2026-03-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-03-31.", param, ctx)


class Commands(click.Group):
    """Turns what a person can mend into a message and an exit code, with no traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; say what is wrong on standard error."""
        try:
            return super().invoke(ctx)
        except PlumblineError as fault:
            faults = getattr(fault, "faults", None)  # those of an extract refused
            if faults is not None:
                click.echo(faults.summary(), err=True)
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
        except Exception as fault:
            if (said := _no_room(fault)) is None:
                raise
            click.echo(said, err=True)
            ctx.exit(1)


def _no_room(fault: Exception) -> str | None:
    """What to say where the engine could not use a file or ran out of memory; None for any other fault."""
    # Not imported here: most commands start sooner without it.
    duckdb = sys.modules.get("_duckdb") or sys.modules.get("duckdb")
    if duckdb is None or not isinstance(fault, (duckdb.IOException, duckdb.OutOfMemoryException)):
        return None
    what = str(fault).splitlines()[0].partition("{")[0].rstrip(" :")
    if isinstance(fault, duckdb.OutOfMemoryException):
        return f"There was not enough memory. Set PLUMBLINE_MEMORY higher, such as 3GB. ({what})"
    return f"A file could not be read or written. Check the place and the space on it. ({what})"


@contextmanager
def uncollected() -> Iterator[None]:
    """Python does not look for circular garbage meanwhile: for a process that ends with this work anyway.

    There is next to none, and looking for it takes a twentieth of a short command's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error, from the moment the work has taken a second."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
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


def console() -> Any:
    """A console as wide as the terminal, or wide enough for tables where there is none."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=140)


def show(found: Any, form: str, table: Any, csv: Any, as_json: Any = None) -> None:
    """Print what was found as a table, as CSV or as JSON, each by its own function."""
    if form == "table":
        table(found, console())
    else:
        click.echo((csv if form == "csv" else as_json)(found).rstrip("\n"))
