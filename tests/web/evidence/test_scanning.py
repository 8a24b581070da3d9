"""Files and the virus scanner: nothing is taken without a clear answer, given as clamd gives it."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import settings
from django.test import override_settings

from factories.activities import Team, inspection
from factories.evidence import PDF, piece, upload
from plumbline_web.audit.models import Event
from plumbline_web.evidence import scanning
from plumbline_web.evidence.actions import EvidenceNotTaken, receive_file
from plumbline_web.evidence.models import Attachment
from plumbline_web.evidence.scanning import NotScanned, TooLargeToScan, scan

FOUND = b"stream: Eicar-Test-Signature FOUND\0"


TOO_LARGE = b"INSTREAM size limit exceeded. ERROR\0"
Doing = Callable[[socket.socket, BinaryIO], None]
"""What a scanner does on a line: what it writes to, and what it reads from."""


@contextmanager
def scanner(doing: Doing, family: int = socket.AF_INET, path: str = "") -> Iterator[str]:
    """Something that listens for one file and does as it is told: its address."""
    server = socket.socket(family, socket.SOCK_STREAM)
    server.bind(path or ("127.0.0.1", 0))
    server.listen(1)
    server.settimeout(10)

    def serve() -> None:
        line, _ = server.accept()
        line.settimeout(10)
        with line, line.makefile("rb") as sent:
            doing(line, sent)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield path or f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        thread.join(10)
        server.close()


def chunks(sent: BinaryIO) -> Iterator[bytes]:
    """The chunks of a file as clamd's protocol has them, until the one of no length."""
    while length := struct.unpack("!I", sent.read(4))[0]:
        yield sent.read(length)


@contextmanager
def clamd(answer: bytes, family: int = socket.AF_INET, path: str = "") -> Iterator[tuple[str, list[bytes]]]:
    """A scanner that takes one file as clamd does and gives this answer: its address, what it was sent."""
    heard: list[bytes] = []

    def doing(line: socket.socket, sent: BinaryIO) -> None:
        heard.append(sent.read(len(b"zINSTREAM\0")))
        heard.append(b"".join(chunks(sent)))
        line.sendall(answer)

    with scanner(doing, family, path) as where:
        yield where, heard


def answers_after_one_chunk(answer: bytes) -> Doing:
    """Answers before the end of the file, reads on until the line is closed, as clamd does at its limit."""

    def doing(line: socket.socket, sent: BinaryIO) -> None:
        sent.read(len(b"zINSTREAM\0"))
        next(chunks(sent))
        line.sendall(answer)
        while sent.read(100_000):
            pass

    return doing


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
    "answer",
    [b"stream: \0", b"INSTREAM: Can't write to temporary file. ERROR\0", b"stream: OK FOUND?\0", b"OK\0"],
)
def test_an_answer_that_says_neither_yes_nor_no_is_none(answer: bytes) -> None:
    with clamd(answer) as (where, _), pytest.raises(NotScanned):
        scan(io.BytesIO(PDF), where)


def test_a_file_beyond_the_scanners_own_limit_is_said_to_be_so(tmp_path: Path) -> None:
    for family, path in ((socket.AF_INET, ""), (socket.AF_UNIX, str(tmp_path / "clamd.sock"))):
        with (
            scanner(answers_after_one_chunk(TOO_LARGE), family, path) as where,
            pytest.raises(TooLargeToScan, match="larger than the scanner takes"),
        ):
            scan(io.BytesIO(bytes(20_000_000)), where)


def test_a_limit_that_is_answered_at_the_end_is_the_same() -> None:
    with clamd(TOO_LARGE) as (where, _), pytest.raises(TooLargeToScan):
        scan(io.BytesIO(PDF), where)


def test_a_virus_that_is_found_before_the_end_is_found() -> None:
    with scanner(answers_after_one_chunk(FOUND)) as where:
        assert scan(io.BytesIO(bytes(20_000_000)), where) == "Eicar-Test-Signature"


def test_a_file_is_not_clean_that_was_not_read_to_its_end() -> None:
    with scanner(answers_after_one_chunk(b"stream: OK\0")) as where, pytest.raises(NotScanned):
        scan(io.BytesIO(bytes(20_000_000)), where)


def test_a_line_that_is_cut_while_the_file_is_sent_is_no_answer() -> None:
    def cuts(line: socket.socket, sent: BinaryIO) -> None:
        sent.read(20)

    with scanner(cuts) as where, pytest.raises(NotScanned):
        scan(io.BytesIO(bytes(20_000_000)), where)


@pytest.mark.parametrize("half", [b"", b"stream: ", b"stream: Eicar-Test-Signature F"])
def test_a_line_that_is_cut_within_the_answer_is_no_answer(half: bytes) -> None:
    with clamd(half) as (where, _), pytest.raises(NotScanned):
        scan(io.BytesIO(PDF), where)


def test_a_scanner_that_never_answers_is_waited_for_no_longer_than_it_is_given(monkeypatch) -> None:
    monkeypatch.setattr(scanning, "PATIENCE", 0.2)

    def silent(line: socket.socket, sent: BinaryIO) -> None:
        while sent.read(100_000):  # until the site gives up and closes the line
            pass

    with scanner(silent) as where, pytest.raises(NotScanned, match="TimeoutError"):
        scan(io.BytesIO(PDF), where)


def test_an_answer_without_an_end_is_not_read_for_ever() -> None:
    with clamd(b"stream: " + bytes([65]) * 100_000) as (where, _), pytest.raises(NotScanned):
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


def test_a_file_too_large_for_the_scanner_is_not_asked_for_again(team: Team) -> None:
    with (
        clamd(TOO_LARGE) as (where, _),
        override_settings(SCANNER=where),
        pytest.raises(EvidenceNotTaken, match="larger than the virus scanner of this site takes"),
    ):
        received(team)
    assert Event.objects.get(act="turned file away").details == {"why": "too large for the scanner"}


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
