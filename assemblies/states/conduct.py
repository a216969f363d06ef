"""The way of a case of conduct. Every move is one that the people of a hearing say; none is automatic."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class CaseState(models.TextChoices):
    RAISED = "raised", _("raised")
    ACCEPTED = "accepted", _("taken up")
    DISMISSED = "dismissed", _("not taken up")
    HEARD = "heard", _("they were heard")
    MEDIATION = "mediation", _("talked between the two, with a mediator")
    COLLECTIVE = "collective", _("talked in the meeting")
    MEASURE = "measure", _("with a measure")
    NO_MEASURE = "no_measure", _("without a measure")
    FOLLOW_UP = "follow_up", _("accompanied")
    CLOSED = "closed", _("closed")
    REHEARING = "rehearing", _("heard again")


S = CaseState
# Nobody is measured unheard: whatever is new leads through «heard» once more.
CASE = Machine.build(
    "Conduct case",
    S.RAISED,
    {
        S.RAISED: [S.ACCEPTED, S.DISMISSED],
        S.ACCEPTED: [S.HEARD],
        S.DISMISSED: [S.REHEARING],
        S.HEARD: [S.MEDIATION, S.COLLECTIVE],
        S.MEDIATION: [S.COLLECTIVE, S.MEASURE, S.NO_MEASURE],
        S.COLLECTIVE: [S.MEASURE, S.NO_MEASURE],
        S.MEASURE: [S.FOLLOW_UP, S.REHEARING],
        S.NO_MEASURE: [S.FOLLOW_UP, S.REHEARING],
        S.FOLLOW_UP: [S.CLOSED, S.REHEARING],
        S.CLOSED: [S.REHEARING],
        S.REHEARING: [S.HEARD],
    },
)
# Only what rests may lose its words.
AT_REST = frozenset({S.DISMISSED, S.CLOSED})

CASE_TONES: dict[str, str] = {
    S.RAISED: "wait",
    S.ACCEPTED: "wait",
    S.DISMISSED: "neutral",
    S.HEARD: "info",
    S.MEDIATION: "info",
    S.COLLECTIVE: "info",
    S.MEASURE: "info",
    S.NO_MEASURE: "info",
    S.FOLLOW_UP: "info",
    S.CLOSED: "neutral",
    S.REHEARING: "wait",
}
