"""The tables of docs/reference/quantities.md that are made from the data: every word and what it claims.

`python -m plumbline.scrutiny.quantities.reference_page PAGE` writes them between their marks.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from plumbline.scrutiny.quantities.evidence import EVIDENCE_KINDS
from plumbline.scrutiny.quantities.lint import FINDING_KINDS
from plumbline.statistics.words import word_table

_MARKED = re.compile(r"(<!-- made: (?P<name>[a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(page: str) -> str:
    """The page with its made tables as the data have them now."""
    tables = {"kinds": _kinds(), "bands": _bands(), "findings": _findings(), "words": _words()}
    return _MARKED.sub(lambda mark: f"{mark[1]}\n{tables[mark['name']]}\n{mark[3]}", page)


def _kinds() -> str:
    lets = {
        "share": "count, word, percentage, range",
        "survey": "count, word, percentage; no range, since nobody was drawn",
        "groups": "“in 4 of 5 groups”, all, none",
        "people": "“14 of 22 people”, all, none",
        "count": "the number",
        "series": "the latest value; highest or lowest to date; that it rose or fell",
    }
    rows = [f"| `{kind}` | {what} | {lets[kind]} |" for kind, what in EVIDENCE_KINDS.items()]
    return "\n".join(["| kind | what it is | what it lets one say |", "| --- | --- | --- |", *rows, ""])


def _findings() -> str:
    rows = [f"| `{kind}` | {what} |" for kind, what in FINDING_KINDS.items()]
    return "\n".join(["| kind | what was found |", "| --- | --- |", *rows, ""])


def _bands() -> str:
    table = word_table()
    rows = [f"| {band.word} | {band.least}% to {band.most}% |" for band in table.bands]
    edges = f"| {table.all_word} | every one |", *rows, f"| {table.none_word} | not a single one |"
    return "\n".join(["| word | stands for |", "| --- | --- |", *edges, "", f"From {table.source}.", ""])


def _words() -> str:
    content = tomllib.loads(files("plumbline").joinpath("library/words/claims.toml").read_text("utf-8"))
    groups: dict[str, list[str]] = {}
    for phrase, same in content["same_as"].items():
        groups.setdefault(f"the same as “{same.lower()}”", []).append(phrase)
    for phrase, bounds in content["share"].items():
        groups.setdefault(_limits(bounds), []).append(phrase)
    for phrase, share in content["fraction"].items():
        groups.setdefault(f"{share}, within 2 points either way", []).append(phrase)
    for phrase, bounds in content["modifier"].items():
        groups.setdefault(f"before a fraction or percentage: {_points(bounds)}", []).append(phrase)
    groups["every one, of records, groups or people"] = content["every"]["all"]
    groups["not a single one"] = content["every"]["none"]
    groups["above every value before it"] = content["series"]["highest"]
    groups["below every value before it"] = content["series"]["lowest"]
    groups |= _trends(content)
    groups["nothing that could be checked: say how many"] = content["vague"]["words"]
    rows = [f"| {', '.join(phrases)} | {meaning} |" for meaning, phrases in groups.items()]
    return "\n".join(["| words | what they claim |", "| --- | --- |", *rows, ""])


def _trends(content: dict[str, Any]) -> dict[str, list[str]]:
    """How a trend is written, by what it claims: each kind of writing once, with its words."""
    groups = {}
    meanings = {
        "rise": "the latest is above the one before it",
        "fall": "the latest is below the one before it",
        "change": "the latest is not the one before it",
    }
    for word, meaning in meanings.items():
        kinds = content["trend"][word]
        groups[meaning] = [
            f"a (sharp) {'/'.join(kinds['nouns'])} in",
            f"has (steadily) {'/'.join(kinds['done'])}",
            f"{'/'.join(kinds['past'])} from/to/by/since … or sharply",
            f"is (rapidly) {'/'.join(kinds['doing'])}",
            f"{'/'.join(kinds['way'])} trend",
        ]
    for phrase, times in content["times"].items():
        meaning = f"the latest is {times}% of the first or of the one before it, within a twentieth of that"
        groups.setdefault(meaning, []).append(phrase)
    return groups


def _limits(bounds: dict[str, int]) -> str:
    if bounds.get("least", -1) == bounds.get("most"):
        return f"exactly {bounds['least']}%"
    said = [
        f"{word} {bounds[key]}%"
        for key, word in (("least", "at least"), ("above", "above"), ("most", "at most"), ("below", "below"))
        if key in bounds and (key, bounds[key]) != ("most", 100)
    ]
    return " and ".join(said)


def _points(bounds: dict[str, int]) -> str:
    """Limits in points from a fraction: both, with the end at the fraction itself left out, or one alone."""
    if len(bounds) == 1 and (by := abs(next(iter(bounds.values())))):
        return f"{next(iter(bounds))} it by more than {by} points"
    if len(bounds) == 1:
        return {"above": "above it", "least": "it or more", "below": "below it", "most": "it or less"}[
            next(iter(bounds))
        ]
    low, high = bounds.get("least", 0), bounds.get("most", 0)
    if low and high:
        return f"within {high} points either way"
    return f"below it, by {-low} points at most" if low else f"above it, by {high} points at most"


if __name__ == "__main__":
    PAGE = Path(sys.argv[1])
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
