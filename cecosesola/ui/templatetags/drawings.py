"""Drawings: each is an inline SVG with its table one tap away, and a hatch for black and white."""

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cecosesola.kernel.money import format_number
from cecosesola.ui import charts

register = template.Library()


def _key(*words: Any) -> str:
    """A name for this drawing on its page, the same each time it is drawn."""
    return f"d{zlib.crc32('·'.join(map(str, words)).encode()):x}"


@register.inclusion_tag("_components/charts/stacked.html")
def stacked_bar(parts: Iterable[charts.Part], title: Any, note: Any = "") -> dict[str, Any]:
    """The parts of a whole: `{% stacked_bar kilos _("Where are the kilos?") %}`."""
    known = list(parts)
    return {
        "segments": charts.stacked(known),
        "title": title,
        "note": note,
        "key": _key("stacked", title),
        "tones": sorted({part.tone for part in known}),
    }


@register.inclusion_tag("_components/charts/bars.html")
def bar_rows(parts: Iterable[charts.Part], title: Any, largest: Any = None) -> dict[str, Any]:
    """Bars one under the other: `{% bar_rows sales_by_fair _("Sales by fair") %}`."""
    return {"bars": charts.bars(parts, largest=largest), "title": title, "key": _key("bars", title)}


@register.inclusion_tag("_components/charts/lines.html")
def line_chart(
    series: Sequence[charts.Series],
    labels: Sequence[str],
    title: Any,
    axis: Any = "",
    unit: str = "",
    digits: int = 0,
) -> dict[str, Any]:
    """Lines over one axis: `{% line_chart series hours _("Sales by hour") axis=_("Hour") %}`.

    The first line is the one that matters; later ones (dashed) are what it is compared with.
    """
    drawing = charts.lines(series, labels, write=lambda value: format_number(round(value)))
    rows = [
        (label, [one.values[i] if i < len(one.values) else None for one in series])
        for i, label in enumerate(labels)
    ]
    return {
        "drawing": drawing,
        "rows": rows,
        "series": series,
        "title": title,
        "axis": axis,
        "unit": unit,
        "digits": digits,
        "key": _key("lines", title),
    }


@register.inclusion_tag("_components/charts/spark.html")
def sparkline(values: Sequence[Any], label: Any, tone: str = "good") -> dict[str, Any]:
    """A line for a cell of a table; `label` says in words what it shows."""
    return {"path": charts.spark(values), "label": label, "tone": tone}


@register.simple_tag
def qr(text: str, label: Any) -> SafeString:
    """A picture that a phone reads, black on white in any light. `label` says what it leads to."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=4, border=3, dark="#000", light="#fff", omitsize=True, lineclass=None, svgclass=None
    )
    return format_html(
        '<div class="qr" role="img" aria-label="{}">{}</div>',
        label,
        mark_safe(drawn),  # noqa: S308 - drawn here, from squares
    )
