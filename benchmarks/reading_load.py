"""How the site bears eighty people who read records at once, each with an answer saved every second.

    python benchmarks/reading_load.py [--readers 80] [--seconds 300] [--kills 10]

Two runs of that length. In the first the site is left alone: 95 of 100 saves have to be acknowledged within a
quarter of a second of when they were due. In the second its processes are killed (SIGKILL) and started again
that often, while each reader sends what was not acknowledged again, as the page does. After each, every
answer that was acknowledged has to be in the database. The site and this load maker share the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from site_load import CACHE, COMMAND, SESSIONS, _cpu, _free_port, _memory, _processes, _until_it_answers

SITE = CACHE / "reading"
MOST_MS, SHARE = 250.0, 0.95
TOKEN = "a" * 32
PAUSE = 0.25  # seconds before what was not acknowledged is sent again

FILL = """
import json
from plumbline.scrutiny.activities import load_templates
from plumbline.scrutiny.instruments import is_answered_by_a_person
from plumbline_web.people.actions import give_role, open_account, open_organisation
from plumbline_web.reading.actions import choose_instrument, deal_record, open_reading
from plumbline_web.reading.shipped_instruments import shipped_instruments
from plumbline_web.scrutiny.actions import add_member, open_activity
from plumbline_web.scrutiny.kinds import judged_by
from plumbline_web.scrutiny.models import Draw, Record
from plumbline_web.serve import prepare
prepare()
body = open_organisation(by=None, name="Inspectorate", slug="inspectorate", kind="national")
council = open_organisation(by=None, name="Council", slug="council", kind="council", authority="X12000001")
lead = open_account(by=None, email="lead@example.scot", name="Lead")
give_role(by=None, account=lead, organisation=body, role="lead_inspector")
template = load_templates()["cpo_inspection"]
framework, scale = judged_by(template, body)
activity = open_activity(by=lead, organisation=body, title="Load", template=template, framework=framework,
                         scale=scale, subjects=[council])
shipped = shipped_instruments()["reading_cpo"]
instrument = choose_instrument(by=lead, activity=activity, form=shipped.form, sha256=shipped.sha256)
draw = Draw.objects.create(subject=activity.subjects.get(), state="drawn")
questions = [
    [one.path, (one.choice_list and shipped.form.choice_lists[one.choice_list][0].name) or ""]
    for one in shipped.form.questions() if is_answered_by_a_person(one)
]
addresses = []
for at in range(READERS):
    account = open_account(by=None, email=f"person{at:03}@example.scot", name=f"Reader {at:03}")
    give_role(by=None, account=account, organisation=body, role="inspector")
    member = add_member(by=lead, activity=activity, account=account, organisation=body, role="reader")
    record = Record.objects.create(draw=draw, record_id=f"R{at:04}", position=at + 1)
    reading = deal_record(by=lead, record=record, reader=member, kind="first")
    open_reading(by=account, reading=reading)
    addresses.append([account.email, f"/o/inspectorate/scrutiny/{activity.key}/readings/{reading.key}/save/"])
print(json.dumps({"questions": questions, "addresses": addresses}))
"""
CHECK = """
import json
from pathlib import Path
from plumbline_web.reading.models import Answer, SavedAnswer
acknowledged = json.loads(Path("ACKNOWLEDGED").read_text("utf-8"))
kept = {one.mark: one for one in SavedAnswer.objects.all()}
lost = [mark for mark, path, value in acknowledged if mark not in kept or
        (kept[mark].path, kept[mark].value) != (path, value)]
newest = {}
for one in SavedAnswer.objects.order_by("version"):
    newest[one.reading_id, one.path] = (one.value, one.version)
standing = {(one.reading_id, one.path): (one.value, one.version) for one in Answer.objects.all()}
differ = sum(newest[one] != standing.get(one) for one in newest)
print(json.dumps({"lost": len(lost), "kept": len(kept), "differ": differ}))
"""


@dataclass
class Reader:
    """One of the eighty: where they save, and what was acknowledged.

    late: milliseconds from when each save was due. acknowledged: mark, path, value. again: sent once more.
    """

    address: str
    cookie: str
    late: list[float] = field(default_factory=list)
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)
    again: int = 0
    refused: int = 0


def main() -> None:
    """Make the site, load it twice, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=300.0, help="length of each of the two runs")
    parser.add_argument(
        "--kills", type=int, default=10, help="how often the site is killed in the second run"
    )
    parser.add_argument("--out", type=Path, default=CACHE / "reading.json", help="the result as JSON")
    chosen = parser.parse_args()
    if not Path("/proc/self/stat").exists():
        parser.error("This system does not tell what another process uses. Use Linux.")
    before = os.getloadavg()[0]
    shutil.rmtree(SITE, ignore_errors=True)
    made = json.loads(_python(FILL.replace("READERS", str(chosen.readers))).splitlines()[-1])
    cookies = dict(
        zip(sorted(one for one, _ in made["addresses"]), json.loads(_python(SESSIONS)), strict=True)
    )
    found = {"readers": chosen.readers, "seconds": chosen.seconds, "load before": round(before, 1)}
    for name, kills in (("left alone", 0), ("killed", chosen.kills)):
        if name == "killed" and not kills:
            continue
        readers = [Reader(address, cookies[email]) for email, address in made["addresses"]]
        found[name] = _run(readers, made["questions"], chosen.seconds, kills, name)
    print(as_text(found))
    chosen.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    if any(
        found[name]["lost"] or found[name]["differ"] for name in ("left alone", "killed") if name in found
    ):
        raise SystemExit("Answers that were acknowledged are lost.")
    if any(found[name]["refused"] for name in ("left alone", "killed") if name in found):
        raise SystemExit("Saves were refused: the load maker and the site do not fit each other.")


