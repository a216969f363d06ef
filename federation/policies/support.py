"""Who sees and does what in the solidarity brigades."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.models import Person, Role, SupportedHome
from federation.policies.keys import may_hold, may_read_as_worker

ENDED = Refusal("home_ended", _("This home no longer agrees to be in the register."), status=409)


def may_see_support(person: Person) -> Refusal | None:
    """Every worker sees how much is brought, to how many and where; never to whom or why."""
    return may_read_as_worker(person)


def may_go_with_brigade(person: Person) -> Refusal | None:
    """Who, where and why: whoever goes with the brigade now."""
    return may_hold(person, Role.BRIGADE)


def may_change_home(person: Person, home: SupportedHome) -> Refusal | None:
    return may_go_with_brigade(person) or (ENDED if home.ended_at else None)


def may_end_consent(person: Person, home: SupportedHome) -> Refusal | None:
    """The home's own contact, at any time; or whoever goes with the brigade, when they are told."""
    if home.ended_at:
        return ENDED
    return None if home.contact_id == person.pk else may_go_with_brigade(person)
