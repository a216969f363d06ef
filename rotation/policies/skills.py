"""Who knows what: whoever keeps the roster writes it, never of themselves."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person
from rotation.policies.access import may_keep_roster


def may_note_skill(by: Person, person: Person) -> Refusal | None:
    """Whoever keeps the roster, of somebody else."""
    refusal = may_keep_roster(by)
    if refusal is None and by.pk == person.pk:
        return Refusal("own_skill", _("Somebody else says what you know."), status=403)
    return refusal
