"""How fair the rotation has been, for the meeting: figures of everybody, names only of posts."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.core.cache import cache

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.selectors import Person
from rotation.models import Post, Turn, TurnChange
from rotation.selectors.history import YEAR, Visit, visits_between
from rotation.selectors.turns import published

SPANS = (13, 26, 52)
STUCK_WEEKS = 8
SEEN_FEW = 2
"""Posts in half a year: whoever has seen no more of those that rotate hardly rotates."""


@dataclass(frozen=True)
class Span:
    """Some weeks of rotation in figures.

    `repeats` are turns at a rotating post where the person had been within that post's weeks of rest;
    `pairs` are pairs of people who shared a post at least once, of all the pairs there are.
    """

    weeks: int
    turns: int
    repeats: int
    pairs: int
    all_pairs: int
    posts_each: float
    areas_each: float

    @property
    def repeat_percent(self) -> float:
        return 100 * self.repeats / self.turns if self.turns else 0.0

    @property
    def pairs_percent(self) -> float:
        return 100 * self.pairs / self.all_pairs if self.all_pairs else 0.0


@dataclass(frozen=True)
class Met:
    """How many pairs shared a post so many weeks: 0, 1, 2, 3, 4 or more."""

    label: str
    pairs: int


@dataclass(frozen=True)
class Fairness:
    spans: list[Span]
    met: list[Met]
    mentor_turns: int
    mentor_together: int
    people: int

    @property
    def mentor_percent(self) -> float:
        return 100 * self.mentor_together / self.mentor_turns if self.mentor_turns else 100.0


def fairness() -> Fairness | None:
    """The figures of the last year, this week in; None before anything was published."""
    last = published().filter(monday__lte=Week.of(today()).monday).order_by("-monday").first()
    if last is None:
        return None
    change = TurnChange.objects.order_by("-id").values_list("id", flat=True).first() or 0
    key = f"rotation.fairness:{last.monday}:{last.roster.published_at:%s}:{change}"
    found = cache.get(key)
    if found is None:
        found = _reckon(last.monday)
        cache.set(key, found, 3600)
    return found


def _reckon(until: dt.date) -> Fairness:
    since = Week.of(until).shift(1 - YEAR).monday
    before = Week.of(since).shift(-YEAR).monday
    posts = {post.pk: post for post in Post.objects.all()}
    visits = [v for v in visits_between(before, until) if posts[v.post].kind != Post.Kind.FIXED]
    repeats = _repeats(visits, posts)
    recent = [v for v in visits if v.monday >= since]
    people = {v.person for v in recent}
    spans = [_span(weeks, until, recent, repeats, posts, len(people)) for weeks in SPANS]
    together = _together(recent)
    all_pairs = len(people) * (len(people) - 1) // 2
    by_weeks = Counter(min(count, 4) for count in together.values())
    by_weeks[0] = all_pairs - len(together)
    met = [Met("4+" if n == 4 else str(n), by_weeks[n]) for n in range(5)]
    beside = Turn.objects.filter(
        monday__range=(since, until), dropped_at=None, beside__isnull=False, roster__state="published"
    ).values_list("monday", "post", "beside")
    places = {(v.monday, v.person): v.post for v in visits}
    rows = list(beside)
    kept = sum(places.get((monday, mentor)) == post for monday, post, mentor in rows)
    return Fairness(spans, met, len(rows), kept, len(people))


def _repeats(visits: list[Visit], posts: dict[int, Post]) -> set[tuple[int, dt.date]]:
    """Which turns came back to a post too soon: (person, Monday)."""
    last: dict[tuple[int, int], dt.date] = {}
    found = set()
    for visit in visits:
        before = last.get((visit.person, visit.post))
        if before is not None and (visit.monday - before).days <= 7 * posts[visit.post].gap_weeks:
            found.add((visit.person, visit.monday))
        last[visit.person, visit.post] = visit.monday
    return found


def _together(visits: list[Visit]) -> Counter[tuple[int, int]]:
    groups: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
    for visit in visits:
        groups[visit.post, visit.monday].append(visit.person)
    pairs: Counter[tuple[int, int]] = Counter()
    for group in groups.values():
        pairs.update(combinations(sorted(group), 2))
    return pairs


def _span(
    weeks: int,
    until: dt.date,
    visits: list[Visit],
    repeats: set[tuple[int, dt.date]],
    posts: dict[int, Post],
    people: int,
) -> Span:
    since = Week.of(until).shift(1 - weeks).monday
    mine = [v for v in visits if v.monday >= since]
    each: dict[int, set[int]] = defaultdict(set)
    areas: dict[int, set[int]] = defaultdict(set)
    for visit in mine:
        each[visit.person].add(visit.post)
        areas[visit.person].add(posts[visit.post].area_id)
    count = len(each) or 1
    return Span(
        weeks=weeks,
        turns=len(mine),
        repeats=sum((v.person, v.monday) in repeats for v in mine),
        pairs=len(_together(mine)),
        all_pairs=people * (people - 1) // 2,
        posts_each=sum(map(len, each.values())) / count,
        areas_each=sum(map(len, areas.values())) / count,
    )


@dataclass(frozen=True)
class Stays:
    """Somebody who hardly rotates: where, and for how many of the last weeks. Fixed places are not told."""

    person: Person
    post: Post
    weeks: int
    of: int


def who_stays() -> list[Stays]:
    """Who has seen at most two rotating posts in half a year, having worked eight weeks of it or more.

    It is told so that the meeting can ask what keeps them there: a skill that only they have, a home far
    away. It is no reproach.
    """
    until = Week.of(today()).monday
    since = Week.of(until).shift(-25).monday
    rows = visits_between(since, until)
    posts = {post.pk: post for post in Post.objects.select_related("area")}
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    for visit in rows:
        if posts[visit.post].kind != Post.Kind.FIXED:
            seen[visit.person][visit.post] += 1
    few = {
        person: counts
        for person, counts in seen.items()
        if len(counts) <= SEEN_FEW and counts.total() >= STUCK_WEEKS
    }
    people = Person.objects.in_bulk(few)
    found = [
        Stays(people[person], posts[counts.most_common(1)[0][0]], counts.most_common(1)[0][1], counts.total())
        for person, counts in few.items()
    ]
    return sorted(found, key=lambda one: (-one.weeks, one.person.family_names, one.person.pk))
