"""Months and their closing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance import policies, selectors, services
from finance.forms import CloseForm, ReopenForm, RevalueForm
from finance.models import Period, Revaluation
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def periods(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    return render(
        request,
        "finance/periods.html",
        {
            "cooperative": cooperative,
            "keeps": policies.may_keep_books(who(request)) is None,
            "months": [
                (period, policies.may_close(who(request), period, oldest))
                for period, oldest in selectors.periods(cooperative)
            ],
        },
    )


def _period(pk: int) -> Period:
    found = Period.objects.select_related("cooperative").filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(policies.may_keep_books)
def close_period(request: HttpRequest, pk: int) -> HttpResponse:
    """The month's checklist, and closing it."""
    period = _period(pk)
    oldest = next(oldest for month, oldest in selectors.periods(period.cooperative) if month.pk == period.pk)
    require(policies.may_close(who(request), period, oldest))
    form = CloseForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(form, services.close_period, by=who(request), period=period) is not None
    ):
        messages.success(request, _("Closed. Nothing more posts into that month."))
        return redirect("finance:periods", period.cooperative.code)
    items = selectors.checklist(period)
    return form_page(
        request,
        "finance/close_period.html",
        form,
        period=period,
        cooperative=period.cooperative,
        items=items,
        stops=any(item.stops for item in items),
    )


@guarded(policies.may_keep_books)
def reopen_period(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening the last closed month again, by a decision."""
    period = _period(pk)
    form = ReopenForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(form, services.reopen_period, by=who(request), period=period) is not None
    ):
        messages.success(request, _("Open again."))
        return redirect("finance:periods", period.cooperative.code)
    return form_page(
        request, "finance/reopen_period.html", form, period=period, cooperative=period.cooperative
    )


@guarded(policies.may_keep_books)
def revalue(request: HttpRequest, code: str) -> HttpResponse:
    """Telling foreign money in bolívares at a day's rate."""
    cooperative = found_cooperative(code)
    form = RevalueForm(request.POST or None)
    if request.method == "POST":
        row = attempt(form, services.revalue, by=who(request), cooperative=cooperative)
        if row is not None:
            words = _("Revalued.") if row.gain else _("Nothing has changed since the last time.")
            messages.success(request, words)
            return redirect("finance:revalue", cooperative.code)
    done = Revaluation.objects.filter(cooperative=cooperative).select_related("rate", "made_by")
    return form_page(
        request, "finance/revalue.html", form, cooperative=cooperative, done=done.order_by("-on", "-id")[:24]
    )
