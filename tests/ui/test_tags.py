"""Figures, dates and parts, as people read them."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.template import engines
from django.utils import translation

from cecosesola.kernel.errors import Refusal
from cecosesola.kernel.weeks import Week
from tests.factories import federation as f

NOON = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)  # midday of a Friday in Caracas


def show(source, **context):
    return engines["django"].from_string(source).render(context).strip()


@pytest.fixture(autouse=True)
def _friday():
    with time_machine.travel(NOON, tick=False), translation.override("es"):
        yield


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ x|money }}", Decimal("1890"), "Bs 1.890,00"),
        ("{{ x|money:'USD' }}", Decimal("-7.78"), "−US$ 7,78"),
        ("{{ x|kilos }}", Decimal("6.35"), "6,350 kg"),
        ("{{ x|kilos:0 }}", 118240, "118.240 kg"),
        ("{{ x|tonnes }}", 412000, "412 t"),
        ("{{ x|number:2 }}", Decimal("148"), "148,00"),
        ("{{ x|number }}", None, "—"),
        ("{{ x|money }}", "", "—"),
        ("{{ x|kilos }}", "nada", "—"),
        ("{{ x|percent }}", Decimal("0.97"), "97 %"),
        ("{{ x|percent:1 }}", Decimal("0.0345"), "3,4 %"),
        ("{{ x|verb }}", "federation.give_mandate", "dio una llave"),
        ("{{ x|verb }}", "markets.never_heard_of", "never heard of"),
        ("{{ x|day }}", NOON, "viernes 27 de noviembre"),
        ("{{ x|day }}", dt.date(2025, 1, 6), "lunes 6 de enero de 2025"),
        ("{{ x|shortday }}", dt.date(2026, 11, 27), "27/11"),
        ("{{ x|clock }}", NOON, "12:00"),
        ("{{ x|clock }}", dt.time(5, 45), "5:45"),
        ("{{ x|moment }}", NOON + dt.timedelta(hours=3), "hoy, 15:00"),
        ("{{ x|moment }}", NOON - dt.timedelta(hours=13), "ayer, 23:00"),
        ("{{ x|moment }}", NOON + dt.timedelta(days=5), "02/12, 12:00"),
        ("{{ x|since }}", NOON - dt.timedelta(minutes=3), "hace 3 min"),
        ("{{ x|since }}", NOON - dt.timedelta(hours=2), "hace 2 h"),
        ("{{ x|since }}", NOON - dt.timedelta(days=2), "25/11, 12:00"),
        ("{{ x|since }}", NOON, "ahora mismo"),
        ("{{ x|since }}", None, "nunca"),
        ("{{ x|week }}", Week(2026, 48), "semana 48"),
        ("{{ x|week }}", "2025-W03", "semana 3 de 2025"),
        ("{{ x|week }}", NOON, "semana 48"),
        ("{{ x|period }}", DateRange(dt.date(2026, 1, 12), None), "desde 12/01"),
        ("{{ x|period }}", DateRange(dt.date(2026, 1, 12), dt.date(2026, 3, 16)), "12/01 – 15/03"),
        ("{{ x|period }}", DateTimeTZRange(empty=True), "—"),
        ("{{ x.0|days:x.1 }}", (dt.date(2026, 11, 27), dt.date(2026, 11, 29)), "27 – 29 de noviembre"),
        (
            "{{ x.0|days:x.1 }}",
            (dt.date(2026, 11, 30), dt.date(2026, 12, 2)),
            "30 de noviembre – 2 de diciembre",
        ),
        ("{% for k in 'ab' %}{{ x|get:k }}{% endfor %}", {"a": 1}, "1None"),
    ],
)
def test_in_spanish(source, value, shown):
    assert show(source, x=value) == shown


def test_in_english():
    with translation.override("en"):
        assert show("{{ x|money }} · {{ x|kilos }}", x=Decimal("1890.5")) == "Bs 1,890.50 · 1,890.500 kg"
        assert show("{{ x|day }}", x=NOON) == "Friday 27 November"
        assert show("{{ x|week }}", x=NOON) == "week 48"


@pytest.mark.django_db
def test_a_link_is_drawn_for_whom_its_page_lets_in(rf):
    request = rf.get("/")
    source = "{% way url words %}{% if url|opens:request.user %}!{% endif %}"
    for person, address, drawn in (
        (f.worker(), "/gente/", '<a href="/gente/">&lt;Gente&gt;</a>!'),
        (f.member(), "/gente/", "&lt;Gente&gt;"),
        (AnonymousUser(), "/gente/", "&lt;Gente&gt;"),
        (AnonymousUser(), "/entrar/", '<a href="/entrar/">&lt;Gente&gt;</a>!'),
        (f.worker(), "/nada/", "&lt;Gente&gt;"),
        (f.worker(), "", "&lt;Gente&gt;"),
    ):
        request.user = person
        shown = engines["django"].from_string(source).render({"url": address, "words": "<Gente>"}, request)
        assert shown == drawn


def test_a_pill_says_its_word_and_escapes_it():
    assert show("{% pill x 'wait' %}", x="<b>") == '<span class="pill pill-wait">&lt;b&gt;</span>'
    assert "pill-neutral" in show("{% pill 'x' 'purple' %}")


def test_an_icon_is_not_read_aloud():
    drawn = show("{% icon 'key-round' %}")
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn


def test_a_refused_button_stands_there_and_says_why():
    refusal = Refusal("late", "Ya pasó la hora.")
    body = show("{% act 'Abrir' '/x/' refusal method='post' tone='primary' %}", refusal=refusal)
    assert "disabled" in body
    assert "Ya pasó la hora." in body
    assert "<form" not in body
    allowed = show("{% act 'Abrir' '/x/' refusal method='post' %}", refusal=None, csrf_token="t")
    assert '<form method="post" action="/x/"' in allowed
    assert 'href="/x/"' in show("{% act 'Abrir' '/x/' %}")


def test_the_stages_say_where_we_are_without_colour():
    steps = [("plan", "plan"), ("sale", "venta"), ("close", "cierre")]
    body = show("{% stages steps 'sale' %}", steps=steps)
    assert body.count("<li") == 3
    assert body.count('aria-current="step"') == 1
    assert "(hecho)" in body
    assert "2 de 3" in body.replace("\n", " ")
    assert 'aria-current="step"' not in show("{% stages steps 'other' %}", steps=steps)


def test_a_table_box_can_be_reached_by_keyboard():
    body = show("{% tablebox 'Ferias' %}<table></table>{% endtablebox %}")
    assert 'tabindex="0"' in body
    assert 'aria-label="Ferias"' in body
    assert "<table></table>" in body
