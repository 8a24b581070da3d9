"""A pack of open data read by someone who wants to know more than it says.

The attack knows nothing of how the pack was made. Each number in its files is an equation over the kinds of
duties in each place; for each small number two linear programmes say how closely the equations tell it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
from scipy.optimize import linprog
from tests.factories.chance import BANDS, COUNCILS, TEAMS, service
from tests.factories.runs import write_run

from plumbline.measures.frozen import connect, open_run
from plumbline.measures.periods import Period, parse_label
from plumbline.publishing import open_tables
from plumbline.publishing.open_data import open_data

LABELS = {
    "Within 1 working day": "within_1_working_day",
    "Over 5 working days": "over_5_working_days",
    "Within 5 working days": "within_5_working_days",
    "Over 10 working days": "over_10_working_days",
    "Not done": "not_done",
}
SIDES = {"on the service’s side": "service", "on the person’s side": "client", "no reason recorded": None}


@dataclass(frozen=True)
class Kind:
    """One kind of duty in one place."""

    place: str
    verdict: str
    band: str | None
    added: bool
    side: str | None
    evidenced: bool | None
    done: bool


Of = Callable[[Kind], bool]


def kinds_in(folder: Path, code: str, place: str, period: Period) -> dict[Kind, int]:
    names = ["verdict", "band", "added", "delay_side", "delay_evidenced", "done_on IS NOT NULL"]
    with closing(connect(open_run(folder))) as con:
        rows = con.execute(
            f"SELECT {place}, {', '.join(names)}, count(*) FILTER (WHERE period BETWEEN ? AND ?) "
            "FROM results WHERE standard = ? GROUP BY ALL ORDER BY ALL",
            [period.first, period.last, code],
        ).fetchall()
    return {Kind(*row[:-1]): row[-1] for row in rows}


def said_of_a_line(row: dict[str, str], here: Of) -> Iterator[tuple[Of, str]]:
    """What a line of measures says of the duties that `here` is true of."""
    for name in ("met", "not_met", "not_applicable", "cannot_tell"):
        yield lambda k, name=name: here(k) and k.verdict == name, row[name]
    yield lambda k: here(k) and k.verdict in ("not_applicable", "cannot_tell"), row["other_together"]
    yield lambda k: here(k) and k.verdict == "not_met" and k.side == "service", row["service_numerator"]
    yield (
        lambda k: here(k) and (k.verdict == "met" or (k.verdict == "not_met" and k.side != "client")),
        row["excused_denominator"],
    )
    yield lambda k: here(k) and k.verdict == "met" and not k.added, row["national_numerator"]
    yield (
        lambda k: here(k) and k.verdict in ("met", "not_met") and k.done and not k.added,
        row["national_denominator"],
    )


def said_in_a_pack(
    pack: dict[str, bytes], code: str, place: str, period: Period, places: set[str]
) -> Iterator[tuple[Of, str]]:
    """Every number that the pack prints of one standard and period, with the kinds that it counts."""

    def rows(name: str) -> list[dict[str, str]]:
        if name not in pack:
            return []
        held = csv.DictReader(io.StringIO(pack[name].decode("utf-8")))
        return [row for row in held if row["standard"] == code and row["period"] == period.label]

    for row in rows("measures_by_period.csv"):
        yield from said_of_a_line(row, lambda k: True)
    by_place = rows(f"measures_by_{place}.csv")
    named = {row[place] for row in by_place}
    for row in by_place:
        alone = row[place] in places
        yield from said_of_a_line(
            row, lambda k, row=row, alone=alone: k.place == row[place] if alone else k.place not in named
        )
    for row in rows("bands.csv"):
        if row["band"] in LABELS:
            yield lambda k, row=row: k.band == LABELS[row["band"]], row["number"]
    for row in rows("national_tables.csv"):
        if row["line"] in LABELS:
            yield lambda k, row=row: k.band == LABELS[row["line"]] and not k.added, row["number"]
        elif row["line"].endswith("commenced"):
            yield lambda k: not k.added, row["number"]
    for row in rows("reasons.csv"):

        def missed(k: Kind, side: str | None = SIDES[row["side"]]) -> bool:
            return k.verdict == "not_met" and k.side == side

        yield missed, row["missed"]
        yield lambda k, missed=missed: missed(k) and bool(k.evidenced), row["evidenced"]


def told(folder: Path, label: str) -> tuple[int, list[tuple[str, Any, int]]]:
    """How many small numbers there are, and those that can be told more closely than 1 to 4."""
    pack = open_data(open_run(folder), label)
    period = parse_label(label)
    place = "authority" if "measures_by_authority.csv" in pack else "team"
    looked_at, found = 0, []
    for code in BANDS:
        held = kinds_in(folder, code, place, period)
        equations, values = [], []
        for of, number in said_in_a_pack(pack, code, place, period, {kind.place for kind in held}):
            if number.isdigit():
                equations.append([float(of(kind)) for kind in held])
                values.append(float(number))
                assert sum(n for kind, n in held.items() if of(kind)) == int(number), (code, number)
        if not equations:
            continue
        groups: dict[tuple[Any, ...], list[int]] = {}
        names = [one.name for one in fields(Kind)]
        for at, kind in enumerate(held):
            for one in names:
                for other in names[names.index(one) :]:
                    key = (one, getattr(kind, one), other, getattr(kind, other))
                    groups.setdefault(key, []).append(at)
        numbers = list(held.values())
        for group, places in groups.items():
            true = sum(numbers[at] for at in places)
            if not 0 < true < 5:
                continue
            looked_at += 1
            asked = [float(at in places) for at in range(len(held))]
            low = linprog(asked, A_eq=equations, b_eq=values, method="highs")
            high = linprog([-one for one in asked], A_eq=equations, b_eq=values, method="highs")
            if low.fun > 1 + 1e-6 or (high.status == 0 and -high.fun < 4 - 1e-6):
                found.append((code, group, true))
    return looked_at, found


@pytest.fixture(
    scope="module",
    params=[(1, 60, TEAMS), (2, 12, TEAMS), (3, 30, COUNCILS)],
    ids=["many", "few", "councils"],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"), service(*request.param))


@pytest.mark.parametrize("label", ["2024-25", "2025-26-Q2"])
def test_nothing_small_can_be_worked_out_from_all_its_tables_together(folder: Path, label: str) -> None:
    looked_at, found = told(folder, label)
    assert looked_at > 20
    assert found == []


def test_without_the_look_at_all_tables_together_the_attack_succeeds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tables, "told_too_closely", lambda published: frozenset())
    monkeypatch.setattr(open_tables, "small", lambda *counts: False)
    assert told(folder, "2025-26-Q2")[1] or told(folder, "2024-25")[1]
