"""How a hold ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class HoldState(models.TextChoices):
    ACTIVE = "active", _("active")
    CAPTURED = "captured", _("captured")
    RELEASED = "released", _("released")


HOLD = Machine.build(
    "Hold",
    HoldState.ACTIVE,
    {
        HoldState.ACTIVE: [HoldState.CAPTURED, HoldState.RELEASED],
        HoldState.CAPTURED: [],
        HoldState.RELEASED: [],
    },
)
