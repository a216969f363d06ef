"""Posts, skills and weights: kept by whoever holds the roster's key."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import citable_decisions
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField
from federation.selectors import NETWORK, SENSITIVE, Area, Role, scopes
from rotation.models import Post, Qualification, Skill, Training
from rotation.selectors.weights import BEGINNING, MOST, WORDS

LINE = re.compile(r"^([1-7])\s+(\d{1,2}):(\d{2})\s*[-–a]\s*(\d{1,2}):(\d{2})$", re.ASCII)


class HoursField(forms.CharField):
    """A day a line: its number (1 is Monday) and its hours, such as «5 04:00-15:00»."""

    widget = forms.Textarea({"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{day} {starts:%H:%M}-{ends:%H:%M}" for day, starts, ends in value)
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = []
        for line in filter(None, map(str.strip, text.splitlines())):
            match = LINE.match(line)
            try:
                if match is None:
                    raise ValueError
                starts = dt.time(int(match[2]), int(match[3]))
                ends = dt.time(int(match[4]), int(match[5]))
            except ValueError as error:
                raise ValidationError(
                    _("«%(line)s» is no line of hours: write 5 04:00-15:00 for a Friday from four to three."),
                    "bad_hours",
                    {"line": line[:40]},
                ) from error
            found.append((int(match[1]), starts, ends))
        return found


def week_words() -> str:
    return " · ".join(f"{n + 1} {name}" for n, name in WEEKDAYS_ABBR.items())


class PostForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())
    about = forms.CharField(label=_("What one does there"), max_length=400, required=False)
    scope = forms.ChoiceField(label=_("Where"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=Post.Kind.choices, widget=forms.RadioSelect, initial="rotating"
    )
    minimum = forms.IntegerField(label=_("People at least"), min_value=0, max_value=500)
    target = forms.IntegerField(label=_("People wanted"), min_value=0, max_value=500)
    maximum = forms.IntegerField(label=_("People at most"), min_value=1, max_value=500)
    skills = forms.ModelMultipleChoiceField(
        label=_("One must know"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    home_only = forms.BooleanField(label=_("Only for people of its area"), required=False)
    gap_weeks = forms.IntegerField(
        label=_("Weeks before one comes again"), min_value=0, max_value=52, initial=8
    )
    yearly_cap = forms.IntegerField(
        label=_("Weeks a year at most, for one person"), min_value=1, max_value=53, required=False
    )
    hours = HoursField(label=_("Hours"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Keys that come with the turn"),
        choices=[(role.value, role.label) for role in Role if role not in SENSITIVE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["skills"].queryset = Skill.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.places = dict(scopes())
        self.choices("scope").choices = [(NETWORK, _("The whole network")), *self.places.items()]
        self.fields["hours"].help_text = _("A day a line: 5 04:00-15:00. %(days)s") % {"days": week_words()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "scope" in data:
            data["scope_label"] = "" if data["scope"] == NETWORK else str(self.places[data["scope"]])[:160]
        return data


class SkillForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    about = forms.CharField(label=_("What it takes"), max_length=300, required=False)


class QualifyForm(HouseForm):
    person = PersonField(label=_("Who knows it"))
    since = DayField(label=_("Since"))
    until = DayField(label=_("Until"), required=False, help_text=_("Only for a licence that ends."))
    how = forms.ChoiceField(label=_("How it is known"), choices=Qualification.How.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today


class TrainForm(HouseForm):
    person = PersonField(label=_("Who learns"))
    beside = PersonField(label=_("Beside whom"))


class EndTrainingForm(HouseForm):
    ending = forms.ChoiceField(
        label=_("How did it end?"), choices=Training.Ending.choices, widget=forms.RadioSelect
    )


class EndOnForm(HouseForm):
    on = DayField(label=_("From which day on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class PlaceForm(HouseForm):
    """Somebody stays at a post, because a decision says so."""

    person = PersonField(label=_("Who stays there"))
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"), required=False)
    decision = forms.ModelChoiceField(
        label=_("Decision"), queryset=citable_decisions(), empty_label=_("Choose the assembly's decision")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today
        self.fields["decision"].queryset = citable_decisions().order_by("-taken_on", "-id")  # type: ignore[attr-defined]


class WeightsForm(HouseForm):
    """One whole number for each thing that counts."""

    decision = forms.ModelChoiceField(
        label=_("Decision"), queryset=citable_decisions(), empty_label=_("Choose the assembly's decision")
    )

    def __init__(self, *args: Any, values: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = citable_decisions().order_by("-taken_on", "-id")  # type: ignore[attr-defined]
        for name in BEGINNING:
            label, help_text = WORDS[name]
            self.fields[name] = forms.IntegerField(
                label=label,
                help_text=help_text,
                min_value=0,
                max_value=MOST[name],
                initial=values.get(name),
            )
        self.order_fields([*BEGINNING, "decision"])

    @property
    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in BEGINNING}


class FileForm(HouseForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with the columns cédula and skill; since and until if you have them."),
    )


class HeardForm(HouseForm):
    words = forms.CharField(
        label=_("What the meeting said"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
