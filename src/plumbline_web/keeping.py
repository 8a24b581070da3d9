"""Where the site keeps what it holds: one folder, readable by its owner alone, with a secret of its own."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import IO


def data_folder() -> Path:
    """Where a person's programs keep their data on this system, unless PLUMBLINE_DATA says otherwise."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Plumbline"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Plumbline"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "plumbline"


def own_folder(path: Path) -> Path:
    """The folder, made where it is not there, closed to all but its owner (on Windows by the profile)."""
    path = path.expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and path.stat().st_uid == os.getuid():
        path.chmod(0o700)
    return path


def secret_kept(folder: Path) -> str:
    """The site's secret: made on the first start, kept in the folder, the same ever after."""
    path = folder / "secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(48)
        file.write(made + "\n")
    return made


def write_own(path: Path, text: str) -> None:
    """Write a small file whole or not at all, readable by its owner alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.part")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)


def taken_alone(path: Path) -> IO[bytes] | None:
    """The file, locked for this process alone until it is closed; None where another process has it.

    The system gives the lock back when a process ends, however it ends, so that none is left behind.
    """
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
