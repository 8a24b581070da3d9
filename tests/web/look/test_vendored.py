"""What others made and we serve is what was recorded, with its licence, and asks for nothing elsewhere."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from plumbline_web.vendoring import (
    PACKAGES,
    RECORD,
    VENDOR,
    checksum_problem,
    files_in,
    record_of,
    without_source_map,
)

RECORDED = json.loads((VENDOR / RECORD).read_text("utf-8"))
SUMS = {path: sha256 for package in RECORDED["packages"] for path, sha256 in package["files"].items()}


@pytest.mark.parametrize("path", sorted(SUMS))
def test_a_vendored_file_is_the_one_that_was_recorded(path: str) -> None:
    assert hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() == SUMS[path]


def test_nothing_lies_among_the_vendored_files_that_was_not_recorded() -> None:
    assert files_in(VENDOR) == set(SUMS)


def test_the_record_is_what_the_script_would_write_for_these_files() -> None:
    kept = {path: (VENDOR / path).read_bytes() for path in files_in(VENDOR)}
    assert (VENDOR / RECORD).read_text("utf-8") == record_of(kept)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_each_package_brings_its_licence(package) -> None:
    words = {"MIT": "The MIT License", "OFL-1.1": "SIL OPEN FONT LICENSE Version 1.1"}
    assert words[package.licence] in (VENDOR / package.folder / "LICENSE.txt").read_text("utf-8")


def test_vendored_styles_and_scripts_ask_for_nothing_elsewhere() -> None:
    texts = {path: (VENDOR / path).read_text("utf-8") for path in SUMS if path.endswith((".css", ".js"))}
    asked = re.compile(r"sourceMappingURL|@import|url\(\"?(?!\"?data:)|\b(?:fetch|import)\(\s*[\"'`]https?:")
    assert {path: asked.findall(text) for path, text in texts.items()} == {path: [] for path in texts}


def test_all_vendored_files_together_stay_small() -> None:
    assert sum((VENDOR / path).stat().st_size for path in SUMS) < 400_000


def test_an_archive_with_another_checksum_is_refused_with_what_to_do() -> None:
    problem = checksum_problem(PACKAGES[0], b"something else")
    assert problem.startswith("@scottish-government/design-system 4.2.0 has the checksum sha512-")
    assert "Nothing was changed." in problem


@pytest.mark.parametrize(
    ("place", "content", "kept"),
    [
        ("a.css", b"a{}\n/*# sourceMappingURL=a.css.map */", b"a{}\n"),
        ("a.js", b"let a;\n//# sourceMappingURL=a.js.map\n", b"let a;\n"),
        ("a.svg", b"<!-- //# sourceMappingURL=a -->", b"<!-- //# sourceMappingURL=a -->"),
    ],
)
def test_the_comment_that_names_a_map_is_taken_out(place: str, content: bytes, kept: bytes) -> None:
    assert without_source_map(place, content) == kept
