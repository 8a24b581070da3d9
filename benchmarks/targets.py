"""What is to be reached, what was, and both as a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from timing import Process, middle, ratio

AT_MOST_SCANS, AT_MOST_PANDAS, AT_MOST_MB = 10.0, 1 / 3, 2000.0
COUNCIL_SECONDS, TAKE_SECONDS = 1.0, 30.0
AIM = 0.5  # beyond each target we aim for half of it


@dataclass(frozen=True)
class Answer:
    """One target. measured, target, aim: in the unit; the less the better."""

    size: str
    what: str
    unit: str
    measured: float
    target: float
    aim: float

    @property
    def said(self) -> str:
        """Whether it is reached."""
        if self.measured > self.target:
            return "not met"
        return "met, and the aim" if self.measured <= self.aim else "met"


def answers(
    size: str, found: dict[str, list[Process]], orders: int, before: tuple[int, float] | None
) -> list[Answer]:
    """The targets that this size answers.

    found: the counted runs by job. before: orders and median seconds of the next smaller size, if measured.
    """
    said = []

    def add(what: str, unit: str, measured: float, target: float, aim: float | None = None) -> None:
        said.append(Answer(size, what, unit, measured, target, target * AIM if aim is None else aim))

    run = found["run"]
    if size == "council":
        add("run, with the start of the process", "seconds", middle(run, "wall"), COUNCIL_SECONDS)
    else:
        add("run over bare scan", "times", ratio(run, found["scan"]), AT_MOST_SCANS)
    if size != "council" and "pandas" in found:
        add(
            "run of three standards over pandas",
            "times",
            ratio(found["run of three"], found["pandas"]),
            AT_MOST_PANDAS,
        )
    if "take" in found:
        add("take from CSV", "seconds", middle(found["take"], "wall"), TAKE_SECONDS)
        add("take, most memory", "MB", middle(found["take"], "memory"), AT_MOST_MB)
    if size != "tenfold":  # more than there is of Scotland: there a run takes what memory it needs
        add("run, most memory", "MB", middle(run, "memory"), AT_MOST_MB)
    if before is not None:
        growth = (middle(run, "wall") / before[1]) / (orders / before[0])
        add("run, seconds for each order over the next smaller size", "times", growth, 1.0, 1.0)
    return said


def as_text(machine: dict[str, Any], sizes: list[dict[str, Any]], reached: list[Answer]) -> str:
    """The whole result as plain text."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    for size in sizes:
        lines += [
            "",
            f"{size['title']}: {size['orders']:,} orders, {size['contacts']:,} contacts, "
            f"{size['rows']:,} rows",
            f"  {'':22}{'wall s':>9}{'least':>9}{'most':>9}{'cpu s':>9}{'MB':>8}{'µs an order':>14}",
        ]
        for name, job in size["jobs"].items():
            per = 1e6 * job["wall"] / size["orders"]
            lines.append(
                f"  {name:22}{job['wall']:>9.2f}{job['least']:>9.2f}{job['most']:>9.2f}"
                f"{job['cpu']:>9.2f}{job['memory']:>8.0f}{per:>14.1f}"
            )
    lines += ["", f"{'size':10}{'what':56}{'measured':>10}{'target':>9}{'aim':>8}  {'unit':8} reached"]
    for one in reached:
        lines.append(
            f"{one.size:10}{one.what:56}{one.measured:>10.2f}{one.target:>9.2f}{one.aim:>8.2f}"
            f"  {one.unit:8} {one.said}"
        )
    return "\n".join(lines)


def as_data(reached: list[Answer]) -> list[dict[str, Any]]:
    """The answers as plain data for JSON."""
    return [{**asdict(one), "reached": one.said} for one in reached]
