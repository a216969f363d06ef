"""Reading is for all who work; keeping the posts and the weights takes the roster's key."""

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal, worker_refusal


def may_read(person: Person) -> Refusal | None:
    """Those who work here."""
    return worker_refusal(person)


def may_keep_roster(person: Person) -> Refusal | None:
    """Whoever holds the key of the roster this week."""
    return worker_refusal(person) or key_refusal(person, Role.ROTATION)
