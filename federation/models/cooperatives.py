"""Cooperatives, community organisations and who is in them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person


class Cooperative(models.Model):
    """A cooperative of the network or a community organisation around it."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker cooperative")
        CONSUMER = "consumer", _("consumer cooperative")
        PRODUCER = "producer", _("producer cooperative")
        MIXED = "mixed", _("mixed cooperative")
        COMMUNITY = "community", _("community organisation")

    code = models.SlugField(_("short code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    rif = models.CharField(_("RIF"), max_length=12, blank=True)
    is_primary = models.BooleanField(_("the primary worker cooperative"), default=False)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("cooperative")
        verbose_name_plural = _("cooperatives")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_primary"], condition=Q(is_primary=True), name="cooperative_one_primary"
            ),
            models.UniqueConstraint(fields=["rif"], condition=~Q(rif=""), name="cooperative_rif_once"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="cooperative_left_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a cooperative for a period."""

    class Kind(models.TextChoices):
        WORKER = "worker", _("worker-member")
        CONSUMER = "consumer", _("consumer member")
        PRODUCER = "producer", _("producer member")

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="memberships")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    area = models.CharField(_("area"), max_length=40, blank=True)
    period = DateRangeField(_("period"))

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
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cooperative}"
