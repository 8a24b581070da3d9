"""The commands about standards, and about words of quantity."""

from __future__ import annotations

import json
from datetime import date

import click

from plumbline.cli.options import FORMAT, standard_codes
from plumbline.errors import UsageError
from plumbline.terminal import console


@click.command()
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help=FORMAT)
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


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say in plain sentences what a standard, or a measure in its written form, asks.

    Example: plumbline explain cpo_first_contact
    """
    from plumbline.measures.written_form import describe, parse_measure
    from plumbline.standards.explaining import explain as explained
    from plumbline.standards.loading import load_standards

    measure = parse_measure(code, standard_codes())
    click.echo(explained(load_standards()[measure.standard]))
    if str(measure) != measure.standard:
        titles = {name: one.title for name, one in load_standards().items()}
        click.echo(f"\nThe measure {measure}: {describe(measure, titles)}")


@click.command()
@click.argument("code")
def sql(code: str) -> None:
    """Print the SQL steps by which a standard is judged.

    Example: plumbline sql cpo_first_contact
    """
    from plumbline.measures.written_form import parse_measure
    from plumbline.standards.judge import as_statement, standard_steps
    from plumbline.standards.loading import load_standards
    from plumbline.standards.steps import Setting

    standard = load_standards()[parse_measure(code, standard_codes()).standard]
    click.echo(f"-- {standard.title}, as at today and without stated cover.")
    click.echo(as_statement(standard_steps(standard, Setting(date.today(), {}))))


@click.command()
@click.argument("k", type=click.IntRange(min=0))
@click.argument("n", type=click.IntRange(min=1))
@click.option("--population", type=click.IntRange(min=1), help="How many the N were drawn from.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help=FORMAT)
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
