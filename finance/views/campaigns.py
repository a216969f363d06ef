"""Campaigns: how far each has come and from where, and the desk that receives for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.money import ZERO, format_money
from cecosesola.ui import charts, paging, pdf
from cecosesola.ui.guard import guarded
from federation.selectors import primary_cooperative
from finance import policies, services
from finance.forms import CampaignForm, GiftForm, OwnMoneyForm
from finance.selectors import campaigns as told
from finance.views.act import act
from finance.views.common import found_cooperative, who


def _campaign(pk: int) -> told.Gathered:
    found = told.campaign(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    return found


def thermometer(one: told.Gathered) -> list[charts.Part]:
    """What came in and what is left to the goal."""
    left = max(one.campaign.goal - one.total, ZERO)
    currency = one.campaign.currency
    parts = [charts.Part(_("Came in"), one.total, format_money(one.total, currency), "good")]
    if left:
        parts.append(charts.Part(_("Left to the goal"), left, format_money(left, currency), "quiet"))
    return parts


@guarded(policies.may_read_funds)
def campaigns(request: HttpRequest) -> HttpResponse:
    """What the network gathers for, the open ones first."""
    context = {
        "campaigns": told.campaigns(),
        "keeps": policies.may_keep_books(who(request)) is None,
        "cooperative": primary_cooperative(),
    }
    return render(request, "finance/campaigns.html", context)


@guarded(policies.may_read_funds)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come, from where, and who gave and wants it told."""
    found, person = _campaign(pk), who(request)
    keeps = policies.may_keep_books(person) is None
    sources = told.by_source(found.campaign)
    shown = [
        charts.Part(words, amount, format_money(amount, found.campaign.currency), "info")
        for words, amount in sources
        if amount is not None
    ]
    return render(
        request,
        "finance/campaign.html",
        {
            "one": found,
            "campaign": found.campaign,
            "parts": thermometer(found),
            "sources": shown,
            "hidden": [words for words, amount in sources if amount is None],
            "givers": told.named_givers(found.campaign),
            "own": told.given_by(person, found.campaign),
            "keeps": keeps,
            "page": paging.page(request, told.gifts_of(found.campaign), by=("-pk",), size=30)
            if keeps
            else [],
        },
    )


@guarded(policies.may_read_funds)
def campaign_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster of a campaign."""
    return pdf.answer(told.campaign_pdf(_campaign(pk)), f"campana-{pk}")


@guarded(policies.may_keep_books)
def begin_campaign(request: HttpRequest, code: str) -> HttpResponse:
    return act(
        request,
        CampaignForm(request.POST or None),
        services.begin_campaign,
        by=who(request),
        cooperative=found_cooperative(code),
        title=_("A new campaign"),
        lead=_("Out of our own work: no subsidy from outside."),
        submit=_("Begin it"),
        done=_("It has begun."),
        up=_("Campaigns"),
        up_url=reverse("finance:campaigns"),
        then=lambda made: reverse("finance:campaign", args=[made.pk]),
    )


@guarded(policies.may_keep_books)
def receive_gift(request: HttpRequest, pk: int) -> HttpResponse:
    found = _campaign(pk).campaign
    return act(
        request,
        GiftForm(request.POST or None),
        services.receive_gift,
        by=who(request),
        campaign=found,
        title=_("Receive for the campaign"),
        submit=_("Received"),
        done=_("Written."),
        up=found.name,
        up_url=reverse("finance:campaign", args=[pk]),
    )


@guarded(policies.may_keep_books)
@require_POST
def close_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    services.close_campaign(by=who(request), campaign=_campaign(pk).campaign)
    messages.success(request, _("It takes nothing more."))
    return redirect("finance:campaign", pk)


@guarded(policies.may_keep_books)
def own_money(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        OwnMoneyForm(request.POST or None),
        services.set_own_money_rule,
        by=who(request),
        title=_("Which decision keeps outside money out"),
        submit=_("Write it down"),
        done=_("Written."),
        up=_("Campaigns"),
        up_url=reverse("finance:campaigns"),
    )
