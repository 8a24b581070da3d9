"""The made-up extracts that are measured, kept under build/ and made again when what makes them has changed.

Run as a program it makes one extract: `python made.py SIZE FOLDER`. The benchmark starts it in a process of
its own, so that its memory is not counted with what is measured.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORE = HERE.parent / "src" / "plumbline"
AS_AT = date(2026, 3, 31)
MAKERS = ("synth", "records", "library/specification", "library/demo")  # what an extract depends on
COPIES = 10


@dataclass(frozen=True)
class Size:
    """A size to measure. orders: how many it has. copies: of the national extract, where it is made so."""

    name: str
    title: str
    councils: int
    years: int
    orders_per_year: int | None
    copies: int = 1


SIZES = {
    size.name: size
    for size in (
        Size("council", "one council, three years", 1, 3, 1500),
        Size("national", "Scotland, ten years", 32, 10, None),
        Size("tenfold", "ten times Scotland, ten years", 32, 10, None, COPIES),
    )
}


def taken_extract(size: Size, cache: Path, plumbline: list[str]) -> Path:
    """The folder of the size's taken extract, made where it is not there or out of date."""
    folder = cache / size.name / "taken"
    if _fresh(folder):
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    if size.copies > 1:
        source = taken_extract(SIZES["national"], cache, plumbline)
        _say(f"Copying the national extract {size.copies} times")
        subprocess.run([sys.executable, str(HERE / "copied.py"), str(source), str(folder)], check=True)
    else:
        extract = sent_extract(size, cache)
        _say(f"Taking {size.title}")
        subprocess.run([*plumbline, "take", str(extract), str(folder)], check=True, stdout=sys.stderr)
    _stamp(folder)
    return folder


def sent_extract(size: Size, cache: Path) -> Path:
    """The folder of the size's extract as a service would send it, in CSV, made where it is not there."""
    folder = cache / size.name / "sent"
    if not _fresh(folder):
        shutil.rmtree(folder, ignore_errors=True)
        _say(f"Making up {size.title}")
        subprocess.run([sys.executable, str(HERE / "made.py"), size.name, str(folder)], check=True)
        _stamp(folder)
    return folder


def _say(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


def _fingerprint() -> str:
    """A hash of everything in the core that decides what an extract holds."""
    found = hashlib.sha256(repr(sorted(SIZES.items())).encode())
    for part in MAKERS:
        for file in sorted((CORE / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(file.relative_to(CORE).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _mark(folder: Path) -> Path:
    return folder.parent / f"{folder.name}.made.json"


def _stamp(folder: Path) -> None:
    _mark(folder).write_text(json.dumps({"made_by": _fingerprint()}) + "\n", "utf-8")


def _fresh(folder: Path) -> bool:
    """Whether the folder is whole (its mark is written last) and made by the code as it stands."""
    try:
        return folder.is_dir() and json.loads(_mark(folder).read_text("utf-8"))["made_by"] == _fingerprint()
    except (OSError, ValueError, KeyError):
        return False


def main(name: str, folder: str) -> None:
    """Make the extract of the size into the folder."""
    from plumbline.synth import councils, make

    size = SIZES[name]
    make(
        Path(folder),
        authorities=[code for code, _ in councils()][: size.councils],
        years=size.years,
        seed=1,
        as_at=AS_AT,
        orders_per_year=size.orders_per_year,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
