"""The week's report: page with drawings, PDF, CSV, and a text for a chat."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cecosesola.kernel.money import format_money, format_number
from cecosesola.ui import pdf
from cecosesola.ui.charts import Part
from cecosesola.ui.guard import guarded
from markets import policies
from markets.models import MarketWeek, Tier
from markets.selectors import papers
from markets.selectors.report import week_figures
from markets.views.common import head, week_or_404


def _figures(week: MarketWeek) -> tuple[dict[str, Any], bool]:
    """The figures as they were fixed when the week closed, or as they stand now."""
    kept = getattr(week, "report", None)
    return (kept.figures, True) if kept else (week_figures(week), False)


@guarded(policies.may_read)
def report(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    figures, final = _figures(found)
    words = papers.balance_words()
    columns = [figures["tiers"][tier] for tier in Tier.values] + [figures["total"]]
    return render(
        request,
        "markets/report.html",
        head(
            request,
            found,
            figures=figures,
            items=figures["items"],
            final=final,
            tiers=Tier.choices,
            rows=[
                (word, name == "unexplained", [column[name] for column in columns])
                for name, word in words.items()
            ],
            kilos=_kilos(figures["total"]),
            money=_money(figures),
            fairs=_fairs(figures),
            chat=papers.report_text(found, figures),
        ),
    )


def _kilos(total: dict[str, str | None]) -> list[Part]:
    tones = {"sold": "good", "waste": "harm", "donated": "wait", "processed": "neutral", "left": "info"}
    words = papers.balance_words()
    return [
        Part(words[name], Decimal(total[name] or 0), papers.tonnes(total[name]), tone)
        for name, tone in tones.items()
        if Decimal(total[name] or 0) > 0
    ]


def _money(figures: dict[str, Any]) -> list[Part]:
    """Where what was paid for produce went, and what stays to sustain the rest."""
    settled, sales = figures["settlements"], figures["sales"]
    produce = Decimal(sales["large_ves"]) + Decimal(sales["mini_ves"])
    goods, fund = Decimal(settled["goods"]), Decimal(settled["fund"])
    parts = [
        (_("to the producers"), goods - fund, "good"),
        (_("mutual-support fund"), fund, "wait"),
        (_("contribution to the common work"), produce - goods, "info"),
    ]
    return [Part(label, value, format_money(value, "VES"), tone) for label, value, tone in parts if value > 0]


def _fairs(figures: dict[str, Any]) -> list[Part]:
    rows = [(fair["name"], Decimal(fair["sales"]["amount"])) for fair in figures["fairs"]]
    return [
        Part(name, amount, f"Bs {format_number(amount)}", "good")
        for name, amount in sorted(rows, key=lambda row: -row[1])
        if amount > 0
    ]


@guarded(policies.may_read)
def report_pdf(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    figures, _final = _figures(found)
    return pdf.answer(papers.report_pdf(found, figures), f"informe-{found}")


@guarded(policies.may_read)
def report_csv(request: HttpRequest, week: str) -> HttpResponse:
    found = week_or_404(week)
    figures, _final = _figures(found)
    response = HttpResponse(papers.report_csv(figures), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="informe-{found}.csv"'
    return response
