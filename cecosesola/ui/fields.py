"""Form fields that read and write as people here do: `1.890,00`, `6,350`, a calendar, a till's clock."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import EXPONENTS, Currency, format_number


class FigureInput(forms.TextInput):
    """A text box that opens the number pad and keeps the comma that people type."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "num", **(attrs or {})})


class FigureField(forms.DecimalField):
    """An exact figure in the reader's own notation, with its unit named beside it."""

    widget = FigureInput
    default_error_messages = {"invalid": _("Write a number, such as 1.250,50.")}

    def __init__(self, *, digits: int, unit: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        super().__init__(decimal_places=digits, localize=True, **kwargs)
        self.digits = digits
        self.unit = unit

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Django would make a localized number box; ours is text with the number pad.
        return {}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return format_number(Decimal(value), self.digits)
        return value


class MoneyInputField(FigureField):
    def __init__(self, *, currency: str = Currency.VES, **kwargs: Any) -> None:
        kwargs.setdefault("unit", str(Currency(currency).label))
        super().__init__(digits=EXPONENTS[currency], **kwargs)


class KilosInputField(FigureField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("unit", "kg")
        kwargs.setdefault("max_digits", 14)
        super().__init__(digits=3, **kwargs)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, from the device's own calendar."""

    widget = DateInput


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A day and an hour in Caracas."""

    widget = MomentInput

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, dt.datetime | str) else super().prepare_value(value)
