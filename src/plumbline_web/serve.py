"""`plumbline-site serve`: the whole site with one command.

Three processes: this one starts and watches, one answers pages (granian), one does the jobs. Each of the
others ends when this one does, however it ends.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import ipaddress
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from plumbline.errors import PlumblineError
from plumbline_web.commands import own_set_up, set_up
from plumbline_web.keeping import taken_alone, write_own

THREADS = 4
"""Pages answered at once. They share one interpreter: more would only wait for one another."""
ENDED_TOO_SOON = 5.0
"""Seconds; a worker that ends sooner is started again after a pause only."""


class CannotServe(PlumblineError):
    """The site cannot be started as asked. The message says why and what to do."""


def of_this_machine(address: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def refuse_open_address(address: str) -> None:
    """Raise CannotServe where passwords and records would cross the network without encryption."""
    told = os.environ.get("PLUMBLINE_BEHIND_PROXY", "").strip().lower()
    if not of_this_machine(address) and told not in ("1", "true", "yes", "on", "y", "ok", "t"):
        raise CannotServe(
            f"Other machines can reach {address}, and without encryption passwords and records could be read "
            "on the way. Put a proxy with a certificate (https) before Plumbline, then start it with "
            "PLUMBLINE_BEHIND_PROXY=1 and PLUMBLINE_URL=https://…; or leave --address out, for this machine "
            "alone."
        )


def refuse_port_in_use(address: str, port: int) -> None:
    """Raise CannotServe where nothing can listen there. The server itself would share a port in silence."""
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    except OSError:
        raise CannotServe(
            f"{address} is no address of this machine. Use 127.0.0.1, or leave it out."
        ) from None
    family, kind, _, _, place = found[0]
    with socket.socket(family, kind) as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as fault:
            if fault.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", -1)):
                raise CannotServe(
                    f"Port {port} is in use: perhaps Plumbline is running already. Stop the other program, "
                    f"or choose another port: plumbline-site serve --port {port + 1}"
                ) from None
            if fault.errno in (errno.EACCES, getattr(errno, "WSAEACCES", -1)):
                raise CannotServe(
                    f"This account may not use port {port}. Choose one above 1023: --port 8000"
                ) from None
            raise CannotServe(f"{address} is no address of this machine. Use 127.0.0.1.") from None


def shown_address(address: str, port: int) -> str:
    """The address as people type it."""
    host = "127.0.0.1" if address in ("0.0.0.0", "::") else address
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def alone_here(data: Path) -> Iterator[None]:
    """Hold the data folder for one running site. Raises CannotServe where another one has it."""
    lock = taken_alone(data / "serving.lock")
    if lock is None:
        where = (data / "serving.txt").read_text("utf-8").strip() if (data / "serving.txt").exists() else ""
        raise CannotServe(
            f"Plumbline is running already with the data in {data}"
            + (f", at {where}." if where else ".")
            + " Use that one, stop it first, or name another folder in PLUMBLINE_DATA."
        )
    try:
        yield
    finally:
        lock.close()


def prepare(say: Callable[[str], None] = click.echo) -> None:
    """Bring the database and the static files to where this version wants them; quick where they are there.

    say: told what takes long.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        wanted = executor.loader.graph.leaf_nodes()
        if executor.migration_plan(wanted):
            new = not executor.loader.applied_migrations
            say("Making the database …" if new else "Bringing the database to this version …")
            call_command("migrate", verbosity=0, interactive=False)
        tables = connection.introspection.table_names()
        caches = [one["LOCATION"] for one in settings.CACHES.values() if "DatabaseCache" in one["BACKEND"]]
        if set(caches) - set(tables):
            call_command("createcachetable", verbosity=0)
    except DatabaseError as fault:
        raise CannotServe(f"The database cannot be used: {str(fault).strip()}. See DATABASE_URL.") from fault
    _collect(Path(settings.STATIC_ROOT))


