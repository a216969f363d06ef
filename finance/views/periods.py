"""Months and their closing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.models import Period
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def periods(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    return render(
        request,
        "finance/periods.html",
        {
            "cooperative": cooperative,
            "months": [
                (period, policies.may_close(who(request), period, oldest))
                for period, oldest in selectors.periods(cooperative)
            ],
        },
    )


@guarded(policies.may_keep_books)
@require_POST
def close_period(request: HttpRequest, pk: int) -> HttpResponse:
    period = Period.objects.select_related("cooperative").filter(pk=pk).first()
    if period is None:
        raise Refused(NOT_FOUND)
    services.close_period(by=who(request), period=period)
    messages.success(request, _("Closed. Nothing more posts into that month."))
    return redirect("finance:periods", period.cooperative.code)
