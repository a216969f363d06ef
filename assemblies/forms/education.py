"""Proposing a course, offering it, putting materials."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import Offer
from cecosesola.ui.fields import MomentField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField


class CourseForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    about = forms.CharField(label=_("What is learnt"), max_length=5_000, widget=forms.Textarea({"rows": 5}))
    for_whom = forms.CharField(
        label=_("For whom"),
        max_length=200,
        required=False,
        help_text=_("Such as: whoever begins at the till. Empty when it is for everybody."),
    )


class OfferForm(HouseForm):
    starts_at = MomentField(label=_("First session: begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Where"), max_length=120)
    room = forms.IntegerField(label=_("Room for how many"), min_value=1, max_value=500, initial=20)
    openness = forms.ChoiceField(
        label=_("Open to"), choices=Offer.Openness.choices, widget=forms.RadioSelect, initial="members"
    )
    with_whom = PersonField(label=_("Who else gives it"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        other = data.pop("with_whom", None)
        data["teachers"] = [other] if other else []
        return data


class SessionForm(HouseForm):
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(
        label=_("Where"), max_length=120, required=False, help_text=_("Empty when it is the usual place.")
    )


class MaterialForm(HouseForm):
    title = forms.CharField(label=_("What it is"), max_length=120)
    link = forms.URLField(label=_("Address"), required=False, assume_scheme="https", max_length=200)
    upload = forms.FileField(
        label=_("Or a file"), required=False, help_text=_("A PDF or a picture, of at most 8 MB.")
    )
