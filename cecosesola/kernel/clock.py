"""The one clock. Code asks here, so that time can be set in one place."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_set_to: ContextVar[dt.datetime | None] = ContextVar("clock", default=None)


def now() -> dt.datetime:
    """This moment, aware."""
    return _set_to.get() or timezone.now()


def today() -> dt.date:
    """Today's date in Caracas."""
    return timezone.localdate(now())


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in Caracas."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand at a moment: for the demo federation's past weeks and for tests."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
