"""Forms of coming in: a code, a second factor, a PIN."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm
from federation.models import Person
from federation.services import codes


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": autocomplete}),
        help_text=help_text,
    )


class CodeInput(forms.TextInput):
    """A code as it stands on paper: capitals, no guesses from the keyboard."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "num"}
            | attrs
        )


class ActivateForm(HouseForm):
    """Number, code, and the password twice. Nothing here depends on whether the person exists."""

    document = forms.CharField(
        label=_("Cédula or internal number"),
        max_length=24,
        widget=forms.TextInput(
            {"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("As you know it: V-12.345.678, 12345678 or N000123."),
    )
    code = forms.CharField(
        label=_("The code on the paper"),
        max_length=32,
        widget=CodeInput(autocomplete="one-time-code"),
        help_text=_("Twelve signs in groups of four. Small letters and dashes do not matter."),
    )
    new = password_field(
        _("Your new password"),
        "new-password",
        _("Ten characters or more. Three words that only you would put together are a good one."),
    )
    again = password_field(_("The new one, again"), "new-password")

    def clean_document(self) -> str:
        return Person.normalise(self.cleaned_data["document"])

    def clean_code(self) -> str:
        return codes.typed(self.cleaned_data["code"])

    def clean_new(self) -> str:
        password_validation.validate_password(self.cleaned_data["new"])
        return str(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data.pop("again"):
            self.add_error("again", _("The two are not the same."))
        return data


class SecondFactorForm(HouseForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        widget=CodeInput(autocomplete="one-time-code", autofocus=True),
        help_text=_("The six figures that your phone shows now, or one of your paper codes."),
    )


class ConfirmFactorForm(HouseForm):
    code = forms.CharField(
        label=_("The six figures"),
        max_length=16,
        widget=CodeInput(autocomplete="one-time-code", inputmode="numeric"),
    )


class PasswordNowForm(HouseForm):
    current = password_field(_("Your password now"), "current-password")


class PinForm(HouseForm):
    current = password_field(_("Your password now"), "current-password")
    pin = forms.CharField(
        label=_("Your PIN"),
        max_length=6,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric", "class": "num"}),
        help_text=_("Four to six figures: no year, no figures in a row, nothing of your number or phone."),
    )
    again = forms.CharField(
        label=_("The PIN, again"),
        max_length=6,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric", "class": "num"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data.pop("again"):
            self.add_error("again", _("The two are not the same."))
        return data


class ReasonForm(HouseForm):
    reason = forms.CharField(label=_("Why, in a few words"), max_length=300)
