"""The database itself refuses to change or remove what is in the trail.

Where a later migration makes one of these tables anew, as Django does on SQLite for a changed column, it has to
run `guard` again; `check-audit` says so where it did not.
"""

from django.db import migrations

SAID = "the audit trail is only ever added to"
TABLES = ("audit_event", "audit_seal")


def sqlite_guards(table):
    """What SQLite is told. A row put in the place of another would go past the guard against removal."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    yield (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
    )


def postgresql_guards(table):
    """What PostgreSQL is told; emptying a table is no removal of rows to it, and needs a guard of its own."""
    call = "EXECUTE FUNCTION audit_only_added_to()"
    yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {call}"
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}"
    yield f"CREATE TRIGGER {table}_no_replace BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
    for table in TABLES:
        for statement in postgresql_guards(table) if postgresql else sqlite_guards(table):
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for what in ("update", "delete", "replace"):
            on = f" ON {table}" if postgresql else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}{on}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_only_added_to()")


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
