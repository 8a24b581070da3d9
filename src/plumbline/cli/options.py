"""What the options of several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from plumbline.terminal import Day

DAY = Day()
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)
FORMATS = ("table", "csv", "json")
MAPPING = "TOML file that turns a supplier's export into the specification's tables."
ACCEPT_PARTIAL = "Go on without the faulty rows; they are counted with every figure."
FORMAT = "How it is written."
PERIOD = "A complete month (2026-02), quarter (2025-26-Q4) or year (2025-26)."
PUBLISH = "Protect small numbers, for publication."


def standard_codes() -> tuple[str, ...]:
    """The codes of the standards in the library."""
    from plumbline.standards.loading import load_standards

    return tuple(load_standards(examples=False))
