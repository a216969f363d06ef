"""Dues, funds, campaigns and savings groups."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import Currency
from cecosesola.kernel.weeks import Week
from cecosesola.ui.fields import DayField, FigureField, MoneyInputField
from cecosesola.ui.forms import HouseForm, KeyedForm
from federation.forms.person_field import PersonField
from federation.selectors import Cooperative
from finance.forms.decisions import CitingForm
from finance.models import BenefitFund, GroupPlace, SavingsGroup
from finance.models.savings import EveryChoices
from finance.selectors.dues import Family
from finance.services.places import PLACES
from finance.states import OUTSIDE, Source

MOST_LINES = 5_000
WORDS = forms.Textarea(attrs={"rows": 4})


class OfferDuesForm(HouseForm):
    """A plan of dues."""

    name = forms.CharField(label=_("Name"), max_length=80)
    every = forms.ChoiceField(label=_("How often"), choices=EveryChoices.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    fund = forms.ModelChoiceField(
        label=_("Fund that it fills"),
        queryset=BenefitFund.objects.none(),
        required=False,
        empty_label=_("None: income of the cooperative"),
    )

    def __init__(self, *args: Any, cooperative: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = BenefitFund.objects.filter(cooperative=cooperative, is_open=True)
        self.fields["fund"].queryset = funds.order_by("name")  # type: ignore[attr-defined]


class DuesRateForm(CitingForm):
    """What a plan asks, from a day on."""

    amount = MoneyInputField(label=_("Each time"))
    since = DayField(label=_("From"))
    field_order = ("amount", "since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = Week.of(today()).next.monday


class EnrolForm(HouseForm):
    """A family, by who answers for it."""

    person = PersonField(label=_("Who answers for the family"))
    through = forms.ModelChoiceField(
        label=_("Collected by"),
        queryset=Cooperative.objects.order_by("name"),
        required=False,
        empty_label=_("Nobody: they pay here"),
    )
    since = DayField(label=_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()


class ReceiveDuesForm(KeyedForm):
    """What came in: nothing written is everybody, or a line a family."""

    lines = forms.CharField(
        label=_("Only these"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "A line each: the number, and the amount when it is not what they owe, as V12345678 150,00."
            " Nothing written: everybody who owes paid all of it."
        ),
    )
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)

    def __init__(self, *args: Any, owed: dict[str, Family], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed = owed

    def clean_lines(self) -> dict[int, Decimal]:
        """Who paid how much, by enrolment. Every line that cannot be read is told with its number."""
        rows = [
            (number, line.strip())
            for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1)
            if line.strip()
        ]
        if not rows:
            return {one.enrolment: one.owed for one in self.owed.values() if one.owed > 0}
        if len(rows) > MOST_LINES:
            raise ValidationError(_("At most 5,000 lines at once."))
        found: dict[int, Decimal] = {}
        wrong: list[ValidationError] = []
        for number, line in rows:
            document, _space, written = line.replace("\t", " ").partition(" ")
            try:
                family, amount = self._read(document, written.strip())
            except ValidationError as error:
                told = {"n": number, "why": error.messages[0]}
                wrong.append(ValidationError(_("Line %(n)s: %(why)s"), params=told))
                continue
            if family.enrolment in found:
                twice = _("Line %(n)s: it stands there twice.")
                wrong.append(ValidationError(twice, params={"n": number}))
            found[family.enrolment] = amount
        if wrong:
            raise ValidationError(wrong[:20])
        return found

    def _read(self, document: str, written: str) -> tuple[Family, Decimal]:
        family = self.owed.get(re.sub(r"[^0-9A-Z]", "", document.upper()))
        if family is None:
            raise ValidationError(_("«%(what)s» is not in this plan here."), params={"what": document[:40]})
        amount = MoneyInputField().clean(written) if written else family.owed
        if amount <= 0:
            raise ValidationError(_("«%(what)s» owes nothing."), params={"what": document[:40]})
        return family, amount

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "lines" in cleaned:
            cleaned["paid"] = cleaned.pop("lines")
        return cleaned


class OpenFundForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.ChoiceField(label=_("What for"), choices=BenefitFund.Purpose.choices)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)


class BenefitRuleForm(CitingForm):
    """How long somebody waits, and how much the fund gives a person at most."""

    since = DayField(label=_("From"))
    waiting_days = forms.IntegerField(
        label=_("Days until it covers"), min_value=0, max_value=1100, initial=90
    )
    ceiling = MoneyInputField(label=_("A person, at most"))
    months = forms.IntegerField(label=_("In how many months"), min_value=1, max_value=120, initial=12)
    field_order = ("since", "waiting_days", "ceiling", "months", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()


class ContributeForm(KeyedForm):
    amount = MoneyInputField(label=_("Amount"))
    person = PersonField(label=_("Who gives it"), required=False)
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)


class TellClaimForm(KeyedForm):
    """What happened."""

    fund = forms.ModelChoiceField(label=_("Which fund"), queryset=BenefitFund.objects.none())
    what = forms.CharField(label=_("What happened"), max_length=2000, widget=WORDS)
    happened_on = DayField(label=_("When"))
    asked = MoneyInputField(label=_("What it costs"))

    def __init__(self, *args: Any, funds: Sequence[BenefitFund], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = BenefitFund.objects.filter(pk__in=[one.pk for one in funds])
        self.fields["fund"].queryset = chosen.order_by("name")  # type: ignore[attr-defined]
        self.fields["happened_on"].initial = today()


class TellClaimForForm(TellClaimForm):
    """The finance turn tells what happened to somebody."""

    person = PersonField(label=_("To whom"))
    field_order = ("person", "fund", "what", "happened_on", "asked")


class SaidForm(HouseForm):
    said = forms.CharField(label=_("What was said"), max_length=2000, widget=WORDS)


class ValueClaimForm(CitingForm):
    amount = MoneyInputField(label=_("What the fund gives"))
    field_order = ("amount", "decision")


class PayClaimForm(HouseForm):
    where = forms.ChoiceField(label=_("Comes out of"), choices=PLACES)


class CampaignForm(CitingForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.CharField(label=_("What for"), max_length=2000, widget=WORDS)
    goal = MoneyInputField(label=_("Goal"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    starts = DayField(label=_("From"))
    ends = DayField(label=_("To"))
    field_order = ("name", "purpose", "goal", "currency", "starts", "ends", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today()
        self.fields["ends"].initial = today() + dt.timedelta(days=90)


class GiftForm(KeyedForm):
    """Money for a campaign, and where it comes from."""

    source = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=[*Source.choices, (OUTSIDE, _("a subsidy from outside"))],
    )
    amount = MoneyInputField(label=_("Amount"))
    what = forms.CharField(label=_("What it was"), max_length=120, required=False)
    person = PersonField(label=_("Who gives it"), required=False)
    shows_name = forms.BooleanField(
        label=_("They want their name shown"), required=False, help_text=_("Never the amount.")
    )
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)


class OwnMoneyForm(CitingForm):
    words = forms.CharField(
        label=_("In its own words"),
        max_length=300,
        help_text=_("Whoever tries to write down money from outside reads this."),
    )
    field_order = ("words", "decision")


class GroupForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    amount = MoneyInputField(label=_("Each turn"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    every = forms.ChoiceField(label=_("How often"), choices=EveryChoices.choices)
    starts = DayField(label=_("First turn"))
    order = forms.ChoiceField(label=_("Who goes first"), choices=SavingsGroup.Order.choices, initial="drawn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = Week.of(today()).next.monday


class AgreedOrderForm(HouseForm):
    """Everybody's turn, as the group agreed."""

    def __init__(self, *args: Any, places: Sequence[GroupPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        turns = [(str(turn), str(turn)) for turn in range(1, len(places) + 1)]
        for turn, place in enumerate(places, 1):
            self.fields[f"turn_{place.pk}"] = forms.ChoiceField(
                label=place.person.get_full_name(), choices=turns, initial=str(turn)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        turns = {place.pk: int(cleaned.get(f"turn_{place.pk}") or 0) for place in self.places}
        if sorted(turns.values()) != list(range(1, len(self.places) + 1)):
            raise ValidationError(_("Say everybody's turn, each once."))
        ordered = sorted(self.places, key=lambda place: turns[place.pk])
        return {"agreed": [place.person for place in ordered]}


class BuyForForm(KeyedForm):
    """Something bought for an organisation of the network."""

    buyer = forms.ModelChoiceField(
        label=_("For whom"), queryset=Cooperative.objects.filter(is_primary=False).order_by("name")
    )
    what = forms.CharField(label=_("What"), max_length=120)
    amount = MoneyInputField(label=_("Cost"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)


class PurchasePaymentForm(KeyedForm):
    buyer = forms.ModelChoiceField(
        label=_("Who pays"), queryset=Cooperative.objects.filter(is_primary=False).order_by("name")
    )
    amount = MoneyInputField(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    where = forms.ChoiceField(label=_("Comes into"), choices=PLACES)


class PurchaseShareForm(CitingForm):
    percent = FigureField(
        label=_("Part for the fund"), digits=4, unit="%", min_value=0, max_value=100, initial="1.5"
    )
    since = DayField(label=_("From"))
    field_order = ("percent", "since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = today()
