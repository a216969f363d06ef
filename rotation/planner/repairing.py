"""A published week that no longer holds: as few people as possible are moved, and that is proven.

First the least that can lack at the minimums, then the fewest who leave the post that they were told, then
everything else, in one flow whose costs are so far apart that no sum of the lower ever outweighs the higher.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rotation.planner import checking
from rotation.planner.flow import Room, solve
from rotation.planner.mixing import joining
from rotation.planner.model import Instance, Plan
from rotation.planner.planning import room_of
from rotation.planner.tables import Ints, Past, Tables, tables_of
from rotation.planner.telling import plan_of

FINE = 100_000
"""The most that a place counts for in a repair, so that sums of ten thousand people stay whole numbers."""


def repair(
    before: Mapping[str, str],
    instance: Instance,
    week: str,
    *,
    past: Past | None = None,
    explain: bool = True,
) -> Plan:
    """The plan that follows `before` (worker → post) now that the instance is what it is.

    Whoever is away, has left or may no longer be there is taken out; those who are new or back are placed;
    of all the others as few as possible move, which `metrics["moves"]` counts. A newcomer whose mentor
    stays, stays with them. `past` and `explain` as in `plan_week`.

    `metrics["moves_bound"]` is the fewest moves of any plan that leaves no more lacking and nobody more
    without a turn. It is read off the same flow: its costs are so far apart that one move outweighs
    everything finer, so that a plan with fewer moves would cost less than the least there is.
    `least_moves` asks for it by another flow.
    """
    checking.require(instance)
    tables = tables_of(instance, past)
    told, kept = _told(before, tables, instance)
    place, moves = _settle(tables, told, kept)
    free = np.array([n not in kept for n in range(len(tables.workers))])
    plan = plan_of(instance, tables, place, joining(tables, place), free, week, explain=explain)
    return replace(plan, metrics={**plan.metrics, "moves": moves, "moves_bound": moves})


def _told(before: Mapping[str, str], tables: Tables, instance: Instance) -> tuple[Ints, set[int]]:
    """The post that each was told and still may take (−1: none), and who stays there whatever comes: those
    who are fixed, and newcomers with their mentors."""
    row, column = tables.row(), tables.column()
    told = np.full(len(tables.workers), -1, np.int64)
    for worker, post in before.items():
        if worker in row and post in column and tables.open_[row[worker], column[post]]:
            told[row[worker]] = column[post]
    kept = {row[worker] for worker in instance.fixed if told[row[worker]] >= 0}
    for newcomer, mentor in instance.mentors.items():
        pair = (row[newcomer], row[mentor])
        if told[pair[0]] >= 0 and told[pair[0]] == told[pair[1]]:
            kept.update(pair)
    return told, kept


def _room(tables: Tables, told: Ints, kept: set[int], minimum_missing: int, target_missing: int) -> Room:
    stay = told[sorted(kept)]
    taken = np.bincount(stay, minlength=len(tables.posts))
    room = room_of(tables)
    return replace(room, minimum_missing=minimum_missing, target_missing=target_missing).less(taken)


def _settle(tables: Tables, told: Ints, kept: set[int]) -> tuple[Ints, int]:
    """Everybody's post, and how many of those who could have stayed did not."""
    people = len(tables.workers)
    rest = np.array([n not in kept for n in range(people)])
    staying = rest & (told >= 0)
    fine = np.clip(tables.cost.astype(np.int64), -FINE, FINE)
    # One move outweighs all finer costs together; one person lacking outweighs all moves together.
    unit = int(np.abs(fine).max(initial=0) + tables.weights.target_missing + 1)
    move = unit * (people + 1) * 2
    cost = fine.copy()
    cost[staying, told[staying]] -= move
    room = _room(tables, told, kept, move * (people + 1) * 2, tables.weights.target_missing)
    place = solve(tables.open_ & rest[:, None], cost, room, nowhere=move * (people + 1))
    place = np.where(rest, place, told)
    return place, int((staying & (place != told)).sum())


def least_moves(before: Mapping[str, str], instance: Instance, past: Past | None = None) -> int:
    """The fewest people who must leave the post that they were told, whatever else it costs.

    A flow with nothing to pay but a person lacking, one without a turn and a move: what it moves, every plan
    moves that leaves as few lacking and nobody without a turn who could have one.
    """
    tables = tables_of(instance, past)
    told, kept = _told(before, tables, instance)
    people = len(tables.workers)
    rest = np.array([n not in kept for n in range(people)])
    staying = rest & (told >= 0)
    cost = np.zeros(tables.cost.shape, np.int64)
    cost[staying, told[staying]] = -1
    room = _room(tables, told, kept, (people + 1) ** 2, 0)
    place = solve(tables.open_ & rest[:, None], cost, room, nowhere=people + 1)
    return int((staying & (place != told)).sum())
