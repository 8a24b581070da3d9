"""The words in which standards are explained, from `library/words/standards.toml` and the specification."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from plumbline.records.specification import load as load_specification
from plumbline.standards.form import Codes, Unit


@cache
def words() -> dict[str, Any]:
    """The words of the library, read once and kept."""
    return tomllib.loads((files("plumbline") / "library" / "words" / "standards.toml").read_text("utf-8"))


def row_name(table: str) -> str:
    """What one row of the table is called."""
    return str(words()["row"].get(table, table))


def an_or_a(name: str) -> str:
    """The name with a or an before it, by its sound: "an LS/CMI assessment", "a home visit"."""
    an = name[0] in "aeioAEIO" or name.startswith(("un", "LS", "RM", "SA", "MAPPA"))
    return f"{'an' if an else 'a'} {name}"


def date_words(table: str, column: str) -> str:
    """What the specification says of a date column, to stand within a sentence."""
    about = load_specification().tables[table].column(column).about
    return about[0].lower() + about[1:]


def day_words(day: date) -> str:
    """A date as it is read out: 6 April 2020."""
    return f"{day.day} {day:%B %Y}"


def joined(parts: Sequence[str], word: str) -> str:
    """The parts with commas, and `word` before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def such_a_row(table: str, codes: Codes, refused: Codes | None = None, *, article: bool = False) -> str:
    """A row of the table with these codes and none of those refused: "a home visit that was attended"."""
    names, said = [row_name(table)], []
    for column, chosen in codes.items():
        known = words()["row_of"].get(f"{table}.{column}", {})
        ways = words()["said"].get(f"{table}.{column}", {})
        if all(code in known for code in chosen):
            names = [known[code] for code in chosen]
        elif all(code in ways for code in chosen):
            said.append(joined([ways[code] for code in chosen], "or"))
        else:
            said.append(f"with {plain(column)} {joined([plain(code) for code in chosen], 'or')}")
    for column, chosen in (refused or {}).items():
        known = words()["row_of"].get(f"{table}.{column}", {})
        ways = words()["said"].get(f"{table}.{column}", {})
        nots = [an_or_a(known[code]) if code in known else ways.get(code, plain(code)) for code in chosen]
        said.append(f"not {joined(nots, 'or')}")
    name = joined([an_or_a(name) if article else name for name in names], "or")
    return " ".join([name, ", ".join(said)]) if said else name


def plain(code: str) -> str:
    """A code or column as words."""
    return code.replace("_", " ")


def within(count: int, unit: Unit) -> str:
    """A length of time: 1 working day, 3 months."""
    name = {"working_days": "working day", "days": "day", "months": "month"}[unit]
    return f"{count} {name}{'' if count == 1 else 's'}"
