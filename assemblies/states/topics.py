"""What becomes of a topic. It outlives the meetings that treat it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.states import Machine


class TopicState(models.TextChoices):
    OPEN = "open", _("open")
    PARKED = "parked", _("parked")
    RESOLVED = "resolved", _("resolved")
    WITHDRAWN = "withdrawn", _("withdrawn")


TOPIC = Machine.build(
    "Topic",
    TopicState.OPEN,
    {
        TopicState.OPEN: [TopicState.PARKED, TopicState.RESOLVED, TopicState.WITHDRAWN],
        TopicState.PARKED: [TopicState.OPEN],
        TopicState.RESOLVED: [TopicState.OPEN],
        TopicState.WITHDRAWN: [],
    },
)
