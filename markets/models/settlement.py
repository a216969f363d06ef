"""One statement per producer: every line points at its receipt, and the lines sum."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField, MoneyField
from markets.models.reference import Producer
from markets.models.supply import Receipt
from markets.models.week import MarketWeek
from markets.states import SettlementState


class Settlement(models.Model):
    """What a producer gets for a week. Number 1 is the week's; later numbers are adjustments."""

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="settlements")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="settlements")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=SettlementState.choices, default=SettlementState.REVIEW
    )
    goods = MoneyField(_("produce (Bs)"))
    fund = MoneyField(_("mutual-support fund (Bs)"))
    advances = MoneyField(_("already paid and other deductions (Bs)"), default=0)
    net = MoneyField(_("to pay (Bs)"))
    entry_id = models.BigIntegerField(_("ledger entry"), null=True)
    payment_entry_id = models.BigIntegerField(_("payment"), null=True, blank=True)
    dispute = models.CharField(_("what does not agree"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-week__year", "-week__number", "producer__name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["week", "producer", "number"], name="settlement_number_once"),
            models.CheckConstraint(
                condition=Q(net=F("goods") - F("fund") - F("advances")), name="settlement_sums"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False), name="settlement_paid_has_its_payment"
            ),
        ]
        indexes = [
            models.Index(fields=["producer", "-id"], name="settlement_of_producer"),
            models.Index(fields=["week", "state"], name="settlement_of_week"),
        ]
        triggers = [
            pgtrigger.Protect(name="settlement_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settlement_paid_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="paid"),
            ),
            pgtrigger.ReadOnly(
                name="settlement_figures_stand",
                fields=[
                    "week",
                    "producer",
                    "number",
                    "goods",
                    "fund",
                    "advances",
                    "net",
                    "entry_id",
                    "created_at",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} · {self.week} · {self.number}"


class SettlementLine(models.Model):
    """A line of a statement. A correction is a negative line for the old weighing and one for the new."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("produce")
        FUND = "fund", _("mutual-support fund")
        SPOT = "spot", _("paid on the spot")

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="settlement_lines")
    is_reversal = models.BooleanField(_("takes back"), default=False)
    kilos = KilosField(_("kilos"), null=True)
    price = MoneyField(_("price (Bs/kg)"), null=True)
    amount = MoneyField(_("amount (Bs)"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "kind", "is_reversal"],
                condition=Q(receipt__isnull=False),
                name="settlement_line_once_a_receipt",
            ),
            models.CheckConstraint(
                condition=Q(kind="fund") | Q(receipt__isnull=False), name="settlement_line_names_its_receipt"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="settlement_line_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement} · {self.kind} · {self.amount}"
