"""What a month's closing, a revaluation, a surplus and a new era of the currency leave written."""

import datetime as dt
from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField, format_money, format_number
from finance.models.entries import Entry
from finance.models.periods import Period
from finance.models.rates import FxRate

STAYS = pgtrigger.Update | pgtrigger.Delete


class PeriodClosing(models.Model):
    """One closing of a month: what its checklist said that moment, and what was said about the rest."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="closings")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed"), db_default=Now())
    checklist = models.JSONField(_("checklist"))
    note = models.CharField(_("about what was still open"), max_length=500, blank=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="closing_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.period} · {self.closed_at:%Y-%m-%d}"


class Revaluation(models.Model):
    """Foreign money told in bolívares at a day's rate: what it gained since the last time, as an entry.

    `position` is what the exchange brought in of the currency; `cost` what it stood at in bolívares
    before; `gain` is position × rate − cost, negative for a loss.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    on = models.DateField(_("day"))
    rate = models.ForeignKey(FxRate, models.PROTECT, related_name="+")
    position = models.DecimalField(_("position"), max_digits=24, decimal_places=2)
    cost = models.DecimalField(_("cost"), max_digits=24, decimal_places=2)
    gain = models.DecimalField(_("gain"), max_digits=24, decimal_places=2)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), db_default=Now())

    class Meta:
        verbose_name = _("revaluation")
        verbose_name_plural = _("revaluations")
        constraints = [
            models.CheckConstraint(condition=~Q(currency="VES"), name="revaluation_foreign"),
            models.CheckConstraint(
                condition=Q(gain=0, entry=None) | (~Q(gain=0) & Q(entry__isnull=False)),
                name="revaluation_posts_its_gain",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "-on", "-id"], name="revaluation_latest")]
        triggers = [pgtrigger.Protect(name="revaluation_stays", operation=STAYS)]

    def __str__(self) -> str:
        gain = format_money(self.gain, Currency.VES)
        return f"{self.cooperative} · {self.currency} · {self.on:%d/%m/%Y} · {gain}"


class SurplusRule(models.Model):
    """From a day on, the part of a surplus that goes to a reserve or fund; a later row replaces it.

    The cooperatives' law sets the least: 10 % each to the emergency reserve, education and social
    protection (Ley Especial de Asociaciones Cooperativas, article 54). The decision says how much here.
    """

    node_code = models.CharField(_("goes to"), max_length=20)
    percent = models.DecimalField(_("percent"), max_digits=5, decimal_places=2)
    since = models.DateField(_("from"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("part of the surplus")
        verbose_name_plural = _("parts of the surplus")
        ordering = ["node_code", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["node_code", "since"], name="surplusrule_once_a_day"),
            models.CheckConstraint(
                condition=Q(percent__gte=Decimal(0), percent__lte=Decimal(100)), name="surplusrule_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(node_code__startswith="3.") | Q(node_code__startswith="2."),
                name="surplusrule_to_equity_or_fund",
            ),
        ]
        triggers = [pgtrigger.Protect(name="surplusrule_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.node_code} · {format_number(self.percent, 2)} % ({self.since:%d/%m/%Y})"


class SurplusDistribution(models.Model):
    """The surplus of closed months, shared out by the rules of its last day. No month is shared twice."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    during = DateRangeField(_("months"))
    surplus = MoneyField(_("surplus"))
    parts = models.JSONField(_("parts"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(_("shared out"), db_default=Now())

    class Meta:
        verbose_name = _("sharing of a surplus")
        verbose_name_plural = _("sharings of surplus")
        constraints = [
            models.CheckConstraint(condition=Q(surplus__gt=0), name="surplus_above_zero"),
            ExclusionConstraint(
                name="surplus_month_once",
                expressions=[("cooperative", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [pgtrigger.Protect(name="surplus_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.during}: {self.surplus}"

    @property
    def last(self) -> dt.date:
        """The last day that was shared out: the database keeps the day after it."""
        return self.during.upper - dt.timedelta(days=1)


class CurrencyEra(models.Model):
    """From a day on, one new bolívar stands for `divisor` old ones. The code of the currency stays."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.VES)
    name = models.CharField(_("name"), max_length=80)
    starts = models.DateField(_("first day"))
    divisor = models.BigIntegerField(_("old ones for a new one"))
    source = models.CharField(_("published in"), max_length=160)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("written"), db_default=Now())

    class Meta:
        verbose_name = _("era of a currency")
        verbose_name_plural = _("eras of currencies")
        constraints = [
            models.UniqueConstraint(fields=["currency", "starts"], name="era_first_day_once"),
            models.CheckConstraint(
                condition=Q(divisor__in=[10**power for power in range(1, 13)]), name="era_takes_zeros_off"
            ),
        ]
        triggers = [pgtrigger.Protect(name="era_stays", operation=STAYS)]

    def __str__(self) -> str:
        return self.name


class EraProof(models.Model):
    """A conversion tried on a copy of a cooperative's balances: what it would do, and to what exactly.

    `digest` names the balances it was tried on; the conversion refuses when they are others by then.
    """

    era = models.ForeignKey(CurrencyEra, models.PROTECT, related_name="proofs")
    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    accounts = models.IntegerField(_("accounts"))
    debits_before = models.DecimalField(max_digits=30, decimal_places=2)
    debits_after = models.DecimalField(max_digits=30, decimal_places=2)
    rounding = models.DecimalField(_("rounding"), max_digits=20, decimal_places=2)
    proven_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proven_at = models.DateTimeField(_("proven"), db_default=Now())

    class Meta:
        triggers = [pgtrigger.Protect(name="eraproof_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.era} · {self.cooperative_id}"


class EraConversion(models.Model):
    """A cooperative's books told in the new currency: once an era, by two people, as it was proven."""

    era = models.ForeignKey(CurrencyEra, models.PROTECT, related_name="conversions")
    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    proof = models.OneToOneField(EraProof, models.PROTECT, related_name="conversion")
    entries = models.IntegerField(_("entries"))
    converted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proven_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    converted_at = models.DateTimeField(_("converted"), db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["era", "cooperative"], name="era_converts_once"),
            models.CheckConstraint(
                condition=~Q(converted_by=F("proven_by")), name="era_converted_by_two_people"
            ),
        ]
        triggers = [pgtrigger.Protect(name="eraconversion_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.era} · {self.cooperative_id}"
