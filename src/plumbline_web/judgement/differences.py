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
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Stretch("same", "".join(new[k:m])))
            continue
        if j > i:
            found.append(Stretch("out", "".join(old[i:j])))
        if m > k:
            found.append(Stretch("in", "".join(new[k:m])))
    return found
