"""Frozen copies: what an activity keeps of a framework or template, as plain JSON and back.

A copy is opened as it was written. It is never checked against today's library, which may have moved on.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from plumbline.errors import PlumblineError

Made = TypeVar("Made")


def as_plain(value: Any) -> Any:
    """A dataclass as plain values that JSON can hold: dictionaries, lists, texts, numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
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
        needed = {field.name for field in fields(wanted) if field.default is MISSING}
        if differs := sorted(map(str, (needed - set(value)) | (set(value) - set(hints)))):
            raise _DiffersError(f"{where} lacks or has no place for: {', '.join(differs)}")
        return wanted(  # type: ignore[operator]
            **{name: _made(hints[name], one, f"{where}, {name}") for name, one in value.items()}
        )
    origin = get_origin(wanted)
    if origin is tuple:
        if not isinstance(value, list):
            raise _DiffersError(f"{where} is no list")
        return tuple(_made(get_args(wanted)[0], one, f"{where} {n}") for n, one in enumerate(value, 1))
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(wanted) if kind is not type(None)]
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
