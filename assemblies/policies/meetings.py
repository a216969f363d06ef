"""Who keeps spaces and meetings: any worker. Nobody presides."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from assemblies.models import Meeting, Space, Topic
from assemblies.policies.access import may_read_space
from assemblies.states import MEETING, MeetingState
from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal
from federation.selectors import Person, worker_refusal

EARLIEST = dt.timedelta(hours=12)


def may_keep_spaces(person: Person) -> Refusal | None:
    """Every worker opens spaces and says when they meet: what is changed stands in «What changed»."""
    return worker_refusal(person)


def may_read_meeting(person: Person, meeting: Meeting) -> Refusal | None:
    return may_read_space(person, meeting.space)


def may_move_meeting(person: Person, meeting: Meeting) -> Refusal | None:
    """Plan it for another moment, or cancel it: any worker, while it has not begun."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state != MeetingState.PLANNED:
        return Refusal("already_begun", _("This meeting is no longer being planned."), status=409)
    return refusal


def may_open(person: Person, meeting: Meeting) -> Refusal | None:
    """Begin it: any worker, from half a day before."""
    refusal = worker_refusal(person) or MEETING.refusal(meeting.state, MeetingState.OPEN)
    if refusal is None and meeting.state != MeetingState.PLANNED:
        return Refusal("already_begun", _("This meeting is no longer being planned."), status=409)
    if refusal is None and meeting.starts_at - now() > EARLIEST:
        return Refusal(
            "too_early", _("This meeting is on another day. Move it first if it is held now."), status=409
        )
    return refusal


def may_seal(person: Person, meeting: Meeting) -> Refusal | None:
    """Close the acta: any worker, once two people have attested it."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state != MeetingState.AGREED:
        return Refusal("not_agreed", _("Two people who were there must attest the acta first."), status=409)
    return refusal


def may_read_acta(person: Person, meeting: Meeting) -> Refusal | None:
    """A sealed acta is read by whoever reads its space."""
    if meeting.state != MeetingState.SEALED:
        return NOT_FOUND
    return may_read_meeting(person, meeting)


def may_keep_agenda(person: Person, meeting: Meeting) -> Refusal | None:
    """Put topics on its agenda and in order: any worker, until it is read back."""
    refusal = worker_refusal(person)
    if refusal is None and meeting.state not in {MeetingState.PLANNED, MeetingState.OPEN}:
        return Refusal("agenda_closed", _("This meeting's agenda is closed."), status=409)
    return refusal


def may_bring_to(person: Person, space: Space) -> Refusal | None:
    """Workers bring topics to any space; other members to those that are open to the community."""
    if space.closed_at is not None:
        return Refusal("already_closed", _("This space no longer meets."), status=409)
    return may_read_space(person, space)


def may_brief(person: Person, topic: Topic) -> Refusal | None:
    """Any worker puts what others should read before. A reserved topic's papers belong to its case."""
    refusal = worker_refusal(person)
    if refusal is None and topic.is_reserved:
        return Refusal("reserved", _("The words of a reserved topic stay in its case."), status=409)
    return refusal
