"""Proposing, saying what one thinks, and writing down what a meeting agreed: few fields, few taps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.forms.meeting_field import MeetingField, recent_meetings
from assemblies.models import Circulation, Meeting, Proposal, Space, Stance, Topic
from assemblies.selectors.proposals import open_objections
from assemblies.states import ObjectionState
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField


class ProposeForm(KeyedForm):
    """What is proposed, in one step."""

    title = forms.CharField(label=_("In one line"), max_length=160)
    text = forms.CharField(
        label=_("What is proposed"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("And why. These are the words that the meeting will have before it."),
    )
    space = forms.ModelChoiceField(label=_("At which meeting"), queryset=Space.objects.none())
    affects = forms.ModelMultipleChoiceField(
        label=_("Whom else it affects"),
        queryset=Space.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Once agreed here, they hear it too, and may object."),
    )
    draft = forms.BooleanField(label=_("Keep it as my draft for now"), required=False)

    def __init__(self, *args: Any, topic: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = Space.objects.filter(closed_at=None)
        self.fields["affects"].queryset = spaces  # type: ignore[attr-defined]
        if topic is not None:
            del self.fields["space"]
            self.fields["title"].initial = topic.title[:160]
            self.fields["affects"].queryset = spaces.exclude(pk=topic.space_id)  # type: ignore[attr-defined]
        else:
            self.fields["space"].queryset = spaces  # type: ignore[attr-defined]
            self.fields["space"].initial = spaces.filter(is_network=True).first()


class ObjectionsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Stance) -> str:
        return f"{obj.person}: {obj.reason[:120]}"


class RewordForm(HouseForm):
    """Another wording, from the one that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    text = forms.CharField(label=_("How it says now"), max_length=10_000, widget=forms.Textarea({"rows": 7}))
    changes = forms.CharField(
        label=_("What changed"), max_length=400, help_text=_("In one line, for whoever read the one before.")
    )
    answers = ObjectionsField(
        label=_("Which objections it answers"),
        queryset=Stance.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever holds each is asked; only they say whether it does."),
    )

    def __init__(self, *args: Any, proposal: Proposal, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = proposal.number
        self.fields["text"].initial = text
        standing = open_objections(proposal)
        if standing:
            self.fields["answers"].queryset = standing  # type: ignore[attr-defined]
        else:
            del self.fields["answers"]


class StanceForm(HouseForm):
    """What one says oneself. It is not counted: it is read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    kind = forms.ChoiceField(
        label=_("What do you say?"), choices=Stance.Kind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed with a reservation or an objection, so that all can work on it."),
    )
    would_answer = forms.CharField(
        label=_("What would answer it"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("If you object: what would have to be different."),
    )


class NoteForm(HouseForm):
    """Why it is laid aside."""

    note = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea({"rows": 3}))


class ClaimForm(HouseForm):
    """The meeting, and whether it is for good or on trial: two taps."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    meeting = MeetingField(label=_("At which meeting"), queryset=Meeting.objects.none(), empty_label=None)
    review_on = DayField(
        label=_("On trial until"),
        required=False,
        help_text=_("Leave it empty when it is for good. A trial comes back to the agenda by itself."),
    )
    note = forms.CharField(
        label=_("What else was said"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = proposal.number
        meetings = recent_meetings(proposal.space)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["meeting"].initial = meetings.first()


class AskForm(HouseForm):
    person = PersonField(label=_("Whom do you ask?"))


class SpaceForm(HouseForm):
    """A space that it affects."""

    space = forms.ModelChoiceField(label=_("Whom it affects"), queryset=Space.objects.none())
    why = forms.CharField(label=_("How"), required=False, max_length=300)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = proposal.circulations.values("space")
        spaces = Space.objects.filter(closed_at=None).exclude(pk=proposal.space_id).exclude(pk__in=known)
        self.fields["space"].queryset = spaces  # type: ignore[attr-defined]


class HeardForm(HouseForm):
    """A space heard it, and nobody there objected."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=30_000)
    held_on = DayField(label=_("On which day"))
    meeting = MeetingField(
        label=_("At which meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("One that is not written down here"),
    )
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, circulation: Circulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = circulation.proposal.number
        self.fields["held_on"].initial = today()
        self.fields["meeting"].queryset = recent_meetings(circulation.space)  # type: ignore[attr-defined]


class StepForm(HouseForm):
    """What was tried, or found out."""

    words = forms.CharField(
        label=_("What was tried, or could answer it"), max_length=2_000, widget=forms.Textarea({"rows": 3})
    )


class CloseForm(HouseForm):
    """How an objection ended."""

    outcome = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=[
            (ObjectionState.INTEGRATED.value, _("It was taken up in the wording")),
            (ObjectionState.WITHDRAWN.value, _("It is taken back")),
        ],
    )
    words = forms.CharField(
        label=_("How it was answered"), max_length=2_000, widget=forms.Textarea({"rows": 3})
    )
