"""The site starts from a wheel alone, without network, and where nothing can draw PDF files."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from factories.project_files import ROOT
from factories.running import command, environment, running


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """PYTHONPATH of the unpacked wheel, and before it a WeasyPrint that fails as it does without Pango."""
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "wheel")
    (folder / "no-pango").mkdir()
    (folder / "no-pango" / "weasyprint.py").write_text(
        "raise OSError('cannot load library pango')\n", "utf-8"
    )
    return os.pathsep.join((str(folder / "no-pango"), str(folder / "wheel")))


def test_the_command_says_what_it_can_do(installed: str, tmp_path: Path) -> None:
    done = command(tmp_path / "data", "--help", given=environment(tmp_path / "data", PYTHONPATH=installed))
    assert done.returncode == 0, done.stderr
    named = [
        line.split()[0] for line in done.stdout.split("Commands:\n")[1].splitlines() if line[2:3].strip()
    ]
    assert {"serve", "demo", "backup", "restore", "check-audit", "open-organisation"} <= set(named)


def test_asking_what_it_can_do_makes_no_folder(installed: str, tmp_path: Path) -> None:
    command(tmp_path / "data", "--help", given=environment(tmp_path / "data", PYTHONPATH=installed))
    assert not (tmp_path / "data").exists()


def test_the_first_start_answers_with_pages_templates_and_static_files_of_the_wheel(
    installed: str, tmp_path: Path
) -> None:
    with (
        running(tmp_path / "data", PYTHONPATH=installed) as site,
        urllib.request.urlopen(f"{site.address}/account/login/") as answer,
    ):
        assert "Plumbline" in answer.read().decode()
    vendored = tmp_path / "data" / "static" / "vendor" / "design-system" / "design-system.css"
    assert vendored.is_file()
