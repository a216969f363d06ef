"""Solidarity and insurance funds: their rules by dated decisions, and what is asked of them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance import chart
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.states import ClaimState

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class BenefitFund(models.Model):
    """A fund that stands by its people: what it holds is its ledger account's balance.

    Plans of dues fill it, and cover who is enrolled in one of them; without any it covers every member.
    """

    class Purpose(models.TextChoices):
        SOLIDARITY = chart.SOLIDARITY_FUND, _("solidarity")
        HEALTH = chart.HEALTH_FUND, _("health")
        FUNERAL = chart.FUNERAL_FUND, _("funeral")

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("what for"), max_length=12, choices=Purpose.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="+")
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["cooperative", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="benefitfund_name_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="benefitfund_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="benefitfund_stays_itself", fields=["cooperative", "purpose", "currency", "ledger"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BenefitRule(models.Model):
    """From a day on: how long somebody waits, and how much the fund gives a person at most, by a decision."""

    fund = models.ForeignKey(BenefitFund, models.PROTECT, related_name="rules")
    since = models.DateField(_("from"))
    waiting_days = models.SmallIntegerField(_("days until it covers"))
    ceiling = MoneyField(_("a person, at most"))
    months = models.SmallIntegerField(_("in how many months"), default=12)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["fund", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "since"], name="benefitrule_once_a_day"),
            models.CheckConstraint(
                condition=Q(waiting_days__gte=0, waiting_days__lte=1100, ceiling__gt=0)
                & Q(months__gte=1, months__lte=120),
                name="benefitrule_makes_sense",
            ),
        ]
        triggers = [pgtrigger.Protect(name="benefitrule_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.since}"


class Contribution(models.Model):
    """Money given to a fund beyond any dues."""

    fund = models.ForeignKey(BenefitFund, models.PROTECT, related_name="contributions")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    place = models.CharField(_("received in"), max_length=12)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="contribution_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="contribution_above_zero"),
        ]
        triggers = [pgtrigger.Protect(name="contribution_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.on}: {self.amount}"


class Claim(models.Model):
    """Something that happened to somebody: told, heard, valued by a decision, paid by another person."""

    fund = models.ForeignKey(BenefitFund, models.PROTECT, related_name="claims")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    happened_on = models.DateField(_("day it happened"))
    what = models.TextField(_("what happened"), max_length=2000)
    asked = MoneyField(_("what it costs"))
    state = models.CharField(_("state"), max_length=8, choices=ClaimState.choices, default=ClaimState.TOLD)
    told_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told"), db_default=Now())
    heard_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    heard_at = models.DateTimeField(_("heard"), null=True)
    said = models.TextField(_("what was said"), max_length=2000, blank=True)
    rule = models.ForeignKey(BenefitRule, models.PROTECT, null=True, related_name="+")
    amount = MoneyField(_("what the fund gives"), null=True)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, null=True, related_name="+")
    valued_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    valued_at = models.DateTimeField(_("valued"), null=True)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(_("paid"), null=True)
    place = models.CharField(_("paid out of"), max_length=12, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="claim_key_once"),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(asked__gt=0) & (Q(amount=None) | Q(amount__gt=0)), name="claim_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["told", "undone"]) | Q(heard_by__isnull=False, heard_at__isnull=False),
                name="claim_was_heard",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["valued", "paid"])
                | Q(
                    amount__isnull=False, decision__isnull=False, valued_by__isnull=False, rule__isnull=False
                ),
                name="claim_valued_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(entry__isnull=False, paid_by__isnull=False),
                name="claim_paid_in_the_books",
            ),
            models.CheckConstraint(
                condition=(Q(valued_by=None) | ~Q(valued_by=F("person")))
                & (Q(heard_by=None) | ~Q(heard_by=F("person"))),
                name="claim_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("valued_by")) & ~Q(paid_by=F("person")),
                name="claim_paid_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="claim_of_person"),
            models.Index(fields=["state", "-id"], name="claim_in_state"),
            models.Index(fields=["fund", "person", "happened_on"], name="claim_of_fund_and_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="claim_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="claim_stays_itself",
                fields=["fund", "person", "happened_on", "what", "asked", "told_by", "told_at", "key"],
            ),
            pgtrigger.Protect(
                name="claim_paid_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["paid", "undone", "declined"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"S-{self.pk:06d}"
