"""Hours, weekdays and weights in words."""

from typing import Any

from django import template
from django.utils.dates import WEEKDAYS

from rotation.selectors.weights import TERMS

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours: 570 → `9 h 30`."""
    whole, rest = divmod(int(minutes), 60)
    return f"{whole} h {rest:02d}" if rest else f"{whole} h"


@register.filter
def weekday(number: int) -> Any:
    """1 → Monday, in the reader's language."""
    return WEEKDAYS[int(number) - 1]


@register.filter
def weight(name: str) -> Any:
    """A term of a plan in words."""
    return TERMS.get(name, name)
