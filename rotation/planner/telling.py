"""A plan in words that can be checked: the terms of each place, the next best post and its price."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rotation.planner.mixing import room_costs
from rotation.planner.model import Assignment, Instance, Plan, Shortfall
from rotation.planner.pairing import substitute
from rotation.planner.tables import Costs, Ints, Tables

LINKS = 4
"""How many people may change places for the price of the next best post."""
FAR = 10**9


def plan_of(
    instance: Instance,
    tables: Tables,
    place: Ints,
    joined: Costs,
    moves: NDArray[np.bool_],
    week: str,
    *,
    explain: bool = True,
) -> Plan:
    """The plan of these places. `joined`: what it costs to be beside whom at each post (`joining`). `moves`:
    who could be elsewhere (not fixed, no newcomer, no mentor of one)."""
    beside = _beside(instance, tables, place)
    nexts = next_best(tables, place, joined, moves) if explain else {}
    row = tables.row()
    assignments = tuple(
        _told(tables, place, joined, n, beside.get(n), nexts.get(n))
        for n in range(len(tables.workers))
        if place[n] >= 0
    )
    return Plan(
        week=week,
        assignments=assignments,
        shortfalls=shortfalls(tables, place, instance),
        metrics=metrics(instance, tables, place, joined, row),
        input_hash=instance.digest if explain else "",
        weights_version=instance.weights.version,
        versions={name: version(name) for name in ("ortools", "numpy")},
    )


def _told(
    tables: Tables,
    place: Ints,
    joined: Costs,
    n: int,
    beside: str | None,
    following: tuple[int, int] | None,
) -> Assignment:
    post = int(place[n])
    repeat = int(tables.repeat[n, post])
    terms = {
        "repeat": repeat,
        "tally": int(tables.cost[n, post]) - repeat,
        "met": int(joined[post, n]),
    }
    expected = tables.share[n, post] * (tables.past.worked[n] + 1)
    return Assignment(
        worker=tables.workers[n],
        post=tables.posts[post].id,
        beside=beside,
        terms=terms,
        next_post=tables.posts[following[0]].id if following else None,
        next_price=following[1] if following else None,
        expected=f"{expected:.1f}",
    )


def _beside(instance: Instance, tables: Tables, place: Ints) -> dict[int, str]:
    """Who is beside each newcomer: their mentor at the same post, or whoever stands in."""
    row = tables.row()
    newcomers = {row[name] for name in instance.mentors}
    found: dict[int, str] = {}
    for newcomer, mentor in instance.mentors.items():
        n, by = row[newcomer], row[mentor]
        if place[n] < 0:
            continue
        other = by if place[by] == place[n] else substitute(tables, place, n, newcomers)
        if other is not None:
            found[n] = tables.workers[other]
    return found


def shortfalls(tables: Tables, place: Ints, instance: Instance) -> tuple[Shortfall, ...]:
    """The posts below their minimum, and how many of those present could take each."""
    count = np.bincount(place[place >= 0], minlength=len(tables.posts))
    present = np.array([worker not in instance.absent for worker in tables.workers])
    able = {
        post.id: sum(
            post.id in instance.eligible[worker] for n, worker in enumerate(tables.workers) if present[n]
        )
        for n, post in enumerate(tables.posts)
        if count[n] < post.minimum
    }
    return tuple(
        Shortfall(post.id, int(post.minimum - count[n]), able[post.id])
        for n, post in enumerate(tables.posts)
        if count[n] < post.minimum
    )


def metrics(
    instance: Instance, tables: Tables, place: Ints, joined: Costs, row: dict[str, int]
) -> dict[str, Any]:
    """The week in figures. `cost` counts each pair that meets again once from either side."""
    who = np.nonzero(place >= 0)[0]
    at = place[who]
    together = [
        place[row[new]] == place[row[mentor]]
        for new, mentor in instance.mentors.items()
        if place[row[new]] >= 0 and place[row[mentor]] >= 0
    ]
    count = np.bincount(at, minlength=len(tables.posts))
    pairs = sum(int(n) * (int(n) - 1) // 2 for n in count)
    met = sum(
        int((tables.past.met[np.ix_(group, group)] > 0).sum()) // 2
        for group in (np.nonzero(place == post)[0] for post in range(len(tables.posts)))
    )
    return {
        "workers": len(who),
        "without_turn": int(sum(worker not in instance.absent for worker in tables.workers) - len(who)),
        "repeats": int((tables.repeat[who, at] > 0).sum()),
        "pairs": pairs,
        "pairs_met_before": met,
        "below_minimum": int(np.maximum(tables.minimum - count, 0).sum()),
        "below_target": int(np.maximum(tables.target - count, 0).sum()),
        "mentors_together": int(sum(together)),
        "mentors": len(together),
        "cost": int(tables.cost[who, at].sum() + joined[at, who].sum() // 2),
    }


def next_best(
    tables: Tables, place: Ints, joined: Costs, moves: NDArray[np.bool_]
) -> dict[int, tuple[int, int]]:
    """For everybody, the next best post and how much more the plan would cost with them there."""
    found: dict[int, tuple[int, int]] = {}
    who = np.nonzero((place >= 0) & moves)[0]
    for n, price in prices_of(tables, place, joined, moves, who):
        best = int(np.argmin(price))
        if price[best] < FAR // 2:
            found[n] = (best, max(int(price[best]), 0))
    return found


def prices_of(
    tables: Tables, place: Ints, joined: Costs, moves: NDArray[np.bool_], who: Ints
) -> Iterator[tuple[int, Ints]]:
    """For each of these people, how much more the plan would cost with them at each other post.

    A shortest way in the residual graph of posts: they take a place there, and either there is room (at
    what that place costs) or somebody goes on from there to another post, until a place is free or the one
    that they left is filled. At most `LINKS` people move; who is beside whom counts as it stands now.
    """
    full = np.where(tables.open_, tables.cost + joined.T, FAR).astype(np.int64)
    posts = len(tables.posts)
    count = np.bincount(place[place >= 0], minlength=posts)
    come, leave = room_costs(tables, count)
    step = np.full((posts, posts), FAR, np.int64)
    for post in range(posts):
        group = np.nonzero((place == post) & moves)[0]
        if len(group):
            step[post] = (full[group] - full[group, post][:, None]).min(axis=0)
    np.fill_diagonal(step, FAR)
    # The cheapest way to set one place free at a post, ending where there is room …
    out = come.copy()
    # … or ending at a given post, whose count then stays.
    to = np.where(np.eye(posts, dtype=bool), 0, FAR).astype(np.int64)
    for _link in range(LINKS - 1):
        out = np.minimum(out, (step + out[None, :]).min(axis=1))
        to = np.minimum(to, _min_plus(step, to))
    for n in who.tolist():
        own = int(place[n])
        price = full[n] - full[n, own] + np.minimum(out + leave[own], to[:, own])
        price[own] = FAR
        price[~tables.open_[n]] = FAR
        yield n, price


def _min_plus(one: Ints, other: Ints) -> Ints:
    """Shortest ways put one after the other."""
    result = np.empty_like(other)
    for row in range(len(one)):
        result[row] = (one[row][:, None] + other).min(axis=0)
    return result
