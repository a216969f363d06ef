"""Forms that call one service, and keep what was typed when the service says no."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cecosesola.kernel.errors import Refusal, Refused

Result = TypeVar("Result")


class HouseForm(forms.Form):
    """A form drawn by crispy inside a page's own <form>, with its errors summed up on top."""

    error_css_class = "has-error"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = True

    def choices(self, name: str) -> forms.ChoiceField:
        """A field whose choices depend on the day or on the person."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class KeyedForm(HouseForm):
    """A form whose sending may be repeated by the network: its key makes it count once."""

    key = forms.CharField(widget=forms.HiddenInput(), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4().hex, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


def add_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a refusal on the form: its field messages on their fields, its reason on top."""
    placed = False
    for name, message in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, str(message))
            placed = True
    if not placed or refusal.message:
        form.add_error(None, str(refusal.message))


def attempt(form: forms.BaseForm, service: Callable[..., Result], **given: Any) -> Result | None:
    """Run a service with what the form holds plus what is given (which wins).

    Returns the service's answer, or None when the form or the service refused: then the form holds
    the reasons and everything that was typed, ready to be shown again.
    """
    if not form.is_valid():
        return None
    try:
        return service(**{**form.cleaned_data, **given})
    except Refused as refused:
        add_refusal(form, refused.refusal)
        return None


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """The page of a form: 422 when it comes back with errors, so that nobody takes it for done."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
