"""The loan desk: what was agreed, handing over, receiving, other plans, and what is offered."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import format_money
from cecosesola.ui import charts, paging
from cecosesola.ui.forms import HouseForm, attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import (
    AgreeLoanForm,
    DeclineLoanForm,
    DrawLoanForm,
    OfferLoanForm,
    PayLoanForm,
    RenegotiateForm,
    WriteOffForm,
    YearlyRateForm,
)
from finance.models import Loan, LoanProduct
from finance.selectors import loans as told
from finance.selectors.repayment import standing
from finance.states import LoanState
from finance.views.common import found_cooperative, who
from finance.views.loans import AGE_TONES, age_words, found_loan


@guarded(policies.may_keep_books)
def loans_desk(request: HttpRequest) -> HttpResponse:
    """What waits for the meeting, what is to be handed over, what is being repaid, and the totals."""
    waiting = told.in_state(LoanState.ASKED, LoanState.AGREED).order_by("-state", "pk")[:60]
    running = told.in_state(LoanState.RUNNING)
    page = paging.page(request, running, by=("-pk",), size=50)
    context: dict[str, Any] = {
        "waiting": list(waiting),
        "page": page,
        "running": told.with_standing(page),
        "offered": told.offered(),
        "cooperative": primary_cooperative(),
        "totals": [
            (
                one,
                [
                    charts.Part(words, amount, format_money(amount, one.currency), tone)
                    for words, amount, tone in zip(age_words(), one.behind, AGE_TONES, strict=True)
                ]
                if any(one.behind)
                else [],
            )
            for one in told.totals(told.with_standing(running))
        ],
    }
    return render(request, "finance/loans_desk.html", context)


def _written(
    request: HttpRequest,
    found: Loan,
    form: HouseForm,
    service: Callable[..., Any],
    title: str,
    done: str,
    submit: str,
    **context: Any,
) -> HttpResponse:
    """A page of the desk about one loan: a form that calls one service."""
    if request.method == "POST" and attempt(form, service, by=who(request), loan=found) is not None:
        messages.success(request, done)
        return redirect("finance:loan", found.pk)
    context = {"loan": found, "title": title, "submit": submit, "currency": found.product.currency} | context
    return form_page(request, "finance/loan_act.html", form, **context)


@guarded(policies.may_keep_books)
def agree_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_move_loan(who(request), found, LoanState.AGREED))
    asked = {"amount": found.amount, "instalments": found.instalments, "grace": found.grace}
    form = AgreeLoanForm(request.POST or None, initial=asked)
    return _written(
        request, found, form, services.agree_loan, _("The meeting agreed"), _("Written."), _("Write it down")
    )


@guarded(policies.may_keep_books)
def decline_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_move_loan(who(request), found, LoanState.DECLINED))
    form = DeclineLoanForm(request.POST or None)
    return _written(
        request,
        found,
        form,
        services.decline_loan,
        _("The meeting did not agree"),
        _("Written."),
        _("Write it down"),
    )


@guarded(policies.may_keep_books)
def draw_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_draw(who(request), found))
    left = found.amount - sum(one.amount for one in found.draws.all())
    form = DrawLoanForm(request.POST or None, initial={"amount": left})
    return _written(
        request, found, form, services.draw_loan, _("Hand over"), _("Handed over."), _("Hand it over")
    )


@guarded(policies.may_keep_books)
def pay_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_receive(who(request), found))
    stands = standing(found, today())
    due = stands.due or (stands.next.total if stands.next else None) if stands else None
    form = PayLoanForm(request.POST or None, initial={"amount": due})
    return _written(
        request,
        found,
        form,
        services.pay_loan,
        _("Receive a payment"),
        _("Received."),
        _("Receive it"),
        stands=stands,
    )


@guarded(policies.may_keep_books)
def renegotiate_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_receive(who(request), found))
    form = RenegotiateForm(request.POST or None)
    return _written(
        request,
        found,
        form,
        services.renegotiate_loan,
        _("Another plan"),
        _("Written. The plans before stay to be read."),
        _("Write it down"),
        stands=standing(found, today()),
    )


@guarded(policies.may_keep_books)
def write_off_loan(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_loan(request, pk)
    require(policies.may_receive(who(request), found))
    form = WriteOffForm(request.POST or None)
    return _written(
        request,
        found,
        form,
        services.write_off_loan,
        _("Let go of it"),
        _("Written."),
        _("Let go of what is left"),
        stands=standing(found, today()),
    )


@guarded(policies.may_keep_books)
def offer_loan(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = OfferLoanForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.offer_loan, by=who(request), cooperative=cooperative)
        if made is not None:
            messages.success(request, _("Offered. Now say its rate."))
            return redirect("finance:loan_product", made.pk)
    return form_page(request, "finance/offer_loan.html", form, cooperative=cooperative)


@guarded(policies.may_keep_books)
def loan_product(request: HttpRequest, pk: int) -> HttpResponse:
    """A kind of loan: its rules, its rates by day, and saying the next one."""
    product = LoanProduct.objects.select_related("cooperative").filter(pk=pk).first()
    if product is None:
        raise Refused(NOT_FOUND)
    form = YearlyRateForm(request.POST or None)
    if request.method == "POST":
        rate = attempt(form, services.set_loan_rate, by=who(request), product=product)
        if rate is not None:
            messages.success(request, _("Written."))
            return redirect("finance:loan_product", product.pk)
    return form_page(
        request,
        "finance/loan_product.html",
        form,
        product=product,
        rates=product.rates.select_related("decision").order_by("-since")[:60],
    )
