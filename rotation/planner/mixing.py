"""The part that mixes people: one is taken out of each post, and they are put back in the best way.

Nobody who was taken out shares a post, so what it costs to be beside whom is a sum over the single places,
and one linear assignment over the posts finds the best of all their permutations. Costs never rise.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import linear_sum_assignment

from rotation.planner.model import Weights
from rotation.planner.tables import Ints, Tables

BLOCK = 80
"""Posts in one assignment: larger ones gain no more and take longer."""
CLOSED = 10**9
PATIENCE = 2
"""So many rounds in a row that gain nothing are the last."""


def mix(
    tables: Tables,
    place: Ints,
    moves: NDArray[np.bool_],
    rounds: int,
    seed: int,
) -> Ints:
    """Permute the people who may move (`moves`) until a whole round gains next to nothing, `rounds` at most.

    `place` is the post of each worker, or −1. In a round everybody is taken out about once.
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
    return place


def _shift(
    tables: Tables, place: Ints, joined: NDArray[np.int32], moves: NDArray[np.bool_]
) -> int:
    """Move single people to posts with room while that saves anything: an assignment keeps every count."""
    saved, weights = 0, tables.weights
    free = np.nonzero(moves & (place >= 0))[0]
    for _move in range(len(free)):
        count = np.bincount(place[place >= 0], minlength=len(tables.posts))
        come, leave = room_costs(tables, count, weights)
        now = tables.cost[free, place[free]] + joined[free, place[free]] - leave[place[free]]
        then = np.where(tables.open_[free], tables.cost[free] + joined[free] + come, CLOSED)
        then[np.arange(len(free)), place[free]] = CLOSED
        change = then - now[:, None]
        best = int(np.argmin(change))
        gain = -int(change.flat[best])
        if gain <= 0:
            break
        who, to = free[best // change.shape[1]], best % change.shape[1]
        joined[:, place[who]] -= tables.lut[tables.past.met[:, who]]
        joined[:, to] += tables.lut[tables.past.met[:, who]]
        place[who] = to
        saved += gain
    return saved


def room_costs(tables: Tables, count: Ints, weights: Weights) -> tuple[Ints, Ints]:
    """What one more person at each post costs for its headcount, and what one fewer costs."""
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


def joining(tables: Tables, place: Ints) -> NDArray[np.int32]:
    """What it costs each worker to be beside the people of each post."""
    joined = np.zeros((len(tables.workers), len(tables.posts)), np.int32)
    for post in range(len(tables.posts)):
        joined[:, post] = tables.lut[tables.past.met[:, place == post]].sum(axis=1)
    return joined


def _permute(tables: Tables, place: Ints, joined: NDArray[np.int32], who: Ints) -> int:
    """Put these people, one of each of their posts, back in the best way. Returns what it saves."""
    where = place[who]
    beside = tables.lut[tables.past.met[np.ix_(who, who)]]  # beside[i, j]: i and the one who left j's post
    block = np.ix_(who, where)
    cost = np.where(tables.open_[block], tables.cost[block] + joined[block] - beside, CLOSED)
    now = int(np.trace(cost))
    count = len(who)
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    left, right = np.divmod(np.arange(count * count), count)
    # No more than `now` can ever be paid on one place of a better assignment.
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
    joined[:, where[changed]] += (
        tables.lut[tables.past.met[:, newcomer[changed]]] - tables.lut[tables.past.met[:, who[changed]]]
    )
    place[who[moved]] = to[moved]
    return now - int(solver.optimal_cost())
