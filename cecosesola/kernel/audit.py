"""Who did what, written in the same transaction as what they did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from cecosesola.kernel.clock import now
from cecosesola.kernel.models import AuditEvent, AuditSeal
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


# --- the chain ----------------------------------------------------------------------------------
SEAL_BATCH = 20_000


@dataclass(frozen=True)
class Break:
    """The first event that breaks the chain: `how` is changed, erased, moved or unsealed."""

    event_id: int
    place: int | None
    how: str


def seal() -> int:
    """Append every committed event that is not there yet to the hash chain. Returns how many."""
    sealed = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT audit_seal(%s)", [SEAL_BATCH])
            (batch,) = cursor.fetchone()
            if not batch:
                return sealed
            sealed += batch


def head() -> AuditSeal | None:
    """The chain's last seal. Whoever wrote it down elsewhere can tell when the tail is cut off."""
    return AuditSeal.objects.order_by("-position").first()


def holds(written_down: str) -> bool:
    """Whether a head written down before, `place:hash`, still stands in the chain."""
    place, _sign, hash_hex = written_down.strip().partition(":")
    if not place.isdigit():
        return False
    seal = AuditSeal.objects.filter(position=int(place)).first()
    return seal is not None and bytes(seal.hash).hex() == hash_hex.lower()


def first_break() -> Break | None:
    """Recompute the whole chain. None when every event is as it was sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, place, how FROM audit_broken()")
        row = cursor.fetchone()
    return Break(*row) if row else None
