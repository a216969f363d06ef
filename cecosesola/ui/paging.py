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


def page(
    request: HttpRequest,
    queryset: QuerySet[Row],
    *,
    by: tuple[str, ...],
    size: int = 50,
    keys_first: bool = False,
) -> Page[Row]:
    """The stretch of `queryset` that the address asks for, ordered `by` (its last key is unique).

    With `keys_first` the rows' numbers are found first and the rows read afterwards: for long tables
    with an index that holds all that the filter and the order ask for.
    """
    queryset = queryset.order_by(*by)
    mark = _read(request.GET.get(PARAMETER, ""), len(by))
    started = mark is not None
    read = _by_keys if keys_first else _whole
    if mark is not None:
        try:
            rows = read(queryset.filter(_after(by, mark)), size + 1)
        except (ValidationError, ValueError, TypeError, FieldError):
            rows, started = read(queryset, size + 1), False
    else:
        rows = read(queryset, size + 1)
    following = ""
    if len(rows) > size:
        rows = rows[:size]
        following = _address(request, _write(by, rows[-1]))
    return Page(rows, following, _address(request, None) if started else "")


def _whole(queryset: QuerySet[Row], count: int) -> list[Row]:
    return list(queryset[:count])


def _by_keys(queryset: QuerySet[Row], count: int) -> list[Row]:
    keys = list(queryset.values_list("pk", flat=True)[:count])
    rows = queryset.model._default_manager.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


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
    # Said apart, so that an index on the first key begins where the page does.
    first = by[0]
    return Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": mark[0]}) & condition


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
