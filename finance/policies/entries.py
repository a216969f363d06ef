"""Reversing entries."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person
from finance.models import Entry
from finance.policies.access import may_keep_books


def may_reverse(person: Person, entry: Entry, reversal: Entry | None) -> Refusal | None:
    """Reverse an entry: with the key, once, and not a reversal itself."""
    if (refusal := may_keep_books(person)) is not None:
        return refusal
    if reversal is not None:
        return Refusal("already_reversed", _("This entry was already reversed."), status=409)
    if entry.reverses_id is not None:
        return Refusal("cannot_reverse", _("A reversal is not reversed itself."), status=409)
    return None
