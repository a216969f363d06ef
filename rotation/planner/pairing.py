"""Newcomers beside their mentors: units of two, placed before everybody else."""

import numpy as np

from rotation.planner.flow import Room, solve_priced
from rotation.planner.tables import Ints, Tables

FAR = 10**9
FEW = 10


def place_pairs(tables: Tables, pairs: list[tuple[int, int]], room: Room) -> dict[int, int]:
    """Both of each pair at one post: newcomer and mentor → its number. One pair a post while there is room.

    The price of a place is what it costs the others (a flow without the pairs), so that small areas are not
    starved of those who can work there.
    """
    if not pairs:
        return {}
    others = np.ones(len(tables.workers), bool)
    others[[one for pair in pairs for one in pair]] = False
    open_ = tables.open_ & others[:, None]
    # Of thousands of people the first round is enough: these prices steer, and nothing is proven by them.
    _place, price = solve_priced(open_, tables.cost, room, keep=FEW, rounds=1)
    price = np.clip(price, -room.minimum_missing, FAR)
    return _assign(tables, pairs, price, room)


def _assign(tables: Tables, pairs: list[tuple[int, int]], price: Ints, room: Room) -> dict[int, int]:
    """The cheapest post for each pair, the most costly choices first; each takes two places of its post."""
    left = room.maximum.copy()
    choices = []
    for newcomer, mentor in pairs:
        # A newcomer learns at any post that their mentor may take, unless a rule keeps them out of it.
        both = tables.open_[newcomer] & tables.open_[mentor]
        cost = tables.cost[newcomer] + tables.cost[mentor] + 2 * price
        choices.append(np.where(both, cost, FAR))
    placed: dict[int, int] = {}
    waiting = list(range(len(pairs)))
    while waiting:
        options = {n: np.where(left >= 2, choices[n], FAR) for n in waiting}
        # Whoever would lose most by taking their second choice chooses first.
        regret = {n: np.partition(cost, min(1, len(cost) - 1))[:2] for n, cost in options.items()}
        n = max(waiting, key=lambda one: (int(regret[one][-1] - regret[one][0]), -one))
        waiting.remove(n)
        post = int(np.argmin(options[n]))
        if options[n][post] >= FAR:
            continue  # no post takes both: they are placed like everybody, and somebody stands in
        left[post] -= 2
        placed[pairs[n][0]] = placed[pairs[n][1]] = post
    return placed


def substitute(tables: Tables, place: Ints, newcomer: int, newcomers: set[int]) -> int | None:
    """Who of those at a newcomer's post knows it best, and stands in for the mentor."""
    post = place[newcomer]
    there = [n for n in np.nonzero(place == post)[0].tolist() if n != newcomer and n not in newcomers]
    if not there:
        return None
    return max(there, key=lambda n: (int(tables.past.visits[n, post]), int(tables.past.worked[n]), -n))
