"""Dues: what each plan asks a week or a month, who is in it, what was charged, what came in.

An affiliate collects its families' dues and brings them in one go; whoever is not in one pays here. That a
batch asks the same of every family, and that a receipt is what its lines add up to, `finance/sql/dues.sql`
keeps.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField, format_money
from finance.models.accounts import Account
from finance.models.benefits import BenefitFund
from finance.models.entries import Entry
from finance.models.savings import EveryChoices
from finance.schedules import Every

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class DuesPlan(models.Model):
    """Something that families pay for, week by week or month by month.

    Its dues go into a fund, or are income of the cooperative's services.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    every = models.CharField(_("how often"), max_length=5, choices=EveryChoices.choices)
    fund = models.ForeignKey(BenefitFund, models.PROTECT, null=True, blank=True, related_name="plans")
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("plan of dues")
        verbose_name_plural = _("plans of dues")
        ordering = ["cooperative", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="duesplan_name_once"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="duesplan_currency"),
            models.CheckConstraint(condition=Q(every__in=list(Every)), name="duesplan_every"),
        ]
        triggers = [
            pgtrigger.Protect(name="duesplan_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="duesplan_stays_itself", fields=["cooperative", "currency", "every", "fund"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DuesRate(models.Model):
    """What a plan asks of each family from a day on, by a decision."""

    plan = models.ForeignKey(DuesPlan, models.PROTECT, related_name="rates")
    since = models.DateField(_("from"))
    amount = MoneyField(_("each time"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["plan", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "since"], name="duesrate_once_a_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="duesrate_above_zero"),
        ]
        triggers = [pgtrigger.Protect(name="duesrate_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.since} {self.amount}"


class Enrolment(models.Model):
    """A family in a plan, by who answers for it. What it owes is its ledger account's balance.

    `through` is the affiliate that collects; `charged_through` the last day whose dues were charged.
    """

    plan = models.ForeignKey(DuesPlan, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    through = models.ForeignKey("federation.Cooperative", models.PROTECT, null=True, related_name="+")
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)
    charged_through = models.DateField(_("charged until"))
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="+")
    enrolled_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=Q(until=None), name="enrolment_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="enrolment_days"),
        ]
        indexes = [
            models.Index(fields=["plan", "charged_through"], name="enrolment_due"),
            models.Index(fields=["plan", "through"], name="enrolment_through", condition=Q(until=None)),
            models.Index(fields=["person"], name="enrolment_of_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="enrolment_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="enrolment_stays_itself",
                fields=["plan", "person", "since", "ledger", "enrolled_by", "enrolled_at"],
            ),
            pgtrigger.Protect(
                name="enrolment_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__until__isnull=False)
                & pgtrigger.Q(new__until__df=pgtrigger.F("old__until")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.plan)


class DuesBatch(models.Model):
    """The dues of a week or month of the families of one affiliate: one amount, one entry."""

    plan = models.ForeignKey(DuesPlan, models.PROTECT, related_name="batches")
    through = models.ForeignKey("federation.Cooperative", models.PROTECT, null=True, related_name="+")
    starts = models.DateField(_("from"))
    part = models.SmallIntegerField(_("part"), default=1)
    rate = models.ForeignKey(DuesRate, models.PROTECT, related_name="+")
    amount = MoneyField(_("of each family"))
    families = models.IntegerField(_("families"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("batch of dues")
        verbose_name_plural = _("batches of dues")
        ordering = ["-starts", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "through", "starts", "part"], name="duesbatch_once", nulls_distinct=False
            ),
            models.UniqueConstraint(fields=["id", "starts", "amount"], name="duesbatch_whole"),
            models.CheckConstraint(condition=Q(families__gt=0, amount__gt=0), name="duesbatch_of_somebody"),
        ]
        triggers = [pgtrigger.Protect(name="duesbatch_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.starts}"


class DuesCharge(models.Model):
    """What one family was asked for one week or month."""

    batch = models.ForeignKey(DuesBatch, models.PROTECT, related_name="charges")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="charges")
    starts = models.DateField(_("from"))
    amount = MoneyField(_("amount"))

    class Meta:
        ordering = ["-starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "starts"], name="duescharge_once_a_time"),
        ]
        triggers = [pgtrigger.Protect(name="duescharge_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.starts}"


class DuesReceipt(models.Model):
    """Money that came in for dues: an affiliate's, or one family's."""

    plan = models.ForeignKey(DuesPlan, models.PROTECT, related_name="receipts")
    through = models.ForeignKey("federation.Cooperative", models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("day"))
    amount = MoneyField(_("in all"))
    place = models.CharField(_("received in"), max_length=12)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("receipt of dues")
        verbose_name_plural = _("receipts of dues")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="duesreceipt_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="duesreceipt_above_zero"),
        ]
        indexes = [models.Index(fields=["plan", "-id"], name="duesreceipt_of_plan")]
        triggers = [pgtrigger.Protect(name="duesreceipt_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.plan} · {self.on:%d/%m/%Y} · {format_money(self.amount, self.plan.currency)}"


class DuesPaid(models.Model):
    """What of a receipt is one family's."""

    receipt = models.ForeignKey(DuesReceipt, models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="payments")
    amount = MoneyField(_("amount"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["receipt", "enrolment"], name="duespaid_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="duespaid_above_zero"),
        ]
        indexes = [models.Index(fields=["enrolment", "-id"], name="duespaid_of_enrolment")]
        triggers = [pgtrigger.Protect(name="duespaid_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.amount}"
