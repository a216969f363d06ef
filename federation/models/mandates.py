"""Power for a while."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
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


NETWORK = "network"


class Mandate(models.Model):
    """Power for a while: a person, a role, where, why, and until when.

    `scope` is `network` or `kind:number`, such as `fair:3` or `producer:41`; the room that owns the
    kind reads it. `source` says what gave the mandate: a roster turn, a decision, a founding.
    """

    class Source(models.TextChoices):
        TURN = "turn", _("turn of the roster")
        DECISION = "decision", _("decision")
        FOUNDING = "founding", _("founding of the installation")
        BREAK_GLASS = "break_glass", _("emergency, by two people")

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    scope = models.CharField(_("where"), max_length=40, default=NETWORK)
    scope_label = models.CharField(_("where"), max_length=160, blank=True)
    source = models.CharField(_("given by"), max_length=12, choices=Source.choices)
    source_ref = models.CharField(_("number of the turn or decision"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    during = DateTimeRangeField(_("period"))
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="mandates_given")
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
        ]
        indexes = [models.Index(fields=["person", "role"], name="mandate_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} · {self.scope_label or self.scope}"
