"""The trail is only ever added to: the models refuse, and so does the database itself."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from plumbline_web.audit.actions import record, seal
from plumbline_web.audit.models import Event, Seal

pytestmark = pytest.mark.django_db
TABLES = ["audit_event", "audit_seal"]


@pytest.fixture(autouse=True)
def something(heads: object) -> None:
    """An event, and a seal upon it."""
    record("opened page", by=None)
    seal(by=None)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_a_row(table: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {table} SET id = id + 1000")


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_remove_a_row(table: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite puts one row in place of another")
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_put_a_row_in_the_place_of_another(table: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite empties a table by removing its rows")
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_empty_a_table(table: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")


@pytest.mark.parametrize("model", [Event, Seal])
@pytest.mark.parametrize("call", ["update", "delete", "bulk_create", "bulk_update"])
def test_a_set_of_rows_cannot_be_changed(model: type, call: str) -> None:
    values = {"bulk_create": ([],), "bulk_update": ([], [])}.get(call, ())
    with pytest.raises(TypeError):
        getattr(model.objects.all(), call)(*values)


def test_an_event_cannot_be_saved_twice() -> None:
    event = Event.objects.first()
    event.act = "something else"
    with pytest.raises(TypeError):
        event.save()


@pytest.mark.parametrize("model", [Event, Seal])
def test_a_row_cannot_be_deleted(model: type) -> None:
    with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
        model.objects.first().delete()
