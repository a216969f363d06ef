"""Forms of the tills: floats and counts by denomination, the second person, machines, reviews."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import Currency, format_number
from cecosesola.ui.forms import HouseForm
from federation.selectors import Person
from markets.models import Device, Till

# Notes and coins, largest first. A count names every one of them, so that nothing is left in a corner.
PIECES: dict[str, tuple[str, ...]] = {
    Currency.VES: ("500", "200", "100", "50", "20", "10", "5", "1", "0.50", "0.25", "0.10", "0.05", "0.01"),
    Currency.USD: ("100", "50", "20", "10", "5", "2", "1"),
}


def piece_words(worth: str) -> str:
    value = Decimal(worth)
    return format_number(value, 0 if value == int(value) else 2)


class CashForm(HouseForm):
    """How many of each note and coin. An empty box is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for currency, pieces in PIECES.items():
            for worth in pieces:
                self.fields[f"{currency}_{worth}"] = forms.IntegerField(
                    label=f"{Currency(currency).label} {piece_words(worth)}",
                    min_value=0,
                    max_value=100_000,
                    required=False,
                    widget=forms.TextInput(
                        {
                            "inputmode": "numeric",
                            "autocomplete": "off",
                            "class": "form-control num",
                            "data-worth": int(Decimal(worth) * 100),
                            "data-currency": currency,
                        }
                    ),
                )

    def columns(self) -> Iterator[tuple[str, str, list[tuple[str, forms.BoundField]]]]:
        """Currency, its sign, and its (piece, box) pairs."""
        for currency, pieces in PIECES.items():
            rows = [(piece_words(worth), self[f"{currency}_{worth}"]) for worth in pieces]
            yield currency, str(Currency(currency).label), rows

    def counts(self) -> dict[str, dict[str, int]]:
        return {
            currency: {
                worth: n for worth in pieces if (n := self.cleaned_data.get(f"{currency}_{worth}") or 0)
            }
            for currency, pieces in PIECES.items()
        }


class OpenTillForm(CashForm):
    """Which till, and the float that is in it."""

    device = forms.ModelChoiceField(
        label=_("Till"), queryset=Device.objects.none(), empty_label=_("Choose the till")
    )

    def __init__(self, *args: Any, devices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["device"]
        field.queryset = devices
        field.label_from_instance = lambda device: f"{device.till} · {device.letters}"


class CountForm(CashForm):
    """The blind count, with what the machine says it sold (written there by the machine itself)."""

    manifest_count = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    manifest_last = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    manifest_total = forms.IntegerField(
        min_value=0, max_value=10**17, required=False, widget=forms.HiddenInput
    )

    def manifest(self) -> dict[str, object] | None:
        data = self.cleaned_data
        if data.get("manifest_count") is None:
            return None
        return {
            "count": data["manifest_count"],
            "last": data.get("manifest_last") or 0,
            "total": Decimal(data.get("manifest_total") or 0) / 100,
        }


class SecondPersonForm(HouseForm):
    """Somebody else, who signs this one act on a machine where the first is logged in."""

    document = forms.CharField(
        label=_("Cédula of the second person"),
        max_length=24,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password of the second person"),
        strip=False,
        max_length=128,
        # Not to be kept by the first person's browser.
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_document(self) -> str:
        return Person.normalise(self.cleaned_data["document"])


class ExplainForm(HouseForm):
    explanation = forms.CharField(
        label=_("What happened"), max_length=500, widget=forms.Textarea({"rows": 3})
    )


class MachineForm(HouseForm):
    """The till that a machine will be."""

    till = forms.ModelChoiceField(
        label=_("Till"), queryset=Till.objects.none(), empty_label=_("Choose the till")
    )

    def __init__(self, *args: Any, tills: Iterable[Till], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["till"]
        field.queryset = tills


class ReasonForm(HouseForm):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For instance: it was lost, or it is another till now.")
    )


class NoteForm(HouseForm):
    note = forms.CharField(label=_("What you found out"), max_length=300, widget=forms.Textarea({"rows": 3}))


class TillPinForm(HouseForm):
    pin = forms.CharField(
        label=_("Your PIN"),
        max_length=6,
        widget=forms.PasswordInput(
            {"autocomplete": "off", "inputmode": "numeric", "class": "num", "autofocus": True}
        ),
    )
