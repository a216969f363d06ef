"""How a decision told to the others is heard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class Hearing(models.TextChoices):
    """Where a decision stands with the others.

    A collective decision starts as kept: it was heard as it was made.
    """

    ACTED = "acted", _("acted, not yet told")
    REPORTED = "reported", _("told, waiting to be heard")
    HEARD = "heard", _("heard")
    CRITICISED = "criticised", _("questioned")
    KEPT = "kept", _("kept")
    AMENDED = "amended", _("amended")
    REVERSED = "reversed", _("reversed")


HEARING = Machine.build(
    "Decision hearing",
    Hearing.ACTED,
    {
        Hearing.ACTED: [Hearing.REPORTED],
        Hearing.REPORTED: [Hearing.HEARD, Hearing.CRITICISED],
        Hearing.HEARD: [Hearing.KEPT, Hearing.CRITICISED],
        Hearing.CRITICISED: [Hearing.KEPT, Hearing.AMENDED, Hearing.REVERSED],
        Hearing.KEPT: [Hearing.CRITICISED],
        Hearing.AMENDED: [],
        Hearing.REVERSED: [],
    },
)


HEARING_TONES: dict[Hearing, str] = {
    Hearing.ACTED: "neutral",
    Hearing.REPORTED: "wait",
    Hearing.HEARD: "info",
    Hearing.CRITICISED: "harm",
    Hearing.KEPT: "good",
    Hearing.AMENDED: "info",
    Hearing.REVERSED: "harm",
}
