"""The case-record specification, read from the library: tables, columns, codes, limits.

The specification is data (`library/specification`). Nothing in Python repeats it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column of a table.

    type: identifier, text, date, code, yes_no, whole, number, month, authority or standard.
    required: the value must be there. identifies: it is the row's own identifier; an identifier that is
    not required is made from the row's content where the column is absent.
    references: the table whose identifier it names. descriptive: no figure depends on it, so a value
    that cannot be read is a warning. ahead: known before its day comes. minimum, maximum: for numbers.
    """

    name: str
    type: str
    about: str
    required: bool = False
    identifies: bool = False
    references: str | None = None
    descriptive: bool = False
    ahead: bool = False
    codes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table. `begins`: the first of these columns that is filled says when a row began.

    owner: exactly one of these columns must be filled. at_most_one: no more than one of these may be.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    begins: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()

    @property
    def identifier(self) -> Column | None:
        """The column that identifies a row, or None (activity counts have none)."""
        return next((column for column in self.columns if column.identifies), None)

    def column(self, name: str) -> Column:
        """The column of this name. Raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


@dataclass(frozen=True)
class Specification:
    """The whole specification: its tables by name, in their order, and what holds for all of them."""

    version: str
    title: str
    tables: dict[str, Table]
    limits: dict[str, int]
    empty_words: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    authorities: tuple[str, ...]
    retired_authorities: dict[str, str]
    delay_sides: dict[str, str]  # reason -> client, service, another_agency or neither
    lscmi_levels: dict[str, tuple[int, int]]
    unpaid_work_hours: dict[str, tuple[int, int]]
    other_activity_share: float
    other_activity_hours: float
    direct_identifiers: dict[str, tuple[str, ...]]  # what it is -> column names, bare (see `bare_name`)


def bare_name(name: str) -> str:
    """A header name as names are matched: without regard to case, spaces, hyphens or underscores."""
    return "".join(letter for letter in name.casefold() if letter not in " -_\t\u00a0")


@cache
def load() -> Specification:
    """The specification, version 1, from the library. Read once and kept."""
    folder = files("plumbline") / "library" / "specification"
    whole: dict[str, Any] = tomllib.loads((folder / "records-v1.toml").read_text("utf-8"))
    raw_tables = [
        tomllib.loads(entry.read_text("utf-8"))
        for entry in (folder / "records-v1").iterdir()
        if entry.name.endswith(".toml")
    ]
    made_up = whole["authority"]
    codes = list(made_up["codes"]) + [
        f"{made_up['made_up_prefix']}{number:06d}"
        for number in range(made_up["made_up_first"], made_up["made_up_last"] + 1)
    ]
    return Specification(
        version=whole["version"],
        title=whole["title"],
        tables={raw["name"]: _table(raw) for raw in sorted(raw_tables, key=lambda raw: raw["position"])},
        limits=whole["limits"],
        empty_words=tuple(whole["empty"]["words"]),
        yes=tuple(whole["yes_no"]["yes"]),
        no=tuple(whole["yes_no"]["no"]),
        authorities=tuple(codes),
        retired_authorities=made_up["retired"],
        delay_sides={reason: side for side, reasons in whole["delay_sides"].items() for reason in reasons},
        lscmi_levels={level: (low, high) for level, (low, high) in whole["lscmi_levels"].items()},
        unpaid_work_hours={level: (low, high) for level, (low, high) in whole["unpaid_work_hours"].items()},
        other_activity_share=whole["other_activity"]["share"],
        other_activity_hours=whole["other_activity"]["hours"],
        direct_identifiers={what: tuple(names) for what, names in whole["direct_identifiers"].items()},
    )


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        name=raw["name"],
        title=raw["title"],
        about=raw["about"],
        columns=tuple(
            Column(**{**column, "codes": tuple(column.get("codes", ()))}) for column in raw["column"]
        ),
        begins=tuple(raw.get("begins", ())),
        owner=tuple(raw.get("owner", ())),
        at_most_one=tuple(raw.get("at_most_one", ())),
    )
