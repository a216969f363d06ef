"""Pages of long lists by key, never by number: page 400 costs what page 1 costs.

page = paging.page(request, queryset, by=("-at", "-id"), size=50)
… {% for event in page %} … {% include "_components/pages.html" %}
"""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
PARAMETER = "desde"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A stretch of a list: its rows, and the addresses of what follows and of the beginning."""

    rows: list[Row]
    next: str
    first: str

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page(request: HttpRequest, queryset: QuerySet[Row], *, by: tuple[str, ...], size: int = 50) -> Page[Row]:
    """The stretch of `queryset` that the address asks for, ordered `by` (its last key is unique)."""
    queryset = queryset.order_by(*by)
    mark = _read(request.GET.get(PARAMETER, ""), len(by))
    started = mark is not None
    if mark is not None:
        try:
            rows = list(queryset.filter(_after(by, mark))[: size + 1])
        except (ValidationError, ValueError, TypeError, FieldError):
            rows, started = list(queryset[: size + 1]), False
    else:
        rows = list(queryset[: size + 1])
    following = ""
    if len(rows) > size:
        rows = rows[:size]
        following = _address(request, _write(by, rows[-1]))
    return Page(rows, following, _address(request, None) if started else "")


def _after(by: tuple[str, ...], mark: list[Any]) -> Q:
    """(a, b) after (x, y): a > x, or a = x and b > y; with `<` where the key descends."""
    condition = Q()
    for last in range(len(by)):
        step = Q()
        for key, value in zip(by[:last], mark[:last], strict=True):
            step &= Q(**{key.lstrip("-"): value})
        key = by[last]
        step &= Q(**{f"{key.lstrip('-')}__{'lt' if key.startswith('-') else 'gt'}": mark[last]})
        condition |= step
    return condition


def _value(row: Model, key: str) -> Any:
    value: Any = row
    for part in key.lstrip("-").split("__"):
        value = getattr(value, part)
    return value


def _write(by: tuple[str, ...], row: Model) -> str:
    values = [_value(row, key) for key in by]
    plain = [value if isinstance(value, int | str) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any] | None:
    if not text or len(text) > 800:
        return None
    try:
        mark = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    plain = isinstance(mark, list) and all(isinstance(value, int | str) for value in mark)
    return mark if plain and len(mark) == length else None


def _address(request: HttpRequest, mark: str | None) -> str:
    query = [(name, value) for name, values in request.GET.lists() for value in values if name != PARAMETER]
    if mark:
        query.append((PARAMETER, mark))
    return f"{request.path}?{urlencode(query)}" if query else request.path
