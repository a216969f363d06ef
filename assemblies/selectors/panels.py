"""What a cooperative's page tells of its meetings."""

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assemblies.models import Meeting
from assemblies.selectors.agenda import STANDING
from assemblies.selectors.calendar import readable_spaces
from assemblies.states import MeetingState
from cecosesola.ui.panels import Panel, Row
from federation.selectors import Cooperative, Person


def meetings_of(reader: Person, cooperative: Cooperative) -> Panel | None:
    """Its spaces' coming meetings and last actas, as far as the reader may see them."""
    found = Meeting.objects.filter(
        space__in=readable_spaces(reader).filter(cooperative=cooperative, closed_at=None)
    ).select_related("space")
    coming = list(found.filter(state__in=STANDING).order_by("starts_at")[:3])
    held = list(found.filter(state=MeetingState.SEALED).defer("acta").order_by("-starts_at")[:3])
    rows = [
        Row(
            str(meeting),
            _moment(meeting),
            meeting.acta_number,
            reverse("assemblies:meeting", args=[meeting.pk]),
        )
        for meeting in [*coming, *held]
    ]
    return Panel(_("Meetings"), place=60, rows=rows)


def _moment(meeting: Meeting) -> str:
    local = timezone.localtime(meeting.starts_at)
    return f"{formats.date_format(local, 'j M Y')}, {formats.time_format(local, 'H:i')}"
