"""What left without being sold, what was left over, and the week's report."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField
from markets.models.reference import Item, Tier
from markets.models.week import FairWeek, MarketWeek


class Outflow(models.Model):
    """Kilos that left a place without being sold, and why."""

    class Kind(models.TextChoices):
        WASTE = "waste", _("shrinkage")
        DONATION = "donation", _("donated")
        BRIGADE = "brigade", _("given to the solidarity brigade")
        PROCESSED = "processed", _("processed")

    fair_week = models.ForeignKey(FairWeek, models.PROTECT, related_name="outflows")
    day = models.DateField(_("day"))
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    kilos = KilosField(_("kilos"))
    to_whom = models.CharField(_("to whom"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("outflow")
        verbose_name_plural = _("outflows")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kilos__gt=0), name="outflow_some_kilos"),
            models.CheckConstraint(
                condition=~Q(kind="donation") | ~Q(to_whom=""), name="outflow_donation_names_whom"
            ),
        ]
        indexes = [models.Index(fields=["fair_week", "day"], name="outflow_of_fair")]
        triggers = [
            pgtrigger.Protect(name="outflow_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.fair_week} · {self.kind} · {self.kilos}"


class StockCount(models.Model):
    """Kilos of a tier found at the end of a day by two people. A recount is a new row; the last holds."""

    fair_week = models.ForeignKey(FairWeek, models.PROTECT, related_name="stock_counts")
    day = models.DateField(_("day"))
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    kilos = KilosField(_("kilos"))
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_counter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        ordering = ["-counted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kilos__gte=0), name="stock_count_not_negative"),
            models.CheckConstraint(
                condition=~Q(counted_by=F("second_counter")), name="stock_count_two_people"
            ),
        ]
        indexes = [models.Index(fields=["fair_week", "day", "tier", "-id"], name="stock_count_last")]
        triggers = [
            pgtrigger.Protect(name="stock_count_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.fair_week} · {self.tier} · {self.kilos}"


class WeekReport(models.Model):
    """The figures that the weekly meeting reads, as they stood when the week closed."""

    week = models.OneToOneField(MarketWeek, models.PROTECT, related_name="report")
    figures = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="week_report_final", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return str(self.week)
