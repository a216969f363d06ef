"""Who reads the books and who keeps them."""

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal, keys_of, worker_refusal

PRIVATE = "member:"


def may_read_books(person: Person) -> Refusal | None:
    """Fairs' money, totals by node, rates and periods: every worker."""
    return worker_refusal(person)


def may_read_party(person: Person, party: str) -> Refusal | None:
    """A member's own accounts are for that member and the finance turn. The rest is for every worker.

    To others a private account is not there, so that nobody learns who saves.
    """
    if not person.is_authenticated:
        return LOGIN
    if not party.startswith(PRIVATE):
        return may_read_books(person)
    if party == f"{PRIVATE}{person.pk}" or keys_of(person).holds_any(Role.FINANCE):
        return None
    return NOT_FOUND


def sees_private(person: Person) -> bool:
    """Whether the person reads the accounts of all members today."""
    return person.is_authenticated and keys_of(person).holds_any(Role.FINANCE)


def may_keep_books(person: Person) -> Refusal | None:
    """Open books, close and reopen periods, reverse entries."""
    return key_refusal(person, Role.FINANCE)
