"""The acts of two people that this room itself knows how to do."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation import policies
from federation.models import Person, TwoPersonAct
from federation.policies.acts import ActKind, register_act
from federation.selectors import two_people as read
from federation.services import break_glass, mandates, resets


def may_confirm_for_another(person: Person, act: TwoPersonAct) -> Refusal | None:
    """Another person who keeps the register, and not the one whom it concerns."""
    concerned = act.payload.get("person")
    if concerned == person.pk:
        return policies.may_give_key_to(person, person)
    return policies.may_give_keys(person)


def may_confirm_break_glass(person: Person, act: TwoPersonAct) -> Refusal | None:
    return policies.may_break_glass(person)


def register() -> None:
    register_act(
        ActKind(
            name=mandates.GIVE_KEY,
            label=_("A key that two people give"),
            do=mandates.give_key_by_two,
            may_ask=policies.may_give_keys,
            may_confirm=may_confirm_for_another,
            details=read.key_details,
        )
    )
    register_act(
        ActKind(
            name=break_glass.BREAK_GLASS,
            label=_("An emergency key"),
            do=break_glass.break_glass,
            may_ask=policies.may_break_glass,
            may_confirm=may_confirm_break_glass,
            details=read.break_glass_details,
            lasts=break_glass.WAITS,
        )
    )
    register_act(
        ActKind(
            name=resets.RESET,
            label=_("Forgetting a second factor"),
            do=resets.reset,
            may_ask=policies.may_give_keys,
            may_confirm=may_confirm_for_another,
            details=read.reset_details,
        )
    )
