"""Decisions told, heard and questioned."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Decision, DecisionPerson, HearingEntry, Space
from assemblies.states import HEARING, Hearing
from cecosesola.kernel import audit
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from federation.selectors import Person


def require_past(name: str, day: dt.date) -> None:
    if day > today():
        raise Refused(
            Refusal(
                "not_yet", _("That day has not come yet."), fields={name: _("Choose today or a day before.")}
            )
        )


def tell_decision(
    *,
    by: Person,
    title: str,
    text: str,
    mode: str,
    people: Iterable[Person],
    taken_on: dt.date,
    space: Space | None = None,
    replaces: Decision | None = None,
) -> Decision:
    """Record a decision in its own words.

    A collective decision was heard as it was made; an individual or group decision waits to be told
    (or is already told, when it names a space). With `replaces`, it takes the place of a decision
    that a meeting amended or reversed.
    """
    require(policies.may_tell(by))
    require_past("taken_on", taken_on)
    deciders = list(people)
    if not deciders:
        raise refuse("nobody_decided", _("Name at least one person who took the decision."))
    if mode == Decision.Mode.COLLECTIVE:
        if space is None:
            raise refuse(
                "no_meeting",
                _("Name the meeting where consensus was reached."),
                space=_("Choose the meeting."),
            )
        hearing = Hearing.KEPT
    else:
        hearing = Hearing.REPORTED if space else Hearing.ACTED
    with transaction.atomic():
        if replaces is not None:
            replaces = Decision.objects.select_for_update().get(pk=replaces.pk)
            require(policies.may_replace(replaces))
        decision = Decision.objects.create(
            title=title,
            text=text,
            mode=mode,
            taken_on=taken_on,
            space=space,
            hearing=hearing,
            replaces=replaces,
            recorded_by=by,
        )
        DecisionPerson.objects.bulk_create(
            DecisionPerson(decision=decision, person=person) for person in deciders
        )
        audit.record(
            by=by, verb="assemblies.tell_decision", thing=decision, new={"mode": mode, "hearing": hearing}
        )
    return decision


def hear_decision(
    *, by: Person, decision: Decision, outcome: str, space: Space, held_on: dt.date, note: str = ""
) -> Decision:
    """Record what a meeting answered to a decision that was told to it."""
    require(policies.may_tell(by))
    require_past("held_on", held_on)
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        require(HEARING.refusal(decision.hearing, outcome))
        if outcome in {Hearing.CRITICISED, Hearing.REVERSED, Hearing.AMENDED} and not note.strip():
            raise refuse("no_reason", _("Write what the meeting questioned."), note=_("Write the reason."))
        old = decision.hearing
        decision.hearing = outcome
        decision.space = decision.space or space
        decision.save(update_fields=["hearing", "space"])
        HearingEntry.objects.create(
            decision=decision, space=space, held_on=held_on, outcome=outcome, note=note, recorded_by=by
        )
        audit.record(
            by=by,
            verb="assemblies.hear_decision",
            thing=decision,
            old={"hearing": old},
            new={"hearing": outcome},
        )
    return decision
