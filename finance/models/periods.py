"""Months and ends of days."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance.models.accounts import Account
from finance.models.fields import LedgerAmountField
from finance.states import PeriodState


class Period(models.Model):
    """A month of a cooperative's books. Nothing posts into a closed one.

    `snapshot_through` is the last day with snapshots: a posting on or before it moves them.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=8, choices=PeriodState.choices, default=PeriodState.OPEN)
    snapshot_through = models.DateField(null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "starts"], name="period_month_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="period_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m}"


class DayClose(models.Model):
    """What an account held at the end of a day: the sum of its legs dated that day or before."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    balance = LedgerAmountField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="dayclose_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}: {self.balance}"
