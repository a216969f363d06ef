"""Forms of the solidarity brigades."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField, KilosInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from cecosesola.ui.templatetags.ui import kilos as in_kilos
from federation.forms.person_field import PersonField
from federation.models import SupportedHome
from federation.selectors.lent import Donation


class HomeFields(HouseForm):
    """Who lives there, where, what they need and why: for the brigade alone."""

    contact = PersonField(label=_("Whom to ask for, when they are in the register"), required=False)
    contact_name = forms.CharField(
        label=_("Or a name"), max_length=120, required=False, help_text=_("When they are in no cooperative.")
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    zone = forms.CharField(
        label=_("Community or sector"), max_length=80, widget=forms.TextInput({"list": "zones"})
    )
    address = forms.CharField(
        label=_("How to get there"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    adults = forms.IntegerField(label=_("Adults"), min_value=0, max_value=60, initial=0)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=60, initial=0)
    elders = forms.IntegerField(label=_("Elders"), min_value=0, max_value=60, initial=0)
    needs = forms.CharField(label=_("What they need"), max_length=300, required=False)
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only whoever goes with the brigade reads it. Write no more than is needed."),
    )
    review_on = DayField(label=_("Look at it again on"), help_text=_("Within six months."))
    consent = forms.BooleanField(
        label=_("They agreed, today, to be written down here"),
        required=False,
        help_text=_("They may change their mind at any time: what is written of them is then erased."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["review_on"].initial = today() + dt.timedelta(days=91)


class NewHomeForm(HomeFields, KeyedForm):
    """A home that enters, once however often it is sent."""


class RoundForm(KeyedForm):
    """A way through the homes, and what is brought."""

    name = forms.CharField(label=_("Name of the round"), max_length=120)
    day = DayField(label=_("Day"))
    donations = forms.MultipleChoiceField(
        label=_("What was donated"), widget=forms.CheckboxSelectMultiple(), required=False
    )

    def __init__(self, *args: Any, free: Iterable[Donation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices("donations").choices = [
            (gift.ref, f"{gift.label} · {in_kilos(gift.kilos)}") for gift in free
        ]
        self.fields["day"].initial = today()


class SharesForm(HouseForm):
    """Kilos for each home; an empty box leaves a home out."""

    def __init__(self, *args: Any, homes: Iterable[SupportedHome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = list(homes)
        for home in self.homes:
            field = KilosInputField(label=f"{home.whom} · {home.zone}", required=False, min_value=Decimal(0))
            field.widget.attrs["class"] = "form-control num kilos-box"
            self.fields[f"home{home.pk}"] = field

    def rows(self) -> list[tuple[SupportedHome, forms.BoundField]]:
        return [(home, self[f"home{home.pk}"]) for home in self.homes]

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = {home.pk: self.cleaned_data.get(f"home{home.pk}") for home in self.homes}
        return {"shares": {pk: weight for pk, weight in given.items() if weight}}


class MissedForm(HouseForm):
    why_not = forms.CharField(label=_("Why it was not brought"), max_length=200)
