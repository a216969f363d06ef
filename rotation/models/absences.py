"""Time off, swaps of turns, and who stands by."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from rotation.states import SWAP_TONES, TIME_OFF_TONES, SwapState, TimeOffState

PERSON = settings.AUTH_USER_MODEL


class TimeOff(models.Model):
    """Days on which somebody does not work. Why is theirs: `words` are read by them alone.

    A week that holds one of these days is a week off: a turn is whole. An absence that nobody could plan
    (illness, a wake) is agreed from the start and told to the meeting.
    """

    class Kind(models.TextChoices):
        REST = "rest", _("rest")
        FAMILY = "family", _("family")
        STUDY = "study", _("study")
        HEALTH = "health", _("health")
        ABSENCE = "absence", _("cannot come, unforeseen")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="times_off")
    kind = models.CharField(_("what for"), max_length=8, choices=Kind.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    words = models.CharField(_("in your own words"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TimeOffState.choices, default=TimeOffState.ASKED
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("what the meeting said"), max_length=300, blank=True)
    decision = models.ForeignKey(
        "assemblies.Decision", models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        verbose_name = _("time off")
        verbose_name_plural = _("times off")
        ordering = ["first_day", "id"]
        constraints = [
            ExclusionConstraint(
                name="time_off_once_for_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("first_day", "last_day", Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=["asked", "agreed"]),
            ),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="time_off_begins_first"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="time_off_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(kind="absence")
                | ~Q(state__in=["agreed", "put_off"])
                | (Q(answered_by__isnull=False) & ~Q(answered_by=F("person"))),
                name="time_off_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="put_off") | ~Q(answer=""), name="time_off_put_off_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "first_day", "last_day"], name="time_off_by_day"),
            models.Index(fields=["person", "-first_day"], name="time_off_of_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="time_off_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="time_off_days_stand", fields=["person", "first_day", "last_day", "kind", "asked_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.first_day:%d/%m/%Y}–{self.last_day:%d/%m/%Y}"

    @property
    def tone(self) -> str:
        return TIME_OFF_TONES[TimeOffState(self.state)]


class Swap(models.Model):
    """Two people change their turns of a week. It takes both, and nobody else."""

    turn = models.ForeignKey("rotation.Turn", models.PROTECT, related_name="swaps_asked")
    other = models.ForeignKey("rotation.Turn", models.PROTECT, related_name="swaps_offered")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    words = models.CharField(_("a few words"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("swap")
        verbose_name_plural = _("swaps")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "other"], condition=Q(state="asked"), name="swap_asked_once"
            ),
            models.CheckConstraint(condition=~Q(turn=F("other")), name="swap_of_two_turns"),
            models.CheckConstraint(condition=~Q(asked_by=F("asked_of")), name="swap_between_two"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="swap_answered_when",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="swap_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="swap_answered_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} ↔ {self.asked_of}"

    @property
    def tone(self) -> str:
        return SWAP_TONES[SwapState(self.state)]


class StandBy(models.Model):
    """Somebody who has no turn in a week, or could take another, and says that they can be called."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="stand_bys")
    monday = models.DateField(_("week"))
    said_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("stand-by")
        verbose_name_plural = _("stand-by list")
        constraints = [
            models.UniqueConstraint(fields=["monday", "person"], name="stand_by_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="stand_by_from_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.monday:%d/%m/%Y}"
