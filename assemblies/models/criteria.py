"""Collective criteria: the words that everybody decides by, in their versions."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assemblies.models.decisions import Decision
from assemblies.models.spaces import Space
from assemblies.states import CRITERION_TONES, CriterionState
from cecosesola.kernel.search import HouseVector

LONGEST_REVIEW = dt.timedelta(days=731)
"""No criterion goes two years without being looked at."""


class CriterionArea(models.TextChoices):
    """Where in the house it applies."""

    NETWORK = "network", _("the whole network")
    FAIRS = "fairs", _("fairs")
    HEALTH = "health", _("health")
    FUNERALS = "funerals", _("funeral home")
    FINANCE = "finance", _("fund and books")
    MEETINGS = "meetings", _("meetings")
    ROTATION = "rotation", _("rotation and time off")
    PEOPLE = "people", _("people and living together")
    EDUCATION = "education", _("education")


# The words that are searched are those of the version that stands.
_SAYS_ITS_VERSION = """
    IF EXISTS (
        SELECT 1 FROM assemblies_criterion c
        LEFT JOIN assemblies_criterionversion v ON v.criterion_id = c.id AND v.number = c.number
        WHERE c.id = NEW.id AND (v.id IS NULL OR v.text <> c.text
            OR (c.state = 'retired') = upper_inf(v.in_force)))
    THEN RAISE EXCEPTION 'criterion_says_its_version: criterion %', NEW.id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""


class Criterion(models.Model):
    """Something agreed that everybody decides by. Its words are in its versions; `text` repeats those of
    the one that stands, to be searched."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    about = models.CharField(_("what it is about"), max_length=240)
    areas = ArrayField(
        models.CharField(max_length=12, choices=CriterionArea.choices), verbose_name=_("where it applies")
    )
    space = models.ForeignKey(
        Space, models.PROTECT, related_name="criteria", verbose_name=_("looked after by")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=CriterionState.choices, default=CriterionState.IN_FORCE
    )
    number = models.PositiveSmallIntegerField(_("version that stands"), default=1)
    text = models.TextField(_("what it says"), max_length=10_000)
    review_on = models.DateField(_("looked at again on"), null=True, blank=True)
    reviewed_on = models.DateField(_("last looked at"))
    search = models.GeneratedField(
        expression=HouseVector("name", "A") + HouseVector("about", "B") + HouseVector("text", "C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(about="") & ~Q(text=""), name="criterion_has_words"
            ),
            models.CheckConstraint(
                condition=Q(areas__contained_by=CriterionArea.values) & Q(areas__len__gt=0),
                name="criterion_areas_known",
            ),
            models.CheckConstraint(
                condition=Q(state="retired") | Q(review_on__isnull=False), name="criterion_is_looked_at_again"
            ),
            models.CheckConstraint(
                condition=Q(review_on=None)
                | Q(review_on__gt=F("reviewed_on"), review_on__lte=F("reviewed_on") + LONGEST_REVIEW),
                name="criterion_review_within_two_years",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="criterion_words"),
            models.Index(fields=["review_on"], condition=~Q(state="retired"), name="criterion_reviews"),
        ]
        triggers = [
            pgtrigger.Protect(name="criterion_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="criterion_says_its_version",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=_SAYS_ITS_VERSION,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The name that people cite: `C-0042`."""
        return f"C-{self.pk:04d}"

    @property
    def tone(self) -> str:
        return CRITERION_TONES[CriterionState(self.state)]

    @property
    def area_words(self) -> list[str]:
        return [str(CriterionArea(area).label) for area in self.areas]


class CriterionVersion(models.Model):
    """A criterion's words for some days, and the decision that made them."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("what it says"), max_length=10_000)
    changes = models.CharField(_("what changed"), max_length=400, blank=True)
    in_force = DateRangeField(_("in force"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="criterion_versions", verbose_name=_("decision that made it")
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("version of a criterion")
        verbose_name_plural = _("versions of a criterion")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "number"], name="criterion_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="criterion_version_has_words"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changes=""), name="criterion_version_says_what_changed"
            ),
            models.CheckConstraint(
                condition=Q(in_force__isempty=False, in_force__lower_inf=False),
                name="criterion_version_begins",
            ),
            ExclusionConstraint(
                name="criterion_versions_do_not_overlap",
                expressions=[("criterion", RangeOperators.EQUAL), ("in_force", RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="criterion_version_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="criterion_version_words_stand",
                fields=["criterion", "number", "text", "changes", "decision", "written_by", "written_at"],
            ),
            pgtrigger.Trigger(
                name="criterion_version_ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF lower(NEW.in_force) <> lower(OLD.in_force)
                        OR (NOT upper_inf(OLD.in_force) AND NEW.in_force <> OLD.in_force)
                    THEN RAISE EXCEPTION 'criterion_version_ends_once: version %', OLD.id
                        USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} ({self.number})"


class CriterionReview(models.Model):
    """A criterion was looked at again: begun, confirmed in the same words, renewed or retired."""

    class Outcome(models.TextChoices):
        BEGUN = "begun", _("a review began")
        CONFIRMED = "confirmed", _("the same words stand")
        RENEWED = "renewed", _("it says it otherwise")
        RETIRED = "retired", _("it no longer applies")

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(CriterionVersion, models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="criterion_reviews"
    )
    words = models.TextField(_("why"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("review of a criterion")
        verbose_name_plural = _("reviews of criteria")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["begun", "confirmed"]) | Q(decision__isnull=False),
                name="criterion_review_cites_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(outcome="renewed") | ~Q(words=""), name="criterion_review_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="criterion_review_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_outcome_display()}"


class CriterionStory(models.Model):
    """A story of the journal that tells how a criterion came to be."""

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="story_links")
    story = models.ForeignKey("federation.JournalEntry", models.PROTECT, related_name="criterion_links")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(_("linked"))

    class Meta:
        verbose_name = _("story of a criterion")
        verbose_name_plural = _("stories of criteria")
        constraints = [models.UniqueConstraint(fields=["criterion", "story"], name="criterion_story_once")]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.story_id}"
