"""A person, chosen by name or number. Any form that needs one may use it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from federation.models import Person
from federation.selectors.search import search, standing_of

SIGN = " · "


def as_option(person: Person) -> str:
    """How a person is written in the box once chosen: their number first, which is what counts."""
    return f"{person.document}{SIGN}{person.get_full_name()}"


class PersonInput(forms.TextInput):
    """A box that suggests people as one types. Without JavaScript, a number or a whole name is enough."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        place = f"{(attrs or {}).get('id') or f'id_{name}'}_people"
        help_with = {
            "list": place,
            "hx-get": format_lazy("{}?campo={}", reverse_lazy("federation:pick"), name),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{place}",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
        }
        box = super().render(name, value, {**(attrs or {}), **help_with}, renderer)
        return format_html("{}<datalist{}></datalist>", box, flatatt({"id": place}))

    def format_value(self, value: Any) -> str | None:
        return as_option(value) if isinstance(value, Person) else super().format_value(value)


class PersonField(forms.CharField):
    """A person who may log in, by number, by what the box suggests, or by a name that only one has."""

    widget = PersonInput
    default_error_messages = {
        "nobody": _("Nobody with that name or number. Look it up under «People»."),
        "several": _("Several people are called so. Choose one of those suggested, or write the number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("help_text", _("Their name, cédula or internal number."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        person = self._numbered(text) or self._named(text)
        if person is None or not person.is_active:
            raise ValidationError(self.error_messages["nobody"], "nobody")
        return person

    def _numbered(self, text: str) -> Person | None:
        pk = (
            Person.objects.filter(document=Person.normalise(text.partition(SIGN)[0]))
            .values_list("pk")
            .first()
        )
        return standing_of(pk).get(pk[0]) if pk else None

    def _named(self, text: str) -> Person | None:
        found = search(text)
        people = list(found.people.filter(is_active=True)[:2]) if found.how == "spelt" else []
        if len(people) > 1:
            raise ValidationError(self.error_messages["several"], "several")
        return people[0] if people else None
