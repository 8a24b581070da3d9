"""Files of papers for a board on the disk: written whole, for the site's account alone, checked when read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from plumbline_web.board_papers.conditions import PaperRefused


def keep(path: Path, content: bytes) -> str:
    """Write a file whole or not at all, readable by its owner alone; its SHA-256."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return hashlib.sha256(content).hexdigest()


def kept(path: Path, sha256: str, what: str) -> bytes:
    """The very bytes that were kept. Raises PaperRefused where they are others, or gone."""
    try:
        content = path.read_bytes()
    except OSError:
        raise PaperRefused(
            f"{what}: the file is not there any more. Whoever looks after this site can bring it back from a "
            "backup."
        ) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PaperRefused(
            f"{what}: the file is not the one that was kept, so it is not given out. Somebody or something "
            "changed it since. Whoever looks after this site can bring it back from a backup."
        )
    return content
