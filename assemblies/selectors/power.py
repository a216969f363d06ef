"""The power check: how widely the word and the keys are shared. Never who has how much.

Each source answers rows `(person_id, n)` for a stretch of time. What leaves here is, for everybody, how
many different people there were and from how few of them half of it came (told only from five on); and, to
oneself, one's own figure. How much there was in all is not told: where few took part it would be theirs.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from assemblies.models import Attendance, BlockRevision, Space, SpeakingTurn, Topic
from cecosesola.kernel.clock import midnight, today
from federation.selectors import Person, keys_held

FEW = 5
MONTHS = 6

Provider = Callable[[Space | None, dt.datetime, dt.datetime], Iterable[tuple[int, int]]]


@dataclass(frozen=True)
class Source:
    name: str
    label: Any
    provider: Provider


_SOURCES: dict[str, Source] = {}


def register_power(name: str, label: Any, provider: Provider) -> None:
    """Teach what else shows how the word is shared. The provider makes one query."""
    _SOURCES[name] = Source(name, label, provider)


@dataclass(frozen=True)
class Month:
    since: dt.datetime
    until: dt.datetime


def months(count: int = MONTHS) -> list[Month]:
    """The last whole months, oldest first. The month that runs is not told: its figures move by one."""
    first = today().replace(day=1)
    found = []
    for _count in range(count):
        before = (first - dt.timedelta(days=1)).replace(day=1)
        found.append(Month(midnight(before), midnight(first)))
        first = before
    return found[::-1]


@dataclass(frozen=True)
class Shared:
    """How shared something was. None where a figure could tell of somebody.

    `people`: how many different people. `half`: from how few of them half of it came. `tenth`: the share
    that came from the most active tenth, of 100, told when that tenth is at least five people.
    """

    people: int | None
    half: int | None
    tenth: int | None


def share(rows: Iterable[tuple[int, int]]) -> Shared:
    counts = sorted((n for _person, n in rows if n > 0), reverse=True)
    if len(counts) < FEW:
        return Shared(None, None, None)
    whole, so_far, half = sum(counts), 0, 0
    for n in counts:
        so_far, half = so_far + n, half + 1
        if so_far * 2 >= whole:
            break
    top = math.ceil(len(counts) / 10)
    tenth = round(100 * sum(counts[:top]) / whole) if top >= FEW else None
    return Shared(len(counts), half if half >= FEW else None, tenth)


@dataclass(frozen=True)
class Told:
    source: Source
    months: list[Shared]
    mine: list[int]


def power(person: Person, space: Space | None) -> tuple[list[Month], list[Told]]:
    """For each source and month what all may know, and this person's own figures."""
    stretch = months()
    told = []
    for source in _SOURCES.values():
        rows = [list(source.provider(space, month.since, month.until)) for month in stretch]
        mine = [sum(n for who, n in one if who == person.pk) for one in rows]
        told.append(Told(source, [share(one) for one in rows], mine))
    return stretch, told


def topics_brought(space: Space | None, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    found = Topic.objects.filter(brought_at__gte=since, brought_at__lt=until, brought_by__isnull=False)
    if space is not None:
        found = found.filter(space=space)
    return list(found.order_by().values_list("brought_by").annotate(n=Count("pk")))


def attended(space: Space | None, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    found = Attendance.objects.filter(
        meeting__starts_at__gte=since, meeting__starts_at__lt=until, undone_at=None
    )
    if space is not None:
        found = found.filter(meeting__space=space)
    return list(found.order_by().values_list("person").annotate(n=Count("pk")))


def keys(space: Space | None, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """Keys belong to the whole network, whatever the space."""
    return keys_held(since, until) if space is None else []


def typed(space: Space | None, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    found = BlockRevision.objects.filter(received_at__gte=since, received_at__lt=until)
    if space is not None:
        found = found.filter(block__meeting__space=space)
    return list(found.order_by().values_list("author").annotate(n=Count("pk")))


def spoke(space: Space | None, since: dt.datetime, until: dt.datetime) -> list[tuple[int, int]]:
    """Words that were given, where a meeting kept turns."""
    found = SpeakingTurn.objects.filter(began_at__gte=since, began_at__lt=until)
    if space is not None:
        found = found.filter(meeting__space=space)
    return list(found.order_by().values_list("person").annotate(n=Count("pk")))
