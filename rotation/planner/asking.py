"""What if somebody were elsewhere: each post that they may take, and how much more the week would cost."""

from collections.abc import Mapping

import numpy as np

from rotation.planner.mixing import joining
from rotation.planner.model import Instance
from rotation.planner.tables import tables_of
from rotation.planner.telling import FAR, prices_of


def what_if(places: Mapping[str, str], instance: Instance, worker: str) -> list[tuple[str, int]]:
    """The posts where a worker could be instead, the cheapest first, each with its price.

    `places` is the week as it stands (worker → post). Nothing for whoever has no turn, stays at a post,
    begins, or has a newcomer beside them: those are not moved.
    """
    tables = tables_of(instance)
    row, column = tables.row(), tables.column()
    if worker not in row or places.get(worker) not in column:
        return []
    place = np.full(len(tables.workers), -1, np.int64)
    for name, post in places.items():
        if name in row and post in column:
            place[row[name]] = column[post]
    stuck = {*instance.fixed, *instance.mentors, *instance.mentors.values()}
    if worker in stuck:
        return []
    moves = np.array([name not in stuck for name in tables.workers])
    who = np.array([row[worker]], np.int64)
    (_n, price), *_none = prices_of(tables, place, joining(tables, place), moves, who)
    found = [(tables.posts[post].id, int(price[post])) for post in np.argsort(price, kind="stable").tolist()]
    return [(post, max(cost, 0)) for post, cost in found if cost < FAR // 2]
