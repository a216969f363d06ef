"""From planned to sealed: a meeting's way."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("being held")
    READ_BACK = "read_back", _("reading back")
    AGREED = "agreed", _("agreed")
    SEALED = "sealed", _("sealed")
    CANCELLED = "cancelled", _("cancelled")


# Words that change while they are read back open the meeting again, and whoever attested is asked again.
MEETING = Machine.build(
    "Meeting",
    MeetingState.PLANNED,
    {
        MeetingState.PLANNED: [MeetingState.OPEN, MeetingState.CANCELLED],
        MeetingState.OPEN: [MeetingState.READ_BACK],
        MeetingState.READ_BACK: [MeetingState.OPEN, MeetingState.AGREED],
        MeetingState.AGREED: [MeetingState.SEALED],
        MeetingState.SEALED: [],
        MeetingState.CANCELLED: [],
    },
)

MEETING_TONES: dict[MeetingState, str] = {
    MeetingState.PLANNED: "neutral",
    MeetingState.OPEN: "info",
    MeetingState.READ_BACK: "wait",
    MeetingState.AGREED: "good",
    MeetingState.SEALED: "good",
    MeetingState.CANCELLED: "harm",
}
