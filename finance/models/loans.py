"""Loans: what is offered, who asks for what, the plans that followed each other, and what was paid."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.models.savings import PERSON, STAYS, EveryChoices, PercentField
from finance.schedules import DayCount, Method, Rounding
from finance.states import Backing, Fund, GuaranteeState, LoanState, PlanReason


class MethodChoices(models.TextChoices):
    FRENCH = Method.FRENCH, _("equal instalments")
    EQUAL_PRINCIPAL = Method.EQUAL_PRINCIPAL, _("equal parts of the loan, interest on what is left")
    FLAT = Method.FLAT, _("equal parts, interest on the whole loan")
    HARVEST = Method.HARVEST, _("by harvests")


class DayCountChoices(models.TextChoices):
    THIRTY_360 = DayCount.THIRTY_360, _("months of 30 days")
    ACTUAL_365 = DayCount.ACTUAL_365, _("days of the calendar, year of 365")
    ACTUAL_360 = DayCount.ACTUAL_360, _("days of the calendar, year of 360")


class RoundingChoices(models.TextChoices):
    HALF_UP = Rounding.HALF_UP, _("to the nearest, halves up")
    HALF_EVEN = Rounding.HALF_EVEN, _("to the nearest, halves to the even one")
    UP = Rounding.UP, _("up")
    DOWN = Rounding.DOWN, _("down")


class LoanProduct(models.Model):
    """A kind of loan that a cooperative gives, to people or to member organisations.

    One `of_goods` hands over a fridge or a cooker and no money: a sale that is paid in instalments.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    fund = models.CharField(_("whose money"), max_length=6, choices=Fund.choices, default=Fund.OWN)
    to_organisations = models.BooleanField(_("for member organisations"), default=False)
    of_goods = models.BooleanField(_("goods sold on instalments"), default=False)
    method = models.CharField(_("repaid"), max_length=16, choices=MethodChoices.choices)
    every = models.CharField(_("how often"), max_length=5, choices=EveryChoices.choices)
    step = models.SmallIntegerField(_("weeks or months between instalments"), default=1)
    count = models.CharField(_("days are counted as"), max_length=10, choices=DayCountChoices.choices)
    rounding = models.CharField(_("instalments are rounded"), max_length=9, choices=RoundingChoices.choices)
    round_to = models.DecimalField(_("rounded to"), max_digits=8, decimal_places=2, default="0.01")
    most_instalments = models.SmallIntegerField(_("instalments at most"), default=60)
    most_grace = models.SmallIntegerField(_("instalments of interest alone at most"), default=0)
    backing = models.CharField(
        _("backed by"), max_length=10, choices=Backing.choices, default=Backing.COLLECTIVE
    )
    guarantors = models.SmallIntegerField(_("how many answer for it"), default=0)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("kind of loan")
        verbose_name_plural = _("kinds of loan")
        ordering = ["cooperative", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="loanproduct_name_once"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="loanproduct_currency"),
            models.CheckConstraint(
                condition=Q(step__gte=1, step__lte=24, most_instalments__gte=1, most_instalments__lte=360)
                & Q(most_grace__gte=0, most_grace__lt=F("most_instalments")),
                name="loanproduct_terms_make_sense",
            ),
            models.CheckConstraint(condition=Q(round_to__gt=0), name="loanproduct_rounds_to_something"),
            models.CheckConstraint(
                condition=Q(backing="collective", guarantors=0)
                | Q(backing="guarantors", guarantors__gte=1, guarantors__lte=9),
                name="loanproduct_backed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(of_goods=False) | Q(fund="own", to_organisations=False),
                name="loanproduct_goods_to_people",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="loanproduct_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="loanproduct_stays_itself",
                exclude=["name", "is_offered"],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoanRate(models.Model):
    """The yearly rate of a kind of loan from a day on, by a decision."""

    product = models.ForeignKey(LoanProduct, models.PROTECT, related_name="rates")
    since = models.DateField(_("from"))
    percent = PercentField(_("yearly rate"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["product", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["product", "since"], name="loanrate_once_a_day"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=1000), name="loanrate_is_a_rate"),
        ]
        triggers = [pgtrigger.Protect(name="loanrate_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since} {self.percent}"


class Loan(models.Model):
    """What somebody asked for, what was agreed, and how it stands.

    `amount` is what may be drawn in all; `harvests` are [day, part] pairs of a loan repaid by harvests.
    `shows_name` is the asker's word that the meeting's agenda may name them.
    """

    product = models.ForeignKey(LoanProduct, models.PROTECT, related_name="loans")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("federation.Cooperative", models.PROTECT, null=True, related_name="+")
    amount = MoneyField(_("amount"))
    instalments = models.SmallIntegerField(_("instalments"))
    grace = models.SmallIntegerField(_("instalments of interest alone"), default=0)
    harvests = models.JSONField(_("harvests"), default=list, blank=True)
    purpose = models.CharField(_("what for"), max_length=200)
    need = models.TextField(_("why it is needed"), max_length=2000)
    shows_name = models.BooleanField(_("the agenda may say whose it is"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=LoanState.choices, default=LoanState.ASKED)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, null=True, related_name="+")
    rate = models.ForeignKey(LoanRate, models.PROTECT, null=True, related_name="+")
    ledger = models.OneToOneField(Account, models.PROTECT, null=True, related_name="loan")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    ended_on = models.DateField(_("ended"), null=True)
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="loan_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="loan_above_zero"),
            models.CheckConstraint(
                condition=Q(instalments__gte=1, grace__gte=0, grace__lt=F("instalments")),
                name="loan_terms_make_sense",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation=None)
                | Q(person=None, organisation__isnull=False),
                name="loan_to_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "undone"])
                | Q(state__in=["agreed", "running", "repaid", "written_off"], rate__isnull=False)
                & Q(decision__isnull=False)
                | Q(state="declined", decision__isnull=False),
                name="loan_agreed_by_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "repaid", "written_off"]) | Q(ledger__isnull=False),
                name="loan_running_has_an_account",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed", "running"], ended_on=None)
                | Q(state__in=["repaid", "written_off", "declined", "undone"], ended_on__isnull=False),
                name="loan_ended_says_when",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="loan_of_person")]
        triggers = [
            pgtrigger.Protect(name="loan_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="loan_stays_itself",
                fields=[
                    "product",
                    "person",
                    "organisation",
                    "purpose",
                    "need",
                    "asked_by",
                    "asked_at",
                    "key",
                ],
            ),
            pgtrigger.Protect(
                name="loan_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["repaid", "written_off", "declined", "undone"]),
            ),
            pgtrigger.Protect(
                name="loan_agreed_terms_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="asked")
                & (
                    pgtrigger.Q(old__amount__df=pgtrigger.F("new__amount"))
                    | pgtrigger.Q(old__rate__df=pgtrigger.F("new__rate"))
                    | pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"P-{self.pk:06d}"


class LoanGuarantor(models.Model):
    """Somebody who was asked to answer for a loan, and what they answered."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="backers")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=GuaranteeState.choices, default=GuaranteeState.ASKED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["loan", "person"], name="guarantor_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None)
                | Q(state__in=["given", "declined"], answered_at__isnull=False),
                name="guarantor_answers",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="guarantor_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="guarantor_stays_itself", fields=["loan", "person"]),
            pgtrigger.Protect(
                name="guarantor_answers_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id}: {self.person_id}"


class LoanDraw(models.Model):
    """Money of a loan handed over on a day."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="draws")
    on = models.DateField(_("day"))
    amount = MoneyField(_("amount"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    drawn_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="draw_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="draw_above_zero"),
        ]
        triggers = [pgtrigger.Protect(name="draw_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.on} {self.amount}"


class LoanPlan(models.Model):
    """A plan of repayment. A later version takes its place; the earlier ones stay to be read."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="plans")
    version = models.SmallIntegerField(_("version"))
    since = models.DateField(_("from"))
    reason = models.CharField(_("because"), max_length=12, choices=PlanReason.choices)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("what was said"), max_length=300, blank=True)
    terms = models.JSONField(_("terms"))
    principal = MoneyField(_("to pay back"))
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["loan", "version"]
        constraints = [
            models.UniqueConstraint(fields=["loan", "version"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1, principal__gt=0), name="plan_of_something"),
            models.CheckConstraint(
                condition=~Q(reason="renegotiated") | Q(decision__isnull=False),
                name="plan_renegotiated_by_decision",
            ),
        ]
        triggers = [pgtrigger.Protect(name="plan_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.loan_id} v{self.version}"


class LoanInstalment(models.Model):
    """A line of a plan: what is due on a day."""

    plan = models.ForeignKey(LoanPlan, models.PROTECT, related_name="instalments")
    number = models.SmallIntegerField(_("number"))
    due = models.DateField(_("due"))
    principal = MoneyField(_("principal"))
    interest = MoneyField(_("interest"))
    balance = MoneyField(_("left"))

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="instalment_once"),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0, balance__gte=0), name="instalment_not_negative"
            ),
        ]
        triggers = [pgtrigger.Protect(name="instalment_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.plan_id}/{self.number}"


class LoanPayment(models.Model):
    """What was paid on a day, and what it paid: interest first, then principal. `early` was not due yet."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="payments")
    plan = models.ForeignKey(LoanPlan, models.PROTECT, related_name="payments")
    on = models.DateField(_("day"))
    amount = MoneyField(_("amount"))
    interest = MoneyField(_("interest"))
    principal = MoneyField(_("principal"))
    early = MoneyField(_("ahead of time"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # a run of pay pays many
    received_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="payment_key_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, interest__gte=0, principal__gte=0, early__gte=0)
                & Q(amount=F("interest") + F("principal") + F("early")),
                name="payment_pays_what_it_is",
            ),
        ]
        triggers = [pgtrigger.Protect(name="payment_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.on} {self.amount}"


class LoanWriteOff(models.Model):
    """What a decision let go of."""

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="write_off")
    amount = MoneyField(_("amount"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="writeoff_above_zero")]
        triggers = [pgtrigger.Protect(name="writeoff_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.loan_id}: {self.amount}"
