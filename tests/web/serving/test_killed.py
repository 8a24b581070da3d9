"""The site killed in the middle of something: nothing is half done, and jobs are taken up again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factories.running import alive, children, comes_true, copied, environment, free_port, python, running
from factories.site import made_up

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

READY = """
from pathlib import Path
from django.core.files import File
from factories.site import AS_AT, council, person
from plumbline_web.records.actions import accept_extract, load_extract
from plumbline_web.records.models import Extract
from plumbline_web.jobs import work_off
here = council()
lead = person(here, "information_lead")
sent = [one for one in sorted(Path({extract!r}).iterdir()) if one.suffix in (".csv", ".toml")]
files = [File(one.open("rb"), name=one.name) for one in sent]
made = load_extract(by=lead, organisation=here, files=files, as_at=AS_AT)
"""
ACCEPTED = """
work_off()
accept_extract(by=lead, extract=Extract.objects.get())
"""
REPORT_ASKED = (
    ACCEPTED
    + """
work_off()
from plumbline_web.records.models import Run
from plumbline_web.reports.actions import ask_for_report
formats = ["html", "pdf", "word", "data"]
ask_for_report(by=lead, run=Run.objects.get(), period="2025-26-Q3", publish=True, formats=formats)
"""
)
SiteWith = Callable[..., Path]
FROM = {"Extract": "records", "Run": "records", "Report": "reports"}
SIGNED_IN = """
from django.test import Client
from factories.site import council, person
client = Client()
client.force_login(person(council(), "information_lead"))
print(client.cookies["sessionid"].value)
"""
HALF_AN_UPLOAD = (
    b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000\r\n"
    b"Cookie: sessionid=SESSION; csrftoken="
    + b"a"
    * 32
    + b"\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    b'Content-Disposition: form-data; name="files"; filename="orders.csv"\r\n\r\n' + b"a,b\n" * 250_000
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract that takes long enough to be caught at work on."""
    return made_up(tmp_path_factory.mktemp("large"), orders=600)


@pytest.fixture(scope="module")
def site_with(large: Path, tmp_path_factory: pytest.TempPathFactory) -> SiteWith:
    """Makes the data folder of a site: `site_with(data, code)`, as that code has left it where any is given.

    The database and what the code does are made once and copied, as they take longer than most tests.
    """
    made: dict[str | None, Path] = {}

    def before(code: str | None) -> Path:
        if code not in made:
            data = tmp_path_factory.mktemp("made") / "data"
            if code is None:
                python(data, "from plumbline_web.serve import prepare; prepare(lambda text: None)")
            else:
                python(copied(before(None), data), code.format(extract=str(large)))
            made[code] = data
        return made[code]

    return lambda data, code=None: copied(before(code), data)


@contextmanager
def working(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The worker alone, as `serve` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "plumbline_web.commands", "worker"],
        env=environment(data),
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait()


def watched(data: Path, model: str, *states: str) -> str:
    """Wait in one process until the one row is in one of the states; returns which."""
    return python(
        data,
        f"""
import time
from plumbline_web.{FROM[model]}.models import {model}
until = time.monotonic() + 90
while time.monotonic() < until:
    state = {model}.objects.get().state
    if state in {states!r}:
        break
print(state)
""",
    )


@pytest.mark.parametrize(
    ("model", "more", "at_work", "done"),
    [
        ("Extract", "", "checking", "ready"),
        ("Run", ACCEPTED, "judging", "frozen"),
        ("Report", REPORT_ASKED, "making", "made"),
    ],
)
def test_a_job_whose_worker_is_killed_is_done_by_the_next_one(
    model: str, more: str, at_work: str, done: str, site_with: SiteWith, tmp_path: Path
) -> None:
    data = site_with(tmp_path / "data", READY + more)
    with working(data) as worker:
        assert watched(data, model, at_work, done) == at_work
        worker.kill()
        worker.wait()
    with working(data):
        assert watched(data, model, done, "failed") == done
    assert half_done(data) == []
    asked = f"from plumbline_web.{FROM[model]}.models import {model}; print({model}.objects.get().attempts)"
    assert python(data, asked) == "1"


