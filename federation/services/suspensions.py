"""Standing still: a decision freezes somebody's keys and logins for a while, another lifts it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal, Refused, refuse
from federation import policies
from federation.models import LoginSession, Person, Suspension
from federation.selectors import lent as read_lent
from federation.services import entries

NO_DECISION = Refusal(
    "no_decision",
    _("A suspension cites the decision that says so, and another one lifts it."),
    fields={"decision": _("Choose the decision.")},
)


def suspend(
    *,
    by: Person | None,
    person: Person,
    decision: str,
    since: dt.datetime,
    until: dt.datetime | None,
    reason: str = "",
) -> Suspension:
    """Freeze somebody's keys and logins from `since` until `until` (or until it is lifted).

    Keys are not ended: those still in their time open again afterwards. The same decision twice is
    once. Who may decide this is known to the room above; here nobody suspends themselves. Private: what
    is public is only that nobody holds those keys meanwhile.
    """
    _require_decision(decision)
    if until is not None and not since < until:
        raise refuse("ends_before", _("It must end after it begins."), until=_("Choose a later end."))
    if by is not None and by.pk == person.pk:
        raise refuse("own_suspension", _("Nobody suspends themselves."), status=403)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        known = Suspension.objects.filter(person=person, source_ref=decision).first()
        if known is not None:
            if (known.since, known.until, known.lifted_at) == (since, until, None):
                return known
            raise refuse(
                "already_suspended", _("This decision has suspended this person already."), status=409
            )
        made = Suspension.objects.create(
            person=person, since=since, until=until, source_ref=decision, reason=reason, placed_by=by
        )
        if since <= now():
            entries.end_logins(person, LoginSession.Ended.SUSPENDED)
        audit.record(
            by=by,
            verb="federation.suspend",
            thing=made,
            new={"since": since, "until": until, "decision": decision},
            private=True,
        )
    policies.forget_keys(person)
    return made


def lift_suspension(*, by: Person | None, suspension: Suspension, decision: str) -> Suspension:
    """Lift a suspension before its end, because another decision says so. Logging in is possible again."""
    _require_decision(decision)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=suspension.person_id)
        suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
        if suspension.lifted_at is not None:
            raise refuse("already_lifted", _("This suspension has been lifted already."), status=409)
        if suspension.source_ref == decision:
            raise Refused(NO_DECISION)
        if by is not None and by.pk == suspension.person_id:
            raise refuse("own_suspension", _("Nobody lifts their own suspension."), status=403)
        suspension.lifted_at, suspension.lifted_ref, suspension.lifted_by = now(), decision, by
        suspension.save(update_fields=["lifted_at", "lifted_ref", "lifted_by"])
        audit.record(
            by=by,
            verb="federation.lift_suspension",
            thing=suspension,
            new={"decision": decision},
            private=True,
        )
    return suspension


def _require_decision(decision: str) -> None:
    if decision not in read_lent.resolve([decision]):
        raise Refused(NO_DECISION)
