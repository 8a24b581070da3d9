"""`plumbline sample`, word for word, and what it writes checked with nothing but hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plumbline.cli import main
from plumbline.scrutiny.certificate import check_certificate

TEAMS = {"Eastmuir": 38, "Northgate": 402, "Prison-based": 22, "Southbank": 150, "Westfield": 90}
SEED = "Lotto of 9 May 2026: 4 8 15 16 23 42"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """702 orders of five teams."""
    path = tmp_path / "orders.csv"
    rows = [f"{team[0]}{n:03},{team}" for team, many in TEAMS.items() for n in range(many)]
    path.write_text("\n".join(["order_id,team", *rows]) + "\n", "utf-8")
    return path


def sample(orders: Path, *options: str, seed: str = SEED, out: str = "drawn") -> Result:
    arguments = ["sample", str(orders), "--id", "order_id", *options, "--seed", seed]
    return CliRunner().invoke(main, [*arguments, "--out", str(orders.parent / out)])


def written(orders: Path, out: str = "drawn") -> tuple[list[dict[str, str]], dict]:
    """The rows of sample.csv and the certificate."""
    folder = orders.parent / out
    rows = list(csv.DictReader(io.StringIO((folder / "sample.csv").read_text("utf-8"), newline="")))
    return rows, json.loads((folder / "certificate.json").read_text("utf-8"))


def test_99_of_702_are_drawn_and_the_margin_is_said(orders: Path) -> None:
    done = sample(orders, "--size", "99")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [
        "99 of 702 records were drawn; the others are the reserve.",
        "A share found in a simple random sample of this size is likely to lie within 9.1 points of the true "
        "one, at 95% confidence. That counts the chance of the draw alone.",
    ]
    assert done.stdout.splitlines()[-1] == f"The sample and its certificate are in {orders.parent / 'drawn'}."


def test_five_points_either_way_take_249(orders: Path) -> None:
    assert sample(orders, "--margin", "0.05").stdout.startswith("249 of 702 records were drawn")
    assert sample(orders, "--margin", "0.05", "--confidence", "0.8").stdout.startswith("134 of 702")


def test_every_record_is_written_once_with_its_place_and_weight(orders: Path) -> None:
    sample(orders, "--size", "99")
    rows, _ = written(orders)
    assert list(rows[0]) == ["stratum", "record_id", "position", "drawn", "weight"]
    assert [row["position"] for row in rows] == [str(n) for n in range(1, 703)]
    assert [row["drawn"] for row in rows] == ["yes"] * 99 + ["no"] * 603
    assert {row["weight"] for row in rows[:99]} == {"7.09090909"}
    assert {row["weight"] for row in rows[99:]} == {""}
    assert {row["stratum"] for row in rows} == {""}


def test_the_order_of_the_rows_is_that_of_keys_anyone_can_work_out(orders: Path) -> None:
    sample(orders, "--size", "99")
    rows, content = written(orders)
    keys = [hashlib.sha256(f"{SEED}||{row['record_id']}".encode()).hexdigest() for row in rows]
    assert keys == sorted(keys)
    assert [one["key"] for one in content["sample"]] == keys[:99]


def test_strata_are_shared_out_with_the_minimum_and_their_names_are_in_the_keys(orders: Path) -> None:
    sample(orders, "--stratum", "team", "--size", "99")
    rows, content = written(orders)
    drawn = [row for row in rows if row["drawn"] == "yes"]
    assert [sum(row["stratum"] == team for row in drawn) for team in TEAMS] == [6, 55, 6, 20, 12]
    key = hashlib.sha256(f"{SEED}|{drawn[0]['stratum']}|{drawn[0]['record_id']}".encode()).hexdigest()
    assert content["sample"][0]["key"] == key


def test_another_minimum_is_kept(orders: Path) -> None:
    sample(orders, "--stratum", "team", "--size", "99", "--minimum", "15")
    _, content = written(orders)
    assert content["strata"][0]["drawn"] == 15
    assert min(one["drawn"] for one in content["strata"]) == 15


def test_neyman_takes_expected_shares(orders: Path) -> None:
    options = ["--expected", "Northgate=0.6", "--expected", "Southbank=.75", "--expected", "Eastmuir=0.85"]
    done = sample(orders, "--stratum", "team", "--size", "99", "--allocation", "neyman", *options)
    assert done.exit_code == 0
    _, content = written(orders)
    assert {one["stratum"]: one["drawn"] for one in content["strata"]} == {
        "Eastmuir": 6,
        "Northgate": 56,
        "Prison-based": 6,
        "Southbank": 18,
        "Westfield": 13,
    }


def test_the_certificate_holds_against_the_file_and_names_its_hash(orders: Path) -> None:
    sample(orders, "--stratum", "team", "--size", "99")
    _, content = written(orders)
    assert content["frame"]["sha256"] == hashlib.sha256(orders.read_bytes()).hexdigest()
    assert check_certificate(content, orders.read_bytes()) == ()


def test_the_manifest_names_the_hash_of_each_file(orders: Path) -> None:
    sample(orders, "--size", "99")
    folder = orders.parent / "drawn"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["kind"] == "plumbline sample"
    assert manifest["files"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("sample.csv", "certificate.json")
    }
    assert sorted(path.name for path in folder.iterdir()) == [
        "certificate.json",
        "manifest.json",
        "sample.csv",
    ]


def test_the_same_seed_draws_the_same_and_another_does_not(orders: Path) -> None:
    sample(orders, "--size", "99")
    sample(orders, "--size", "99", out="again")
    sample(orders, "--size", "99", seed="another", out="other")
    first, again, other = (written(orders, name)[0] for name in ("drawn", "again", "other"))
    assert (first == again, first == other) == (True, False)


def test_a_former_sample_is_replaced_whole(orders: Path) -> None:
    sample(orders, "--size", "99")
    assert sample(orders, "--size", "12").exit_code == 0
    assert sum(row["drawn"] == "yes" for row in written(orders)[0]) == 12


def test_letters_beyond_ascii_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id;team\nÓ1;Àird\n", "utf-8")
    assert sample(path, "--stratum", "team", "--size", "1").exit_code == 0
    assert "Àird,Ó1,1,yes,1" in (tmp_path / "drawn" / "sample.csv").read_text("utf-8")


def test_identifiers_like_formulas_stay_as_they_are_and_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id\n=1+2\nR2\n", "utf-8")
    done = sample(path, "--size", "1")
    assert (done.exit_code, done.stderr) == (
        0,
        "Warning: 1 record has an identifier or stratum that a spreadsheet would read as a formula. In "
        "sample.csv it stands exactly as it was hashed: open that file as text.\n",
    )
    assert "=1+2" in [row["record_id"] for row in written(path)[0]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--id", "order", "--size", "9"], "order: there is no such column. There are: order_id, team."),
        (["--stratum", "tem", "--size", "9"], "tem: there is no such column. There are: order_id, team."),
    ],
)
def test_a_list_without_the_column_ends_with_one(orders: Path, options: list[str], said: str) -> None:
    done = sample(orders, *options)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert not (orders.parent / "drawn").exists()


def test_a_list_with_a_mark_in_an_identifier_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id\nR|1\nR2\n\nR2\n", "utf-8")
    done = sample(path, "--size", "1")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[1:] == [
        "  row 1, order_id: it holds “|”, which parts a key. Replace it throughout.",
        "  row 3, order_id: this record stands in row 2 already, and would have two chances. Keep one row "
        "for each record.",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "either the margin wanted or the size"),
        (["--size", "9", "--margin", "0.1"], "either the margin wanted or the size"),
        (["--margin", "5"], "such as 0.05 for five points"),
        (["--margin", "1e-200"], "such as 0.05 for five points"),
        (["--size", "9", "--confidence", "0.9999999999999999"], "such as 0.95"),
        (["--margin", "nan"], "such as 0.05 for five points"),
        (["--size", "703"], "703 records cannot be drawn from 702"),
        (["--size", "0"], "at least one record"),
        (["--size", "9", "--confidence", "95"], "such as 0.95"),
        (["--size", "9", "--stratum", "team"], "takes 30"),
        (
            ["--size", "99", "--stratum", "team", "--minimum", "0"],
            "The minimum for each stratum is 1 or more",
        ),
        (["--size", "9", "--expected", "A=0.5"], "Expected shares are for the allocation “neyman”"),
        (["--size", "9", "--allocation", "neyman", "--expected", "A=0.5"], "The frame has no strata."),
        (["--size", "9", "--allocation", "neyman", "--expected", "A"], "write the stratum, = and a share"),
        (["--size", "9", "--allocation", "neyman", "--expected", "A=x"], "write the stratum, = and a share"),
        (["--size", "9", "--expected", "A=.5", "--expected", "A=.6"], "“A” is given twice"),
        (["--size", "many"], "'many' is not a valid integer"),
        (["--size", "9", "--allocation", "equal"], "'equal' is not one of"),
    ],
)
def test_wrong_use_ends_with_two_and_says_what_would_do(orders: Path, options: list[str], said: str) -> None:
    done = sample(orders, *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (orders.parent / "drawn").exists()


def test_a_seed_of_nothing_ends_with_two(orders: Path) -> None:
    done = sample(orders, "--size", "9", seed=" ")
    assert done.exit_code == 2
    assert "The seed must be text that anyone can type again" in done.stderr


def test_a_folder_of_something_else_is_left_alone(orders: Path) -> None:
    (orders.parent / "drawn").mkdir()
    (orders.parent / "drawn" / "letter.txt").write_text("mine", "utf-8")
    done = sample(orders, "--size", "9")
    assert done.exit_code == 2
    assert "was not made by this command" in done.stderr
    assert (orders.parent / "drawn" / "letter.txt").read_text("utf-8") == "mine"


def test_a_file_in_the_place_of_the_folder_is_left_alone(orders: Path) -> None:
    done = sample(orders, "--size", "9", out="orders.csv")
    assert done.exit_code == 2
    assert "is a file, not a folder" in done.stderr


def test_a_list_within_the_folder_to_replace_is_not_lost(orders: Path) -> None:
    sample(orders, "--size", "9")
    inside = orders.parent / "drawn" / "orders.csv"
    orders.rename(inside)
    done = CliRunner().invoke(
        main,
        [
            "sample",
            str(inside),
            "--id",
            "order_id",
            "--size",
            "9",
            "--seed",
            "s",
            "--out",
            str(inside.parent),
        ],
    )
    assert (done.exit_code, inside.exists()) == (2, True)
    assert "holds the list itself, which would be replaced" in done.stderr


def check(orders: Path) -> Result:
    return CliRunner().invoke(
        main, ["check-sample", str(orders.parent / "drawn" / "certificate.json"), str(orders)]
    )


def test_a_sample_drawn_again_from_its_list_agrees(orders: Path) -> None:
    sample(orders, "--size", "99", "--stratum", "team")
    done = check(orders)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"Drawn again from {orders}: everything agrees."


def test_a_list_that_was_changed_after_the_draw_is_found_out(orders: Path) -> None:
    sample(orders, "--size", "99")
    orders.write_text(orders.read_text("utf-8") + "N999,Northgate\n", "utf-8")
    done = check(orders)
    assert done.exit_code == 1
    assert "The list is not the one the sample was drawn from: its hash is another." in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "[" * 10_000, "{}", '{"kind": "x"}', "\x00"])
def test_what_is_no_certificate_is_refused_with_words(orders: Path, text: str) -> None:
    sample(orders, "--size", "99")
    (orders.parent / "drawn" / "certificate.json").write_text(text, "utf-8")
    done = check(orders)
    assert done.exit_code == 1
    assert "certificate" in done.stderr
