"""What becomes of something that somebody said they would do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class ActionState(models.TextChoices):
    OPEN = "open", _("to do")
    DONE = "done", _("done")
    HANDED_ON = "handed_on", _("handed on")
    LET_GO = "let_go", _("let go")


ACTION = Machine.build(
    "Action item",
    ActionState.OPEN,
    {
        ActionState.OPEN: [ActionState.DONE, ActionState.HANDED_ON, ActionState.LET_GO],
        ActionState.DONE: [],
        ActionState.HANDED_ON: [],
        ActionState.LET_GO: [],
    },
)

ACTION_TONES: dict[ActionState, str] = {
    ActionState.OPEN: "wait",
    ActionState.DONE: "good",
    ActionState.HANDED_ON: "info",
    ActionState.LET_GO: "neutral",
}
