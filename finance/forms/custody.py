"""Beginning and counting bags of cash."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, format_number
from cecosesola.ui.forms import HouseForm, KeyedForm
from finance.cash import PIECES
from finance.models import Account, CashBag


class BagForm(KeyedForm):
    """What kind of bag, from which till, in which currency, with which seal."""

    kind = forms.ChoiceField(label=_("What for"), choices=CashBag.Kind.choices)
    source = forms.ChoiceField(
        label=_("From which till"), required=False, help_text=_("Only for a bag that leaves a till.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=Currency.choices,
        help_text=_("One bag, one currency. That of a till is the drawer's."),
    )
    label = forms.CharField(label=_("Number of the seal"), max_length=40)

    def __init__(self, *args: Any, drawers: Sequence[tuple[Account, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawers = {str(account.pk): account for account, _name in drawers}
        self.choices("source").choices = [
            ("", _("None")),
            *((str(account.pk), f"{name} · {account.get_currency_display()}") for account, name in drawers),
        ]

    def clean_source(self) -> Account | None:
        return self.drawers.get(self.cleaned_data["source"])


class TallyForm(HouseForm):
    """How many of each note and coin of one currency. An empty box is none."""

    turn = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, currency: str, asks_slip: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        for worth in PIECES[currency]:
            self.fields[f"piece_{worth}"] = forms.IntegerField(
                label=_piece(worth),
                min_value=0,
                max_value=100_000,
                required=False,
                widget=forms.TextInput(
                    {"inputmode": "numeric", "autocomplete": "off", "class": "form-control num"}
                ),
            )
        if asks_slip:
            self.fields["reference"] = forms.CharField(label=_("Number of the bank's slip"), max_length=40)

    def rows(self) -> Iterator[tuple[str, forms.BoundField]]:
        """Each note or coin and its box."""
        for worth in PIECES[self.currency]:
            yield _piece(worth), self[f"piece_{worth}"]

    def clean(self) -> dict[str, Any]:
        """What the service takes: the pieces together, and the bank's slip."""
        data = super().clean() or self.cleaned_data
        pieces = {worth: data.pop(f"piece_{worth}", None) or 0 for worth in PIECES[self.currency]}
        return {**data, "pieces": pieces}


def _piece(worth: str) -> str:
    value = Decimal(worth)
    return format_number(value, 0 if value == int(value) else 2)


class ExplainForm(HouseForm):
    """What happened to a difference."""

    explanation = forms.CharField(
        label=_("What happened"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The meeting reads it beside the difference."),
    )
