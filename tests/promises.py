"""Breaking a table's promises by hand, and seeing that each named one has been tried."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.constraints import BaseConstraint

from tests.owner import as_owner
from tests.rollback import taken_back


def broken(name: str, sql: str) -> None:
    """The statement fails, even for the owner of the schema, and the failure names the promise."""
    error = _refusal(sql)
    assert error is not None, f"nothing refuses it: {sql}"
    told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    assert name == told or name in str(error), str(error)


def all_broken(promises: Mapping[str, str], rows: Mapping[str, Any] | None = None) -> None:
    """Each statement, on the same rows, fails by the name of its promise; what one changed is taken back."""
    for name, sql in promises.items():
        with taken_back(name):
            broken(name, sql.format(**rows) if rows else sql)


def _refusal(sql: str) -> DatabaseError | None:
    try:
        _do(sql)
    except DatabaseError as error:
        return error
    return None


def _do(sql: str) -> None:
    with transaction.atomic(), as_owner(), connection.cursor() as cursor:
        # What waited until now is looked at first, so that the statement answers for itself alone.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def assert_all_tried(app: str, tried: Iterable[str], *, also: Iterable[str] = ()) -> None:
    """Every named constraint and trigger of a room is among those that a test breaks."""
    from django.apps import apps

    named: set[str] = set()
    for model in apps.get_app_config(app).get_models():
        constraints: list[BaseConstraint] = list(model._meta.constraints)
        named |= {constraint.name for constraint in constraints}
        named |= {trigger.name for trigger in getattr(model._meta, "triggers", [])}
    assert named - set(tried) - set(also) == set()


def like(table: str, **instead: str) -> str:
    """SQL that writes the first row of a table once more, with other values in some columns.

    Columns that are unique by themselves are given values of their own by the caller.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND attname <> 'id' AND attgenerated = '' AND NOT attisdropped",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
    assert set(instead) <= set(names), set(instead) - set(names)
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(instead.get(name, f'"{name}"') for name in names)
    return f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} ORDER BY id LIMIT 1"


def promises_of(*models: type[Model]) -> set[str]:
    """The names of the constraints and triggers of some tables."""
    named: set[str] = set()
    for model in models:
        named |= {str(constraint.name) for constraint in model._meta.constraints}
        named |= {trigger.name for trigger in getattr(model._meta, "triggers", [])}
    return named
