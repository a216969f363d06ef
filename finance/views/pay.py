"""My anticipo: what I received, what is taken out of it, and what I ask to have taken out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import charts, paging, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from finance import policies, services
from finance.forms import OrderLoanForm, OrderSavingForm
from finance.models import PayLine, PayOrder
from finance.selectors import pay_slips
from finance.views.common import who

CHARTED = 26


@guarded(policies.may_read_pay)
def my_pay(request: HttpRequest) -> HttpResponse:
    """One's own weeks, the last half year as a line, and what is taken out."""
    person = who(request)
    page = paging.page(request, pay_slips.lines_of(person), by=("-run__monday", "-pk"), size=30)
    latest = list(pay_slips.lines_of(person)[:CHARTED])
    weeks = [one for one in reversed(latest) if latest and one.run.currency == latest[0].run.currency]
    return render(
        request,
        "finance/my_pay.html",
        {
            "page": page,
            "latest": latest[0] if latest else None,
            "series": [
                charts.Series(_("Anticipo"), [one.gross for one in weeks], "info"),
                charts.Series(_("Received"), [one.net for one in weeks], "good"),
            ]
            if len(weeks) > 2
            else [],
            "labels": [f"{one.run.monday:%d/%m}" for one in weeks],
            "orders": pay_slips.orders_of(person),
            "charges": pay_slips.charges_of(person),
            "saves": bool(pay_slips.own_savings(person)),
            "owes": bool(pay_slips.own_loans(person)),
        },
    )


def _line(request: HttpRequest, pk: int) -> PayLine:
    found = pay_slips.line(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_line(who(request), found))
    return found


@guarded(may_enter)
def pay_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One week of one person: the amount, what was taken out, and how it was handed out."""
    found = _line(request, pk)
    return render(
        request,
        "finance/pay_slip.html",
        {
            "line": found,
            "run": found.run,
            "mine": found.person_id == who(request).pk,
            "taken": pay_slips.what_for(pay_slips.deductions_of(found)),
            "handing": getattr(found, "handing", None),
            "cites": found.exception.decision if found.exception else found.run.rate.decision,
            "hand_refusal": policies.may_hand_line(who(request), found),
            "keeps": policies.sees_lines(who(request)),
        },
    )


@guarded(may_enter)
def pay_slip_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = _line(request, pk)
    return pdf.answer(pay_slips.slip_pdf(found), f"anticipo-{found.run.monday:%Y-%m-%d}")


@guarded(policies.may_read_pay)
def order_saving(request: HttpRequest) -> HttpResponse:
    person = who(request)
    form = OrderSavingForm(request.POST or None, savings=pay_slips.own_savings(person))
    if request.method == "POST" and attempt(form, services.order_saving, by=person) is not None:
        messages.success(request, _("From the next anticipo on."))
        return redirect("finance:my_pay")
    return form_page(request, "finance/order_saving.html", form)


@guarded(policies.may_read_pay)
def order_loan(request: HttpRequest) -> HttpResponse:
    person = who(request)
    form = OrderLoanForm(request.POST or None, loans=pay_slips.own_loans(person))
    if request.method == "POST" and attempt(form, services.order_loan, by=person) is not None:
        messages.success(request, _("From the next anticipo on."))
        return redirect("finance:my_pay")
    return form_page(request, "finance/order_loan.html", form)


@guarded(may_enter)
@require_POST
def end_order(request: HttpRequest, pk: int) -> HttpResponse:
    order = PayOrder.objects.filter(pk=pk).first()
    if order is None:
        raise Refused(NOT_FOUND)
    services.end_order(by=who(request), order=order)
    messages.success(request, _("Nothing more is taken out for that."))
    return redirect("finance:my_pay")
