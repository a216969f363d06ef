"""Who reconciles the bank."""

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person
from finance.policies.access import may_keep_books


def may_reconcile(person: Person) -> Refusal | None:
    """The finance turn: lines of a bank name whoever paid."""
    return may_keep_books(person)
