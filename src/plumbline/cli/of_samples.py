"""The commands about samples: which records to read, and whether a sample is what its certificate says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from plumbline.cli.options import ANY, FILE


@click.command()
@click.argument("frame_file", metavar="FRAME.csv", type=FILE)
@click.option("--id", "id_column", required=True, metavar="COLUMN", help="The column that names each record.")
@click.option("--stratum", "stratum_column", metavar="COLUMN", help="The column of strata, such as team.")
@click.option(
    "--margin", type=float, metavar="SHARE", help="The margin wanted: 0.05 is five points either way."
)
@click.option("--size", type=int, help="How many records to draw, in place of a margin.")
@click.option(
    "--confidence",
    type=float,
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="How sure, as a share.",
)
@click.option("--minimum", type=int, default=6, show_default=True, help="The fewest from each stratum.")
@click.option(
    "--allocation",
    type=click.Choice(("proportional", "neyman")),
    default="proportional",
    show_default=True,
    help="How the sample is shared out among strata.",
)
@click.option(
    "--expected",
    multiple=True,
    metavar="STRATUM=SHARE",
    help="For neyman: the share expected in a stratum, else 0.5; may be repeated.",
)
@click.option(
    "--seed", required=True, metavar="TEXT", help="What fixes the draw. Choose it after the list, and once."
)
@click.option(
    "--out",
    type=ANY,
    required=True,
    metavar="DIR",
    help="The folder to write; a sample of ours is replaced whole.",
)
def sample(
    frame_file: Path,
    id_column: str,
    stratum_column: str | None,
    margin: float | None,
    size: int | None,
    confidence: float,
    minimum: int,
    allocation: Any,
    expected: tuple[str, ...],
    seed: str,
    out: Path,
) -> None:
    """Draw records to read from a list, in a way that anyone can check.

    DIR gets sample.csv (every record: stratum, record_id, position, drawn yes or no, weight) and
    certificate.json.

    Example: plumbline sample orders.csv --id order_id --size 99 --seed "two dice: 4 and 6" --out drawn
    """
    from datetime import UTC, datetime

    from plumbline.errors import UsageError
    from plumbline.folders import refuse_foreign
    from plumbline.scrutiny.certificate import certificate
    from plumbline.scrutiny.drawing import check_seed, draw, plan
    from plumbline.scrutiny.frames import read_frame
    from plumbline.scrutiny.sample_files import (
        FOLDER_KIND,
        certificate_sentences,
        formula_like,
        write_sample,
    )

    check_seed(seed)
    refuse_foreign(out, FOLDER_KIND)
    if frame_file.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{out}: holds the list itself, which would be replaced. Choose another folder.")
    shares = _shares(expected)
    frame = read_frame(frame_file, id_column=id_column, stratum_column=stratum_column)
    planned = plan(
        frame.strata,
        margin=margin,
        size=size,
        confidence=confidence,
        minimum=minimum,
        method=allocation,
        expected=shares,
    )
    drawn = draw(frame, planned, seed)
    content = certificate(frame, planned, drawn, drawn_at=datetime.now(UTC))
    write_sample(out, drawn, content)
    for sentence in certificate_sentences(content):
        click.echo(sentence)
    click.echo(f"The sample and its certificate are in {out}.")
    if count := formula_like(drawn):
        records = "1 record has" if count == 1 else f"{count:,} records have"
        click.echo(
            f"Warning: {records} an identifier or stratum that a spreadsheet would read as a formula. In "
            "sample.csv it stands exactly as it was hashed: open that file as text.",
            err=True,
        )


@click.command("check-sample")
@click.argument("certificate_file", metavar="CERTIFICATE.json", type=FILE)
@click.argument("frame_file", metavar="FRAME.csv", type=FILE)
def check_sample(certificate_file: Path, frame_file: Path) -> None:
    """Draw a sample again from its list, and say whether the certificate is true.

    Ends with 0 where everything agrees and with 1 where something does not.

    Example: plumbline check-sample drawn/certificate.json orders.csv
    """
    import json

    from plumbline.errors import PlumblineError
    from plumbline.scrutiny.certificate import check_certificate
    from plumbline.scrutiny.sample_files import certificate_sentences

    try:
        content = json.loads(certificate_file.read_text("utf-8"))
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise PlumblineError(
            f"{certificate_file}: is no certificate. Give the certificate.json that came with the sample."
        )
    if wrong := check_certificate(content, frame_file.read_bytes()):
        raise PlumblineError(
            "\n".join(
                [f"{certificate_file}: the sample is not what it says.", *(f"  - {one}" for one in wrong)]
            )
        )
    for sentence in certificate_sentences(content):
        click.echo(sentence)
    click.echo(f"Drawn again from {frame_file}: everything agrees.")


def _shares(expected: tuple[str, ...]) -> dict[str, float]:
    from plumbline.errors import UsageError

    found: dict[str, float] = {}
    for one in expected:
        stratum, sign, share = one.rpartition("=")
        try:
            number = float(share)
        except ValueError:
            sign = ""
        if not sign:
            raise UsageError(f"--expected {one}: write the stratum, = and a share, such as Northgate=0.8.")
        if stratum in found:
            raise UsageError(f"--expected: “{stratum}” is given twice. Give each stratum once.")
        found[stratum] = number
    return found
