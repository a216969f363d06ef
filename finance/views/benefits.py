"""Funds: what each holds and gives, telling what happened to me, and the desk that hears, values and pays."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import pdf
from cecosesola.ui.forms import HouseForm
from cecosesola.ui.guard import guarded, may_enter
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import (
    BenefitRuleForm,
    ContributeForm,
    OpenFundForm,
    PayClaimForm,
    SaidForm,
    TellClaimForForm,
    TellClaimForm,
    ValueClaimForm,
)
from finance.models import BenefitFund, Claim
from finance.selectors import balance
from finance.selectors import benefits as told
from finance.states import CLAIM_TONES, ClaimState
from finance.views.act import act
from finance.views.common import found_cooperative, who


def _fund(pk: int) -> BenefitFund:
    found = told.fund(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def found_claim(request: HttpRequest, pk: int) -> Claim:
    """The claim, when whoever asks may see it."""
    found = told.claim(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_see_claim(who(request), found))
    return found


@guarded(policies.may_read_funds)
def funds(request: HttpRequest) -> HttpResponse:
    """The funds, what they hold and give, and what one has told them."""
    person = who(request)
    return render(
        request,
        "finance/funds.html",
        {
            "funds": told.funds(),
            "mine": [(one, CLAIM_TONES[ClaimState(one.state)]) for one in told.claims_of(person)],
            "tells": bool(told.open_funds_for(person)),
            "keeps": policies.may_keep_books(person) is None,
        },
    )


@guarded(policies.may_read_funds)
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """A fund: its rule and those before it, and what it holds."""
    found = _fund(pk)
    context = {
        "fund": found,
        "holds": balance(found.ledger_id),
        "rules": told.rules_of(found),
        "plans": list(found.plans.order_by("name")),
        "keeps": policies.may_keep_books(who(request)) is None,
        "reads": policies.may_read_books(who(request)) is None,
    }
    return render(request, "finance/fund.html", context)


@guarded(policies.may_keep_books)
def funds_desk(request: HttpRequest) -> HttpResponse:
    """What waits to be heard, valued or paid."""
    claims = [(one, CLAIM_TONES[ClaimState(one.state)]) for one in told.open_claims()]
    context = {"claims": claims, "cooperative": primary_cooperative()}
    return render(request, "finance/funds_desk.html", context)


@guarded(policies.may_keep_books)
def open_fund(request: HttpRequest, code: str) -> HttpResponse:
    return act(
        request,
        OpenFundForm(request.POST or None),
        services.open_fund,
        by=who(request),
        cooperative=found_cooperative(code),
        title=_("A new fund"),
        lead=_("What it gives is said afterwards, by a decision."),
        submit=_("Begin it"),
        done=_("Written."),
        up=_("Funds"),
        up_url=reverse("finance:funds_desk"),
        then=lambda made: reverse("finance:fund", args=[made.pk]),
    )


@guarded(policies.may_keep_books)
def set_benefit_rule(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fund(pk)
    return act(
        request,
        BenefitRuleForm(request.POST or None),
        services.set_benefit_rule,
        by=who(request),
        fund=found,
        title=_("What the fund gives"),
        submit=_("Write it down"),
        done=_("Written."),
        up=found.name,
        up_url=reverse("finance:fund", args=[pk]),
    )


@guarded(policies.may_keep_books)
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    found = _fund(pk)
    return act(
        request,
        ContributeForm(request.POST or None),
        services.contribute,
        by=who(request),
        fund=found,
        title=_("Receive money for the fund"),
        submit=_("Received"),
        done=_("Written."),
        up=found.name,
        up_url=reverse("finance:fund", args=[pk]),
    )


@guarded(policies.may_read_funds)
def tell_claim(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        TellClaimForm(request.POST or None, funds=told.open_funds_for(who(request))),
        services.tell_claim,
        by=who(request),
        title=_("Tell what happened"),
        lead=_("Only you and the finance turn read it."),
        submit=_("Tell it"),
        done=_("Told. Somebody of the finance turn hears it."),
        up=_("Funds"),
        up_url=reverse("finance:funds"),
        then=lambda made: reverse("finance:claim", args=[made.pk]),
    )


@guarded(policies.may_keep_books)
def tell_claim_for(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        TellClaimForForm(request.POST or None, funds=list(BenefitFund.objects.filter(is_open=True))),
        services.tell_claim,
        by=who(request),
        title=_("Tell what happened to somebody"),
        submit=_("Tell it"),
        done=_("Told."),
        up=_("Funds"),
        up_url=reverse("finance:funds_desk"),
        then=lambda made: reverse("finance:claim", args=[made.pk]),
    )


@guarded(may_enter)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """What was told, what was said, what the fund gives and why, and what may follow."""
    found, person = found_claim(request, pk), who(request)
    return render(
        request,
        "finance/claim.html",
        {
            "claim": found,
            "tone": CLAIM_TONES[ClaimState(found.state)],
            "keeps": policies.may_keep_books(person) is None,
            "may_undo": policies.may_undo_claim(person, found) is None,
            "hear": policies.may_move_claim(person, found, ClaimState.HEARD),
            "value": policies.may_move_claim(person, found, ClaimState.VALUED),
            "pay": policies.may_pay_claim(person, found),
            "decline": policies.may_move_claim(person, found, ClaimState.DECLINED),
        },
    )


@guarded(may_enter)
def claim_paper(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_claim(request, pk)
    return pdf.answer(told.claim_pdf(found), found.number)


def _work(
    request: HttpRequest, pk: int, state: str, form: HouseForm, service: Callable[..., Any], title: str
) -> HttpResponse:
    found = found_claim(request, pk)
    refusal = policies.may_pay_claim if state == ClaimState.PAID else None
    require(refusal(who(request), found) if refusal else policies.may_move_claim(who(request), found, state))
    return act(
        request,
        form,
        service,
        by=who(request),
        claim=found,
        title=title,
        lead=f"{found.number} · {found.fund}",
        submit=_("Write it down"),
        done=_("Written."),
        up=found.number,
        up_url=reverse("finance:claim", args=[pk]),
    )


@guarded(policies.may_keep_books)
def hear_claim(request: HttpRequest, pk: int) -> HttpResponse:
    form = SaidForm(request.POST or None)
    return _work(request, pk, ClaimState.HEARD, form, services.hear_claim, _("It was heard"))


@guarded(policies.may_keep_books)
def decline_claim(request: HttpRequest, pk: int) -> HttpResponse:
    form = SaidForm(request.POST or None)
    return _work(request, pk, ClaimState.DECLINED, form, services.decline_claim, _("Not this time"))


@guarded(policies.may_keep_books)
def value_claim(request: HttpRequest, pk: int) -> HttpResponse:
    form = ValueClaimForm(request.POST or None)
    return _work(request, pk, ClaimState.VALUED, form, services.value_claim, _("What the fund gives"))


@guarded(policies.may_keep_books)
def pay_claim(request: HttpRequest, pk: int) -> HttpResponse:
    form = PayClaimForm(request.POST or None)
    return _work(request, pk, ClaimState.PAID, form, services.pay_claim, _("Pay it"))


@guarded(may_enter)
@require_POST
def undo_claim(request: HttpRequest, pk: int) -> HttpResponse:
    found = services.undo_claim(by=who(request), claim=found_claim(request, pk))
    messages.success(request, _("Taken back."))
    return redirect("finance:claim", found.pk)
