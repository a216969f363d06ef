"""The exact part: everybody to a post at the least cost, by a min-cost flow.

    worker ──cost──▶ post ──▶ people up to the minimum, up to what is wanted, up to the maximum

Whoever cannot be placed (the open posts are full) stays without a turn, which costs more than anything.
Sums stay whole numbers. With more than `WIDE` arcs, each worker begins with their cheapest posts; arcs that
were left out and would pay (a reduced cost below nothing) are taken in until none is, so that it stays exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from rotation.planner.tables import Costs, Ints

WIDE = 400_000
KEEP = 12
"""Posts a worker begins with where there are too many arcs."""
TAKE, NEAREST = 3, 100
"""Of the arcs that would pay, how many each worker takes in at a time, and how many each post: one that lacks
people would pay for everybody, and needs few of them."""
CHUNK, PART = 1000, 100
FAR = 4 * 10**15
NOWHERE = 10_000_000
"""What it costs to leave somebody without a turn where there is room: more than any place."""


@dataclass(frozen=True)
class Room:
    """How many each post still takes: up to its minimum, wanted and maximum, and what lacking costs."""

    minimum: Ints
    target: Ints
    maximum: Ints
    minimum_missing: int
    target_missing: int

    def less(self, taken: Ints) -> "Room":
        """The room that is left once some people are placed."""
        minimum, target, maximum = (
            np.maximum(part - taken, 0) for part in (self.minimum, self.target, self.maximum)
        )
        return Room(minimum, target, maximum, self.minimum_missing, self.target_missing)


def solve(open_: NDArray[np.bool_], cost: Costs | Ints, room: Room, *, nowhere: int = NOWHERE) -> Ints:
    """The post of each row, or −1 for nowhere (at what that costs). The sum is the least there is."""
    return solve_priced(open_, cost, room, nowhere=nowhere)[0]


def solve_priced(
    open_: NDArray[np.bool_],
    cost: Costs | Ints,
    room: Room,
    *,
    nowhere: int = NOWHERE,
    wide: int = WIDE,
    keep: int = KEEP,
    rounds: int | None = None,
) -> tuple[Ints, Ints]:
    """The places of `solve`, and what one more person at each post would cost the rest (`prices`).

    With more than `wide` arcs it begins with `keep` for each worker; `rounds` ends it
    before it is proven the least.
    """
    if int(np.count_nonzero(open_)) <= wide:
        kept = open_
    else:
        kept = _cheapest(open_, cost, keep, np.zeros(open_.shape[1], np.int64))
    done = 0
    while True:
        rows, columns = np.nonzero(kept)
        arcs = (rows, columns, cost[rows, columns].astype(np.int64))
        place = _flow(open_.shape, *arcs, room, nowhere)
        price = prices(open_.shape, *arcs, place, room, nowhere)
        done += 1
        if kept is open_ or done == rounds:
            return place, price
        own = np.maximum(place, 0)
        paid = np.where(place >= 0, cost[np.arange(len(place)), own] + price[own], nowhere)
        left = open_ & ~kept
        better = _cheapest(left, cost, TAKE, price, paid) | _nearest(left, cost, price, paid)
        if not better.any():
            return place, price
        kept |= better


def _cheapest(
    among: NDArray[np.bool_], cost: Costs | Ints, most: int, price: Ints, paid: Ints | None = None
) -> NDArray[np.bool_]:
    """The few cheapest of each row, with each column's price; only what costs less than is `paid`.

    Equals are spread over the columns, or all rows would take the same.
    """
    rows, columns = among.shape
    found = np.zeros_like(among)
    spread = (np.arange(columns, dtype=np.int64) * 7919) % 1021
    for first in range(0, rows, CHUNK):
        part = np.arange(first, min(first + CHUNK, rows))
        total = cost[part] + price
        fit = among[part]
        if paid is not None:
            fit &= total < paid[part][:, None]
        part, total, fit = part[some := fit.any(axis=1)], total[some], fit[some]
        if not len(part):
            continue
        ranked = np.where(fit, total, FAR) * 1024 + (spread + part[:, None] * 613) % 1021
        best = np.argpartition(ranked, min(most, columns - 1), axis=1)[:, :most]
        found[part[:, None], best] = np.take_along_axis(fit, best, axis=1)
    return found


def _nearest(among: NDArray[np.bool_], cost: Costs | Ints, price: Ints, paid: Ints) -> NDArray[np.bool_]:
    """The few rows of each column that would save the most there. Equals are spread over the rows."""
    rows, columns = among.shape
    found = np.zeros_like(among)
    if rows <= NEAREST:
        return among & (cost + price < paid[:, None])
    spread = np.arange(rows, dtype=np.int64)[:, None] * 7919
    for first in range(0, columns, PART):
        part = np.arange(first, min(first + PART, columns))
        total = cost[:, part] + price[part] - paid[:, None]
        fit = among[:, part] & (total < 0)
        part, total, fit = part[some := fit.any(axis=0)], total[:, some], fit[:, some]
        ranked = np.where(fit, total, 0) * rows + (spread + part * 613) % rows
        best = np.argpartition(ranked, NEAREST, axis=0)[:NEAREST]
        found[best, part] = np.take_along_axis(fit, best, axis=0)
    return found


def _flow(shape: tuple[int, int], rows: Ints, columns: Ints, costs: Ints, room: Room, nowhere: int) -> Ints:
    workers, posts = shape
    sink, away = workers + posts, workers + posts + 1
    middle = workers + np.arange(posts)
    everybody = np.arange(workers)
    steps = (
        (room.minimum, -room.minimum_missing),
        (room.target - room.minimum, -room.target_missing),
        (room.maximum - room.target, 0),
    )
    tails = np.concatenate([rows, everybody, *[middle] * 3, [away]])
    heads = np.concatenate([workers + columns, np.full(workers, away), *[np.full(posts, sink)] * 3, [sink]])
    ones = np.ones(len(rows) + workers, np.int64)
    room_of = np.concatenate([ones, *[step for step, _cost in steps], [workers]])
    unit = np.concatenate(
        [costs, np.full(workers, nowhere), *[np.full(posts, each) for _step, each in steps], [0]]
    )
    network = min_cost_flow.SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(tails, heads, room_of, unit)
    supply = np.zeros(away + 1, np.int64)
    supply[:workers], supply[sink] = 1, -workers
    network.set_nodes_supplies(np.arange(away + 1), supply)
    status = network.solve()
    if status != network.OPTIMAL:
        raise RuntimeError(f"the flow has no optimum: {status}")
    flows = network.flows(arcs)
    place = np.full(workers, -1, np.int64)
    used = flows[: len(rows)] > 0
    place[rows[used]] = columns[used]
    return place


def prices(
    shape: tuple[int, int],
    rows: Ints,
    columns: Ints,
    costs: Ints,
    place: Ints,
    room: Room,
    nowhere: int = NOWHERE,
) -> Ints:
    """What one more person at each post would cost the rest: the shortest way through the residual graph.

    Somebody at post a may go to b, and a post with room left takes one more at its next place's cost
    (Bellman–Ford). At an optimum these are dual prices: every arc in use is among its worker's cheapest.
    """
    workers, posts = shape
    count = np.bincount(place[place >= 0], minlength=posts)
    joining = np.select(
        [count < room.minimum, count < room.target, count < room.maximum],
        [-room.minimum_missing, -room.target_missing, 0],
        default=4 * nowhere,
    ).astype(np.int64)
    own = np.full(workers, nowhere, np.int64)
    at = place[rows] == columns
    own[rows[at]] = costs[at]
    # The cheapest way from post a to post b by one of its people.
    step = np.full((posts, posts), 4 * nowhere, np.int64)
    placed = place[rows] >= 0
    np.minimum.at(step, (place[rows][placed], columns[placed]), (costs - own[rows])[placed])
    np.fill_diagonal(step, 0)
    price = joining.copy()  # the cost of taking one more in, the cheapest way
    for _round in range(posts):
        nearer = np.minimum(price, (step + price[None, :]).min(axis=1))
        if (nearer == price).all():
            break
        price = nearer
    return price
