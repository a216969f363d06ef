"""Power for a while."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from federation.models.people import Person


class Role(models.TextChoices):
    """What a mandate lets its holder do. A new power is a new word here and in a policy."""

    WEEK = "week", _("coordinates the market week")
    FAIR = "fair", _("coordinates a fair")
    TILL = "till", _("works a till")
    RECEIVING = "receiving", _("receives goods")
    BUYING = "buying", _("buys in the field")
    SUPPLY = "supply", _("speaks for a producer")
    FINANCE = "finance", _("works the finance desk")
    REGISTER = "register", _("keeps the register of people")
    MEETING = "meeting", _("writes the minutes")
    BRIGADE = "brigade", _("goes with the solidarity brigade")
    JOBS = "jobs", _("looks after the jobs")
    ROTATION = "rotation", _("keeps the roster")


NETWORK = "network"

# Roles that reach other people's money, data or keys. Two people give them, and whoever holds one gives
# a second factor before using it. A room that brings such a role adds its word here.
SENSITIVE = (Role.FINANCE, Role.REGISTER)


class Mandate(models.Model):
    """Power for a while: a person, a role, where, why, and until when.

    `scope` is `network` or `kind:number`, such as `fair:3` or `producer:41`; the room that owns the
    kind reads it. `source` says what gave the mandate: a roster turn, a decision, a founding, or two
    people in an emergency; `source_ref` names that turn, decision, minutes or act.

    `given_by` and `seconded_by` are the two people of a sensitive key. Once given, a mandate is only
    ever shortened: the database refuses the rest.
    """

    class Source(models.TextChoices):
        TURN = "turn", _("turn of the roster")
        DECISION = "decision", _("decision")
        FOUNDING = "founding", _("founding of the installation")
        BREAK_GLASS = "break_glass", _("emergency, by two people")

    class EndedEarly(models.TextChoices):
        BY_HAND = "hand", _("by hand")
        BY_SOURCE = "source", _("by the turn or the decision that gave it")

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    scope = models.CharField(_("where"), max_length=40, default=NETWORK)
    scope_label = models.CharField(_("where"), max_length=160, blank=True)
    source = models.CharField(_("given by"), max_length=12, choices=Source.choices)
    source_ref = models.CharField(_("number of the turn or decision"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    during = DateTimeRangeField(_("period"))
    ended_early = models.CharField(_("ended early"), max_length=6, choices=EndedEarly.choices, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="mandates_given")
    seconded_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="mandates_seconded"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(during__isempty=False),
            ),
            models.CheckConstraint(
                condition=Q(scope__regex=r"^(network|[a-z_]+:[0-9]+)$"), name="mandate_scope_form"
            ),
            models.CheckConstraint(condition=~Q(source_ref=""), name="mandate_names_its_source"),
            models.CheckConstraint(
                condition=Q(source="turn") | Q(given_by__isnull=True) | ~Q(given_by=F("person")),
                name="mandate_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=~Q(source="break_glass") | (Q(given_by__isnull=False) & ~Q(reason="")),
                name="mandate_break_glass_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=SENSITIVE)
                | Q(source__in=["founding", "break_glass"])
                | (
                    Q(given_by__isnull=False, seconded_by__isnull=False)
                    & ~Q(given_by=F("seconded_by"))
                    & ~Q(given_by=F("person"))
                    & ~Q(seconded_by=F("person"))
                ),
                name="mandate_sensitive_by_two",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "role"], name="mandate_of_person"),
            models.Index(fields=["source", "source_ref"], name="mandate_of_source"),
        ]
        triggers = [
            # A period that is empty has ended early; nobody is born ended.
            pgtrigger.Trigger(
                name="mandate_born_with_time",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("isempty(NEW.during)"),
                func="RAISE EXCEPTION 'mandate_born_with_time: a mandate begins with a period';",
            ),
            pgtrigger.Trigger(
                name="mandate_only_shortens",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "NOT NEW.during <@ OLD.during"
                    " OR (NOT isempty(NEW.during) AND lower(NEW.during) <> lower(OLD.during))"
                    " OR (NEW.role, NEW.scope, NEW.source, NEW.source_ref)"
                    " <> (OLD.role, OLD.scope, OLD.source, OLD.source_ref)"
                ),
                func="RAISE EXCEPTION 'mandate_only_shortens: give another mandate instead';",
            ),
            pgtrigger.Protect(name="mandate_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} · {self.scope_label or self.scope}"
