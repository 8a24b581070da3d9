"""The page on drawing a sample is followed as it stands, and the table of margins is worked out again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plumbline.scrutiny.drawing import plan
from plumbline.statistics import readers
from plumbline.statistics.agreement import BOOTSTRAPS
from plumbline.statistics.sample_size import margin_reached, sample_size

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "draw-a-sample.md").read_text("utf-8")
SAMPLES = (ROOT / "docs" / "explanation" / "samples.md").read_text("utf-8")
STEP = re.compile(r"^```console\n(?P<command>.+?)\n```\n(?:\n```text\n(?P<shown>.*?)\n```\n)?", re.M | re.S)


def run(command: list[str], folder: Path) -> str:
    """What a command prints; it must end well and say nothing on standard error."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.rstrip("\n")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str | None, str]]]:
    """The folder in which the page was followed; each command, what the page shows, what it printed."""
    folder = tmp_path_factory.mktemp("page")
    listed = re.search(r"^```csv\n(.+?)^```$", PAGE, re.M | re.S)
    assert listed is not None
    (folder / "orders.csv").write_text(listed[1], "utf-8")
    steps = [(one["command"], one["shown"]) for one in STEP.finditer(PAGE)]
    return folder, [(command, shown, run(["sh", "-c", command], folder)) for command, shown in steps]


def test_each_command_of_the_page_prints_what_the_page_shows(followed) -> None:
    assert [(shown, printed) for _, shown, printed in followed[1] if shown not in (None, printed)] == []


def test_the_page_checks_a_key_that_the_certificate_lists(followed) -> None:
    (key,) = [printed.split()[0] for command, _, printed in followed[1] if "|N01'" in command]
    assert f'"key": "{key}"' in (followed[0] / "drawn" / "certificate.json").read_text("utf-8")


def test_the_two_commands_about_the_certificate_print_the_same(followed) -> None:
    (printed,) = [printed for command, _, printed in followed[1] if "grep -v" in command]
    worked_out, said = printed.splitlines()
    assert worked_out == said


def test_the_whole_draw_done_again_agrees(followed) -> None:
    (printed,) = [printed for command, _, printed in followed[1] if "check-sample" in command]
    assert printed.splitlines()[-1] == "Drawn again from orders.csv: everything agrees."


def points(share: float) -> str:
    return f"{share * 100:.1f}"


def test_the_margins_that_the_page_names_are_right() -> None:
    assert "For 702 records that is\n249; 99 give 9.1 points." in PAGE
    assert (sample_size(702, 0.05), points(margin_reached(702, 99))) == (249, "9.1")


def test_the_table_of_margins_is_what_the_library_works_out() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|", SAMPLES, re.M)
    assert len(rows) == 5
    for records, read, at_95, at_80, for_five in rows:
        population, n = int(records), int(read)
        found = (margin_reached(population, n), margin_reached(population, n, confidence=0.8))
        assert (points(found[0]), points(found[1])) == (at_95, at_80)
        assert sample_size(population, 0.05) == int(for_five)


def test_the_worked_shares_of_the_page_are_what_the_library_works_out() -> None:
    found = plan({"A": 402, "B": 150, "C": 90, "D": 38, "E": 22}, size=99)
    assert "402, 150, 90, 38 and 22 records gives 55, 20, 12, 6 and 6" in " ".join(SAMPLES.split())
    assert [one.n for one in found.strata] == [55, 20, 12, 6, 6]
    assert (points(found.margin), points(found.weighted_margin)) == ("9.1", "9.2")


def test_the_limits_of_the_gate_on_the_page_are_those_that_are_used() -> None:
    page = " ".join((ROOT / "docs" / "explanation" / "readers.md").read_text("utf-8").split())
    percent = f"{readers.AGREEMENT:.0%}"
    assert f"fewer than {readers.ENOUGH_TO_JUDGE} records read twice | cannot be judged" in page
    assert f"within one point below {percent}, or alpha below {readers.ALPHA_TO_PROCEED} |" in page
    assert (
        f"with alpha at least {readers.ALPHA_CONSISTENT:.2f} and at least {readers.ENOUGH_TO_CLAIM} rec"
        in page
    )
    assert f"nearly all ratings ({readers.NEARLY_ALL:.0%} or more)" in page
    assert f"drawing the records again {BOOTSTRAPS:,} times" in page
