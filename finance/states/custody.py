"""How a bag of cash travels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class BagState(models.TextChoices):
    COUNTING = "counting", _("being counted")
    TRAVELLING = "travelling", _("on its way")
    CLOSED = "closed", pgettext_lazy("bag", "arrived")
    CANCELLED = "cancelled", pgettext_lazy("bag", "left undone")


# A count of the vault ends where it is, without travelling.
BAG = Machine.build(
    "Bag",
    BagState.COUNTING,
    {
        BagState.COUNTING: [BagState.TRAVELLING, BagState.CLOSED, BagState.CANCELLED],
        BagState.TRAVELLING: [BagState.CLOSED],
        BagState.CLOSED: [],
        BagState.CANCELLED: [],
    },
)
BAG_TONES = {
    BagState.COUNTING: "info",
    BagState.TRAVELLING: "wait",
    BagState.CLOSED: "good",
    BagState.CANCELLED: "neutral",
}
