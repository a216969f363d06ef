"""How the house says no.

A `Refusal` is a value: a policy returns one (or None), a button shows it, the API answers it and a
service raises it inside `Refused`. One text, written once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """Why something may not be done, and what to do instead.

    `code` is stable for programs; `message` is for people (lazily translated); `status` is the HTTP
    status it becomes; `fields` maps form fields to their own messages.
    """

    code: str
    message: Any
    status: int = 422
    fields: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.message)


class Refused(Exception):
    """Raised by a service that will not do what was asked. Nothing has changed."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)

    def __str__(self) -> str:
        return str(self.refusal.message)


def refuse(code: str, message: Any, *, status: int = 422, **fields: Any) -> Refused:
    """Shorthand: `raise refuse("too_late", _("…"))`."""
    return Refused(Refusal(code, message, status, fields))


def require(refusal: Refusal | None) -> None:
    """Raise what a policy answered, if it answered anything."""
    if refusal is not None:
        raise Refused(refusal)
