"""Amounts set aside."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.models.fields import LedgerAmountField
from finance.states import HoldState


class Hold(models.Model):
    """An amount set aside in an account: captured by an entry, or released."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="holds")
    amount = LedgerAmountField(_("amount"))
    captured = LedgerAmountField(_("captured"), default=Decimal(0))
    state = models.CharField(_("state"), max_length=8, choices=HoldState.choices, default=HoldState.ACTIVE)
    key = models.TextField()
    body_hash = models.TextField()
    reason = models.TextField(_("reason"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="hold")
    made_at = models.DateTimeField(_("made"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="hold_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_amount_positive"),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=F("amount")), name="hold_capture_within"
            ),
            models.CheckConstraint(
                condition=Q(state="active", captured=0, entry=None, ended_at=None)
                | Q(state="captured", captured__gt=0, entry__isnull=False, ended_at__isnull=False)
                | Q(state="released", captured=0, entry=None, ended_at__isnull=False),
                name="hold_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.amount} · {self.get_state_display()}"
