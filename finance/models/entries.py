"""Entries, their legs and their seals."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency
from finance.models.accounts import Account
from finance.models.fields import LedgerAmountField
from finance.models.periods import Period


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
