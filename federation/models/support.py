"""Solidarity brigades: homes that need support for a while, and what is brought to them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField
from federation.models.people import Person
from federation.states import DeliveryState


class SupportedHome(models.Model):
    """A home that asked for support and agreed to be in this register.

    Who, where and why are private to the brigade. When the home no longer agrees, they are erased at
    once and only the numbers stay.
    """

    contact = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="supported_homes")
    contact_name = models.CharField(_("whom to ask for"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    zone = models.CharField(_("community or sector"), max_length=80)
    address = models.CharField(_("how to get there"), max_length=300, blank=True)
    adults = models.PositiveSmallIntegerField(_("adults"), default=0)
    children = models.PositiveSmallIntegerField(_("children"), default=0)
    elders = models.PositiveSmallIntegerField(_("elders"), default=0)
    needs = models.CharField(_("what they need"), max_length=300, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    since = models.DateField(_("since"))
    review_on = models.DateField(_("look at it again"))
    consent_on = models.DateField(_("agreed on"))
    consent_told_to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("supported home")
        verbose_name_plural = _("supported homes")
        constraints = [
            models.CheckConstraint(
                condition=Q(adults__gt=0) | Q(children__gt=0) | Q(elders__gt=0), name="home_has_somebody"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | ~Q(contact_name="") | Q(contact__isnull=False),
                name="home_has_a_contact",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None)
                | Q(contact=None, contact_name="", phone="", address="", needs="", reason=""),
                name="home_is_forgotten_when_it_ends",
            ),
            models.CheckConstraint(condition=Q(consent_on__lte=F("since")), name="home_agreed_first"),
        ]
        indexes = [models.Index(fields=["zone", "id"], condition=Q(ended_at=None), name="home_by_zone")]

    def __str__(self) -> str:
        return f"{self.zone} #{self.pk}"  # the audit keeps this: never who lives there

    @property
    def whom(self) -> str:
        """Whom to ask for, for the brigade's eyes."""
        return str(self.contact or self.contact_name or "—")

    @property
    def people(self) -> int:
        return self.adults + self.children + self.elders


class SupportRound(models.Model):
    """A brigade's way through the homes on one day, with what was donated for it."""

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=120)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("support round")
        verbose_name_plural = _("support rounds")
        indexes = [models.Index(fields=["-day", "-id"], name="round_by_day")]

    def __str__(self) -> str:
        return self.name


class RoundDonation(models.Model):
    """Kilos donated to a round. `ref` names where they come from (`markets.outflow:31`), once."""

    round = models.ForeignKey(SupportRound, models.PROTECT, related_name="donations")
    ref = models.CharField(_("donation"), max_length=64, unique=True)
    label = models.CharField(_("from"), max_length=160)
    kilos = KilosField(_("kilos"))

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = [models.CheckConstraint(condition=Q(kilos__gt=0), name="donation_some_kilos")]

    def __str__(self) -> str:
        return self.label


class Delivery(models.Model):
    """What a round brings to a home: planned, then brought or not."""

    round = models.ForeignKey(SupportRound, models.PROTECT, related_name="deliveries")
    home = models.ForeignKey(SupportedHome, models.PROTECT, related_name="deliveries")
    kilos = KilosField(_("kilos"))
    state = models.CharField(
        _("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.PLANNED
    )
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    why_not = models.CharField(_("why not"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["round", "home"], name="delivery_once_a_round"),
            models.CheckConstraint(condition=Q(kilos__gt=0), name="delivery_some_kilos"),
            models.CheckConstraint(
                condition=Q(state="planned", ended_by=None, ended_at=None)
                | (~Q(state="planned") & Q(ended_by__isnull=False, ended_at__isnull=False)),
                name="delivery_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="missed") | ~Q(why_not=""), name="delivery_missed_why"),
        ]
        triggers = [
            # A round cannot promise more than it was given, whoever writes and from wherever.
            pgtrigger.Trigger(
                name="delivery_within_donations",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT coalesce(sum(kilos), 0) FROM federation_delivery
                            WHERE round_id = NEW.round_id AND state <> 'missed')
                        > (SELECT coalesce(sum(kilos), 0) FROM federation_rounddonation
                            WHERE round_id = NEW.round_id)
                    THEN RAISE EXCEPTION 'delivery_within_donations: round % promises more than it has',
                        NEW.round_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} → {self.home_id}"
