"""A roster is planned by the house, heard by a meeting and published when its day comes."""

from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal
from federation.selectors import Person
from rotation.models import Roster
from rotation.policies.access import may_keep_roster
from rotation.states import ROSTER, RosterState


def may_plan(person: Person) -> Refusal | None:
    """Whoever keeps the roster asks for a draft to be planned anew."""
    return may_keep_roster(person)


def may_hear_roster(person: Person, roster: Roster) -> Refusal | None:
    """Whoever keeps the roster writes that a meeting heard it."""
    refusal = may_keep_roster(person)
    if refusal is None and roster.state == RosterState.PUBLISHED:
        return Refusal("published", _("This roster is published."), status=409)
    return refusal or ROSTER.refusal(roster.state, RosterState.HEARD)


def may_publish(person: Person, roster: Roster) -> Refusal | None:
    """Whoever keeps the roster publishes what a meeting heard; the rest waits for its day."""
    refusal = may_keep_roster(person) or ROSTER.refusal(roster.state, RosterState.PUBLISHED)
    if refusal is None and roster.state != RosterState.HEARD:
        return Refusal(
            "not_heard",
            _("Tell it at the meeting first. By itself it is published four weeks ahead."),
            status=409,
        )
    return refusal
