"""Forms of the programs that cooperatives let in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm
from federation.models import Scope


class AskClientForm(HouseForm):
    name = forms.CharField(
        label=_("Name of the program"), max_length=80, help_text=_("What it is, so that others know it.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=366, initial=180)
    reason = forms.CharField(label=_("What for"), max_length=300)


class RevokeForm(HouseForm):
    reason = forms.CharField(label=_("Why it ends now"), max_length=300)
