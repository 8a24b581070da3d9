"""Brings the Scottish Government Design System and the Roboto font into static/vendor; users need no node.

Run it with the version of a package changed below, then look at the pages and commit what it wrote:

    python -m plumbline_web.vendoring

It asks npm for each package, refuses one whose checksum is not the one written here, keeps only the files the
site uses with their licence, and writes static/vendor/vendored.json: what each file is, and its SHA-256. A
test holds the files to that list, so that nobody mends a vendored file by hand and loses it at the next turn.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
RECORD = "vendored.json"
WRITTEN_BY_US = frozenset({RECORD, "README.md"})


@dataclass(frozen=True)
class Package:
    """One npm package: what it is, its published checksum, its licence, and which of its files go where."""

    name: str
    version: str
    integrity: str
    licence: str
    folder: str
    files: Mapping[str, str]


PACKAGES: Sequence[Package] = (
    Package(
        name="@scottish-government/design-system",
        version="4.2.0",
        integrity="sha512-kCIG0P4kN+G1rJay9lOplMoEYVnfEDqI7iU2IUHw/BJbTVADvdqV8gT0wVlA35OFs17Rqy+gLyNbveiwgb4qBw==",
        licence="MIT",
        folder="design-system",
        files={
            "LICENSE.txt": "LICENSE.txt",
            "dist/css/design-system.min.css": "design-system.css",
            "dist/scripts/design-system.js": "design-system.js",
            "dist/images/icons/icons.stack.svg": "icons.svg",
        },
    ),
    Package(
        name="@fontsource/roboto",
        version="5.3.0",
        integrity="sha512-BapRJOWYP+LZ21zp+wBQjfpPYKRoxc4LspJ/RLuI+HSMBD5u/X4O+ESDrSvEqDSy0rAl7GwBJ+09mdc16cVQ1Q==",
        licence="OFL-1.1",
        folder="roboto",
        files={
            "LICENSE": "LICENSE.txt",
            "files/roboto-latin-400-normal.woff2": "latin-400.woff2",
            "files/roboto-latin-700-normal.woff2": "latin-700.woff2",
            "files/roboto-latin-ext-400-normal.woff2": "latin-ext-400.woff2",
            "files/roboto-latin-ext-700-normal.woff2": "latin-ext-700.woff2",
        },
    ),
)

_SOURCE_MAP = re.compile(rb"(?:/\*[#@] *sourceMappingURL=[^*]*\*/|//[#@] *sourceMappingURL=[^\n]*)")


def main() -> None:
    """Fetches every package and writes its files and the record; ends with a sentence where one is wrong."""
    kept: dict[str, bytes] = {}
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            archive = fetched(package, Path(folder))
            problem = checksum_problem(package, archive.read_bytes())
            if problem:
                sys.exit(problem)
            kept |= picked(package, archive)
    for path in files_in(VENDOR) - set(kept):
        (VENDOR / path).unlink()
    for path, content in kept.items():
        (VENDOR / path).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / path).write_bytes(content)
    (VENDOR / RECORD).write_text(record_of(kept), "utf-8")
    print(f"{len(kept)} files, {sum(map(len, kept.values())):,} bytes, in {VENDOR}")


def fetched(package: Package, folder: Path) -> Path:
    """The package's archive, fetched by npm into a folder."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"npm could not fetch {package.name} {package.version}:\n{done.stderr.strip()}")
    return folder / done.stdout.strip().splitlines()[-1]


def checksum_problem(package: Package, archive: bytes) -> str:
    """Says what is wrong where an archive is not the one that was published; empty where it is."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")
    if found == package.integrity:
        return ""
    return (
        f"{package.name} {package.version} has the checksum {found}, not the one written down. Nothing was "
        "changed. If you meant to take another version, write its checksum beside it: "
        f"npm view {package.name}@{package.version} dist.integrity"
    )


def picked(package: Package, archive: Path) -> dict[str, bytes]:
    """The files of a package that the site uses, by their place under static/vendor."""
    with tarfile.open(archive) as opened:
        found = {}
        for inside, place in package.files.items():
            member = opened.extractfile(f"package/{inside}")
            if member is None:
                sys.exit(f"{package.name} {package.version} has no file {inside}. Nothing was changed.")
            found[f"{package.folder}/{place}"] = without_source_map(place, member.read())
    return found


def without_source_map(place: str, content: bytes) -> bytes:
    """Style sheets and scripts without the comment that names a map: the map is not shipped."""
    if not place.endswith((".css", ".js")):
        return content
    return _SOURCE_MAP.sub(b"", content).rstrip() + b"\n"


def record_of(kept: Mapping[str, bytes]) -> str:
    """The text of vendored.json: each package's version, checksum, licence, and files with their SHA-256."""
    packages = [
        {
            "name": package.name,
            "version": package.version,
            "integrity": package.integrity,
            "licence": package.licence,
            "files": {
                f"{package.folder}/{place}": hashlib.sha256(kept[f"{package.folder}/{place}"]).hexdigest()
                for place in sorted(package.files.values())
            },
        }
        for package in PACKAGES
    ]
    return json.dumps({"packages": packages}, indent=2) + "\n"


def files_in(folder: Path) -> set[str]:
    """Every vendored file under a folder, without what we wrote beside them."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return found - WRITTEN_BY_US


if __name__ == "__main__":
    main()
