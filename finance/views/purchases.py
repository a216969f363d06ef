"""Buying through the network: who owes, what was bought, and the fund's part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cecosesola.ui import paging
from cecosesola.ui.guard import guarded
from finance import policies, services
from finance.forms import BuyForForm, PurchasePaymentForm, PurchaseShareForm
from finance.selectors import purchases as told
from finance.views.act import act
from finance.views.common import found_cooperative, who


@guarded(policies.may_read_books)
def purchases(request: HttpRequest, code: str) -> HttpResponse:
    """What organisations owe, what was bought for them, and what of it went to the fund."""
    cooperative = found_cooperative(code)
    return render(
        request,
        "finance/purchases.html",
        {
            "cooperative": cooperative,
            "owing": told.owing(cooperative),
            "page": paging.page(request, told.purchases(cooperative), by=("-pk",), size=40),
            "payments": told.payments(cooperative),
            "shares": told.shares(),
            "refusal": policies.may_keep_books(who(request)),
        },
    )


@guarded(policies.may_keep_books)
def buy_for(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    return act(
        request,
        BuyForForm(request.POST or None),
        services.buy_for,
        by=who(request),
        cooperative=cooperative,
        title=_("Bought for an organisation"),
        lead=_("It owes the cost and, by itself, the fund's part of the day."),
        submit=_("Write it down"),
        done=_("Written."),
        up=_("Network purchases"),
        up_url=reverse("finance:purchases", args=[code]),
    )


@guarded(policies.may_keep_books)
def pay_purchases(request: HttpRequest, code: str) -> HttpResponse:
    cooperative = found_cooperative(code)
    return act(
        request,
        PurchasePaymentForm(request.POST or None),
        services.receive_purchase_payment,
        by=who(request),
        cooperative=cooperative,
        title=_("An organisation pays"),
        submit=_("Received"),
        done=_("Written."),
        up=_("Network purchases"),
        up_url=reverse("finance:purchases", args=[code]),
    )


@guarded(policies.may_keep_books)
def set_purchase_share(request: HttpRequest, code: str) -> HttpResponse:
    found_cooperative(code)
    return act(
        request,
        PurchaseShareForm(request.POST or None),
        services.set_purchase_share,
        by=who(request),
        title=_("The fund's part"),
        submit=_("Write it down"),
        done=_("Written."),
        up=_("Network purchases"),
        up_url=reverse("finance:purchases", args=[code]),
    )
