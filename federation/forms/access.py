"""Forms of the door and of one's own account."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import phones
from cecosesola.ui.forms import HouseForm
from federation.models import Person


class LoginForm(HouseForm):
    """Cédula or internal number, in whatever way people write it."""

    document = forms.CharField(
        label=_("Cédula or internal number"),
        max_length=24,
        widget=forms.TextInput(
            {
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        help_text=_("As you know it: V-12.345.678, 12345678 or N000123."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def clean_document(self) -> str:
        return Person.normalise(self.cleaned_data["document"])


class AccountForm(HouseForm):
    """What a person may change about themselves without asking anybody."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("The one to call first. Seen by you and by whoever keeps the register."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("es", "Español"), ("en", "English")])

    def clean_phone(self) -> str:
        """E.164, or nothing."""
        text = self.cleaned_data["phone"]
        number = phones.tidy(text) if text else ""
        if number is None:
            raise forms.ValidationError(_("Write it like 0414-1234567, or with + and the country."))
        return number


class PasswordForm(HouseForm):
    """The password in use, and the new one twice."""

    current = forms.CharField(
        label=_("Your password now"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("The new one"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Ten characters or more. Three words that only you would put together are a good one."),
    )
    again = forms.CharField(
        label=_("The new one, again"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new(self) -> str:
        password_validation.validate_password(self.cleaned_data["new"], self.person)
        return str(self.cleaned_data["new"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data.pop("again"):
            self.add_error("again", _("The two are not the same."))
        return data
