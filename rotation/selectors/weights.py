"""The weights by name: what they mean, and with which the house begins."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from rotation.planner import Weights as PlannerWeights
from rotation.planner.checking import MOST as LIMITS
from rotation.planner.checking import MOST_WEIGHT

# The names are the planner's own. Costs are whole numbers: what weighs more is avoided more.
BEGINNING: dict[str, int] = {
    name: value for name, value in asdict(PlannerWeights.first()).items() if name not in {"version", "stay"}
}
MOST: dict[str, int] = {name: LIMITS.get(name, MOST_WEIGHT) for name in BEGINNING}
"""How much each may weigh."""
WORDS: dict[str, tuple[Any, Any]] = {
    "repeat": (_("Coming back to a post too soon"), _("The least that it costs.")),
    "repeat_step": (
        _("… and for each week sooner"),
        _("Added for every week earlier than the last of rest."),
    ),
    "repeat_weeks": (_("Weeks in which it counts as too soon"), _("Where a post does not say its own.")),
    "target_missing": (_("One person fewer than wanted"), _("Once the least is there.")),
    "tally": (_("Away from one's share of a post"), _("Grows with the distance from everybody's share.")),
    "met_before": (_("Beside somebody one has worked with"), _("So that everybody meets everybody.")),
    "met_more": (_("… and for each further week together"), _("Added for each week beyond the first.")),
    "minimum_missing": (_("One person fewer than needed"), _("What must never be saved on.")),
}
TERMS: dict[str, Any] = {
    "repeat": _("Too soon at this post"),
    "tally": _("Away from one's share"),
    "met": _("Beside people one has worked with"),
    "headcount": _("How many people the post lacks"),
}
"""What an assignment's cost is made of."""
