"""Entering rates."""

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, Role, key_refusal


def may_set_rate(person: Person) -> Refusal | None:
    """The rate is entered by whoever has the finance turn or coordinates the week."""
    if key_refusal(person, Role.FINANCE) is None:
        return None
    return key_refusal(person, Role.WEEK)
