"""How what needs two people ends, and how a newcomer begins."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class ActState(models.TextChoices):
    ASKED = "asked", _("waits for a second person")
    DONE = "done", _("done by two")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    EXPIRED = "expired", _("expired")


ACT = Machine.build(
    "Act of two people",
    ActState.ASKED,
    {
        ActState.ASKED: [ActState.DONE, ActState.DECLINED, ActState.WITHDRAWN, ActState.EXPIRED],
        ActState.DONE: [],
        ActState.DECLINED: [],
        ActState.WITHDRAWN: [],
        ActState.EXPIRED: [],
    },
)

ACT_TONES: dict[ActState, str] = {
    ActState.ASKED: "wait",
    ActState.DONE: "good",
    ActState.DECLINED: "harm",
    ActState.WITHDRAWN: "neutral",
    ActState.EXPIRED: "neutral",
}


class BeginningState(models.TextChoices):
    PROPOSED = "proposed", _("introduced")
    TRIAL = "trial", _("on trial")
    ADMITTED = "admitted", _("admitted")
    NOT_ADMITTED = "not_admitted", _("not admitted")
    LEFT = "left", _("left during the trial")
    WITHDRAWN = "withdrawn", _("taken back")


BEGINNING = Machine.build(
    "A newcomer's beginning",
    BeginningState.PROPOSED,
    {
        BeginningState.PROPOSED: [
            BeginningState.TRIAL,
            BeginningState.NOT_ADMITTED,
            BeginningState.WITHDRAWN,
        ],
        BeginningState.TRIAL: [BeginningState.ADMITTED, BeginningState.NOT_ADMITTED, BeginningState.LEFT],
        BeginningState.ADMITTED: [],
        BeginningState.NOT_ADMITTED: [],
        BeginningState.LEFT: [],
        BeginningState.WITHDRAWN: [],
    },
)

BEGINNING_TONES: dict[BeginningState, str] = {
    BeginningState.PROPOSED: "wait",
    BeginningState.TRIAL: "info",
    BeginningState.ADMITTED: "good",
    BeginningState.NOT_ADMITTED: "neutral",
    BeginningState.LEFT: "neutral",
    BeginningState.WITHDRAWN: "neutral",
}


class DeliveryState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("brought")
    MISSED = "missed", _("not brought")


DELIVERY = Machine.build(
    "Delivery of a support round",
    DeliveryState.PLANNED,
    {
        DeliveryState.PLANNED: [DeliveryState.DONE, DeliveryState.MISSED],
        DeliveryState.DONE: [],
        DeliveryState.MISSED: [DeliveryState.DONE],
    },
)

DELIVERY_TONES: dict[DeliveryState, str] = {
    DeliveryState.PLANNED: "wait",
    DeliveryState.DONE: "good",
    DeliveryState.MISSED: "harm",
}
