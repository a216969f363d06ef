"""Editing the chart of accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm


class NodeForm(HouseForm):
    """A new line of the chart."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_(
            "1 what there is, 2 what is owed, 3 our own, 4 what comes in, 5 what it costs: 5.2.1.04."
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=120)


class NodeNameForm(HouseForm):
    """Another name for a line."""

    name = forms.CharField(label=_("Name"), max_length=120)
