"""Forms of the journal."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.fields import DayField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField
from federation.models import Cooperative, JournalEntry


class StoryFields(HouseForm):
    """What is told: what, when, where, with whom."""

    kind = forms.ChoiceField(label=_("What it is"), choices=JournalEntry.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    body = forms.CharField(
        label=_("The story"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("As you would tell it to somebody who comes after."),
    )
    happened_on = DayField(label=_("When it happened"), validators=[MinValueValidator(dt.date(1900, 1, 1))])
    precision = forms.ChoiceField(
        label=_("How exactly you know it"), choices=JournalEntry.Precision.choices, initial="day"
    )
    until = DayField(label=_("Until"), required=False, help_text=_("Only when it lasted."))
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    with_whom = forms.CharField(
        label=_("With whom"),
        max_length=160,
        required=False,
        help_text=_("Guests, or the movement with which we met."),
    )
    yearly = forms.BooleanField(label=_("Remember it every year on this day"), required=False)


class TellForm(StoryFields, KeyedForm):
    """A new entry, told once however often it is sent."""


class CorrectForm(StoryFields):
    """A change to what was read at a revision."""

    base = forms.IntegerField(widget=forms.HiddenInput())


class WithdrawForm(HouseForm):
    reason = forms.CharField(label=_("Why it leaves the journal"), max_length=300)


class PhotoForm(HouseForm):
    picture = forms.FileField(
        label=_("Photograph"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("It is made small, and where and when the phone took it is removed."),
    )
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("For whoever cannot see it: «Three workers load crates at dawn»."),
    )


class LinkForm(HouseForm):
    """Somebody or some cooperative that an entry is about."""

    person = PersonField(label=_("Person"), required=False)
    cooperative = forms.ModelChoiceField(
        label=_("Cooperative"), queryset=Cooperative.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cooperative"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Cooperative.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("person") and not data.get("cooperative"):
            raise ValidationError(_("Choose a person or a cooperative."))
        return data
