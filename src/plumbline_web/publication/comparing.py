"""What differs between two editions: parts that came, went or changed, quantities that print otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from plumbline.publishing.documents import Document, Part, Table, Text, document_from_json
from plumbline_web.publication.models import Edition
from plumbline_web.publication.paragraphs import Paragraph, paragraphs_of

CHANGES = "changes"
"""The code of the part in which an edition lists what is different from the one before."""
Change = dict[str, Any]
"""kind: added, gone, changed or quantity. title: of the part, or of what is counted. was, now: texts."""


def changes_between(
    before: Document,
    now: Document,
    quantities_before: Mapping[str, Mapping[str, str]],
    quantities_now: Mapping[str, Mapping[str, str]],
) -> list[Change]:
    """Every difference between two editions, in the order of the newer one; what is gone comes last.

    quantities: id of the evidence -> its title and the wording that it prints.
    """
    old, new = _by_code(before), _by_code(now)
    found: list[Change] = []
    for code, (title, paragraphs) in new.items():
        if code not in old:
            found.append({"kind": "added", "title": title, "was": [], "now": []})
        else:
            was, is_now = _differ(old[code][1], paragraphs)
            if was or is_now or old[code][0] != title:
                named = title if old[code][0] == title else f"{title} (was “{old[code][0]}”)"
                found.append({"kind": "changed", "title": named, "was": was, "now": is_now})
    found += [
        {"kind": "gone", "title": title, "was": [], "now": []}
        for code, (title, _) in old.items()
        if code not in new
    ]
    for name, one in quantities_now.items():
        was_said = quantities_before.get(name, {}).get("words")
        if was_said is not None and was_said != one["words"]:
            found.append(
                {"kind": "quantity", "title": one["title"], "was": [was_said], "now": [one["words"]]}
            )
    return found


def change_words(one: Change) -> str:
    """A change in a line, for the list that an edition prints."""
    match one["kind"]:
        case "added":
            return f"New: {one['title']}"
        case "gone":
            return f"No longer there: {one['title']}"
        case "quantity":
            return f"{one['title']}: was “{one['was'][0]}”, is now “{one['now'][0]}”"
    return f"Changed: {one['title']}"


def _by_code(document: Document) -> dict[str, tuple[str, list[Paragraph]]]:
    """Each part with its heading and paragraphs; a part of no paragraphs is a heading alone."""
    found: dict[str, tuple[str, list[Paragraph]]] = {one.code: (one.title, []) for one in document.parts}
    for one in paragraphs_of(document):
        found[one.part][1].append(one)
    return found


def _differ(before: list[Paragraph], now: list[Paragraph]) -> tuple[list[str], list[str]]:
    """The texts that went and those that came, in their order."""
    old, new = _lines(before), _lines(now)
    was: list[str] = []
    is_now: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            was += old[a:b]
            is_now += new[c:d]
    return was, is_now


def _lines(paragraphs: list[Paragraph]) -> list[str]:
    """Their texts; of a table, each row by itself, so that one changed row is told and not the whole."""
    found: list[str] = []
    for one in paragraphs:
        if isinstance(one.table, Table):
            found += [one.table.caption, *(" | ".join(row) for row in one.table.rows)]
        else:
            found.append(one.text)
    return found


def part_of_changes(changes: list[Change], number: int) -> Part | None:
    """What an edition prints of its changes since the one of that number; None where there are none."""
    if not changes:
        return None
    lines = "\n".join(f"- {_escaped(change_words(one))}" for one in changes)
    return Part(CHANGES, f"What is different from edition {number}", (Text(lines),))


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in text.replace("\n", " "))


def changes_of_editions(before: Edition, now: Edition) -> list[Change]:
    """Every difference between two published editions of a paper."""
    return changes_between(document_told(before), document_told(now), before.quantities, now.quantities)


def document_told(edition: Edition) -> Document:
    """What an edition says, without its list of changes."""
    document = document_from_json(edition.source)
    return replace(document, parts=tuple(one for one in document.parts if one.code != CHANGES))
