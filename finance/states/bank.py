"""How a line of the bank is explained."""

from django.db import models
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class LineState(models.TextChoices):
    OPEN = "open", pgettext_lazy("bank line", "not matched")
    MATCHED = "matched", pgettext_lazy("bank line", "matched")


BANK_LINE = Machine.build(
    "BankLine",
    LineState.OPEN,
    {LineState.OPEN: [LineState.MATCHED], LineState.MATCHED: [LineState.OPEN]},
)
