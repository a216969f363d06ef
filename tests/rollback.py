"""Trying many things from one beginning: each is taken back before the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def taken_back(label: object) -> Iterator[None]:
    """Whatever happens inside leaves the database as it was. A failure says which of the tries it was."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    except AssertionError as error:
        raise AssertionError(f"{label}: {error}") from error
