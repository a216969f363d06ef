"""How a month of the books moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.states import Machine


class PeriodState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", pgettext_lazy("period", "closed")


PERIOD = Machine.build(
    "Period",
    PeriodState.OPEN,
    {PeriodState.OPEN: [PeriodState.CLOSED], PeriodState.CLOSED: [PeriodState.OPEN]},
)
