"""An agreed proposal goes round the other spaces that it affects."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assemblies.models.meetings import Meeting
from assemblies.models.proposals import Proposal, ProposalVersion
from assemblies.models.spaces import Space

# Whoever adds a space and whoever settles the proposal meet at its row.
_NOT_SETTLED = """
    PERFORM 1 FROM assemblies_proposal WHERE id = NEW.proposal_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM assemblies_proposal WHERE id = NEW.proposal_id AND travel = 'settled')
    THEN RAISE EXCEPTION 'circulation_before_it_is_settled: proposal %', NEW.proposal_id
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Circulation(models.Model):
    """A space that a proposal affects, and who said so."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="circulations")
    space = models.ForeignKey(Space, models.PROTECT, related_name="circulations")
    why = models.CharField(_("how it affects them"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("affected space")
        verbose_name_plural = _("affected spaces")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "space"], name="circulation_space_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="circulation_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="circulation_before_it_is_settled",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_NOT_SETTLED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} → {self.space}"


class CirculationHearing(models.Model):
    """A space heard one wording: on which day, at which meeting, and what was said."""

    circulation = models.ForeignKey(Circulation, models.PROTECT, related_name="hearings")
    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="+")
    held_on = models.DateField(_("heard on"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("what was said"), max_length=2_000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("hearing of a proposal")
        verbose_name_plural = _("hearings of a proposal")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["circulation", "version"], name="circulation_heard_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="circulation_hearing_stays", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circulation} ({self.held_on})"
