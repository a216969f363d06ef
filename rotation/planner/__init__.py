"""The planning core: pure functions from what a week is to who works where, and why.

    plan = plan_week(instance, "2026-W50", seed=0)
    report = verify(plan, instance)            # every rule, by a module that knows no solver
    later = repair(plan.places, instance, "2026-W50")

It knows no database, no clock and no framework. The same input gives the same plan.
"""

from rotation.planner.asking import what_if
from rotation.planner.model import (
    Assignment,
    BadInstance,
    Finding,
    Instance,
    Plan,
    Post,
    Shortfall,
    Weights,
)
from rotation.planner.planning import plan_week
from rotation.planner.repairing import repair
from rotation.planner.verify import Report, verify

__all__ = [
    "Assignment",
    "BadInstance",
    "Finding",
    "Instance",
    "Plan",
    "Post",
    "Report",
    "Shortfall",
    "Weights",
    "plan_week",
    "repair",
    "verify",
    "what_if",
]
