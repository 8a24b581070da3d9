"""A mapping written as the TOML text that `mapping.read_mapping` reads, to keep, hand on or edit by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plumbline.records.mapping import Feed, MappingFile

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

Codes = Mapping[tuple[str, str], Mapping[str, str]]


def mapping_text(mapping: MappingFile) -> str:
    """The mapping as TOML: read again, it is the same mapping.

    Its codes may still be as the supplier writes them; reading makes `code_key` of them. Codes of a table
    that no feed is for are left out, since a section for them would feed that table.
    """
    blocks: list[list[str]] = [[f"leave_out = {_list(mapping.leave_out)}"]] if mapping.leave_out else []
    if mapping.two_digit_years_from is not None:
        blocks.append(["[century]", f"two_digit_years_from = {mapping.two_digit_years_from}"])
    written: set[str] = set()  # tables whose codes stand already: one table's are the same for all its feeds
    for feed in sorted(mapping.feeds, key=lambda feed: feed.wide):
        codes = {} if feed.table in written else mapping.codes
        blocks += _feed(feed, codes)
        written.add(feed.table)
    if mapping.cover is not None:
        made_on = mapping.cover.extracted_on
        blocks.append(["[cover]", *([f"extracted_on = {made_on.isoformat()}"] if made_on else [])])
        for name, cover in mapping.cover.tables.items():
            days = {"covers_from": cover.covers_from, "covers_until": cover.covers_until}
            lines = [f"{key} = {day.isoformat()}" for key, day in days.items() if day]
            blocks.append([f"[cover.{_key(name)}]", *lines])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n" if blocks else ""


def _feed(feed: Feed, codes: Codes) -> list[list[str]]:
    """The blocks of lines of one feed."""
    where = "wide" if feed.wide else f"tables.{_key(feed.table)}"
    head = ["[[wide]]", f"table = {_text(feed.table)}"] if feed.wide else [f"[{where}]"]
    if feed.file is not None:
        head.append(f"file = {_text(feed.file)}")
    if feed.sheet is not None:
        head.append(f"sheet = {_text(feed.sheet)}")
    if feed.header_row != 1:
        head.append(f"header_row = {feed.header_row}")
    if feed.leave_out:
        head.append(f"leave_out = {_list(feed.leave_out)}")
    blocks = [head]
    for name, values in (
        ("columns", feed.columns),
        *(
            (f"codes.{_key(column)}", words)
            for (table, column), words in codes.items()
            if table == feed.table
        ),
        ("constants", feed.constants),
        ("defaults", feed.defaults),
    ):
        if values:
            blocks.append([f"[{where}.{name}]", *_pairs(values)])
    for theirs, (column, constants) in feed.dates.items():
        lines = [f"[wide.dates.{_key(theirs)}]", f"column = {_text(column)}"]
        if constants:
            lines.append(f"constants = {{ {', '.join(_pairs(constants))} }}")
        blocks.append(lines)
    return blocks


def _pairs(values: Mapping[str, str]) -> list[str]:
    return [f"{_key(name)} = {_text(value)}" for name, value in values.items()]


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """A TOML string: what TOML does not take as it is (control characters) is escaped."""
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    return f"\\u{ord(letter):04X}" if ord(letter) < 32 or ord(letter) == 127 else letter
