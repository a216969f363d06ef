"""The community school: what is taught, when, who gives it and who comes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.models import StoredFile


class Course(models.Model):
    """A workshop or a course, whoever gives it and whenever."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    about = models.TextField(_("what is learnt"))
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(about=""), name="course_says_what"),
        ]
        triggers = [pgtrigger.Protect(name="course_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class CourseMaterial(models.Model):
    """Something to read or to do beside a course: an address or a file."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="materials")
    title = models.CharField(_("title"), max_length=120)
    link = models.URLField(_("address"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put"))

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file=None) & ~Q(link="")) | Q(file__isnull=False, link=""),
                name="material_is_link_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """An edition of a course: who may come, for how many there is room, who gives it."""

    class Openness(models.TextChoices):
        MEMBERS = "members", _("members and workers")
        COMMUNITY = "community", _("the wider community")

    course = models.ForeignKey(Course, models.PROTECT, related_name="offers")
    openness = models.CharField(_("open to"), max_length=10, choices=Openness.choices)
    room = models.PositiveSmallIntegerField(_("room for"))
    place = models.CharField(_("place"), max_length=120)
    teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="OfferTeacher", related_name="offers_given"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("edition of a course")
        verbose_name_plural = _("editions of a course")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(room__gte=1, room__lte=500), name="offer_has_room"),
        ]
        indexes = [models.Index(fields=["made_at"], name="offer_made")]
        triggers = [pgtrigger.Protect(name="offer_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.course)


class OfferTeacher(models.Model):
    """Somebody who gives an edition."""

    offer = models.ForeignKey(Offer, models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "person"], name="offer_teacher_once")]

    def __str__(self) -> str:
        return str(self.person)


class Session(models.Model):
    """One time that an edition comes together."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("session of a course")
        verbose_name_plural = _("sessions of a course")
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "starts_at"], name="course_session_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="course_session_ends_after"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="course_session_by_time")]

    def __str__(self) -> str:
        return str(self.offer)


# The last place has one owner, whoever asks at the same moment and by whatever way.
_ROOM = """
    SELECT room INTO space_for FROM assemblies_offer WHERE id = NEW.offer_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM assemblies_enrolment
        WHERE offer_id = NEW.offer_id AND state = 'in' AND id <> NEW.id) >= space_for THEN
        RAISE EXCEPTION 'enrolment_has_room' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Enrolment(models.Model):
    """Somebody's place in an edition, or their turn for one (`asked_at` says whose comes first)."""

    class State(models.TextChoices):
        IN = "in", _("with a place")
        WAITING = "waiting", _("waiting for a place")
        WITHDRAWN = "withdrawn", _("withdrawn")

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    asked_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["offer", "person"], name="enrolment_once")]
        indexes = [models.Index(fields=["offer", "state", "asked_at", "id"], name="enrolment_in_turn")]
        triggers = [
            pgtrigger.Protect(name="enrolment_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="enrolment_stands", fields=["offer", "person"]),
            pgtrigger.Trigger(
                name="enrolment_has_room",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state = 'in'"),
                declare=[("space_for", "integer")],
                func=_ROOM,
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class SessionAttendance(models.Model):
    """Somebody came to a session. A tick put by mistake is taken off."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attendance of a course")
        verbose_name_plural = _("attendances of a course")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="course_attendance_once"),
        ]

    def __str__(self) -> str:
        return str(self.session)
