"""Forms of whoever keeps the register."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel import phones
from cecosesola.kernel.clock import today
from cecosesola.ui.fields import DateInput, DayField
from cecosesola.ui.forms import HouseForm
from federation.forms.person_field import PersonField
from federation.models import HouseholdMember, Person
from federation.services.merging import FIELDS, field_words
from federation.services.register import tidy_name

MOST_PHONES = 5


class DocumentField(forms.CharField):
    """A cédula (V or E and its digits), or nothing for somebody without papers."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        document = Person.normalise(text)
        if not Person.is_document(document):
            raise ValidationError(_("A cédula is V or E and four to nine digits, such as V-12.345.678."))
        return document


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, widget=forms.TextInput({"autocapitalize": "words"}), **kwargs)

    def clean(self, value: Any) -> str:
        name = tidy_name(str(super().clean(value)))
        if not any(sign.isalpha() for sign in name):
            raise ValidationError(_("Write the name with its letters."))
        return name


class PhonesField(forms.CharField):
    """Phones, one a line; the first is the one to call. Kept as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 2, "inputmode": "tel", "autocomplete": "off"})
        super().__init__(max_length=200, widget=widget, required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        written = re.split(r"[\n;,]+", super().clean(value))
        numbers = []
        for text in filter(None, map(str.strip, written)):
            number = phones.tidy(text)
            if number is None:
                raise ValidationError(
                    _("«%(text)s» is not a phone. Write it like 0414-1234567, or with + and the country."),
                    params={"text": text},
                )
            numbers.append(number)
        if len(numbers) > MOST_PHONES:
            raise ValidationError(_("Five phones a person are enough."))
        return list(dict.fromkeys(numbers))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(phones.national, value)) if isinstance(value, list) else value


class PersonForm(HouseForm):
    """A person as the register knows them."""

    given_names = NameField(label=_("Given names"))
    family_names = NameField(label=_("Family names"))
    document = DocumentField(
        label=_("Cédula"),
        required=False,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
        help_text=_(
            "V or E and the digits. Leave it empty for somebody without papers: they get a number of ours."
        ),
    )
    birth_date = DayField(
        label=_("Born"),
        required=False,
        widget=DateInput({"autocomplete": "off"}),
        help_text=_("Private. It tells apart people of the same name."),
    )
    phones = PhonesField(
        label=_("Phones"), help_text=_("One a line; the first is the one to call. Seen by them and by you.")
    )
    email = forms.EmailField(label=_("E-mail"), max_length=120, required=False)
    different = forms.BooleanField(
        label=_("It is somebody else: I have looked at who it may be"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].widget.attrs["max"] = today().isoformat()

    def drop_question(self) -> None:
        """Nobody alike was found: the question is not asked."""
        self.fields["different"].widget = forms.HiddenInput()


class HouseholdForm(HouseForm):
    """Where a person lives."""

    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        help_text=_("Private: seen by those who live there and by whoever keeps the register."),
    )
    role = forms.ChoiceField(label=_("Who they are there"), choices=HouseholdMember.Role.choices)
    is_contact = forms.BooleanField(label=_("Is the person to speak to"), required=False)


class EnterHouseholdForm(HouseForm):
    """Somebody else who lives there."""

    person = PersonField(label=_("Who else lives there"))
    role = forms.ChoiceField(label=_("Who they are there"), choices=HouseholdMember.Role.choices)
    is_contact = forms.BooleanField(label=_("Is the person to speak to"), required=False)


class OtherRowForm(HouseForm):
    """Which other row is the same human."""

    other = PersonField(label=_("The other row of this person"))


class MergeForm(HouseForm):
    """Field by field, which of two rows is right; the first stays."""

    reason = forms.CharField(
        label=_("How it is known that they are one person"),
        max_length=300,
        help_text=_("Without private data: these words stay."),
    )

    def __init__(self, *args: Any, survivor: Person, merged: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            mine, other = getattr(survivor, name), getattr(merged, name)
            if mine == other:
                continue
            self.fields[name] = forms.ChoiceField(
                label=field_words(name),
                choices=[("stays", str(mine or "—")), ("other", str(other or "—"))],
                widget=forms.RadioSelect,
                required=False,
                initial="other" if not mine else "stays",
            )
        self.order_fields([*FIELDS, "reason"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        take = [name for name in FIELDS if data.pop(name, "stays") == "other"]
        return {**data, "take": take}


class ReasonForm(HouseForm):
    """Why, for what two people do."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Without private data: these words stay.")
    )


class ApartForm(HouseForm):
    reason = forms.CharField(label=_("How it is known that they are two people"), max_length=300)
