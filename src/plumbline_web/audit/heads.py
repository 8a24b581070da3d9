"""The file of heads: each seal's hash, outside the database, so that whoever changes that cannot hide it.

Each line is a seal's number, its last event's number and its hash. Lines are only ever added. Copy the file
to another machine from time to time: what is there is out of reach of anybody who can change this one.
"""

from __future__ import annotations

import os
from pathlib import Path

from plumbline_web.audit.rules import Head, read_head


def read_heads(path: Path) -> tuple[list[Head], list[int]]:
    """The heads in the file, in its order, and the numbers of lines that are none. No file: nothing."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return [], []
    read = [read_head(line) for line in lines]
    wrong = [at for at, one in enumerate(read, start=1) if one is None]
    return [one for one in read if one is not None], wrong


def add_heads(path: Path, heads: list[Head]) -> None:
    """Add lines to the file and wait until they are on the disk. The file is its owner's alone."""
    if not heads:
        return
    new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, "".join(one.line() for one in heads).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if new and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
