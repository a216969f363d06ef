"""The reference rates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.errors import require
from cecosesola.kernel.money import format_number
from cecosesola.ui import charts
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import RateForm
from finance.models import FxRate
from finance.views.common import who


def _lines(rates: list[tuple[FxRate, bool]]) -> list[tuple[str, list[charts.Series], list[str]]]:
    """A line for each currency over its days, without those that were corrected."""
    by_currency: dict[str, list[FxRate]] = {}
    for rate, replaced in reversed(rates):
        if not replaced:
            by_currency.setdefault(rate.currency, []).append(rate)
    return [
        (
            rows[0].get_currency_display(),
            [charts.Series(rows[0].get_currency_display(), [row.rate for row in rows], "info")],
            [f"{row.on:%d/%m}" for row in rows],
        )
        for rows in by_currency.values()
        if len(rows) > 2
    ]


@guarded(policies.may_read_books)
def rates(request: HttpRequest) -> HttpResponse:
    person = who(request)
    refusal = policies.may_set_rate(person)
    found = selectors.rates()
    context = {"rates": found, "lines": _lines(found)}
    if request.method == "POST":
        require(refusal)
    if refusal is not None:
        return render(request, "finance/rates.html", context)
    form = RateForm(request.POST or None)
    if request.method == "POST":
        row = attempt(form, services.set_rate, by=person)
        if row is not None:
            messages.success(
                request,
                _("Recorded: %(rate)s for %(currency)s.")
                % {"rate": format_number(row.rate, 4), "currency": row.currency},
            )
            return redirect("finance:rates")
    return form_page(request, "finance/rates.html", form, **context)
