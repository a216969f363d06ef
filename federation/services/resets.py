"""A lost phone and no paper codes: two people who keep the register forget the second factor."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import LoginSession, Person, TwoPersonAct
from federation.selectors.access import has_second_factor
from federation.services import entries, second_factor
from federation.services.acts import ask_second

RESET = "federation.reset_second_factor"


def ask_reset(*, by: Person, person: Person, reason: str) -> TwoPersonAct:
    """Ask that somebody's second factor be forgotten: they are here in person, without phone and papers."""
    require(policies.may_help_enter(by, person))
    if not has_second_factor(person):
        raise refuse("not_set_up", _("This person has no second factor."), status=409)
    return ask_second(
        by=by,
        kind=RESET,
        about=f"federation.person:{person.pk}",
        label=as_written(_("Forget the second factor of %(person)s"), person=person),
        reason=reason,
        payload={"person": person.pk},
    )


def reset(*, act: TwoPersonAct, by: Person, second: Person) -> dict[str, Any]:
    """Done by two, neither of whom is the one concerned. That person logs in again, everywhere."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=act.payload["person"])
        for helper in (by, second):
            require(policies.may_help_enter(helper, person))
        second_factor.forget(person=person)
        entries.end_logins(person, LoginSession.Ended.RESET)
        audit.record(
            by=by,
            verb="federation.reset_second_factor",
            thing=person,
            new={"with": second.get_full_name()},
        )
    return {"person": person.pk}
