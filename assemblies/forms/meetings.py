"""Planning, moving and cancelling a meeting; what to read before."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import Meeting, Space, Topic
from assemblies.selectors.agenda import STANDING
from assemblies.states import TopicState
from cecosesola.ui.fields import MomentField
from cecosesola.ui.forms import HouseForm


class PlanForm(HouseForm):
    """A meeting outside its series: an extraordinary one, a popular assembly."""

    space = forms.ModelChoiceField(label=_("Of which space"), queryset=Space.objects.filter(closed_at=None))
    title = forms.CharField(
        label=_("Name of this meeting"), max_length=160, required=False, help_text=_("If it has one.")
    )
    starts_at = MomentField(label=_("Begins"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=5, max_value=1440, initial=120)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    wants_turns = forms.BooleanField(
        label=_("With speaking turns"),
        required=False,
        help_text=_("Whoever wants to speak asks for the word on their phone. Nobody has to."),
    )


class MoveForm(PlanForm):
    reason = forms.CharField(label=_("Why it moves"), max_length=300, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        length = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
        kwargs["initial"] = {
            "title": meeting.title,
            "starts_at": meeting.starts_at,
            "minutes": length,
            "place": meeting.place,
            "wants_turns": meeting.wants_turns,
        }
        super().__init__(*args, **kwargs)
        del self.fields["space"]


class CancelForm(HouseForm):
    reason = forms.CharField(label=_("Why it is not held"), max_length=300)


class BringForm(HouseForm):
    """«I want to bring this»: one field."""

    title = forms.CharField(label=_("I want to bring this"), max_length=200)


class TopicForm(HouseForm):
    """The same topic, said better, or in another space."""

    title = forms.CharField(label=_("Topic"), max_length=200)
    body = forms.CharField(
        label=_("More"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 5})
    )
    space = forms.ModelChoiceField(
        label=_("Where it is treated"), queryset=Space.objects.filter(closed_at=None)
    )


class PlaceForm(HouseForm):
    """In which meeting a topic is treated."""

    meeting = forms.ModelChoiceField(
        label=_("At which meeting"), queryset=Meeting.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Meeting.objects.filter(state__in=STANDING, space__closed_at=None).select_related("space")
        if topic.state != TopicState.OPEN:
            coming = coming.none()
        ids = list(coming.order_by("starts_at").values_list("pk", flat=True)[:30])
        field = self.fields["meeting"]
        field.queryset = coming.filter(pk__in=ids).order_by("starts_at")  # type: ignore[attr-defined]


class BriefingForm(HouseForm):
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=50_000, widget=forms.Textarea({"rows": 8})
    )
    upload = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, picture, DOCX, XLSX or ODT, of at most 8 MB."),
    )
