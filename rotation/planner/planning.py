"""Planning one week: pairs first, everybody else by an exact flow, then mixing."""

import zlib

import numpy as np

from rotation.planner import checking
from rotation.planner.flow import Room, solve
from rotation.planner.mixing import mix
from rotation.planner.model import Instance, Plan
from rotation.planner.pairing import place_pairs
from rotation.planner.tables import Ints, Past, Tables, tables_of
from rotation.planner.telling import plan_of

ROUNDS = 6
"""Rounds of mixing at most: a week of 630 people takes about a fifth of a second."""

MANY, FEW_ROUNDS = 3000, 1
"""Of more people than this, few meet again by chance, and later rounds gain next to nothing."""


def room_of(tables: Tables) -> Room:
    return Room(
        tables.minimum,
        tables.target,
        tables.maximum,
        tables.weights.minimum_missing,
        tables.weights.target_missing,
    )


def plan_week(
    instance: Instance, week: str, seed: int = 0, *, past: Past | None = None, explain: bool = True
) -> Plan:
    """Who works where in a week. The same input gives the same plan, on any machine.

    `past` carries the arrays of the weeks before instead of reading them from the instance's history; with
    `explain` off the next best posts are left out, for long simulations. Raises BadInstance.
    """
    checking.require(instance)
    tables = tables_of(instance, past)
    place, stuck = arrange(tables, instance)
    moves = np.ones(len(tables.workers), bool)
    moves[list(stuck)] = False
    rounds = ROUNDS if len(tables.workers) <= MANY else FEW_ROUNDS
    place, joined = mix(tables, place, moves, rounds, zlib.crc32(f"{seed}:{week}".encode()))
    return plan_of(instance, tables, place, joined, moves, week, explain=explain)


def arrange(tables: Tables, instance: Instance) -> tuple[Ints, set[int]]:
    """The exact start: everybody's post, and who is not to be moved from theirs (pairs, fixed people)."""
    row = tables.row()
    room = room_of(tables)
    stuck = {row[worker] for worker in instance.fixed}
    pairs = [
        (row[newcomer], row[mentor])
        for newcomer, mentor in sorted(instance.mentors.items())
        if newcomer not in instance.absent
        and mentor not in instance.absent
        and not {newcomer, mentor} & instance.fixed.keys()
    ]
    # A mentor of several walks with the first; the others have somebody who stands in.
    first: dict[int, int] = {}
    for newcomer, mentor in pairs:
        first.setdefault(mentor, newcomer)
    pairs = [(newcomer, mentor) for mentor, newcomer in first.items()]
    placed = place_pairs(tables, pairs, room)
    place = np.full(len(tables.workers), -1, np.int64)
    for worker, post in placed.items():
        place[worker] = post
    taken = np.bincount(place[place >= 0], minlength=len(tables.posts))
    open_ = tables.open_.copy()
    open_[list(placed)] = False
    rest = solve(open_, tables.cost, room.less(taken))
    place = np.where(place >= 0, place, rest)
    return place, stuck | set(placed)
