"""The database itself refuses to change an edition that was published."""

from django.db import migrations

TABLE = "publication_edition"
SAID = "what was published never changes"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION edition_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION edition_never_changes()"
        )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    )


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_update{f' ON {TABLE}' if postgresql else ''}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS edition_never_changes()")


class Migration(migrations.Migration):

    dependencies = [("publication", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
