"""How the site bears fifty people at once, over ten years of all Scotland.

    python benchmarks/site_load.py [--people 50] [--seconds 60] [--every 5]

A national body holds one run of the national extract. Fifty of its people each ask for a page every five
seconds: overviews, standards with their charts, lists of cases, cases. The server and this load maker share
the machine. A page's time runs from the moment it was due to be asked for, so that a server that falls behind
is not spared.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from made import AS_AT, SIZES, _fingerprint, taken_extract

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / "build" / "bench"
SITE = CACHE / "site"
COMMAND = [sys.executable, "-m", "plumbline_web.commands"]
MOST_MS, SHARE = 300.0, 0.95
MOST_ADDRESSES = 80
LEFT_ALONE = re.compile(r"/export/|/account/|/static/|\.(?:csv|zip|xlsx|pdf|docx|svg|json)\b")
TICKS = os.sysconf("SC_CLK_TCK")

FILL = """
import json, os
from datetime import timedelta
from pathlib import Path
from plumbline.synth import councils
from plumbline_web.jobs import work_off
from plumbline_web.people.actions import give_role, open_account, open_grant, open_organisation
from plumbline_web.people.queries import today
from plumbline_web.records.actions import accept_extract
from plumbline_web.records.models import Extract, Run
from plumbline_web.serve import prepare
prepare()
national = open_organisation(
    by=None, name="National body", slug="national-body", kind="national", acts_for_all=True
)
people = [
    open_account(by=None, email=f"person{at}@example.scot", name=f"Person {at}") for at in range(PEOPLE)
]
for one in people:
    for role in ("analyst", "lead_inspector", "information_lead"):
        give_role(by=None, account=one, organisation=national, role=role)
for code, name in councils():
    owner = open_organisation(
        by=None, name=name, slug=name.lower().replace(" ", "-"), kind="council", authority=code
    )
    open_grant(by=people[0], owner=owner, to=national, purpose="Load", from_on=today(),
               until_on=today() + timedelta(days=360))
extract = Extract.objects.create(
    organisation=national, loaded_by=people[0], as_at="AS_AT", state="ready", found={"extracted_on": "AS_AT"}
)
extract.folder.mkdir(parents=True)
os.symlink("TAKEN", extract.folder / "taken")
accept_extract(by=people[0], extract=Extract.objects.get())
work_off()
run = Run.objects.get()
assert run.state == "frozen", run.told
"""
SESSIONS = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from plumbline_web.people.models import Account
from django.conf import settings
cookies = []
for one in Account.objects.filter(email__startswith="person"):
    session = SessionStore()
    session[SESSION_KEY] = str(one.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = one.get_session_auth_hash()
    session.create()
    cookies.append(session.session_key)
print(json.dumps(cookies))
"""


@dataclass(frozen=True)
class Answer:
    """One page. late: milliseconds from when it was due until its last byte. status: 0 where none came."""

    address: str
    late: float
    status: int


def main() -> None:
    """Make the site where it is not there, load it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two pages of a person")
    parser.add_argument("--out", type=Path, default=CACHE / "site.json", help="the result as JSON")
    chosen = parser.parse_args()
    if not Path("/proc/self/stat").exists():
        parser.error("This system does not tell what another process uses. Use Linux.")
    taken = taken_extract(SIZES["national"], CACHE, [str(Path(sys.executable).parent / "plumbline")])
    _site(taken, chosen.people)
    before = os.getloadavg()[0]
    port = _free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=_environment(), stdout=subprocess.DEVNULL
    )
    try:
        cookies = json.loads(_python(SESSIONS))[: chosen.people]
        _until_it_answers(port)
        addresses = _addresses(port, cookies[0])
        used = _cpu(server.pid)
        answers = _load(port, cookies, addresses, chosen.seconds, chosen.every)
        found = _found(answers, _cpu(server.pid) - used, _memory(server.pid))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    found |= {"people": chosen.people, "addresses": len(addresses), "load before": round(before, 1)}
    print(as_text(found))
    chosen.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _site(taken: Path, people: int) -> None:
    """The scratch site with its run, made anew where what makes it has changed."""
    code = FILL.replace("PEOPLE", str(people)).replace("TAKEN", str(taken))
    code = code.replace("AS_AT", AS_AT.isoformat())
    mark, made_by = SITE / "made.json", json.dumps({"by": _fingerprint(), "fill": code})
    if mark.is_file() and mark.read_text("utf-8") == made_by:
        return
    shutil.rmtree(SITE, ignore_errors=True)
    print("Making a site with a run of Scotland, ten years …", file=sys.stderr, flush=True)
    code = (
        FILL.replace("PEOPLE", str(people)).replace("TAKEN", str(taken)).replace("AS_AT", AS_AT.isoformat())
    )
    _python(code)
    mark.write_text(made_by, "utf-8")


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    own.pop("DATABASE_URL", None)
    return own | {"PLUMBLINE_DATA": str(SITE), "PLUMBLINE_SECOND_FACTOR": "optional"}


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"from plumbline_web.commands import set_up\nset_up()\n{code}"],
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_it_answers(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site did not start.")


def _get(connection: http.client.HTTPConnection, address: str, cookie: str) -> tuple[int, str]:
    connection.request("GET", address, headers={"Cookie": f"sessionid={cookie}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def _addresses(port: int, cookie: str) -> list[str]:
    """The pages that a person finds from the overview on, each asked for once, which warms the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    start = "/o/national-body/"
    waiting, seen, found = [start], {start}, []
    while waiting and len(found) < MOST_ADDRESSES:
        address = waiting.pop(0)
        status, text = _get(connection, address, cookie)
        if status != 200:
            continue
        found.append(address)
        links = re.findall(r'href="([^"#]+)"', text)
        own = []
        for link in (one.replace("&amp;", "&") for one in links):
            whole = urljoin(address, link)
            if whole.startswith(start) and whole not in seen and not LEFT_ALONE.search(whole):
                own.append(whole)
        # Of one page's many links of a kind (a hundred cases) a few are enough; a kind not met comes first.
        mixed = random.Random(len(found)).sample(own, len(own))
        met = {_kind(one) for one in seen}
        new = {_kind(one): one for one in reversed(mixed) if _kind(one) not in met}
        for whole in [*new.values(), *(one for one in mixed if one not in new.values())][:12]:
            seen.add(whole)
            waiting.append(whole)
    return found


