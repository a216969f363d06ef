"""Cash that changes hands: in bags from a till to the vault and from the vault to the bank."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.states import BagState


class CashBag(models.Model):
    """Cash of one currency on its way, counted blindly by two people when it leaves and when it arrives.

    A count of the vault is a bag that goes nowhere: counted once, by two people, against the books.
    `sent` and `received` are what both counted alike; before that nobody learns the other's figure.
    """

    class Kind(models.TextChoices):
        DROP = "drop", _("from a till to the vault")
        DEPOSIT = "deposit", _("from the vault to the bank")
        COUNT = "count", _("count of the vault")

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    kind = models.CharField(_("what for"), max_length=8, choices=Kind.choices)
    source = models.ForeignKey(Account, models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    label = models.CharField(_("number of the seal"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=BagState.choices, default=BagState.COUNTING)
    round = models.SmallIntegerField(_("time counted"), default=1)
    sent = MoneyField(_("left with"), null=True, blank=True)
    received = MoneyField(_("arrived with"), null=True, blank=True)
    expected = MoneyField(_("in the books"), null=True, blank=True)
    reference = models.CharField(_("number of the bank's slip"), max_length=40, blank=True)
    left_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    arrived_entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")
    explanation = models.CharField(_("what happened"), max_length=500, blank=True)
    key = models.CharField(max_length=80)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("begun"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("bag of cash")
        verbose_name_plural = _("bags of cash")
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "label"], name="bag_seal_once"),
            models.UniqueConstraint(fields=["key"], name="bag_key_once"),
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="bag_currency_known"),
            models.CheckConstraint(condition=Q(sent=None) | Q(sent__gt=0), name="bag_sends_something"),
            models.CheckConstraint(
                condition=Q(received=None) | Q(received__gte=0), name="bag_received_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["counting", "cancelled"], sent=None, received=None)
                | Q(state="travelling", sent__isnull=False, received=None, left_at__isnull=False)
                | Q(state="closed", sent__isnull=False, received__isnull=False)
                | Q(state="closed", kind="count", received__isnull=False, expected__isnull=False),
                name="bag_says_what_it_holds",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "-id"], name="bag_of_cooperative")]
        triggers = [
            pgtrigger.Protect(name="bag_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="bag_stays_itself",
                fields=["cooperative", "kind", "source", "currency", "label", "key", "opened_by"],
            ),
            # Once it has arrived only what happened may still be said.
            pgtrigger.Protect(
                name="bag_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["closed", "cancelled"])
                & (
                    pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
                    | pgtrigger.Q(old__received__df=pgtrigger.F("new__received"))
                    | pgtrigger.Q(old__sent__df=pgtrigger.F("new__sent"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.get_kind_display()}"


class CashTally(models.Model):
    """What one person counted in a bag, alone. Two a round; when they differ another round begins."""

    class Moment(models.TextChoices):
        LEAVING = "leaving", _("on leaving")
        ARRIVING = "arriving", _("on arriving")

    bag = models.ForeignKey(CashBag, models.PROTECT, related_name="tallies")
    moment = models.CharField(max_length=8, choices=Moment.choices)
    round = models.SmallIntegerField()
    place = models.SmallIntegerField()
    denominations = models.JSONField(_("by denomination"), default=dict)
    amount = MoneyField(_("counted"))
    reference = models.CharField(_("number of the bank's slip"), max_length=40, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("count of a bag")
        verbose_name_plural = _("counts of bags")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bag", "moment", "round", "counted_by"], name="tally_by_two_people"
            ),
            models.UniqueConstraint(fields=["bag", "moment", "round", "place"], name="tally_two_a_round"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="tally_place_known"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="tally_not_negative"),
        ]
        triggers = [pgtrigger.Protect(name="tally_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.bag} · {self.moment} · {self.round}"
