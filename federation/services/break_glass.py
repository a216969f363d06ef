"""In an emergency: a key for an hour, by two workers, told at the next meeting by itself."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import NETWORK, Mandate, Person, Role, TwoPersonAct
from federation.selectors import lent as read_lent
from federation.services.acts import ask_second
from federation.services.mandates import give_mandate

BREAK_GLASS = "federation.break_glass"
LASTS = dt.timedelta(minutes=60)
WAITS = dt.timedelta(minutes=30)


def ask_break_glass(
    *, by: Person, role: str, reason: str, scope: str = NETWORK, scope_label: str = ""
) -> TwoPersonAct:
    """Ask for a key for an hour, for oneself, with a reason. Any other worker confirms it."""
    require(policies.may_break_glass(by))
    if policies.keys_of(by).holds(role, scope):
        raise refuse("already_held", _("You hold this key already."), status=409)
    words = as_written(Role(role).label)
    label = as_written(_("Emergency key for %(person)s: %(role)s"), person=by, role=words)
    return ask_second(
        by=by,
        kind=BREAK_GLASS,
        about=f"federation.person:{by.pk}:{role}:{scope}",
        label=label,
        reason=reason,
        payload={"role": role, "scope": scope, "scope_label": scope_label},
    )


def break_glass(*, act: TwoPersonAct, by: Person, second: Person) -> dict[str, Any]:
    """The second worker confirmed: the hour begins, and the next meeting will hear of it."""
    require(policies.may_break_glass(by))
    moment = now()
    mandate = give_mandate(
        by=second,
        person=by,
        role=act.payload["role"],
        scope=act.payload["scope"],
        scope_label=act.payload["scope_label"],
        source=Mandate.Source.BREAK_GLASS,
        source_ref=f"A-{act.pk}",
        since=moment,
        until=moment + LASTS,
        reason=act.reason,
    )
    told = read_lent.bring_to_agenda(
        title=act.label,
        body=as_written(
            _("%(first)s asked, %(second)s confirmed. Why: %(reason)s"),
            first=by,
            second=second,
            reason=act.reason,
        ),
        source=f"federation.mandate:{mandate.pk}",
        link=reverse("federation:person_keys", args=[by.pk]),
    )
    if not told:
        raise refuse("no_agenda", _("There is no meeting to tell this to, so it cannot be done."), status=409)
    return {"mandate": mandate.pk}
