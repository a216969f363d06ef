"""What counts for how much when a week is planned. Each version cites the decision that set it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Weights(models.Model):
    """One version of the weights: whole numbers by name, as the planner reads them. Never changed."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    values = models.JSONField(_("weights"))
    decision = models.ForeignKey(
        "assemblies.Decision", models.PROTECT, null=True, related_name="+", verbose_name=_("decision")
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Meta:
        verbose_name = _("weights")
        verbose_name_plural = _("weights")
        ordering = ["-version"]
        constraints = [
            # Version 1 is what the house begins with; every later one was decided.
            models.CheckConstraint(
                condition=Q(version=1) | Q(decision__isnull=False, set_by__isnull=False),
                name="weights_cite_their_decision",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="weights_count_from_one"),
        ]
        triggers = [
            pgtrigger.Protect(name="weights_never_change", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return str(self.version)
