"""The pages on quantities are followed as they stand: every example prints and finds what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plumbline.scrutiny.quantities import lint, printed, read_evidence
from plumbline.scrutiny.quantities.checking import FindingKind
from plumbline.scrutiny.quantities.lint import FINDING_KINDS
from plumbline.scrutiny.quantities.reference_page import filled

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "quantities.md").read_text("utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "check-a-report.md").read_text("utf-8")
(FILE,) = re.findall(r"^```toml\n(.+?)^```$", PAGE, re.M | re.S)
EVIDENCE = read_evidence(FILE)
INSIDE, PUBLIC = PAGE.split("\n## In a public edition\n")
EXAMPLE = re.compile(r"^\| `([^`]+)` \| ([^|`]+) \| (none|`[a-z_`, ]+`) \|$", re.M)
EXAMPLES, PUBLISHED = EXAMPLE.findall(INSIDE), EXAMPLE.findall(PUBLIC)
BLOCK = re.compile(r"^```(?P<kind>markdown|toml|console|python|text)\n(?P<what>.+?)^```$", re.M | re.S)


def test_the_tables_are_those_of_the_data() -> None:
    assert filled(PAGE) == PAGE, "run `make docs`"


def test_there_is_an_example_of_each_finding_and_of_each_piece_of_evidence() -> None:
    found = {kind for _, _, kinds in EXAMPLES + PUBLISHED for kind in re.findall(r"[a-z_]+", kinds)} - {
        "none"
    }
    assert found == set(FINDING_KINDS)
    assert {one for one in EVIDENCE if not any(f"{{{one}" in text for text, _, _ in EXAMPLES)} == set()


def test_every_kind_that_a_finding_may_have_is_explained() -> None:
    assert set(FINDING_KINDS) == set(FindingKind.__args__)


@pytest.mark.parametrize(("text", "prints", "kinds"), EXAMPLES)
def test_an_example_prints_what_the_page_shows(text: str, prints: str, kinds: str) -> None:
    assert printed(text, EVIDENCE) == prints


@pytest.mark.parametrize(("text", "prints", "kinds"), EXAMPLES)
def test_an_example_has_the_findings_that_the_page_names(text: str, prints: str, kinds: str) -> None:
    found = ", ".join(f"`{one.kind}`" for one in lint(text, EVIDENCE).findings)
    assert (found or "none") == kinds


@pytest.mark.parametrize(("text", "prints", "kinds"), PUBLISHED)
def test_an_example_of_a_public_edition_prints_and_finds_what_the_page_shows(
    text: str, prints: str, kinds: str
) -> None:
    found = ", ".join(f"`{one.kind}`" for one in lint(text, EVIDENCE, publish=True).findings)
    assert (printed(text, EVIDENCE, publish=True), found or "none") == (prints, kinds)


def test_the_how_to_prints_what_it_shows(tmp_path: Path) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    commands, shown, ran = 0, [], []
    for block in BLOCK.finditer(HOW_TO):
        kind, what = block["kind"], block["what"]
        if kind in ("markdown", "toml"):
            (tmp_path / ("report.md" if kind == "markdown" else "evidence.toml")).write_text(what, "utf-8")
        elif kind == "text":
            shown.append(what.rstrip("\n"))
        else:
            commands += 1
            command = ["sh", "-c", what] if kind == "console" else [sys.executable, "-W", "error", "-c", what]
            done = subprocess.run(
                command, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True
            )
            assert done.stderr == ""
            ran.append(done.stdout.rstrip("\n"))
    assert commands == 4
    assert ran == shown
