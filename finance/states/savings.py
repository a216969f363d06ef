"""How savings and withdrawals stand."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class SavingKind(models.TextChoices):
    """What is agreed about the money: any day, a little each time, or none before a day."""

    SIGHT = "sight", _("at sight")
    PLANNED = "planned", _("programmed")
    TERM = "term", _("for a term")


class SavingState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("saving", "active")
    MATURED = "matured", pgettext_lazy("saving", "term reached")
    CLOSED = "closed", pgettext_lazy("saving", "closed")


# Only a term is reached; whatever it is, a saving that holds nothing may be closed.
SAVING = Machine.build(
    "Saving",
    SavingState.ACTIVE,
    {
        SavingState.ACTIVE: [SavingState.MATURED, SavingState.CLOSED],
        SavingState.MATURED: [SavingState.CLOSED],
        SavingState.CLOSED: [],
    },
)
SAVING_TONES = {SavingState.ACTIVE: "good", SavingState.MATURED: "wait", SavingState.CLOSED: "neutral"}


class WithdrawalState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("withdrawal", "asked for")
    PAID = "paid", pgettext_lazy("withdrawal", "paid")
    UNDONE = "undone", pgettext_lazy("withdrawal", "taken back")


WITHDRAWAL = Machine.build(
    "Withdrawal",
    WithdrawalState.ASKED,
    {
        WithdrawalState.ASKED: [WithdrawalState.PAID, WithdrawalState.UNDONE],
        WithdrawalState.PAID: [],
        WithdrawalState.UNDONE: [],
    },
)
WITHDRAWAL_TONES = {
    WithdrawalState.ASKED: "wait",
    WithdrawalState.PAID: "good",
    WithdrawalState.UNDONE: "neutral",
}
