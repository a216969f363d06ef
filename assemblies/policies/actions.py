"""Who promises, and who says how it ended."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import ActionItem
from assemblies.states import ACTION, ActionState
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_promise(person: Person) -> Refusal | None:
    """Any worker writes down what somebody said they would do."""
    return worker_refusal(person)


def may_end_action(person: Person, item: ActionItem, state: str) -> Refusal | None:
    """Any worker writes that it is done; only whoever does it hands it on or lets it go."""
    if state not in ActionState.values:
        return Refusal("no_such_state", _("That cannot become of it."))
    refusal = worker_refusal(person) or ACTION.refusal(item.state, state)
    if refusal is None and state != ActionState.DONE and item.person_id != person.pk:
        return Refusal(
            "not_yours", _("Only whoever does it hands it on or lets it go. Talk to them."), status=403
        )
    return refusal
