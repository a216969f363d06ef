"""Who reads where each bolívar went."""

from cecosesola.kernel.access import LOGIN, NOT_FOUND
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, keys_of


def may_read_where_it_went(person: Person) -> Refusal | None:
    """Every member of any cooperative: it is their money. The figures are totals of the whole network."""
    if not person.is_authenticated:
        return LOGIN
    return None if keys_of(person).member_of else NOT_FOUND
