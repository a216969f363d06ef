"""How something asked of a fund stands, and where the money of a campaign may come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class ClaimState(models.TextChoices):
    TOLD = "told", pgettext_lazy("claim", "told")
    HEARD = "heard", pgettext_lazy("claim", "heard")
    VALUED = "valued", pgettext_lazy("claim", "valued")
    PAID = "paid", pgettext_lazy("claim", "paid")
    DECLINED = "declined", pgettext_lazy("claim", "not this time")
    UNDONE = "undone", pgettext_lazy("claim", "taken back")


CLAIM = Machine.build(
    "Claim",
    ClaimState.TOLD,
    {
        ClaimState.TOLD: [ClaimState.HEARD, ClaimState.UNDONE],
        ClaimState.HEARD: [ClaimState.VALUED, ClaimState.DECLINED, ClaimState.UNDONE],
        ClaimState.VALUED: [ClaimState.PAID, ClaimState.UNDONE],
        ClaimState.PAID: [],
        ClaimState.DECLINED: [],
        ClaimState.UNDONE: [],
    },
)
CLAIM_TONES = {
    ClaimState.TOLD: "wait",
    ClaimState.HEARD: "info",
    ClaimState.VALUED: "info",
    ClaimState.PAID: "good",
    ClaimState.DECLINED: "neutral",
    ClaimState.UNDONE: "neutral",
}


class Source(models.TextChoices):
    """Where the money of a campaign comes from. All of it is the network's own."""

    POCKET = "pocket", _("out of people's own pockets")
    FOOD = "food", _("selling food")
    RAFFLE = "raffle", _("a raffle")
    EVENT = "event", _("a fair, a concert, a game")
    COOPERATIVE = "cooperative", _("a cooperative of the network")


OUTSIDE = "outside"
"""A subsidy from outside: somebody may try to write it down, and is told why it is refused."""


class GroupState(models.TextChoices):
    FORMING = "forming", pgettext_lazy("savings group", "coming together")
    RUNNING = "running", pgettext_lazy("savings group", "running")
    DONE = "done", pgettext_lazy("savings group", "came round")


GROUP = Machine.build(
    "SavingsGroup",
    GroupState.FORMING,
    {GroupState.FORMING: [GroupState.RUNNING], GroupState.RUNNING: [GroupState.DONE], GroupState.DONE: []},
)
GROUP_TONES = {GroupState.FORMING: "wait", GroupState.RUNNING: "info", GroupState.DONE: "good"}
