"""Campaigns that raise money inside the network, and the decision that it takes none from outside."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, MoneyField
from finance.models.accounts import Account
from finance.models.entries import Entry
from finance.states import Source

STAYS = pgtrigger.Update | pgtrigger.Delete
PERSON = settings.AUTH_USER_MODEL


class OwnMoneyRule(models.Model):
    """The network lives from its own work: which decision says so. The latest one is cited when one asks."""

    words = models.CharField(_("in its own words"), max_length=300)
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        ordering = ["-id"]
        triggers = [pgtrigger.Protect(name="ownmoneyrule_stays", operation=STAYS)]

    def __str__(self) -> str:
        return self.words


class Campaign(models.Model):
    """Something that the network gathers money for, from its own people, with a goal and an end."""

    cooperative = models.ForeignKey("federation.Cooperative", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    purpose = models.TextField(_("what for"), max_length=2000)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    goal = MoneyField(_("goal"))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")
    ledger = models.OneToOneField(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    begun_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "name"], name="campaign_name_once"),
            models.CheckConstraint(condition=Q(goal__gt=0), name="campaign_has_a_goal"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="campaign_days"),
        ]
        triggers = [
            pgtrigger.Protect(name="campaign_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="campaign_stays_itself",
                fields=["cooperative", "currency", "goal", "starts", "decision", "ledger", "begun_by"],
            ),
            pgtrigger.Protect(
                name="campaign_closes_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Gift(models.Model):
    """What came in for a campaign. Who gave is told only when they want it to be."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="gifts")
    source = models.CharField(_("where it comes from"), max_length=12, choices=Source.choices)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    shows_name = models.BooleanField(_("their name may be shown"), default=False)
    what = models.CharField(_("what it was"), max_length=120, blank=True)
    amount = MoneyField(_("amount"))
    on = models.DateField(_("day"))
    place = models.CharField(_("received in"), max_length=12)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    received_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="gift_key_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="gift_above_zero"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="gift_from_the_network"),
            models.CheckConstraint(
                condition=Q(shows_name=False) | Q(person__isnull=False), name="gift_shows_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "source"], name="gift_by_source"),
            models.Index(fields=["person"], name="gift_of_person"),
        ]
        triggers = [pgtrigger.Protect(name="gift_stays", operation=STAYS)]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.amount}"
