"""Files and the virus scanner: nothing is taken without a clear answer, given as clamd gives it."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from factories.activities import Team, inspection
from factories.evidence import PDF, piece, upload
from plumbline_web.audit.models import Event
from plumbline_web.evidence.actions import EvidenceNotTaken, receive_file
from plumbline_web.evidence.models import Attachment
from plumbline_web.evidence.scanning import NotScanned, scan

FOUND = b"stream: Eicar-Test-Signature FOUND\0"


@contextmanager
def clamd(answer: bytes, family: int = socket.AF_INET, path: str = "") -> Iterator[tuple[str, list[bytes]]]:
    """A scanner that takes one file as clamd does and gives this answer: its address, what it was sent."""
    heard: list[bytes] = []
    server = socket.socket(family, socket.SOCK_STREAM)
    server.bind(path or ("127.0.0.1", 0))
    server.listen(1)
    server.settimeout(10)

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as sent:
            heard.append(sent.read(len(b"zINSTREAM\0")))
            content = b""
            while length := struct.unpack("!I", sent.read(4))[0]:
                content += sent.read(length)
            heard.append(content)
            line.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield path or f"127.0.0.1:{server.getsockname()[1]}", heard
    finally:
        thread.join(10)
        server.close()


def nobody() -> str:
    """An address at which nothing answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def team(db: None) -> Team:
    return inspection(readers=1)


def received(team: Team, content: bytes = PDF, name: str = "Plan.pdf"):
    return receive_file(by=team.lead, activity=team.activity, upload=upload(name, content))


def test_the_whole_file_is_sent_in_the_scanners_own_form() -> None:
    content = os.urandom(150_000)
    with clamd(b"stream: OK\0") as (where, heard):
        assert scan(io.BytesIO(content), where) == ""
    assert heard == [b"zINSTREAM\0", content]


def test_a_local_socket_is_asked_too(tmp_path: Path) -> None:
    with clamd(FOUND, socket.AF_UNIX, str(tmp_path / "clamd.sock")) as (where, _):
        assert scan(io.BytesIO(PDF), where) == "Eicar-Test-Signature"


@pytest.mark.parametrize(
    "answer", [b"", b"stream: \0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUND?\0", b"OK\0"]
)
def test_an_answer_that_says_neither_yes_nor_no_is_none(answer: bytes) -> None:
    with clamd(answer) as (where, _), pytest.raises(NotScanned):
        scan(io.BytesIO(PDF), where)


@pytest.mark.parametrize("where", ["nowhere", "127.0.0.1:port", "/no/such/socket"])
def test_a_scanner_that_cannot_be_reached_is_said(where: str) -> None:
    with pytest.raises(NotScanned):
        scan(io.BytesIO(PDF), where)


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(team: Team) -> None:
    made = piece(team, file=received(team))
    assert made.attachment.get_scanned_display() == "Not scanned: no virus scanner is set on this site"


def test_with_one_it_says_that_nothing_was_found(team: Team) -> None:
    with clamd(b"stream: OK\0") as (where, _), override_settings(SCANNER=where):
        assert received(team).scanned == "clean"


def test_a_virus_is_refused_and_written_into_the_trail(team: Team) -> None:
    with (
        clamd(FOUND) as (where, _),
        override_settings(SCANNER=where),
        pytest.raises(EvidenceNotTaken, match="found a virus"),
    ):
        received(team)
    event = Event.objects.get(act="turned file away")
    assert (event.outcome, event.details, event.account_key) == (
        "refused",
        {"why": "virus found"},
        team.lead.key,
    )
    assert not Attachment.objects.exists()


def test_where_the_scanner_cannot_be_reached_nothing_is_taken(team: Team) -> None:
    with override_settings(SCANNER=nobody()), pytest.raises(EvidenceNotTaken, match="could not be scanned"):
        received(team)
    assert Event.objects.get(act="turned file away").details == {"why": "could not be scanned"}


def test_a_file_that_is_too_large_is_refused_before_anything_else(team: Team) -> None:
    with override_settings(MOST_EVIDENCE_BYTES=10), pytest.raises(EvidenceNotTaken, match="are the most"):
        received(team)


def test_an_empty_file_is_refused(team: Team) -> None:
    with pytest.raises(EvidenceNotTaken, match="empty"):
        received(team, b"")


def test_a_file_is_kept_under_its_key_for_the_site_alone(team: Team) -> None:
    made = piece(team, file=received(team, name="../../Plan.pdf")).attachment
    assert made.path == team.activity.folder / "evidence" / made.key
    assert made.path.is_relative_to(settings.RECORDS)
    assert made.path.read_bytes() == PDF
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert made.name == "Plan.pdf"


def test_a_file_that_was_looked_at_and_never_brought_in_leaves_nothing_behind(team: Team) -> None:
    received(team)
    assert not (team.activity.folder / "evidence").exists()
