"""The command line as processes of its own: what a script sees of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from factories.csv_extracts import small_records, write_csv_extract


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An extract with an order that names nobody."""
    records = small_records()
    records["orders"][3] |= {"person_id": "nobody"}
    return write_csv_extract(tmp_path / "faulty", records)


def process(*arguments: object, pipe_closed: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plumbline.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("words", "code"), [(("terms", "80", "99"), 0), (("check", "{0}/faulty"), 1), (("explain", "nope"), 2)]
)
def test_the_exit_codes_are_those_of_the_process(faulty: Path, words: tuple[str, ...], code: int) -> None:
    found = process(*(word.format(faulty.parent) for word in words))
    assert (found.returncode, "Traceback" in found.stderr) == (code, False)


def test_a_message_goes_to_standard_error_alone(faulty: Path) -> None:
    found = process("measures", faulty)
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (1, "", 1)


def test_a_pipe_that_its_reader_closes_is_no_fault() -> None:
    command = (
        f"'{sys.executable}' -m plumbline.cli standards --format json | head -c 10; exit ${{PIPESTATUS[0]}}"
    )
    found = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
