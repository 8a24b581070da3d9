"""One made-up council, made once for all tests of this room, and its tables read back from the CSV files."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from plumbline.synth import SynthSummary, make

AS_AT = date(2026, 8, 31)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SynthSummary]:
    folder = tmp_path_factory.mktemp("made") / "extract"
    return folder, make(folder, authorities=["X12000001"], as_at=AS_AT)


@pytest.fixture(scope="session")
def folder(made: tuple[Path, SynthSummary]) -> Path:
    """Where the made-up extract is."""
    return made[0]


@pytest.fixture(scope="session")
def summary(made: tuple[Path, SynthSummary]) -> SynthSummary:
    """What `make` said of the extract."""
    return made[1]


@pytest.fixture(scope="session")
def tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of the extract by table, as the texts in the files."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found
