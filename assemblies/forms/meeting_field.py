"""A meeting that was held, chosen by its day."""

from typing import Any

from django import forms
from django.utils import timezone

from assemblies.models import Meeting, Space
from assemblies.selectors.proposals import held_meetings

RECENT = 20


class MeetingField(forms.ModelChoiceField):
    """A meeting that was held, by its day."""

    def label_from_instance(self, obj: Meeting) -> str:
        return f"{obj} · {timezone.localtime(obj.starts_at):%d/%m/%Y}"


def recent_meetings(space: Space) -> Any:
    newest = held_meetings(space).values("pk")[:RECENT]
    return Meeting.objects.filter(pk__in=newest).select_related("space").order_by("-starts_at")
