"""The geometry of drawings."""

import re
from decimal import Decimal

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from cecosesola.ui import charts
from cecosesola.ui.charts import Part, Series


def parts(*values):
    return [Part(f"parte {i}", value, f"{value} t", "good") for i, value in enumerate(values)]


def test_a_whole_is_its_parts_side_by_side():
    segments = charts.stacked(parts(Decimal(300), 100))
    assert [(s.x, s.width, s.share) for s in segments] == [
        ("0.00%", "75.00%", "75 %"),
        ("75.00%", "25.00%", "25 %"),
    ]
    assert [s.words_on_phone for s in segments] == [True, False]
    assert [s.words for s in segments] == [True, True]


def test_words_stand_in_a_part_only_where_they_fit():
    told = [
        Part("A quienes siembran y elaboran", 20, "385.352,18", "good"),
        Part("Resto", 80, "1.541.408,72"),
    ]
    assert [(s.words, s.words_on_phone) for s in charts.stacked(told)] == [(False, False), (True, True)]


def test_nothing_draws_nothing():
    assert [s.width for s in charts.stacked(parts(0, 0))] == ["0.00%", "0.00%"]
    assert charts.stacked([]) == []
    assert charts.bars([]) == []
    assert charts.spark([]) == charts.spark([None, None]) == ""
    assert charts.lines([Series("hoy", [])], []).lines[0].path == ""


def test_less_than_nothing_is_no_part_of_a_whole():
    with pytest.raises(ValueError):
        charts.stacked(parts(-1, 2))


@given(st.lists(st.decimals(0, 10**9, places=3), min_size=1, max_size=12))
def test_parts_fill_the_whole_and_never_overflow(values):
    widths = [float(s.width[:-1]) for s in charts.stacked(parts(*values))]
    assert sum(widths) == pytest.approx(100 if any(values) else 0, abs=0.1)


def test_bars_are_measured_against_the_largest_or_a_whole():
    assert [b.width for b in charts.bars(parts(50, 100))] == ["50.00%", "100.00%"]
    assert [b.width for b in charts.bars(parts(50, 900), largest=200)] == ["25.00%", "100.00%"]


@pytest.mark.parametrize(("value", "top"), [(0, 1), (7, 10), (10, 10), (11, 20), (2140, 2500), (0.03, 0.05)])
def test_an_axis_ends_in_a_round_figure(value, top):
    assert charts.nice_top(value) == pytest.approx(top)


def test_a_line_stops_where_the_day_has_come_to():
    drawing = charts.lines([Series("hoy", [0, 5, None, None])], ["5:00", "6:00", "7:00", "8:00"])
    (line,) = drawing.lines
    assert line.end_x == "33.33%"
    assert line.path.count("C") == 1
    assert [tick.text for tick in drawing.across][-1] == "8:00"
    assert [tick.text for tick in drawing.up] == ["", "2.5", "5"]


def test_a_gap_breaks_the_line():
    (line,) = charts.lines([Series("hoy", [1, 2, None, 3, 4])], list("abcde")).lines
    assert line.path.count("M") == 2


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=30))
def test_a_curve_never_swings_beyond_its_points(values):
    points = [(float(i), float(v)) for i, v in enumerate(values)]
    numbers = [float(n) for n in re.findall(r"-?\d+\.\d+", charts.curve(points))]
    heights = numbers[1::2]
    assert min(heights) >= min(values) - 0.02
    assert max(heights) <= max(values) + 0.02


def test_every_drawing_has_its_table_and_no_comma_in_its_shapes():
    template = engines["django"].from_string(
        "{% stacked_bar parts 'Kilos' %}{% bar_rows parts 'Ferias' %}"
        "{% line_chart series hours 'Ventas' axis='Hora' %}{% sparkline values 'por hora' %}"
    )
    body = template.render(
        {
            "parts": [
                Part("vendidos", Decimal("412.5"), "412,5 t", "good"),
                Part("merma", 19, "19 t", "harm"),
            ],
            "series": [Series("hoy", [1, 2.5, None]), Series("semana 47", [2, 3, 4], "quiet", dashed=True)],
            "hours": ["5:00", "6:00", "7:00"],
            "values": [1, 2, 3],
        }
    )
    assert body.count("<table") == 3
    assert body.count("Ver la tabla") == 2
    assert "style=" not in body
    for shape in re.findall(r'(?:x|y|width|height|d|cx|cy|x1|x2|y1|y2)="([^"]*)"', body):
        assert "," not in shape
    ids = re.findall(r' id="([^"]+)"', body)
    assert len(ids) == len(set(ids))
