"""The whole site as people start it: its commands as processes, on a data folder of the test's own."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TESTS = Path(__file__).resolve().parents[1]
PATIENCE = 90.0
"""Seconds that a test waits for something to come true before it fails; a busy machine is slow."""


@dataclass
class RunningSite:
    """A started site. said: the lines that it printed until it was ready."""

    process: subprocess.Popen[str]
    address: str
    said: list[str]


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a command of the site finds around it: the folder, its own database, nothing of the tests'."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PLUMBLINE_") and name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    }
    return clean | {"PLUMBLINE_DATA": str(data), "PYTHONUNBUFFERED": "1"} | fresh_database(data) | more


def fresh_database(data: Path, like: Path | None = None) -> dict[str, str]:
    """DATABASE_URL of a database for this data folder alone, where the tests run on PostgreSQL.

    like: a folder whose database it begins as a copy of; nothing may be at work there.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return {}
    mark = data.parent / f"{data.name}.database"
    if not mark.exists():
        from urllib.parse import unquote, urlsplit

        import psycopg

        parts = urlsplit(given)
        name = f"site_{uuid.uuid4().hex}"
        with psycopg.connect(
            host=unquote(parts.netloc.rpartition("@")[2]),
            user=parts.username,
            dbname="postgres",
            autocommit=True,
        ) as con:
            former = fresh_database(like)["DATABASE_URL"].rpartition("/")[2] if like else "template1"
            con.execute(f"CREATE DATABASE {name} TEMPLATE {former}")
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(given.rpartition("/")[0] + f"/{name}")
    return {"DATABASE_URL": mark.read_text()}


def copied(folder: Path, data: Path) -> Path:
    """The data folder `data`, a copy of one in which nothing is at work, with a database of its own."""
    shutil.copytree(folder, data)
    fresh_database(data, like=folder)
    return data


def command(data: Path, *words: str, given: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`plumbline-site <words>`, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "plumbline_web.commands", *words],
        env=given or environment(data),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def python(data: Path, code: str) -> str:
    """What a piece of Python prints with the site of this folder set up."""
    done = subprocess.run(
        [sys.executable, "-c", f"from plumbline_web.commands import set_up\nset_up()\n{code}"],
        env=environment(data, PYTHONPATH=str(TESTS)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(data: Path, *, port: int | None = None, **more: str) -> Iterator[RunningSite]:
    """The site, started and ready; stopped at the end where the test has not done so."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "plumbline_web.commands", "serve", "--port", str(port)],
        env=environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    site = RunningSite(process, f"http://127.0.0.1:{port}", [])
    try:
        _read_until_ready(site)
        yield site
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _read_until_ready(site: RunningSite) -> None:
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(site.process.stdout, lines), daemon=True).start()
    until = time.monotonic() + PATIENCE
    while True:
        try:
            line = lines.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        site.said.append(line.rstrip("\n"))
        if "Stop it with" in line:
            return
        if not line:
            break
    raise AssertionError("the site did not start:\n" + "\n".join(site.said))


def _read(stream: IO[str], lines: queue.Queue[str]) -> None:
    with contextlib.suppress(ValueError):  # closed at the end of the test
        while line := stream.readline():
            lines.put(line)
    lines.put("")


def comes_true(asked: Callable[[], object], *, pause: float = 0.02) -> object:
    """What `asked` gives as soon as it gives something; fails after PATIENCE."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := asked():
            return found
        select.select([], [], [], pause)
    raise AssertionError("it never came true")


def alive(pid: int) -> bool:
    """Whether the process is still at work."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found
