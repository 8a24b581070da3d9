"""The README is the map, and its example runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from factories.project_files import ROOT, project_files
from plumbline.cli import main

README = (ROOT / "README.md").read_text("utf-8")
MAP = re.findall(r"^\| `([^`]+)` \|", README.split("## Map")[1].split("\n## ")[0], re.MULTILINE)
CORE = ROOT / "src" / "plumbline"


def example() -> str:
    """The one block of Python in the README."""
    (code,) = re.findall(r"^```python\n(.+?)^```$", README, re.MULTILINE | re.DOTALL)
    return code


@pytest.mark.parametrize("place", MAP)
def test_what_the_map_names_is_there(place: str) -> None:
    here = ROOT / place
    assert here.is_dir() if place.endswith("/") else here.is_file()


@pytest.mark.parametrize("place", MAP)
def test_the_map_names_a_place_once(place: str) -> None:
    assert MAP.count(place) == 1


def test_every_folder_at_the_top_is_on_the_map() -> None:
    folders = {path.parts[0] for path in project_files() if len(path.parts) > 1}
    assert folders - {place.split("/")[0] for place in MAP} == set()


def test_every_room_of_the_core_is_on_the_map() -> None:
    rooms = {
        f"src/plumbline/{path.relative_to('src/plumbline').parts[0]}/"
        for path in project_files()
        if path.parts[:2] == ("src", "plumbline") and len(path.parts) > 3
    }
    assert rooms - set(MAP) == set()


def test_every_module_beside_the_rooms_is_on_the_map() -> None:
    modules = {f"src/plumbline/{path.name}" for path in CORE.glob("*.py")} - {"src/plumbline/__init__.py"}
    assert modules - set(MAP) == set()


def test_every_part_of_the_library_is_named() -> None:
    (line,) = [line for line in README.splitlines() if line.startswith("| `src/plumbline/library/`")]
    said = {"words": "words of quantity", "demo": "demonstration", "board_papers": "layouts of board papers"}
    parts = [path.name for path in (CORE / "library").iterdir() if path.is_dir()]
    assert [part for part in parts if said.get(part, part) not in line] == []


def test_every_target_that_a_person_starts_is_named() -> None:
    (line,) = [line for line in README.splitlines() if line.startswith("| `Makefile`")]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [target for target in targets if target not in line] == []


def test_every_command_has_its_line() -> None:
    named = re.findall(r"^\| `plumbline ([a-z-]+)", README, re.MULTILINE)
    assert named == list(main.commands)


def test_the_example_has_ten_lines() -> None:
    assert len(example().splitlines()) == 10


def test_the_example_runs_and_prints_a_rate(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example()], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert re.fullmatch(r"First direct contact \d+ met of \d+ judged\n", done.stdout)
