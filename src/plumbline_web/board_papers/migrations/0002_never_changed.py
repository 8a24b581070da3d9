"""The database itself refuses to change a version of a paper, what was sent, and how it was set out."""

from django.db import migrations

TABLES = ("paperversion", "sent", "wordtemplate", "ownlayout")
SAID = "what was kept of a paper for a board never changes"


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION board_paper_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
    for name in TABLES:
        table = f"board_papers_{name}"
        does = (
            "FOR EACH ROW EXECUTE FUNCTION board_paper_never_changes()"
            if postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
        schema_editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {does}")


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name in TABLES:
        table = f"board_papers_{name}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update{f' ON {table}' if postgresql else ''}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS board_paper_never_changes()")


class Migration(migrations.Migration):

    dependencies = [("board_papers", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
