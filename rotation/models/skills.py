"""What people know, what they are learning, and who stays at a post by decision."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rotation.models.posts import Post, Skill

PERSON = settings.AUTH_USER_MODEL


class Qualification(models.Model):
    """Somebody knows something, from a day on; a licence may end."""

    class How(models.TextChoices):
        WORD = "word", _("seen at work")
        TRAINING = "training", _("learned beside somebody")
        PAPER = "paper", _("certificate or licence")
        FILE = "file", _("from a file")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="qualifications")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="qualifications", verbose_name=_("skill"))
    during = DateRangeField(_("period"))
    how = models.CharField(_("how it is known"), max_length=8, choices=How.choices, default=How.WORD)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        constraints = [
            ExclusionConstraint(
                name="qualification_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("skill", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False) & Q(during__startswith__isnull=False),
                name="qualification_has_a_beginning",
            ),
            models.CheckConstraint(
                condition=Q(noted_by=None) | ~Q(noted_by=F("person")), name="qualification_seen_by_another"
            ),
        ]
        triggers = [pgtrigger.Protect(name="qualification_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person} · {self.skill}"


class Training(models.Model):
    """Somebody learns something beside somebody who knows it."""

    class Ending(models.TextChoices):
        LEARNED = "learned", _("knows it now")
        STOPPED = "stopped", _("stopped")

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="trainings")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="trainings", verbose_name=_("skill"))
    beside = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("beside whom"))
    began_on = models.DateField(_("began"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=8, choices=Ending.choices, blank=True)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill"], condition=Q(ended_on=None), name="training_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(beside=F("person")), name="training_beside_another"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__gte=F("began_on")) & ~Q(ending="")),
                name="training_ended_says_how",
            ),
        ]
        triggers = [pgtrigger.Protect(name="training_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person} · {self.skill}"


class FixedPlace(models.Model):
    """Somebody stays at a post because a decision says so: doctors do not rotate."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="fixed_places")
    post = models.ForeignKey(Post, models.PROTECT, related_name="fixed_places", verbose_name=_("post"))
    during = DateRangeField(_("period"))
    decision = models.ForeignKey("assemblies.Decision", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("fixed place")
        verbose_name_plural = _("fixed places")
        constraints = [
            ExclusionConstraint(
                name="fixed_place_one_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False) & Q(during__startswith__isnull=False),
                name="fixed_place_has_a_beginning",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="fixed_place_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="fixed_place_at_a_fixed_post",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF NOT EXISTS (SELECT 1 FROM rotation_post WHERE id = NEW.post_id AND kind = 'fixed') THEN
                    RAISE EXCEPTION 'fixed_place_at_a_fixed_post: this post rotates'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post}"