def _collect(folder: Path) -> None:
    """Copy the static files to where they are served from, unless they lie there already."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            found.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    mark = folder / ".collected"
    if mark.is_file() and mark.read_text("ascii") == found.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    write_own(mark, found.hexdigest())


def clear_arriving() -> None:
    """Remove what a server killed during an upload had got so far. Nobody was told that it is kept."""
    import shutil

    from django.conf import settings

    from plumbline_web.records.models import Extract

    for file in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        file.unlink()
    for mark in Path(settings.RECORDS).glob("*/extracts/*/arriving"):
        if Extract.objects.filter(key=mark.parent.name).exists():
            mark.unlink()
        else:
            shutil.rmtree(mark.parent)


class _Worker:
    """The process that does the jobs, kept alive until it is stopped."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.stopping = say, threading.Event()
        self.process = self._started()
        self.watching = threading.Thread(target=self._watch, daemon=True)
        self.watching.start()

    def _started(self) -> subprocess.Popen[bytes]:
        # Its standard input is a pipe from here: it ends with this process, and then the worker stops too.
        return subprocess.Popen(
            [sys.executable, "-m", "plumbline_web.commands", "worker"], stdin=subprocess.PIPE
        )

    def _watch(self) -> None:
        while True:
            begun = time.monotonic()
            code = self.process.wait()
            if self.stopping.is_set():
                return
            self.say(f"The process that does the jobs ended ({code}) and is started again.")
            if time.monotonic() - begun < ENDED_TOO_SOON and self.stopping.wait(ENDED_TOO_SOON):
                return
            self.process = self._started()

    def stop(self) -> None:
        """Let it finish or give back its job, and wait for it."""
        from plumbline_web.jobs import GIVEN_TO_FINISH

        self.stopping.set()
        with contextlib.suppress(OSError):
            self.process.stdin.close()  # type: ignore[union-attr]
        try:
            self.process.wait(GIVEN_TO_FINISH + 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@click.command("worker", hidden=True)
def worker() -> None:
    """Do the jobs of the site, until standard input ends or it is told to stop. `serve` starts it."""
    from plumbline_web.jobs import work
    from plumbline_web.timetable import on_day

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process: the one above decides

    def wait_for_end() -> None:
        while os.read(0, 1024):  # not sys.stdin, which a thread must not hold when Python ends
            pass
        stopped.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    work(stopped, on_day=on_day)


def run_site(
    address: str,
    port: int,
    *,
    browser: bool,
    fill: Callable[[], None] | None = None,
    greeting: Callable[[], list[str]] = list,
) -> None:
    """Prepare the data, start worker and server, and serve until SIGINT or SIGTERM.

    The site is set up and its data folder held. fill: called once the database is there. greeting: the lines
    that are printed below the address.
    """
    from django.conf import settings
    from django.db import connections

    data = Path(settings.DATA)
    prepare()
    clear_arriving()
    if fill is not None:
        fill()
    url = shown_address(address, port)
    write_own(data / "serving.txt", url + "\n")
    lines = [f"\nPlumbline is at {settings.SITE_URL if settings.SECURE else url}"]
    lines += _first_link(settings.SITE_URL if settings.SECURE else url)
    lines += [*greeting(), "Stop it with Ctrl+C.\n"]
    connections.close_all()
    jobs = _Worker(lambda text: click.echo(text, err=True))
    try:
        threading.Thread(target=_greet, args=(address, port, lines, browser), daemon=True).start()
        _serve_pages(address, port)
    finally:
        jobs.stop()
        (data / "serving.txt").unlink(missing_ok=True)
    click.echo("Plumbline has stopped.")


def _first_link(url: str) -> list[str]:
    """Where the first administrator opens their account, as long as nobody has one."""
    from plumbline_web.people.actions import first_link

    link = first_link()
    return (
        [f"Nobody has an account yet. The first administrator’s link, good for a day: {url}{link}"]
        if link
        else []
    )


def _greet(address: str, port: int, lines: list[str], browser: bool) -> None:
    """Say where the site is, as soon as it answers."""
    host = "127.0.0.1" if address == "0.0.0.0" else "::1" if address == "::" else address
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    click.echo("\n".join(lines))
    sys.stdout.flush()
    if browser:
        webbrowser.open(shown_address(address, port))


def _serve_pages(address: str, port: int) -> None:
    """Granian until it is told to stop: one process, a few threads, started afresh on every system."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    logging.getLogger("_granian").setLevel(logging.WARNING)
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "plumbline_web.wsgi:application",
        address="127.0.0.1" if address == "localhost" else address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def where_to_listen(function: Callable[..., None]) -> Callable[..., None]:
    """The options of a command that serves: --address, --port, --open."""
    for option in (
        click.option("--open", "browser", is_flag=True, help="Show the site in a browser."),
        click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535)),
        click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen."),
    ):
        function = option(function)
    return function


def settle_address(address: str, port: int) -> None:
    """Refuse an address that would not do, before anything is made; then tell the settings of it."""
    refuse_open_address(address)
    refuse_port_in_use(address, port)
    os.environ.setdefault("PLUMBLINE_URL", shown_address(address, port))


@click.command("serve")
@where_to_listen
@own_set_up
def serve(address: str, port: int, browser: bool) -> None:
    """Start the site: prepares its data, answers pages, does the jobs.

    Example: plumbline-site serve --port 8080
    """
    settle_address(address, port)
    set_up()
    from django.conf import settings

    with alone_here(Path(settings.DATA)):
        run_site(address, port, browser=browser)
