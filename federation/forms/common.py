"""Fields that several forms of the register share: a person by their number, a decision that is cited."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cecosesola.ui.forms import HouseForm
from federation.models import Person
from federation.selectors import lent as read_lent


class PersonField(forms.CharField):
    """Somebody of the register, by cédula or internal number, in whatever way people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("help_text", _("Their cédula or internal number."))
        kwargs.setdefault("widget", forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        person = Person.objects.filter(document=Person.normalise(text), is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody with that number. Look it up under «People»."))
        return person


class DecisionField(forms.ChoiceField):
    """A decision that stands, to be cited. Its choices are read when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("By which decision"))
        kwargs.setdefault("help_text", _("If it is not here, tell the decision first."))
        super().__init__(**kwargs)


class CitingForm(HouseForm):
    """A form that cites a decision in a field named `decision`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        citable = [(cited.ref, f"{cited.ref} · {cited.title}") for cited in read_lent.citable()]
        self.choices("decision").choices = [("", _("Choose the decision")), *citable]
