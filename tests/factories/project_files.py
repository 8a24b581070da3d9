"""The files of the project as they stand in the folder, without what `.gitignore` leaves out."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]


def project_files() -> list[Path]:
    """Every file of the project, as a path from its root, in order."""
    lines = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    anchored = {line.strip("/") for line in lines if line.startswith("/")} | {".git"}
    anywhere = {line.rstrip("/") for line in lines if line and not line.startswith(("/", "#"))}
    found = []
    for folder, folders, files in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        kept = [
            name
            for name in (*folders, *files)
            if not any(fnmatch(name, pattern) for pattern in anywhere)
            and (here / name).as_posix() not in anchored
        ]
        folders[:] = [name for name in folders if name in kept]
        found += [here / name for name in files if name in kept]
    return sorted(found)


def text_files() -> list[Path]:
    """Those of them that people wrote as text. The lock file is the tool's own and is left out."""
    binary = {".xz", ".png", ".parquet", ".xlsx", ".zip", ".woff2"}
    return [path for path in project_files() if path.suffix not in binary and path.name != "uv.lock"]
