"""`plumbline lint-report`, word for word, with whatever bytes it is given."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import plumbline
from plumbline.cli import main

EVIDENCE = """\
[[evidence]]
id = "plan_present"
source = "Reading of records, question 12"
x = 37
n = 99
population = 702
noun = "records"
"""
REPORT = """\
# What we found

[Most]{plan_present} people had an up-to-date plan. A number of staff were new.

{plan_present} had a plan, and [several]{stands: the council keeps no list} had two.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.md").write_text(REPORT, "utf-8")
    (tmp_path / "evidence.toml").write_text(EVIDENCE, "utf-8")
    return tmp_path


def lint_report(folder: Path, *options: str, evidence: bool = True) -> Result:
    given = ["--evidence", str(folder / "evidence.toml")] if evidence else []
    return CliRunner().invoke(main, ["lint-report", str(folder / "report.md"), *given, *options])


def test_each_finding_has_its_place_kind_words_reason_and_a_wording_that_holds(folder: Path) -> None:
    done = lint_report(folder)
    assert (done.exit_code, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "3:1: false: Most: The evidence says less than half: 37%, 37 of 99.",
        "    This holds: less than half, 37 of 99 records (between 29% and 47%)",
        "3:53: vague: A number of: It states no quantity that a reader could check. Say how many, and tie it "
        "to evidence.",
        "2 findings. 2 quantities are tied to evidence, 1 left to stand with a reason.",
    ]


def test_as_a_public_edition_a_small_number_that_is_printed_is_found(folder: Path) -> None:
    (folder / "evidence.toml").write_text(EVIDENCE.replace("x = 37", "x = 3"), "utf-8")
    (folder / "report.md").write_text("[3 of 99]{plan_present} had a plan.\n", "utf-8")
    assert lint_report(folder).exit_code == 0
    done = lint_report(folder, "--publish")
    assert (done.exit_code, done.stdout.splitlines()[:2]) == (
        1,
        [
            "1:1: protected: 3 of 99: This number is protected in the public edition. It is a small "
            "number, or all but a small number.",
            "    This holds: a few, fewer than 5 of 99 records",
        ],
    )


def test_a_report_that_holds_ends_with_0(folder: Path) -> None:
    (folder / "report.md").write_text("{plan_present} had a plan.\n", "utf-8")
    done = lint_report(folder)
    assert (done.exit_code, done.stdout) == (0, "Everything holds. 1 quantity is tied to evidence.\n")


def test_without_evidence_each_tie_is_unknown(folder: Path) -> None:
    done = lint_report(folder, "--format", "json", evidence=False)
    assert done.exit_code == 1
    kinds = [one["kind"] for one in json.loads(done.stdout)["findings"]]
    assert kinds == ["unknown_evidence", "vague", "unknown_evidence"]


def test_as_json_it_says_the_same_with_the_version_and_the_words_in_force(folder: Path) -> None:
    found = json.loads(lint_report(folder, "--format", "json").stdout)
    assert {key: value for key, value in found.items() if key != "findings"} == {
        "file": "report.md",
        "plumbline": plumbline.__version__,
        "words": {"table": "care_inspectorate", "in_force_from": "2024-04-01"},
        "clean": False,
        "tied": 2,
        "standing": 1,
    }
    assert found["findings"][0] == {
        "line": 3,
        "column": 1,
        "kind": "false",
        "words": "Most",
        "message": "The evidence says less than half: 37%, 37 of 99.",
        "holds": "less than half, 37 of 99 records (between 29% and 47%)",
    }


@pytest.mark.parametrize("options", [("--format", "html"), ("--evidence", "no-such-file.toml"), ("--lax",)])
def test_used_wrongly_it_ends_with_2(folder: Path, options: tuple[str, ...]) -> None:
    assert lint_report(folder, *options).exit_code == 2


def test_a_file_that_is_not_there_ends_with_2(folder: Path) -> None:
    (folder / "report.md").unlink()
    assert lint_report(folder).exit_code == 2


def test_evidence_that_cannot_be_used_is_refused_with_all_that_is_wrong(folder: Path) -> None:
    (folder / "evidence.toml").write_text('[[evidence]]\nid = "a"\nx = 5\nn = 3\n', "utf-8")
    done = lint_report(folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "evidence.toml: this evidence file cannot be used.\n  - piece 1 (a): it names no source\n"
        "  - piece 1 (a): 5 of 3 cannot be\n"
    )


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(folder: Path) -> None:
    (folder / "report.md").write_bytes(b"# Report\n\nMost \xe9tait\n")
    done = lint_report(folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("report.md, line 3: is not text in UTF-8. Save the file as UTF-8;")


@pytest.mark.parametrize("seed", range(20))
def test_any_bytes_give_a_message_and_no_traceback(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"most ",
        b"\n",
        b"```",
        b"<!--",
        b"\x00",
        b"\x1b[2J",
        b"\xff",
        b"5%",
        b"\xe2",
    ]
    some = pieces[: 10 if seed % 2 else 13]
    (folder / "report.md").write_bytes(b"".join(chance.choices(some, k=2000)))
    (folder / "evidence.toml").write_bytes(chance.randbytes(50) if seed % 3 else EVIDENCE.encode())
    done = lint_report(folder)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    assert "\x1b" not in done.output


def test_a_file_that_is_too_large_is_refused(folder: Path) -> None:
    (folder / "report.md").write_bytes(b"a" * 8_000_001)
    assert lint_report(folder).stderr == "report.md: is larger than 8 MB. Check it in parts.\n"


def test_lines_of_windows_and_of_a_mark_at_the_start_keep_their_places(folder: Path) -> None:
    (folder / "report.md").write_bytes(b"\xef\xbb\xbfOne.\r\n\r\nVery few came.\r\n")
    assert lint_report(folder).stdout.startswith("3:1: untied: Very few: ")
