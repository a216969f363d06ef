"""Tiny instances, and every plan of them."""

import itertools
import random
from collections.abc import Iterator

from rotation.planner import Instance, Post


def tiny(seed: int, *, people: int = 5, posts: int = 3, weeks: int = 4) -> Instance:
    """Some people at some posts, with a past."""
    chance = random.Random(seed)
    made = []
    for n in range(posts):
        minimum = chance.randint(0, 2)
        target = minimum + chance.randint(0, 1)
        made.append(Post(f"p{n}", minimum, target, target + chance.randint(0, 2), gap=chance.randint(0, 3)))
    names = [post.id for post in made]
    eligible = {f"w{n}": frozenset(chance.sample(names, chance.randint(1, posts))) for n in range(people)}
    history = tuple(
        {worker: chance.choice(sorted(posts)) for worker, posts in eligible.items()} for _ in range(weeks)
    )
    return Instance(tuple(made), eligible, history=history)


def every_place(open_: list[list[bool]]) -> Iterator[tuple[int, ...]]:
    """All ways of putting each row in an open column, or nowhere (−1)."""
    return itertools.product(*[[-1, *[n for n, may in enumerate(row) if may]] for row in open_])
