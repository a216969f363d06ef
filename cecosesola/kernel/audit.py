"""Who did what, written in the same transaction as what they did."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent
from cecosesola.kernel.text import as_written

SYSTEM = "sistema"


def record(
    *,
    by: Any | None,
    verb: str,
    thing: models.Model,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    private: bool = False,
) -> AuditEvent:
    """Append an event. `by=None` is the system itself (a scheduled job).

    `verb` is `room.what_was_done`; `old` and `new` hold only what changed, as plain values.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event belongs to the transaction of what it tells.")
    return AuditEvent.objects.create(
        at=now(),
        actor_id=by.pk if by is not None else None,
        actor=by.get_full_name() if by is not None else SYSTEM,
        verb=verb,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        label=as_written(thing)[:200],
        old=_plain(old),
        new=_plain(new),
        private=private,
    )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, bool | int | list | dict) else str(value)
        for name, value in (values or {}).items()
    }
