"""Output folders under fire: killed processes, two at once, no room, places that cannot be written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from factories import processes
from factories.csv_extracts import small_records, write_csv_extract
from plumbline.records import take

MOMENTS = 12
TAKE = ("take", "after", "out")
RUN = ("run", "after-taken", "--as-at", "2026-03-31", "--out", "out")


OTHER = {"after": "before", "after-taken": "before-taken"}


def contents(folder: Path) -> dict[str, str]:
    """Every file of the folder, hidden ones included, with its hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def without_times(folder: Path) -> dict[str, str]:
    """As `contents`, the seconds that a run took left out."""
    found = contents(folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest.pop("seconds", None)
    return found | {"manifest.json": json.dumps(manifest, sort_keys=True)}


class Work:
    """A folder with two extracts, what a command makes of each, and the processes that work in it."""

    def __init__(self, place: Path, command: tuple[str, ...]) -> None:
        self.place, self.scratch, self.command = place, place.parent / f"{place.name}-scratch", command
        self.scratch.mkdir()
        for name, orders in (("before", 12), ("after", 9)):
            write_csv_extract(place / name, small_records(orders))
            if command == RUN:
                take(place / name, place / f"{name}-taken")
        self.out = place / "out"
        self.finish(**OTHER, out="former")
        started = time.monotonic()
        self.finish(out="whole")
        self.seconds = time.monotonic() - started
        self.former, self.whole = contents(place / "former"), without_times(place / "whole")

    def start(self, most_bytes: int | None = None, **changed: str) -> BaseProcess:
        """Start the command, with other words in the place of some."""
        words = [changed.get(word, word) for word in self.command]
        return processes.start(self.place, self.scratch, *words, most_bytes=most_bytes)

    def finish(self, most_bytes: int | None = None, **changed: str) -> tuple[int | None, str]:
        """Its exit code and what it said on standard error."""
        process = self.start(most_bytes, **changed)
        process.join(60)
        return process.exitcode, Path(f"{self.scratch}.said").read_text("utf-8")

    def broken_off(self, share: float, how: signal.Signals) -> None:
        """Start the command and break it off after such a share of its time."""
        process = self.start()
        time.sleep(self.seconds * share)
        assert process.pid is not None
        with suppress(ProcessLookupError):  # it was quicker than the one that was timed
            os.kill(process.pid, how)
        process.join(60)

    def nothing_there(self) -> None:
        shutil.rmtree(self.out, ignore_errors=True)

    def former_there(self) -> None:
        self.nothing_there()
        shutil.copytree(self.place / "former", self.out)

    def leftovers(self) -> list[str]:
        """What lies about beside what was asked for."""
        known = {"before", "after", *OTHER, *OTHER.values(), "former", "whole", "out"}
        beside = {path.name for path in self.place.iterdir()} - known
        return sorted(beside) + sorted(path.name for path in self.scratch.iterdir())


@pytest.fixture(scope="module", params=[TAKE, RUN], ids=["take", "run"])
def work(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Work:
    return Work(tmp_path_factory.mktemp(request.param[0]), request.param)


def test_a_command_killed_at_any_moment_leaves_the_former_folder_or_the_new_one(work: Work) -> None:
    broken = []
    for moment in range(MOMENTS):
        work.former_there()
        work.broken_off((moment + 0.5) / MOMENTS, signal.SIGKILL)
        if contents(work.out) != work.former and without_times(work.out) != work.whole:
            broken.append(moment)
    assert broken == []


def test_a_first_command_killed_at_any_moment_leaves_nothing_or_the_whole_folder(work: Work) -> None:
    broken = []
    for share in (0.3, 0.6, 0.8, 0.9):
        work.nothing_there()
        work.broken_off(share, signal.SIGKILL)
        if work.out.exists() and without_times(work.out) != work.whole:
            broken.append(share)
    assert broken == []


def test_what_killed_commands_left_is_swept_by_the_next(work: Work) -> None:
    for share in (0.5, 0.8):
        work.former_there()
        work.broken_off(share, signal.SIGKILL)
    assert work.finish()[0] == 0
    assert (work.leftovers(), without_times(work.out)) == ([], work.whole)


def test_a_command_that_a_person_breaks_off_sweeps_up_itself(work: Work) -> None:
    work.former_there()
    work.broken_off(0.6, signal.SIGINT)
    assert work.leftovers() == []


def test_two_at_once_into_one_folder_do_not_mix(work: Work) -> None:
    work.nothing_there()
    both = [work.start(), work.start(**OTHER)]
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    assert without_times(work.out) in (work.whole, without_times(work.place / "former"))
    assert work.leftovers() == []


def test_a_full_disk_gives_a_message_and_leaves_the_former_folder(work: Work) -> None:
    work.former_there()
    code, said = work.finish(most_bytes=1000)
    assert (code, "Traceback" in said) == (1, False), said
    assert "Check the place and the space on it." in said
    assert (contents(work.out), work.leftovers()) == (work.former, [])


@pytest.mark.parametrize("place", ["before/orders.csv/out", "/proc/plumbline-out"])
def test_a_place_that_cannot_be_written_gives_a_message(work: Work, place: str) -> None:
    code, said = work.finish(out=place)
    assert (code, said.count("\n")) == (1, 1), said
    assert said.endswith("Choose another place.\n")
