"""Forms of the close: what left, what is left, what does not agree."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.ui.fields import KilosInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from cecosesola.ui.templatetags.dates import day as day_words
from federation.selectors import Person
from markets.models import FairWeek, Item, Outflow, Tier


def _days(form: HouseForm, fair_week: FairWeek) -> None:
    """The days of the week and the one after it, starting at today where it is one of them."""
    days = [fair_week.week.monday + dt.timedelta(days=n) for n in range(-1, 8)]
    field: Any = form.fields["day"]
    field.choices = [(date.isoformat(), day_words(date)) for date in days]
    field.initial = (today() if today() in days else fair_week.week.iso.sunday).isoformat()


class OutflowForm(KeyedForm):
    """Kilos that were lost, donated or processed."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Outflow.Kind.choices, widget=forms.RadioSelect)
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=forms.RadioSelect)
    item = forms.ModelChoiceField(
        label=_("Item"), queryset=Item.objects.none(), required=False, empty_label=_("Several, mixed")
    )
    weight = KilosInputField(label=_("Kilos"), min_value=Decimal("0.001"))
    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)
    to_whom = forms.CharField(
        label=_("To whom"), max_length=120, required=False, help_text=_("A donation names who received it.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, fair_week: FairWeek, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item: Any = self.fields["item"]
        item.queryset = Item.objects.filter(is_active=True).order_by("name")
        _days(self, fair_week)


class StockCountForm(HouseForm):
    """What is left of a tier, counted by two people."""

    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices, widget=forms.RadioSelect)
    weight = KilosInputField(label=_("Kilos found"), min_value=0)
    day = forms.TypedChoiceField(label=_("Day"), coerce=dt.date.fromisoformat)
    second = forms.ModelChoiceField(label=_("Who counts with you"), queryset=Person.objects.none())

    def __init__(self, *args: Any, fair_week: FairWeek, seconds: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        second: Any = self.fields["second"]
        second.queryset = seconds
        _days(self, fair_week)


class DisputeForm(HouseForm):
    """Why a statement does not agree."""

    reason = forms.CharField(
        label=_("What does not agree"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
