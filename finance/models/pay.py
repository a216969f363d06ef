"""The weekly anticipo: one amount for everybody, what each agreed to have taken out of it, and the runs.

That the pay is equal is not left to a program: a line holds its run's amount or that of an exception of
its person, and an exception cites a decision. `finance/sql/pay.sql` ties the amounts together.
"""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField, format_money, format_number
from cecosesola.kernel.weeks import Week
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.models.loans import Loan
from finance.models.savings import PercentField, SavingsAccount
from finance.states import Deducted, PayRunState

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class PayRate(models.Model):
    """The anticipo of a week in a cooperative from a day on, the same for everybody, by a decision.

    `kept` is the part of it, in percent, that no deduction touches.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    since = models.DateField(_("from the week of"))
    amount = MoneyField(_("a week, for everybody"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    kept = PercentField(_("part that no deduction touches"), default=Decimal(50))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("anticipo")
        verbose_name_plural = _("anticipos")
        ordering = ["cooperative", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "since"], name="payrate_once_a_week"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payrate_above_zero"),
            models.CheckConstraint(condition=Q(kept__gte=0, kept__lte=100), name="payrate_keeps_a_part"),
            models.CheckConstraint(condition=Q(since__iso_week_day=1), name="payrate_from_a_monday"),
        ]
        triggers = [pgtrigger.Protect(name="payrate_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y} · {format_money(self.amount, self.currency)}"


class PayException(models.Model):
    """Another amount for one person during some weeks. Without a decision there is none."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    amount = MoneyField(_("a week"))
    since = models.DateField(_("from the week of"))
    until = models.DateField(_("to the week of"))
    reason = models.CharField(_("because"), max_length=300)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("exception to the anticipo")
        verbose_name_plural = _("exceptions to the anticipo")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "person", "amount"], name="payexception_whole"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payexception_not_negative"),
            models.CheckConstraint(
                condition=Q(since__iso_week_day=1, until__iso_week_day=1, until__gte=F("since")),
                name="payexception_of_weeks",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "until"], name="payexception_standing")]
        triggers = [pgtrigger.Protect(name="payexception_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.person} · {self.since:%d/%m/%Y} · {format_number(self.amount, 2)}"


class PayOrder(models.Model):
    """What a person asks to have taken out of their anticipo each week: for a saving, or for a loan.

    A loan's order without an amount takes what is due.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    saving = models.ForeignKey(SavingsAccount, models.PROTECT, null=True, related_name="+")
    loan = models.ForeignKey(Loan, models.PROTECT, null=True, related_name="+")
    amount = MoneyField(_("a week"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("standing deduction")
        verbose_name_plural = _("standing deductions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(saving__isnull=False, loan=None, amount__isnull=False)
                | Q(saving=None, loan__isnull=False),
                name="payorder_for_one_thing",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="payorder_above_zero"),
            models.UniqueConstraint(
                fields=["person", "saving"], condition=Q(ended_at=None), name="payorder_once_a_saving"
            ),
            models.UniqueConstraint(
                fields=["person", "loan"], condition=Q(ended_at=None), name="payorder_once_a_loan"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payorder_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="payorder_stays_itself", fields=["person", "saving", "loan", "amount", "asked_at"]
            ),
            pgtrigger.Protect(
                name="payorder_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.amount}"


class PayCharge(models.Model):
    """Something bought, or money advanced, that a person pays out of the next anticipos."""

    class Kind(models.TextChoices):
        PURCHASE = "purchase", _("bought on account")
        ADVANCE = "advance", _("money advanced")

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    what = models.CharField(_("what"), max_length=120)
    amount = MoneyField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    weeks = models.SmallIntegerField(_("in how many weeks"), default=1)
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"), db_default=Now())
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("charge on account")
        verbose_name_plural = _("charges on account")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="paycharge_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="paycharge_above_zero"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=52), name="paycharge_in_some_weeks"),
            models.CheckConstraint(condition=~Q(person=F("written_by")), name="paycharge_by_another"),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="paycharge_of_person")]
        triggers = [pgtrigger.Protect(name="paycharge_stays", operation=STAYS)]

    def __str__(self) -> str:
        return self.what


class PayRun(models.Model):
    """A week's anticipo of a cooperative: drawn up by one person or by the clock, posted by another.

    `digest` is of every line as it was drawn up: what is posted is what was looked at.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    monday = models.DateField(_("week of"))
    rate = models.ForeignKey(PayRate, models.PROTECT, related_name="runs")
    amount = MoneyField(_("for everybody"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    state = models.CharField(_("state"), max_length=8, choices=PayRunState.choices, default=PayRunState.DRAWN)
    people = models.IntegerField(_("people"))
    gross = MoneyField(_("in all"))
    deducted = MoneyField(_("deducted"))
    digest = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(_("drawn up"))
    posted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField(_("posted"), null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("run of the anticipo")
        verbose_name_plural = _("runs of the anticipo")
        ordering = ["-monday", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "amount"], name="payrun_whole"),
            models.UniqueConstraint(
                fields=["cooperative", "monday"], condition=~Q(state="dropped"), name="payrun_once_a_week"
            ),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="payrun_from_a_monday"),
            models.CheckConstraint(
                condition=Q(state="posted", entry__isnull=False, posted_by__isnull=False)
                & Q(posted_at__isnull=False)
                | Q(state__in=["drawn", "dropped"], entry=None, posted_by=None, posted_at=None),
                name="payrun_posted_says_how",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | Q(posted_by=None) | ~Q(posted_by=F("drawn_by")),
                name="payrun_by_two",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="payrun_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="payrun_stays_itself", fields=["cooperative", "monday", "drawn_at"]),
            pgtrigger.Protect(
                name="payrun_ends_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="drawn"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} · {Week.of(self.monday)}"


class PayLine(models.Model):
    """A person's anticipo of a week: the run's amount, or that of their exception."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="lines", db_constraint=False)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    run_amount = MoneyField()
    exception = models.ForeignKey(
        PayException, models.PROTECT, null=True, related_name="lines", db_constraint=False
    )
    gross = MoneyField(_("anticipo"))
    deducted = MoneyField(_("deducted"))
    net = models.GeneratedField(
        expression=F("gross") - F("deducted"), output_field=MoneyField(_("to hand out")), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="payline_once"),
            models.CheckConstraint(
                condition=Q(exception__isnull=False) | Q(gross=F("run_amount")), name="payline_equal_pay"
            ),
            models.CheckConstraint(
                condition=Q(deducted__gte=0, deducted__lte=F("gross")), name="payline_never_owes"
            ),
        ]
        indexes = [models.Index(fields=["person", "-run"], name="payline_of_person")]
        triggers = [pgtrigger.Protect(name="payline_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.person_id}"


class PayDeduction(models.Model):
    """What was taken out of a line, and what it paid."""

    line = models.ForeignKey(PayLine, models.PROTECT, related_name="deductions")
    kind = models.CharField(_("for"), max_length=8, choices=Deducted.choices)
    amount = MoneyField(_("amount"))
    loan = models.ForeignKey(Loan, models.PROTECT, null=True, related_name="+")
    charge = models.ForeignKey(PayCharge, models.PROTECT, null=True, related_name="deductions")
    saving = models.ForeignKey(SavingsAccount, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="paydeduction_above_zero"),
            models.CheckConstraint(
                condition=Q(kind="loan", loan__isnull=False, charge=None, saving=None)
                | Q(kind="charge", loan=None, charge__isnull=False, saving=None)
                | Q(kind="saving", loan=None, charge=None, saving__isnull=False),
                name="paydeduction_for_one_thing",
            ),
        ]
        triggers = [pgtrigger.Protect(name="paydeduction_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind} {self.amount}"


class PayHanding(models.Model):
    """When and how a line's money reached its person."""

    line = models.OneToOneField(PayLine, models.PROTECT, related_name="handing")
    place = models.CharField(_("how"), max_length=20)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(_("handed out"), db_default=Now())

    class Meta:
        triggers = [pgtrigger.Protect(name="payhanding_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.place}"
