"""The file of a bundle: a zip of which every byte follows from what it holds.

Entries are stored as they are, sorted by name, with one fixed time and nothing optional. So there is one file
for one content, and a file of which any byte differs is not that file. Any program that opens zips opens it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from zlib import crc32

from plumbline.errors import PlumblineError

FORM = "bundle-1"
MOST_BYTES = 200_000_000
MOST_FILES = 500
NAME = re.compile(r"[a-z0-9_-]{1,80}(?:/[a-z0-9_-]{1,80})?\.(?:json|toml|txt)\Z")
_ENTRY, _LISTED, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MADE_BY, _NEEDS, _DAY = (
    (3 << 8) | 20,
    20,
    (1 << 5) | 1,
)  # by a Unix zip 2.0; 1 January 1980, the first day of zips
_READABLE = 0o100444 << 16


class NotABundle(PlumblineError):
    """The file is no sealed bundle at all."""

    exit_code = 2


class Altered(Exception):
    """The file was a bundle and some byte of it is not as it was; says what."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The bundle's file from what it holds, by name. Raises PlumblineError where it would be too large."""
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES - 1_000_000:
        raise PlumblineError(
            f"A bundle holds {MOST_FILES} files and {MOST_BYTES // 1_000_000} MB at most. Leave out evidence "
            "that the report does not name."
        )
    out, listed = [], []
    at = 0
    for name, content in sorted(files.items()):
        if not NAME.match(name):
            raise ValueError(f"{name!r} is no name of a bundle's file")
        sizes = struct.pack("<LLLH", crc32(content), len(content), len(content), len(name))
        fixed = struct.pack("<HHHHH", _NEEDS, 0, 0, 0, _DAY) + sizes + struct.pack("<H", 0)
        entry = _ENTRY + fixed + name.encode() + content
        listed.append(
            _LISTED
            + struct.pack("<H", _MADE_BY)
            + fixed
            + struct.pack("<HHHLL", 0, 0, 0, _READABLE, at)
            + name.encode()
        )
        out.append(entry)
        at += len(entry)
    directory = b"".join(listed)
    end = _END + struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), at, 0)
    return b"".join([*out, directory, end])


def unpacked(data: bytes) -> dict[str, bytes]:
    """What a bundle's file holds, by name.

    Raises NotABundle for a file that is none, and Altered where it is not byte for byte the file that
    `packed` makes of what it holds: also for entries that are compressed, named twice or in another order.
    """
    if not data.startswith(_ENTRY) or f'"form": "{FORM}"'.encode() not in data:
        raise NotABundle(f"This is no sealed bundle of the form {FORM}.")
    found: dict[str, bytes] = {}
    at, head = 0, struct.Struct("<4sHHHHHLLLHH")
    while data[at : at + 4] == _ENTRY:
        if len(data) < at + head.size or len(found) > MOST_FILES:
            raise Altered("The file ends before it should, or holds more than a bundle may.")
        *_, size, _whole, length, extra = head.unpack_from(data, at)
        begins = at + head.size + length + extra
        name = data[at + head.size : at + head.size + length].decode("latin-1")
        content = data[begins : begins + size]
        if len(content) < size or not NAME.match(name) or name in found:
            raise Altered("The file's list of contents is damaged, or a name stands in it twice.")
        found[name] = content
        at = begins + size
    if packed(found) != data:
        raise Altered("The file is not as it was sealed: bytes were changed, added, removed or moved.")
    return found
