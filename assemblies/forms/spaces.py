"""Spaces and when they meet."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from assemblies.models import Space
from assemblies.selectors.series import DAYS, Rhythm
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.selectors import Cooperative, public_cooperatives

EVERY = (
    ("1", _("every week")),
    ("2", _("every two weeks")),
    ("3", _("every three weeks")),
    ("4", _("every four weeks")),
    ("first", _("once a month: the first such day")),
    ("second", _("once a month: the second such day")),
    ("third", _("once a month: the third such day")),
    ("fourth", _("once a month: the fourth such day")),
    ("last", _("once a month: the last such day")),
)
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SpaceForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As people call it."))
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)
    openness = forms.ChoiceField(
        label=_("Open to"), choices=Space.Openness.choices, widget=forms.RadioSelect, initial="workers"
    )
    cooperative = forms.ModelChoiceField(
        label=_("Whose meeting it is"),
        queryset=Cooperative.objects.none(),
        required=False,
        empty_label=_("Of no cooperative in particular"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cooperative"].queryset = public_cooperatives()  # type: ignore[attr-defined]


class CloseSpaceForm(HouseForm):
    heir = forms.ModelChoiceField(
        label=_("Where its open topics go"),
        queryset=Space.objects.none(),
        help_text=_("Nothing that is open is lost: it goes on in the space that you choose."),
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Space.objects.filter(closed_at=None).exclude(pk=space.pk)
        self.fields["heir"].queryset = others  # type: ignore[attr-defined]


class SeriesForm(HouseForm):
    """How often, on which days, from when: what the rule is made of."""

    every = forms.ChoiceField(label=_("How often"), choices=EVERY)
    days = forms.MultipleChoiceField(
        label=_("On"),
        choices=[(day, WEEKDAYS[place]) for place, day in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    begins = forms.TimeField(label=_("Begins"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=5, max_value=1440, initial=120)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    first_on = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_on"].initial = today()

    def clean_first_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["first_on"]
        if not today() - dt.timedelta(days=31) <= day <= today() + dt.timedelta(days=366):
            raise forms.ValidationError(_("Choose a day within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        every, days = data.pop("every", ""), tuple(data.pop("days", ()))
        place = PLACES.get(every, 0)
        if place and len(days) > 1:
            self.add_error("days", _("Once a month is one day: choose only one."))
        elif every and days:
            data["rhythm"] = Rhythm(days, place=place) if place else Rhythm(days, weeks=int(every))
        return data


class EndSeriesForm(HouseForm):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Its later meetings are cancelled with these words.")
    )
