"""The tables of the ledger.

Django reads them; only the database functions in `finance/sql` write them. Amounts are signed:
a debit is positive, a credit negative. `side` is +1 for nodes that grow by debits and −1 for those
that grow by credits, so `side × (debit − credit)` is the balance as people read it.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, RateField
from finance.states import DEBIT_KINDS, HoldState, Kind, PeriodState


class LedgerAmountField(models.DecimalField):
    """An amount kept exactly as given: `numeric` without a scale, so that nothing is rounded silently.

    `domain` names a database domain with its own checks (`finance/sql/domains.sql`). Domains, because
    PostgreSQL parses a table's CHECKs again for every statement, and these tables are written per sale.
    """

    def __init__(self, *args: Any, domain: str = "numeric", **kwargs: Any) -> None:
        self.domain = domain
        kwargs.setdefault("max_digits", 30)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.domain != "numeric":
            kwargs["domain"] = self.domain
        return name, path, args, kwargs

    def db_type(self, connection: Any) -> str:
        return self.domain


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


class Period(models.Model):
    """A month of a cooperative's books. Nothing posts into a closed one.

    `snapshot_through` is the last day with snapshots: a posting on or before it moves them.
    """

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=8, choices=PeriodState.choices, default=PeriodState.OPEN)
    snapshot_through = models.DateField(null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "starts"], name="period_month_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(state="closed", closed_at__isnull=False),
                name="period_closed_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m}"


class Entry(models.Model):
    """One thing that happened, told in balanced legs. Never changed; corrected by its one reversal."""

    # Posting locks the period's row; a trigger checks that it is this cooperative's, open, and of that date.
    cooperative = models.ForeignKey(
        "federation.Cooperative", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    effective = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    key = models.TextField(_("key"))
    body_hash = models.TextField()
    legs = models.SmallIntegerField()
    source = models.TextField(_("comes from"))
    description = models.TextField(_("description"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decision = models.ForeignKey(
        "assemblies.Decision", models.PROTECT, null=True, related_name="+", db_index=False
    )
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals", db_index=False)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="entry_key_once"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "effective", "id"], name="entry_journal"),
            models.Index(fields=["decision"], name="entry_cites", condition=Q(decision__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.description}"


class Leg(models.Model):
    """One account's part of an entry. `balance_after` and `version` chain the legs of an account.

    A trigger checks each set of legs against its entry and accounts, which are never deleted, in the
    place of foreign keys: those would lock an account's row for every leg.
    """

    pk = models.CompositePrimaryKey("entry_id", "line")
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    line = models.SmallIntegerField()
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="legs", db_index=False, db_constraint=False
    )
    cooperative = models.ForeignKey(
        "federation.Cooperative", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    currency = models.CharField(max_length=3, choices=Currency.choices)
    effective = models.DateField()
    amount = LedgerAmountField(domain="ledger_amount")
    balance_after = LedgerAmountField(null=True)
    version = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "version"], condition=Q(version__isnull=False), name="leg_version_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "effective", "entry", "line"], name="leg_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.line}: {self.amount} {self.currency}"

    @property
    def debit(self) -> Decimal | None:
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        return -self.amount if self.amount < 0 else None


class Pending(models.Model):
    """What hot accounts received and the job has not folded yet. One row an account and posting call."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False)
    debit = LedgerAmountField()
    credit = LedgerAmountField()
    legs = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit - self.credit}"


class Hold(models.Model):
    """An amount set aside in an account: captured by an entry, or released."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="holds")
    amount = LedgerAmountField(_("amount"))
    captured = LedgerAmountField(_("captured"), default=Decimal(0))
    state = models.CharField(_("state"), max_length=8, choices=HoldState.choices, default=HoldState.ACTIVE)
    key = models.TextField()
    body_hash = models.TextField()
    reason = models.TextField(_("reason"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="hold")
    made_at = models.DateTimeField(_("made"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="hold_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="hold_amount_positive"),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=F("amount")), name="hold_capture_within"
            ),
            models.CheckConstraint(
                condition=Q(state="active", captured=0, entry=None, ended_at=None)
                | Q(state="captured", captured__gt=0, entry__isnull=False, ended_at__isnull=False)
                | Q(state="released", captured=0, entry=None, ended_at__isnull=False),
                name="hold_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.amount} · {self.get_state_display()}"


class DayClose(models.Model):
    """What an account held at the end of a day: the sum of its legs dated that day or before."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    balance = LedgerAmountField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="dayclose_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}: {self.balance}"


class Unsealed(models.Model):
    """Entries that the hash chain has not reached yet."""

    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.entry_id)


class EntrySeal(models.Model):
    """An entry's place in the hash chain: hash = SHA-256(hash before, digest of the entry)."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="seal")
    position = models.BigIntegerField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position"], name="seal_position_once")]
        indexes = [models.Index(fields=["sealed_at", "position"], name="seal_by_time")]

    def __str__(self) -> str:
        return f"{self.position}: {self.fingerprint}"

    @property
    def fingerprint(self) -> str:
        """The hash's first digits, enough for eyes to compare."""
        return bytes(self.hash).hex()[:16]


class FxRate(models.Model):
    """Bolívares for one unit of a foreign currency on a day. A correction is a newer row for the same day."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    on = models.DateField(_("day"))
    rate = RateField(_("rate"))
    source = models.CharField(_("source"), max_length=120)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="fxrate_positive"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values) & ~Q(currency="VES"), name="fxrate_foreign"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="fxrate_names_its_source"),
        ]
        indexes = [models.Index(fields=["currency", "-on", "-id"], name="fxrate_latest")]

    def __str__(self) -> str:
        return f"{self.on} {self.currency} {self.rate}"


class Examination(models.Model):
    """One time the whole ledger was asked whether it keeps its promises, and what it answered."""

    at = models.DateTimeField(_("when"), db_default=Now())
    took_ms = models.IntegerField(_("took"))
    broken = models.BigIntegerField(_("rows that break a promise"))
    results = models.JSONField(_("answers"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("examination")
        verbose_name_plural = _("examinations")
        indexes = [models.Index(fields=["-at"], name="examination_latest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.broken}"
