"""From the field to the fair: commitments, pledges, allocation, receiving, moves."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField, MoneyField
from markets.models.reference import Item, Producer, Tier
from markets.models.week import FairWeek, MarketWeek


class SowingCommitment(models.Model):
    """What a producer sows for the network in a quarter: kilos a week between two days."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="sowing")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    kilos_a_week = KilosField(_("kilos a week"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="sowing_period"),
            models.CheckConstraint(condition=Q(kilos_a_week__gt=0), name="sowing_some_kilos"),
        ]
        indexes = [models.Index(fields=["item", "first_day"], name="sowing_of_item")]

    def __str__(self) -> str:
        return f"{self.producer} · {self.item}"


class Pledge(models.Model):
    """Kilos promised for a day: by a producer, or taken by word of mouth by buyers in the field."""

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="pledges")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="pledges")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    deliver_on = models.DateField(_("delivery day"))
    kilos = KilosField(_("kilos"))
    agreed_price = MoneyField(
        _("agreed price per kilo (Bs)"),
        null=True,
        blank=True,
        help_text=_("Only when it is agreed in the field."),
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("buyer"),
    )
    second_buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second buyer"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["item__name", "producer__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["week", "producer", "item", "deliver_on"],
                condition=Q(withdrawn_at=None),
                name="pledge_once_a_day",
            ),
            models.CheckConstraint(condition=Q(kilos__gt=0), name="pledge_some_kilos"),
            models.CheckConstraint(
                condition=Q(second_buyer=None) | (Q(buyer__isnull=False) & ~Q(buyer=F("second_buyer"))),
                name="pledge_two_buyers",
            ),
            models.CheckConstraint(
                condition=Q(agreed_price=None) | Q(agreed_price__gt=0), name="pledge_price_positive"
            ),
        ]
        indexes = [models.Index(fields=["week", "item"], name="pledge_of_item")]

    def __str__(self) -> str:
        return f"{self.producer} · {self.item} · {self.kilos}"


class Supply(models.Model):
    """An item's kilos in a week, kept as pledges, receipts and allocations happen.

    Its check is the promise that nobody, on any hub, allots the same kilos twice.
    """

    week = models.ForeignKey(MarketWeek, models.PROTECT, related_name="supplies")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    pledged = KilosField(_("pledged"), default=0)
    received = KilosField(_("received"), default=0)
    allocated = KilosField(_("allocated"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "item"], name="supply_once"),
            models.CheckConstraint(
                condition=Q(pledged__gte=0, received__gte=0, allocated__gte=0), name="supply_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(allocated__lte=F("pledged")) | Q(allocated__lte=F("received")),
                name="supply_never_promised_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} · {self.item}"


class Allocation(models.Model):
    """Whole crates of an item meant for a fair."""

    fair_week = models.ForeignKey(FairWeek, models.PROTECT, related_name="allocations")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    crates = models.PositiveIntegerField(_("crates"))
    kilos = KilosField(_("kilos"))
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(fields=["fair_week", "item"], name="allocation_once"),
            models.CheckConstraint(condition=Q(kilos__gte=0), name="allocation_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_week} · {self.item} · {self.crates}"


class Receipt(models.Model):
    """A weighing at the gate: gross, tare, net, crates, grade. A lot by itself.

    It never changes. A wrong weighing is put right by another receipt that `replaces` it.
    """

    class Grade(models.TextChoices):
        FIRST = "first", _("first")
        SECOND = "second", _("second")
        PROCESS = "process", _("for processing")

    fair_week = models.ForeignKey(FairWeek, models.PROTECT, related_name="receipts")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="receipts")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="receipts")
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    day = models.DateField(_("day"))
    received_at = models.DateTimeField(_("weighed at"))
    gross = KilosField(_("gross"))
    tare = KilosField(_("tare"))
    net = KilosField(_("net"))
    crates = models.PositiveIntegerField(_("crates"))
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices, default=Grade.FIRST)
    price = MoneyField(_("price per kilo (Bs)"))
    amount = MoneyField(_("amount (Bs)"))
    weighed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_weigher = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paid_on_spot = models.BooleanField(_("paid on the spot"), default=False)
    entry_id = models.BigIntegerField(_("ledger entry"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("puts right"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net=F("gross") - F("tare")), name="receipt_net_is_gross_less_tare"
            ),
            models.CheckConstraint(condition=Q(net__gte=0, tare__gte=0), name="receipt_not_negative"),
            models.CheckConstraint(
                condition=~Q(weighed_by=F("second_weigher")), name="receipt_two_people_weigh"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, amount__gte=0), name="receipt_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(reason=""), name="receipt_correction_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["fair_week", "-received_at"], name="receipt_of_fair"),
            models.Index(fields=["producer", "-received_at"], name="receipt_of_producer"),
        ]
        triggers = [
            pgtrigger.Protect(name="receipt_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.lot} · {self.item} · {self.net} kg"

    @property
    def lot(self) -> str:
        return f"L-{self.pk:06d}"


class ReceiptDispute(models.Model):
    """A producer's word against a weighing, open until it is answered."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="dispute")
    reason = models.CharField(_("what does not agree"), max_length=300)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.receipt}: {self.reason}"


class Transfer(models.Model):
    """Kilos moved from one place to another. Two truths never exist: it leaves and arrives in one row."""

    origin = models.ForeignKey(FairWeek, models.PROTECT, related_name="sent")
    target = models.ForeignKey(FairWeek, models.PROTECT, related_name="arrived")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=6, choices=Tier.choices)
    day = models.DateField(_("day"))
    kilos = KilosField(_("kilos"))
    crates = models.PositiveIntegerField(_("crates"))
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["-moved_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("target")), name="transfer_between_two_places"),
            models.CheckConstraint(condition=Q(kilos__gt=0), name="transfer_some_kilos"),
        ]
        triggers = [
            pgtrigger.Protect(name="transfer_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.origin} → {self.target} · {self.kilos}"
