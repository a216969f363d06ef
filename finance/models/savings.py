"""Savings: what is offered, whose each one is, what was withdrawn, the interest of each stretch of days."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.models.holds import Hold
from finance.schedules import Every
from finance.states import SavingKind, SavingState, WithdrawalState

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class EveryChoices(models.TextChoices):
    WEEK = Every.WEEK, _("every week")
    MONTH = Every.MONTH, _("every month")


class PercentField(models.DecimalField):
    """A yearly rate or a part, in percent: 9.4822 is 9.4822 %."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_digits", 9)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class SavingsProduct(models.Model):
    """A way of saving that a cooperative offers.

    Interest is reckoned by the day and posted every `posts_every` months, counted from January; a term's
    once, when it is reached. `early_percent` is the part of its rate that a term earns when closed before.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=SavingKind.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    compound = models.BooleanField(_("interest earns interest by the day"), default=True)
    posts_every = models.SmallIntegerField(_("months between postings of interest"), default=1)
    term_months = models.SmallIntegerField(_("months of the term"), null=True, blank=True)
    early_percent = PercentField(_("part of the rate when closed early"), default=Decimal(0))
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("way of saving")
        verbose_name_plural = _("ways of saving")
        ordering = ["cooperative", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="savingsproduct_name_once"),
            models.CheckConstraint(
                condition=Q(kind="term", term_months__gte=1, term_months__lte=120)
                | Q(kind__in=["sight", "planned"], term_months=None),
                name="savingsproduct_term_has_months",
            ),
            models.CheckConstraint(
                condition=Q(posts_every__in=[1, 2, 3, 4, 6, 12]), name="savingsproduct_posts"
            ),
            models.CheckConstraint(
                condition=Q(early_percent__gte=0, early_percent__lte=100),
                name="savingsproduct_early_is_a_part",
            ),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="savingsproduct_currency"),
        ]
        triggers = [
            pgtrigger.Protect(name="savingsproduct_never_deleted", operation=pgtrigger.Delete),
            # Whoever saves did so by these rules.
            pgtrigger.ReadOnly(
                name="savingsproduct_stays_itself",
                fields=[
                    "cooperative",
                    "kind",
                    "currency",
                    "compound",
                    "posts_every",
                    "term_months",
                    "early_percent",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavingsRate(models.Model):
    """The yearly rate of a way of saving from a day on, by a decision."""

    product = models.ForeignKey(SavingsProduct, models.PROTECT, related_name="rates")
    since = models.DateField(_("from"))
    percent = PercentField(_("yearly rate"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["product", "-since"]
        constraints = [
            models.UniqueConstraint(fields=["product", "since"], name="savingsrate_once_a_day"),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=1000), name="savingsrate_is_a_rate"
            ),
        ]
        triggers = [pgtrigger.Protect(name="savingsrate_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since} {self.percent}"


class SavingsAccount(models.Model):
    """Somebody's saving. What it holds is its ledger account's balance; its number tells it apart.

    `interest_through` is the last day whose interest is posted; `checked` counts the movements of the account
    that were looked at for days before that. A term keeps the rate it was opened at.
    """

    class Signing(models.TextChoices):
        ANY = "any", _("any one of them")
        ALL = "all", _("all of them together")

    product = models.ForeignKey(SavingsProduct, models.PROTECT, related_name="savings")
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="saving")
    state = models.CharField(
        _("state"), max_length=8, choices=SavingState.choices, default=SavingState.ACTIVE
    )
    signing = models.CharField(_("who withdraws"), max_length=3, choices=Signing.choices, default=Signing.ANY)
    opened_on = models.DateField(_("opened"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    ends_on = models.DateField(_("term until"), null=True, blank=True)
    percent = PercentField(_("rate of the term"), null=True, blank=True)
    plan_amount = MoneyField(_("each time"), null=True, blank=True)
    plan_every = models.CharField(_("how often"), max_length=5, choices=EveryChoices.choices, blank=True)
    interest_through = models.DateField(_("interest posted until"))
    checked = models.BigIntegerField(default=0)
    key = models.CharField(max_length=80)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("saving")
        verbose_name_plural = _("savings")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="saving_key_once"),
            models.CheckConstraint(condition=Q(state__in=SavingState.values), name="saving_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) | ~Q(state="closed") & Q(closed_on=None),
                name="saving_closed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, percent=None)
                | Q(ends_on__gt=F("opened_on"), percent__gte=0, ends_on__isnull=False, percent__isnull=False),
                name="saving_term_has_a_rate",
            ),
            models.CheckConstraint(
                condition=Q(plan_amount=None, plan_every="") | Q(plan_amount__gt=0, plan_every__in=Every),
                name="saving_plan_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["interest_through", "id"], name="saving_due", condition=Q(state="active")),
        ]
        triggers = [
            pgtrigger.Protect(name="saving_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="saving_stays_itself",
                fields=["product", "ledger", "opened_on", "ends_on", "percent", "key", "opened_by"],
            ),
            pgtrigger.Protect(
                name="saving_closes_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"A-{self.pk:06d}"


class SavingsHolder(models.Model):
    """Whose a saving is, and who answers for a child. Holding ends; it is not erased."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        JOINT = "joint", _("joint holder")
        GUARDIAN = "guardian", _("answers for a child")

    saving = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="holders")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    role = models.CharField(_("as"), max_length=8, choices=Role.choices)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["saving", "person"], condition=Q(until=None), name="holder_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["saving"], condition=Q(role="owner"), name="holder_one_owner"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")) & ~Q(role="owner"),
                name="holder_owner_stays",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "joint", "guardian"]), name="holder_role_known"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="holder_of_person", condition=Q(until=None))]
        triggers = [
            pgtrigger.Protect(name="holder_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="holder_stays_itself", fields=["saving", "person", "role", "since"]),
        ]

    def __str__(self) -> str:
        return f"{self.saving_id}: {self.person_id}"


class SavingsWithdrawal(models.Model):
    """Money that a holder asked for: held at once, paid by the desk, or taken back."""

    saving = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="withdrawals")
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="+")
    amount = MoneyField(_("amount"))
    state = models.CharField(
        _("state"), max_length=6, choices=WithdrawalState.choices, default=WithdrawalState.ASKED
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    closes = models.BooleanField(_("all of it, and closes the saving"), default=False)
    key = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="withdrawal_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="withdrawal_above_zero"),
            models.CheckConstraint(
                condition=Q(state="asked", entry=None, ended_at=None)
                | Q(state="paid", entry__isnull=False, ended_at__isnull=False, ended_by__isnull=False)
                | Q(state="undone", entry=None, ended_at__isnull=False, ended_by__isnull=False),
                name="withdrawal_says_how_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | ~Q(ended_by=F("asked_by")), name="withdrawal_by_two_people"
            ),
        ]
        indexes = [models.Index(fields=["id"], name="withdrawal_waiting", condition=Q(state="asked"))]
        triggers = [
            pgtrigger.Protect(name="withdrawal_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="withdrawal_stays_itself",
                fields=["saving", "hold", "amount", "asked_by", "asked_at", "closes", "key"],
            ),
            pgtrigger.Protect(
                name="withdrawal_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["paid", "undone"]),
            ),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk:06d}"


