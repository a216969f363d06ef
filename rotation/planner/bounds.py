"""What no plan can do better than: each bound leaves out rules, never adds one, so it holds for all plans.

They are given beside the planner's own figures: a figure that stands at its bound is proven the best.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import max_flow

from rotation.planner.generate import World
from rotation.planner.model import Instance
from rotation.planner.tables import fair_shares
from rotation.planner.year import groups


def pairs_bound(world: World, weeks: Sequence[Mapping[str, str]]) -> int:
    """At most so many pairs can have met, given how many were at each post each week.

    A post where n people are in a week makes n·(n − 1)/2 pairs, and over all weeks no more than the pairs
    of those who may take it; all posts together no more than the pairs there are. Newcomers are beside their
    mentors by rule, which makes one new pair however many weeks they walk together; those weeks cost
    nothing only where a post makes more pairs than there are.
    """
    able: dict[str, int] = {}
    for worker, posts in world.first.eligible.items():
        for post in [world.first.fixed[worker]] if worker in world.first.fixed else posts:
            able[post] = able.get(post, 0) + 1
    made: dict[str, int] = {}
    for week in weeks:
        for post, group in groups(week).items():
            made[post] = made.get(post, 0) + _pairs(len(group))
    stays = set(world.first.fixed.values())
    most = sum(min(count, _pairs(able[post])) for post, count in made.items())
    spare = sum(max(count - _pairs(able[post]), 0) for post, count in made.items() if post not in stays)
    return min(_pairs(len(world.first.eligible)), most - max(_again(world, weeks) - spare, 0))


def _again(world: World, weeks: Sequence[Mapping[str, str]]) -> int:
    """How many weeks newcomers and mentors were together by rule beyond the first of each pair."""
    together: dict[tuple[str, str], int] = {}
    for mentors, week in zip(world.mentors, weeks, strict=False):
        for pair in mentors.items():
            post = week.get(pair[0])
            if post is not None and post == week.get(pair[1]) and not set(pair) & world.first.fixed.keys():
                together[pair] = together.get(pair, 0) + 1
    return sum(count - 1 for count in together.values())


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def repeats_bound(world: World, weeks: Sequence[Mapping[str, str]]) -> int:
    """At least so many turns must come back too soon in every plan that leaves no more lacking than this one.

    The minimums ask for so many turns at each post. Somebody who is in on some weeks can make only so many
    visits to a post that lie further apart than its weeks of rest, and only one turn a week. The most turns
    at minimums that can be had so (a max flow over the whole time), and those that lack, leave the rest to
    come back too soon. Posts where nobody may come back too soon are left out: they can only lack.
    """
    posts = [post for post in world.first.posts if not post.fixed and not post.hard_gap]
    workers = sorted(set(world.first.eligible) - set(world.first.fixed))
    present = [[n for n in range(len(weeks)) if worker not in world.away[n]] for worker in workers]
    network = max_flow.SimpleMaxFlow()
    source, sink, first = 0, 1, 2
    at = {post.id: first + len(workers) + n for n, post in enumerate(posts)}
    rests = sorted({post.gap for post in posts})
    for n, worker in enumerate(workers):
        network.add_arc_with_capacity(source, first + n, len(present[n]))
        apart = {gap: _apart(present[n], gap) for gap in rests}
        for post in posts:
            if post.id in world.first.eligible[worker]:
                most = apart[post.gap]
                network.add_arc_with_capacity(first + n, at[post.id], min(most, post.cap or most))
    wanted = sum(post.minimum * len(weeks) for post in posts)
    for post in posts:
        network.add_arc_with_capacity(at[post.id], sink, post.minimum * len(weeks))
    if network.solve(source, sink) != network.OPTIMAL:
        raise RuntimeError("the max flow has no optimum")
    lacking = sum(
        max(post.minimum - len(there.get(post.id, ())), 0)
        for there in (groups(week) for week in weeks)
        for post in posts
    )
    return max(int(wanted - network.optimal_flow()) - lacking, 0)


def _apart(weeks: Sequence[int], gap: int) -> int:
    """The most of these weeks that lie further apart than `gap`: taking each as soon as one may is best."""
    count, last = 0, -(10**6)
    for week in weeks:
        if week - last > gap:
            count, last = count + 1, week
    return count


def scarce_posts(world: World, weeks: int) -> set[str]:
    """The posts that cannot be staffed as wanted without coming back too soon.

    Those who may take them, each as often as the weeks of rest and their own weeks allow, make fewer turns
    than are wanted; or they need so much of the others' time (four fifths of what all could give) that
    weeks off and pairs do the rest.
    """
    found = set()
    present = {
        worker: [n for n in range(weeks) if worker not in world.away[n]] for worker in world.first.eligible
    }
    for post in world.first.posts:
        if post.fixed:
            continue
        most = sum(
            _apart(present[worker], post.gap)
            for worker, able in world.first.eligible.items()
            if post.id in able and worker not in world.first.fixed
        )
        if 5 * post.target * weeks > 4 * most:
            found.add(post.id)
    return found


def shortfall_bound(instance: Instance) -> int:
    """The fewest people that can lack at the minimums of one week: what a max flow cannot fill.

    Weeks of rest and yearly caps are left out.
    """
    network = max_flow.SimpleMaxFlow()
    posts = list(instance.posts)
    workers = sorted(set(instance.eligible) - instance.absent)
    at = {post.id: 2 + len(workers) + n for n, post in enumerate(posts)}
    stays = {post.id for post in posts if post.fixed}
    for n, worker in enumerate(workers):
        network.add_arc_with_capacity(0, 2 + n, 1)
        takes = (
            [instance.fixed[worker]]
            if worker in instance.fixed
            else sorted(instance.eligible[worker] - stays)
        )
        for name in takes:
            network.add_arc_with_capacity(2 + n, at[name], 1)
    for post in posts:
        network.add_arc_with_capacity(at[post.id], 1, post.minimum)
    if network.solve(0, 1) != network.OPTIMAL:
        raise RuntimeError("the max flow has no optimum")
    return int(sum(post.minimum for post in posts) - network.optimal_flow())


def tally_spread(world: World, weeks: Sequence[Mapping[str, str]]) -> tuple[float, float]:
    """How far apart one's furthest posts are from one's share, averaged over everybody; and its bound.

    For each worker: the most visits above their share of a post less the most below, over the posts that
    they may take. The bound gives each worker the best whole numbers of visits for themselves alone.
    """
    workers = sorted(set(world.first.eligible) - set(world.first.fixed))
    posts = [post for post in sorted(world.first.posts, key=lambda post: post.id) if not post.fixed]
    column = {post.id: n for n, post in enumerate(posts)}
    row = {worker: n for n, worker in enumerate(workers)}
    takes = np.zeros((len(workers), len(posts)), bool)
    for worker in workers:
        takes[row[worker], [column[p] for p in world.first.eligible[worker] if p in column]] = True
    visits = np.zeros(takes.shape, np.int64)
    for week in weeks:
        for worker, post in week.items():
            if worker in row:
                visits[row[worker], column[post]] += 1
    share = fair_shares(takes, np.array([post.target for post in posts], np.int64))
    spreads, best = [], []
    for n in range(len(workers)):
        mine = takes[n]
        expected = share[n, mine] * visits[n].sum()
        away = visits[n, mine] - expected
        spreads.append(float(away.max() - away.min()) if mine.any() else 0.0)
        best.append(_best_spread(expected, int(visits[n].sum())))
    return float(np.mean(spreads)), float(np.mean(best))


def _best_spread(expected: NDArray[np.float64], total: int) -> float:
    """The least spread of whole numbers that add up to `total` around what is expected (to a thousandth)."""
    if not len(expected):
        return 0.0
    low, high = 0.0, float(total) + 1.0
    while high - low > 1e-3:
        spread = (low + high) / 2
        if _fits(expected, total, spread):
            high = spread
        else:
            low = spread
    return low


def _fits(expected: NDArray[np.float64], total: int, spread: float) -> bool:
    """Whether whole numbers within some window of this width around what is expected add up to `total`."""
    edges = np.concatenate([np.ceil(expected) - expected, np.floor(expected) - expected])
    if abs(float(expected.sum()) - total) > 1e-6:  # somebody without a share: the window may lie anywhere
        edges = (np.arange(total + 1)[:, None] - expected).ravel()
    starts = np.unique(np.concatenate([edges, edges - spread, edges - 1, edges - spread + 1, -expected]))
    least = np.maximum(np.ceil(expected + starts[:, None] - 1e-9), 0)
    most = np.floor(expected + starts[:, None] + spread + 1e-9)
    possible = (most >= least).all(axis=1)
    return bool((possible & (least.sum(axis=1) <= total) & (most.sum(axis=1) >= total)).any())
