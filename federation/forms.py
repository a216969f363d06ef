"""Forms of the register."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cecosesola.kernel.clock import now
from cecosesola.ui.fields import MomentField
from cecosesola.ui.forms import HouseForm
from federation import selectors
from federation.models import NETWORK, Person, Role


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
        help_text=_("Seen by you and by whoever keeps the register."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("es", "Español"), ("en", "English")])


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


class GiveKeyForm(HouseForm):
    """A person, a role, a place, the decision that gives it, and until when."""

    person = forms.CharField(
        label=pgettext_lazy("of a key", "To whom"),
        max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Their cédula or internal number."),
    )
    role = forms.ChoiceField(label=_("What for"), choices=Role.choices)
    scope = forms.ChoiceField(label=_("Where"))
    decision = forms.ChoiceField(
        label=_("By which decision"),
        help_text=_("A key cites the decision that gives it. If it is not here, tell the decision first."),
    )
    since = MomentField(label=_("From"))
    until = MomentField(label=_("Until"), help_text=_("A key always ends: within a year at most."))
    reason = forms.CharField(label=_("In a few words, what for"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {NETWORK: _("The whole network"), **dict(selectors.scopes())}
        self.choices("scope").choices = list(self.places.items())
        citable = [(cited.ref, f"{cited.ref} · {cited.title}") for cited in selectors.citable()]
        self.choices("decision").choices = [("", _("Choose the decision")), *citable]
        if not self.is_bound:
            start = now().replace(second=0, microsecond=0)
            self.fields["since"].initial = start
            self.fields["until"].initial = start + dt.timedelta(days=28)

    def clean_person(self) -> Person:
        document = Person.normalise(self.cleaned_data["person"])
        person = Person.objects.filter(document=document, is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody with that number. Look it up under «People»."))
        return person

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("It must end after it begins."))
        data["scope_label"] = str(self.places.get(data.get("scope", ""), ""))
        return data


class EndKeyForm(HouseForm):
    reason = forms.CharField(label=_("Why it ends today"), max_length=300)
