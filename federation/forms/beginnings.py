"""Forms of those who begin, and of whoever walks beside them."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.forms.common import CitingForm, DecisionField
from federation.forms.person_field import PersonField
from federation.models import Area, Section
from federation.states import BeginningState

USUAL_TRIAL = dt.timedelta(days=90)


class IntroduceForm(HouseForm):
    newcomer = PersonField(
        label=_("Who"),
        help_text=_(
            "Their cédula or internal number. Whoever is not in the register is entered there first."
        ),
    )
    area = forms.ModelChoiceField(label=_("In which area"), queryset=Area.objects.filter(is_active=True))
    words = forms.CharField(
        label=_("Who they are, in your words"),
        max_length=400,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Every worker reads it: how you know them, why they want to be here."),
    )


class TrialForm(CitingForm):
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), help_text=_("The first day after the trial, within a year."))
    decision = DecisionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.update(since=today(), until=today() + USUAL_TRIAL)


class AnswerForm(CitingForm):
    """What the meeting answered at the end of the trial, or before it."""

    answer = forms.ChoiceField(label=_("What the meeting agreed"), choices=())
    decision = DecisionField()

    def __init__(self, *args: Any, on_trial: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        admitted = [(BeginningState.ADMITTED.value, _("They are admitted"))] if on_trial else []
        self.choices("answer").choices = [
            *admitted,
            (BeginningState.NOT_ADMITTED.value, _("They are not admitted")),
        ]


class ReflectionForm(HouseForm):
    words = forms.CharField(
        label=_("How it goes"),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Only the two of you read it, unless you share it with the meeting."),
    )
    share = forms.BooleanField(label=_("Share it with the meeting"), required=False)


class MentorForm(HouseForm):
    mentor = PersonField(label=_("Who goes on beside them"))


class ReprimandForm(CitingForm):
    decision = DecisionField()
    on = DayField(label=_("On which day"))
    words = forms.CharField(
        label=_("What was said"),
        max_length=400,
        required=False,
        help_text=_("Only they, the mentor and whoever keeps the register read this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.update(on=today())


class ChecklistForm(HouseForm):
    section = forms.ChoiceField(label=_("Part"), choices=Section.choices)
    words = forms.CharField(label=_("What"), max_length=200)
    place = forms.IntegerField(label=_("Place in the list"), min_value=1, max_value=999, initial=50)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
