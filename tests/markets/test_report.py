"""The week's report: figures fixed at the close, as a page, a PDF, a table and a text."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import translation

from assemblies.models import Topic
from markets.models import Fair, WeekReport
from markets.selectors import papers
from markets.selectors.balance import week_total
from markets.selectors.report import week_figures
from markets.selectors.tills import week_totals
from markets.services.reporting import make_report
from markets.states import Stage
from tests.factories import federation as f
from tests.factories import markets as m
from tests.promises import broken


@pytest.fixture
def closed(db):
    return m.walk(Stage.CLOSED, sales=12)


def rows(figures):
    return list(csv.DictReader(io.StringIO(papers.report_csv(figures))))


def test_the_figures_are_those_of_the_week(closed):
    figures, total = week_figures(closed.week), week_total(closed.week)
    for name in ("received", "sold", "waste", "donated", "processed", "left", "unexplained"):
        assert Decimal(figures["total"][name]) == getattr(total, name)
        assert sum(Decimal(tier[name]) for tier in figures["tiers"].values()) == getattr(total, name)
    assert Decimal(figures["sales"]["amount"]) == week_totals(closed.week).amount > 0
    assert figures["sales"]["sales"] == 12
    assert len(figures["fairs"]) == 3
    settled = figures["settlements"]
    assert Decimal(settled["net"]) == Decimal(settled["goods"]) - Decimal(settled["fund"]) - Decimal(
        settled["advances"]
    )
    received = sum(Decimal(item["received"]) for item in figures["items"])
    assert received == total.received


def test_they_stand_as_they_were_when_the_week_closed(closed, enter):
    kept = WeekReport.objects.get(week=closed.week)
    name = closed.market.fairs[0].name
    Fair.objects.filter(name=name).update(name="Feria con otro nombre")
    assert make_report(closed.week) == kept
    body = enter(f.worker()).get(f"/ferias/{closed.week}/informe/").content.decode()
    assert name in body
    assert "Feria con otro nombre" not in body
    broken("week_report_final", "UPDATE markets_weekreport SET figures = '{}'")
    broken("week_report_final", "DELETE FROM markets_weekreport")


def test_the_close_puts_the_report_on_the_meetings_agenda_once(closed):
    make_report(closed.week)
    topic = Topic.objects.get(source=f"markets.marketweek:{closed.week.pk}")
    assert topic.link == f"/ferias/{closed.week}/informe/"
    assert str(closed.week) in topic.title


def test_the_table_adds_up(closed):
    figures = week_figures(closed.week)
    table = rows(figures)
    assert len(table) == 2 * len(figures["fairs"])
    for name in papers.BALANCE:
        assert sum(Decimal(row[name]) for row in table) == Decimal(figures["total"][name])
    produce = Decimal(figures["sales"]["large_ves"]) + Decimal(figures["sales"]["mini_ves"])
    assert sum(Decimal(row["amount_ves"]) for row in table) == produce


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_fairs_name_is_no_formula(closed, first):
    figures = week_figures(closed.week)
    figures["fairs"][0]["name"] = f"{first}HYPERLINK('http://x')"
    assert f"'{first}HYPERLINK" in papers.report_csv(figures)
    assert not any(row["fair"].startswith(first) for row in rows(figures))


def test_negative_kilos_stay_figures(closed):
    figures = week_figures(closed.week)
    figures["fairs"][0]["tiers"]["large"]["unexplained"] = "-3.500"
    assert rows(figures)[0]["unexplained"] == "-3.500"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_text_for_a_chat_is_short_and_says_the_week(closed, language):
    figures = week_figures(closed.week)
    with translation.override(language):
        text = papers.report_text(closed.week, figures)
    assert len(text) <= 1000
    assert str(closed.week) in text
    assert len(text.splitlines()) == 5
    assert ("Semana" in text) is (language == "es")


def test_even_monstrous_figures_fit_in_a_chat(closed):
    figures = week_figures(closed.week)
    for name in ("goods", "fund", "net"):
        figures["settlements"][name] = "9" * 18 + ".99"
    figures["sales"]["amount"] = "9" * 18 + ".99"
    figures["total"]["sold"] = "9" * 11 + ".999"
    assert len(papers.report_text(closed.week, figures)) <= 1000


def test_the_pdf_is_one_and_grows_with_its_fairs(closed):
    figures = week_figures(closed.week)
    small = papers.report_pdf(closed.week, figures)
    assert small.startswith(b"%PDF")
    assert small.rstrip().endswith(b"%%EOF")
    figures["fairs"] *= 40
    assert len(papers.report_pdf(closed.week, figures)) > len(small) + 2000
    source = "\n".join(papers._source(closed.week, figures))
    for words in (str(closed.week), closed.market.fairs[0].name, closed.item.name):
        assert words in source


@pytest.mark.parametrize("name", ['"] #panic("no")', "#sys.version", "\\", 'a"b\\"c', "$x^2$ *fuerte* _"])
def test_a_name_never_becomes_code_in_the_pdf(closed, name):
    figures = week_figures(closed.week)
    figures["fairs"][0]["name"] = name
    assert papers.report_pdf(closed.week, figures).startswith(b"%PDF")


def test_a_week_that_has_not_begun_has_a_report_too(planned, enter):
    inside = enter(f.worker())
    for page, kind in (
        ("informe/", "text/html"),
        ("informe.pdf", "application/pdf"),
        ("informe.csv", "text/csv"),
    ):
        answer = inside.get(f"/ferias/{planned.week}/{page}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
    assert inside.get(f"/ferias/{planned.week}/informe.pdf").content.startswith(b"%PDF")
    assert not WeekReport.objects.exists()
