"""The mix: what each tier costs, and what it would cost without an item."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cecosesola.kernel.money import CENT, ZERO
from markets.models import MarketWeek, MixItem, Parameter, Supply, Tier
from markets.selectors.parameters import parameter


@dataclass(frozen=True)
class TierPrice:
    """A tier's figures in bolívares per kilo: exact weighted cost, contribution, rounded price."""

    tier: str
    kilos: Decimal
    cost: Decimal
    contribution: Decimal

    @property
    def exact(self) -> Decimal:
        return self.cost + self.contribution

    @property
    def price(self) -> Decimal:
        return self.exact.quantize(CENT, ROUND_HALF_UP)


CONTRIBUTIONS = {
    Tier.LARGE: Parameter.Name.LARGE_CONTRIBUTION,
    Tier.MINI: Parameter.Name.MINI_CONTRIBUTION,
}


def mix(week: MarketWeek) -> QuerySet[Any]:
    """The week's items with the kilos pledged of each (`.kilos`), by tier and name."""
    pledged = Supply.objects.filter(week=week, item=OuterRef("item")).values("pledged")[:1]
    return (
        MixItem.objects.filter(week=week)
        .select_related("item")
        .annotate(
            kilos=Coalesce(
                Subquery(pledged), ZERO, output_field=DecimalField(max_digits=14, decimal_places=3)
            )
        )
    )


def tier_prices(week: MarketWeek, *, without: Iterable[int] = ()) -> list[TierPrice]:
    """Each tier's price for the mix as it stands, or as it would be without some items (by item id).

    Weighted by pledged kilos; a tier for which nothing is pledged yet weighs its items equally.
    """
    left_out = set(without)
    rows = [row for row in mix(week) if not row.is_excluded and row.item_id not in left_out]
    result = []
    for tier in Tier.values:
        own = [row for row in rows if row.tier == tier]
        if not own:
            continue
        kilos = sum((row.kilos for row in own), ZERO)
        if kilos:
            cost = sum((row.cost * row.kilos for row in own), ZERO) / kilos
        else:
            cost = sum((row.cost for row in own), ZERO) / len(own)
        contribution = parameter(CONTRIBUTIONS[Tier(tier)], week.monday)
        result.append(TierPrice(tier, kilos, cost, contribution))
    return result