class WithdrawalConsent(models.Model):
    """A joint holder agrees to a withdrawal, where all of them must."""

    withdrawal = models.ForeignKey(SavingsWithdrawal, models.PROTECT, related_name="consents")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["withdrawal", "person"], name="consent_once")]
        triggers = [pgtrigger.Protect(name="consent_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.withdrawal_id}: {self.person_id}"


class SavingsInterest(models.Model):
    """The interest of a stretch of days, once; a later revision is what a movement that came late changed.

    `seen` counts the movements of the account that were known: one above it, dated in these days, is late.
    `exact` is the whole interest of the stretch before rounding, as it was known then.
    """

    saving = models.ForeignKey(SavingsAccount, models.PROTECT, related_name="interest")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    revision = models.SmallIntegerField(default=0)
    exact = models.DecimalField(max_digits=30, decimal_places=8)
    amount = models.DecimalField(_("interest"), max_digits=20, decimal_places=2)
    seen = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)
    posted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("interest of a saving")
        verbose_name_plural = _("interest of savings")
        constraints = [
            models.UniqueConstraint(fields=["saving", "ends", "revision"], name="interest_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="interest_of_days"),
            models.CheckConstraint(
                condition=Q(amount=0, entry=None) | ~Q(amount=0) & Q(entry__isnull=False),
                name="interest_posts_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(revision=0, why="", amount__gte=0) | Q(revision__gt=0) & ~Q(why=""),
                name="interest_change_says_why",
            ),
        ]
        triggers = [pgtrigger.Protect(name="interest_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.saving_id} {self.ends}"
