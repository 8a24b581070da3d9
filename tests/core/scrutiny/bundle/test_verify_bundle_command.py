"""`plumbline verify-bundle`: what it says, and how it ends."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factories.bundles import contents
from plumbline.cli import main
from plumbline.measures import rate_of
from plumbline.scrutiny.bundle import write_bundle
from plumbline.scrutiny.bundle.archive import packed, unpacked
from plumbline.scrutiny.bundle.written import files_of, without_drawn

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("sealed") / "bundle.zip"
    return path, write_bundle(contents(12), path, rate=rate_of)


def verify(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["verify-bundle", str(path), *options])


def test_a_bundle_that_holds_ends_with_0_and_says_what_was_told(sealed: tuple[Path, str]) -> None:
    done = verify(sealed[0], "--seal", sealed[1])
    lines = done.stdout.splitlines()
    assert (done.exit_code, done.stderr, lines[0]) == (0, "", f"Seal: {sealed[1]}")
    assert lines[-1] == "Nothing was altered, and all 8 figures come out the same. 1 of them was told."
    assert lines[-2] == "    Told, and taken as it is: only its wording was worked out."


def test_as_json_every_figure_is_there(sealed: tuple[Path, str]) -> None:
    done = verify(sealed[0], "--format", "json")
    said = json.loads(done.stdout)
    assert (done.exit_code, said["ok"], said["seal"], said["faults"]) == (0, True, sealed[1], [])
    assert [one["id"] for one in said["figures"] if not one["told"]] == [
        *("plan", "plan_north", "good", "police", "team_a", "young", "in_time")
    ]


def test_another_seal_than_the_reports_ends_with_1(sealed: tuple[Path, str]) -> None:
    done = verify(sealed[0], "--seal", "0" * 64)
    assert done.exit_code == 1
    assert "Fault: The seal is not the one given: this is not the bundle of that report." in done.stdout


def test_an_altered_byte_ends_with_1(sealed: tuple[Path, str], tmp_path: Path) -> None:
    data = bytearray(sealed[0].read_bytes())
    data[5000] ^= 1
    (tmp_path / "b.zip").write_bytes(data)
    done = verify(tmp_path / "b.zip")
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-1] == "This bundle does not hold. No figure was worked out."


def test_a_figure_that_comes_out_otherwise_ends_with_1_and_is_shown_both_ways(tmp_path: Path) -> None:
    made = contents(12)
    records = tuple(one for one in made.records if one.service == "North" or one.stratum == "old")
    path = tmp_path / "b.zip"
    path.write_bytes(packed(files_of(without_drawn(replace(made, records=records)))))
    done = verify(path)
    assert done.exit_code == 1
    assert re.search(r"^plan: .+\n    Comes out as: .+$", done.stdout, re.M)
    assert re.search(r"^This bundle does not hold: [1-7] of 8 figures differ\.$", done.stdout, re.M)


@pytest.mark.parametrize("content", [b"", b"# a report\n", b"PK\x03\x04 of another kind"])
def test_a_file_that_is_no_bundle_ends_with_2_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    done = verify(tmp_path / "b.zip")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no sealed bundle" in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    assert verify(tmp_path / "none.zip").exit_code == 2


def test_nothing_in_a_bundle_can_steer_the_terminal(tmp_path: Path) -> None:
    made = contents(12)
    evidence = tuple(replace(one, noun="records") for one in made.evidence)
    texts = (replace(made.texts[0], printed="\x1b[2J"), *made.texts[1:])
    path = tmp_path / "b.zip"
    path.write_bytes(packed(files_of(without_drawn(replace(made, evidence=evidence, texts=texts)))))
    done = verify(path)
    assert done.exit_code == 1 and "\x1b" not in done.stdout


def test_the_page_names_every_file_of_a_bundle(sealed: tuple[Path, str]) -> None:
    page = (ROOT / "docs" / "how-to" / "check-a-bundle.md").read_text("utf-8")
    table = page.split("## What is in it")[1]
    named = set(re.findall(r"`([a-z]+(?:\.[a-z]+|/))`", table.split("\n\nWithout")[0]))
    files = unpacked(sealed[0].read_bytes())
    assert named == {re.sub(r"/.*", "/", name) for name in files}
