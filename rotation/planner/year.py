"""A year planned week after week, and its figures beside their bounds."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rotation.planner.generate import World
from rotation.planner.model import Assignment, Instance, Plan
from rotation.planner.planning import plan_week
from rotation.planner.tables import Past

Planner = Callable[[Instance, str, Past], Mapping[str, str]]


@dataclass
class Year:
    """What was planned: a map worker → post for each week, with how long each took (CPU seconds), and the
    plans without their assignments (of thousands of people they would fill the memory). `beside`: who was
    beside each newcomer."""

    weeks: list[Mapping[str, str]]
    seconds: list[float]
    plans: list[Plan]
    beside: list[Mapping[str, str]]

    def plan(self, n: int) -> Plan:
        """The plan of a week with its places, without what they cost."""
        places, beside = self.weeks[n], self.beside[n]
        told = tuple(Assignment(name, post, beside.get(name)) for name, post in places.items())
        return replace(self.plans[n], assignments=told)


def plan_year(world: World, weeks: int, seed: int) -> Year:
    """The planner's own year. The arrays of the past are carried along."""
    workers = sorted(world.first.eligible)
    posts = sorted(post.id for post in world.first.posts)
    past = Past.empty(workers, posts)
    year = Year([], [], [], [])
    for n in range(weeks):
        start = time.process_time()
        plan = plan_week(world.week(n), f"week-{n}", seed, past=past, explain=False)
        places = plan.places
        past.add(places)
        year.seconds.append(time.process_time() - start)
        year.weeks.append(places)
        year.beside.append({one.worker: one.beside for one in plan.assignments if one.beside})
        year.plans.append(replace(plan, assignments=()))
    return year


def repeats(world: World, weeks: Sequence[Mapping[str, str]]) -> tuple[int, int, dict[str, int]]:
    """How many turns there were, how many came back too soon, and how many of those at each post."""
    posts = {post.id: post for post in world.first.posts}
    last: dict[tuple[str, str], int] = {}
    turns = 0
    found: dict[str, int] = {}
    for n, week in enumerate(weeks):
        for worker, post in week.items():
            turns += 1
            if posts[post].fixed:
                continue
            before = last.get((worker, post))
            if before is not None and n - before <= posts[post].gap:
                found[post] = found.get(post, 0) + 1
            last[worker, post] = n
    return turns, sum(found.values()), found


def pairs_met(world: World, weeks: Sequence[Mapping[str, str]]) -> int:
    """How many pairs of people shared a post at least once."""
    row = {name: n for n, name in enumerate(sorted(world.first.eligible))}
    met = np.zeros((len(row), len(row)), bool)
    for week in weeks:
        for group in groups(week).values():
            numbers = [row[name] for name in group]
            met[np.ix_(numbers, numbers)] = True
    np.fill_diagonal(met, False)
    return int(met.sum()) // 2


def groups(week: Mapping[str, str]) -> dict[str, list[str]]:
    """Who is at each post."""
    found: dict[str, list[str]] = {}
    for worker, post in week.items():
        found.setdefault(post, []).append(worker)
    return found
