"""How what needs two people ends, how a newcomer begins, how support and files arrive."""

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


class ImportState(models.TextChoices):
    READING = "reading", _("being read")
    READY = "ready", _("read, nothing written yet")
    APPLYING = "applying", _("being written")
    APPLIED = "applied", _("in the register")
    LEFT = "left", _("left aside")
    BROKEN = "broken", _("could not be read")


IMPORT = Machine.build(
    "File brought in",
    ImportState.READING,
    {
        ImportState.READING: [ImportState.READY, ImportState.BROKEN, ImportState.LEFT],
        ImportState.READY: [ImportState.APPLYING, ImportState.LEFT],
        ImportState.APPLYING: [ImportState.APPLIED],
        ImportState.APPLIED: [],
        ImportState.LEFT: [],
        ImportState.BROKEN: [],
    },
)

IMPORT_TONES: dict[ImportState, str] = {
    ImportState.READING: "wait",
    ImportState.READY: "info",
    ImportState.APPLYING: "wait",
    ImportState.APPLIED: "good",
    ImportState.LEFT: "neutral",
    ImportState.BROKEN: "harm",
}
