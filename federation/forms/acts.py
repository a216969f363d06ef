"""Forms of what needs two people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm


class DeclineForm(HouseForm):
    answer = forms.CharField(label=_("Why not"), max_length=300)
