"""Giving keys and ending them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import audit
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.text import as_written
from federation import policies
from federation.models import NETWORK, Mandate, Person, Role, TwoPersonAct
from federation.selectors import lent as read_lent
from federation.selectors.access import is_suspended
from federation.services.acts import ask_second

LONGEST_MANDATE = dt.timedelta(days=366)
LONGEST = {
    Mandate.Source.FOUNDING: dt.timedelta(days=90),
    Mandate.Source.BREAK_GLASS: dt.timedelta(minutes=60),
}
GIVE_KEY = "federation.give_key"


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
    second: Person | None = None,
) -> Mandate:
    """Give a person a role for a bounded period, citing the turn or decision that gives it.

    Raises Refused when the period is empty or longer than its source may give (the database refuses it
    too). `second` is the other of the two people who give a sensitive role.
    """
    if not since < until <= since + LONGEST.get(Mandate.Source(source), LONGEST_MANDATE):
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
            seconded_by=second,
        )
        audit.record(
            by=by,
            verb="federation.give_mandate",
            thing=mandate,
            new={
                "role": role,
                "scope": scope,
                "until": until,
                "source": f"{source}:{source_ref}",
                **({"with": second.get_full_name()} if second is not None else {}),
            },
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
        mandate.ended_early = Mandate.EndedEarly.BY_HAND
        mandate.save(update_fields=["during", "ended_early"])
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
    second: Person | None = None,
) -> Mandate:
    """Give somebody else a key because a decision says so: whoever keeps the register does it.

    A sensitive role takes two who keep it, neither of them the one who receives the key (`ask_key`).
    """
    require(policies.may_give_key_to(by, person))
    if second is not None:
        require(policies.may_give_key_to(second, person))
    if second is None or second.pk == by.pk:
        require(policies.takes_two(role))
    _require_citable(decision)
    if is_suspended(person.pk) or not person.is_active:
        raise refuse(
            "may_not_hold",
            _("This person may not hold keys now."),
            status=409,
            person=_("Speak with whoever keeps the register."),
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
        second=second,
    )


def _require_citable(decision: str) -> None:
    if decision not in {cited.ref for cited in read_lent.citable()}:
        raise refuse(
            "no_decision", _("A key cites the decision that gives it."), decision=_("Choose the decision.")
        )


def ask_key(
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
) -> TwoPersonAct:
    """Ask for a sensitive key for somebody: another person who keeps the register confirms it."""
    require(policies.may_give_key_to(by, person))
    _require_citable(decision)
    if not since < until <= since + LONGEST_MANDATE:
        raise refuse("unbounded_mandate", _("A mandate ends within a year. Give it a closer end."))
    return ask_second(
        by=by,
        kind=GIVE_KEY,
        about=f"federation.person:{person.pk}:{role}:{scope}",
        label=as_written(_("Key for %(person)s: %(role)s"), person=person, role=as_written(Role(role).label)),
        reason=reason or decision,
        payload={
            "person": person.pk,
            "role": role,
            "scope": scope,
            "scope_label": scope_label,
            "decision": decision,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "reason": reason,
        },
    )


def hand_key(*, by: Person, role: str, **given: Any) -> Mandate | TwoPersonAct:
    """Give the key at once, or ask for the second person when its role takes two."""
    if policies.takes_two(role) is None:
        return give_key(by=by, role=role, **given)
    return ask_key(by=by, role=role, **given)


def give_key_by_two(*, act: TwoPersonAct, by: Person, second: Person) -> dict[str, Any]:
    """What `ask_key` asked for, done. Everything is asked again: two days may have passed."""
    asked = dict(act.payload)
    asked["person"] = Person.objects.get(pk=asked["person"])
    asked["since"] = dt.datetime.fromisoformat(asked["since"])
    asked["until"] = dt.datetime.fromisoformat(asked["until"])
    return {"mandate": give_key(by=by, second=second, **asked).pk}


def end_key(*, by: Person, mandate: Mandate, reason: str) -> Mandate:
    """End a key today: one's own, or another's by whoever keeps the register."""
    require(policies.may_end_key(by, mandate))
    return end_mandate(by=by, mandate=mandate, reason=reason)
