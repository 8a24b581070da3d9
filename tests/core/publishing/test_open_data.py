"""A pack of open data: what is in it, what is hidden, what is left out, and how it is written."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from frictionless import validate
from tests.factories.chance import COUNCILS, TEAMS, service
from tests.factories.runs import duties, write_run

from plumbline.errors import UsageError
from plumbline.measures.frozen import connect, open_run
from plumbline.measures.periods import parse_label
from plumbline.publishing.joint_audit import KEYS, Published, kinds_of, told_too_closely
from plumbline.publishing.open_data import open_data, write_open_data


@pytest.fixture(
    scope="module",
    params=[(1, 60, TEAMS), (2, 12, TEAMS), (3, 30, COUNCILS)],
    ids=["many", "few", "councils"],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"), service(*request.param))


@pytest.fixture(scope="module", params=["2024-25", "2025-26-Q2"])
def pack(request: pytest.FixtureRequest, folder: Path) -> dict[str, bytes]:
    return open_data(open_run(folder), request.param)


def read(pack: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pack[name].decode("utf-8")))) if name in pack else []


def plain(tmp_path: Path) -> Path:
    """A run of one standard: 20 met and 10 not met in each month of 2024-25."""
    rows = []
    for month in range(12):
        day = date(2024 + (3 + month) // 12, (3 + month) % 12 + 1, 5)
        rows += duties(20, clock_start=day, due_on=day, band="within_1_working_day")
        rows += duties(10, verdict="not_met", clock_start=day, due_on=day, band="not_done")
    return write_run(tmp_path / "run", rows)


def test_another_program_finds_the_package_sound(pack: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in pack.items():
        (tmp_path / name).write_bytes(content)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid


def test_every_column_says_what_it_means(pack: dict[str, bytes]) -> None:
    for resource in json.loads(pack["datapackage.json"])["resources"]:
        header = pack[resource["path"]].decode("utf-8").partition("\n")[0].split(",")
        assert [one["name"] for one in resource["schema"]["fields"]] == header
        assert [one["name"] for one in resource["schema"]["fields"] if not one["description"]] == []


def test_no_count_in_it_is_small(pack: dict[str, bytes]) -> None:
    counts = ("met", "not_met", "not_applicable", "cannot_tell", "other_together", "number", "missed")
    found = [
        (name, column, row[column])
        for name in pack
        if name.endswith(".csv")
        for row in read(pack, name)
        for column in row
        if (column in counts or column in ("evidenced", "asserted") or column.endswith(("_numerator",)))
        and row[column].isdigit()
        and 0 < int(row[column]) < 5
    ]
    assert found == []


def test_no_rate_leaves_a_small_rest(pack: dict[str, bytes]) -> None:
    for name in ("measures_by_period.csv", "measures_by_team.csv", "measures_by_authority.csv"):
        for row in read(pack, name):
            for rate in ("strict", "excused", "service", "national", "offered"):
                above, below = row[f"{rate}_numerator"], row[f"{rate}_denominator"]
                if above.isdigit() and below.isdigit():
                    assert not 0 < int(below) - int(above) < 5, (name, rate, row)


def test_no_person_case_or_worker_is_in_it(pack: dict[str, bytes], folder: Path) -> None:
    with closing(connect(open_run(folder))) as con:
        found = con.execute(
            "SELECT DISTINCT unnest([case_id, person_id, order_id, worker_id, evidence]) FROM results"
        ).fetchall()
    named = [identifier for (identifier,) in found if identifier]
    everything = b"".join(pack.values()).decode("utf-8")
    assert len(named) > 100
    assert [identifier for identifier in named if identifier in everything] == []


def test_the_figures_are_those_of_the_run(tmp_path: Path) -> None:
    pack = open_data(open_run(plain(tmp_path)), "2024-25")
    row = read(pack, "measures_by_period.csv")[0]
    assert [row[name] for name in ("standard", "period", "first_day", "last_day", "met", "not_met")] == [
        "cpo_first_contact", "2024-25", "2024-04-01", "2025-03-31", "240", "120",
    ]  # fmt: skip
    assert (row["strict_numerator"], row["strict_denominator"], float(row["strict_rate"])) == (
        "240",
        "360",
        2 / 3,
    )


def test_the_series_ends_with_the_period_asked_for(tmp_path: Path) -> None:
    pack = open_data(open_run(plain(tmp_path)), "2024-25-Q2")
    assert [row["period"] for row in read(pack, "measures_by_period.csv")] == ["2024-25 Q1", "2024-25 Q2"]


def test_the_bands_and_the_national_table_are_those_of_the_run(tmp_path: Path) -> None:
    pack = open_data(open_run(plain(tmp_path)), "2024-25")
    assert [(row["line"], row["number"]) for row in read(pack, "national_tables.csv")][:2] == [
        ("Orders commenced", "360"),
        ("Within 1 working day", "240"),
    ]
    assert {row["band"]: row["number"] for row in read(pack, "bands.csv")} == {
        "Within 1 working day": "240",
        "Over 1 to 5 working days": "0",
        "Over 5 working days": "0",
        "Not done": "120",
        "Not known or not applicable": "0",
    }


def test_a_national_table_that_would_tell_of_two_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    day = {"clock_start": date(2024, 6, 3), "due_on": date(2024, 6, 4), "band": "within_1_working_day"}
    rows = duties(40, **day) + duties(2, **day, added=True)
    rows += duties(20, **day | {"verdict": "not_met", "band": "not_done"})
    pack = open_data(open_run(write_run(tmp_path / "run", rows)), "2024-25")
    assert read(pack, "national_tables.csv") == []
    assert ("national_tables", "printed beside the other tables it would give small numbers away") in [
        (row["table"], row["why"]) for row in read(pack, "left_out.csv")
    ]


def test_a_standard_that_still_waits_is_left_out_with_why(tmp_path: Path) -> None:
    day = {"clock_start": date(2024, 6, 3), "due_on": date(2024, 6, 4)}
    rows = duties(40, **day) + duties(40, **day, standard="cpo_review")
    rows += duties(6, **day, standard="cpo_review", verdict="not_yet_due")
    pack = open_data(open_run(write_run(tmp_path / "run", rows)), "2024-25")
    assert {row["standard"] for row in read(pack, "measures_by_period.csv")} == {"cpo_first_contact"}
    assert ["measures_by_period", "cpo_review", "2024-25", "some of its duties are not yet due"] in [
        list(row.values()) for row in read(pack, "left_out.csv")
    ]


def test_small_teams_are_given_by_year_only(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", service(4, 60, TEAMS), staff={"North": 9, "South": 9, "East": 2})
    assert "measures_by_team.csv" not in open_data(open_run(folder), "2024-25-Q2")
    assert "measures_by_team.csv" in open_data(open_run(folder), "2024-25")


def test_no_licence_is_given_for_the_publisher(tmp_path: Path) -> None:
    pack = open_data(open_run(plain(tmp_path)), "2024-25")
    assert "licenses" not in json.loads(pack["datapackage.json"])
    assert "To be stated by those who publish these files." in pack["README.md"].decode("utf-8")


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = plain(tmp_path)
    for name in ("one.zip", "two.zip"):
        write_open_data(folder, tmp_path / name, period="2024-25")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_folder_and_zip_hold_the_same_files(tmp_path: Path) -> None:
    folder = plain(tmp_path)
    write_open_data(folder, tmp_path / "pack", period="2024-25")
    write_open_data(folder, tmp_path / "pack.zip", period="2024-25")
    with zipfile.ZipFile(tmp_path / "pack.zip") as held:
        zipped = {name: held.read(name) for name in held.namelist()}
    assert zipped == {path.name: path.read_bytes() for path in (tmp_path / "pack").iterdir()}


def test_a_pack_of_ours_is_replaced_and_another_file_is_left_alone(tmp_path: Path) -> None:
    folder = plain(tmp_path)
    write_open_data(folder, tmp_path / "pack.zip", period="2024-25")
    before = (tmp_path / "pack.zip").read_bytes()
    write_open_data(folder, tmp_path / "pack.zip", period="2024-25-Q1")
    assert (tmp_path / "pack.zip").read_bytes() != before
    (tmp_path / "letters.zip").write_bytes(b"letters")
    with pytest.raises(UsageError, match=r"letters.zip: exists and is no pack of open data of ours"):
        write_open_data(folder, tmp_path / "letters.zip", period="2024-25")
    assert (tmp_path / "letters.zip").read_bytes() == b"letters"


def test_a_period_that_is_not_over_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not over as at 31 March 2026"):
        write_open_data(plain(tmp_path), tmp_path / "pack", period="2026-27")
    assert not (tmp_path / "pack").exists()


def two_kinds(small: int) -> Published:
    kinds = [dict.fromkeys(KEYS, "") | {"verdict": name} for name in ("met", "not_met", "cannot_tell")]
    return Published(kinds, [40, 20, small])


def test_the_joint_check_finds_what_a_difference_gives_away() -> None:
    known = two_kinds(3).with_numbers(
        [
            (lambda duty: True, 63),
            (lambda duty: duty["verdict"] in ("met", "not_met"), 60),
        ]
    )
    assert told_too_closely(known) == {(2,)}


def test_the_joint_check_lets_pass_what_cannot_be_told() -> None:
    known = two_kinds(3).with_numbers([(lambda duty: True, 63)])
    assert told_too_closely(known) == frozenset()


def test_the_joint_check_knows_that_a_hidden_number_is_one_at_least() -> None:
    known = Published(two_kinds(2).kinds, [40, 2, 2], [((0,), 40), ((0, 1, 2), 44)], [(1,), (2,)])
    assert told_too_closely(known) == {(1,), (2,)}  # each is 1 to 3, and no more


def test_a_number_that_is_not_what_it_counts_is_never_printed() -> None:
    with pytest.raises(AssertionError, match="a printed number is 41, and what it counts is 40"):
        two_kinds(3).with_numbers([(lambda duty: duty["verdict"] == "met", 41)])


def test_kinds_are_those_that_ever_occur_with_the_numbers_of_the_period(tmp_path: Path) -> None:
    with closing(connect(open_run(plain(tmp_path)))) as con:
        found = kinds_of(con, "cpo_first_contact", parse_label("2024-25-Q1"))
    assert [
        (kind["verdict"], kind["band"], n) for kind, n in zip(found.kinds, found.numbers, strict=True)
    ] == [
        ("met", "within_1_working_day", 60),
        ("not_met", "not_done", 30),
    ]
