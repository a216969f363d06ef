"""Forms of the catalogue: what stays from week to week."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import citable_decisions
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DayField, FigureField, KilosInputField
from cecosesola.ui.forms import HouseForm
from federation.selectors import Cooperative
from markets.models import Fair, FairHours, Item, Parameter, Producer, Product, StageSchedule, Tier


class ThingForm(HouseForm):
    """A thing of the catalogue, filled with what it is. A new one is in use."""

    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_("Untick it and it is offered no more. Nothing is erased."),
    )

    def __init__(self, *args: Any, thing: models.Model | None = None, **kwargs: Any) -> None:
        if thing is not None:
            kwargs["initial"] = {name: getattr(thing, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        if thing is None:
            del self.fields["is_active"]
        else:
            self.order_fields([name for name in self.fields if name != "is_active"])
        if "cooperative" in self.fields:
            field: Any = self.fields["cooperative"]
            mine = getattr(thing, "cooperative_id", None)
            field.queryset = Cooperative.objects.filter(Q(left_on=None) | Q(pk=mine)).order_by("name")


class ItemForm(ThingForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    tier = forms.ChoiceField(
        label=_("Tier"), choices=Tier.choices, widget=forms.RadioSelect, initial=Tier.LARGE
    )
    crate_kg = KilosInputField(
        label=_("Net kilos in a crate"), min_value=Decimal(1), max_value=Decimal(10_000)
    )
    crate_tare_kg = KilosInputField(
        label=_("Weight of the empty crate"), min_value=Decimal(0), max_value=Decimal(1_000)
    )
    loss_percent = FigureField(
        label=_("Usual shrinkage, %"),
        digits=2,
        unit="%",
        max_digits=5,
        min_value=Decimal(0),
        max_value=Decimal(100),
        initial=Decimal(0),
    )
    shelf_days = forms.IntegerField(label=_("Days it keeps"), min_value=0, max_value=365, initial=3)


class ProductForm(ThingForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    barcode = forms.CharField(
        label=_("Barcode"),
        max_length=32,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Leave it empty when it has none."),
    )
    department = forms.CharField(label=_("Aisle"), max_length=60, required=False)
    limit = forms.IntegerField(
        label=_("Most units a sale"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Only for what is scarce."),
    )


class ProducerForm(ThingForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    document = forms.CharField(
        label=_("RIF or cédula"),
        max_length=24,
        widget=forms.TextInput(
            {"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text=_("For instance J-12345678-9 or V-12.345.678."),
    )
    cooperative = forms.ModelChoiceField(
        label=_("Producer cooperative"),
        queryset=Cooperative.objects.none(),
        required=False,
        empty_label=_("None: it is paid on the spot"),
    )
    zone = forms.CharField(label=_("Zone"), max_length=60)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )


class FairForm(ThingForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Fair.Kind.choices, widget=forms.RadioSelect)
    cooperative = forms.ModelChoiceField(label=_("Run by"), queryset=Cooperative.objects.none())


class HoursForm(HouseForm):
    """A fair's usual days: from and to, or both empty where it does not open."""

    def __init__(self, *args: Any, hours: list[FairHours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.weekday: row for row in hours}
        for day in range(1, 8):
            for name, words in (("opens", _("From")), ("closes", _("To"))):
                self.fields[f"{name}_{day}"] = forms.TimeField(
                    label=f"{WEEKDAYS[day - 1]} · {words}",
                    required=False,
                    initial=getattr(known.get(day), name, None),
                    widget=forms.TimeInput({"type": "time", "class": "form-control"}, format="%H:%M"),
                )

    def rows(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        for day in range(1, 8):
            yield WEEKDAYS[day - 1], self[f"opens_{day}"], self[f"closes_{day}"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for day in range(1, 8):
            names = (f"opens_{day}", f"closes_{day}")
            if self.errors.keys() & set(names):
                continue
            opens, closes = (data.get(name) for name in names)
            if (opens is None) != (closes is None):
                self.add_error(names[1], _("Give both hours, or neither."))
            elif opens is not None and closes is not None and closes <= opens:
                self.add_error(names[1], _("A fair closes after it opens."))
        return data

    def hours(self) -> dict[int, tuple[dt.time, dt.time] | None]:
        data = self.cleaned_data
        return {
            day: (data[f"opens_{day}"], data[f"closes_{day}"]) if data[f"opens_{day}"] is not None else None
            for day in range(1, 8)
        }


class TillForm(HouseForm):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": max(numbers, default=0) + 1}, **kwargs)
        if numbers:
            words = _("The number painted on it. There are already: %(numbers)s.")
            self.fields["number"].help_text = words % {"numbers": ", ".join(map(str, numbers))}


class ScheduleForm(HouseForm):
    day_offset = forms.IntegerField(
        label=_("Days after Monday"),
        min_value=-14,
        max_value=21,
        help_text=_("Monday is 0. Before the week's Monday, with a minus: -3 is the Friday before."),
    )
    time = forms.TimeField(label=_("Hour"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, row: StageSchedule | None, **kwargs: Any) -> None:
        first = {"day_offset": row.day_offset, "time": row.time} if row else {}
        super().__init__(*args, initial=first, **kwargs)


class ParameterForm(HouseForm):
    """A figure from a day on. The fund's share is written as people say it: 3 is 3 %."""

    name = forms.ChoiceField(label=_("Figure"), choices=Parameter.Name.choices)
    value = FigureField(
        label=_("Value"),
        digits=4,
        max_digits=18,
        min_value=Decimal(0),
        help_text=_("The fund's share in %, the contributions in bolívares per kilo."),
    )
    since = DayField(label=_("Since"))
    decision = forms.ModelChoiceField(
        label=_("Decision"),
        queryset=citable_decisions(),
        empty_label=_("Choose the assembly's decision"),
        help_text=_("Is it not there? Tell it first in «Meetings»."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": today()}, **kwargs)
        decision: Any = self.fields["decision"]
        decision.queryset = citable_decisions().order_by("-taken_on", "-id")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("name") == Parameter.Name.FUND and data.get("value") is not None:
            if data["value"] > 100:
                self.add_error("value", _("The fund's share is 100 % at most."))
            else:
                data["value"] /= 100
        return data


THINGS: dict[type[models.Model], type[ThingForm]] = {
    Item: ItemForm,
    Product: ProductForm,
    Producer: ProducerForm,
    Fair: FairForm,
}
