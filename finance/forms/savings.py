"""Opening savings, putting money in and asking for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.ui.fields import DayField, FigureField, MoneyInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField
from federation.selectors import Person
from finance.models import SavingsAccount, SavingsHolder, SavingsProduct
from finance.models.savings import EveryChoices
from finance.services.places import PLACES
from finance.services.savings import With
from finance.states import SavingKind

MONTHS = [(one, str(one)) for one in (1, 2, 3, 4, 6, 12)]


class FindSaverForm(HouseForm):
    """Whose savings."""

    person = PersonField(label=_("Whose savings"))


class OpenSavingForm(KeyedForm):
    """A saving for somebody, alone or with another person."""

    product = forms.ModelChoiceField(label=_("Way of saving"), queryset=SavingsProduct.objects.none())
    owner = PersonField(label=_("For whom"))
    other = PersonField(label=_("With whom"), required=False, help_text=_("Only if somebody shares it."))
    role = forms.ChoiceField(
        label=_("The other person"),
        choices=[pair for pair in SavingsHolder.Role.choices if pair[0] != SavingsHolder.Role.OWNER],
        help_text=_("A child's saving has somebody of age who answers for it."),
    )
    signing = forms.ChoiceField(label=_("Who withdraws"), choices=SavingsAccount.Signing.choices)
    plan_amount = MoneyInputField(label=_("Each time"), required=False, help_text=_("Only if programmed."))
    plan_every = forms.ChoiceField(
        label=_("How often"), required=False, choices=[("", "—"), *EveryChoices.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = SavingsProduct.objects.filter(is_offered=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        other, role = data.pop("other", None), data.pop("role", "")
        return {**data, "others": [With(other, role)] if other else []}


class DepositForm(KeyedForm):
    """Money that comes in."""

    amount = MoneyInputField(label=_("Amount"))
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)
    on = DayField(label=_("Day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class WithdrawForm(KeyedForm):
    """What a holder asks for; at the desk, which of them is there."""

    amount = MoneyInputField(label=_("Amount"))

    def __init__(self, *args: Any, signers: list[Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_asker(self, signers)


class CloseSavingForm(KeyedForm):
    """All of it, and the saving ends."""

    def __init__(self, *args: Any, signers: list[Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_asker(self, signers)


def add_asker(form: HouseForm, signers: list[Person] | None) -> None:
    """At the desk, one of those who may withdraw is there and asks."""
    if signers is not None:
        form.fields["holder"] = forms.ModelChoiceField(
            label=_("Who is here and asks"),
            queryset=Person.objects.filter(pk__in=[one.pk for one in signers]).order_by("pk"),
        )


class PayOutForm(HouseForm):
    """Where the money comes from."""

    where = forms.ChoiceField(label=_("Paid in"), choices=PLACES)


class OfferSavingForm(HouseForm):
    """A way of saving."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=SavingKind.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    compound = forms.BooleanField(label=_("Interest earns interest by the day"), required=False, initial=True)
    posts_every = forms.TypedChoiceField(
        label=_("Interest is posted every so many months"), choices=MONTHS, coerce=int
    )
    term_months = forms.IntegerField(
        label=_("Months of the term"), min_value=1, max_value=120, required=False, help_text=_("Only a term.")
    )
    early_percent = FigureField(
        label=_("Part of the rate when closed early"),
        digits=2,
        unit="%",
        min_value=0,
        max_value=100,
        initial=0,
    )
