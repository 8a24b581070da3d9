"""One encrypted file, written and read as a stream. A byte that was altered, or an end cut off, is found out.

The key comes from a passphrase by scrypt (RFC 7914). What is kept is cut into chunks, each sealed by
AES-256-GCM (NIST SP 800-38D); a chunk's nonce holds its number and whether it is the last, so that none can
be moved, left out or taken for the end. Every chunk is bound to the file's beginning.

    beginning: MAGIC, salt (16 bytes), check (16), nonce prefix (7)
    then: chunks of CHUNK bytes, each followed by its tag (16); the last may be shorter
"""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from plumbline.errors import PlumblineError

MAGIC = b"Plumbline backup 1\n"
CHUNK = 1 << 20
TAG = 16
_SALT, _CHECK, _PREFIX = 16, 16, 7
_COST = 1 << 17
"""Scrypt's n: 128 MB of memory and about half a second for each guess at a passphrase."""


class NotOpened(PlumblineError):
    """The file cannot be read with this passphrase, or is not whole. The message says which."""


def _keys(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The key, and what tells a wrong passphrase from an altered file without telling of the key."""
    made = Scrypt(salt=salt, length=64, n=_COST, r=8, p=1).derive(passphrase.encode("utf-8"))
    return AESGCM(made[:32]), hashlib.sha256(made[32:]).digest()[:_CHECK]


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


class Sealing:
    """A file to write to; what is written goes into `out` sealed. It is whole only after close()."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._cipher, check = _keys(passphrase, salt)
        self._beginning = MAGIC + salt + check + self._prefix
        self._out, self._held, self._number = out, bytearray(), 0
        out.write(self._beginning)

    def write(self, data: bytes) -> int:
        """Take more; chunks that are full go out, the last one waits for close()."""
        self._held += data
        while len(self._held) > CHUNK:
            self._chunk(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Seal what is left as the last chunk. `out` stays open."""
        self._chunk(bytes(self._held), last=True)

    def _chunk(self, data: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last)
        self._out.write(self._cipher.encrypt(nonce, data, self._beginning))
        self._number += 1


class Opening:
    """A sealed file to read from. Raises NotOpened as soon as something does not fit; what was read before
    that is of no worth, so nothing may be done with it until the end was reached."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._beginning = file.read(len(MAGIC) + _SALT + _CHECK + _PREFIX)
        if not self._beginning.startswith(MAGIC) or len(self._beginning) < len(MAGIC) + 39:
            raise NotOpened("This is no backup of Plumbline, or its beginning was altered or cut off.")
        salt, rest = self._beginning[len(MAGIC) :][:_SALT], self._beginning[len(MAGIC) + _SALT :]
        self._cipher, check = _keys(passphrase, salt)
        if check != rest[:_CHECK]:
            raise NotOpened(
                "The passphrase is not the one of this backup (or the file's beginning was altered)."
            )
        self._prefix, self._file, self._number = rest[_CHECK:], file, 0
        self._next, self._held, self._ended = file.read(CHUNK + TAG), b"", False

    def read(self, size: int) -> bytes:
        """Up to so many bytes; fewer only at the end."""
        parts, wanted = [], size
        while wanted > 0 and (self._held or not self._ended):
            if not self._held:
                self._held = self._opened()
                continue
            parts.append(self._held[:wanted])
            self._held = self._held[wanted:]
            wanted -= len(parts[-1])
        return b"".join(parts)

    def to_the_end(self) -> None:
        """Read what is left, so that the whole file is known to be as it was written."""
        while not self._ended:
            self._held = self._opened()

    def _opened(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            opened = self._cipher.decrypt(
                _nonce(self._prefix, self._number, self._ended), sealed, self._beginning
            )
        except InvalidTag:
            raise NotOpened(
                "The backup was altered or cut short after it was written: nothing was taken from it. Use "
                "another copy."
            ) from None
        self._number += 1
        return opened
