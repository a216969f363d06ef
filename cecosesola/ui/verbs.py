"""The words for what the audit keeps: `federation.give_mandate` reads «gave a key»."""

from collections.abc import Mapping
from typing import Any

_VERBS: dict[str, Any] = {}
_KINDS: dict[str, str] = {}


def register(verbs: Mapping[str, Any], *, pages: Mapping[str, str] | None = None) -> None:
    """Teach verbs (`room.verb` → words) and where a kind of thing has its page
    (`room.model` → URL name that takes the thing's number)."""
    _VERBS.update(verbs)
    _KINDS.update(pages or {})


def words(verb: str) -> str:
    """The verb for people; an untaught one is read from its name."""
    if verb in _VERBS:
        return str(_VERBS[verb])
    return verb.rsplit(".", 1)[-1].replace("_", " ")


def page_of(object_type: str) -> str | None:
    return _KINDS.get(object_type)
