"""Acting as the owner of the schema, where a test must."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections


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
