"""Who keeps the criteria: any worker, with the decision that made the change."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Criterion
from assemblies.states import CRITERION, CriterionState
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_keep_criteria(person: Person) -> Refusal | None:
    """Any worker writes down a criterion; the decision that made it is cited."""
    return worker_refusal(person)


def may_move_criterion(person: Person, criterion: Criterion, state: str) -> Refusal | None:
    if state not in CriterionState.values:
        return Refusal("no_such_state", _("A criterion cannot be that."))
    return worker_refusal(person) or CRITERION.refusal(criterion.state, state)
