"""Meetings that are being held: opened with an agenda, with people there and words written."""

import datetime as dt
import uuid
from typing import Any

from assemblies.models import AgendaItem, Meeting, MinuteBlock, Space
from assemblies.services import meetings, minutes, pens, reading
from assemblies.services.agenda import place_topic
from assemblies.services.attendance import tick
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now
from federation.models import Person
from tests.factories import assemblies as a
from tests.factories import federation as f

# The moves that lead from a planned meeting to each state.
STATES = list(MeetingState.values)


def planned(space: Space | None = None, topics: int = 2, **extra: Any) -> Meeting:
    where = space or a.network_meeting()
    moment = now()
    given = {"starts_at": moment, "ends_at": moment + dt.timedelta(hours=2)} | extra
    meeting = Meeting.objects.create(space=where, **given)
    for number in range(topics):
        someone = f.worker()
        topic = a.topic(someone, title=f"Tema {number + 1} de {where}", space=where)
        place_topic(by=someone, meeting=meeting, topic=topic)
    return meeting


def opened(*people: Person, **extra: Any) -> Meeting:
    """An open meeting with its agenda, and these people there."""
    meeting = planned(**extra)
    meeting = meetings.open_meeting(by=people[0] if people else f.worker(), meeting=meeting)
    if people:
        come(meeting, *people)
    return meeting


def come(meeting: Meeting, *people: Person) -> None:
    tick(by=f.worker(), meeting=meeting, ticks={person.pk: True for person in people})


def item(meeting: Meeting, place: int = 0) -> AgendaItem:
    return meeting.items.select_related("topic", "meeting").order_by("place", "id")[place]


def block(meeting: Meeting, by: Person, text: str = "Falta agua.", **extra: Any) -> MinuteBlock:
    given: dict[str, Any] = {"kind": "note", "client_id": uuid.uuid4()} | extra
    made = minutes.write_block(by=by, meeting=meeting, text=text, **given)
    assert isinstance(made, MinuteBlock)
    return made


def revise(what: MinuteBlock, by: Person, text: str, **extra: Any) -> Any:
    given: dict[str, Any] = {"client_id": uuid.uuid4(), "bases": [what.client_id]} | extra
    return minutes.revise_block(by=by, block=what, text=text, **given)


def attest(meeting: Meeting, *people: Person) -> Meeting:
    for person in people:
        sha256 = reading.meeting_fingerprint(meeting)
        meeting = reading.attest(by=person, meeting=meeting, sha256=sha256)
    return meeting


def held(state: str, first: Person, second: Person, **extra: Any) -> Meeting:
    """A meeting in any state, with two people there (where anybody can be) and one block written."""
    if state == MeetingState.PLANNED:
        return planned(**extra)
    if state == MeetingState.CANCELLED:
        return meetings.cancel_meeting(by=first, meeting=planned(**extra), reason="Se fue la luz.")
    meeting = opened(first, second, **extra)
    block(meeting, first, item=item(meeting))
    pens.take_pen(by=first, meeting=meeting)
    if state == MeetingState.OPEN:
        return meeting
    meeting = reading.read_back(by=first, meeting=meeting)
    if state == MeetingState.READ_BACK:
        return meeting
    meeting = attest(meeting, first, second)
    return meetings.seal_meeting(by=first, meeting=meeting) if state == MeetingState.SEALED else meeting
