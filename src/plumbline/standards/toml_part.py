"""One table of a TOML file, asked key by key: it remembers what was asked, so that unknown words are found.

Faults are gathered in one list, so that whoever wrote the file sees them all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, TypeVar

Made = TypeVar("Made")


class MissingPartError(Exception):
    """A part cannot be read further without this. Caught where the part was begun; never reaches a person."""


class Part:
    """A table of the file by the name it has in messages. `faults` is shared by all parts of the file."""

    def __init__(self, values: Any, name: str, faults: list[str]) -> None:
        if not isinstance(values, dict):
            raise MissingPartError(f"{name}: must be a table of its own")
        self.values, self.name, self.faults, self.asked = values, name, faults, set[str]()

    def raw(self, key: str, default: Any = None) -> Any:
        """Whatever stands there, else `default`."""
        self.asked.add(key)
        return self.values.get(key, default)

    def text(self, key: str, default: Any = ..., known: Collection[str] | None = None) -> Any:
        """Text, one of `known` where given. Without a default it must be there."""
        value = self.raw(key, default)
        if value is ...:
            raise MissingPartError(f'{self.name}: "{key}" is missing')
        if value is not None and not isinstance(value, str):
            raise MissingPartError(f'{self.name}: "{key}" must be text')
        if value is not None and known is not None and value not in known:
            raise MissingPartError(f'{self.name}: "{key}" must be one of {", ".join(known)}')
        return value

    def wanted(self, key: str, known: Collection[str] | None = None) -> str:
        """Text that must be there, where reading can go on without it: a fault, and empty text."""
        try:
            return str(self.text(key, known=known))
        except MissingPartError as missing:
            self.faults.append(str(missing))
            return ""

    def maybe(self, key: str) -> str | None:
        """Text that may be left out."""
        return None if self.raw(key) is None else self.wanted(key)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            self.faults.append(f'{self.name}: "{key}" must be true or false')
            return default
        return value

    def number(self, key: str, default: Any = ...) -> int | None:
        """A whole number, 0 or more."""
        value = self.raw(key, default)
        if value is ...:
            raise MissingPartError(f'{self.name}: "{key}" is missing')
        if value is not None and (type(value) is not int or not 0 <= value < 10_000):
            self.faults.append(f'{self.name}: "{key}" must be a whole number')
            return 1
        return value

    def day(self, key: str) -> date | None:
        """A date, or None where it was left out."""
        value = self.raw(key)
        if value is not None and type(value) is not date:
            self.faults.append(f'{self.name}: "{key}" must be a date such as 2026-03-01')
            return None
        return value

    def needed_day(self, key: str) -> date:
        """A date that must be there."""
        value = self.raw(key)
        if type(value) is not date:
            raise MissingPartError(f'{self.name}: "{key}" must be a date such as 2026-03-01')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it was left out."""
        value = self.raw(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.faults.append(f'{self.name}: "{key}" must be a list of texts')
            return ()
        return tuple(value)

    def by_key(
        self, wanted: Sequence[str] = (), maybe: Sequence[str] = (), texts: Sequence[str] = ()
    ) -> dict[str, Any]:
        """What stands under these keys, by key, for a record whose fields bear the same names.

        wanted: texts that must be there. maybe: texts that may be left out. texts: lists of texts.
        """
        return {
            **{key: self.wanted(key) for key in wanted},
            **{key: self.maybe(key) for key in maybe},
            **{key: self.texts(key) for key in texts},
        }

    def build(self, key: str, make: Callable[[Part], Made]) -> Made | None:
        """What `make` reads from the table under `key`; None where there is none, or it has a fault."""
        value = self.raw(key)
        if value is None:
            return None
        try:
            part = Part(value, key, self.faults)
            made = make(part)
        except MissingPartError as missing:
            self.faults.append(str(missing))
            return None
        part.done()
        return made

    def many(self, key: str, make: Callable[[Part], Made]) -> tuple[Made, ...]:
        """What `make` reads from each of the tables under `key`; those with a fault are left out."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            self.faults.append(f"{key} is a list, written [[{key}]] with two brackets on each side")
            return ()
        found = []
        for number, entry in enumerate(value, 1):
            try:
                part = Part(entry, f"{key} {number}", self.faults)
                found.append(make(part))
            except MissingPartError as missing:
                self.faults.append(str(missing))
                continue
            part.done()
        return tuple(found)

    def done(self) -> None:
        """To be called when all has been asked: every key that was not is a fault."""
        unknown = sorted(set(self.values) - self.asked)
        self.faults += [f'{self.name}: "{key}" is not part of the form' for key in unknown]