def _kind(address: str) -> str:
    """The address without what it is asked for and whose page it is."""
    return re.sub(r"/(standards|cases|reports|extracts)/(?!find/)[^/]+/", r"/\1/…/", urlsplit(address).path)


def _load(port: int, cookies: list[str], addresses: list[str], seconds: float, every: float) -> list[Answer]:
    answers: list[Answer] = []
    kinds: dict[str, list[str]] = {}
    for one in addresses:
        kinds.setdefault(_kind(one), []).append(one)
    begun = time.perf_counter() + 1.0

    def person(number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        due = begun + every * number / len(cookies)
        while due < begun + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            address = chance.choice(kinds[chance.choice(sorted(kinds))])  # every kind of page alike
            try:
                status, _ = _get(connection, address, cookies[number])
            except (OSError, http.client.HTTPException):
                status = 0
                connection.close()
            answers.append(Answer(address, (time.perf_counter() - due) * 1000, status))
            due += every

    threads = [threading.Thread(target=person, args=(number,)) for number in range(len(cookies))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def _processes(pid: int) -> list[int]:
    """The process and all that it started."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found += _processes(int(stat.parent.name))
        except OSError:
            continue
    return found


def _cpu(pid: int) -> float:
    """Seconds of processor time, user and system, that the site's processes have used."""
    return (
        sum(
            sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13]))
            for one in _processes(pid)
        )
        / TICKS
    )


def _memory(pid: int) -> float:
    """The most memory that the site's processes held, in MB, added up; shared pages count in each."""
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one}/status").read_text()) for one in _processes(pid)]
    return sum(int(one[1]) for one in peaks if one) / 1000


def _found(answers: list[Answer], cpu: float, memory: float) -> dict[str, Any]:
    times = sorted(one.late for one in answers)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    kinds: dict[str, list[float]] = {}
    for one in answers:
        kinds.setdefault(_kind(one.address), []).append(one.late)
    return {
        "pages": len(answers),
        "failed": sum(one.status != 200 for one in answers),
        "median ms": statistics.median(times),
        "95% ms": cuts[94],
        "99% ms": cuts[98],
        "most ms": times[-1],
        "cpu ms a page": 1000 * cpu / len(answers),
        "memory MB": memory,
        "kinds": {
            kind: [len(some), statistics.median(some), max(some)] for kind, some in sorted(kinds.items())
        },
    }


def as_text(found: dict[str, Any]) -> str:
    """The result as plain text."""
    met = found["failed"] == 0 and found["95% ms"] < MOST_MS
    lines = [
        f"The site, {found['people']} people, Scotland, ten years:",
        f"  {found['pages']} pages from {found['addresses']} addresses, {found['failed']} failed",
        f"  median {found['median ms']:.0f} ms, 95% {found['95% ms']:.0f} ms, 99% {found['99% ms']:.0f} ms, "
        f"most {found['most ms']:.0f} ms",
        f"  {found['cpu ms a page']:.0f} ms of processor a page; {found['memory MB']:.0f} MB at most, "
        "all its processes",
        f"  target, {SHARE:.0%} under {MOST_MS:.0f} ms and none failed: {'met' if met else 'not met'} "
        f"(load of the machine before: {found['load before']})",
        *(
            f"    {kind:44}{count:>5} pages, median {middle:>6.0f} ms, most {most:>6.0f} ms"
            for kind, (count, middle, most) in found["kinds"].items()
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
