"""The day's rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.ui.fields import DayField, FigureField
from cecosesola.ui.forms import HouseForm
from finance.forms.decisions import citable


class RateForm(HouseForm):
    """The day's rate, with where it was read."""

    on = DayField(label=_("Day"))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[pair for pair in Currency.choices if pair[0] != Currency.VES]
    )
    rate = FigureField(label=_("Bolívares for one"), digits=8, help_text=_("As the bank published it."))
    source = forms.CharField(label=_("Source"), max_length=120, initial="BCV")
    decision = forms.ModelChoiceField(
        label=_("Decision it follows"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()
        self.fields["decision"].queryset = citable()  # type: ignore[attr-defined]
