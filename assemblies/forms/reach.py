"""How and for what somebody wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assemblies.models import Reach
from cecosesola.ui.forms import HouseForm


class ReachForm(HouseForm):
    wants_digest = forms.BooleanField(
        label=_("One message a week"),
        required=False,
        help_text=_("On Saturdays: what was decided, what changed and what is coming."),
    )
    wants_reminders = forms.BooleanField(label=_("A reminder before each of my meetings"), required=False)
    channel = forms.ChoiceField(
        label=_("How"), choices=Reach.Channel.choices, widget=forms.RadioSelect, initial=Reach.Channel.EMAIL
    )
    address = forms.CharField(
        label=_("Where"),
        max_length=400,
        required=False,
        widget=forms.TextInput({"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Your e-mail address, or the link of your messenger (tgram://, slack://, discord://…)."),
    )