def test_a_report_that_the_whole_site_was_killed_in_is_made_after_the_next_start(
    site_with: SiteWith, tmp_path: Path
) -> None:
    data = site_with(tmp_path / "data", READY + REPORT_ASKED)
    with running(data) as site:
        assert watched(data, "Report", "making", "made") == "making"
        everything = [*children(site.process.pid), site.process.pid]
        for pid in everything:
            os.kill(pid, signal.SIGKILL)
        site.process.wait()
        assert comes_true(lambda: not any(alive(pid) for pid in everything))
    with running(data):
        assert watched(data, "Report", "made", "failed") == "made"
    (report,) = (data / "records").glob("*/runs/*/reports/*")
    assert {one.name for one in report.iterdir()} == {
        "open-data.zip",
        "report.docx",
        "report.html",
        "report.pdf",
    }
    assert half_done(data) == []


def half_done(data: Path) -> list[str]:
    """What lies among the records that was not finished: its name begins with a dot until it is whole."""
    return [path.name for path in (data / "records").rglob("*") if path.name.startswith(".")]


def test_a_worker_that_is_told_to_stop_finishes_its_job_or_gives_it_back(
    site_with: SiteWith, tmp_path: Path
) -> None:
    data = site_with(tmp_path / "data", READY)
    with working(data) as worker:
        watched(data, "Extract", "checking", "ready")
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    state = python(
        data,
        "from plumbline_web.records.models import Extract; from django_tasks_db.models import DBTaskResult; "
        "print(Extract.objects.get().state, DBTaskResult.objects.get().status)",
    )
    assert state in ("ready SUCCESSFUL", "waiting READY")


def test_a_second_worker_waits_until_the_first_has_ended(site_with: SiteWith, tmp_path: Path) -> None:
    data = site_with(tmp_path / "data")
    with working(data):
        comes_true((data / "worker.lock").exists)
        with working(data) as second:
            assert second.poll() is None


def test_an_upload_that_the_server_was_killed_in_leaves_nothing(site_with: SiteWith, tmp_path: Path) -> None:
    data, port = site_with(tmp_path / "data"), free_port()
    session = python(data, SIGNED_IN)
    with running(data, port=port) as site, socket.create_connection(("127.0.0.1", port)) as sending:
        sending.sendall(HALF_AN_UPLOAD.replace(b"SESSION", session.encode()))
        assert comes_true(lambda: list((data / "arriving").iterdir()))
        site.process.kill()
        site.process.wait()
    with running(data, port=port):
        assert list((data / "arriving").iterdir()) == []


def test_what_was_kept_of_an_upload_without_its_row_goes_and_what_has_one_stays(
    site_with: SiteWith, tmp_path: Path
) -> None:
    data = site_with(tmp_path / "data", READY)
    (kept,) = (data / "records" / "ashmarrow" / "extracts").iterdir()
    half = kept.with_name("0123456789abcdef")
    for folder in (kept, half):
        (folder / "sent").mkdir(parents=True, exist_ok=True)
        (folder / "arriving").touch()
    python(data, "from plumbline_web.serve import clear_arriving; clear_arriving()")
    assert (half.exists(), (kept / "sent" / "orders.csv").exists(), (kept / "arriving").exists()) == (
        False,
        True,
        False,
    )


@pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="its files are the server's own")
def test_a_disk_without_room_gives_a_page_that_says_so_and_loses_nothing(
    site_with: SiteWith, tmp_path: Path
) -> None:
    data = site_with(tmp_path / "data")
    python(data, "from factories.site import council, person\nperson(council(), 'information_lead')")
    answer = python(data, _ON_A_FULL_DISK)
    assert answer.splitlines() == [
        "507 There is no room left on Plumbline’s disk False",
        "extracts 0, files 0",
        "200",
    ]


_ON_A_FULL_DISK = """
import io, logging, resource
from pathlib import Path
from django.conf import settings
from django.test import Client
from plumbline_web.people.models import Account
from plumbline_web.records.models import Extract
logging.disable()
settings.ALLOWED_HOSTS.append("testserver")
settings.SECOND_FACTOR = "optional"
client = Client(raise_request_exception=False)
client.force_login(Account.objects.get())
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, resource.RLIM_INFINITY))
file = io.BytesIO(b"case_id\\n" * 1_000_000)
file.name = "orders.csv"
answer = client.post("/o/ashmarrow/extracts/", {"files": [file]})
text = answer.content.decode()
print(answer.status_code, text.partition('__title">')[2].partition("<")[0], "Traceback" in text)
files = [path for path in Path(settings.RECORDS).rglob("*") if path.is_file()]
print(f"extracts {Extract.objects.count()}, files {len(files)}")
print(client.get("/o/ashmarrow/extracts/").status_code)
"""
