"""Who reads. No meeting outranks another, so reading needs no key."""

from assemblies.models import Space
from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, keys_of, worker_refusal


def may_read(person: Person) -> Refusal | None:
    """Every worker reads decisions, topics, minutes and how they were heard."""
    return worker_refusal(person)


def may_read_some(person: Person) -> Refusal | None:
    """Every member reads what the assemblies that are open to the community treat; workers read all."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).member_of else NOT_FOUND


def may_read_space(person: Person, space: Space) -> Refusal | None:
    """Workers read every space; other members those that are open to the community."""
    if space.openness == Space.Openness.COMMUNITY:
        return may_read_some(person)
    return worker_refusal(person)
