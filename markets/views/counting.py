"""The count: every kilo gets a name, place by place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from markets import policies
from markets.forms.closing import OutflowForm, StockCountForm
from markets.models import Tier
from markets.selectors.balance import Balance, add_up, fair_balance, fair_days, week_balance
from markets.selectors.field import second_people
from markets.selectors.tills import till_states
from markets.selectors.weeks import fair_weeks
from markets.services import counting as services
from markets.views.common import fair_week_or_404, head, week_or_404, who


@guarded(policies.may_read)
def counting(request: HttpRequest, week: str) -> HttpResponse:
    """The mass balance of the week: each place, each tier, and all of them together."""
    found = week_or_404(week)
    balances = week_balance(found)
    tills = till_states(found)
    places = [
        {
            "row": row,
            "balance": add_up(balances.get(row.pk, {}).values()),
            "live": tills.get(row.pk, {}).get("live", 0),
        }
        for row in fair_weeks(found)
        if row.is_open
    ]
    tiers = [
        (label, add_up(place.get(tier, Balance()) for place in balances.values()))
        for tier, label in Tier.choices
    ]
    total = add_up(balance for _label, balance in tiers)
    return render(
        request, "markets/counting.html", head(request, found, places=places, tiers=tiers, total=total)
    )


@guarded(policies.may_read)
def place(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """One place's balance by tier and day, with what left it and what was counted."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    balance = fair_balance(row)
    return render(
        request,
        "markets/place.html",
        head(
            request,
            row.week,
            row=row,
            tiers=[(label, balance.get(tier, Balance())) for tier, label in Tier.choices],
            days=fair_days(row),
            outflows=row.outflows.select_related("item", "recorded_by")[:50],
            counts=row.stock_counts.select_related("counted_by", "second_counter")[:20],
            refusal=policies.may_count_goods(person, row),
        ),
    )


@guarded(policies.may_read)
def outflow(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """Write down what was lost, donated or processed."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    form = OutflowForm(request.POST or None, fair_week=row, initial={"kind": request.GET.get("que", "waste")})
    if (
        request.method == "POST"
        and attempt(form, services.record_outflow, by=person, fair_week=row) is not None
    ):
        messages.success(request, _("It is written."))
        return redirect("markets:place", week=row.week, fair=row.fair.code)
    return form_page(
        request,
        "markets/outflow.html",
        form,
        **head(request, row.week),
        row=row,
        refusal=policies.may_count_goods(person, row),
    )


@guarded(policies.may_read)
def stock_count(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """Write down what two people found."""
    person = who(request)
    row = fair_week_or_404(week, fair)
    form = StockCountForm(request.POST or None, fair_week=row, seconds=second_people(person, row))
    if request.method == "POST" and attempt(form, services.count_stock, by=person, fair_week=row) is not None:
        messages.success(request, _("The count is written."))
        return redirect("markets:place", week=row.week, fair=row.fair.code)
    return form_page(
        request,
        "markets/stock_count.html",
        form,
        **head(request, row.week),
        row=row,
        refusal=policies.may_count_goods(person, row),
    )


@guarded(policies.may_read)
@require_POST
def finish(request: HttpRequest, week: str, fair: str) -> HttpResponse:
    """Say that a place is done counting."""
    row = fair_week_or_404(week, fair)
    services.finish_fair(by=who(request), fair_week=row)
    messages.success(request, _("%(fair)s is counted.") % {"fair": row.fair})
    return redirect("markets:place", week=row.week, fair=row.fair.code)
