"""The core is a plain wheel: it holds its data, works from itself alone, and needs nothing without wheels."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from factories.project_files import ROOT, project_files

LOCK: dict[str, Any] = {
    package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
}
SYSTEMS = {"Windows": "win_amd64", "macOS": "macosx", "Linux": "manylinux"}
EVERY_MODULE = """
import importlib, pkgutil, sys
sys.modules["django"] = None
import plumbline
names = [one.name for one in pkgutil.walk_packages(plumbline.__path__, "plumbline.")]
for name in names:
    importlib.import_module(name)
print(plumbline.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel unpacked, which is how a wheel of Python alone is installed."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def python(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the installed wheel before anything else, started in `folder`."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


def asked_for(name: str, extra: str = "") -> set[str]:
    """The packages that `name` needs to run, with an extra of it, and those that they need."""
    found = {one["name"] for one in LOCK[name].get("optional-dependencies", {}).get(extra, [])}
    waiting = [name, *found]
    while waiting:
        for dependency in LOCK[waiting.pop()].get("dependencies", []):
            if dependency["name"] not in found:
                found.add(dependency["name"])
                waiting.append(dependency["name"])
    return found


def test_the_wheel_fits_every_system_and_every_python(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_every_file_of_the_core_and_the_site_and_nothing_else(wheel: Path) -> None:
    ours = {path.relative_to("src").as_posix() for path in project_files() if path.parts[0] == "src"}
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert held == ours


def test_the_wheel_brings_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (licence,) = [name for name in packed.namelist() if name.endswith("/LICENSE")]
        assert packed.read(licence) == (ROOT / "LICENSE").read_bytes()


def test_every_module_of_the_wheel_can_be_imported_where_there_is_no_django(
    installed: Path, tmp_path: Path
) -> None:
    done = python(installed, tmp_path, "-W", "error", "-c", EVERY_MODULE)
    assert (done.stderr, done.stdout.strip()) == ("", str(installed / "plumbline" / "__init__.py"))


def test_the_main_job_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    asked = (
        ("synth", "extract", "--authority", "X12000006", "--years", "1"),
        ("run", "extract", "--as-at", "2026-03-31", "--out", "run"),
        ("measures", "run"),
        ("report", "run", "--out", "report.html"),
    )
    codes = [python(installed, tmp_path, "-m", "plumbline.cli", *words).returncode for words in asked]
    assert codes == [0, 0, 0, 0]


@pytest.mark.parametrize("extra", ["", "site"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_everything_the_core_and_the_site_ask_for_has_a_wheel(system: str, extra: str) -> None:
    without = [
        name
        for name in sorted(asked_for("plumbline", extra))
        if not any(
            "-none-any." in wheel["url"] or SYSTEMS[system] in wheel["url"]
            for wheel in LOCK[name].get("wheels", [])
        )
    ]
    assert without == []


def test_the_core_never_asks_for_django_or_pandas() -> None:
    assert asked_for("plumbline") & {"django", "pandas"} == set()
