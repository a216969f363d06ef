"""What is coming: meetings, and whatever else a part of the room puts on people's calendars."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from assemblies.models import CalendarKey, Meeting, Space, SpacePerson
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now
from federation.selectors import Person, keys_of

BACK, AHEAD = dt.timedelta(days=30), dt.timedelta(days=120)


@dataclass(frozen=True)
class Event:
    """Something at a time and a place. Its words are a title and never what is treated there."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str
    place: str = ""
    cancelled: bool = False


Provider = Callable[[Person, dt.datetime, dt.datetime], Iterable[Event]]
_PROVIDERS: dict[str, Provider] = {}


def register_events(provider: Provider) -> None:
    """A part of the room, or a room above, tells what it puts on somebody's calendar."""
    _PROVIDERS[f"{provider.__module__}.{provider.__qualname__}"] = provider


def readable_spaces(person: Person) -> QuerySet[Space]:
    """The spaces whose meetings somebody may read."""
    spaces = Space.objects.all()
    if keys_of(person).is_worker:
        return spaces
    if keys_of(person).member_of:
        return spaces.filter(openness=Space.Openness.COMMUNITY)
    return spaces.none()


def my_spaces(person: Person) -> QuerySet[Space]:
    """Where somebody usually comes, as far as they may still read it."""
    return readable_spaces(person).filter(people=person, closed_at=None)


def meetings_between(spaces: QuerySet[Space], since: dt.datetime, until: dt.datetime) -> QuerySet[Meeting]:
    return (
        Meeting.objects.filter(space__in=spaces, starts_at__gte=since, starts_at__lt=until)
        .select_related("space", "series")
        .order_by("starts_at", "id")
    )


def coming_meetings(person: Person, *, mine: bool = False, days: int = 21) -> list[Meeting]:
    """Meetings from today on that somebody may read, each told whether they usually come (`mine`)."""
    moment = now() - dt.timedelta(hours=8)
    spaces = my_spaces(person) if mine else readable_spaces(person)
    comes = SpacePerson.objects.filter(space=OuterRef("space"), person=person)
    going = Q(state__in=[MeetingState.OPEN, MeetingState.READ_BACK, MeetingState.AGREED]) | Q(
        starts_at__gte=moment
    )
    found = meetings_between(spaces, moment - dt.timedelta(days=7), moment + dt.timedelta(days=days))
    return list(found.filter(going).annotate(mine=Exists(comes))[:200])


def meetings_on_calendar(person: Person, since: dt.datetime, until: dt.datetime) -> list[Event]:
    """The meetings of the spaces where somebody usually comes."""
    return [
        Event(
            uid=f"reunion-{meeting.pk}",
            title=str(meeting),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            url=reverse("assemblies:meeting", args=[meeting.pk]),
            place=meeting.place,
            cancelled=meeting.state == MeetingState.CANCELLED,
        )
        for meeting in meetings_between(my_spaces(person), since, until)
    ]


register_events(meetings_on_calendar)


def events_of(person: Person, since: dt.datetime, until: dt.datetime) -> list[Event]:
    """Everything on somebody's calendar between two moments, in order."""
    found = [event for provider in _PROVIDERS.values() for event in provider(person, since, until)]
    return sorted(found, key=lambda event: (event.starts_at, event.uid))


def owner_of(key_hash: str) -> CalendarKey | None:
    """The living link with this hash, when its owner may still come in."""
    return (
        CalendarKey.objects.filter(key_hash=key_hash, revoked_at=None, person__is_active=True)
        .select_related("person")
        .first()
    )


def living_key(person: Person) -> CalendarKey | None:
    return CalendarKey.objects.filter(person=person, revoked_at=None).first()


def as_ical(events: Sequence[Event], site: str, stamp: dt.datetime) -> bytes:
    """The calendar as RFC 5545, for a phone to subscribe to. `site` is `https://…` without a last slash."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cecosesola//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My meetings"))
    calendar.add("x-wr-timezone", "America/Caracas")
    calendar.add("refresh-interval;value=duration", "PT4H")
    for event in events:
        entry = CalendarEvent()
        host = site.partition("//")[2]
        entry.add("uid", f"{event.uid}@{host}")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", event.starts_at)
        entry.add("dtend", event.ends_at)
        entry.add("summary", event.title)
        entry.add("url", f"{site}{event.url}")
        if event.place:
            entry.add("location", event.place)
        entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
