"""The reference rates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.errors import require
from cecosesola.kernel.money import format_number
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import RateForm
from finance.views.common import who


@guarded(policies.may_read_books)
def rates(request: HttpRequest) -> HttpResponse:
    person = who(request)
    refusal = policies.may_set_rate(person)
    context = {"rates": selectors.rates()}
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
