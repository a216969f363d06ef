"""Posts: what there is to do in a week, how many people it takes, and what they must know."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.selectors import NETWORK, SENSITIVE, Area, Role

SCOPE_FORM = r"^(network|[a-z_]+:[0-9]+)$"


class Skill(models.Model):
    """Something that a post asks one to know: driving, working a till, taking blood."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    about = models.CharField(_("what it takes"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="skill_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A place in the week's work. People pass through it; nobody owns it.

    `minimum`, `target` and `maximum` are people a week. Whoever was here waits `gap_weeks` before coming
    again where others can come; `yearly_cap` is the most weeks a year for one person (None: no such limit).
    A fixed post is taken by the people placed there by a decision, week after week.
    """

    class Kind(models.TextChoices):
        ROTATING = "rotating", _("rotates every week")
        COORDINATION = "coordination", _("coordination group")
        FIXED = "fixed", _("does not rotate")

    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, related_name="posts", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.ROTATING)
    about = models.CharField(_("what one does there"), max_length=400, blank=True)
    scope = models.CharField(_("where"), max_length=40, default=NETWORK)
    scope_label = models.CharField(_("where"), max_length=160, blank=True)
    minimum = models.PositiveSmallIntegerField(_("people at least"))
    target = models.PositiveSmallIntegerField(_("people wanted"))
    maximum = models.PositiveSmallIntegerField(_("people at most"))
    home_only = models.BooleanField(_("only for people of its area"), default=False)
    gap_weeks = models.PositiveSmallIntegerField(_("weeks before one comes again"), default=8)
    yearly_cap = models.PositiveSmallIntegerField(_("weeks a year at most"), null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="posts", verbose_name=_("one must know"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["area__place", "scope_label", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "scope"], name="post_once_at_a_place"),
            models.CheckConstraint(condition=~Q(name=""), name="post_has_a_name"),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("target"))
                & Q(target__lte=F("maximum"))
                & Q(maximum__range=(1, 500)),
                name="post_minimum_target_maximum",
            ),
            models.CheckConstraint(condition=Q(scope__regex=SCOPE_FORM), name="post_scope_form"),
            models.CheckConstraint(
                condition=~Q(kind="coordination") | Q(gap_weeks__gte=12, yearly_cap__isnull=False),
                name="post_coordination_passes_on",
            ),
            models.CheckConstraint(condition=Q(gap_weeks__lte=52), name="post_gap_within_a_year"),
            models.CheckConstraint(
                condition=Q(yearly_cap=None) | Q(yearly_cap__range=(1, 53)), name="post_cap_within_a_year"
            ),
        ]
        triggers = [pgtrigger.Protect(name="post_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name} · {self.scope_label}" if self.scope_label else self.name


class PostHours(models.Model):
    """When a post's turn is worked: a weekday (1 is Monday) and its hours in Caracas."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("hours of a post")
        verbose_name_plural = _("hours of posts")
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["post", "weekday", "starts"], name="post_hours_once"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="post_hours_of_a_week"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="post_hours_begin_before_end"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"


class PostKey(models.Model):
    """A key that comes with a post's turn and ends with it. Roles that take two people never do."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="keys")
    role = models.CharField(_("key"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("key of a post")
        verbose_name_plural = _("keys of posts")
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["post", "role"], name="post_key_once"),
            models.CheckConstraint(condition=~Q(role__in=SENSITIVE), name="post_key_needs_no_second"),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())
