"""The price round, the mix and the price book."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField, MoneyField, RateField
from markets.models.reference import Item, Producer, Product, Tier
from markets.models.week import MarketWeek


class CostSheet(models.Model):
    """A producer's open cost sheet for the price round. All producers see all sheets."""

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="cost_sheets")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="cost_sheets")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    inputs = MoneyField(_("seed, fertiliser, water (Bs)"))
    labour = MoneyField(_("labour (Bs)"))
    transport = MoneyField(_("transport (Bs)"))
    other = MoneyField(_("other (Bs)"), default=0)
    kilos = KilosField(_("kilos harvested"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("cost sheet")
        verbose_name_plural = _("cost sheets")
        ordering = ["item__name", "producer__name"]
        constraints = [
            models.UniqueConstraint(fields=["week", "producer", "item"], name="cost_sheet_once"),
            models.CheckConstraint(
                condition=Q(inputs__gte=0, labour__gte=0, transport__gte=0, other__gte=0, kilos__gt=0),
                name="cost_sheet_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} · {self.item}"

    @property
    def cost_per_kilo(self) -> Decimal:
        total: Decimal = self.inputs + self.labour + self.transport + self.other
        return total / self.kilos


class MixItem(models.Model):
    """An item in a week's mix: the cost that the round agreed, or the reason why it stays out."""

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="mix")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    cost = MoneyField(_("agreed cost per kilo (Bs)"))
    is_excluded = models.BooleanField(_("left out"), default=False)
    reason = models.CharField(_("why it is left out"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("item of the mix")
        verbose_name_plural = _("items of the mix")
        ordering = ["tier", "item__name"]
        constraints = [
            models.UniqueConstraint(fields=["week", "item"], name="mix_item_once"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="mix_cost_positive"),
            models.CheckConstraint(
                condition=Q(is_excluded=False) | ~Q(reason=""), name="mix_exclusion_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} · {self.item}"


_IMMUTABLE = pgtrigger.Update | pgtrigger.Delete


class PriceBook(models.Model):
    """A version of the week's prices. It never changes: a new price is a new version.

    Every sale keeps the version that its till used, so prices may change with half the tills off line.
    """

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="price_books")
    version = models.PositiveSmallIntegerField(_("version"))
    effective_at = models.DateTimeField(_("in force from"))
    rate = RateField(_("BCV rate (Bs for a US$)"))
    rate_on = models.DateField(_("rate of"))
    decision = models.ForeignKey(
        "assemblies.Decision", models.PROTECT, related_name="+", verbose_name=_("decision")
    )
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("price book")
        verbose_name_plural = _("price books")
        ordering = ["week", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["week", "version"], name="price_book_version_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="price_book_rate_positive"),
        ]
        triggers = [pgtrigger.Protect(name="price_book_immutable", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.week} · v{self.version}"


class PriceBookTier(models.Model):
    """A tier's price per kilo in a version: weighted cost of the mix plus contribution."""

    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="tiers")
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    cost = MoneyField(_("weighted cost (Bs/kg)"), decimal_places=6)
    contribution = MoneyField(_("contribution (Bs/kg)"))
    price = MoneyField(_("price (Bs/kg)"))

    class Meta:
        ordering = ["tier"]
        constraints = [
            models.UniqueConstraint(fields=["book", "tier"], name="price_book_tier_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_book_tier_price_positive"),
            models.CheckConstraint(
                condition=Q(price__gte=F("cost") + F("contribution") - Decimal("0.5"))
                & Q(price__lte=F("cost") + F("contribution") + Decimal("0.5")),
                name="price_book_tier_is_cost_plus_contribution",
            ),
        ]
        triggers = [pgtrigger.Protect(name="price_book_tier_immutable", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.book} · {self.tier}"


class PriceBookProduct(models.Model):
    """A dry good's price and limit in a version."""

    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="products")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    price = MoneyField(_("price (Bs)"))
    limit = models.PositiveSmallIntegerField(_("most units a sale"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "product"], name="price_book_product_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="price_book_product_price_positive"),
        ]
        triggers = [pgtrigger.Protect(name="price_book_product_immutable", operation=_IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.book} · {self.product}"
