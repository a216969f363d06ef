"""A meeting's own forms: a PIN, a photograph, a count, a correction."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.services.reading import LONGEST
from cecosesola.ui.forms import HouseForm, KeyedForm


class HandPinForm(HouseForm):
    """The next person's PIN, on the phone that they are given."""

    pin = forms.RegexField(
        r"^\d{4,6}$",
        label=_("Your PIN"),
        help_text=_("The one you chose in «My account» for the shared till."),
        error_messages={"invalid": _("Four to six figures.")},
        widget=forms.PasswordInput(
            {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "autofocus": True}
        ),
    )


class SheetForm(HouseForm):
    """The photograph of the signed list."""

    picture = forms.FileField(
        label=_("Photograph of the signed list"),
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )


class GuestsForm(HouseForm):
    """How many came who are nobody's members."""

    guests = forms.IntegerField(label=_("People of the community"), min_value=0, max_value=100_000)


class CorrectionForm(KeyedForm):
    """What the sealed acta should have said."""

    text = forms.CharField(
        label=_("What it should have said"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It stands after the acta with your name. The acta stays as it was."),
    )
