"""Runs the tests of the site on a real PostgreSQL, started for them in a temporary folder and always stopped.

    python tests/on_postgresql.py [pytest's own options]

It listens on a socket in that folder alone. Journeys in a browser and tests of the core are not run twice.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
TESTED = "tests/web"
OWNER = "postgres"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "timezone=UTC")


def main() -> int:
    """Start the server, run the tests, stop the server; ends as the tests do."""
    chosen = sys.argv[1:] or [TESTED]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # then too the server is stopped
    with postgresql() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run([sys.executable, "-m", "pytest", *chosen], cwd=ROOT, env=environment).returncode


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh server; yields the address of a database in it, in the form of DATABASE_URL."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="plumbline-pg-"))
    as_owner: list[str] = []
    if hasattr(os, "getuid") and os.getuid() == 0:  # the server refuses to be started by root
        shutil.chown(folder, OWNER, OWNER)
        as_owner = ["runuser", "-u", OWNER, "--"]
    data, control = folder / "data", programs / "pg_ctl"
    try:
        _run(as_owner, programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {one}" for one in (*QUICK, f"unix_socket_directories={folder}"))
        _run(as_owner, control, "start", "-D", data, "-w", "-l", folder / "log", "-o", options)
        try:
            _run(as_owner, programs / "createdb", "-h", folder, "-U", OWNER, "plumbline")
            yield f"postgres://{OWNER}@{quote(str(folder), safe='')}/plumbline"
        finally:
            _run(as_owner, control, "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where the server's programs are: on Debian beside one another, by version, and not on the path."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda one: int(one.split("/")[4]))
    on_path = shutil.which("pg_ctl")
    if not found and on_path is None:
        sys.exit("The tests on PostgreSQL need the Debian package postgresql. Install it, then start again.")
    return Path(found[-1]) if found else Path(os.path.realpath(str(on_path))).parent


def _run(as_owner: list[str], program: Path, *words: str | Path) -> None:
    done = subprocess.run(
        [*as_owner, str(program), *map(str, words)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program.name != "pg_ctl" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if program.name != "pg_ctl" else subprocess.DEVNULL,
        text=True,
    )
    if done.returncode:
        said = done.stdout or ""
        with contextlib.suppress(OSError):
            said += (Path(words[2]).parent / "log").read_text("utf-8")
        raise SystemExit(f"{program.name} ended with {done.returncode}: {said.strip()}")


if __name__ == "__main__":
    sys.exit(main())
