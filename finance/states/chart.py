"""What a node of the chart of accounts can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a node of the chart of accounts is. Assets and expenses grow by debits, the rest by credits."""

    ASSET = "asset", _("asset")
    LIABILITY = "liability", _("liability")
    EQUITY = "equity", _("equity")
    INCOME = "income", _("income")
    EXPENSE = "expense", _("expense")


DEBIT_KINDS = (Kind.ASSET, Kind.EXPENSE)
