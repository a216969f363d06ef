"""Instances made up from a seed, shaped like the federation: nobody in them is anybody."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rotation.planner.model import Instance, Post

AREAS = (("fairs", 0.843, 44), ("health", 0.107, 9), ("funerals", 0.030, 4), ("house", 0.020, 3))
"""Of sixty posts and of the workers: how many in each area."""
DOCTORS = 12
AWAY = 0.08
"""The part of the workers who are off in a week."""
NEWCOMERS_A_QUARTER = 10
FORMING = 13
"""Weeks that a newcomer walks beside a mentor."""


@dataclass(frozen=True)
class World:
    """A federation for a year: its first instance, and who is off and who begins, week by week."""

    first: Instance
    away: tuple[frozenset[str], ...]
    mentors: tuple[dict[str, str], ...]

    def week(self, n: int) -> Instance:
        """The question of week n, without its history."""
        return replace(self.first, absent=self.away[n], mentors=self.mentors[n])


def world(workers: int, posts: int, weeks: int, seed: int) -> World:
    """A federation of so many workers and posts.

    Four areas; one post in ten asks for a skill that half of its area has, one in twenty for one that is
    scarce (five people for each place, where its weeks of rest ask for nine); a third of the posts of the
    small areas are only for people of theirs; a dozen doctors stay at one post; three
    coordination groups pass on.
    Eight in a hundred are off each week, in stretches of one to three weeks.
    """
    chance = random.Random(f"{workers}:{posts}:{weeks}:{seed}")  # noqa: S311 - a seed makes it the same again
    names = [f"w{n:05d}" for n in range(workers)]
    homes = _homes(chance, names)
    made, eligible = _posts(chance, posts, names, homes)
    doctors = [name for name in names if homes[name] == "health"][:DOCTORS]
    fixed = dict.fromkeys(doctors, "p-doctors")
    for doctor in doctors:
        eligible[doctor] = frozenset(["p-doctors"])
    first = Instance(
        posts=tuple(made),
        eligible={name: eligible[name] for name in names},
        fixed=fixed,
    )
    others = [name for name in names if name not in fixed]
    return World(first, tuple(_away(chance, names, weeks)), tuple(_mentors(chance, others, weeks, workers)))


def _homes(chance: random.Random, names: list[str]) -> dict[str, str]:
    homes, rest = {}, list(names)
    chance.shuffle(rest)
    for area, part, _count in AREAS[1:]:
        for _n in range(max(1, round(part * len(names)))):
            homes[rest.pop()] = area
    homes.update(dict.fromkeys(rest, "fairs"))
    return homes


def _posts(
    chance: random.Random, count: int, names: list[str], homes: dict[str, str]
) -> tuple[list[Post], dict[str, frozenset[str]]]:
    made: list[Post] = [Post("p-doctors", 0, DOCTORS, DOCTORS, fixed=True)]
    takes: dict[str, set[str]] = {name: set() for name in names}
    areas = [area for area, _part, per60 in AREAS for _n in range(round(per60 * count / 60))]
    areas = (areas + ["fairs"] * count)[: count - 1]
    groups = 3 * max(1, count // 60)
    present = len(names) * (1 - AWAY) - DOCTORS
    mean = (present - 4 * groups) / (count - 1 - groups)
    for n, area in enumerate(areas):
        if n < groups:
            made.append(Post(f"p{n:03d}", 3, 4, 5, gap=12, cap=4, hard_gap=True))
            able = names
        else:
            size = max(2, round(mean * chance.choice((0.5, 0.8, 1.0, 1.0, 1.2, 1.5))))
            local = [name for name in names if homes[name] == area]
            if area == "fairs":
                able = _able(chance, n, size, local, names)
            elif area == "house":
                size = min(size, max(1, len(local) // 5))
                able = names if n % 3 else local
            else:
                size = min(size, max(2, len(local) // 10))
                able = local if n % 3 == 0 else names
            made.append(Post(f"p{n:03d}", max(1, round(size * 0.75)), size, round(size * 1.3) + 1))
        for name in able:
            takes[name].add(f"p{n:03d}")
    # Set after set, so that both kinds of ten thousand do not stand beside one another.
    return _with_room(made, present), {name: frozenset(takes.pop(name)) for name in names}


def _able(chance: random.Random, n: int, size: int, local: list[str], names: list[str]) -> list[str]:
    if n % 20 == 5:  # scarce: five for each place, where nine weeks of rest ask for nine
        return chance.sample(names, min(len(names), round(size * 0.75 * 5)))
    if n % 10 == 3:
        return chance.sample(local, max(min(size * 12, len(local)), len(local) // 2))
    return names


def _with_room(made: list[Post], present: float) -> list[Post]:
    """Targets that add up to those who are present: everybody present works."""
    fits = [post for post in made if not post.fixed and not post.hard_gap]
    total = sum(post.target for post in made if not post.fixed)
    extra = round(present) - total
    grown: dict[str, int] = {}
    for n in range(abs(extra)):
        post = fits[n % len(fits)]
        grown[post.id] = grown.get(post.id, 0) + (1 if extra > 0 else -1)
    return [
        replace(
            post,
            target=max(post.minimum, post.target + grown.get(post.id, 0)),
            maximum=max(post.maximum + max(grown.get(post.id, 0), 0), post.minimum + 1),
        )
        if post.id in grown
        else post
        for post in made
    ]


def _away(chance: random.Random, names: list[str], weeks: int) -> Iterator[frozenset[str]]:
    until = dict.fromkeys(names, -1)
    for week in range(weeks):
        for name in names:
            if until[name] < week and chance.random() < AWAY / 2:
                until[name] = week + chance.randrange(3)
        yield frozenset(name for name in names if until[name] >= week)


def _mentors(chance: random.Random, names: list[str], weeks: int, workers: int) -> Iterator[dict[str, str]]:
    each = max(1, round(NEWCOMERS_A_QUARTER * workers / 630))
    pool = chance.sample(names, min(len(names), 2 * each * (weeks // FORMING + 1)))
    for week in range(weeks):
        quarter = week // FORMING
        pairs = pool[2 * each * quarter : 2 * each * (quarter + 1)]
        yield dict(zip(pairs[::2], pairs[1::2], strict=False))
