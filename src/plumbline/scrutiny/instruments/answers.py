"""Answers by path, as they are kept: taking one instance of a repeat out of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LAST = re.compile(r"(?P<repeat>.+)\[(?P<number>[0-9]+)\]")


def without_instance(answers: Mapping[str, str], path: str) -> dict[str, str]:
    """The answers without one instance of a repeat, given by its path: /people/person[2].

    The instances after it move up by one, and where the number of instances was told, it is one less. Raises
    ValueError where the path is not that of an instance.
    """
    found = _LAST.fullmatch(path)
    if found is None:
        raise ValueError(f"{path} is not the path of an instance of a repeat")
    repeat, gone = found["repeat"], int(found["number"])
    inside = re.compile(re.escape(repeat) + r"\[([0-9]+)\](/.*)")
    kept: dict[str, str] = {}
    for each, value in answers.items():
        place = inside.fullmatch(each)
        if place is None:
            told = each == repeat and value.isdecimal()
            kept[each] = str(max(int(value) - 1, 0)) if told else value
        elif int(place[1]) != gone:
            number = int(place[1]) - (int(place[1]) > gone)
            kept[f"{repeat}[{number}]{place[2]}"] = value
    return kept
