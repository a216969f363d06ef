"""«Desde tu última reunión»: what changed since somebody last came, space by space.

Everything here is a constant number of queries, however many spaces and meetings there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Prefetch, Q
from django.urls import reverse

from assemblies.models import AgendaItem, Attendance, Decision, Meeting, Space, Topic
from assemblies.selectors.calendar import my_spaces
from assemblies.states import MeetingState
from cecosesola.kernel.clock import now
from federation.selectors import Person

AT_MOST = dt.timedelta(days=120)
WITHOUT = dt.timedelta(days=30)
"""How far back it looks at most, and for whoever never came."""

HELD = (MeetingState.OPEN, MeetingState.READ_BACK, MeetingState.AGREED, MeetingState.SEALED)


@dataclass(frozen=True)
class Change:
    """Something that changed, in one line: what kind of thing, its words, its page, when."""

    kind: Any
    title: str
    url: str
    at: dt.datetime
    words: Any = ""


Provider = Callable[[Person, dt.datetime, Iterable[Space]], Iterable[Change]]
_PROVIDERS: dict[str, Provider] = {}


def register_changes(provider: Provider) -> None:
    """A part of the room tells what changed in it since a moment, in a constant number of queries."""
    _PROVIDERS[f"{provider.__module__}.{provider.__qualname__}"] = provider


@dataclass
class SpaceSince:
    """A space, when somebody last came (None: never), and what happened there since."""

    space: Space
    last: dt.datetime | None
    since: dt.datetime
    meetings: list[Meeting] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        return not (self.meetings or self.decisions or self.topics)


@dataclass(frozen=True)
class Since:
    spaces: list[SpaceSince]
    changes: list[Change]
    since: dt.datetime

    @property
    def is_quiet(self) -> bool:
        return not self.changes and all(space.is_quiet for space in self.spaces)


def last_came(person: Person, spaces: Iterable[Space]) -> Mapping[int, dt.datetime]:
    """When somebody was last at a meeting of each space."""
    ids = [space.pk for space in spaces]
    rows = (
        Attendance.objects.filter(person=person, undone_at=None, meeting__space__in=ids)
        .values("meeting__space")
        .annotate(last=Max("meeting__starts_at"))
    )
    return {row["meeting__space"]: row["last"] for row in rows}


def since_last(person: Person, until: dt.datetime | None = None) -> Since:
    """What changed in the spaces where somebody usually comes since they last were at each."""
    spaces = list(my_spaces(person))
    came = last_came(person, spaces)
    moment = until or now()
    told = {
        space.pk: SpaceSince(
            space,
            came.get(space.pk),
            max(came.get(space.pk, moment - WITHOUT), moment - AT_MOST),
        )
        for space in spaces
    }
    since = min((one.since for one in told.values()), default=moment - WITHOUT)
    _meetings(told)
    _decisions(told)
    _topics(told)
    changes = [change for provider in _PROVIDERS.values() for change in provider(person, since, spaces)]
    order = sorted(told.values(), key=lambda one: (one.is_quiet, one.space.name))
    return Since(order, sorted(changes, key=lambda change: change.at, reverse=True), since)


def _each(told: Mapping[int, SpaceSince], space: str, moment: str) -> Q:
    """Rows of each space after its own moment."""
    found = Q(pk__in=[])
    for pk, one in told.items():
        found |= Q(**{space: pk, f"{moment}__gt": one.since})
    return found


def _meetings(told: Mapping[int, SpaceSince]) -> None:
    settled = AgendaItem.objects.exclude(outcome="").select_related("topic").order_by("place", "id")
    held = (
        Meeting.objects.filter(_each(told, "space", "starts_at"), state__in=HELD)
        .defer("acta")
        .prefetch_related(Prefetch("items", settled, to_attr="settled"))
        .order_by("-starts_at", "-id")
    )
    for meeting in held[:100]:
        told[meeting.space_id].meetings.append(meeting)


def _decisions(told: Mapping[int, SpaceSince]) -> None:
    found = Decision.objects.filter(_each(told, "space", "recorded_at")).defer("search")
    for decision in found.order_by("-recorded_at")[:100]:
        if decision.space_id:
            told[decision.space_id].decisions.append(decision)


def _topics(told: Mapping[int, SpaceSince]) -> None:
    """Topics brought since, that no meeting has settled yet."""
    found = Topic.objects.filter(_each(told, "space", "brought_at"), state="open").defer("search")
    by_space: dict[int, list[Topic]] = defaultdict(list)
    for topic in found.order_by("-brought_at")[:100]:
        by_space[topic.space_id].append(topic)
    for space, topics in by_space.items():
        told[space].topics = topics


def acta_url(meeting: Meeting) -> str:
    return reverse("assemblies:meeting", args=[meeting.pk])
