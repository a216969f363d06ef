"""The chart of accounts, the accounts under it and what they hold."""

from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency
from finance.models.fields import LedgerAmountField
from finance.states import DEBIT_KINDS, Kind


class Node(models.Model):
    """A line of a cooperative's chart of accounts."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    side = models.GeneratedField(
        expression=Case(
            When(kind__in=[str(kind) for kind in DEBIT_KINDS], then=Value(1)),
            default=Value(-1),
            output_field=models.SmallIntegerField(),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("account of the chart")
        verbose_name_plural = _("chart of accounts")
        ordering = ["cooperative", "code"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "code"], name="node_code_once"),
            models.UniqueConstraint(fields=["id", "cooperative", "side"], name="node_side"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="node_kind_known"),
            models.CheckConstraint(
                condition=~Q(name__iregex="subsid|subvenci"), name="node_no_outside_subsidy"
            ),
            # The first figure says the kind, so that whoever reads a code knows what it is.
            models.CheckConstraint(
                condition=Q(kind="asset", code__regex=r"^1(\.\d{1,3}){1,4}$")
                | Q(kind="liability", code__regex=r"^2(\.\d{1,3}){1,4}$")
                | Q(kind="equity", code__regex=r"^3(\.\d{1,3}){1,4}$")
                | Q(kind="income", code__regex=r"^4(\.\d{1,3}){1,4}$")
                | Q(kind="expense", code__regex=r"^5(\.\d{1,3}){1,4}$"),
                name="node_code_says_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Account(models.Model):
    """Where amounts rest: a node, for a party, a product and a currency.

    `party` names whose it is (`session:412`, `producer:41`, `member:9`), `product` tells apart several
    of the same party (`cash`, `large`). `floor` is the lowest balance it may reach, as people read it;
    None means no floor. A hot account has no floor and takes postings from many hands at once: its
    legs carry no running balance, and a job folds them into its balance.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, models.PROTECT, related_name="accounts", db_constraint=False)
    side = models.SmallIntegerField()
    party = models.TextField(_("party"), default="", blank=True)
    product = models.TextField(_("product"), default="", blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    floor = LedgerAmountField(_("lowest balance"), null=True)
    hot = models.BooleanField(_("takes postings from many hands"), default=False)
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["node", "party", "product", "currency"], name="account_once"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="account_currency_known"),
            models.CheckConstraint(condition=Q(hot=False) | Q(floor=None), name="account_hot_has_no_floor"),
        ]
        indexes = [models.Index(fields=["party"], name="account_of_party", condition=~Q(party=""))]

    def __str__(self) -> str:
        return " · ".join(filter(None, [str(self.node), self.party, self.product, self.currency]))


class Balance(models.Model):
    """What an account holds: one row an account, moved together with its legs.

    Made with the account by a trigger, which also keeps its side, floor and heat equal to the account's.
    """

    account = models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="balance")
    debit = LedgerAmountField(default=Decimal(0))
    credit = LedgerAmountField(default=Decimal(0))
    held = LedgerAmountField(default=Decimal(0), domain="ledger_held")
    version = models.BigIntegerField(default=0)
    side = models.SmallIntegerField()
    floor = LedgerAmountField(null=True)
    hot = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # An empty floor makes the comparison unknown, which passes.
            models.CheckConstraint(
                condition=Q(floor__lte=F("side") * (F("debit") - F("credit")) - F("held")),
                name="balance_above_floor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit - self.credit}"


class Pending(models.Model):
    """What hot accounts received and the job has not folded yet. One row an account and posting call."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    debit = LedgerAmountField()
    credit = LedgerAmountField()
    legs = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit - self.credit}"
