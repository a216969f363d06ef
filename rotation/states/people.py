"""What people ask of the roster: time off and swaps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class TimeOffState(models.TextChoices):
    ASKED = "asked", _("asked for")
    AGREED = "agreed", _("agreed")
    PUT_OFF = "put_off", _("not on those days")
    WITHDRAWN = "withdrawn", _("taken back")


TIME_OFF = Machine.build(
    "Time off",
    TimeOffState.ASKED,
    {
        TimeOffState.ASKED: [TimeOffState.AGREED, TimeOffState.PUT_OFF, TimeOffState.WITHDRAWN],
        TimeOffState.AGREED: [TimeOffState.WITHDRAWN],
        TimeOffState.PUT_OFF: [],
        TimeOffState.WITHDRAWN: [],
    },
)

TIME_OFF_TONES: dict[TimeOffState, str] = {
    TimeOffState.ASKED: "wait",
    TimeOffState.AGREED: "good",
    TimeOffState.PUT_OFF: "harm",
    TimeOffState.WITHDRAWN: "neutral",
}


class SwapState(models.TextChoices):
    ASKED = "asked", _("asked for")
    DONE = "done", _("agreed by both")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    LAPSED = "lapsed", _("lapsed")


SWAP = Machine.build(
    "Swap of turns",
    SwapState.ASKED,
    {
        SwapState.ASKED: [SwapState.DONE, SwapState.DECLINED, SwapState.WITHDRAWN, SwapState.LAPSED],
        SwapState.DONE: [],
        SwapState.DECLINED: [],
        SwapState.WITHDRAWN: [],
        SwapState.LAPSED: [],
    },
)

SWAP_TONES: dict[SwapState, str] = {
    SwapState.ASKED: "wait",
    SwapState.DONE: "good",
    SwapState.DECLINED: "harm",
    SwapState.WITHDRAWN: "neutral",
    SwapState.LAPSED: "neutral",
}
