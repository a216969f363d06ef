"""Giving keys and ending them."""

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from federation import policies
from federation.models import NETWORK, Mandate, Person
from federation.selectors import lent as read_lent

LONGEST_MANDATE = dt.timedelta(days=366)


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
        require(policies.may_be_given(Person.objects.select_for_update().get(pk=person.pk)))
        period = DateTimeTZRange(since, until)
        if Mandate.objects.filter(person=person, role=role, scope=scope, during__overlap=period).exists():
            raise refuse(
                "already_held",
                _("They already hold this key here for part of that time. Begin when the other one ends."),
                status=409,
            )
        mandate = Mandate.objects.create(
            person=person,
            role=role,
            scope=scope,
            scope_label=scope_label,
            source=source,
            source_ref=source_ref,
            reason=reason,
            during=period,
            given_by=by,
        )
        audit.record(
            by=by,
            verb="federation.give_mandate",
            thing=mandate,
            new={"role": role, "scope": scope, "until": until, "source": f"{source}:{source_ref}"},
        )
    policies.forget_keys(person)
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
    policies.forget_keys(mandate.person)
    return mandate


def give_key(
    *,
    by: Person,
    person: Person,
    role: str,
    decision: str,
    since: dt.datetime,
    until: dt.datetime,
    scope: str = NETWORK,
    scope_label: str = "",
    reason: str = "",
) -> Mandate:
    """Give somebody else a key because a decision says so: whoever keeps the register does it."""
    require(policies.may_give_key_to(by, person))
    if decision not in read_lent.resolve([decision]):
        raise refuse(
            "no_decision", _("A key cites the decision that gives it."), decision=_("Choose the decision.")
        )
    return give_mandate(
        by=by,
        person=person,
        role=role,
        scope=scope,
        scope_label=scope_label,
        source=Mandate.Source.DECISION,
        source_ref=decision,
        since=since,
        until=until,
        reason=reason,
    )


def end_key(*, by: Person, mandate: Mandate, reason: str) -> Mandate:
    """End a key today: one's own, or another's by whoever keeps the register."""
    require(policies.may_end_key(by, mandate))
    return end_mandate(by=by, mandate=mandate, reason=reason)
