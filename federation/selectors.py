"""Reads of the register."""

from django.db.models import QuerySet

from cecosesola.kernel.clock import now
from federation.models import NETWORK, Cooperative, Mandate, Membership, Person, Role
from federation.policies import Keys, keys_of
from federation.policies import may_hold as key_refusal
from federation.policies import may_read_as_worker as worker_refusal

# The door of this room: what the rooms above may name.
__all__ = [
    "NETWORK",
    "Cooperative",
    "Keys",
    "Mandate",
    "Membership",
    "Person",
    "Role",
    "key_refusal",
    "keys_of",
    "live_mandates",
    "mandates_of",
    "primary_cooperative",
    "worker_refusal",
]


def primary_cooperative() -> Cooperative:
    """The worker cooperative that runs the network's own services."""
    return Cooperative.objects.get(is_primary=True)


def live_mandates() -> QuerySet[Mandate]:
    """Every mandate in force this moment, soonest to end first."""
    return Mandate.objects.filter(during__contains=now()).select_related("person").order_by("during", "id")


def mandates_of(person: Person) -> QuerySet[Mandate]:
    return live_mandates().filter(person=person)
