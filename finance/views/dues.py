"""Dues: what I owe, what a plan asks of everybody, and the desk that enrols and receives."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import format_money
from cecosesola.ui import charts, paging, pdf
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded, may_enter
from federation.selectors import Cooperative, primary_cooperative
from finance import policies, services
from finance.forms import DuesRateForm, EnrolForm, OfferDuesForm, ReceiveDuesForm
from finance.models import DuesPlan, DuesReceipt, Enrolment
from finance.selectors import dues as told
from finance.views.act import act
from finance.views.common import found_cooperative, who


def _plan(pk: int) -> DuesPlan:
    found = told.dues_plan(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def _through(pk: int) -> Cooperative | None:
    """The affiliate of that number; 0 are those who pay here."""
    if not pk:
        return None
    found = Cooperative.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    return found


@guarded(may_enter)
def my_dues(request: HttpRequest) -> HttpResponse:
    """The plans that one is in, what is owed of each, and what was asked and paid."""
    found = told.enrolments_of(who(request))
    return render(
        request,
        "finance/my_dues.html",
        {
            "enrolments": [(one, owed, -owed, told.history_of(one)) for one, owed in found[:12]],
            "keeps": policies.may_keep_books(who(request)) is None,
            "reads": policies.may_read_books(who(request)) is None,
        },
    )


@guarded(policies.may_read_books)
def dues(request: HttpRequest) -> HttpResponse:
    """Every plan, what it asks today, how many families are in it."""
    context = {
        "plans": told.dues_plans(),
        "refusal": policies.may_keep_books(who(request)),
        "cooperative": primary_cooperative(),
    }
    return render(request, "finance/dues.html", context)


@guarded(policies.may_read_books)
def dues_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: what it asked over time, what was charged each week, what the families of each owe."""
    plan = _plan(pk)
    keeps = policies.may_keep_books(who(request)) is None
    batches = told.batches_of(plan)
    receipts = paging.page(request, told.receipts_of(plan), by=("-pk",), size=20)
    return render(
        request,
        "finance/dues_plan.html",
        {
            "plan": plan,
            "rates": told.rates_of_plan(plan),
            "affiliates": told.affiliates_of(plan),
            "weeks": [
                charts.Part(f"{starts:%d/%m/%Y}", total, format_money(total, plan.currency), "info")
                for starts, _families, total in batches[:12]
            ],
            "keeps": keeps,
            "page": receipts if keeps else [],
        },
    )


@guarded(policies.may_keep_books)
def offer_dues(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    return act(
        request,
        OfferDuesForm(request.POST or None, cooperative=cooperative),
        services.offer_dues,
        by=who(request),
        cooperative=cooperative,
        title=_("A new plan of dues"),
        lead=_("What it asks of each family is said afterwards, by a decision."),
        submit=_("Begin it"),
        done=_("Written."),
        up=_("Dues"),
        up_url=reverse("finance:dues"),
        then=lambda made: reverse("finance:dues_plan", args=[made.pk]),
    )


@guarded(policies.may_keep_books)
def set_dues_rate(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(pk)
    return act(
        request,
        DuesRateForm(request.POST or None),
        services.set_dues_rate,
        by=who(request),
        plan=plan,
        title=_("What it asks"),
        lead=_("The same of each family. What was charged stays as it was."),
        submit=_("Write it down"),
        done=_("Written."),
        up=plan.name,
        up_url=reverse("finance:dues_plan", args=[pk]),
    )


@guarded(policies.may_keep_books)
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(pk)
    return act(
        request,
        EnrolForm(request.POST or None),
        services.enrol,
        by=who(request),
        plan=plan,
        title=_("Put a family in"),
        submit=_("Put them in"),
        done=_("They are in."),
        up=plan.name,
        up_url=reverse("finance:dues_plan", args=[pk]),
    )


@guarded(policies.may_keep_books)
def families(request: HttpRequest, pk: int, through: int) -> HttpResponse:
    """The families of one affiliate, or those who pay here, with what each owes."""
    plan, affiliate = _plan(pk), _through(through)
    found = told.families_of(plan, affiliate)
    page = paging.page(request, found, by=("person__family_order", "pk"), size=60)
    context = {"plan": plan, "affiliate": affiliate, "through": through, "page": page}
    return render(request, "finance/families.html", context)


@guarded(policies.may_keep_books)
@require_POST
def end_enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    found = Enrolment.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(NOT_FOUND)
    services.end_enrolment(by=who(request), enrolment=found)
    messages.success(request, _("From now on nothing more is asked of them."))
    return redirect("finance:families", found.plan_id, found.through_id or 0)


@guarded(policies.may_keep_books)
def receive_dues(request: HttpRequest, pk: int, through: int) -> HttpResponse:
    plan, affiliate = _plan(pk), _through(through)
    owed = told.owed_by(plan, affiliate)
    form = ReceiveDuesForm(request.POST or None, owed=owed)
    if request.method == "POST":
        given: dict[str, Any] = {"by": who(request), "plan": plan, "through": affiliate}
        receipt = attempt(form, services.receive_dues, **given)
        if receipt is not None:
            total = format_money(receipt.amount, plan.currency)
            messages.success(request, _("Received: %(amount)s.") % {"amount": total})
            return redirect("finance:dues_receipt", receipt.pk)
    return form_page(
        request,
        "finance/receive_dues.html",
        form,
        plan=plan,
        affiliate=affiliate,
        owing=sum(1 for one in owed.values() if one.owed > 0),
        owed=sum(one.owed for one in owed.values() if one.owed > 0),
    )


def _receipt(pk: int) -> DuesReceipt:
    found = DuesReceipt.objects.select_related("plan__cooperative", "through", "received_by")
    receipt = found.filter(pk=pk).first()
    if receipt is None:
        raise Refused(NOT_FOUND)
    return receipt


@guarded(policies.may_keep_books)
def dues_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What came in at one time, family by family."""
    receipt = _receipt(pk)
    page = paging.page(request, told.lines_of_receipt(receipt), by=("pk",), size=100)
    return render(request, "finance/dues_receipt.html", {"receipt": receipt, "page": page})


@guarded(policies.may_keep_books)
def dues_receipt_paper(request: HttpRequest, pk: int) -> HttpResponse:
    receipt = _receipt(pk)
    return pdf.answer(told.receipt_pdf(receipt), f"cuotas-{receipt.pk}")
