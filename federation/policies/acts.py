"""What needs two people: the kinds that rooms teach, and who may ask, see and confirm them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.models import Person, TwoPersonAct

SAME_PERSON = Refusal(
    "same_person",
    _("You asked for this: another person must confirm it. Ask somebody who holds the key."),
    status=403,
)


@dataclass(frozen=True)
class ActKind:
    """How a kind of act is asked, read and done.

    `do(act=…, by=asker, second=confirmer)` runs inside the confirmation's transaction and answers plain
    JSON, kept as the outcome. `details(act)` is what the second person reads before confirming: pairs of
    words. `may_confirm` takes the person and the act; who may confirm may also see and decline.
    """

    name: str
    label: Any
    do: Callable[..., Mapping[str, Any]]
    may_ask: Callable[[Person], Refusal | None]
    may_confirm: Callable[[Person, TwoPersonAct], Refusal | None]
    details: Callable[[TwoPersonAct], list[tuple[Any, Any]]]
    lasts: dt.timedelta = dt.timedelta(days=2)


_KINDS: dict[str, ActKind] = {}


def register_act(kind: ActKind) -> None:
    """Called once by the room that knows how to do it, in its app's `ready()`."""
    _KINDS[kind.name] = kind


def act_kind(name: str) -> ActKind:
    """The kind by its name. One that no room teaches any more is still shown to whoever asked."""

    def nothing(**given: Any) -> Mapping[str, Any]:
        return {}

    return _KINDS.get(name) or ActKind(
        name, name, nothing, lambda person: NOT_FOUND, lambda person, act: NOT_FOUND, lambda act: []
    )


def act_kinds() -> list[ActKind]:
    return list(_KINDS.values())


def may_ask_act(person: Person, kind: str) -> Refusal | None:
    if not person.is_authenticated:
        return LOGIN
    return act_kind(kind).may_ask(person)


def may_confirm_act(person: Person, act: TwoPersonAct) -> Refusal | None:
    """Somebody else than who asked, whom the kind accepts."""
    refusal = act_kind(act.kind).may_confirm(person, act)
    if refusal is not None:
        return refusal
    return SAME_PERSON if act.asked_by_id == person.pk else None


def may_see_act(person: Person, act: TwoPersonAct) -> Refusal | None:
    """Whoever asked, and whoever may be the second."""
    if act.asked_by_id == person.pk:
        return None
    return NOT_FOUND if act_kind(act.kind).may_confirm(person, act) else None
