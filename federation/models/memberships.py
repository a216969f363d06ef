"""Who belongs to which cooperative, in which area, from when to when."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from federation.models.cooperatives import Cooperative
from federation.models.people import Person


class Area(models.Model):
    """A part of the primary cooperative's work: fairs, health, the funeral home…"""

    name = models.CharField(_("name"), max_length=40, unique=True)
    place = models.PositiveSmallIntegerField(_("place in lists"), default=50)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["place", "name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="area_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Leaving(models.TextChoices):
    """Why somebody left, in a few words that can be counted."""

    OWN_WISH = "own_wish", _("by own wish")
    MOVED = "moved", _("moved away")
    HEALTH = "health", _("for health")
    RETIRED = "retired", _("retired")
    DIED = "died", _("died")
    NOT_ADMITTED = "not_admitted", _("was not admitted")
    AGREED = "agreed", _("by agreement of the meeting")
    OTHER = "other", _("for something else")


class Membership(models.Model):
    """A person in a cooperative for a period.

    Why somebody left is kept as one of a few words, counted in the figures of turnover, and in
    their own words, which are private.
    """

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker-member")
        CONSUMER = "consumer", _("consumer member")
        PRODUCER = "producer", _("producer member")

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("area")
    )
    period = DateRangeField(_("period"))
    entry_ref = models.CharField(_("decision to enter"), max_length=64, blank=True, db_default="")
    leaving = models.CharField(
        _("why they left"), max_length=12, choices=Leaving.choices, blank=True, db_default=""
    )
    leaving_words = models.CharField(_("in their own words"), max_length=300, blank=True, db_default="")
    leaving_ref = models.CharField(_("decision to leave"), max_length=64, blank=True, db_default="")
    updated_at = models.DateTimeField(_("last changed"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            ExclusionConstraint(
                name="membership_periods_do_not_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("cooperative", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="membership_period_not_empty"),
            models.CheckConstraint(
                condition=Q(leaving="", leaving_words="", leaving_ref="") | Q(period__upper_inf=False),
                name="membership_left_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(leaving="") | Q(leaving__in=Leaving.values), name="membership_leaving_known"
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "id"], name="membership_of_cooperative")]
        triggers = [
            # Rows are also changed in bulk and by hand; whoever asks «since when» must hear of those too.
            pgtrigger.Trigger(
                name="membership_says_when_it_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="NEW.updated_at = clock_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cooperative}"
