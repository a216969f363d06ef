"""A week on the wall: by post, by person, by fair; and the weeks around it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.text import spanish_key
from cecosesola.kernel.weeks import Week
from rotation.models import Post, Roster, Training, Turn
from rotation.selectors.crew import Crew, crew_of, short_of


@dataclass(frozen=True)
class Box:
    """A post of the week with its people."""

    post: Post
    turns: list[Turn]

    @property
    def lacks(self) -> int:
        return max(self.post.minimum - len(self.turns), 0)

    @property
    def under(self) -> int:
        """How many fewer than wanted, once the minimum is there."""
        return max(self.post.target - len(self.turns), 0) - self.lacks


@dataclass(frozen=True)
class Group:
    """Posts of one area, or of one fair."""

    title: str
    boxes: list[Box] = field(default_factory=list)


def boxes_of(turns: Sequence[Turn]) -> list[Box]:
    """Every post in use with its people, also those that nobody has."""
    by_post: dict[int, list[Turn]] = {}
    for turn in turns:
        by_post.setdefault(turn.post_id, []).append(turn)
    posts = Post.objects.select_related("area").filter(is_active=True) | Post.objects.select_related(
        "area"
    ).filter(pk__in=by_post)
    return [
        Box(post, by_post.get(post.pk, []))
        for post in posts.order_by("area__place", "scope_label", "name", "pk")
    ]


def by_area(boxes: Iterable[Box]) -> list[Group]:
    return [
        Group(str(area), list(several)) for area, several in groupby(boxes, key=lambda box: box.post.area)
    ]


def by_fair(boxes: Iterable[Box]) -> list[Group]:
    """By where the posts are: each fair, and what is of the whole network."""

    def where(box: Box) -> str:
        return box.post.scope_label or _("The whole network")

    ordered = sorted(
        boxes, key=lambda box: (bool(box.post.scope_label), spanish_key(where(box)), str(box.post))
    )
    return [Group(place, list(several)) for place, several in groupby(ordered, key=where)]


def by_person(turns: Iterable[Turn]) -> list[Turn]:
    return sorted(
        turns, key=lambda t: (spanish_key(t.person.family_names), spanish_key(t.person.given_names), t.pk)
    )


def around(week: Week) -> list[Roster]:
    """The rosters there are from three weeks before to six after, for going from one to the next."""
    found = Roster.objects.filter(monday__range=(week.shift(-3).monday, week.shift(6).monday))
    return list(found.order_by("monday"))


@dataclass(frozen=True)
class Short:
    """A post that lacks people in a week, how many there may take it, and who is learning to."""

    post: Post
    lacks: int
    able: int
    learning: list[str]


def shorts_of(roster: Roster, boxes: Iterable[Box]) -> list[Short]:
    """Where people are lacking, and whom to train: few who can, and those who are learning."""
    lacking = [box for box in boxes if box.lacks]
    if not lacking:
        return []
    able = short_of(crew_of(roster.week), [box.post.pk for box in lacking])
    asks = {
        post.pk: {skill.pk for skill in post.skills.all()}
        for post in Post.objects.filter(pk__in=able).prefetch_related("skills")
    }
    learning = list(Training.objects.filter(ended_on=None).select_related("person"))
    return [
        Short(
            box.post,
            box.lacks,
            able[box.post.pk],
            [str(one.person) for one in learning if one.skill_id in asks[box.post.pk]],
        )
        for box in lacking
    ]


@dataclass(frozen=True)
class Scarce:
    """A rotating post that few can take: below twice what it needs over its weeks of rest."""

    post: Post
    able: int
    wanted: int
    learning: list[str]


def whom_to_train(crew: Crew | None = None) -> list[Scarce]:
    """The posts that keep falling on the same few, the scarcest first.

    A post that wants n people a week and lets each rest g weeks needs n·(g + 1) who can take it.
    """
    crew = crew or crew_of(Week.of(today()))
    rotating = {pk: post for pk, post in crew.posts.items() if post.kind != Post.Kind.FIXED}
    able = short_of(crew, rotating)
    learning: dict[int, list[str]] = {}
    for one in Training.objects.filter(ended_on=None).select_related("person"):
        learning.setdefault(one.skill_id, []).append(str(one.person))
    found = [
        Scarce(
            post,
            able[pk],
            post.target * (post.gap_weeks + 1),
            [name for skill in post.skills.all() for name in learning.get(skill.pk, [])],
        )
        for pk, post in rotating.items()
        if able[pk] < post.target * (post.gap_weeks + 1)
    ]
    return sorted(found, key=lambda one: (one.able / one.wanted if one.wanted else 0, str(one.post)))


def figures_of(roster: Roster) -> dict[str, Any]:
    """What the planner said of the week beside the turns."""
    return dict(roster.plan.get("metrics", {}))


def days_words(week: Week) -> tuple[dt.date, dt.date]:
    return week.monday, week.sunday
