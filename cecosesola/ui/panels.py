"""What rooms above tell about a thing that a lower room shows: a cooperative's deliveries, its accounts.

The lower room names a place; the others hang providers there, in the `ready()` of their app config:

    panels.register("federation.cooperative", supply_of)

A provider takes the reader and the thing, obeys what the reader may see, makes a constant number of
queries, and answers a Panel or None. None, and a panel of nothing, are not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cecosesola.ui.charts import Series


@dataclass(frozen=True)
class Figure:
    """A figure told large: its words, and what it says as people read it."""

    label: Any
    text: Any


@dataclass(frozen=True)
class Row:
    """A line: its words, more below, a figure at its end, and where it leads."""

    title: Any
    under: Any = ""
    text: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines over one axis, as `charts` draws them."""

    title: Any
    series: Sequence[Series]
    labels: Sequence[str]
    axis: Any = ""
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True)
class Panel:
    """A part of the page. `place` orders the panels; `url` leads to the whole of it."""

    title: Any
    place: int = 50
    note: Any = ""
    figures: Sequence[Figure] = field(default_factory=tuple)
    rows: Sequence[Row] = field(default_factory=tuple)
    chart: Lines | None = None
    url: str = ""
    more: Any = ""

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.rows or self.chart)


Provider = Callable[[Any, Any], Panel | None]

_PLACES: dict[str, dict[str, Provider]] = {}


def register(place: str, provider: Provider) -> Provider:
    """Hang a provider at a place. A second call with the same function changes nothing."""
    _PLACES.setdefault(place, {})[f"{provider.__module__}.{provider.__qualname__}"] = provider
    return provider


def of(place: str, reader: Any, thing: Any) -> list[Panel]:
    """The panels that this reader sees about this thing, in order."""
    told = [provider(reader, thing) for provider in _PLACES.get(place, {}).values()]
    found = [panel for panel in told if panel is not None and not panel.is_empty]
    return sorted(found, key=lambda panel: panel.place)
