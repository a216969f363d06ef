"""What every bench of the house shares. Importing it sets Django up, on the settings of this machine.

Benches tell their progress on stderr, and write in bulk as the database's owner, who may do what the web role
may not: lift guards, vacuum, make tables.
"""

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cecosesola.settings")
os.environ.setdefault("CECOSESOLA_ENV", "local")

import django

django.setup()

import psycopg2
from django.conf import settings
from django.db import connection

from cecosesola import embedded

Held = psycopg2.extensions.connection


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def plain(sql: str, params: object = ()) -> list[tuple]:
    """The rows of a statement, as the web role."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def owner() -> Held:
    """A connection of the database's owner, each statement its own transaction."""
    held = psycopg2.connect(embedded.address(settings.VAR_DIR, "DATABASE_OWNER_URL"))
    held.autocommit = True
    return held


def as_owner(*statements: str) -> None:
    held = owner()
    with held.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    held.close()


def guards(tables: Iterable[str], *, on: bool) -> None:
    """Lift the guards of tables that are filled around the services, or put them back."""
    as_owner(*(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER" for table in tables))


def copy(held: Held, table: str, columns: str, rows: Iterable[Iterable[object]]) -> int:
    """Write rows by COPY. Returns how many."""
    out, count = io.StringIO(), 0
    for row in rows:
        out.write("\t".join(_cell(value) for value in row) + "\n")
        count += 1
    out.seek(0)
    with held.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", out)
    return count


def _cell(value: object) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n")


def next_id(table: str) -> int:
    return int(plain(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0][0])
