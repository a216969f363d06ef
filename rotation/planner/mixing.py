"""The part that mixes people: one is taken out of each post, and they are put back in the best way.

Nobody who was taken out shares a post, so what it costs to be beside whom is a sum over the single places,
and one linear assignment over the posts finds the best of all their permutations. Costs never rise.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import linear_sum_assignment

from rotation.planner.tables import Costs, Ints, Tables, meeting, meeting_all

BLOCK = 80
"""Posts in one assignment: larger ones gain no more and take longer."""
CLOSED = 10**9
CHUNK = 1000
"""People looked at together: whole tables of ten thousand would not fit beside one another."""
PASSES = 8
PATIENCE = 2
"""So many rounds in a row that gain nothing are the last."""


def mix(
    tables: Tables,
    place: Ints,
    moves: NDArray[np.bool_],
    rounds: int,
    seed: int,
) -> tuple[Ints, Costs]:
    """Permute the people who may move (`moves`) until a whole round gains next to nothing, `rounds` at most.

    `place` is the post of each worker, or −1. In a round everybody is taken out about once. Returns the new
    places, and what it costs there to be beside whom (as `joining` does).
    """
    chance = np.random.default_rng(seed)
    place = place.copy()
    joined = joining(tables, place)
    posts = len(tables.posts)
    blocks = max(1, -(-posts // BLOCK))
    idle = 0
    for _round in range(rounds):
        gain = 0
        groups = [chance.permutation(np.nonzero((place == post) & moves)[0]) for post in range(posts)]
        for turn in range(max((len(group) for group in groups), default=0)):
            taken = [group[turn % len(group)] if len(group) else -1 for group in groups]
            order = chance.permutation(posts)
            for part in np.array_split(order, blocks):
                who = np.array([taken[post] for post in part if taken[post] >= 0], np.int64)
                who = who[place[who] >= 0]
                # An earlier assignment of this round may have moved somebody to another's post.
                _posts, first = np.unique(place[who], return_index=True)
                who = who[first]
                if len(who) > 1:
                    gain += _permute(tables, place, joined, who)
        gain += _shift(tables, place, joined, moves)
        idle = idle + 1 if gain == 0 else 0
        if idle >= PATIENCE:
            break
    return place, joined


def _shift(tables: Tables, place: Ints, joined: Costs, moves: NDArray[np.bool_]) -> int:
    """Move single people to posts with room while that saves anything: an assignment keeps every count.

    Whoever would gain goes in the order of what they would gain; each is asked again when their turn comes,
    since those before them changed what it costs.
    """
    saved = 0
    free = np.nonzero(moves & (place >= 0))[0]
    count = np.bincount(place[place >= 0], minlength=len(tables.posts))
    for _pass in range(PASSES):
        come, leave = room_costs(tables, count)
        gains = np.concatenate(
            [_gains(tables, place, joined, part, come, leave) for part in _chunks(free)] or [free]
        )
        order = np.argsort(-gains, kind="stable")
        before = saved
        for who in free[order[gains[order] > 0]].tolist():
            come, leave = room_costs(tables, count)
            saved += _move(tables, place, joined, who, come, leave, count)
        if saved == before:
            break
    return saved


def _chunks(free: Ints) -> list[Ints]:
    return [free[n : n + CHUNK] for n in range(0, len(free), CHUNK)]


def _changes(tables: Tables, place: Ints, joined: Costs, who: Ints, come: Ints, leave: Ints) -> Ints:
    """What the plan would cost more with each of these people at each post."""
    own = place[who]
    now = tables.cost[who, own] + joined[own, who] - leave[own]
    then = np.where(tables.open_[who], tables.cost[who] + joined[:, who].T + come, CLOSED)
    then[np.arange(len(who)), own] = CLOSED
    return then - now[:, None]


def _gains(tables: Tables, place: Ints, joined: Costs, who: Ints, come: Ints, leave: Ints) -> Ints:
    return -_changes(tables, place, joined, who, come, leave).min(axis=1)


def _move(tables: Tables, place: Ints, joined: Costs, who: int, come: Ints, leave: Ints, count: Ints) -> int:
    """Move somebody to their best post if that saves anything. Returns what it saves."""
    change = _changes(tables, place, joined, np.array([who]), come, leave)[0]
    to, own = int(np.argmin(change)), int(place[who])
    if change[to] >= 0:
        return 0
    beside = meeting(tables.past.met[who], tables.weights)
    joined[own] -= beside
    joined[to] += beside
    count[own] -= 1
    count[to] += 1
    place[who] = to
    return -int(change[to])


def room_costs(tables: Tables, count: Ints) -> tuple[Ints, Ints]:
    """What one more person at each post costs for its headcount, and what one fewer costs."""
    weights = tables.weights
    come = np.select(
        [count < tables.minimum, count < tables.target, count < tables.maximum],
        [-weights.minimum_missing, -weights.target_missing, 0],
        default=CLOSED,
    )
    leave = np.select(
        [count <= tables.minimum, count <= tables.target],
        [weights.minimum_missing, weights.target_missing],
        default=0,
    )
    return come.astype(np.int64), leave.astype(np.int64)


def joining(tables: Tables, place: Ints) -> Costs:
    """What it costs to be beside the people of each post: posts × workers."""
    joined = np.zeros((len(tables.posts), len(tables.workers)), np.int32)
    for post in range(len(tables.posts)):
        joined[post] = meeting_all(tables.past.met[place == post], tables.weights)
    return joined


def _permute(tables: Tables, place: Ints, joined: Costs, who: Ints) -> int:
    """Put these people, one of each of their posts, back in the best way. Returns what it saves."""
    where = place[who]
    met, weights = tables.past.met, tables.weights
    beside = meeting(met[np.ix_(who, who)], weights)  # beside[i, j]: i and the one who left j's post
    block = np.ix_(who, where)
    together = joined[np.ix_(where, who)].T
    cost = np.where(tables.open_[block], tables.cost[block] + together - beside, CLOSED)
    now = int(np.trace(cost))
    count = len(who)
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    left, right = np.divmod(np.arange(count * count), count)
    keep = cost.ravel() < CLOSED
    solver.add_arcs_with_cost(left[keep], right[keep], cost.ravel()[keep])
    if solver.solve() != solver.OPTIMAL or solver.optimal_cost() >= now:
        return 0
    to = where[[solver.right_mate(n) for n in range(count)]]
    moved = to != where
    # Each post that changed loses the cost of its old one and takes that of its new one.
    newcomer = np.empty(count, np.int64)
    place_of = {post: n for n, post in enumerate(where.tolist())}
    for n, post in enumerate(to.tolist()):
        newcomer[place_of[post]] = who[n]
    changed = np.nonzero(newcomer != who)[0]
    joined[where[changed]] += meeting(met[newcomer[changed]], weights) - meeting(met[who[changed]], weights)
    place[who[moved]] = to[moved]
    return now - int(solver.optimal_cost())
