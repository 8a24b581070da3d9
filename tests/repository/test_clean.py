"""Nothing in the project points at one machine, one person or one package host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from factories.project_files import ROOT, text_files

FILES = text_files()
# Put together here, so that this file does not hold what it looks for.
FOLDERS = "|".join(("home", "root", "work", "Users", "opt", "mnt", "srv"))
MACHINE_PATH = re.compile(rf"(?<![\w.\-/}}]){'/'}(?:{FOLDERS})/\w|\b[A-Z]:\\\w")
HOSTS = re.compile("|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)")))
E_MAIL = re.compile(r"\b[\w.+-]+@(?!example\.)[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")


def lines_with(pattern: re.Pattern[str], files: Iterable[Path]) -> list[str]:
    """The lines in which the pattern is found, each with its file and number."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_place_on_one_machine() -> None:
    assert lines_with(MACHINE_PATH, FILES) == []


def test_no_file_names_a_package_host() -> None:
    assert lines_with(HOSTS, FILES) == []


def test_no_file_is_marked_as_unfinished() -> None:
    assert lines_with(UNFINISHED, FILES) == []


def test_no_file_holds_the_address_of_somebody() -> None:
    assert lines_with(E_MAIL, FILES) == []
