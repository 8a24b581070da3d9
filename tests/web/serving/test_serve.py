"""The site starts with one command, says what it cannot do, and leaves nothing running behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from factories.running import (
    RunningSite,
    alive,
    children,
    comes_true,
    command,
    environment,
    free_port,
    running,
)
from plumbline_web.serve import CannotServe, refuse_open_address, refuse_port_in_use, shown_address

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks at processes as Linux shows them")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the site below."""
    return tmp_path_factory.mktemp("site") / "data"


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[RunningSite]:
    """A site on its first start."""
    with running(data) as started:
        yield started


def test_the_first_start_says_where_the_site_is_and_gives_the_first_administrators_link(
    site: RunningSite,
) -> None:
    told = "\n".join(site.said)
    assert f"Plumbline is at {site.address}\n" in told
    assert re.search(rf"link, good for a day: {site.address}/start/first-administrator/\S+", told)


def test_a_page_is_answered_with_the_policy_that_lets_in_no_script_but_ours(site: RunningSite) -> None:
    with urllib.request.urlopen(f"{site.address}/account/login/") as answer:
        policy = dict(
            part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";")
        )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
    }


def test_static_files_are_served_under_names_that_hold_their_content(site: RunningSite) -> None:
    with urllib.request.urlopen(f"{site.address}/account/login/") as answer:
        style = re.search(r'href="(/static/plumbline/site\.[0-9a-f]{12}\.css)"', answer.read().decode())
    assert style is not None
    with urllib.request.urlopen(site.address + style[1]) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")


def test_all_that_is_kept_is_its_owners_alone(site: RunningSite, data: Path) -> None:
    open_to_others = [
        str(path) for path in [data, *data.rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_port_in_use_is_refused_with_another_one_to_choose(site: RunningSite, tmp_path: Path) -> None:
    port = site.address.rpartition(":")[2]
    done = command(tmp_path / "other", "serve", "--port", port)
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: Port {port} is in use: perhaps Plumbline is running already. Stop the other program, or "
        f"choose another port: plumbline-site serve --port {int(port) + 1}\n",
    )


def test_while_the_database_is_locked_pages_are_read_and_what_must_be_written_says_that_it_is_busy(
    site: RunningSite, data: Path
) -> None:
    if not (data / "plumbline.sqlite3").exists():
        pytest.skip("this is of the embedded database")
    link = next(
        found[0] for line in site.said if (found := re.search(r"http\S+first-administrator/\S+", line))
    )
    with contextlib.closing(sqlite3.connect(data / "plumbline.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(urllib.error.HTTPError) as busy:
            urllib.request.urlopen(link)  # keeps the link's secret in a session
        with busy.value as answer:
            said = (
                answer.status,
                answer.headers["Retry-After"],
                "Plumbline is busy just now" in answer.read().decode(),
            )
        with urllib.request.urlopen(f"{site.address}/account/login/") as page:
            read = page.status
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(link) as page:
        after = page.status
    assert (said, read, after) == ((503, "10", True), 200, 200)


def test_a_second_site_on_the_same_data_is_refused(site: RunningSite, data: Path) -> None:
    done = command(data, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert f"running already with the data in {data}, at {site.address}." in done.stderr


def test_the_worker_is_started_again_when_it_dies(site: RunningSite) -> None:
    def is_worker(pid: int) -> bool:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            return b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return False

    def worker() -> int:
        return next((pid for pid in children(site.process.pid) if is_worker(pid)), 0)

    first = worker()
    os.kill(first, signal.SIGKILL)
    assert comes_true(lambda: worker() not in (0, first))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_site_stops_cleanly_and_starts_again_without_making_anything_anew(
    how: signal.Signals, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with running(data) as started:
        processes = children(started.process.pid)
        started.process.send_signal(how)
        assert started.process.wait(60) == 0
        assert comes_true(lambda: not any(alive(pid) for pid in processes))
    collected = (data / "static" / ".collected").stat().st_mtime_ns
    with running(data) as again:
        assert [line for line in again.said if "database" in line] == []
        assert (data / "static" / ".collected").stat().st_mtime_ns == collected


def test_where_the_starter_is_killed_the_others_end_too(tmp_path: Path) -> None:
    with running(tmp_path / "data") as started:
        processes = children(started.process.pid)
        started.process.kill()
        assert comes_true(lambda: not any(alive(pid) for pid in processes))


def test_a_page_that_fails_shows_no_traceback(tmp_path: Path) -> None:
    given = environment(tmp_path / "data")
    done = command(tmp_path, "django", "shell", "-c", _FAILING, given=given)
    assert done.stdout.splitlines()[-1:] == ["500 False False"], done.stderr


_FAILING = """
from django.urls import path
from django.test import Client, override_settings
import plumbline_web.urls as urls
from plumbline_web.serve import prepare
prepare(lambda text: None)
def broken(request):
    secret_of_a_case = 1 / 0
broken.login_required = False
urls.urlpatterns.append(path("broken/", broken))
answer = Client(raise_request_exception=False).get("/broken/", headers={"host": "127.0.0.1"})
text = answer.content.decode()
print(answer.status_code, "Traceback" in text, "secret_of_a_case" in text)
"""


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "plumbline.example.scot", "::"])
def test_an_address_that_others_can_reach_is_refused_without_a_proxy(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLUMBLINE_BEHIND_PROXY", raising=False)
    with pytest.raises(CannotServe, match="Put a proxy with a certificate"):
        refuse_open_address(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_an_address_of_this_machine_needs_no_proxy(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLUMBLINE_BEHIND_PROXY", raising=False)
    refuse_open_address(address)


def test_an_address_that_others_can_reach_is_taken_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_BEHIND_PROXY", "1")
    refuse_open_address("0.0.0.0")


def test_a_port_that_another_program_shares_is_refused_too() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CannotServe, match="is in use"):
            refuse_port_in_use("127.0.0.1", other.getsockname()[1])


def test_an_address_of_another_machine_is_told_in_words() -> None:
    with pytest.raises(CannotServe, match=r"192\.0\.2\.1 is no address of this machine"):
        refuse_port_in_use("192.0.2.1", free_port())


def test_the_address_is_shown_as_people_type_it() -> None:
    shown = [shown_address(one, 8000) for one in ("127.0.0.1", "0.0.0.0", "::1", "localhost")]
    assert shown == [
        "http://127.0.0.1:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://localhost:8000",
    ]
