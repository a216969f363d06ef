"""Forms of the field and the gate: pledges, cost sheets, weighings, moves."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.fields import KilosInputField, MoneyInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from cecosesola.ui.templatetags.dates import day as day_words
from federation.selectors import Person
from markets.models import FairWeek, Item, MarketWeek, Producer, Receipt


def _items() -> QuerySet[Item]:
    return Item.objects.filter(is_active=True).order_by("name")


class PledgeForm(HouseForm):
    """A promise of kilos for a day."""

    producer = forms.ModelChoiceField(label=_("Producer"), queryset=Producer.objects.none())
    item = forms.ModelChoiceField(label=_("Item"), queryset=Item.objects.none())
    kilos_pledged = KilosInputField(label=_("Kilos"), min_value=Decimal("0.001"))
    deliver_on = forms.TypedChoiceField(label=_("Delivery day"), coerce=dt.date.fromisoformat)
    agreed_price = MoneyInputField(
        label=_("Agreed price per kilo"),
        required=False,
        min_value=Decimal("0.01"),
        help_text=_("Only when it was agreed in the field; else the round's cost holds."),
    )
    second_buyer = forms.ModelChoiceField(
        label=_("Who bought with you"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Buyers travel the zones in pairs."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        week: MarketWeek,
        producers: QuerySet[Producer],
        buyers: QuerySet[Person] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["producer"].queryset = producers
        fields["item"].queryset = _items()
        days = [week.monday + dt.timedelta(days=n) for n in range(7)]
        fields["deliver_on"].choices = [(date.isoformat(), day_words(date)) for date in days]
        if buyers is None:
            del fields["second_buyer"], fields["agreed_price"]
        else:
            fields["second_buyer"].queryset = buyers


class CostSheetForm(HouseForm):
    """A producer's open costs of an item."""

    producer = forms.ModelChoiceField(label=_("Producer"), queryset=Producer.objects.none())
    item = forms.ModelChoiceField(label=_("Item"), queryset=Item.objects.none())
    inputs = MoneyInputField(label=_("Seed, fertiliser, water"), min_value=0)
    labour = MoneyInputField(label=_("Labour"), min_value=0)
    transport = MoneyInputField(label=_("Transport"), min_value=0)
    other = MoneyInputField(label=_("Other"), min_value=0, initial=Decimal(0))
    kilos_harvested = KilosInputField(label=_("Kilos harvested"), min_value=Decimal("0.001"))

    def __init__(self, *args: Any, producers: QuerySet[Producer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["producer"].queryset = producers
        fields["item"].queryset = _items()


class WeighingForm(KeyedForm):
    """Gross, tare and crates, as two people read them from the scale."""

    producer = forms.ModelChoiceField(label=_("Producer"), queryset=Producer.objects.none())
    item = forms.ModelChoiceField(label=_("Item"), queryset=Item.objects.none())
    gross = KilosInputField(label=_("Gross"), min_value=Decimal("0.001"))
    crates = forms.IntegerField(label=_("Crates"), min_value=0, max_value=100_000)
    tare = KilosInputField(
        label=_("Weight of the empty crates"),
        min_value=0,
        required=False,
        help_text=_("Leave it empty: it is reckoned from the crates."),
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=Receipt.Grade.choices, widget=forms.RadioSelect, initial="first"
    )
    price = MoneyInputField(
        label=_("Price per kilo"),
        required=False,
        min_value=Decimal("0.01"),
        help_text=_("Leave it empty: what was agreed in the field or in the round."),
    )
    second = forms.ModelChoiceField(label=_("Who weighs with you"), queryset=Person.objects.none())

    def __init__(self, *args: Any, seconds: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["producer"].queryset = Producer.objects.filter(is_active=True).order_by("name", "id")
        fields["item"].queryset = _items()
        fields["second"].queryset = seconds

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        item = data.get("item")
        if item is not None and data.get("tare") is None and data.get("crates") is not None:
            data["tare"] = item.crate_tare_kg * data["crates"]
        return data


class CorrectionForm(HouseForm):
    """The right figures of a wrong weighing, and what was wrong."""

    gross = KilosInputField(label=_("Gross"), min_value=0)
    tare = KilosInputField(label=_("Weight of the empty crates"), min_value=0)
    crates = forms.IntegerField(label=_("Crates"), min_value=0, max_value=100_000)
    reason = forms.CharField(label=_("What was wrong"), max_length=200)
    second = forms.ModelChoiceField(label=_("Who weighs with you"), queryset=Person.objects.none())

    def __init__(self, *args: Any, seconds: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["second"].queryset = seconds


class MoveForm(KeyedForm):
    """Crates of an item to another place."""

    target = forms.ModelChoiceField(label=_("To"), queryset=FairWeek.objects.none())
    item = forms.ModelChoiceField(label=_("Item"), queryset=Item.objects.none())
    crates = forms.IntegerField(label=_("Crates"), min_value=1, max_value=100_000)

    def __init__(self, *args: Any, origin: FairWeek, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        others = FairWeek.objects.filter(week=origin.week, is_open=True).exclude(pk=origin.pk)
        fields["target"].queryset = others.select_related("fair").order_by("fair__name")
        fields["target"].label_from_instance = lambda row: str(row.fair)
        fields["item"].queryset = _items()


class DispatchForm(KeyedForm):
    """Load a fair's truck with all that is allotted to it."""


class ReasonForm(HouseForm):
    """A sentence: what does not agree."""

    reason = forms.CharField(
        label=_("What does not agree"), max_length=300, widget=forms.Textarea({"rows": 3})
    )


class AnswerForm(HouseForm):
    answer = forms.CharField(label=_("Answer"), max_length=300, widget=forms.Textarea({"rows": 3}))
