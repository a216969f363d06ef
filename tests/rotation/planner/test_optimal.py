"""Held against what is known to be best: every plan of tiny instances, and problems with a known optimum."""

import itertools
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from ortools.graph.python import linear_sum_assignment

from rotation.planner import Instance, Post, bounds, plan_week, repair, verify
from rotation.planner.flow import NOWHERE, Room, solve, solve_priced
from rotation.planner.generate import World, world
from rotation.planner.mixing import _permute, joining
from rotation.planner.planning import arrange, room_of
from rotation.planner.repairing import least_moves
from rotation.planner.tables import tables_of
from rotation.planner.year import pairs_met, plan_year, repeats
from tests.rotation.planner.tiny import every_place, tiny


def cost_of(place: tuple[int, ...], cost: np.ndarray, room: Room, nowhere: int = NOWHERE) -> float:
    """What the flow pays for these places; endless when a post has too many."""
    count = np.bincount([one for one in place if one >= 0], minlength=cost.shape[1])
    if (count > room.maximum).any():
        return float("inf")
    paid = sum(int(cost[n, one]) if one >= 0 else nowhere for n, one in enumerate(place))
    wanted = np.clip(count - room.minimum, 0, room.target - room.minimum).sum()
    return float(
        paid - np.minimum(count, room.minimum).sum() * room.minimum_missing - wanted * room.target_missing
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_flow_finds_the_least_of_every_plan(seed: int) -> None:
    tables = tables_of(tiny(seed))
    room = room_of(tables)
    least = min(cost_of(one, tables.cost, room) for one in every_place(tables.open_.tolist()))
    place = solve(tables.open_, tables.cost, room)
    assert cost_of(tuple(place.tolist()), tables.cost, room) == least


@pytest.mark.parametrize("seed", range(6))
def test_few_arcs_find_what_all_arcs_find(seed: int) -> None:
    made = world(400, 40, 4, seed)
    year = plan_year(made, 3, seed)
    tables = tables_of(replace(made.week(3), history=tuple(year.weeks)))
    room = room_of(tables)
    whole = solve(tables.open_, tables.cost, room)
    few, price = solve_priced(tables.open_, tables.cost, room, wide=0)
    paid = [cost_of(tuple(place.tolist()), tables.cost, room) for place in (whole, few)]
    assert paid[0] == paid[1]
    # The prices prove it: everybody is where it is cheapest for them once posts have their prices.
    priced = np.where(tables.open_, tables.cost + price, 10**12)
    there = np.nonzero(few >= 0)[0]
    assert (priced[there, few[there]] == priced[there].min(axis=1)).all()


@pytest.mark.parametrize("seed", range(12))
def test_one_assignment_of_the_mixing_is_the_best_of_all_permutations(seed: int) -> None:
    chance = random.Random(seed)
    posts = tuple(Post(f"p{n}", 1, 3, 3, gap=2) for n in range(5))
    names = [post.id for post in posts]
    workers = [f"w{n:02d}" for n in range(15)]
    history = tuple(dict(zip(chance.sample(workers, 15), names * 3, strict=True)) for _week in range(6))
    tables = tables_of(Instance(posts, dict.fromkeys(workers, frozenset(names)), history=history))
    place = np.array([n % 5 for n in range(15)])
    who = np.array([chance.choice([n for n in range(15) if n % 5 == post]) for post in range(5)])

    def total(at: np.ndarray) -> int:
        met = tables.past.met
        weights = tables.weights
        cost = sum(int(tables.cost[n, at[n]]) for n in range(15))
        for one, other in itertools.combinations(range(15), 2):
            weeks = int(met[one, other])
            if at[one] == at[other] and weeks:
                cost += weights.met_before + weights.met_more * (weeks - 1)
        return cost

    before = total(place)
    best = before
    for order in itertools.permutations(place[who]):
        at = place.copy()
        at[who] = order
        best = min(best, total(at))
    joined = joining(tables, place)
    saved = _permute(tables, place, joined, who)
    assert total(place) == best == before - saved
    assert (joined == joining(tables, place)).all()


def least_of(cost: np.ndarray) -> int:
    """What the flow pays in all with a place for one at each post, and the plain assignment pays the same."""
    n = len(cost)
    left, right = np.divmod(np.arange(n * n), n)
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(left, right, cost.ravel())
    assert solver.solve() == solver.OPTIMAL
    one = np.ones(n, np.int64)
    place = solve(np.ones((n, n), bool), cost, Room(one, one, one, 10**6, 0))
    assert sorted(place.tolist()) == list(range(n)), "everybody has a post, and no post has two"
    paid = int(cost[np.arange(n), place].sum())
    assert paid == solver.optimal_cost()
    return paid


@pytest.mark.parametrize("n", [5, 47, 100])
def test_the_flow_reaches_an_optimum_that_is_known(n: int) -> None:
    """Costs (i + 1)·(j + 1): the largest beside the smallest is best, n·(n + 1)·(n + 2)/6 in all."""
    each = np.arange(1, n + 1)
    assert least_of(np.outer(each, each)) == n * (n + 1) * (n + 2) // 6


def test_the_flow_reaches_the_published_optimum_of_assign100() -> None:
    """100 × 100 costs of 1 to 100 that J. E. Beasley's OR-Library publishes with their optimum, 305."""
    cost = np.loadtxt(Path(__file__).with_name("assign100.txt"), dtype=np.int64)
    assert cost.shape == (100, 100)
    assert least_of(cost) == 305


def whole_world(instance: Instance, weeks: int) -> World:
    return World(instance, (frozenset(),) * weeks, ({},) * weeks)


@pytest.mark.slow
def test_a_transversal_design_is_nearly_reached() -> None:
    """13 workers at each of 47 posts: for 47 weeks a plan exists in which each pair meets at most once."""
    posts = tuple(Post(f"p{n:02d}", 13, 13, 13) for n in range(47))
    names = frozenset(post.id for post in posts)
    made = whole_world(Instance(posts, {f"w{n:03d}": names for n in range(13 * 47)}), 24)
    year = plan_year(made, 24, 0)
    most = 24 * 47 * 13 * 12 // 2
    assert bounds.pairs_bound(made, year.weeks) == most
    assert pairs_met(made, year.weeks) >= 0.97 * most
    assert repeats(made, year.weeks)[1] == 0


def test_a_planted_perfect_week_is_found_again() -> None:
    """Weeks of the design worker (i, j) → post (j + s·i) mod 7, and the next one has no cost at all."""
    m, k = 7, 4
    posts = tuple(Post(f"p{n}", k, k, k, gap=6) for n in range(m))
    weeks = [{f"w{i}{j}": f"p{(j + s * i) % m}" for i in range(k) for j in range(m)} for s in range(m - 1)]
    # Everybody was everywhere but at one post: only that one is open without coming back too soon.
    last = {f"w{i}{j}": f"p{(j + (m - 1) * i) % m}" for i in range(1, k) for j in range(m)}
    last |= {f"w0{j}": f"p{j}" for j in range(m)}
    eligible = {
        worker: frozenset(post.id for post in posts) if worker[1] != "0" else frozenset([last[worker]])
        for worker in last
    }
    plan = plan_week(Instance(posts, eligible, history=tuple(weeks)), "next")
    assert plan.places == last
    assert plan.metrics["pairs_met_before"] == 0


@pytest.mark.parametrize("seed", range(25))
def test_a_repair_moves_as_few_as_the_best_of_all_plans(seed: int) -> None:
    instance = tiny(seed, people=6)
    told = plan_week(instance, "w").places
    chance = random.Random(seed)
    changed = replace(instance, absent=frozenset(chance.sample(sorted(instance.eligible), 2)))
    plan = repair(told, changed, "w")
    assert verify(plan, changed).is_good
    tables = tables_of(changed)
    row, column = tables.row(), tables.column()
    best = []
    for place in every_place(tables.open_.tolist()):
        count = np.bincount([one for one in place if one >= 0], minlength=len(tables.posts))
        if (count > tables.maximum).any():
            continue
        lacking = int(np.maximum(tables.minimum - count, 0).sum())
        moved = sum(place[row[w]] != column[p] for w, p in told.items() if tables.open_[row[w], column[p]])
        best.append((lacking, place.count(-1), moved))
    assert plan.metrics["moves_bound"] == plan.metrics["moves"] == min(best)[2]
    assert least_moves(told, changed) == min(best)[2]


@pytest.mark.parametrize("seed", range(10))
def test_bounds_hold_for_every_plan_of_three_weeks(seed: int) -> None:
    first = replace(tiny(seed, people=4, posts=2), history=())
    made = whole_world(first, 3)
    names = sorted(first.eligible)
    options = [sorted(first.eligible[name]) for name in names]
    one_week = [dict(zip(names, places, strict=True)) for places in itertools.product(*options)]
    lacking_bound = bounds.shortfall_bound(first)
    for weeks in itertools.islice(itertools.product(one_week, repeat=3), 600):
        assert repeats(made, list(weeks))[1] >= bounds.repeats_bound(made, weeks)
        assert pairs_met(made, list(weeks)) <= bounds.pairs_bound(made, weeks)
        spread, best = bounds.tally_spread(made, weeks)
        assert spread >= best - 0.002
    for week in one_week:
        at = list(week.values())
        assert sum(max(post.minimum - at.count(post.id), 0) for post in first.posts) >= lacking_bound


@pytest.mark.parametrize("seed", range(8))
def test_the_next_best_price_is_what_a_plan_with_that_place_costs_more(seed: int) -> None:
    """Nobody has met anybody: the costs are the places' alone, and a flow that forces the place tells it."""
    chance = random.Random(seed)
    instance = replace(tiny(seed, people=6), history=())
    # Visits without company: one person a week.
    solo = tuple({worker: chance.choice(sorted(takes))} for worker, takes in instance.eligible.items())
    instance = replace(instance, history=solo * 2)
    tables = tables_of(instance)
    room = room_of(tables)
    place, _stuck = arrange(tables, instance)
    least = cost_of(tuple(place.tolist()), tables.cost, room)
    plan = plan_week(instance, "w")
    row, column = tables.row(), tables.column()
    now = [column[plan.places[w]] if w in plan.places else -1 for w in tables.workers]
    assert cost_of(tuple(now), tables.cost, room) == least
    if (place < 0).any():
        return  # whoever has no turn could take a place, which the price leaves out
    told = 0
    for one in plan.assignments:
        if one.next_post is None:
            continue
        told += 1
        forced = {}
        for other in instance.eligible[one.worker] - {one.post}:
            open_ = tables.open_.copy()
            open_[row[one.worker]] = False
            open_[row[one.worker], column[other]] = True
            again = solve(open_, tables.cost, room)
            if again[row[one.worker]] >= 0 and (again >= 0).sum() == len(plan.assignments):
                forced[other] = cost_of(tuple(again.tolist()), tables.cost, room) - least
        assert one.next_price == forced[one.next_post] == min(forced.values())
