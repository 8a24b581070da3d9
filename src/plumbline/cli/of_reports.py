"""The commands about reports: whether the quantities of a text hold, and whether its figures come out
anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plumbline.cli.options import FILE, FORMAT

if TYPE_CHECKING:
    from plumbline.scrutiny.bundle import Verified
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


@click.command("verify-bundle")
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--seal",
    metavar="HEX",
    help="The seal that the published report gives. It is a fault where the bundle has another.",
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
def verify_bundle(context: click.Context, file: Path, seal: str | None, form: str) -> None:
    """Check a report's sealed bundle, and work every figure of the report out anew from it.

    Ends with 0 where no byte was altered and every figure and text comes out as it was printed, with 1 where
    something differs, and with 2 where the file is no bundle.

    Example: plumbline verify-bundle bundle.zip
    """
    import json
    from dataclasses import asdict, replace

    from plumbline import __version__
    from plumbline.measures import rate_of
    from plumbline.scrutiny.bundle import verify_bundle as verified

    found = verified(file, rate=rate_of)
    if seal is not None and seal.strip().lower() != found.seal:
        other = "The seal is not the one given: this is not the bundle of that report."
        found = replace(found, faults=(other, *found.faults))
    if form == "json":
        said = {"file": file.name, "plumbline": __version__, "ok": found.ok, **asdict(found)}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for line in _verified_text(found):
            click.echo(line)
    context.exit(0 if found.ok else 1)


def _verified_text(found: Verified) -> list[str]:
    """A line for each fault and each figure, and last what came of it."""
    from plumbline import __version__

    lines = [f"Seal: {found.seal}"] if found.seal else []
    lines += [f"Fault: {_plain(one)}" for one in found.faults]
    for one in found.figures:
        lines.append(f"{one.id}: {_plain(one.printed)}")
        if not one.same:
            lines.append(f"    Comes out as: {_plain(one.regenerated)}")
        elif one.told:
            lines.append("    Told, and taken as it is: only its wording was worked out.")
    differ = sum(not one.same for one in found.figures)
    told = sum(one.told for one in found.figures)
    if found.ok:
        told_too = f" {told:,} of them {'was' if told == 1 else 'were'} told." if told else ""
        return [
            *lines,
            f"Nothing was altered, and all {len(found.figures):,} figures come out the same.{told_too}",
        ]
    if found.figures and found.made_with != __version__:
        lines.append(f"It was sealed with plumbline {_plain(found.made_with)}; this is {__version__}.")
    if not found.figures:
        return [*lines, "This bundle does not hold. No figure was worked out."]
    return [*lines, f"This bundle does not hold: {differ:,} of {len(found.figures):,} figures differ."]


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
