"""Settlement: one statement per producer, agreed, questioned, paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.errors import Refused, require
from cecosesola.ui import paging
from cecosesola.ui.guard import guarded, may_enter
from markets import policies
from markets.forms.closing import DisputeForm
from markets.models import Producer, Settlement
from markets.selectors import settlement as reads
from markets.selectors.field import pledges, reliability, spoken_for
from markets.selectors.weeks import current_week
from markets.services import settling as services
from markets.states import SETTLEMENT, SettlementState
from markets.views.common import head, week_or_404, who


@guarded(policies.may_read)
def settlements(request: HttpRequest, week: str) -> HttpResponse:
    """The week's statements and what they come to."""
    person = who(request)
    found = week_or_404(week)
    state = request.GET.get("ver", "")
    page = paging.page(
        request, reads.statements(found, state), by=("producer__name", "number", "id"), size=50
    )
    return render(
        request,
        "markets/settlements.html",
        head(
            request,
            found,
            page=page,
            state=state,
            states=SettlementState.choices,
            totals=reads.totals(found),
            settle_refusal=policies.may_settle(person, found),
            pay_refusal=policies.may_pay(person),
        ),
    )


@guarded(policies.may_read)
@require_POST
def act(request: HttpRequest, week: str) -> HttpResponse:
    """Draw up, agree or pay the week's statements."""
    person = who(request)
    found = week_or_404(week)
    verb = request.POST.get("do")
    if verb == "settle":
        count = services.settle_week(by=person, week=found)
        text = ngettext("%(n)d statement drawn up.", "%(n)d statements drawn up.", count)
    elif verb == "agree":
        count = services.agree_all(by=person, week=found)
        text = ngettext("%(n)d statement agreed.", "%(n)d statements agreed.", count)
    elif verb == "pay":
        count = services.pay_agreed(by=person, week=found)
        text = ngettext("%(n)d statement paid.", "%(n)d statements paid.", count)
    else:
        raise Refused(NOT_FOUND)
    messages.success(request, text % {"n": count})
    return redirect("markets:settlements", found)


def _statement(request: HttpRequest, pk: int) -> Settlement:
    found = reads.find_settlement(pk)
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_producer(who(request), found.producer))
    return found


@guarded(may_enter)
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement: every line points at its weighing, and they sum."""
    person = who(request)
    found = _statement(request, pk)
    speaks = policies.may_speak_for(person, found.producer) is None
    settles = policies.may_settle(person, found.week) is None
    return render(
        request,
        "markets/settlement.html",
        head(
            request,
            found.week,
            settlement=found,
            lines=list(reads.lines(found)),
            may_agree=(speaks or settles) and SETTLEMENT.refusal(found.state, SettlementState.AGREED) is None,
            may_dispute=(speaks or settles)
            and SETTLEMENT.refusal(found.state, SettlementState.DISPUTED) is None,
            may_pay=policies.may_pay(person) is None and found.state == SettlementState.AGREED,
            form=DisputeForm(),
        ),
    )


@guarded(may_enter)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree with a statement, question it, or pay it."""
    person = who(request)
    found = _statement(request, pk)
    verb = request.POST.get("do")
    if verb == "agree":
        services.agree(by=person, settlement=found)
        messages.success(request, _("Agreed."))
    elif verb == "dispute":
        services.dispute(by=person, settlement=found, reason=request.POST.get("reason", "")[:300])
        messages.success(request, _("Written. It is not paid until it is answered."))
    elif verb == "pay":
        services.pay_agreed(by=person, week=found.week, only=found)
        messages.success(request, _("Paid."))
    else:
        raise Refused(NOT_FOUND)
    return redirect("markets:settlement", pk)


@guarded(policies.may_read_pledges)
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    """A producer: what it promised, brought and was paid, and how it kept its word."""
    found = Producer.objects.filter(pk=pk).select_related("cooperative").first()
    if found is None:
        raise Refused(NOT_FOUND)
    require(policies.may_read_producer(who(request), found))
    week = current_week()
    return render(
        request,
        "markets/producer.html",
        {
            "producer": found,
            "week": week,
            "promises": list(pledges(week, producers=[pk]).order_by("deliver_on", "id")) if week else [],
            "reliability": reliability(found, before=week) if week else None,
            "page": paging.page(request, reads.statements_of(found), by=("-id",), size=20),
            "receipts": list(found.receipts.select_related("item").order_by("-received_at", "-id")[:20]),
        },
    )


@guarded(policies.may_read_pledges)
def mine(request: HttpRequest) -> HttpResponse:
    """Whoever speaks for one producer goes straight to it."""
    own = spoken_for(who(request))
    if len(own) == 1:
        return redirect("markets:producer", own[0])
    producers = Producer.objects.filter(pk__in=own) if own else Producer.objects.filter(is_active=True)
    words = request.GET.get("q", "").strip()[:80]
    if words:
        producers = producers.filter(name__unaccent__icontains=words)
    page = paging.page(request, producers.select_related("cooperative"), by=("name", "id"), size=50)
    return render(request, "markets/producers.html", {"page": page, "query": words})
