"""Worked examples made ready for a judge: the rows of a standard's file, with what goes without saying."""

from __future__ import annotations

from typing import Any

from plumbline.records.specification import load as load_specification
from plumbline.standards.form import Example

PERSON = "P1"
AUTHORITY = "X12000001"


def records_of(example: Example) -> dict[str, list[dict[str, Any]]]:
    """The example's rows by table, in new dictionaries, with defaults filled in.

    Where a table requires a person or an authority and the row names none, they are P1 and X12000001. Rows
    without an identifier are numbered within their table: contact-1, contact-2. Each person named has a row
    in `people`. Everything else is as written: an empty column is left out.
    """
    specification = load_specification()
    filled: dict[str, list[dict[str, Any]]] = {}
    persons: set[str] = set()
    for name, rows in example.records.items():
        table = specification.tables[name]
        required = {column.name for column in table.columns if column.required and not column.identifies}
        own = table.identifier.name if table.identifier else None
        filled[name] = []
        for number, row in enumerate(rows, 1):
            full = dict(row)
            if "person_id" in required:
                full.setdefault("person_id", PERSON)
            if "authority" in required:
                full.setdefault("authority", AUTHORITY)
            if own is not None:
                full.setdefault(own, f"{own.removesuffix('_id')}-{number}")
            if "person_id" in full:
                persons.add(full["person_id"])
            filled[name].append(full)
    named = {row["person_id"] for row in filled.get("people", [])}
    people = [{"person_id": person} for person in sorted(persons - named)]
    if people:
        filled.setdefault("people", []).extend(people)
    return filled


# What each expected row says of its case; left out: the standard's code, which all rows share.
EXPECTED = (
    "case_id",
    "occurrence",
    "clock_start",
    "due_on",
    "done_on",
    "days_taken",
    "verdict",
    "reason",
    "evidence",
    "added",
)


def expected_of(example: Example) -> list[dict[str, Any]]:
    """The rows that must come out, each with every column of EXPECTED, by case and occurrence.

    What an expected row leaves out is empty, save occurrence (1) and added (no).
    """
    empty = dict.fromkeys(EXPECTED) | {"occurrence": 1, "added": False}
    rows = [empty | row for row in example.expect]
    return sorted(rows, key=lambda row: (row["case_id"], row["occurrence"]))
