"""How a run of the weekly anticipo stands, and what is taken out of one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class PayRunState(models.TextChoices):
    DRAWN = "drawn", pgettext_lazy("pay run", "drawn up")
    POSTED = "posted", pgettext_lazy("pay run", "in the books")
    DROPPED = "dropped", pgettext_lazy("pay run", "laid aside")


PAY_RUN = Machine.build(
    "PayRun",
    PayRunState.DRAWN,
    {
        PayRunState.DRAWN: [PayRunState.POSTED, PayRunState.DROPPED],
        PayRunState.POSTED: [],
        PayRunState.DROPPED: [],
    },
)
PAY_RUN_TONES = {PayRunState.DRAWN: "wait", PayRunState.POSTED: "good", PayRunState.DROPPED: "neutral"}


class Deducted(models.TextChoices):
    """What a deduction pays, in the order in which deductions are made."""

    LOAN = "loan", _("instalment of a loan")
    CHARGE = "charge", _("bought or advanced on account")
    SAVING = "saving", _("into savings")
