"""Rows that may be, or were, one human."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person


class LikelyDouble(models.Model):
    """Two people who may be one, as a step found; or two of whom somebody said that they are not."""

    class Why(models.TextChoices):
        BIRTH = "birth", _("alike names, born the same day")
        PHONE = "phone", _("alike names, the same phone")
        NUMBER = "number", _("the same name, numbers that a slip would confuse")

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    found_at = models.DateTimeField(_("found"))
    different_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    different_at = models.DateTimeField(_("told apart"), null=True, blank=True)
    reason = models.CharField(_("how it is known"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("likely double")
        verbose_name_plural = _("likely doubles")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="double_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="double_lower_first"),
            models.CheckConstraint(
                condition=Q(different_at__isnull=True, different_by__isnull=True)
                | (Q(different_at__isnull=False, different_by__isnull=False) & ~Q(reason="")),
                name="double_told_apart_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(different_at__isnull=True), name="double_open"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} · {self.other_id}"


class Merge(models.Model):
    """One row became another. `moved` holds what each room moved, so that it can be taken back."""

    survivor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("done"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    sealed = models.BooleanField(_("cannot be taken back"), default=False)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merge_into_one_only"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merge_of_two"),
            models.CheckConstraint(condition=Q(sealed=False) | Q(moved={}), name="merge_sealed_is_bare"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"
