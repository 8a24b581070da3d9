"""The specification as a Frictionless Data Package, so that other tools can check an extract too.

What a data package cannot say (one owner only, values that must agree with each other, other forms of dates)
only `plumbline check` looks at; a package that is valid is therefore not yet an extract without faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plumbline.records.specification import Column, Specification, Table, load
from plumbline.records.wording import begins_words, note, owner_words

_TYPES = {
    "identifier": "string",
    "text": "string",
    "date": "date",
    "code": "string",
    "yes_no": "boolean",
    "whole": "integer",
    "number": "number",
    "month": "yearmonth",
    "authority": "string",
    "standard": "string",
}


def data_package(sent: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """The descriptor (`datapackage.json`) of an extract of CSV files, one for each table.

    sent: the tables that are there and, for each, its columns in the order of its file; without it every
    table with every column. A foreign key is given only where the table it points to is there.
    Raises KeyError for a table or column that the specification does not have.
    """
    specification = load()
    if sent is None:
        sent = {
            table.name: [column.name for column in table.columns] for table in specification.tables.values()
        }
    return {
        "profile": "tabular-data-package",
        "name": f"plumbline-records-v{specification.version}",
        "title": specification.title,
        "description": "Case records of a justice social work service, without names or addresses.",
        "resources": [
            _resource(specification.tables[name], columns, sent, specification)
            for name, columns in sent.items()
        ],
    }


def _resource(
    table: Table, names: Sequence[str], sent: Mapping[str, Sequence[str]], specification: Specification
) -> dict[str, Any]:
    columns = [table.column(name) for name in names]
    schema: dict[str, Any] = {
        "fields": [_field(column, specification) for column in columns],
        "missingValues": ["", *specification.empty_words],
    }
    identifier = table.identifier
    if identifier is not None and identifier.required and identifier in columns:
        schema["primaryKey"] = [identifier.name]
    keys = []
    for column in columns:
        if column.references is None or column.references not in sent:
            continue
        theirs = specification.tables[column.references].identifier
        if theirs is not None and theirs.name in sent[column.references]:
            reference = {"resource": column.references, "fields": [theirs.name]}
            keys.append({"fields": [column.name], "reference": reference})
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": " ".join(filter(None, (table.about, begins_words(table), owner_words(table)))),
        "path": f"{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column, specification: Specification) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": note(column, specification).replace("\n", " "),
    }
    if column.type == "yes_no":
        field["trueValues"] = _in_every_case(specification.yes)
        field["falseValues"] = _in_every_case(specification.no)
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.identifies:
        constraints["unique"] = True
    if column.type == "code":
        constraints["enum"] = list(column.codes)
    if column.type == "authority":
        constraints["enum"] = [*specification.authorities, *specification.retired_authorities]
    for bound in ("minimum", "maximum"):
        value = getattr(column, bound)
        if value is not None:
            constraints[bound] = int(value) if float(value).is_integer() else value
    if constraints:
        field["constraints"] = constraints
    return field


def _in_every_case(words: Sequence[str]) -> list[str]:
    """Each word in small letters, with a capital, and in capitals: data packages mind the case, we do not."""
    return list(dict.fromkeys(form for word in words for form in (word, word.capitalize(), word.upper())))
