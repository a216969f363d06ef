"""What a ledger node can be, and how periods and holds move."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class Kind(models.TextChoices):
    """What a node of the chart of accounts is. Assets and expenses grow by debits, the rest by credits."""

    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    EQUITY = "equity", _("equity")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


DEBIT_KINDS = (Kind.ASSET, Kind.EXPENSE)


class PeriodState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", pgettext_lazy("period", "closed")


PERIOD = Machine.build(
    "Period",
    PeriodState.OPEN,
    {PeriodState.OPEN: [PeriodState.CLOSED], PeriodState.CLOSED: [PeriodState.OPEN]},
)


class HoldState(models.TextChoices):
    ACTIVE = "active", _("active")
    CAPTURED = "captured", _("captured")
    RELEASED = "released", _("released")


HOLD = Machine.build(
    "Hold",
    HoldState.ACTIVE,
    {
        HoldState.ACTIVE: [HoldState.CAPTURED, HoldState.RELEASED],
        HoldState.CAPTURED: [],
        HoldState.RELEASED: [],
    },
)
