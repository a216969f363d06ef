"""Asking for a loan, and what the desk writes about one."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency
from cecosesola.ui.fields import DayField, FigureField, MoneyInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField
from federation.selectors import Cooperative, Person, keys_of
from finance.forms.decisions import CitingForm
from finance.models import LoanProduct
from finance.models.loans import DayCountChoices, MethodChoices, RoundingChoices
from finance.models.savings import EveryChoices
from finance.schedules import Method
from finance.services.places import PLACES
from finance.states import Fund

HARVEST = re.compile(r"^\s*(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,3})\s*%?\s*$")


class HarvestsField(forms.CharField):
    """Days of harvests and the part paid at each, a line each: `15/03/2027 60`."""

    widget = forms.Textarea({"rows": 3})

    def clean(self, value: Any) -> list[tuple[dt.date, Decimal]]:
        found = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            match = HARVEST.match(line)
            try:
                if match is None:
                    raise ValueError
                day, month, year, part = map(int, match.groups())
                found.append((dt.date(year, month, day), Decimal(part)))
            except ValueError as error:
                raise ValidationError(
                    _now("Line %(number)s is no day and part. Write it as 15/03/2027 60.")
                    % {"number": number}
                ) from error
        return found


class AskLoanForm(KeyedForm):
    """What the meeting reads, and how it would be paid back."""

    amount = MoneyInputField(label=_("How much"))
    instalments = forms.IntegerField(label=_("In how many instalments"), min_value=1)
    purpose = forms.CharField(label=_("What for"), max_length=200)
    need = forms.CharField(label=_("Why it is needed"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    shows_name = forms.BooleanField(
        label=_("The agenda may say my name"),
        required=False,
        help_text=_(
            "Otherwise the agenda tells what for and why, and you say in the meeting that it is yours."
        ),
    )

    def __init__(
        self, *args: Any, product: LoanProduct, person: Person, desk: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.backers = product.guarantors
        self.fields["instalments"].max_value = product.most_instalments  # type: ignore[attr-defined]
        self.fields["instalments"].help_text = _("%(most)s at most.") % {"most": product.most_instalments}
        if product.method == Method.HARVEST:
            self.fields["harvests"] = HarvestsField(
                label=_("Harvests"), help_text=_("A line each, with the part paid: 15/03/2027 60")
            )
        if product.most_grace:
            self.fields["grace"] = forms.IntegerField(
                label=_("The first ones of interest alone"),
                min_value=0,
                max_value=product.most_grace,
                initial=0,
            )
        if product.to_organisations:
            own = keys_of(person).member_of
            self.fields["organisation"] = forms.ModelChoiceField(
                label=_("For"), queryset=Cooperative.objects.filter(pk__in=own).order_by("name")
            )
        for place in range(1, self.backers + 1):
            self.fields[f"backer_{place}"] = PersonField(
                label=_("Who answers for it, %(place)s") % {"place": place},
                help_text=_("They are asked and say yes or no themselves."),
            )
        if desk and not product.to_organisations:
            self.fields["borrower"] = PersonField(
                label=_("For whom"), required=False, help_text=_("Empty: for you. Otherwise whoever is here.")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        backers = [data.pop(f"backer_{place}", None) for place in range(1, self.backers + 1)]
        if not data.get("borrower", True):
            data.pop("borrower")
        return {**data, "guarantors": [one for one in backers if one is not None]}


class AgreeLoanForm(CitingForm):
    """What the meeting agreed to. What is empty stays as it was asked for."""

    amount = MoneyInputField(label=_("Amount"))
    instalments = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=360)
    grace = forms.IntegerField(label=_("The first ones of interest alone"), min_value=0, max_value=359)
    field_order = ("amount", "instalments", "grace", "decision")


class DeclineLoanForm(CitingForm):
    """Where the meeting says that it did not agree."""


class DrawLoanForm(KeyedForm):
    """Money handed over: all of it, or a part."""

    amount = MoneyInputField(label=_("Amount"))
    where = forms.ChoiceField(
        label=_("Comes out of"), choices=PLACES, help_text=_("Goods come out of no till.")
    )
    first_due = DayField(
        label=_("First instalment on"), required=False, help_text=_("Empty: one instalment from today.")
    )


class PayLoanForm(KeyedForm):
    """A payment that came in."""

    amount = MoneyInputField(label=_("Amount"))
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)
    shorten = forms.BooleanField(
        label=_("What is paid ahead of time: fewer instalments"),
        required=False,
        help_text=_("Otherwise as many, and lower."),
    )


class RenegotiateForm(CitingForm):
    """Another plan for what is left."""

    instalments = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=360)
    first_due = DayField(label=_("First instalment on"))
    grace = forms.IntegerField(
        label=_("The first ones of interest alone"), min_value=0, max_value=359, initial=0
    )
    todays_rate = forms.BooleanField(label=_("At today's rate"), required=False)
    note = forms.CharField(label=_("What was said"), max_length=300, required=False)
    field_order = ("instalments", "first_due", "grace", "todays_rate", "note", "decision")


class WriteOffForm(CitingForm):
    """By which decision what is left is let go of."""


class OfferLoanForm(HouseForm):
    """A kind of loan."""

    name = forms.CharField(label=_("Name"), max_length=80)
    method = forms.ChoiceField(label=_("Repaid"), choices=MethodChoices.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    fund = forms.ChoiceField(label=_("Whose money"), choices=Fund.choices)
    to_organisations = forms.BooleanField(label=_("For member organisations"), required=False)
    of_goods = forms.BooleanField(
        label=_("Goods sold on instalments"),
        required=False,
        help_text=_("A fridge, a cooker: the thing is handed over and no money."),
    )
    every = forms.ChoiceField(label=_("How often"), choices=EveryChoices.choices, initial="month")
    step = forms.IntegerField(
        label=_("Weeks or months between instalments"), min_value=1, max_value=24, initial=1
    )
    count = forms.ChoiceField(label=_("Days are counted as"), choices=DayCountChoices.choices)
    rounding = forms.ChoiceField(label=_("Instalments are rounded"), choices=RoundingChoices.choices)
    round_to = FigureField(
        label=_("Rounded to"),
        digits=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(100_000),
        initial="0.01",
    )
    most_instalments = forms.IntegerField(
        label=_("Instalments at most"), min_value=1, max_value=360, initial=24
    )
    most_grace = forms.IntegerField(
        label=_("Instalments of interest alone at most"), min_value=0, max_value=359, initial=0
    )
    guarantors = forms.IntegerField(
        label=_("How many people answer for it"),
        min_value=0,
        max_value=9,
        initial=0,
        help_text=_("None: the collective that agrees answers for it."),
    )
