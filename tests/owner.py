"""Acting as the owner of the schema, where a test must."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction


def become_web_role(*, leave: bool = False) -> None:
    """From the next connection on, every query runs as the web role (or as the owner again)."""
    for one in connections.all():
        options = one.settings_dict.setdefault("OPTIONS", {})
        if leave:
            options.pop("options", None)
        else:
            options["options"] = f"-c role={settings.DATABASE_WEB_ROLE}"
        one.close()


@contextmanager
def as_owner() -> Iterator[None]:
    """Run as the owner of the schema on this connection, inside or outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    except BaseException:
        # Inside a transaction the rollback takes the role back with everything else.
        if not connection.in_atomic_block:
            _as_web()
        raise
    _as_web()


def _as_web() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_WEB_ROLE)}")


# Kept between tests: what Django itself writes after migrating, and the history of migrations.
KEPT = ("django_migrations", "django_content_type", "auth_permission")


def remember_what_migrations_wrote() -> None:
    """Copy the rows that migrations leave, so that a test that commits can put them back."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS seed CASCADE")
        cursor.execute("CREATE SCHEMA seed")
        for table in _tables(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM public."{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE seed."{table}" AS TABLE public."{table}"')


def start_over() -> None:
    """Empty every table, append-only ones too, and put back what migrations wrote."""
    with transaction.atomic(), as_owner(), connection.cursor() as cursor:
        tables = _tables(cursor)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'seed'")
        seeds = [name for (name,) in cursor.fetchall()]
        guarded = sorted({*_guarded(cursor), *seeds})
        for table in guarded:
            cursor.execute(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in seeds:
            cursor.execute(f'INSERT INTO public."{table}" SELECT * FROM seed."{table}"')
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in guarded:
            cursor.execute(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition AND NOT relname = ANY (%s) ORDER BY relname",
        [list(KEPT)],
    )
    return [name for (name,) in cursor.fetchall()]


def _guarded(cursor: Any) -> list[str]:
    """Tables with a trigger that refuses to be emptied (bit 32 of its type is TRUNCATE)."""
    cursor.execute(
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgtype & 32 = 32 AND relnamespace = 'public'::regnamespace"
    )
    return [name for (name,) in cursor.fetchall()]
