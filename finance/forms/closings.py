"""Closing a month, revaluing, sharing a surplus out, a new bolívar."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.ui.fields import DayField, FigureField
from cecosesola.ui.forms import HouseForm
from finance import chart
from finance.forms.decisions import CitingForm


class CloseForm(HouseForm):
    """A word about what the checklist leaves open."""

    note = forms.CharField(
        label=_("About what is still open"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when something of the checklist is not done. It stays with the closing."),
    )


class ReopenForm(CitingForm):
    """The decision to open a month again."""


class RevalueForm(HouseForm):
    """Which currency, on which day."""

    currency = forms.ChoiceField(
        label=_("Currency"), choices=[pair for pair in Currency.choices if pair[0] != Currency.VES]
    )
    on = DayField(label=_("Day"), help_text=_("The rate in force that day is used."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


TO = (
    (chart.RESERVES, _("Emergency reserve")),
    (chart.EDUCATION_FUND, _("Education fund")),
    (chart.SOCIAL_PROTECTION_FUND, _("Social protection fund")),
    (chart.SHARE_CAPITAL, _("Share certificates")),
    (chart.FUND, _("Mutual support fund")),
)


class SurplusRuleForm(CitingForm):
    """The part of a surplus that goes somewhere from a day on."""

    node_code = forms.ChoiceField(label=_("Goes to"), choices=TO)
    percent = FigureField(label=_("Percent of the surplus"), digits=2, unit="%", min_value=0, max_value=100)
    since = DayField(label=_("From"))
    field_order = ("node_code", "percent", "since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()


class ShareForm(CitingForm):
    """Which months are shared out, by which decision."""

    starts = DayField(label=_("From the first of"))
    ends = DayField(label=_("To the last of"))
    field_order = ("starts", "ends", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = today().year - 1
        self.fields["starts"].initial = dt.date(year, 1, 1)
        self.fields["ends"].initial = dt.date(year, 12, 31)


class EraForm(CitingForm):
    """A redenomination of the bolívar, as it was published."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As people will call it."))
    starts = DayField(label=_("First day"))
    divisor = forms.TypedChoiceField(
        label=_("Zeros that go"),
        coerce=int,
        choices=[(10**power, str(power)) for power in range(1, 13)],
        initial=10**6,
    )
    source = forms.CharField(label=_("Published in"), max_length=160)
    field_order = ("name", "starts", "divisor", "source", "decision")


class SpanForm(forms.Form):
    """Two days in an address: from and to."""

    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
