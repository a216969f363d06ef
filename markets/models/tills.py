"""Devices, till sessions and the counts of their cash."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from markets.models.reference import Till
from markets.models.week import FairWeek
from markets.states import SessionState


class Device(models.Model):
    """A machine that sells. Its letters and counter make the visible number; a sale's identity is a UUID."""

    letters = models.CharField(_("letters"), max_length=4, unique=True)
    till = models.ForeignKey(Till, models.PROTECT, null=True, blank=True, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    last_counter = models.BigIntegerField(_("last number"), default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    unsent = models.PositiveIntegerField(_("not sent yet"), default=0)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering = ["letters"]
        constraints = [
            models.CheckConstraint(condition=Q(letters__regex=r"^[A-Z]{1,4}$"), name="device_letters_form"),
        ]

    def __str__(self) -> str:
        return self.letters


class TillSession(models.Model):
    """A till's day: opened by two people with a float, closed by two people with a blind count.

    Closing never owns sales, it only reconciles: a sale that arrives later joins its session.
    """

    till = models.ForeignKey(Till, models.PROTECT, related_name="sessions")
    device = models.ForeignKey(Device, models.PROTECT, related_name="sessions")
    fair_week = models.ForeignKey(FairWeek, models.PROTECT, related_name="sessions")
    day = models.DateField(_("day"))
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="till_sessions")
    state = models.CharField(
        _("state"), max_length=10, choices=SessionState.choices, default=SessionState.OPENING
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("reconciled"), null=True, blank=True)
    # The ledger accounts of this session, kept here so that a sale finds them without a search.
    cash_ves_account = models.BigIntegerField(null=True)
    cash_usd_account = models.BigIntegerField(null=True)
    card_account = models.BigIntegerField(null=True)
    pago_movil_account = models.BigIntegerField(null=True)
    sales_large_account = models.BigIntegerField(null=True)
    sales_mini_account = models.BigIntegerField(null=True)
    sales_dry_account = models.BigIntegerField(null=True)
    exchange_ves_account = models.BigIntegerField(null=True)
    exchange_usd_account = models.BigIntegerField(null=True)
    difference_account = models.BigIntegerField(null=True)
    # What the device says it sold, compared with what arrived.
    manifest_count = models.PositiveIntegerField(_("sales, says the device"), null=True, blank=True)
    manifest_last_counter = models.BigIntegerField(_("last number, says the device"), null=True, blank=True)
    manifest_total = MoneyField(_("total, says the device (Bs)"), null=True, blank=True)
    explanation = models.CharField(_("explanation of the difference"), max_length=500, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("till session")
        verbose_name_plural = _("till sessions")
        ordering = ["-day", "till"]
        constraints = [
            models.UniqueConstraint(
                fields=["till"],
                condition=Q(state__in=["opening", "open", "counting"]),
                name="session_one_live_a_till",
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(state__in=["opening", "open", "counting"]),
                name="session_one_live_a_device",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("opened_by")),
                name="session_two_people_open",
            ),
            models.CheckConstraint(
                condition=Q(state="opening") | Q(confirmed_by__isnull=False, cash_ves_account__isnull=False),
                name="session_open_is_confirmed",
            ),
        ]
        indexes = [models.Index(fields=["fair_week", "day", "till"], name="session_of_fair")]

    def __str__(self) -> str:
        return f"{self.till} · {self.day}"


class CashCount(models.Model):
    """Cash counted by denomination and signed by two people: the float, or the blind count at the close."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("opening float")
        CLOSING = "closing", _("closing count")

    session = models.ForeignKey(TillSession, models.PROTECT, related_name="counts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    denominations = models.JSONField(_("by denomination"), default=dict)
    amount = MoneyField(_("counted"))
    expected = MoneyField(_("expected"), null=True, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    counted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "currency"], name="cash_count_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cash_count_not_negative"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("counted_by")),
                name="cash_count_two_people",
            ),
            # Blind: what is expected may not be written before the second person signs.
            models.CheckConstraint(
                condition=Q(expected=None) | Q(confirmed_by__isnull=False), name="cash_count_blind"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cash_count_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="cash_count_signed_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.kind} · {self.currency}"
