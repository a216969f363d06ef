"""Sales as the tills made them. Written only by the database function `till_ingest`."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, KilosField, MoneyField, RateField
from markets.models.pricing import PriceBook
from markets.models.reference import Product
from markets.models.tills import Device, TillSession

_IMMUTABLE = pgtrigger.Update | pgtrigger.Delete


class Sale(models.Model):
    """A completed sale. The server never refuses one: what is odd about it is in `flags`, for review."""

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="sales", db_index=False)
    session = models.ForeignKey(TillSession, models.PROTECT, related_name="sales", db_index=False)
    counter = models.BigIntegerField(_("number"))
    sold_at = models.DateTimeField(_("sold at"))
    received_at = models.DateTimeField(_("arrived at"))
    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="+", db_index=False)
    total = MoneyField(_("total (Bs)"))
    hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    is_late = models.BooleanField(_("arrived after the count"), default=False)
    entry_id = models.BigIntegerField(_("ledger entry"), null=True)

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(fields=["session", "counter"], name="sale_of_session"),
            models.Index(fields=["device", "counter"], name="sale_of_device"),
            models.Index(fields=["received_at"], condition=~Q(flags=[]), name="sale_to_review"),
        ]
        triggers = [pgtrigger.Protect(name="sale_append_only", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return str(self.id)


class SaleLine(models.Model):
    """Kilos of a tier, or units of a dry good."""

    pk = models.CompositePrimaryKey("sale_id", "n")
    # `till_ingest` is the only writer and sales are never deleted: a foreign key would say it twice.
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    n = models.PositiveSmallIntegerField()
    tier = models.CharField(_("tier"), max_length=6, null=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+", db_index=False)
    gross = KilosField(_("gross"), null=True)
    tare = KilosField(_("tare"), null=True)
    quantity = KilosField(_("net kilos or units"))
    price = MoneyField(_("price (Bs)"))
    amount = MoneyField(_("amount (Bs)"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                # `tier IN (…)` alone is unknown, not false, for a line without tier and product.
                condition=Q(tier__isnull=False, tier__in=["large", "mini"], product=None)
                | Q(tier=None, product__isnull=False),
                name="sale_line_tier_or_product",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, amount__gte=0), name="sale_line_some_quantity"
            ),
        ]
        triggers = [pgtrigger.Protect(name="sale_line_append_only", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.n}"


class Tender(models.Model):
    """A payment in one currency with its own frozen rate. Change is a negative tender."""

    class Kind(models.TextChoices):
        CASH = "cash", _("cash")
        CARD = "card", _("card terminal")
        PAGO_MOVIL = "pago_movil", _("pago móvil")

    pk = models.CompositePrimaryKey("sale_id", "n")
    sale = models.ForeignKey(
        Sale, models.PROTECT, related_name="tenders", db_index=False, db_constraint=False
    )
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = MoneyField(_("amount"))
    rate = RateField(_("rate"))
    amount_ves = MoneyField(_("in bolívares"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="tender_some_amount"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="tender_rate_positive"),
            models.CheckConstraint(
                condition=Q(kind="cash") | Q(currency="VES", amount__gt=0),
                name="tender_only_cash_is_foreign_or_change",
            ),
        ]
        triggers = [pgtrigger.Protect(name="tender_append_only", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.sale_id} · {self.kind}"


class PagoMovil(models.Model):
    """What a customer showed of a mobile payment. A reference is used once per bank, day and amount;
    one that comes again is kept, marked as repeated, and nobody is paid twice."""

    sale = models.ForeignKey(Sale, models.PROTECT, related_name="pagos_moviles")
    n = models.PositiveSmallIntegerField()
    bank = models.CharField(_("bank"), max_length=4)
    phone = models.CharField(_("phone"), max_length=15)
    document = models.CharField(_("cédula"), max_length=12)
    reference = models.CharField(_("reference"), max_length=20)
    paid_on = models.DateField(_("day"))
    amount = MoneyField(_("amount (Bs)"))
    is_repeated = models.BooleanField(_("repeated"), default=False)
    reconciled_at = models.DateTimeField(_("reconciled"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "paid_on", "amount", "reference"],
                condition=Q(is_repeated=False),
                name="pago_movil_reference_once",
            ),
            models.UniqueConstraint(fields=["sale", "n"], name="pago_movil_one_a_tender"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} · {self.reference}"


class QuarantinedSale(models.Model):
    """What a device sent and nobody could read as a sale. Kept whole; blocks nobody."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="quarantined")
    sale_id = models.CharField(max_length=64, blank=True)
    payload = models.TextField(_("as it came"))
    payload_hash = models.CharField(max_length=64)
    error = models.CharField(_("what is wrong"), max_length=300)
    received_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(_("how it was resolved"), max_length=300, blank=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["device", "payload_hash"], name="quarantine_once")]
        triggers = [pgtrigger.Protect(name="quarantine_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.device}: {self.error}"


class SaleReview(models.Model):
    """What somebody found out about a sale that arrived with flags."""

    sale = models.OneToOneField(Sale, models.PROTECT, related_name="review")
    note = models.CharField(_("what was found out"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("looked at"))

    class Meta:
        verbose_name = _("review of a sale")
        verbose_name_plural = _("reviews of sales")
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="sale_review_has_note")]
        triggers = [pgtrigger.Protect(name="sale_review_append_only", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.sale_id}: {self.note}"


class SessionHour(models.Model):
    """What a session sold in an hour. Fairs, tiers and weeks are sums of these few rows."""

    pk = models.CompositePrimaryKey("session_id", "hour")
    session = models.ForeignKey(TillSession, models.PROTECT, related_name="hours", db_index=False)
    hour = models.DateTimeField()
    sales = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    large_kg = KilosField(default=0)
    mini_kg = KilosField(default=0)
    large_ves = MoneyField(default=0)
    mini_ves = MoneyField(default=0)
    dry_ves = MoneyField(default=0)

    def __str__(self) -> str:
        return f"{self.session_id} · {self.hour}"


class SessionProduct(models.Model):
    """Units of a dry good that a session sold."""

    pk = models.CompositePrimaryKey("session_id", "product_id")
    session = models.ForeignKey(TillSession, models.PROTECT, related_name="products", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    units = KilosField(default=0)
    amount = MoneyField(default=0)

    def __str__(self) -> str:
        return f"{self.session_id} · {self.product_id}"
