"""Weeks that follow one another: what each is planned from, and how all of them stand beside their bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rotation.planner import bounds, checking
from rotation.planner.files import InstanceFile, Week
from rotation.planner.generate import World
from rotation.planner.model import BadInstance, Finding, Instance, Plan
from rotation.planner.planning import plan_week
from rotation.planner.verify import verify
from rotation.planner.year import pairs_met, repeats


def question(file: InstanceFile, n: int, before: Sequence[Mapping[str, str]]) -> tuple[str, Instance]:
    """The name and the instance of the n-th week (from 0), once the weeks `before` it have passed.

    Weeks that the file does not list are as it says at the top.
    """
    week = file.weeks[n] if n < len(file.weeks) else Week()
    first = file.instance
    instance = replace(
        first,
        absent=first.absent if week.absent is None else week.absent,
        mentors=first.mentors if week.mentors is None else week.mentors,
        history=(*first.history, *before),
    )
    return week.name or f"week-{n + 1}", instance


def require(file: InstanceFile) -> None:
    """Every week that the file lists can be planned. Raises BadInstance, each finding with its week."""
    wrong = [
        replace(one, where=f"weeks[{n}].{one.where}")
        for n in range(len(file.weeks))
        for one in checking.findings(question(file, n, ())[1])
    ]
    if wrong:
        raise BadInstance(wrong)


def plan_weeks(file: InstanceFile, weeks: int, seed: int) -> list[Plan]:
    """So many weeks, each planned on what the ones before it became. Raises BadInstance."""
    require(file)
    plans: list[Plan] = []
    for n in range(weeks):
        name, instance = question(file, n, [plan.places for plan in plans])
        plans.append(plan_week(instance, name, seed))
    return plans


def broken_rules(file: InstanceFile, plans: Sequence[Plan]) -> list[tuple[str, Finding]]:
    """What the plans break, each with its week's name. Raises BadInstance."""
    require(file)
    broken = []
    for n, plan in enumerate(plans):
        name, instance = question(file, n, [before.places for before in plans[:n]])
        report = verify(plan, instance)
        broken += [(plan.week, one) for one in report.broken]
        if n < len(file.weeks) and file.weeks[n].name and plan.week != name:
            broken.append((plan.week, Finding("week", plan.week, f"stands where the file has {name}")))
    return broken


def figures(file: InstanceFile, plans: Sequence[Plan]) -> dict[str, Any]:
    """How all weeks together stand beside what no plan can do better than.

    Repeats, pairs and shares count within these weeks: the history before them is left out of both sides.
    """
    questions = [question(file, n, [plan.places for plan in plans[:n]])[1] for n in range(len(plans))]
    world = World(
        replace(file.instance, history=()),
        tuple(one.absent for one in questions),
        tuple(dict(one.mentors) for one in questions),
    )
    weeks = [plan.places for plan in plans]
    turns, repeated, _where = repeats(world, weeks)
    spread, best = bounds.tally_spread(world, weeks)
    return {
        "turns": turns,
        "repeats": repeated,
        "repeats_bound": bounds.repeats_bound(world, weeks),
        "pairs_met": pairs_met(world, weeks),
        "pairs_bound": bounds.pairs_bound(world, weeks),
        "tally_spread": round(spread, 3),
        "tally_bound": round(best, 3),
        "lacking": sum(one.lacking for plan in plans for one in plan.shortfalls),
        "lacking_bound": sum(bounds.shortfall_bound(one) for one in questions),
    }
