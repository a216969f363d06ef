"""Figures, icons and small marks, in every template without loading anything."""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cecosesola.kernel.money import Currency, format_kilos, format_money, format_number
from cecosesola.ui import guard, verbs

register = template.Library()

NOTHING = "—"
TONES = {"good", "wait", "harm", "info", "neutral"}


def figure(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def money(value: Any, currency: str = Currency.VES) -> str:
    """`{{ x|money:"VES" }}` → `Bs 1.890,00`."""
    number = figure(value)
    return NOTHING if number is None else format_money(number, currency)


@register.filter
def kilos(value: Any, digits: int = 3) -> str:
    """`{{ x|kilos }}` → `6,350 kg`; `{{ x|kilos:0 }}` → `118.240 kg`."""
    number = figure(value)
    return NOTHING if number is None else format_kilos(number, int(digits))


@register.filter
def tonnes(value: Any, digits: int = 0) -> str:
    """Kilos told in tonnes, for what is drawn large: `412 t`."""
    number = figure(value)
    return NOTHING if number is None else f"{format_number(number / 1000, int(digits))} t"


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """`{{ x|number:2 }}` → `1.890,00`."""
    amount = figure(value)
    return NOTHING if amount is None else format_number(amount, int(digits))


@register.filter
def percent(value: Any, digits: int = 0) -> str:
    """A ratio as a percentage: `0.97` → `97 %`."""
    amount = figure(value)
    return NOTHING if amount is None else f"{format_number(amount * 100, int(digits))} %"


@register.filter
def verb(value: str) -> str:
    """The audit's `federation.give_mandate` in words."""
    return verbs.words(value)


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> str:
    attributes = {"class": "icon", "aria-hidden": "true", "focusable": "false", "stroke-width": "1.9"}
    return lucide._render_icon(name, size, **attributes)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A lucide drawing beside its word; readers of the screen never hear it."""
    return mark_safe(_icon(str(name) + "", int(size)))  # noqa: S308 - the package's own drawing


@register.simple_tag
def pill(text: Any, tone: str = "neutral") -> SafeString:
    """A word in a tone. The word carries the meaning; the colour only helps."""
    return format_html('<span class="pill pill-{}">{}</span>', tone if tone in TONES else "neutral", text)


@register.filter
def opens(address: str, person: Any) -> bool:
    """`{% if up_url|opens:request.user %}`: whether a link there leads its reader anywhere."""
    return guard.opens(person, address)


@register.simple_tag(takes_context=True)
def way(context: Any, address: str, words: Any, css: str = "") -> SafeString:
    """`{% way url words %}`: a link for whom that page lets in, and the words alone for everybody else."""
    if not address or not guard.opens(context["request"].user, address):
        return format_html("{}", words)
    if css:
        return format_html('<a href="{}" class="{}">{}</a>', address, css, words)
    return format_html('<a href="{}">{}</a>', address, words)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`{{ totals|get:fair.pk }}`: what a dict holds for a key that is a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None
