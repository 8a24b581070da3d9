"""All rows of the site's database as lines of text that any of its databases can take in again.

The first line of a table says its name and columns; each line after it is a row. Sessions are left out: who
was signed in signs in again. What the database holds at one moment is written, while others write to it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from plumbline.errors import PlumblineError

LEFT_OUT = {"sessions.Session"}
AT_ONCE = 500
"""Rows put in with one statement."""


class RowsRefused(PlumblineError):
    """The rows cannot be put into this database. The message says why and what to do."""


def applied() -> list[list[str]]:
    """The migrations that the database has been through, as [app, name]."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the database as it is now, and keeps nobody from writing."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual


def write_rows(path: Path) -> dict[str, int]:
    """Write every table to the file; returns the number of rows by table."""
    counted = {}
    with _one_moment(), path.open("w", encoding="utf-8") as file:
        for model in apps.get_models(include_auto_created=True):
            label = model._meta.label
            if label in LEFT_OUT or not model._meta.managed or model._meta.proxy:
                continue
            columns = [field.attname for field in model._meta.concrete_fields]
            file.write(json.dumps({"table": label, "columns": columns}) + "\n")
            rows = model._base_manager.order_by("pk").values_list(*columns)
            counted[label] = 0
            for row in rows.iterator(chunk_size=2000):
                file.write(json.dumps(row, default=_plain, ensure_ascii=False) + "\n")
                counted[label] += 1
    return counted


def _plain(value: Any) -> Any:
    """A value as JSON holds it; the field it belongs to knows how to read it again."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal | timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"no column may hold a {type(value).__name__}")


def make_tables(was_applied: list[list[str]]) -> Any:
    """Make the tables as they were in the database that was written; returns its models, by Django's state.

    The database must be empty. Raises RowsRefused where this version does not know one of the migrations.
    """
    executor = MigrationExecutor(connection)
    before = {(app, name) for app, name in was_applied}
    graph = executor.loader.graph
    if strange := before - set(graph.nodes) - set(executor.loader.replacements):
        raise RowsRefused(
            "The backup was made by a newer version of Plumbline than this one. Bring this one up to date "
            f"first. (It does not know {', '.join(sorted('.'.join(one) for one in strange))}.)"
        )
    ends = [
        node
        for node in sorted(before & set(graph.nodes))
        if not any(child.key in before and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    return executor.migrate(ends)


@transaction.atomic
def put_rows(path: Path, state: Any) -> dict[str, int]:
    """Put every row into the tables that make_tables made; returns the number of rows by table."""
    models = {one._meta.label: one for one in state.apps.get_models(include_auto_created=True)}
    counted: dict[str, int] = {}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # making the tables has left some to be checked at once
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for label, columns, rows in _tables(path):
        model = models[label]
        by_column = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_column[column] for column in columns]
        _empty(model)
        counted[label] = 0
        while some := list(islice(rows, AT_ONCE)):
            _put(model, fields, some)
            counted[label] += len(some)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [models[label] for label in counted]):
            cursor.execute(sql)
    return counted


def _tables(path: Path) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """The tables of the file in turn: name, columns, rows. Rows are to be read before the next table."""
    label = ""

    def table_of(one: Any) -> str:
        nonlocal label
        if isinstance(one, dict):
            label = one["table"]
        return label

    with path.open(encoding="utf-8") as file:
        for name, lines in groupby((json.loads(line) for line in file), key=table_of):
            yield name, next(lines)["columns"], lines  # noqa: B031  (the first line says the columns)


def _empty(model: Any) -> None:
    """Take out what a migration put in: the backup holds it too."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"SELECT count(*) FROM {name}")
        if cursor.fetchone()[0]:
            cursor.execute(f"DELETE FROM {name}")


def _put(model: Any, fields: list[Any], rows: list[list[Any]]) -> None:
    """Rows as they are: no time is set anew, no default filled in, no event written."""
    name = connection.ops.quote_name
    columns = ", ".join(name(field.column) for field in fields)
    values = ", ".join("%s" for _ in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES ({values})",
            [
                [
                    field.get_db_prep_save(field.to_python(value), connection)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in rows
            ],
        )
