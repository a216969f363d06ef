"""Meetings, what they treat and who comes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models import rules
from assemblies.models.spaces import MeetingSeries, Space
from assemblies.models.topics import Topic
from assemblies.states import MEETING_TONES, MeetingState, TopicState


class Meeting(models.Model):
    """One meeting of a space.

    `occurrence` is when its series said it would be: a meeting that is moved keeps it, and so the series
    never makes it twice. A sealed meeting has its number (`A-2026-0147`) and the fingerprint of its acta.
    """

    space = models.ForeignKey(Space, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("series"),
    )
    occurrence = models.DateTimeField(_("as its series says"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    current = models.ForeignKey(
        "AgendaItem", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("treated now")
    )
    guests = models.PositiveIntegerField(_("people of the community"), default=0)
    wants_turns = models.BooleanField(_("speaking turns"), default=False)
    reason = models.CharField(_("why it was moved or cancelled"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("read back"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    sealed_at = models.DateTimeField(_("sealed"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year of the acta"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number of the acta"), null=True, blank=True)
    acta = models.JSONField(_("acta"), null=True, blank=True)
    acta_sha256 = models.CharField(_("fingerprint of the acta"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "occurrence"], name="meeting_once_in_its_series"),
            models.CheckConstraint(
                condition=Q(series=None, occurrence=None) | Q(series__isnull=False, occurrence__isnull=False),
                name="meeting_of_a_series_has_its_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["year", "number"], name="acta_number_once"),
            models.CheckConstraint(
                condition=~Q(state="sealed")
                | (
                    Q(year__isnull=False, number__isnull=False, sealed_at__isnull=False, acta__isnull=False)
                    & Q(acta_sha256__regex=r"^[0-9a-f]{64}$")
                ),
                name="acta_sealed_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(opened_at__isnull=False),
                name="meeting_was_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="meeting_cancelled_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "-starts_at", "-id"], name="meeting_of_space"),
            models.Index(fields=["-starts_at", "-id"], name="meeting_by_time"),
            models.Index(fields=["state", "starts_at"], name="meeting_by_state"),
        ]
        triggers = [
            pgtrigger.Protect(name="meeting_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="acta_sealed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["sealed", "cancelled"]),
            ),
            rules.agreed_by_two,
            rules.reopened_asks_again,
        ]

    def __str__(self) -> str:
        return self.title or str(self.space)

    @property
    def acta_number(self) -> str:
        """The name that people cite: `A-2026-0147`."""
        return f"A-{self.year}-{self.number:04d}" if self.number else ""

    @property
    def tone(self) -> str:
        return MEETING_TONES[MeetingState(self.state)]


class AgendaItem(models.Model):
    """A topic in a meeting. `outcome` is what became of it there; empty while the meeting lasts."""

    class Outcome(models.TextChoices):
        CARRIED = "carried", _("carried over")
        PARKED = TopicState.PARKED.value, TopicState.PARKED.label
        RESOLVED = TopicState.RESOLVED.value, TopicState.RESOLVED.label
        WITHDRAWN = TopicState.WITHDRAWN.value, TopicState.WITHDRAWN.label

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField(_("place"))
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried from"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    treated_at = models.DateTimeField(_("treated"), null=True, blank=True)

    class Meta:
        verbose_name = _("topic of a meeting")
        verbose_name_plural = _("topics of a meeting")
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "topic"], name="agenda_topic_once")]
        indexes = [models.Index(fields=["meeting", "place", "id"], name="agenda_in_order")]

    def __str__(self) -> str:
        return str(self.topic)


class Attendance(models.Model):
    """Somebody was there. `undone_at` takes back a tick put by mistake; nothing is erased."""

    class How(models.TextChoices):
        SELF = "self", _("said so")
        QR = "qr", _("read the code")
        PAPER = "paper", _("signed the list")
        DESK = "desk", _("ticked at the meeting")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances")
    how = models.CharField(_("how"), max_length=5, choices=How.choices)
    at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")]
        indexes = [models.Index(fields=["person", "-at"], name="attendance_of_person")]
        triggers = [pgtrigger.Protect(name="attendance_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.meeting} · {self.person}"
