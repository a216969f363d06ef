"""Who can work in a week and at which posts: the one place that knows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cecosesola.kernel.clock import midnight
from cecosesola.kernel.weeks import Week
from federation.selectors import mentor_pairs, suspended_between, workers_on
from rotation.models import FixedPlace, Post, Qualification, TimeOff
from rotation.states import TimeOffState


@dataclass(frozen=True)
class Crew:
    """One week's people and posts, by number.

    `eligible` holds, for everybody who is in, the posts that they may take; `absent` those who are away for
    the whole of it; `fixed` who stays where; `mentors` who begins beside whom.
    """

    monday: dt.date
    posts: dict[int, Post]
    areas: dict[int, int | None]
    eligible: dict[int, frozenset[int]]
    absent: frozenset[int]
    fixed: dict[int, int]
    mentors: dict[int, int]

    def may_take(self, person: int, post: int) -> bool:
        """Whether somebody who is in that week may take that post."""
        return person not in self.absent and post in self.eligible.get(person, frozenset())

    @property
    def present(self) -> list[int]:
        return [person for person in self.eligible if person not in self.absent]


def crew_of(week: Week) -> Crew:
    """The crew of a week, in eight queries however many they are."""
    monday, sunday = week.monday, week.sunday
    areas = dict(workers_on(monday))
    posts = {post.pk: post for post in Post.objects.filter(is_active=True).prefetch_related("skills")}
    fixed = dict(
        FixedPlace.objects.filter(during__contains=monday, person__in=areas, post__in=posts)
        .order_by("person")
        .values_list("person", "post")
    )
    off = TimeOff.objects.filter(state=TimeOffState.AGREED, first_day__lte=sunday, last_day__gte=monday)
    still = suspended_between(midnight(monday), midnight(sunday + dt.timedelta(days=1)))
    mentors = mentor_pairs(midnight(monday), midnight(sunday + dt.timedelta(days=1)))
    return Crew(
        monday=monday,
        posts=posts,
        areas=areas,
        eligible=_eligible(areas, posts, fixed, _known_on(monday)),
        absent=frozenset((set(off.values_list("person", flat=True)) | still) & set(areas)),
        fixed=fixed,
        mentors={new: by for new, by in mentors.items() if new in areas and by in areas},
    )


def _known_on(day: dt.date) -> dict[int, set[int]]:
    known: dict[int, set[int]] = defaultdict(set)
    rows = Qualification.objects.filter(during__contains=day).values_list("person", "skill")
    for person, skill in rows:
        known[person].add(skill)
    return known


def _eligible(
    areas: dict[int, int | None], posts: dict[int, Post], fixed: dict[int, int], known: dict[int, set[int]]
) -> dict[int, frozenset[int]]:
    """A fixed person takes their own post only; the others, every post that rotates and asks for nothing
    that they lack."""
    asks = {
        pk: frozenset(skill.pk for skill in post.skills.all())
        for pk, post in posts.items()
        if post.kind != Post.Kind.FIXED
    }
    # Most people know the same few things: what they may take is worked out once for each such set.
    worked: dict[tuple[int | None, frozenset[int]], frozenset[int]] = {}

    def takes(area: int | None, knows: frozenset[int]) -> frozenset[int]:
        if (area, knows) not in worked:
            worked[area, knows] = frozenset(
                pk
                for pk, wanted in asks.items()
                if wanted <= knows and (not posts[pk].home_only or posts[pk].area_id == area)
            )
        return worked[area, knows]

    return {
        person: frozenset([fixed[person]])
        if person in fixed
        else takes(area, frozenset(known.get(person, ())))
        for person, area in areas.items()
    }


def short_of(crew: Crew, posts: Iterable[int]) -> dict[int, int]:
    """How many of those who are in may take each post: few means somebody should learn it."""
    found = dict.fromkeys(posts, 0)
    for person in crew.present:
        for post in crew.eligible[person]:
            if post in found:
                found[post] += 1
    return found
