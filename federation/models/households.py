"""Who lives together. A household and its address are private."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person


class Household(models.Model):
    """People who live under one roof."""

    address = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return f"H-{self.pk}"


class HouseholdMember(models.Model):
    """A person in a household for a period: in one at a time, and one person to speak to in each."""

    class Role(models.TextChoices):
        ADULT = "adult", _("adult")
        PARTNER = "partner", _("partner")
        CHILD = "child", _("son or daughter")
        PARENT = "parent", _("father or mother")
        RELATIVE = "relative", _("other relative")
        OTHER = "other", _("lives there")

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="households")
    role = models.CharField(_("who they are there"), max_length=10, choices=Role.choices, default=Role.ADULT)
    is_contact = models.BooleanField(_("the person to speak to"), default=False)
    period = DateRangeField(_("period"))

    class Meta:
        verbose_name = _("member of a household")
        verbose_name_plural = _("members of households")
        constraints = [
            ExclusionConstraint(
                name="household_one_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="household_one_contact",
                expressions=[("household", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_contact=True),
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="household_period_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.person_id}"
