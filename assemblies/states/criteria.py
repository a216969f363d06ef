"""From in force to retired: a criterion's way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class CriterionState(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    UNDER_REVIEW = "under_review", _("under review")
    RETIRED = "retired", _("retired")


# A review ends in a new version, in the same words confirmed (both in force again), or in none.
CRITERION = Machine.build(
    "Criterion",
    CriterionState.IN_FORCE,
    {
        CriterionState.IN_FORCE: [CriterionState.UNDER_REVIEW],
        CriterionState.UNDER_REVIEW: [CriterionState.IN_FORCE, CriterionState.RETIRED],
        CriterionState.RETIRED: [],
    },
)

CRITERION_TONES: dict[CriterionState, str] = {
    CriterionState.IN_FORCE: "good",
    CriterionState.UNDER_REVIEW: "wait",
    CriterionState.RETIRED: "neutral",
}
