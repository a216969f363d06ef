"""The price round: costs agreed, what the mix comes to, versions published."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cecosesola.kernel.access import NOT_FOUND
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.text import spanish_key
from cecosesola.ui.forms import attempt, form_page
from cecosesola.ui.guard import guarded
from finance.selectors import rate_on
from markets import policies
from markets.forms import MixItemForm, ProductPricesForm, PublishForm
from markets.models import Item, MarketWeek, PriceBook, Tier
from markets.selectors import planning as reads
from markets.selectors.mix import TierPrice, mix, tier_prices
from markets.services import pricing as services
from markets.views.common import head, week_or_404, who


@guarded(policies.may_read)
def prices(request: HttpRequest, week: str) -> HttpResponse:
    """The mix, and what each tier's price would be without what is ticked."""
    found = week_or_404(week)
    without = [int(pk) for pk in request.GET.getlist("sin") if pk.isascii() and pk.isdigit() and len(pk) < 12]
    agreed = {tier.tier: tier for tier in tier_prices(found)}
    tried = {tier.tier: tier for tier in tier_prices(found, without=without)} if without else {}
    rows = sorted(mix(found), key=lambda row: spanish_key(row.item.name))
    return render(
        request,
        "markets/prices.html",
        head(
            request,
            found,
            tiers=[
                _tier(label, agreed.get(tier), tried.get(tier) if without else None)
                for tier, label in Tier.choices
            ],
            groups=[(label, [row for row in rows if row.tier == tier]) for tier, label in Tier.choices],
            without=without,
            outside=reads.items_outside_mix(found),
            books=list(reads.price_books(found)),
            rate=rate_on(today(), "USD"),
            price_refusal=policies.may_price(who(request), found),
            publish_refusal=policies.may_publish(who(request), found),
        ),
    )


def _tier(label: Any, agreed: TierPrice | None, tried: TierPrice | None) -> dict[str, Any]:
    change = tried.price - agreed.price if agreed and tried else None
    return {"label": label, "agreed": agreed, "tried": tried, "change": change}


@guarded(policies.may_read)
def mix_item(request: HttpRequest, week: str, item: int) -> HttpResponse:
    """Write what the round agreed for an item."""
    found = week_or_404(week)
    produce = Item.objects.filter(pk=item).first()
    if produce is None:
        raise Refused(NOT_FOUND)
    form = MixItemForm(request.POST or None, row=reads.mix_row(found, produce), item=produce)
    if request.method == "POST":
        row = attempt(form, services.set_mix_item, by=who(request), week=found, item=produce)
        if row is not None:
            messages.success(request, _("%(item)s is written.") % {"item": produce})
            return redirect("markets:prices", found)
    return form_page(
        request,
        "markets/mix_item.html",
        form,
        **head(request, found),
        item=produce,
        refusal=policies.may_price(who(request), found),
    )


@guarded(policies.may_coordinate)
def publish(request: HttpRequest, week: str) -> HttpResponse:
    """Publish a version of the prices."""
    found = week_or_404(week)
    form = PublishForm(request.POST or None, tiers=tier_prices(found))
    products = ProductPricesForm(
        request.POST or None, products=reads.products(), prices=reads.product_prices(found)
    )
    if request.method == "POST" and form.is_valid() and products.is_valid():
        book = attempt(
            form, _publish, by=who(request), week=found, tiers=form.prices(), goods=products.prices()
        )
        if book is not None:
            messages.success(request, _("Version %(n)d of the prices is published.") % {"n": book.version})
            return redirect("markets:prices", found)
    return form_page(
        request,
        "markets/publish.html",
        form,
        **head(request, found),
        products=products,
        refusal=policies.may_publish(who(request), found),
        rate=rate_on(today(), "USD"),
    )


def _publish(
    *,
    by: Any,
    week: MarketWeek,
    decision: Any,
    tiers: dict[str, Decimal],
    goods: dict[int, Decimal],
    **_fields: Any,
) -> PriceBook:
    return services.publish_prices(by=by, week=week, decision=decision, prices=tiers, products=goods)


@guarded(policies.may_read)
def price_book(request: HttpRequest, week: str, version: int) -> HttpResponse:
    """One version: what the tills sell at."""
    found = week_or_404(week)
    book = reads.price_books(found).filter(version=version).first()
    if book is None:
        raise Refused(NOT_FOUND)
    goods = book.products.select_related("product").order_by("product__department", "product__name")
    return render(request, "markets/price_book.html", head(request, found, book=book, goods=goods))
