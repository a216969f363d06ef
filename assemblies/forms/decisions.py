"""Telling a decision and answering it: few fields, in the words of a meeting."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.forms.meeting_field import MeetingField, recent_meetings
from assemblies.models import Decision, Meeting, Space
from assemblies.selectors.decisions import replaceable_decisions
from assemblies.states import HEARING, Hearing
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.selectors import Person, find_by_documents

# What a meeting says, in the words of whoever writes it down.
ANSWERS = {
    Hearing.REPORTED: _("It was told; it is still to be talked about"),
    Hearing.HEARD: _("It was heard, and nobody questioned it"),
    Hearing.CRITICISED: _("It was questioned"),
    Hearing.KEPT: _("It stays as it is"),
    Hearing.AMENDED: _("It changes: another decision takes its place"),
    Hearing.REVERSED: _("It is undone"),
}


class TellDecisionForm(HouseForm):
    """What was decided, by whom, and where it was or will be told."""

    title = forms.CharField(
        label=_("In one line"), max_length=160, help_text=_("As you would say it aloud at the meeting.")
    )
    text = forms.CharField(
        label=_("What was decided"),
        widget=forms.Textarea({"rows": 5}),
        help_text=_("And why: which criteria it is coherent with. These words stand as they are."),
    )
    mode = forms.ChoiceField(
        label=_("How it was taken"), choices=Decision.Mode.choices, widget=forms.RadioSelect
    )
    others = forms.CharField(
        label=_("Who else took it"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Their cédulas or numbers, one after the other. You are already in."),
    )
    taken_on = DayField(label=_("Taken on"))
    space = forms.ModelChoiceField(
        label=_("At which meeting it was taken or told"),
        queryset=Space.objects.none(),
        required=False,
        empty_label=_("It has not been told yet"),
    )
    replaces = forms.ModelChoiceField(
        label=_("It takes the place of"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("None: it is a new decision"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["mode"].initial = Decision.Mode.INDIVIDUAL
        self.fields["taken_on"].initial = today()
        self.fields["space"].queryset = Space.objects.all()  # type: ignore[attr-defined]
        replaceable = replaceable_decisions()
        if replaceable.exists():
            self.fields["replaces"].queryset = replaceable  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def clean_others(self) -> list[Person]:
        written = [part for part in re.split(r"[,;\n]+|\s{2,}", self.cleaned_data["others"]) if part.strip()]
        found, unknown = find_by_documents(written)
        if unknown:
            raise forms.ValidationError(
                _("Nobody with this number: %(numbers)s.") % {"numbers": ", ".join(unknown)}
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["people"] = [self.person, *(p for p in data.pop("others", []) if p.pk != self.person.pk)]
        return data


class HearDecisionForm(HouseForm):
    """What a meeting answered: only what can follow from where the decision stands."""

    outcome = forms.ChoiceField(label=_("What the meeting said"), widget=forms.RadioSelect)
    space = forms.ModelChoiceField(label=_("At which meeting"), queryset=Space.objects.none())
    held_on = DayField(label=_("On which day"))
    meeting = MeetingField(
        label=_("Which day's meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("One that is not written down here"),
    )
    concern = forms.CharField(
        label=_("The concern, in a few words"),
        max_length=160,
        required=False,
        help_text=_("So that the next meeting knows what it must answer."),
    )
    note = forms.CharField(
        label=_("What was said"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What was agreed and treated, not who said what. Needed when it is questioned."),
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follows = HEARING.moves[decision.hearing]
        self.choices("outcome").choices = [
            (value, words) for value, words in ANSWERS.items() if value in follows
        ]
        self.fields["space"].queryset = Space.objects.all()  # type: ignore[attr-defined]
        self.fields["space"].initial = decision.space_id
        self.fields["held_on"].initial = today()
        if Hearing.CRITICISED not in follows:
            del self.fields["concern"]
        if decision.space is not None:
            self.fields["meeting"].queryset = recent_meetings(decision.space)  # type: ignore[attr-defined]
        else:
            del self.fields["meeting"]
