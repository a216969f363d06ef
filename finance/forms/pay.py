"""Saying the anticipo, excepting from it, what is taken out of it, handing it out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.kernel.weeks import Week
from cecosesola.ui.fields import DayField, FigureField, MoneyInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField
from finance import chart
from finance.forms.decisions import CitingForm
from finance.models import Loan, PayCharge, SavingsAccount
from finance.services.places import PLACES

SHOWN_WEEKS = 6


class PayRateForm(CitingForm):
    """The same amount for everybody, from a week on."""

    amount = MoneyInputField(label=_("A week, for everybody"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    since = DayField(label=_("From the week of"))
    kept = FigureField(
        label=_("Part that no deduction touches"),
        digits=0,
        unit="%",
        min_value=0,
        max_value=100,
        initial=50,
        help_text=_("So that nobody goes home with nothing."),
    )
    field_order = ("amount", "currency", "since", "kept", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = Week.of(today()).next.monday


class PayExceptionForm(CitingForm):
    """Another amount for one person, during some weeks."""

    person = PersonField(label=_("For whom"))
    amount = MoneyInputField(label=_("A week"), help_text=_("Instead of what everybody receives."))
    since = DayField(label=_("From the week of"))
    weeks = forms.IntegerField(label=_("How many weeks"), min_value=1, max_value=52, initial=1)
    reason = forms.CharField(
        label=_("Because"), max_length=300, help_text=_("Only the person and the finance turn read it.")
    )
    field_order = ("person", "amount", "since", "weeks", "reason", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = Week.of(today()).monday


class PayChargeForm(KeyedForm):
    """What somebody took on account."""

    person = PersonField(label=_("Who took it"))
    kind = forms.ChoiceField(label=_("What for"), choices=PayCharge.Kind.choices)
    what = forms.CharField(label=_("What"), max_length=120)
    amount = MoneyInputField(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    weeks = forms.IntegerField(label=_("In how many weeks it is paid"), min_value=1, max_value=52, initial=1)
    where = forms.ChoiceField(
        label=_("Money comes out of"), choices=PLACES, help_text=_("Only for money advanced.")
    )


class DrawRunForm(HouseForm):
    """Which week."""

    monday = forms.ChoiceField(label=_("Week"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = Week.of(today())
        self.choices("monday").choices = [
            (f"{one.monday:%Y-%m-%d}", f"{one.monday:%d/%m} – {one.sunday:%d/%m/%Y}")
            for one in (now.shift(-back) for back in range(SHOWN_WEEKS))
        ]

    def clean_monday(self) -> Any:
        return forms.DateField().clean(self.cleaned_data["monday"])


class HandOutForm(HouseForm):
    """How one person receives theirs."""

    where = forms.ChoiceField(label=_("Handed out in"), choices=PLACES)


class HandOutRestForm(HouseForm):
    """How everybody else receives theirs, in one go."""

    where = forms.ChoiceField(
        label=_("Handed out by"), choices=[pair for pair in PLACES if pair[0] != chart.VAULT]
    )


class OrderSavingForm(HouseForm):
    """So much of each anticipo, into one of my savings."""

    saving = forms.ChoiceField(label=_("Into"))
    amount = MoneyInputField(label=_("Each week"))

    def __init__(self, *args: Any, savings: Iterable[SavingsAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.savings = {str(one.pk): one for one in savings}
        self.choices("saving").choices = [
            (key, f"{one.product} · {one.number}") for key, one in self.savings.items()
        ]

    def clean_saving(self) -> SavingsAccount:
        return self.savings[self.cleaned_data["saving"]]


class OrderLoanForm(HouseForm):
    """What is due of one of my loans, out of each anticipo."""

    loan = forms.ChoiceField(label=_("Of the loan"))
    amount = MoneyInputField(
        label=_("Up to, each week"), required=False, help_text=_("Empty: all that is due that day.")
    )

    def __init__(self, *args: Any, loans: Iterable[Loan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loans = {str(one.pk): one for one in loans}
        self.choices("loan").choices = [
            (key, f"{one.number} · {one.purpose}") for key, one in self.loans.items()
        ]

    def clean_loan(self) -> Loan:
        return self.loans[self.cleaned_data["loan"]]
