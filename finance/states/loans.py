"""How a loan stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class LoanState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("loan", "before the meeting")
    AGREED = "agreed", pgettext_lazy("loan", "agreed")
    RUNNING = "running", pgettext_lazy("loan", "being repaid")
    REPAID = "repaid", pgettext_lazy("loan", "repaid")
    WRITTEN_OFF = "written_off", pgettext_lazy("loan", "written off")
    DECLINED = "declined", pgettext_lazy("loan", "not agreed")
    UNDONE = "undone", pgettext_lazy("loan", "taken back")


# Renegotiating leaves a loan running, by another plan. Nothing is said about people who are behind.
LOAN = Machine.build(
    "Loan",
    LoanState.ASKED,
    {
        LoanState.ASKED: [LoanState.AGREED, LoanState.DECLINED, LoanState.UNDONE],
        LoanState.AGREED: [LoanState.RUNNING, LoanState.UNDONE],
        LoanState.RUNNING: [LoanState.REPAID, LoanState.WRITTEN_OFF],
        LoanState.REPAID: [],
        LoanState.WRITTEN_OFF: [],
        LoanState.DECLINED: [],
        LoanState.UNDONE: [],
    },
)
LOAN_TONES = {
    LoanState.ASKED: "wait",
    LoanState.AGREED: "info",
    LoanState.RUNNING: "info",
    LoanState.REPAID: "good",
    LoanState.WRITTEN_OFF: "neutral",
    LoanState.DECLINED: "neutral",
    LoanState.UNDONE: "neutral",
}


class GuaranteeState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("guarantee", "asked")
    GIVEN = "given", pgettext_lazy("guarantee", "given")
    DECLINED = "declined", pgettext_lazy("guarantee", "not given")


GUARANTEE = Machine.build(
    "Guarantee",
    GuaranteeState.ASKED,
    {
        GuaranteeState.ASKED: [GuaranteeState.GIVEN, GuaranteeState.DECLINED],
        GuaranteeState.GIVEN: [],
        GuaranteeState.DECLINED: [],
    },
)


class Fund(models.TextChoices):
    """Whose money is lent."""

    OWN = "own", _("the cooperative's own")
    MUTUAL = "mutual", _("the mutual support fund")


class Backing(models.TextChoices):
    """What stands behind a loan. Conduct, not things: no collateral, no scores."""

    COLLECTIVE = "collective", _("the collective that agreed to it")
    GUARANTORS = "guarantors", _("people who answer for it")


class PlanReason(models.TextChoices):
    """Why a plan of repayment took the place of the one before."""

    DRAWN = "drawn", _("money handed over")
    EARLY = "early", _("paid ahead of time")
    RENEGOTIATED = "renegotiated", _("renegotiated")
