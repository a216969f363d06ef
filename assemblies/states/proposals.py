"""What becomes of a proposal, of an objection to it, and of its way through the spaces it affects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SHARED = "shared", _("shared")
    DISCUSSING = "discussing", _("being discussed")
    TESTING = "testing", _("testing consensus")
    CONSENTED = "consented", _("agreed by consensus")
    TRIAL = "trial", _("on trial")
    LAID_ASIDE = "laid_aside", _("laid aside")
    WITHDRAWN = "withdrawn", _("taken back")


# A consented proposal is discussed again only when an objection comes while it circulates.
PROPOSAL = Machine.build(
    "Proposal",
    ProposalState.DRAFT,
    {
        ProposalState.DRAFT: [ProposalState.SHARED, ProposalState.WITHDRAWN],
        ProposalState.SHARED: [
            ProposalState.DISCUSSING,
            ProposalState.LAID_ASIDE,
            ProposalState.WITHDRAWN,
        ],
        ProposalState.DISCUSSING: [
            ProposalState.TESTING,
            ProposalState.LAID_ASIDE,
            ProposalState.WITHDRAWN,
        ],
        ProposalState.TESTING: [
            ProposalState.DISCUSSING,
            ProposalState.CONSENTED,
            ProposalState.TRIAL,
            ProposalState.LAID_ASIDE,
            ProposalState.WITHDRAWN,
        ],
        ProposalState.CONSENTED: [ProposalState.DISCUSSING],
        ProposalState.TRIAL: [
            ProposalState.CONSENTED,
            ProposalState.DISCUSSING,
            ProposalState.LAID_ASIDE,
        ],
        ProposalState.LAID_ASIDE: [ProposalState.DISCUSSING],
        ProposalState.WITHDRAWN: [],
    },
)

PROPOSAL_TONES: dict[ProposalState, str] = {
    ProposalState.DRAFT: "neutral",
    ProposalState.SHARED: "info",
    ProposalState.DISCUSSING: "wait",
    ProposalState.TESTING: "wait",
    ProposalState.CONSENTED: "good",
    ProposalState.TRIAL: "info",
    ProposalState.LAID_ASIDE: "neutral",
    ProposalState.WITHDRAWN: "neutral",
}

OPEN_STATES = frozenset({ProposalState.SHARED, ProposalState.DISCUSSING, ProposalState.TESTING})
"""While it is being made: it takes new wordings and stances."""
AGREED_STATES = frozenset({ProposalState.CONSENTED, ProposalState.TRIAL})
"""What no objection may stand against."""


class ObjectionState(models.TextChoices):
    OPEN = "open", _("open")
    INTEGRATED = "integrated", _("taken up in the wording")
    WITHDRAWN = "withdrawn", _("taken back")


OBJECTION = Machine.build(
    "Objection",
    ObjectionState.OPEN,
    {
        ObjectionState.OPEN: [ObjectionState.INTEGRATED, ObjectionState.WITHDRAWN],
        ObjectionState.INTEGRATED: [],
        ObjectionState.WITHDRAWN: [],
    },
)


class Travel(models.TextChoices):
    """How far a proposal that was agreed at home has gone among the spaces it affects."""

    HOME = "home", _("in its own space")
    CIRCULATING = "circulating", _("circulating")
    SETTLED = "settled", _("heard in every space it affects")


TRAVEL = Machine.build(
    "Proposal across spaces",
    Travel.HOME,
    {
        Travel.HOME: [Travel.CIRCULATING],
        Travel.CIRCULATING: [Travel.SETTLED, Travel.HOME],
        Travel.SETTLED: [Travel.HOME],
    },
)
