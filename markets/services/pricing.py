"""The price round, the mix and the price book's versions."""

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision, citable_decisions
from cecosesola.kernel import audit
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.errors import Refusal, Refused, refuse, require
from cecosesola.kernel.money import CENT, amount, kilos
from federation.selectors import Person
from finance.selectors import rate_on
from markets import policies
from markets.models import (
    CostSheet,
    Item,
    MarketWeek,
    MixItem,
    PriceBook,
    PriceBookProduct,
    PriceBookTier,
    Producer,
    Product,
)
from markets.selectors.mix import TierPrice, tier_prices


def bring_cost_sheet(
    *,
    by: Person,
    week: MarketWeek,
    producer: Producer,
    item: Item,
    inputs: Decimal,
    labour: Decimal,
    transport: Decimal,
    other: Decimal,
    kilos_harvested: Decimal,
) -> CostSheet:
    """Bring a producer's open costs to the round. Bringing them again replaces them."""
    require(policies.may_pledge(by, week, producer))
    figures = {"inputs": inputs, "labour": labour, "transport": transport, "other": other}
    values = {name: amount(value, "VES") for name, value in figures.items()}
    weight = kilos(kilos_harvested)
    if min(values.values()) < 0 or weight <= 0:
        raise refuse("wrong_figures", _("Costs are zero or more, and some kilos were harvested."))
    with transaction.atomic():
        sheet, _created = CostSheet.objects.select_for_update().update_or_create(
            week=week, producer=producer, item=item, defaults={**values, "kilos": weight, "recorded_by": by}
        )
        audit.record(by=by, verb="markets.bring_cost_sheet", thing=sheet, new={**values, "kilos": weight})
    return sheet


def set_mix_item(
    *,
    by: Person,
    week: MarketWeek,
    item: Item,
    cost: Decimal,
    tier: str | None = None,
    is_excluded: bool = False,
    reason: str = "",
) -> MixItem:
    """Fix the cost that the round agreed for an item, or leave the item out and say why."""
    require(policies.may_price(by, week))
    price = amount(cost, "VES")
    if price <= 0:
        raise refuse("no_cost", _("Write the agreed cost per kilo."), cost=_("More than zero."))
    if is_excluded and not reason.strip():
        raise refuse("no_reason", _("Say why this item stays out of the mix."), reason=_("Write the reason."))
    with transaction.atomic():
        MarketWeek.objects.select_for_update().get(pk=week.pk)
        row, _created = MixItem.objects.update_or_create(
            week=week,
            item=item,
            defaults={
                "cost": price,
                "tier": tier or item.tier,
                "is_excluded": is_excluded,
                "reason": reason.strip() if is_excluded else "",
            },
        )
        audit.record(
            by=by,
            verb="markets.set_mix_item",
            thing=row,
            new={"cost": price, "excluded": is_excluded, "reason": reason},
        )
    return row


def publish_prices(
    *,
    by: Person,
    week: MarketWeek,
    decision: Decision,
    products: Mapping[int, Decimal] | None = None,
    effective_at: dt.datetime | None = None,
    prices: Mapping[str, Decimal] | None = None,
) -> PriceBook:
    """Publish a version of the week's prices, citing the decision of the round.

    A tier's price is the mix's weighted cost plus the agreed contribution, rounded to the nearest
    céntimo (or the round figure, within half a bolívar, that the meeting prefers: `prices`). Dry goods
    keep the last version's price, changed by `products` (bolívares by product id). The day's BCV rate
    is frozen in the version. Versions never change; a new one may come in the middle of the week.
    """
    require(policies.may_publish(by, week))
    if not citable_decisions().filter(pk=decision.pk).exists():
        raise refuse(
            "decision_reversed",
            _("That decision no longer stands. Cite another one."),
            decision=_("Choose another."),
        )
    rate = rate_on(today(), "USD")
    if rate is None:
        raise refuse("no_rate", _("Nobody has entered the BCV rate yet. Enter it in «Rates»."))
    with transaction.atomic():
        MarketWeek.objects.select_for_update().get(pk=week.pk)
        computed = tier_prices(week)
        if not computed:
            raise refuse("empty_mix", _("The mix is empty. Fix the cost of at least one item."))
        last = PriceBook.objects.filter(week=week).order_by("-version").first()
        book = PriceBook.objects.create(
            week=week,
            version=last.version + 1 if last else 1,
            effective_at=effective_at or now(),
            rate=rate.rate,
            rate_on=rate.on,
            decision=decision,
            published_by=by,
        )
        PriceBookTier.objects.bulk_create(
            _tier(book, tier, (prices or {}).get(tier.tier)) for tier in computed
        )
        PriceBookProduct.objects.bulk_create(_products(book, products or {}))
        audit.record(
            by=by,
            verb="markets.publish_prices",
            thing=book,
            new={"decision": decision.number, **{tier.tier: tier.price for tier in computed}},
        )
    return book


def _tier(book: PriceBook, tier: TierPrice, preferred: Decimal | None) -> PriceBookTier:
    price = tier.price
    if preferred is not None:
        price = amount(preferred, "VES")
        if abs(price - tier.exact) > Decimal("0.5"):
            raise Refused(
                Refusal(
                    "far_from_cost",
                    _("A price is cost plus contribution, rounded by at most half a bolívar."),
                    fields={f"price_{tier.tier}": _("Choose a figure nearer to the sum.")},
                )
            )
    return PriceBookTier(
        book=book,
        tier=tier.tier,
        cost=tier.cost.quantize(Decimal("0.000001"), ROUND_HALF_UP),
        contribution=tier.contribution.quantize(CENT),
        price=price,
    )


def _products(book: PriceBook, changes: Mapping[int, Decimal]) -> list[PriceBookProduct]:
    """Every product in use that has a price: the last published one, unless it changes now."""
    previous = PriceBook.objects.exclude(pk=book.pk).order_by("-published_at", "-id").first()
    known = dict(previous.products.values_list("product_id", "price")) if previous else {}
    known |= {product: amount(price, "VES") for product, price in changes.items()}
    products = Product.objects.filter(pk__in=known, is_active=True)
    return [PriceBookProduct(book=book, product=p, price=known[p.pk], limit=p.limit) for p in products]
