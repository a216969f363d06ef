"""What a phone kept while it had no line: a batch of small operations, each answered, each once.

    {"id": uuid, "do": "write", "at": milliseconds, "kind": "note", "item": 12, "text": "…", "pen": 3}

Answers: `stored`, `replayed`, `aside` (kept beside the acta) or `refused` with its reason: then the words
stay on the phone. One that is refused holds up no other.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from assemblies.models import AgendaItem, AsideWords, BlockRevision, Meeting, MinuteBlock
from assemblies.services import minutes
from assemblies.services.attendance import tick
from cecosesola.kernel.errors import Refused, refuse
from cecosesola.kernel.idempotency import once
from federation.selectors import Person

MOST = 200
"""Operations in a batch. A phone sends the rest in the next one."""

Operation = Mapping[str, Any]
Answer = dict[str, Any]


def sync(*, by: Person, meeting: Meeting, operations: Sequence[Any]) -> list[Answer]:
    """Do each operation in its own transaction, in the order sent, and answer each."""
    return [_answer(by, meeting, operation) for operation in operations[:MOST]]


def _answer(by: Person, meeting: Meeting, operation: Any) -> Answer:
    named = operation.get("id") if isinstance(operation, dict) else None
    try:
        return {"id": named, "status": _do(by, meeting, operation)}
    except IntegrityError:  # two meetings were sent one key at the same moment
        refused = Refused(minutes.REUSED)
    except Refused as caught:
        refused = caught
    return {"id": named, "status": "refused", "code": refused.refusal.code, "message": str(refused)}


def _do(by: Person, meeting: Meeting, operation: Any) -> str:
    if not isinstance(operation, dict):
        raise _unreadable()
    act = ACTS.get(str(operation.get("do")))
    if act is None:
        raise _unreadable()
    return act(by, meeting, operation, _uuid(operation.get("id")))


def _write(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    if MinuteBlock.objects.filter(client_id=key, meeting=meeting).exists():
        return "replayed"
    kept = minutes.write_block(
        by=by,
        meeting=meeting,
        kind=str(given.get("kind")),
        text=_text(given),
        client_id=key,
        item=_item(meeting, given),
        **_common(given),
    )
    return "aside" if isinstance(kept, AsideWords) else "stored"


def _revise(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    if BlockRevision.objects.filter(client_id=key, block__meeting=meeting).exists():
        return "replayed"
    block = meeting.blocks.filter(client_id=_uuid(given.get("block"))).select_related("meeting").first()
    if block is None:
        minutes.keep_aside(
            by=by, meeting=meeting, text=_text(given), client_id=key, typed_at=_moment(given.get("at"))
        )
        return "aside"
    bases = given.get("bases")
    kept = minutes.revise_block(
        by=by,
        block=block,
        text=_text(given),
        bases=[_uuid(base) for base in bases] if isinstance(bases, list) else [],
        client_id=key,
        **_common(given),
    )
    return "aside" if isinstance(kept, AsideWords) else "stored"


def _current(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    item = _item(meeting, given, needed=True)
    assert item is not None
    return _once(by, meeting, given, key, lambda: minutes.treat_now(by=by, item=item))


def _outcome(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    item = _item(meeting, given, needed=True)
    assert item is not None
    outcome = str(given.get("outcome", ""))
    return _once(by, meeting, given, key, lambda: minutes.settle_item(by=by, item=item, outcome=outcome))


def _attend(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    person, is_there = _number(given.get("person")), given.get("there") is True
    if person is None:
        raise _unreadable()
    return _once(by, meeting, given, key, lambda: tick(by=by, meeting=meeting, ticks={person: is_there}))


def _close(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID) -> str:
    block = meeting.blocks.filter(client_id=_uuid(given.get("block"))).select_related("meeting").first()
    if block is None:
        raise _unreadable()
    return _once(by, meeting, given, key, lambda: minutes.close_concern(by=by, block=block))


ACTS: dict[str, Callable[[Person, Meeting, Operation, uuid.UUID], str]] = {
    "write": _write,
    "revise": _revise,
    "current": _current,
    "outcome": _outcome,
    "attend": _attend,
    "close": _close,
}


def _once(by: Person, meeting: Meeting, given: Operation, key: uuid.UUID, do: Callable[[], Any]) -> str:
    """What is not words has no row of its own to be known by: the house's own memory of keys knows it."""
    scope = f"assemblies.meeting:{meeting.pk}:{by.pk}"
    _kept, again = once(scope, str(key), dict(given), lambda: bool(do()))
    return "replayed" if again else "stored"


def _common(given: Operation) -> dict[str, Any]:
    number = _number(given.get("person"))
    until = given.get("until")
    return {
        "person": Person.objects.filter(pk=number, is_active=True).first() if number else None,
        "until": _day(until) if isinstance(until, str) else None,
        "typed_at": _moment(given.get("at")),
        "pen": _number(given.get("pen")),
    }


def _item(meeting: Meeting, given: Operation, *, needed: bool = False) -> AgendaItem | None:
    number = _number(given.get("item"))
    found = meeting.items.filter(pk=number).select_related("topic", "meeting").first() if number else None
    if needed and found is None:
        raise refuse("no_such_topic", _("This topic is not on the agenda."), status=409)
    return found


def _text(given: Operation) -> str:
    text = given.get("text", "")
    # A lone half of a sign is what some keyboards leave behind; PostgreSQL keeps none.
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**62 else None


def _uuid(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(value) if isinstance(value, str) else uuid.UUID("")
    except ValueError:
        raise _unreadable() from None


def _day(value: str) -> dt.date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


def _moment(value: Any) -> dt.datetime | None:
    number = _number(value)
    try:
        return dt.datetime.fromtimestamp(number / 1000, dt.UTC) if number else None
    except (OverflowError, OSError, ValueError):
        return None


def _unreadable() -> Refused:
    return refuse("unreadable", _("The house could not read this. It stays on the phone."))
