"""The same input gives the same plan: in any process, in any order of what is given."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from rotation.planner import plan_week, repair
from rotation.planner.generate import world
from rotation.planner.tables import Past
from rotation.planner.year import plan_year

ROOT = Path(__file__).resolve().parents[3]
PLANS = """
from dataclasses import replace
from rotation.planner import files, plan_week, repair
from rotation.planner.generate import world
from rotation.planner.year import plan_year
import hashlib, json
made = world(200, 20, 4, 7)
year = plan_year(made, 3, 7)
instance = replace(made.week(3), history=tuple(year.weeks))
plan = plan_week(instance, "w", 7)
again = repair(plan.places, replace(instance, absent=instance.absent | set(sorted(plan.places)[:9])), "w")
told = json.dumps([files.plan_json(plan), files.plan_json(again)], sort_keys=True)
print(hashlib.sha256(told.encode()).hexdigest())
"""


def test_another_process_plans_the_same() -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", PLANS],
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, threads in (("0", "1"), ("4242", "2"))
    }
    assert len(told) == 1
    assert len(told.pop().strip()) == 64


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    made = world(120, 12, 3, 1)
    year = plan_year(made, 2, 1)
    instance = replace(made.week(2), history=tuple(year.weeks))
    turned = replace(
        instance,
        posts=instance.posts[::-1],
        eligible=dict(reversed(instance.eligible.items())),
        mentors=dict(reversed(instance.mentors.items())),
        history=tuple(dict(reversed(week.items())) for week in instance.history),
    )
    assert turned.digest == instance.digest
    assert plan_week(turned, "w", 3) == plan_week(instance, "w", 3)


def test_a_carried_past_plans_what_the_history_plans() -> None:
    made = world(120, 12, 4, 2)
    year = plan_year(made, 3, 2)
    past = Past.empty(sorted(made.first.eligible), sorted(post.id for post in made.first.posts))
    for week in year.weeks:
        past.add(week)
    told = replace(made.week(3), history=tuple(year.weeks))
    plan = plan_week(told, "w", 2)
    assert plan_week(made.week(3), "w", 2, past=past, explain=False).places == plan.places
    ill = frozenset(sorted(plan.places)[:6])
    by_history = repair(plan.places, replace(told, absent=told.absent | ill), "w")
    carried = repair(
        plan.places, replace(made.week(3), absent=told.absent | ill), "w", past=past, explain=False
    )
    assert carried.places == by_history.places
    assert [one.terms for one in carried.assignments] == [one.terms for one in by_history.assignments]


def test_another_seed_breaks_ties_in_another_way() -> None:
    instance = world(120, 12, 1, 3).week(0)
    year = plan_year(world(120, 12, 3, 3), 2, 3)
    instance = replace(instance, history=tuple(year.weeks))
    assert plan_week(instance, "w", 1).places != plan_week(instance, "w", 2).places
