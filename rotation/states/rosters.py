"""A week's roster: planned, heard at a meeting, published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class RosterState(models.TextChoices):
    DRAFT = "draft", _("draft")
    HEARD = "heard", _("heard at the meeting")
    PUBLISHED = "published", _("published")


# A draft that no meeting heard is published when its day comes: people need to know where they work. What
# a meeting heard becomes a draft again when it is planned anew.
ROSTER = Machine.build(
    "Roster of a week",
    RosterState.DRAFT,
    {
        RosterState.DRAFT: [RosterState.HEARD, RosterState.PUBLISHED],
        RosterState.HEARD: [RosterState.DRAFT, RosterState.PUBLISHED],
        RosterState.PUBLISHED: [],
    },
)

ROSTER_TONES: dict[RosterState, str] = {
    RosterState.DRAFT: "wait",
    RosterState.HEARD: "info",
    RosterState.PUBLISHED: "good",
}
