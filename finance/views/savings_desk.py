"""The savings desk: opening, receiving and paying for others, what is offered and at which rate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.kernel.money import format_money
from cecosesola.ui import paging
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import (
    DepositForm,
    FindSaverForm,
    OfferSavingForm,
    OpenSavingForm,
    PayOutForm,
    YearlyRateForm,
)
from finance.models import SavingsProduct
from finance.selectors import savings as told
from finance.states import SAVING_TONES, SavingState
from finance.views.common import found_cooperative, who
from finance.views.savings import found_saving, found_withdrawal


@guarded(policies.may_keep_books)
def savings_desk(request: HttpRequest) -> HttpResponse:
    """What waits to be paid, somebody's savings, and what is saved in all."""
    form = FindSaverForm(request.GET if "person" in request.GET else None)
    person = form.cleaned_data["person"] if form.is_bound and form.is_valid() else None
    page = paging.page(request, told.asked_withdrawals(), by=("asked_at", "pk"), size=30)
    return form_page(
        request,
        "finance/savings_desk.html",
        form,
        person=person,
        held=[(one, SAVING_TONES[SavingState(one.saving.state)]) for one in told.savings_of(person)]
        if person
        else [],
        page=page,
        asked=[(one, policies.may_pay_withdrawal(who(request), one)) for one in page],
        offered=told.offered(),
        cooperative=primary_cooperative(),
    )


@guarded(policies.may_keep_books)
def open_saving(request: HttpRequest) -> HttpResponse:
    form = OpenSavingForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.open_saving, by=who(request))
        if made is not None:
            messages.success(request, _("Opened: %(number)s.") % {"number": made.number})
            return redirect("finance:saving", made.pk)
    return form_page(request, "finance/open_saving.html", form)


@guarded(policies.may_keep_books)
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_saving(request, pk)
    require(policies.may_deposit(who(request), found))
    form = DepositForm(request.POST or None)
    if request.method == "POST":
        done = attempt(form, services.deposit, by=who(request), saving=found)
        if done is not None:
            amount = format_money(form.cleaned_data["amount"], found.product.currency)
            messages.success(request, _("Received: %(amount)s.") % {"amount": amount})
            return redirect("finance:saving", found.pk)
    return form_page(request, "finance/deposit.html", form, saving=found)


@guarded(policies.may_keep_books)
def pay_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    withdrawal = found_withdrawal(request, pk)
    require(policies.may_work_saving(who(request), withdrawal.saving))
    form = PayOutForm(request.POST or None)
    if request.method == "POST":
        done = attempt(form, services.pay_withdrawal, by=who(request), withdrawal=withdrawal)
        if done is not None:
            messages.success(request, _("Paid."))
            return redirect("finance:savings_desk")
    return form_page(
        request,
        "finance/pay_withdrawal.html",
        form,
        withdrawal=withdrawal,
        saving=withdrawal.saving,
        missing=policies.missing_consents(withdrawal),
    )


@guarded(policies.may_keep_books)
@require_POST
def close_saving(request: HttpRequest, pk: int) -> HttpResponse:
    found = services.close_empty_saving(by=who(request), saving=found_saving(request, pk))
    messages.success(request, _("Closed."))
    return redirect("finance:saving", found.pk)


@guarded(policies.may_keep_books)
def offer_saving(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    form = OfferSavingForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, services.offer_saving, by=who(request), cooperative=cooperative)
        if made is not None:
            messages.success(request, _("Offered. Now say its rate."))
            return redirect("finance:saving_product", made.pk)
    return form_page(request, "finance/offer_saving.html", form, cooperative=cooperative)


@guarded(policies.may_keep_books)
def saving_product(request: HttpRequest, pk: int) -> HttpResponse:
    """A way of saving: its rules, its rates by day, and saying the next one."""
    product = SavingsProduct.objects.select_related("cooperative").filter(pk=pk).first()
    if product is None:
        raise Refused(NOT_FOUND)
    form = YearlyRateForm(request.POST or None)
    if request.method == "POST":
        rate = attempt(form, services.set_savings_rate, by=who(request), product=product)
        if rate is not None:
            messages.success(request, _("Written."))
            return redirect("finance:saving_product", product.pk)
    return form_page(
        request,
        "finance/saving_product.html",
        form,
        product=product,
        rates=product.rates.select_related("decision").order_by("-since")[:60],
    )
