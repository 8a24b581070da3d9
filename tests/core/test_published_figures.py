"""The published national percentages, printed by `plumbline tables` from case records with those counts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from plumbline.calendars import nth_working_day_after, scotland
from plumbline.cli import main

AS_AT = "2021-03-31"


@dataclass(frozen=True)
class Line:
    """What one published table says of one year: orders in each band, not known, percentages."""

    counts: tuple[int, int, int]
    not_known: int
    percentages: tuple[str, str, str]

    @property
    def commenced(self) -> int:
        return sum(self.counts) + self.not_known


# Criminal justice social work statistics 2013-14, Table 13: contact, then meeting.
CPO = {
    "2011-12": (
        Line((7319, 1255, 961), 693, ("76.8", "13.2", "10.1")),
        Line((7484, 833, 734), 1177, ("82.7", "9.2", "8.1")),
    ),
    "2012-13": (
        Line((11992, 1517, 1639), 909, ("79.2", "10.0", "10.8")),
        Line((11978, 1272, 1205), 1602, ("82.9", "8.8", "8.3")),
    ),
    "2013-14": (
        Line((13803, 1813, 1880), 1103, ("78.9", "10.4", "10.7")),
        Line((13977, 1669, 1562), 1391, ("81.2", "9.7", "9.1")),
    ),
}
# The same, 2019-20, Table 26.
DTTO = {
    "2015-16": (
        Line((401, 51, 42), 39, ("81.2", "10.3", "8.5")),
        Line((412, 37, 43), 41, ("83.7", "7.5", "8.7")),
    ),
    "2016-17": (
        Line((334, 62, 56), 23, ("73.9", "13.7", "12.4")),
        Line((373, 39, 38), 25, ("82.9", "8.7", "8.4")),
    ),
    "2017-18": (
        Line((366, 109, 63), 39, ("68.0", "20.3", "11.7")),
        Line((447, 39, 49), 42, ("83.6", "7.3", "9.2")),
    ),
    "2018-19": (
        Line((353, 117, 87), 43, ("63.4", "21.0", "15.6")),
        Line((433, 47, 74), 46, ("78.2", "8.5", "13.4")),
    ),
    "2019-20": (
        Line((334, 86, 61), 29, ("69.4", "17.9", "12.7")),
        Line((387, 35, 49), 39, ("82.2", "7.4", "10.4")),
    ),
}
COMMENCED = {
    **{("cpo", year): number for year, number in zip(CPO, (10228, 16057, 18599), strict=True)},
    **{("dtto", year): number for year, number in zip(DTTO, (533, 475, 577, 600, 510), strict=True)},
}
# In how many working days each band was done, in turn: both its edges, and one within.
CONTACT_DAYS = ((0, 1), (2, 5, 3), (6, 20, 9))
MEETING_DAYS = ((0, 5, 3), (6, 10, 8), (11, 40, 15))
TRANSFERRED = 4  # one in so many of the not known was transferred in; the rest were never done


def _days_taken(line: Line, bands: tuple[tuple[int, ...], ...]) -> list[int | None]:
    """For each order of the year, in how many working days it was done; None where never."""
    taken: list[int | None] = [None] * line.not_known
    for count, days in zip(line.counts, bands, strict=True):
        taken += [days[n % len(days)] for n in range(count)]
    return taken


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One extract with the orders of every published year, taken and run from the command line."""
    folder = tmp_path_factory.mktemp("published")
    calendar = scotland()
    orders: dict[str, list[object]] = {
        name: [] for name in ("order_id", "kind", "imposed_on", "transferred_in_on")
    }
    contacts: dict[str, list[object]] = {name: [] for name in ("order_id", "happened_on", "kind")}
    done_on: dict[tuple[date, int], date] = {}
    for kind, years in (("cpo", CPO), ("dtto", DTTO)):
        for year, (contact, meeting) in years.items():
            first = date(int(year[:4]), 4, 1)
            length = (date(int(year[:4]) + 1, 4, 1) - first).days
            both = zip(_days_taken(contact, CONTACT_DAYS), _days_taken(meeting, MEETING_DAYS), strict=True)
            for number, done in enumerate(both):
                order, imposed = f"{kind}-{year}-{number}", first + timedelta(days=number % length)
                # One transferred in is excused both, so not known in both tables, even where it was done.
                excused = done == (None, None) and number % TRANSFERRED == 0
                orders["order_id"].append(order)
                orders["kind"].append(kind)
                orders["imposed_on"].append(imposed)
                orders["transferred_in_on"].append(imposed if excused else None)
                for days, what in zip(
                    (1, 1) if excused else done, ("first_direct_contact", "induction"), strict=True
                ):
                    if days is None:
                        continue
                    if (imposed, days) not in done_on:
                        done_on[imposed, days] = nth_working_day_after(calendar, imposed, days)
                    contacts["order_id"].append(order)
                    contacts["happened_on"].append(done_on[imposed, days])
                    contacts["kind"].append(what)
    ids = orders["order_id"]
    extract = folder / "extract"
    extract.mkdir()
    people = [f"P{order}" for order in ids]
    pq.write_table(pa.table({"person_id": people}), extract / "people.parquet")
    authority = pa.array(["X12000001"] * len(ids))
    pq.write_table(
        pa.table({**orders, "person_id": people, "authority": authority}), extract / "orders.parquet"
    )
    attended = {
        "mode": ["telephone"] * len(contacts["order_id"]),
        "attendance": ["attended"] * len(contacts["order_id"]),
    }
    pq.write_table(pa.table({**contacts, **attended}), extract / "contacts.parquet")
    _plumbline("take", str(extract), str(folder / "taken"))
    asked = [
        word
        for kind in ("cpo", "dtto")
        for what in ("first_contact", "induction")
        for word in ("--standard", f"{kind}_{what}")
    ]
    _plumbline("run", str(folder / "taken"), "--as-at", AS_AT, "--out", str(folder / "run"), *asked)
    return folder / "run"


