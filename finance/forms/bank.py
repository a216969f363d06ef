"""Bringing a bank's file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm
from finance.bank_layouts import CHOICES


class BankFileForm(HouseForm):
    """A file and how it is laid out."""

    layout = forms.ChoiceField(label=_("How the file is laid out"), choices=CHOICES)
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=_("The CSV of movements that the bank's page gives, as it is."),
    )
