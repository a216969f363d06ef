"""What organisations buy through the network, and the part of it that goes to the mutual support fund."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField, format_money, format_number
from finance.models.entries import Entry
from finance.models.savings import PercentField

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class PurchaseShare(models.Model):
    """The part of a network purchase, in percent, that the buyer gives to the fund from a day on."""

    since = models.DateField(_("from"), unique=True)
    percent = PercentField(_("part for the fund"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="purchaseshare_is_a_part"
            ),
        ]
        triggers = [pgtrigger.Protect(name="purchaseshare_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{format_number(self.percent, 2)} % ({self.since:%d/%m/%Y})"


class NetworkPurchase(models.Model):
    """Something that the network bought for one of its organisations, which owes it and the fund's part."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=120)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = MoneyField(_("cost"))
    share = models.ForeignKey(PurchaseShare, models.PROTECT, related_name="+")
    contribution = MoneyField(_("for the fund"))
    on = models.DateField(_("day"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("network purchase")
        verbose_name_plural = _("network purchases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="networkpurchase_key_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, contribution__gte=0), name="networkpurchase_above_zero"
            ),
            models.CheckConstraint(condition=~Q(buyer=F("cooperative")), name="networkpurchase_for_another"),
        ]
        indexes = [models.Index(fields=["buyer", "-id"], name="networkpurchase_of_buyer")]
        triggers = [pgtrigger.Protect(name="networkpurchase_stays", operation=STAYS)]

    def __str__(self) -> str:
        return self.what


class PurchasePayment(models.Model):
    """What an organisation paid of its purchases."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    place = models.CharField(_("received in"), max_length=12)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="purchasepayment_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchasepayment_above_zero"),
        ]
        triggers = [pgtrigger.Protect(name="purchasepayment_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.buyer} · {self.on:%d/%m/%Y} · {format_money(self.amount, self.currency)}"
