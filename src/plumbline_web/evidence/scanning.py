"""Asking a clamd virus scanner about a file, over TCP or a local socket.

Written from clamd's own protocol: `zINSTREAM`, then chunks each led by its length in four bytes, a length of
nought at the end; the answer is one line, ended by a nought byte. A file larger than clamd's StreamMaxLength
is answered before its end, and the line is cut: so what came back is looked at between chunks.
"""

from __future__ import annotations

import select
import socket
import struct
from typing import BinaryIO

from django.conf import settings

from plumbline.errors import PlumblineError

CHUNK = 64 * 1024
PATIENCE = 60
"""Seconds that the scanner may be silent; large files take it a while."""
LONGEST_ANSWER = 4096


class NotScanned(Exception):
    """The scanner could not be reached, or gave no answer that says yes or no. Then nothing is taken."""


class TooLargeToScan(NotScanned):
    """The scanner takes no file as large as this one: trying again does not help."""


class FileUnsafe(PlumblineError):
    """A file that must not be taken. The message says so to whoever sent it; `why` is for the trail."""

    def __init__(self, why: str, message: str) -> None:
        self.why = why
        super().__init__(message)


def scanned(content: BinaryIO) -> str:
    """How a file was looked at for viruses: "clean", or "no_scanner" where this site has none.

    Raises FileUnsafe where one was found, and where it could not be asked about.
    """
    if not settings.SCANNER:
        return "no_scanner"
    try:
        virus = scan(content, settings.SCANNER)
    except TooLargeToScan as refused:
        raise FileUnsafe(
            "too large for the scanner",
            "The file is larger than the virus scanner of this site takes, so it was not taken. Send a "
            "shorter one, or its parts one by one, and tell whoever looks after this site.",
        ) from refused
    except NotScanned as refused:
        raise FileUnsafe(
            "could not be scanned",
            "The file could not be scanned for viruses just now, so it was not taken. Try again later, "
            "and tell whoever looks after this site if it happens again.",
        ) from refused
    if virus:
        raise FileUnsafe(
            "virus found",
            "The scanner found a virus in the file, so it was not taken and nothing of it is kept. Do "
            "not open it, and tell your own IT service.",
        )
    return "clean"


def scan(content: BinaryIO, scanner: str) -> str:
    """The name of the virus that was found in a file; "" where none was.

    scanner: "host:port", or the path of a local socket. Raises NotScanned for anything but a clear answer,
    and TooLargeToScan where that is the scanner's own limit of size.
    """
    try:
        with _reached(scanner) as line:
            whole = _send(line, content)
            answer = _answer(line)
    except (OSError, ValueError) as fault:
        raise NotScanned(f"the scanner did not answer: {type(fault).__name__}") from fault
    if answer == "stream: OK" and whole:
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
    if answer.startswith("INSTREAM size limit exceeded"):
        raise TooLargeToScan("the file is larger than the scanner takes")
    raise NotScanned("the scanner gave an answer that says neither yes nor no")


def _send(line: socket.socket, content: BinaryIO) -> bool:
    """Send the file, as much of it as the scanner wants: it answers early where it takes no more.

    Gives whether it was sent to its end; what is called clean before that was not looked at. A line that is
    cut while it is written to may hold an answer all the same, so the fault is left to whoever reads it.
    """
    content.seek(0)
    answered = select.poll()
    answered.register(line, select.POLLIN)
    try:
        line.sendall(b"zINSTREAM\0")
        while step := content.read(CHUNK):
            if answered.poll(0):
                return False
            line.sendall(struct.pack("!I", len(step)) + step)
        line.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _reached(scanner: str) -> socket.socket:
    if scanner.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(scanner)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = scanner.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)


def _answer(line: socket.socket) -> str:
    found = b""
    while b"\0" not in found and len(found) < LONGEST_ANSWER:
        step = line.recv(LONGEST_ANSWER)
        if not step:
            break
        found += step
    return found.partition(b"\0")[0].decode("utf-8", "replace").strip()
