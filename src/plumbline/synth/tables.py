"""From arrays of numbers to the tables of the specification: columns, identifiers, codes, dates.

A piece is a set of columns of equal length, named as in the specification. Dates are day numbers, codes are
positions in the column's list, identifiers are row numbers counted from 0; -1 (for a day: NEVER, for a
number with decimals: NaN) is an empty cell. A column that a piece leaves out is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.records.specification import Column, load
from plumbline.synth.days import NEVER, Ints
from plumbline.synth.frame import Frame

Piece: TypeAlias = dict[str, Any]

LETTERS = {
    "people": "P",
    "orders": "O",
    "requirements": "R",
    "extensions": "X",
    "contacts": "C",
    "work_sessions": "S",
    "assessments": "A",
    "plans": "L",
    "reviews": "V",
    "delays": "D",
    "absences": "B",
    "enforcement": "E",
    "sentences": "T",
    "licences": "N",
    "conferences": "K",
    "reports": "J",
    "hearings": "H",
    "referrals": "F",
    "outcomes": "U",
    "feedback": "Q",
    "allocations": "G",
    "workers": "W",
    "training": "Y",
}
LONG_TABLES = ("contacts", "work_sessions")  # seven figures in their identifiers, six in the others


def identifier(council: int, table: str, number: int) -> str:
    """The identifier of a row: `X01-O-000001` is the first order of the first council."""
    width = 7 if table in LONG_TABLES else 6
    return f"X{council:02d}-{LETTERS[table]}-{number + 1:0{width}d}"


def assemble(frame: Frame, name: str, pieces: Iterable[Piece], sort_by: Sequence[str] = ()) -> pa.Table:
    """One council's table of this name: every column of the specification, in its order, typed.

    `pieces` are put one below the other and, where asked, sorted; rows are then numbered as they stand.
    Whatever lies after the as-at date is not known yet and is left empty, save what is set ahead.
    """
    table = load().tables[name]
    parts = [(piece, _length(piece)) for piece in pieces]
    count = sum(length for _, length in parts)
    known = {column.name for column in table.columns}
    for piece, _ in parts:
        if strange := set(piece) - known:
            raise AssertionError(f"{name} has no column {', '.join(sorted(strange))}")
    whole = {
        column.name: np.concatenate(
            [_cells(column, piece, length) for piece, length in parts] or [_none(column, 0)]
        )
        for column in table.columns
    }
    if sort_by:
        order = np.lexsort([_empty_last(whole[key]) for key in reversed(sort_by)])
        whole = {key: values[order] for key, values in whole.items()}
    arrays = [_array(frame, name, column, whole[column.name], count) for column in table.columns]
    return pa.Table.from_arrays(arrays, names=[column.name for column in table.columns])


def _empty_last(values: Any) -> Any:
    return np.where(values == -1, NEVER, values) if values.dtype.kind == "i" else values


def _length(piece: Piece) -> int:
    lengths = {len(values) for values in piece.values()}
    if len(lengths) != 1:
        raise AssertionError(f"columns of unequal length: { {key: len(v) for key, v in piece.items()} }")
    return lengths.pop()


def _cells(column: Column, piece: Piece, length: int) -> Any:
    return piece.get(column.name, _none(column, length))


def _none(column: Column, length: int) -> Any:
    if column.type == "date":
        return np.full(length, NEVER, dtype=np.int64)
    if column.type == "number":
        return np.full(length, np.nan)
    if column.type in ("text", "month", "standard"):
        return np.full(length, "", dtype="<U1")
    return np.full(length, -1, dtype=np.int64)


def _array(frame: Frame, name: str, column: Column, values: Any, count: int) -> Any:
    if column.type == "authority":
        return pa.repeat(pa.scalar(frame.council.code), count)
    if column.type == "date":
        last = NEVER - 1 if column.ahead else frame.as_at
        empty = values > last
        if column.required and empty.any():
            raise AssertionError(f"{name}.{column.name} lies after the as-at date")
        return pa.array(np.where(empty, 0, values).astype("datetime64[D]"), mask=empty)
    if column.type == "number":
        return pa.array(values, mask=np.isnan(values))
    if column.type in ("text", "month", "standard"):
        return pa.array(values, type=pa.string(), mask=values == "")
    if column.type == "identifier":
        if column.identifies:
            return identifiers(frame.council.number, name, np.arange(count))
        return identifiers(frame.council.number, column.references or "workers", values)
    if column.type == "yes_no":
        return pa.array(["no", "yes"]).take(pa.array(values, mask=values < 0))
    if column.type == "code":
        return pa.array(list(column.codes)).take(pa.array(values, mask=values < 0))
    if column.type == "whole":
        return pa.array(values, mask=values < 0)
    raise AssertionError(f"{name}.{column.name}: no way to write the type {column.type}")


def identifiers(council: int, table: str, numbers: Ints) -> Any:
    """The identifiers of many rows at once; empty where the number is below 0."""
    width = 7 if table in LONG_TABLES else 6
    text = pc.cast(pa.array(numbers + 1, mask=numbers < 0), pa.string())
    return pc.binary_join_element_wise(
        f"X{council:02d}-{LETTERS[table]}-", pc.utf8_lpad(text, width, "0"), ""
    )
