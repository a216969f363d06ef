"""The week itself: stages, each fair's calendar, what each fair asks for."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import KilosField
from cecosesola.kernel.weeks import Week
from markets.models.reference import Fair, Item
from markets.states import Stage


class MarketWeek(models.Model):
    """The network's market week: an ISO week that goes from plan to closed."""

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("week"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.PLAN)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made from")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("market week")
        verbose_name_plural = _("market weeks")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="week_once"),
            models.CheckConstraint(condition=Q(number__range=(1, 53)), name="week_number_of_a_year"),
        ]

    def __str__(self) -> str:
        return str(self.iso)

    @property
    def iso(self) -> Week:
        return Week(self.year, self.number)

    @property
    def monday(self) -> dt.date:
        return self.iso.monday


class Milestone(models.Model):
    """When a week should reach a stage, when it did, and who moved it."""

    week = models.ForeignKey(MarketWeek, models.CASCADE, related_name="milestones")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    due_at = models.DateTimeField(_("expected by"))
    reached_at = models.DateTimeField(_("reached"), null=True, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    override_reason = models.CharField(_("why it was moved in spite of"), max_length=300, blank=True)
    blocked_by = models.CharField(_("what it waits for"), max_length=300, blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [models.UniqueConstraint(fields=["week", "stage"], name="milestone_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(reached_at=None), name="milestone_due")]

    def __str__(self) -> str:
        return f"{self.week} · {self.stage}"


class FairWeek(models.Model):
    """One fair's part in a market week."""

    week = models.ForeignKey(MarketWeek, models.CASCADE, related_name="fair_weeks")
    fair = models.ForeignKey(Fair, models.PROTECT, related_name="weeks")
    is_open = models.BooleanField(_("takes part"), default=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)

    class Meta:
        ordering = ["week", "fair"]
        constraints = [models.UniqueConstraint(fields=["week", "fair"], name="fair_week_once")]

    def __str__(self) -> str:
        return f"{self.fair} · {self.week}"


class FairDay(models.Model):
    """A day on which a fair opens in a week: each fair has its own calendar."""

    fair_week = models.ForeignKey(FairWeek, models.CASCADE, related_name="days")
    date = models.DateField(_("day"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["fair_week", "date"], name="fair_day_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="fair_day_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fair_week} · {self.date}"


class Demand(models.Model):
    """How many kilos of an item a fair asks for."""

    fair_week = models.ForeignKey(FairWeek, models.CASCADE, related_name="demands")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    kilos = KilosField(_("kilos"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair_week", "item"], name="demand_once"),
            models.CheckConstraint(condition=Q(kilos__gte=0), name="demand_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_week} · {self.item}"
