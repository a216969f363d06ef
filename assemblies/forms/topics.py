"""«I want to bring this»: one field."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm


class TopicForm(HouseForm):
    """«I want to bring this»: one field."""

    title = forms.CharField(
        label=_("I want to bring this"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
