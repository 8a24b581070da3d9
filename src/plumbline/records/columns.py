"""Which column of a file is which column of a table: headers matched, direct identifiers refused, the rest
left alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from plumbline.records.faults import Fault
from plumbline.records.identifiers import WHAT, column_is_direct
from plumbline.records.specification import Specification, Table, bare_name


def match_columns(
    header: list[str], table: Table, named: Mapping[str, str], *, by_name: bool = True
) -> dict[str, int]:
    """The place in the header of each column of the table that the file has.

    named: what the mapping calls some of our columns in the file. by_name: the others are found by their own
    names.
    """
    bare = [bare_name(name) for name in header]
    theirs = {bare_name(name) for name in named.values()}
    places: dict[str, int] = {}
    for column in table.columns:
        if column.name in named:
            wanted = bare_name(named[column.name])
        elif by_name and bare_name(column.name) not in theirs:
            wanted = bare_name(column.name)
        else:
            continue
        if wanted in bare:
            places[column.name] = bare.index(wanted)
    return places


def header_faults(
    label: str,
    table: str,
    header: list[str],
    used: Collection[int],
    own: Collection[str],
    specification: Specification,
) -> tuple[list[Fault], bool]:
    """What is wrong with a header, and whether the file can be used all the same.

    header: its names, "" for a column without a name or that the mapping leaves out. used: the places that
    are read.
    own: the bare names of the table's columns, none of which is a direct identifier.
    """
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    sound = True
    for place, name in enumerate(header):
        bare = bare_name(name)
        if not bare:
            continue
        if bare in seen:
            sound = False
            faults.append(Fault(
                label, table, None, name, None, "header_repeated", "error",
                f"Two columns are called the same: “{seen[bare]}” and “{name}” (case, spaces, hyphens and "
                "underscores "
                "do not count). Rename or remove one, or leave both out in the mapping.",
            ))  # fmt: skip
            continue
        seen[bare] = name
        what = None if bare in own else column_is_direct(name, specification)
        if what is not None:
            faults.append(Fault(
                label, table, None, name, None, "direct_identifier_column", "error",
                f"The column “{name}” looks like {WHAT[what]}, which Plumbline must not be sent. Remove the "
                "column, or "
                f'leave it out in the mapping (leave_out = ["{name}"]).',
            ))  # fmt: skip
        elif place not in used:
            faults.append(Fault(
                label, table, None, name, None, "column_ignored", "notice",
                f"The column “{name}” is not in the specification of {table} and is left alone. If it is "
                "one of its "
                "columns by another name, say so in the mapping.",
            ))  # fmt: skip
    return faults, sound
