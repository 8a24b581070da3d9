"""The command line. Each command is a thin door to the library, which it imports only when called."""

from __future__ import annotations

import os

import click

import plumbline
from plumbline.cli import of_extracts, of_reports, of_runs, of_samples, of_standards
from plumbline.terminal import Commands

# The engine's allocator keeps the memory it has for the next statement, and gives it back when the command
# ends. Its own habit is to give it back at once, which costs a run of all Scotland some of its time. Not for
# the site, whose processes live on.
os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(plumbline.__version__, prog_name="plumbline")
def main() -> None:
    """Whether justice social work is done to standard, and how anyone can check that."""


# In the order of the work.
for _command in (
    of_extracts.synth,
    of_extracts.check,
    of_extracts.take,
    of_runs.run,
    of_runs.measures,
    of_runs.figures,
    of_runs.tables,
    of_runs.due,
    of_runs.report,
    of_runs.open_data,
    of_samples.sample,
    of_samples.check_sample,
    of_reports.lint_report,
    of_reports.verify_bundle,
    of_extracts.compare,
    of_standards.standards,
    of_standards.explain,
    of_standards.sql,
    of_extracts.template,
    of_standards.terms,
):
    main.add_command(_command)
