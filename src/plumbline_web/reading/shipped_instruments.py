"""The instruments that Plumbline ships, as a lead chooses among them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from plumbline.scrutiny.instruments import Instrument, is_answered_by_a_person, read_instrument
from plumbline.scrutiny.shipped import load_instrument_texts

_MINUTES = re.compile(r"\b(\d+|fifteen|twenty|thirty|forty) minutes", re.IGNORECASE)
_WORDS = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40}


@dataclass(frozen=True)
class ShippedInstrument:
    """One of them. about: its own first words. minutes: what a record takes, as those words say."""

    code: str
    form: Instrument
    about: str
    minutes: int | None
    sha256: str

    @property
    def questions(self) -> int:
        """How many questions there are at most."""
        return sum(is_answered_by_a_person(one) for one in self.form.questions())


@cache
def shipped_instruments() -> dict[str, ShippedInstrument]:
    """All of them, by code."""
    found = {}
    for code, text in load_instrument_texts().items():
        about = next((line for line in text.splitlines() if line and line[0] not in "#|"), "")
        said = _MINUTES.search(about)
        minutes = (_WORDS.get(said[1].lower()) or int(said[1])) if said else None
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        found[code] = ShippedInstrument(code, read_instrument(text, "md"), about, minutes, sha256)
    return found