def _run(
    readers: list[Reader], questions: list[list[str]], seconds: float, kills: int, name: str
) -> dict[str, Any]:
    port = _free_port()
    server = _Server(port)
    server.start()
    try:
        _warm(port, readers[0])
        used = _cpu(server.pid)
        begun = time.perf_counter() + 1.0
        threads = [
            threading.Thread(
                target=_read, args=(one, at, port, questions, begun, seconds, len(readers), name)
            )
            for at, one in enumerate(readers)
        ]
        for one in threads:
            one.start()
        for at in range(1, kills + 1):
            time.sleep(max(0.0, begun + seconds * at / (kills + 1) - time.perf_counter()))
            server.kill()
            server.start()
        for one in threads:
            one.join()
        cpu, memory = _cpu(server.pid) - used, _memory(server.pid)
    finally:
        server.stop()
    acknowledged = [one for reader in readers for one in reader.acknowledged]
    listed = SITE / f"acknowledged-{name.replace(' ', '-')}.json"
    listed.write_text(json.dumps(acknowledged), "utf-8")
    checked = json.loads(_python(CHECK.replace("ACKNOWLEDGED", str(listed))).splitlines()[-1])
    times = sorted(late for one in readers for late in one.late)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "saves": len(acknowledged),
        "sent again": sum(one.again for one in readers),
        "refused": sum(one.refused for one in readers),
        "kills": kills,
        **checked,
        "median ms": statistics.median(times),
        "95% ms": cuts[94],
        "99% ms": cuts[98],
        "most ms": times[-1],
        # After a kill the processes before it have taken their time with them.
        "cpu ms a save": 1000 * cpu / len(acknowledged) if not kills else None,
        "memory MB": memory,
    }


def _warm(port: int, reader: Reader) -> None:
    """Open one record, so that what a process makes once is made before anything is measured."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(8):  # every thread of the site
        connection.request(
            "GET", reader.address[: -len("save/")], headers={"Cookie": f"sessionid={reader.cookie}"}
        )
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"A reader does not see the record: {answer.status}.")
    connection.close()


def _read(
    reader: Reader,
    at: int,
    port: int,
    questions: list[list[str]],
    begun: float,
    seconds: float,
    readers: int,
    name: str,
) -> None:
    """Save an answer every second, one after the other, and each until it is acknowledged."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    seen, versions, number = 0, dict.fromkeys((path for path, _ in questions), 0), 0
    headers = {
        "Cookie": f"sessionid={reader.cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/json",
    }
    due = begun + at / readers
    while due < begun + seconds:
        time.sleep(max(0.0, due - time.perf_counter()))
        path, value = questions[number % len(questions)]
        value = value if number < len(questions) and value else f"{value} {number}".strip()
        mark = f"{name[0]}{at}-{number}"
        save = {"path": path, "value": value, "over": versions[path], "mark": mark}
        body = json.dumps({"saves": [save], "seen": seen})
        tries = 0
        while True:
            tries += 1
            try:
                connection.request("POST", reader.address, body, headers)
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(PAUSE)
                continue
            if answer.status == 200:
                said = json.loads(text)
                seen, versions[path] = said["version"], said["saved"][0]["version"]
                reader.acknowledged.append((mark, path, value))
                break
            if answer.status < 500:
                reader.refused += 1
                break
            time.sleep(PAUSE)
        reader.again += tries - 1
        reader.late.append((time.perf_counter() - due) * 1000)
        number, due = number + 1, due + 1.0


class _Server:
    """The site's processes, which can be killed and started again on the same port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        while True:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port)],
                env=_environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.3)  # one that ends at once found the port or the folder still held
            if self.process.poll() is None:
                break
        _until_it_answers(self.port)

    def kill(self) -> None:
        """End every process of it at once, with no chance to finish anything."""
        for pid in reversed(_processes(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def stop(self) -> None:
        """End it as a person does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


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


def as_text(found: dict[str, Any]) -> str:
    """The result as plain text."""
    lines = [f"{found['readers']} people read records, each saves an answer every second:"]
    for name in ("left alone", "killed"):
        if name not in found:
            continue
        one = found[name]
        whole = "kept" if not (one["lost"] or one["differ"]) else "NOT KEPT"
        lines += [
            f"  {name}, {found['seconds']:.0f} s"
            + (f", ended and begun again {one['kills']} times" if one["kills"] else ""),
            f"    {one['saves']} saves acknowledged, {one['lost']} of them lost: {whole}; "
            f"{one['sent again']} sent again, {one['refused']} refused",
            f"    median {one['median ms']:.0f} ms, 95% {one['95% ms']:.0f} ms, 99% {one['99% ms']:.0f} ms, "
            f"most {one['most ms']:.0f} ms",
        ]
        if not one["kills"]:
            met = one["95% ms"] < MOST_MS and not one["lost"] and not one["refused"]
            lines += [
                f"    {one['cpu ms a save']:.1f} ms of processor a save; {one['memory MB']:.0f} MB at most",
                f"    target, {SHARE:.0%} under {MOST_MS:.0f} ms and none lost: "
                f"{'met' if met else 'not met'} (load of the machine before: {found['load before']})",
            ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
