from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "till_ingest.sql"


def install(apps, schema_editor):
    schema_editor.execute(SQL.read_text(), params=None)


class Migration(migrations.Migration):
    """The function that stores sales: it posts to the ledger, so the ledger's functions come first."""

    dependencies = [("markets", "0001_squashed_0003_brigade_outflow"), ("finance", "0002_ledger")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop, elidable=False)]
