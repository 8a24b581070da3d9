"""Asking a clamd virus scanner about a file, over TCP or a local socket.

Written from clamd's own protocol: `zINSTREAM`, then chunks each led by its length in four bytes, a length of
nought at the end; the answer is one line, ended by a nought byte.
"""

from __future__ import annotations

import socket
import struct
from typing import BinaryIO

CHUNK = 64 * 1024
PATIENCE = 60
"""Seconds that the scanner may be silent; large files take it a while."""
LONGEST_ANSWER = 4096


class NotScanned(Exception):
    """The scanner could not be reached, or gave no answer that says yes or no. Then nothing is taken."""


def scan(content: BinaryIO, scanner: str) -> str:
    """The name of the virus that was found in a file; "" where none was.

    scanner: "host:port", or the path of a local socket. Raises NotScanned for anything but a clear answer.
    """
    try:
        with _reached(scanner) as line:
            line.sendall(b"zINSTREAM\0")
            content.seek(0)
            while step := content.read(CHUNK):
                line.sendall(struct.pack("!I", len(step)) + step)
            line.sendall(struct.pack("!I", 0))
            answer = _answer(line)
    except (OSError, ValueError) as fault:
        raise NotScanned(f"the scanner did not answer: {type(fault).__name__}") from fault
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
    raise NotScanned("the scanner gave an answer that says neither yes nor no")


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
