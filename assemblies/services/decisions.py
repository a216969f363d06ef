"""Decisions told, heard and questioned."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from assemblies import policies
from assemblies.models import Decision, DecisionPerson, HearingEntry, Meeting, Space, Topic
from assemblies.states import HEARING, Hearing, MeetingState, TopicState
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


def require_held(meeting: Meeting, space: Space) -> None:
    """What is written down about a meeting happened at it: it began, and it is of that space."""
    if meeting.space_id != space.pk or meeting.state in {MeetingState.PLANNED, MeetingState.CANCELLED}:
        raise refuse(
            "not_held",
            _("That meeting was not held, or is of another space."),
            meeting=_("Choose a meeting that was held."),
        )


def _beginning(words: str) -> str:
    """The first words, as many as fit in a line."""
    return Truncator(" ".join(words.split())).chars(160)


def _end_telling(by: Person, decision: Decision) -> None:
    """Once it was heard, what was on an agenda only to tell it is resolved."""
    if decision.hearing in {Hearing.ACTED, Hearing.REPORTED}:
        return
    topic = Topic.objects.select_for_update().filter(decision=decision, state=TopicState.OPEN).first()
    if topic is not None:
        topic.state = TopicState.RESOLVED
        topic.save(update_fields=["state", "changed_at"])
        audit.record(
            by=by,
            verb="assemblies.move_topic",
            thing=topic,
            old={"state": TopicState.OPEN},
            new={"state": TopicState.RESOLVED},
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
    meeting: Meeting | None = None,
    topic: Topic | None = None,
) -> Decision:
    """Record a decision in its own words.

    A collective decision was heard as it was made; an individual or group decision waits to be told
    (or is already told, when it names a space). With `replaces`, it takes the place of a decision
    that a meeting amended or reversed. A meeting's consensus needs no names: presence is not consent.
    """
    require(policies.may_tell(by))
    require_past("taken_on", taken_on)
    if meeting is not None:
        space = space or meeting.space
        require_held(meeting, space)
    deciders = list(people)
    if not deciders and not (mode == Decision.Mode.COLLECTIVE and meeting is not None):
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
            meeting=meeting,
            topic=topic,
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
    *,
    by: Person,
    decision: Decision,
    outcome: str,
    space: Space,
    held_on: dt.date,
    note: str = "",
    concern: str = "",
    meeting: Meeting | None = None,
) -> Decision:
    """Record what a meeting answered to a decision that was told to it.

    What a meeting questions has a name (`concern`; the first words of the note when none is given), so
    that the next meeting knows what it must answer.
    """
    require(policies.may_tell(by))
    require_past("held_on", held_on)
    if meeting is not None:
        require_held(meeting, space)
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        require(HEARING.refusal(decision.hearing, outcome))
        if outcome in {Hearing.CRITICISED, Hearing.REVERSED, Hearing.AMENDED} and not note.strip():
            raise refuse("no_reason", _("Write what the meeting questioned."), note=_("Write the reason."))
        old = decision.hearing
        decision.hearing = outcome
        decision.space = decision.space or space
        decision.save(update_fields=["hearing", "space"])
        questioned = outcome == Hearing.CRITICISED
        HearingEntry.objects.create(
            decision=decision,
            space=space,
            meeting=meeting,
            held_on=held_on,
            outcome=outcome,
            concern=(concern.strip() or _beginning(note)) if questioned else "",
            note=note,
            recorded_by=by,
        )
        _end_telling(by, decision)
        audit.record(
            by=by,
            verb="assemblies.hear_decision",
            thing=decision,
            old={"hearing": old},
            new={"hearing": outcome},
        )
    return decision
