"""Forms of entries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm


class ReasonForm(HouseForm):
    """Why an entry is reversed."""

    reason = forms.CharField(
        label=_("Why it is reversed"),
        max_length=200,
        help_text=_("The entry stays; its mirror is posted today with these words."),
    )
