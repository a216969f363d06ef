"""What changes in the register: people, memberships, mandates."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse
from federation.models import NETWORK, Cooperative, Mandate, Membership, Person

LONGEST_MANDATE = dt.timedelta(days=366)


def admit(
    *, by: Person | None, person: Person, cooperative: Cooperative, kind: str, since: dt.date, area: str = ""
) -> Membership:
    """Enter a person into a cooperative from a day on."""
    with transaction.atomic():
        membership = Membership.objects.create(
            person=person, cooperative=cooperative, kind=kind, area=area, period=DateRange(since, None)
        )
        audit.record(by=by, verb="federation.admit", thing=membership, new={"kind": kind, "since": since})
    return membership


def give_mandate(
    *,
    by: Person | None,
    person: Person,
    role: str,
    scope: str = NETWORK,
    scope_label: str = "",
    source: str,
    source_ref: str,
    since: dt.datetime,
    until: dt.datetime,
    reason: str = "",
) -> Mandate:
    """Give a person a role for a bounded period, citing the turn or decision that gives it.

    Raises Refused when the period is empty or longer than a year (the database refuses it too).
    """
    if not since < until <= since + LONGEST_MANDATE:
        raise refuse("unbounded_mandate", _("A mandate ends within a year. Give it a closer end."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        mandate = Mandate.objects.create(
            person=person,
            role=role,
            scope=scope,
            scope_label=scope_label,
            source=source,
            source_ref=source_ref,
            reason=reason,
            during=DateTimeTZRange(since, until),
            given_by=by,
        )
        audit.record(
            by=by,
            verb="federation.give_mandate",
            thing=mandate,
            new={"role": role, "scope": scope, "until": until, "source": f"{source}:{source_ref}"},
        )
    return mandate


def end_mandate(*, by: Person | None, mandate: Mandate, reason: str) -> Mandate:
    """End a mandate now, before its time."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        moment = now()
        if mandate.during.upper <= moment:
            raise refuse("already_ended", _("This mandate has already ended."), status=409)
        old = mandate.during.upper
        mandate.during = DateTimeTZRange(mandate.during.lower, max(moment, mandate.during.lower))
        mandate.save(update_fields=["during"])
        audit.record(
            by=by,
            verb="federation.end_mandate",
            thing=mandate,
            old={"until": old},
            new={"until": moment, "reason": reason},
        )
    return mandate
