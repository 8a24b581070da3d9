"""Whole processes timed by the operating system's own accounts: wall, processor time, most memory held.

The process that measures stays small: on some systems a child's peak memory is never below its parent's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """One finished process. wall, cpu (user and system): seconds. memory: peak, in MB. said: its output."""

    wall: float
    cpu: float
    memory: float
    said: str


@dataclass(frozen=True)
class Job:
    """A command to time, and what to see to once after each of its runs (such as checking what it gave)."""

    name: str
    command: list[str]
    after: Callable[[Process], None] | None = None


def timed(command: list[str]) -> Process:
    """Run the command to its end. Ends the benchmark where the command fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as faults:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=faults, stdin=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)  # it is reaped: Popen need not wait for it
        out.seek(0)
        faults.seek(0)
        if child.returncode:
            said = faults.read().decode("utf-8", "replace").strip()
            raise SystemExit(f"{' '.join(command)}\nended with {child.returncode}: {said}")
        unit = 1 if sys.platform == "darwin" else 1024
        return Process(
            wall,
            used.ru_utime + used.ru_stime,
            used.ru_maxrss * unit / 1e6,
            out.read().decode("utf-8", "replace"),
        )


def in_turn(jobs: list[Job], runs: int) -> dict[str, list[Process]]:
    """Time the jobs in turn, A B C A B C …, so that noise hits all alike. The first round is not counted."""
    found: dict[str, list[Process]] = {job.name: [] for job in jobs}
    for turn in range(runs + 1):
        for job in jobs:
            what = "warming up" if turn == 0 else f"{turn} of {runs}"
            print(f"  {job.name} ({what}) …", file=sys.stderr, flush=True)
            process = timed(job.command)
            if job.after is not None:
                job.after(process)
            if turn:
                found[job.name].append(process)
    return found


def middle(processes: list[Process], figure: str) -> float:
    """The median of a figure over the counted runs."""
    return statistics.median(getattr(process, figure) for process in processes)


def ratio(ours: list[Process], theirs: list[Process]) -> float:
    """The median of the ratios of wall time, pair by pair: both of a pair ran in the same minute."""
    return statistics.median(one.wall / other.wall for one, other in zip(ours, theirs, strict=True))
