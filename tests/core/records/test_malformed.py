"""Several hundred broken, odd and hostile inputs: each is refused with a clear message, or rightly read."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from factories import malformed, malformed_containers
from factories.malformed import Malformed
from plumbline.cli import main

INPUTS = [*malformed.everything(), *malformed_containers.everything()]
BAD = [one for one in INPUTS if one.exit_code == 1]
READ = [one for one in INPUTS if one.exit_code == 0]
SECONDS = 20  # far more than any takes: one that hangs fails instead


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Ends a test that hangs, where the system can."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise TimeoutError(f"still at work after {SECONDS} seconds")

    former = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, former)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to build an input in, with a folder of its own for what is temporary."""
    (tmp_path / "temporary").mkdir()
    (tmp_path / "place").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "place")
    return tmp_path / "place"


def everything_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def nothing_escaped(place: Path) -> bool:
    """Whether nothing was left in the temporary folder, nor written into any folder above."""
    above = [folder / "orders.csv" for folder in place.parents]
    return not any((place.parent / "temporary").iterdir()) and not any(path.exists() for path in above)


def test_there_are_at_least_two_hundred_inputs_and_no_name_stands_twice():
    assert len(BAD) >= 200
    assert len({one.name for one in INPUTS}) == len(INPUTS)


@pytest.mark.parametrize("one", BAD, ids=lambda one: one.name)
def test_a_malformed_input_is_refused_with_a_message_that_names_it(one: Malformed, place: Path) -> None:
    extract = one.build(place)
    mapping = ["--mapping", str(one.mapping(place))] if one.mapping else []
    before = everything_in(place)
    result = CliRunner().invoke(main, ["check", str(extract), *mapping])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    assert result.exit_code == 1, result.output
    assert [said for said in one.says if said not in result.output] == [], result.output
    assert everything_in(place) == before
    assert nothing_escaped(place)


@pytest.mark.parametrize("one", READ, ids=lambda one: one.name)
def test_an_odd_input_is_rightly_read(one: Malformed, place: Path) -> None:
    extract = one.build(place)
    doing = ["take", str(extract), str(place / "taken")] if one.reads else ["check", str(extract)]
    result = CliRunner().invoke(main, doing)
    assert result.exit_code == 0, result.output
    assert [said for said in one.says if said not in result.output] == [], result.output
    if one.reads is not None:
        table, column, values = one.reads
        found = pq.read_table(place / "taken" / f"{table}.parquet").column(column).to_pylist()
        assert [None if value is None else str(value) for value in found] == [
            None if value is None else str(value) for value in values
        ]
    assert nothing_escaped(place)
