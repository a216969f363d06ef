"""Who tells decisions and writes what the others answered. Nothing here needs a key."""

from django.utils.translation import gettext_lazy as _

from assemblies.models import Decision
from assemblies.policies.access import may_read_space
from assemblies.states import HEARING, Hearing
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal


def may_read_decision(person: Person, decision: Decision) -> Refusal | None:
    """Workers read every decision; other members those of the spaces that are open to the community."""
    if decision.space is not None and may_read_space(person, decision.space) is None:
        return None
    return worker_refusal(person)


def may_tell(person: Person) -> Refusal | None:
    """Anyone may decide if it is coherent with the criteria, and tells it."""
    return worker_refusal(person)


def may_hear(person: Person, decision: Decision) -> Refusal | None:
    """Any worker writes what a meeting answered, while something can still follow."""
    if not HEARING.moves[decision.hearing]:
        return Refusal(
            "closed",
            _("What became of this decision is settled. Tell a new one if it must change."),
            status=409,
        )
    return worker_refusal(person)


def may_replace(decision: Decision) -> Refusal | None:
    """A decision gives its place to another once a meeting amended or reversed it, and only once."""
    if decision.hearing not in {Hearing.AMENDED, Hearing.REVERSED}:
        return Refusal(
            "stands", _("This decision stands: a meeting must amend or reverse it first."), status=409
        )
    if Decision.objects.filter(replaces=decision).exists():
        return Refusal("replaced", _("Another decision already took its place."), status=409)
    return None
