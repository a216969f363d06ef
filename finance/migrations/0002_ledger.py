from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"
FILES = ["constraints", "triggers", "accounts", "post", "periods", "holds", "jobs", "checks"]


def install(apps, schema_editor):
    for name in FILES:
        schema_editor.execute((SQL / f"{name}.sql").read_text(), params=None)


class Migration(migrations.Migration):
    """Constraints, triggers and functions: the part of the ledger that lives in the database."""

    dependencies = [("finance", "0001_initial")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
