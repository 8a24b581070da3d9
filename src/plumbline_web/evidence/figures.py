"""A figure that was worked out from what the site holds, before it is a piece of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.scrutiny.quantities import Evidence

WORKED_ID = "figure"
"""The id of a figure until its piece has a number."""


@dataclass(frozen=True)
class Figure:
    """title: what it is, for a list. origin: where it came from, to be worked out anew; plain data.

    speaks_from, speaks_until: the days it speaks of, as far as what it came from says them.
    """

    title: str
    quantity: Evidence
    origin: Mapping[str, Any]
    speaks_from: date | None = None
    speaks_until: date | None = None


@dataclass(frozen=True)
class Choice:
    """One figure that can be chosen. value: what a form sends back for it. label: as shown."""

    value: str
    label: str


def one_line(text: str, longest: int) -> str:
    """A text as an evidence file takes it: one line, no signs that cannot be seen, cut with an ellipsis."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    plain = " ".join(plain.split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
