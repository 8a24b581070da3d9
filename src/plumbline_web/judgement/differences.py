"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Stretch:
    """Some words in a row. kind: the same in both, taken out, or put in."""

    kind: Literal["same", "out", "in"]
    text: str


def differences(before: str, after: str) -> list[Stretch]:
    """The later text with what was taken out and put in, in reading order. Nothing of either is left out."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Stretch] = []
    out, put_in = "", ""
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        same = "".join(new[k:m])
        if what != "equal" or (not same.strip() and (out or put_in)):
            # A space between two changed words would tear them apart.
            out, put_in = out + "".join(old[i:j]), put_in + same
            continue
        found += _changed(out, put_in)
        out, put_in = "", ""
        found.append(Stretch("same", same))
    return found + _changed(out, put_in)


def _changed(out: str, put_in: str) -> list[Stretch]:
    if out == put_in:
        return [Stretch("same", out)] if out else []
    pairs: tuple[tuple[Literal["out", "in"], str], ...] = (("out", out), ("in", put_in))
    return [Stretch(kind, text) for kind, text in pairs if text]
