"""Breaking a table's promises by hand, and seeing that each named one has been tried."""

from collections.abc import Iterable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.constraints import BaseConstraint

from tests.owner import as_owner


def broken(name: str, sql: str) -> None:
    """The statement fails, even for the owner of the schema, and the failure names the promise."""
    with pytest.raises(DatabaseError) as caught:
        _do(sql)
    cause = caught.value.__cause__
    told = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    assert name == told or name in str(caught.value), str(caught.value)


def _do(sql: str) -> None:
    with transaction.atomic(), as_owner(), connection.cursor() as cursor:
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
