"""The command about reports: whether the quantities of a text hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plumbline.cli.options import FILE, FORMAT

if TYPE_CHECKING:
    from plumbline.scrutiny.quantities import Linted


@click.command("lint-report")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--evidence",
    type=FILE,
    metavar="FILE",
    help="The evidence that the quantities name, as TOML or JSON. Without it every tie is unknown.",
)
@click.option(
    "--publish",
    is_flag=True,
    help="As a public edition: find also what prints a small number that is protected there.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help=FORMAT,
)
@click.pass_context
def lint_report(context: click.Context, file: Path, evidence: Path | None, publish: bool, form: str) -> None:
    """Check the quantities in a report, a Markdown file, against its evidence.

    "Most", "a third", "62%", "37 of 99": each is to name its evidence, and the evidence is to bear it. Ends
    with 0 where everything holds and with 1 where something does not.

    Example: plumbline lint-report report.md --evidence evidence.toml
    """
    import json

    from plumbline.scrutiny.quantities import lint, read_evidence
    from plumbline.scrutiny.quantities.written_form import read_text

    text = read_text(file)
    found = lint(text, read_evidence(evidence) if evidence else {}, publish=publish)
    if form == "json":
        click.echo(json.dumps(_as_json(file.name, found), ensure_ascii=False, indent=2))
    else:
        for line in _as_text(found):
            click.echo(line)
    context.exit(0 if found.clean else 1)


def _as_text(found: Linted) -> list[str]:
    """A line for each finding, below it a wording that holds, and last what was counted."""
    lines = []
    for one in found.findings:
        lines.append(f"{one.line}:{one.column}: {one.kind}: {_plain(one.words)}: {_plain(one.message)}")
        if one.holds:
            lines.append(f"    This holds: {_plain(one.holds)}")
    many = len(found.findings)
    things = "Everything holds" if not many else "1 finding" if many == 1 else f"{many:,} findings"
    ties = "1 quantity is tied" if found.tied == 1 else f"{found.tied:,} quantities are tied"
    stand = f", {found.standing:,} left to stand with a reason" if found.standing else ""
    return [*lines, f"{things}. {ties} to evidence{stand}."]


def _as_json(name: str, found: Linted) -> dict[str, Any]:
    """The same as values: see docs/reference/quantities.md."""
    from plumbline import __version__
    from plumbline.statistics.words import word_table

    table = word_table()
    return {
        "file": name,
        "plumbline": __version__,
        "words": {"table": table.code, "in_force_from": table.in_force_from.isoformat()},
        "clean": found.clean,
        "tied": found.tied,
        "standing": found.standing,
        "findings": [dict(vars(one)) for one in found.findings],
    }


def _plain(text: str) -> str:
    """Without what could steer a terminal: a file may hold anything."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
