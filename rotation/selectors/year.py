"""Somebody's year: the posts week by week, drawn as a wheel, and with whom."""

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from cecosesola.ui.charts import TONES
from federation.selectors import Area, Person
from rotation.models import Turn
from rotation.selectors import turns as read
from rotation.selectors.history import YEAR, mates_of

INNER, OUTER, MIDDLE = 58.0, 96.0, 100.0


@dataclass(frozen=True)
class Slice:
    """A week of the wheel: its path, its tone, and the words of its title."""

    path: str
    tone: str
    title: str


@dataclass(frozen=True)
class Place:
    """A post where somebody has been: how many weeks, and which was the last."""

    name: str
    area: Any
    weeks: int
    last: dt.date
    tone: str


@dataclass(frozen=True)
class PersonYear:
    """Fifty-two weeks of somebody's turns."""

    slices: list[Slice]
    places: list[Place]
    areas: list[tuple[str, str, int]]
    turns: list[Turn]
    met: int
    others: int
    since: dt.date
    until: dt.date

    @property
    def met_percent(self) -> int:
        return round(100 * self.met / self.others) if self.others else 0


def year_of(person: Person, others: int) -> PersonYear:
    """The last fifty-two weeks, this one in. `others` is how many more people work here."""
    until = Week.of(today()).monday
    since = Week.of(until).shift(1 - YEAR).monday
    rows = read.told(read.published().filter(person=person, monday__range=(since, until)))
    found = list(rows.order_by("-monday"))
    tones = tones_of_areas()
    by_week = {turn.monday: turn for turn in found}
    mondays = [since + dt.timedelta(weeks=n) for n in range(YEAR)]
    slices = [
        Slice(
            arc(n, YEAR),
            tones.get(by_week[monday].post.area_id, "neutral") if monday in by_week else "none",
            f"{Week.of(monday)}: {by_week[monday].post if monday in by_week else '—'}",
        )
        for n, monday in enumerate(mondays)
    ]
    return PersonYear(
        slices=slices,
        places=_places(found, tones),
        areas=_areas(found, tones),
        turns=found,
        met=len(mates_of(person.pk, since, until)),
        others=others,
        since=since,
        until=until,
    )


def _places(found: list[Turn], tones: dict[int, str]) -> list[Place]:
    weeks = Counter(turn.post_id for turn in found)
    last: dict[int, Turn] = {}
    for turn in found:
        last.setdefault(turn.post_id, turn)
    return [
        Place(
            str(turn.post),
            turn.post.area,
            weeks[post],
            turn.monday,
            tones.get(turn.post.area_id, "neutral"),
        )
        for post, turn in sorted(last.items(), key=lambda item: (-weeks[item[0]], str(item[1].post)))
    ]


def _areas(found: list[Turn], tones: dict[int, str]) -> list[tuple[str, str, int]]:
    weeks = Counter((str(turn.post.area), tones.get(turn.post.area_id, "neutral")) for turn in found)
    return [(name, tone, count) for (name, tone), count in weeks.most_common()]


def tones_of_areas() -> dict[int, str]:
    """A tone for each area, by its place in lists. Each tone also has a hatch of its own."""
    return {pk: TONES[n % len(TONES)] for n, pk in enumerate(Area.objects.values_list("pk", flat=True))}


def arc(place: int, whole: int) -> str:
    """One part of a ring, from twelve o'clock on, as an SVG path in a box of 200 by 200."""
    gap = 0.004 * math.tau
    start = math.tau * place / whole - math.tau / 4 + gap / 2
    end = math.tau * (place + 1) / whole - math.tau / 4 - gap / 2

    def at(angle: float, radius: float) -> str:
        return f"{MIDDLE + radius * math.cos(angle):.2f} {MIDDLE + radius * math.sin(angle):.2f}"

    return (
        f"M{at(start, OUTER)}A{OUTER:g} {OUTER:g} 0 0 1 {at(end, OUTER)}"
        f"L{at(end, INNER)}A{INNER:g} {INNER:g} 0 0 0 {at(start, INNER)}Z"
    )
