"""The geometry of drawings: pure functions from figures to shapes, drawn by templates as inline SVG.

Positions across are percentages and heights are pixels, so that a drawing stretches to any screen while
its words keep their size. All coordinates are text with a decimal point: a template in Spanish would
write them with a comma, which SVG does not read.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Figure = Decimal | int | float

# Each tone also has its own hatch, so that a print in black and white still tells them apart.
TONES = ("good", "info", "wait", "harm", "neutral", "quiet")

# A part too narrow for its words says them under the bar only: pixels of the narrowest drawing on a desk and
# on a phone, and of a letter.
ON_A_DESK, ON_A_PHONE, LETTER = 640, 300, 7.0


def percent(value: float) -> str:
    return f"{value:.2f}%"


def plain(value: float) -> str:
    return f"{value:.2f}"


@dataclass(frozen=True)
class Part:
    """One part of a whole: its words, its figure, the figure as people read it, its tone."""

    label: Any
    value: Figure
    text: str
    tone: str = "neutral"


@dataclass(frozen=True)
class Segment:
    part: Part
    x: str
    width: str
    middle: str
    share: str
    words: bool
    words_on_phone: bool


def stacked(parts: Iterable[Part]) -> list[Segment]:
    """The parts side by side, as shares of their sum. A part of nothing takes no room."""
    known = list(parts)
    if any(part.value < 0 for part in known):
        raise ValueError("A part of a whole cannot be less than nothing.")
    total = float(sum(Decimal(str(part.value)) for part in known))
    segments, left = [], 0.0
    for part in known:
        width = 100 * float(part.value) / total if total else 0.0
        segments.append(
            Segment(
                part=part,
                x=percent(left),
                width=percent(width),
                middle=percent(left + width / 2),
                share=f"{width:.0f} %",
                words=_fit(part, width, ON_A_DESK),
                words_on_phone=_fit(part, width, ON_A_PHONE),
            )
        )
        left += width
    return segments


def _fit(part: Part, width: float, pixels: int) -> bool:
    return LETTER * (len(f"{part.label} {part.text}") + 2) <= width / 100 * pixels


@dataclass(frozen=True)
class Bar:
    part: Part
    width: str


def bars(parts: Iterable[Part], *, largest: Figure | None = None) -> list[Bar]:
    """Bars one under the other, measured against the largest (or against a given whole)."""
    known = list(parts)
    top = float(largest if largest is not None else max((part.value for part in known), default=0))
    return [
        Bar(part, percent(min(100.0, max(0.0, 100 * float(part.value) / top)) if top else 0.0))
        for part in known
    ]


def nice_top(value: Figure) -> float:
    """The round figure (1, 2, 2.5 or 5 times a power of ten) at or above a value, to end an axis with."""
    top = float(value)
    if top <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(top))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= top - 1e-9)


@dataclass(frozen=True)
class Series:
    """A line: its words and one figure for each place along the axis (None where there is none yet)."""

    label: Any
    values: Sequence[Figure | None]
    tone: str = "good"
    dashed: bool = False


@dataclass(frozen=True)
class Line:
    series: Series
    path: str
    end_x: str
    end_y: str


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it stands (`at`) and what it says."""

    at: str
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Lines:
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    height: int
    plot_top: int
    plot_height: int


WIDE, HIGH = 1000.0, 100.0


def lines(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    height: int = 190,
    marks: int = 4,
    write: Any = None,
) -> Lines:
    """Lines over one axis. `write` turns the figures of the axis into words."""
    top = nice_top(max((v for one in series for v in one.values if v is not None), default=0))
    plot_top, plot_height = 18, height - 42
    across = max(len(labels) - 1, 1)

    def point(place: int, value: Figure) -> tuple[float, float]:
        return WIDE * place / across, HIGH - HIGH * float(value) / top

    drawn = []
    for one in series:
        runs = _runs([None if v is None else point(i, v) for i, v in enumerate(one.values)])
        x, y = runs[-1][-1] if runs else (0.0, HIGH)
        drawn.append(
            Line(
                one,
                " ".join(curve(run) for run in runs),
                percent(x / WIDE * 100),
                plain(plot_top + plot_height * y / HIGH),
            )
        )
    every = max(1, math.ceil(len(labels) / marks))
    along = [
        Tick(percent(100 * i / across), label, "start" if i == 0 else "middle")
        for i, label in enumerate(labels)
        if i % every == 0 and i < len(labels) - 1 - every / 2
    ]
    if labels:
        along.append(Tick("100.00%", labels[-1], "end"))
    say = write or (lambda value: f"{value:g}")
    up = [
        Tick(plain(plot_top + plot_height * (1 - share)), "" if share == 0 else say(top * share))
        for share in (0, 0.5, 1)
    ]
    return Lines(drawn, along, up, height, plot_top, plot_height)


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Stretches without gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A smooth path through the points that never swings above or below them (Fritsch and Carlson)."""
    x, y = points[0]
    start = f"M{plain(x)} {plain(y)}"
    if len(points) == 1:
        return f"{start}h0.01"
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(points)]
    tangents = [slopes[0]]
    for before, after in itertools.pairwise(slopes):
        turns = before * after <= 0
        tangents.append(0.0 if turns else 2 * before * after / (before + after))
    tangents.append(slopes[-1])
    path = [start]
    for i, ((ax, ay), (bx, by)) in enumerate(itertools.pairwise(points)):
        third = (bx - ax) / 3
        corners = (ax + third, ay + tangents[i] * third, bx - third, by - tangents[i + 1] * third, bx, by)
        path.append("C" + " ".join(plain(number) for number in corners))
    return "".join(path)


def spark(values: Sequence[Figure | None], *, width: int = 110, height: int = 24) -> str:
    """A line without axes, for a cell of a table: it starts from nothing, so two cells compare."""
    known = [(i, float(v)) for i, v in enumerate(values) if v is not None]
    if not known:
        return ""
    top = max(v for _i, v in known) or 1.0
    across = max(len(values) - 1, 1)
    inner = height - 4
    points = [(2 + (width - 4) * i / across, 2 + inner - inner * v / top) for i, v in known]
    return curve(points)
