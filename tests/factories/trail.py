"""The audit trail in tests: behind its guards, and letting a test's database be emptied in spite of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.db import connection

guards = import_module("plumbline_web.audit.migrations.0002_append_only")
WHATS = ("update", "delete", "replace")


def _off() -> list[str]:
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guards.TABLES]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{what}" for table in guards.TABLES for what in WHATS]


def _on() -> list[str]:
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guards.TABLES]
    return [one for table in guards.TABLES for one in guards.sqlite_guards(table)]


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor for which the database refuses nothing, as for somebody who holds the database itself."""
    with connection.cursor() as cursor:
        for statement in _off():
            cursor.execute(statement)
        yield cursor
        for statement in _on():
            cursor.execute(statement)


def let_tests_empty_the_trail() -> None:
    """Tests that commit are cleaned up by emptying every table, which the guards would refuse."""
    from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
    from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

    for backend in (SQLite.ops_class, PostgreSQL.ops_class):
        backend.sql_flush = _around(backend.sql_flush)


def _around(flush: Any) -> Any:
    def emptied(self: Any, style: Any, tables: list[str], **asked: Any) -> list[str]:
        statements = flush(self, style, tables, **asked)
        return [*_off(), *statements, *_on()] if set(guards.TABLES) & set(tables) else statements

    return emptied
