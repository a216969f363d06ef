"""Balance sheet and income statement, of one cooperative and of the network."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cecosesola.kernel.money import Currency, format_number
from cecosesola.ui import charts, export, pdf
from cecosesola.ui.guard import guarded
from federation.selectors import Cooperative
from finance import policies, selectors
from finance.selectors.papers import statements_pdf
from finance.selectors.sheets import Section, Statements
from finance.views.common import found_cooperative, span, who

PDF = "pdf"


@guarded(policies.may_read_books)
def statements(request: HttpRequest, code: str) -> HttpResponseBase:
    cooperative = found_cooperative(code)
    return _page(request, [cooperative], cooperative)


@guarded(policies.may_read_books)
def network_statements(request: HttpRequest) -> HttpResponseBase:
    """All the books together, without what they owe each other."""
    return _page(request, list(selectors.cooperatives_with_books()), None)


def _page(
    request: HttpRequest, cooperatives: Sequence[Cooperative], one: Cooperative | None
) -> HttpResponseBase:
    first, last = span(request)
    told = selectors.statements_of(
        cooperatives, since=first, until=last, private=policies.sees_private(who(request))
    )
    name = one.name if one else _("The whole network")
    if request.GET.get(export.PARAMETER) == PDF:
        return _paper(name, told, last)
    if kind := export.wanted(request):
        return _file(kind, told)
    context = {
        "cooperative": one,
        "name": name,
        "told": told,
        "first": first,
        "last": last,
        "parts": [(sheet, parts(sheet.income), parts(sheet.expenses)) for sheet in told.sheets],
    }
    return render(request, "finance/statements.html", context)


def parts(section: Section) -> list[charts.Part]:
    """A section's lines as bars, when every one may be told and stands on its own side."""
    if section.total is None:
        return []
    rows = [row for row in section.rows if row.amount is not None and row.amount > 0]
    tone = "good" if section.kind == "income" else "wait"
    return [
        charts.Part(row.name, row.amount, format_number(row.amount, 2), tone)  # type: ignore[arg-type]
        for row in sorted(rows, key=lambda row: -(row.amount or 0))[:8]
    ]


def _paper(name: str, told: Statements, last: dt.date) -> HttpResponse:
    return pdf.answer(statements_pdf(name, told), f"estados-{last}")


def _file(kind: str, told: Statements) -> HttpResponseBase:
    rows = [
        (sheet.currency, section.title, row.code, row.name, row.amount)
        for sheet in told.sheets
        for section in (sheet.assets, sheet.liabilities, sheet.equity, sheet.income, sheet.expenses)
        for row in section.rows
    ]
    return export.answer(
        kind,
        "estados",
        [
            export.Column(_("Currency"), lambda row: str(Currency(row[0]).value)),
            export.Column(_("Part"), lambda row: row[1]),
            export.Column(_("Code"), lambda row: row[2]),
            export.Column(_("Account"), lambda row: row[3]),
            export.Column(_("Amount"), lambda row: row[4]),
        ],
        rows,
    )
