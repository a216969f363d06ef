"""Money and kilos: Decimals with a known scale, never floats.

An amount is in the currency's own unit with the exponent of ISO 4217 (VES, USD, COP: 2 decimals).
Kilos carry three decimals, so the smallest weight is a gram. Reference rates carry eight.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_decimal
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.errors import Refusal, Refused


class Currency(models.TextChoices):
    VES = "VES", "Bs"
    USD = "USD", "US$"
    COP = "COP", "COL$"


EXPONENTS: dict[str, int] = {Currency.VES: 2, Currency.USD: 2, Currency.COP: 2}
GRAM = Decimal("0.001")
CENT = Decimal("0.01")
ZERO = Decimal(0)


def unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for an exponent of 2."""
    return Decimal(1).scaleb(-EXPONENTS[currency])


def to_decimal(value: object) -> Decimal:
    """A finite Decimal from an int, a Decimal or text. Floats are refused: they have already lost."""
    if isinstance(value, float):
        raise TypeError("Money and kilos are never floats.")
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Refused(
            Refusal("not_a_number", _("«%(value)s» is not a number.") % {"value": value})
        ) from error
    if not number.is_finite():
        raise Refused(Refusal("not_a_number", _("«%(value)s» is not a number.") % {"value": value}))
    return number


def amount(value: object, currency: str) -> Decimal:
    """An exact amount of a currency. Refuses more decimals than the currency has."""
    number = to_decimal(value)
    rounded = number.quantize(unit(currency), ROUND_HALF_EVEN)
    if rounded != number:
        raise Refused(
            Refusal(
                "too_fine",
                _("%(currency)s has only %(digits)s decimals.")
                % {"currency": Currency(currency).label, "digits": EXPONENTS[currency]},
            )
        )
    return rounded


def round_amount(value: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's unit, as a receipt does."""
    return value.quantize(unit(currency), ROUND_HALF_UP)


def kilos(value: object) -> Decimal:
    """An exact weight in kilograms, to the gram."""
    number = to_decimal(value)
    rounded = number.quantize(GRAM, ROUND_HALF_EVEN)
    if rounded != number:
        raise Refused(Refusal("too_fine", _("Weights go down to the gram: three decimals.")))
    return rounded


def _locale() -> str:
    return "es_VE" if (get_language() or "es").startswith("es") else "en_US"


def format_number(value: Decimal | int, digits: int = 0) -> str:
    """`12345.6` → `12.345,60` in Spanish, `12,345.60` in English."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=_locale(), decimal_quantization=True))


def format_money(value: Decimal, currency: str) -> str:
    """`Bs 1.890,00`, `US$ 7,78`. A negative amount keeps its sign before the symbol."""
    sign = "−" if value < 0 else ""
    return f"{sign}{Currency(currency).label} {format_number(abs(value), EXPONENTS[currency])}"


def format_kilos(value: Decimal, digits: int = 3) -> str:
    """`6,350 kg`; with `digits=0`, whole kilos for lists."""
    return f"{format_number(value, digits)} kg"


class MoneyField(models.DecimalField):
    """An amount wide enough for the bolívar of any era."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class KilosField(models.DecimalField):
    """A weight in kilograms, to the gram."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)


class RateField(models.DecimalField):
    """Bolívares for one unit of a foreign currency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 8)
        super().__init__(*args, **kwargs)