def _plumbline(*arguments: str) -> str:
    found = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


YEARS = [pytest.param(kind, year, id=f"{kind} {year}") for kind, year in COMMENCED]


@pytest.mark.parametrize(("kind", "year"), YEARS)
def test_counts_and_percentages_are_printed_as_published(run_folder: Path, kind: str, year: str) -> None:
    printed = _plumbline("tables", str(run_folder), "--year", year, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    for what, line in zip(("first_contact", "induction"), {**CPO, **DTTO}[year], strict=True):
        found = [(row["number"], row["percent"]) for row in rows if row["standard"] == f"{kind}_{what}"]
        bands = [(str(n), percent) for n, percent in zip(line.counts, line.percentages, strict=True)]
        assert found == [(str(COMMENCED[kind, year]), ""), *bands, (str(line.not_known), "")]


@pytest.mark.parametrize(("kind", "year"), YEARS)
def test_the_layout_for_a_screen_has_every_published_percentage(
    run_folder: Path, kind: str, year: str
) -> None:
    printed = _plumbline("tables", str(run_folder), "--year", year)
    cells = [line.split("│")[1:3] for line in printed.splitlines() if line.startswith("│")]
    percentages = [value.strip() for label, value in cells if label.strip().endswith("(%)") and value.strip()]
    wanted = [percent for line in {**CPO, **DTTO}[year] for percent in line.percentages]
    assert percentages == wanted


def test_never_done_and_transferred_in_are_both_among_the_not_known(run_folder: Path) -> None:
    import duckdb

    found = duckdb.read_parquet(str(run_folder / "results.parquet"))
    unknown = found.filter("band NOT LIKE '%working_day%' AND standard = 'cpo_first_contact'")
    assert sorted(unknown.select("verdict, reason, band").distinct().fetchall()) == [
        ("not_applicable", "transferred_in", "not_known"),
        ("not_met", "never_done", "not_done"),
    ]
