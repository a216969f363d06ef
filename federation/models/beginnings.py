"""How somebody begins as a worker-member: introduced, on trial beside a mentor, admitted by the meeting.

That a trial ends within a year (`beginning_trial_is_bounded`) is a check of the migration: Django has no
words for the length of a range.
"""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.cooperatives import Cooperative
from federation.models.memberships import Area, Membership
from federation.models.people import Person
from federation.states import BeginningState

LONGEST_TRIAL_DAYS = 366


class Beginning(models.Model):
    """A newcomer's path into a cooperative. The membership begins with the trial: they work as one."""

    newcomer = models.ForeignKey(Person, models.PROTECT, related_name="beginnings")
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="beginnings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="beginnings", verbose_name=_("area"))
    introduced_by = models.ForeignKey(Person, models.PROTECT, related_name="introduced")
    introduced_on = models.DateField(_("introduced"))
    words = models.CharField(_("who they are"), max_length=400)
    state = models.CharField(
        _("state"), max_length=12, choices=BeginningState.choices, default=BeginningState.PROPOSED
    )
    membership = models.OneToOneField(
        Membership, models.PROTECT, null=True, blank=True, related_name="beginning"
    )
    trial = DateRangeField(_("trial"), null=True, blank=True)
    trial_ref = models.CharField(_("decision for the trial"), max_length=64, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_ref = models.CharField(_("decision at the end"), max_length=64, blank=True)
    asked_mentor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="asked_to_mentor"
    )

    class Meta:
        verbose_name = _("beginning")
        verbose_name_plural = _("beginnings")
        constraints = [
            models.UniqueConstraint(
                fields=["newcomer", "cooperative"],
                condition=Q(state__in=["proposed", "trial"]),
                name="beginning_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(newcomer=F("introduced_by")), name="beginning_by_somebody_else"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="beginning_says_who"),
            models.CheckConstraint(
                condition=~Q(state__in=["trial", "admitted", "left"])
                | (Q(membership__isnull=False, trial__isnull=False) & ~Q(trial_ref="")),
                name="beginning_trial_cites_its_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "not_admitted"]) | ~Q(ended_ref=""),
                name="beginning_answered_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "trial"], ended_on=None)
                | (~Q(state__in=["proposed", "trial"]) & Q(ended_on__isnull=False)),
                name="beginning_ends_once",
            ),
        ]
        triggers = [pgtrigger.Protect(name="beginning_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.newcomer)


class Mentoring(models.Model):
    """Who walks beside a newcomer, from when to when. One mentor at a time, never oneself."""

    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="mentorings")
    newcomer = models.ForeignKey(Person, models.PROTECT, related_name="mentored_by")
    mentor = models.ForeignKey(Person, models.PROTECT, related_name="mentors")
    during = DateTimeRangeField(_("period"))

    class Meta:
        verbose_name = _("mentoring")
        verbose_name_plural = _("mentorings")
        constraints = [
            ExclusionConstraint(
                name="mentoring_one_at_a_time",
                expressions=[("beginning", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=~Q(mentor=F("newcomer")), name="mentoring_takes_two_people"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__startswith__isnull=False),
                name="mentoring_has_a_beginning",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="mentoring_people_stand", fields=["beginning", "newcomer", "mentor"]),
            pgtrigger.Protect(name="mentoring_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.newcomer}"


class Section(models.TextChoices):
    """The three parts of what a newcomer learns."""

    HISTORY = "history", _("our history")
    CRITERIA = "criteria", _("our criteria")
    TASKS = "tasks", _("the tasks")


class ChecklistItem(models.Model):
    """A line of the template. Each newcomer gets a copy when the trial begins."""

    section = models.CharField(_("part"), max_length=8, choices=Section.choices)
    words = models.CharField(_("what"), max_length=200)
    place = models.PositiveSmallIntegerField(_("place in the list"), default=50)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("line of the checklist")
        verbose_name_plural = _("checklist")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["section", "words"], name="checklist_line_once"),
            models.CheckConstraint(
                condition=Q(section__in=Section.values) & ~Q(words=""), name="checklist_line_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class BeginningStep(models.Model):
    """A line of one newcomer's checklist, ticked by the mentor."""

    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="steps")
    section = models.CharField(_("part"), max_length=8, choices=Section.choices)
    words = models.CharField(_("what"), max_length=200)
    place = models.PositiveSmallIntegerField(default=50)
    ticked_on = models.DateField(_("done"), null=True, blank=True)
    ticked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["beginning", "section", "words"], name="step_once"),
            models.CheckConstraint(
                condition=Q(ticked_on=None, ticked_by=None)
                | Q(ticked_on__isnull=False, ticked_by__isnull=False),
                name="step_ticked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Reflection(models.Model):
    """What the newcomer or the mentor thinks of how it goes: between the two, until its author shares it."""

    beginning = models.ForeignKey(Beginning, models.PROTECT, related_name="reflections")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.TextField(_("reflection"))
    written_at = models.DateTimeField(_("written"))
    shared_at = models.DateTimeField(_("shared with the meeting"), null=True, blank=True)

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="reflection_has_words"),
            models.CheckConstraint(condition=~Q(author=F("other")), name="reflection_between_two"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="reflection_words_stand", fields=["beginning", "author", "other", "words", "written_at"]
            ),
            pgtrigger.Protect(
                name="reflection_shared_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__shared_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.written_at:%Y-%m-%d}"


class Reprimand(models.Model):
    """The meeting told a newcomer that something was not right. Whoever mentored then shares it."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="reprimands")
    subject = models.ForeignKey(Person, models.PROTECT, related_name="reprimands")
    mentor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="shared_reprimands"
    )
    decision = models.CharField(_("decision"), max_length=64)
    words = models.CharField(_("what was said"), max_length=400, blank=True)
    noted_on = models.DateField(_("noted"))
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("reprimand")
        verbose_name_plural = _("reprimands")
        ordering = ["-noted_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "decision"], name="reprimand_once_a_decision"),
            models.CheckConstraint(condition=~Q(decision=""), name="reprimand_cites_its_decision"),
            models.CheckConstraint(
                condition=Q(mentor=None) | ~Q(mentor=F("subject")), name="reprimand_shared_with_another"
            ),
            models.CheckConstraint(
                condition=Q(noted_by=None)
                | (~Q(noted_by=F("subject")) & (Q(mentor=None) | ~Q(noted_by=F("mentor")))),
                name="reprimand_noted_by_a_third",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="reprimand_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.decision}"
