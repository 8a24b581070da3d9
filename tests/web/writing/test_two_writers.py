"""Several people write one section at once, on the running site: whatever was acknowledged is kept."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from factories.running import python, running

ROUNDS = int(os.environ.get("PLUMBLINE_TEST_ROUNDS", "25"))
"""How often each writer saves. More can be asked for by hand."""
CSRF = "a" * 32

READY = """
import json
from django.conf import settings
from django.test import Client
from factories.activities import inspection
from factories.written import evidence_in, report_of, section_of
from plumbline_web.serve import prepare
prepare(lambda text: None)
team = inspection(readers=2)
evidence_in(team)
section = section_of(report_of(team))
cookies = []
for account in (team.lead, team.readers[0], team.readers[1]):
    client = Client()
    client.force_login(account)
    cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
path = f"/o/{team.body.slug}/scrutiny/{team.activity.key}/sections/{section.key}/"
print(json.dumps({"path": path, "cookies": cookies, "cookie": settings.SESSION_COOKIE_NAME}))
"""
FOUND = """
import json
from plumbline_web.writing.models import ClashEnded, Draft, SectionVersion
print(json.dumps({
    "versions": [
        [one.pk, one.text, one.chosen, one.based_on_id, one.beside_id]
        for one in SectionVersion.objects.order_by("pk")
    ],
    "drafts": [[one.text, one.kept_as_id] for one in Draft.objects.all()],
    "ended": list(ClashEnded.objects.values_list("version_id", flat=True)),
}))
"""


class Writer:
    """One open page of one person. acknowledged: the texts that the site said it has as versions."""

    def __init__(self, address: str, world: dict[str, object], who: int, page: str) -> None:
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port
        self.path, self.page, self.base = str(world["path"]), page, ""
        cookie = world["cookies"][who]  # type: ignore[index]
        self.head = {"Cookie": f"{world['cookie']}={cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
        self.acknowledged: list[str] = []
        self.last_draft = ""

    def post(self, path: str, body: str, kind: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host or "", self.port, timeout=60)
        connection.request("POST", path, body.encode(), {**self.head, "Content-Type": kind})
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer.status, said

    def keep(self, text: str | None, how: str) -> None:
        """As the page with script does."""
        sent = {"text": text, "base": self.base, "page": self.page, "keep": how}
        status, said = self.post(f"{self.path}save/", json.dumps(sent), "application/json")
        assert status == 200, (status, said[:300])
        self.base = json.loads(said)["base"]
        if text is not None and how == "version":
            self.acknowledged.append(text)
        self.last_draft = text if text is not None else self.last_draft

    def save_by_form(self, text: str) -> None:
        """As the page without script does, on the version it was opened with: mostly a clash."""
        sent = urlencode({"text": text, "base": self.base, "page": self.page, "save": "yes"})
        status, said = self.post(self.path, sent, "application/x-www-form-urlencoded")
        assert status == 302, (status, said[:300])
        self.acknowledged.append(text)


def written_at_once(data: Path) -> tuple[list[Writer], dict[str, list[list[object]]], float]:
    """Four open pages of three people, all begun at the same moment; what the database holds afterwards."""
    world = json.loads(python(data, READY))
    with running(data, PLUMBLINE_SECOND_FACTOR="optional") as site:
        pages = [
            Writer(site.address, world, who, page)
            for who, page in ((0, "first"), (1, "second"), (1, "othertab"), (2, "form"))
        ]
        start = Barrier(len(pages))

        def with_script(one: Writer) -> None:
            start.wait()
            for number in range(ROUNDS):
                one.keep(f"{one.page} draft {number}", "draft")
                one.keep(f"{one.page} version {number}, {{e1}} of them.", "version")
            one.keep(f"{one.page}: the last that was typed", "draft")
            one.keep(None, "leave")

        def without(one: Writer) -> None:
            start.wait()
            for number in range(ROUNDS):
                one.save_by_form(f"{one.page} version {number}")

        does: list[tuple[Callable[[Writer], None], Writer]] = [
            (without if one.page == "form" else with_script, one) for one in pages
        ]
        began = time.monotonic()
        with ThreadPoolExecutor(len(pages)) as pool:
            for done in [pool.submit(verb, one) for verb, one in does]:
                done.result()
        took = time.monotonic() - began
    return pages, json.loads(python(data, FOUND)), took


def test_several_people_writing_one_section_at_once_lose_nothing(tmp_path: Path) -> None:
    pages, found, _ = written_at_once(tmp_path / "data")
    texts = {text for _, text, *_ in found["versions"]}
    acknowledged = [text for one in pages for text in one.acknowledged]
    assert len(acknowledged) == ROUNDS * len(pages)
    assert [text for text in acknowledged if text not in texts] == []
    # What was typed last and never saved became a version as its page was left.
    assert [one.last_draft for one in pages[:3] if one.last_draft not in texts] == []
    assert [text for text, kept_as in found["drafts"] if kept_as is None] == []
    # Those that count follow each other without a gap; every other stands beside the one that came between.
    counting = [one for one in found["versions"] if one[2]]
    assert [one[3] for one in counting] == [None, *(one[0] for one in counting[:-1])]
    assert [one for one in found["versions"] if not one[2] and one[4] is None] == []
    # Of each page at most the last text that stands beside another waits for somebody to choose.
    waiting = [one for one in found["versions"] if not one[2] and one[0] not in found["ended"]]
    assert len(waiting) <= 3 + ROUNDS
