"""The house rules that a machine can hold: who imports whom, how long a file is, what a module is called."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if not path.match("*/migrations/0*.py"))
CORE = [path for path in SOURCES if path.is_relative_to(ROOT / "src" / "plumbline")]
EVERY = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
HEAVY = ("pandas", "django", "altair", "scipy", "pyarrow", "openpyxl", "jinja2", "rich")


def test_rooms_import_only_lower_rooms() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", EVERY, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_past_600_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_public_function_has_a_docstring(path: Path) -> None:
    found = [
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert [path for path in SOURCES if path.stem in empty] == []


def test_what_long_work_tells_is_described_in_one_place() -> None:
    told = "Callable[[str, float], None]"
    assert [path.name for path in SOURCES if told in path.read_text("utf-8")] == ["progress.py"]


def test_no_source_file_of_the_core_names_django() -> None:
    assert [path for path in CORE if "django" in path.read_text("utf-8").casefold()] == []


def test_the_command_line_starts_without_anything_heavy() -> None:
    code = f"import sys, plumbline.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_dependency_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    asked_for = [line for line in lines if line.startswith('    "') and ">=" in line]
    assert [line for line in asked_for if '",' not in line.split("#")[0] or "# " not in line] == []


def test_the_version_is_the_same_everywhere() -> None:
    import plumbline

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == plumbline.__version__


@pytest.mark.parametrize("room", ["records", "standards", "measures", "publishing"])
def test_every_name_a_room_exports_can_be_had(room: str) -> None:
    package = importlib.import_module(f"plumbline.{room}")
    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_day_is_written_in_a_way_that_windows_does_not_know(path: Path) -> None:
    assert "%-d" not in path.read_text("utf-8")
