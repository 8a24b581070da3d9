"""How the trail is sealed: what is hashed, byte for byte, so that anybody can work it out again.

A batch is hashed with SHA-256 over lines of canonical JSON: keys in order, no spaces, UTF-8, each line ended
by a line feed. The first line says what the seal says of itself and the hash before it; one line an event
follows, by number. So an event changed, taken away or put in, or an earlier seal changed, no longer fits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Protocol

FIRST_PREVIOUS = ""
"""What the first seal has in place of the hash before it."""


class Sealed(Protocol):
    """What is hashed of a seal."""

    number: int
    first: int
    last: int
    events: int
    previous_hash: str


def canonical(value: Any) -> bytes:
    """A value as canonical JSON: keys in order, no spaces, UTF-8. Raises ValueError for what is no number."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def event_line(event: Any) -> bytes:
    """One event as it is hashed; its time in UTC to the microsecond."""
    return canonical(
        {
            "id": event.id,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "account_key": event.account_key,
            "account_name": event.account_name,
            "organisation": event.organisation,
            "act": event.act,
            "outcome": event.outcome,
            "subject": event.subject,
            "details": event.details,
        }
    )


def seal_hash(seal: Sealed, events: Iterable[Any]) -> str:
    """The hash of a seal over its events in order, as 64 hexadecimal digits."""
    whole = hashlib.sha256()
    whole.update(
        canonical(
            {
                "number": seal.number,
                "first": seal.first,
                "last": seal.last,
                "events": seal.events,
                "previous": seal.previous_hash,
            }
        )
    )
    for event in events:
        whole.update(event_line(event))
    return whole.hexdigest()


@dataclass(frozen=True)
class Head:
    """A seal as the file outside the database keeps it: its number, its last event, its hash."""

    number: int
    last: int
    hash: str

    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.number} {self.last} {self.hash}\n"


def read_head(line: str) -> Head | None:
    """The head on one line of the file, or None where the line is none."""
    parts = line.split()
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()) or len(parts[2]) != 64:
        return None
    return Head(int(parts[0]), int(parts[1]), parts[2])
