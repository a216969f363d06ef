"""What has been: who was where, how often, and with whom, read in bulk."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from cecosesola.kernel.weeks import Week
from rotation.models import Post
from rotation.selectors.turns import published

YEAR = 52


@dataclass(frozen=True)
class Visit:
    """One published turn: whose, where, which week."""

    person: int
    post: int
    monday: dt.date


def visits_between(since: dt.date, until: dt.date, people: Iterable[int] | None = None) -> list[Visit]:
    """The turns of published weeks from one Monday to another, both in, in order."""
    turns = published().filter(monday__range=(since, until))
    if people is not None:
        turns = turns.filter(person__in=list(people))
    rows = turns.order_by("monday", "post", "person").values_list("person", "post", "monday")
    return [Visit(*row) for row in rows.iterator(chunk_size=20_000)]


def year_before(week: Week) -> tuple[dt.date, dt.date]:
    """The first and the last Monday of the fifty-two weeks before one."""
    return week.shift(-YEAR).monday, week.previous.monday


@dataclass(frozen=True)
class Mates:
    """With whom somebody has worked in a year: how many weeks with each, and how many people there were."""

    weeks: dict[int, int]
    others: int

    @property
    def met(self) -> int:
        return len(self.weeks)

    @property
    def percent(self) -> int:
        return round(100 * self.met / self.others) if self.others else 0


def mates_of(person: int, since: dt.date, until: dt.date) -> dict[int, int]:
    """How many weeks somebody shared a post with each other person."""
    mine = published().filter(person=person, monday__range=(since, until))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT other.person_id, count(*) FROM rotation_turn mine
              JOIN rotation_turn other ON other.post_id = mine.post_id AND other.monday = mine.monday
                   AND other.person_id <> mine.person_id AND other.dropped_at IS NULL
             WHERE mine.id = ANY(%s) GROUP BY other.person_id
            """,
            [list(mine.values_list("pk", flat=True))],
        )
        return dict(cursor.fetchall())


def shared_weeks(people: Iterable[int], since: dt.date, until: dt.date) -> dict[tuple[int, int], int]:
    """How many weeks each pair of some people shared a post: (lower, higher number) → weeks."""
    together: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
    for visit in visits_between(since, until, people):
        together[visit.post, visit.monday].append(visit.person)
    pairs: Counter[tuple[int, int]] = Counter()
    for group in together.values():
        group.sort()
        pairs.update((one, other) for at, one in enumerate(group) for other in group[at + 1 :])
    return dict(pairs)


def weeks_at(person: int, since: dt.date, until: dt.date) -> Counter[int]:
    """How many weeks somebody was at each post."""
    rows = published().filter(person=person, monday__range=(since, until))
    return Counter(rows.values_list("post", flat=True))


def last_at(person: int, post: int, before: dt.date) -> dt.date | None:
    """The Monday of the last week that somebody was at a post."""
    rows = published().filter(person=person, post=post, monday__lt=before).order_by("-monday")
    return rows.values_list("monday", flat=True).first()


def posts_by_number(numbers: Iterable[int]) -> dict[int, Post]:
    return {post.pk: post for post in Post.objects.filter(pk__in=list(numbers)).select_related("area")}
