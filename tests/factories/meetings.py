"""Spaces that meet, meetings in any state, topics on their agenda, and who was there."""

import datetime as dt
from typing import Any

from assemblies.models import Attendance, Meeting, MeetingSeries, Space, Topic
from assemblies.selectors.series import Rhythm
from assemblies.services import meetings, reading, series, spaces, topics
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now, today
from federation.models import Person
from tests.factories import federation, minutes
from tests.factories.assemblies import network_meeting

_count = iter(range(1, 10**9))


def space(by: Person | None = None, **extra: Any) -> Space:
    given = {"name": f"Reunión de equipo {next(_count)}", "about": "Lo de cada semana."} | extra
    return spaces.open_space(by=by or federation.worker(), **given)


def weekly(where: Space | None = None, **extra: Any) -> MeetingSeries:
    given: dict[str, Any] = {
        "rhythm": Rhythm(("MO",)),
        "first_on": today(),
        "begins": dt.time(17),
    } | extra
    return series.begin_series(by=None, space=where or space(), **given)


def planned(where: Space | None = None, **extra: Any) -> Meeting:
    given: dict[str, Any] = {"starts_at": now() + dt.timedelta(hours=1)} | extra
    return meetings.plan_meeting(by=federation.worker(), space=where or space(), **given)


def topic(where: Space, title: str = "El agua del galpón", by: Person | None = None, **extra: Any) -> Topic:
    return topics.bring_topic(by=by or federation.worker(), space=where, title=title, **extra)


def opened(where: Space | None = None, **extra: Any) -> Meeting:
    return meetings.open_meeting(by=federation.worker(), meeting=planned(where, **extra))


def came(meeting: Meeting, person: Person | None = None) -> Attendance:
    who = person or federation.worker()
    return Attendance.objects.create(meeting=meeting, person=who, how="self", at=now(), recorded_by=who)


def agreed(where: Space | None = None, meeting: Meeting | None = None) -> Meeting:
    """An acta that two people who were there attested."""
    found = meeting or opened(where)
    if found.state == MeetingState.AGREED:
        return found
    first, second = federation.worker(), federation.worker()
    minutes.come(found, first, second)
    return minutes.attest(reading.read_back(by=first, meeting=found), first, second)


def sealed(where: Space | None = None, meeting: Meeting | None = None) -> Meeting:
    return meetings.seal_meeting(by=federation.worker(), meeting=agreed(where, meeting))


__all__ = [
    "agreed", "came", "network_meeting", "opened", "planned", "sealed", "space", "topic", "weekly",
]  # fmt: skip
