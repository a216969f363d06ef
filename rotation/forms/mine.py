"""What people ask of the roster for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import citable_decisions
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm, KeyedForm
from rotation.models import TimeOff, Turn
from rotation.states import TimeOffState


class TimeOffForm(KeyedForm):
    """Days, and what for. The words are read by nobody else."""

    kind = forms.ChoiceField(label=_("What for"), choices=TimeOff.Kind.choices, widget=forms.RadioSelect)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("A week with one of these days is a week off."))
    words = forms.CharField(
        label=_("In your own words"),
        max_length=300,
        required=False,
        help_text=_("Only you read this. The meeting sees your name and the days."),
    )


class AnswerTimeOffForm(HouseForm):
    state = forms.ChoiceField(
        label=_("What did the meeting say?"),
        choices=[
            (TimeOffState.AGREED.value, _("Agreed")),
            (TimeOffState.PUT_OFF.value, _("Not on those days")),
        ],
        widget=forms.RadioSelect,
        initial=TimeOffState.AGREED.value,
    )
    answer = forms.CharField(
        label=_("In a few words"), max_length=300, required=False, help_text=_("Needed when it is put off.")
    )
    decision = forms.ModelChoiceField(
        label=_("Decision"), queryset=citable_decisions(), required=False, empty_label=_("None in particular")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = citable_decisions().order_by("-taken_on", "-id")  # type: ignore[attr-defined]


class TurnField(forms.ModelChoiceField):
    """Somebody else's turn, by their name and post."""

    def label_from_instance(self, obj: Turn) -> str:
        return f"{obj.person} · {obj.post}"


class SwapForm(HouseForm):
    other = TurnField(label=_("With whom"), queryset=Turn.objects.none())
    words = forms.CharField(label=_("A few words"), max_length=200, required=False)

    def __init__(self, *args: Any, turns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = turns  # type: ignore[attr-defined]
