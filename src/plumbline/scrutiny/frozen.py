"""Frozen copies: what an activity keeps of a framework or template, as plain JSON and back.

A copy is opened as it was written. It is never checked against today's library, which may have moved on.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from plumbline.errors import PlumblineError

Made = TypeVar("Made")


def as_plain(value: Any) -> Any:
    """A dataclass as plain values that JSON can hold: dictionaries, lists, texts, numbers.

    A day is a text such as 2026-03-31, and a fraction one such as 2106/7.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: as_plain(one) for name, one in value.items()}
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return [as_plain(one) for one in value] if isinstance(value, tuple) else value


def frozen(value: Any, form: str) -> dict[str, Any]:
    """The copy of a dataclass, with the name of its form, so that a later version knows what it opens."""
    return {"form": form, "content": as_plain(value)}


def opened(made: type[Made], copy: Any, form: str) -> Made:
    """The dataclass that `frozen` wrote. Raises PlumblineError where the copy is not of this form."""
    if not isinstance(copy, Mapping) or copy.get("form") != form:
        raise PlumblineError(
            f"this is no frozen copy of the form {form}. Open it with the version that made it."
        )
    try:
        return _made(made, copy.get("content"), "the copy")  # type: ignore[no-any-return]
    except _DiffersError as fault:
        raise PlumblineError(
            f"a frozen copy ({form}) is damaged: {fault}. Bring it back from a backup."
        ) from fault


class _DiffersError(Exception):
    """The copy does not fit the form; says where."""


def _made(wanted: Any, value: Any, where: str) -> Any:
    if is_dataclass(wanted):
        if not isinstance(value, Mapping):
            raise _DiffersError(f"{where} is no table")
        hints = get_type_hints(wanted)
        # What a later version added has a default, so that older copies still open.
        needed = {
            field.name
            for field in fields(wanted)
            if field.default is MISSING and field.default_factory is MISSING
        }
        if differs := sorted(map(str, (needed - set(value)) | (set(value) - set(hints)))):
            raise _DiffersError(f"{where} lacks or has no place for: {', '.join(differs)}")
        return wanted(  # type: ignore[operator]
            **{name: _made(hints[name], one, f"{where}, {name}") for name, one in value.items()}
        )
    origin = get_origin(wanted)
    if wanted is Any:
        return value
    if origin is Mapping:
        if not isinstance(value, dict):
            raise _DiffersError(f"{where} is no table")
        return {name: _made(get_args(wanted)[1], one, f"{where}, {name}") for name, one in value.items()}
    if wanted in (date, Fraction):
        return _written(wanted, value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise _DiffersError(f"{where} is no list")
        return tuple(_made(get_args(wanted)[0], one, f"{where} {n}") for n, one in enumerate(value, 1))
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(wanted) if kind is not type(None)]
        if Fraction in kinds and isinstance(value, str):
            return _written(Fraction, value, where)
        return None if value is None else _made(kinds[0], value, where)
    if origin is Literal:
        if value not in get_args(wanted):
            raise _DiffersError(f"{where} is none of the words it may be")
        return value
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise _DiffersError(f"{where} is not of the right kind")
    return value


def _written(wanted: Any, value: Any, where: str) -> Any:
    """A day or a fraction from its text, which is the one that `as_plain` writes and no other."""
    try:
        made = date.fromisoformat(value) if wanted is date else Fraction(value)
    except (TypeError, ValueError, ZeroDivisionError) as fault:
        raise _DiffersError(f"{where} is not of the right kind") from fault
    if as_plain(made) != value:
        raise _DiffersError(f"{where} is not of the right kind")
    return made
