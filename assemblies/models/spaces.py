"""Where people meet, and how often."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Space(models.Model):
    """A standing meeting, such as the Monday network meeting. No space stands above another."""

    class Openness(models.TextChoices):
        WORKERS = "workers", _("worker-members")
        COMMUNITY = "community", _("the wider community")

    name = models.CharField(_("name"), max_length=120, unique=True)
    about = models.CharField(_("what it is for"), max_length=300, blank=True)
    is_network = models.BooleanField(_("the whole network's meeting"), default=False)
    openness = models.CharField(
        _("open to"), max_length=10, choices=Openness.choices, default=Openness.WORKERS
    )
    cooperative = models.ForeignKey(
        "federation.Cooperative",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spaces",
        verbose_name=_("cooperative"),
    )
    closed_at = models.DateTimeField(_("no longer meets since"), null=True, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="SpacePerson", related_name="spaces", verbose_name=_("who comes")
    )

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_network"], condition=Q(is_network=True), name="space_one_network_meeting"
            ),
            models.CheckConstraint(
                condition=Q(is_network=False) | Q(closed_at=None), name="space_network_stays"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpacePerson(models.Model):
    """Somebody who usually comes to a space. It decides what their calendar and digest hold, no right."""

    space = models.ForeignKey(Space, models.CASCADE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="space_links")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("person of a space")
        verbose_name_plural = _("people of a space")
        constraints = [models.UniqueConstraint(fields=["space", "person"], name="space_person_once")]

    def __str__(self) -> str:
        return f"{self.space} · {self.person}"


class MeetingSeries(models.Model):
    """How often a space meets: a recurrence rule (RFC 5545) in the time of Caracas.

    The rule never changes: another day or hour is a new series, which begins when this one ends.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="series")
    rule = models.CharField(_("rule"), max_length=120)
    first_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    begins = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        ordering = ["space", "first_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("first_on") - dt.timedelta(days=1)),
                name="series_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=1440), name="series_lasts_a_while"
            ),
            models.CheckConstraint(condition=Q(rule__startswith="FREQ="), name="series_has_a_rule"),
        ]
        triggers = [
            pgtrigger.Protect(name="series_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="series_rule_stands",
                fields=["space", "rule", "first_on", "begins", "minutes", "place", "follows", "made_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.space} · {self.begins:%H:%M}"
