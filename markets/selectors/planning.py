"""Reads of plan, prices and allocation."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from cecosesola.kernel.money import ZERO
from cecosesola.kernel.text import spanish_key
from markets.models import (
    Allocation,
    Demand,
    FairWeek,
    Item,
    MarketWeek,
    MixItem,
    PriceBook,
    Product,
    Supply,
)
from markets.selectors.weeks import previous_week


def items() -> list[Item]:
    """Produce in use, by tier and name."""
    rows = Item.objects.filter(is_active=True)
    return sorted(rows, key=lambda item: (item.tier, spanish_key(item.name)))


def products() -> QuerySet[Product]:
    """Dry goods in use, by aisle and name."""
    return Product.objects.filter(is_active=True).order_by("department", "name")


@dataclass(frozen=True)
class PlanRow:
    """An item's kilos in a week: asked, asked the week before, received the week before, pledged now."""

    item: Item
    asked: Decimal
    asked_before: Decimal
    received_before: Decimal
    pledged: Decimal

    @property
    def gap(self) -> Decimal:
        """Kilos that nobody has pledged yet (negative: more than asked)."""
        return self.asked - self.pledged


def plan_rows(week: MarketWeek) -> list[PlanRow]:
    """Every item with what is asked now and what happened last week. Five queries, whatever the size."""
    before = previous_week(week)
    asked = _asked(week)
    asked_before = _asked(before) if before else {}
    supply = {row.item_id: row for row in Supply.objects.filter(week=week)}
    supply_before = {row.item_id: row for row in Supply.objects.filter(week=before)} if before else {}
    rows = []
    for item in items():
        last, now = supply_before.get(item.pk), supply.get(item.pk)
        rows.append(
            PlanRow(
                item,
                asked.get(item.pk, ZERO),
                asked_before.get(item.pk, ZERO),
                last.received if last else ZERO,
                now.pledged if now else ZERO,
            )
        )
    return rows


def _asked(week: MarketWeek) -> dict[int, Decimal]:
    rows = Demand.objects.filter(fair_week__week=week, fair_week__is_open=True).values_list("item")
    return dict(rows.annotate(total=Sum("kilos")))


def demand_by_fair(week: MarketWeek) -> dict[int, Decimal]:
    """Kilos asked by each fair week."""
    return dict(
        Demand.objects.filter(fair_week__week=week).values_list("fair_week").annotate(total=Sum("kilos"))
    )


def demand_of(fair_week: FairWeek) -> dict[int, Decimal]:
    return dict(Demand.objects.filter(fair_week=fair_week).values_list("item_id", "kilos"))


def demand_before(fair_week: FairWeek) -> dict[int, Decimal]:
    """What the same fair asked for the week before."""
    before = previous_week(fair_week.week)
    if before is None:
        return {}
    rows = Demand.objects.filter(fair_week__week=before, fair_week__fair=fair_week.fair)
    return dict(rows.values_list("item_id", "kilos"))


def mix_row(week: MarketWeek, item: Item) -> MixItem | None:
    return MixItem.objects.filter(week=week, item=item).first()


def items_outside_mix(week: MarketWeek) -> list[Item]:
    """Items in use for which the round has not said anything yet."""
    known = MixItem.objects.filter(week=week).values("item")
    outside = Item.objects.filter(is_active=True).exclude(pk__in=known)
    return sorted(outside, key=lambda item: spanish_key(item.name))


def price_books(week: MarketWeek) -> QuerySet[PriceBook]:
    """The week's price versions, newest first, with tiers and decision."""
    books = PriceBook.objects.filter(week=week).select_related("decision", "published_by")
    return books.prefetch_related("tiers").order_by("-version")


def product_prices(week: MarketWeek) -> dict[int, Decimal]:
    """The prices of dry goods that the next version would start from."""
    book = PriceBook.objects.order_by("-published_at", "-id").first()
    return dict(book.products.values_list("product_id", "price")) if book else {}


@dataclass(frozen=True)
class AllocationRow:
    """An item's crates: what there is, what was allotted in all, and to each fair."""

    item: Item
    supply: Decimal
    allocated: Decimal
    cells: list[tuple[FairWeek, int, bool]]  # fair, crates, fixed by hand

    @property
    def left(self) -> int:
        """Whole crates that nobody has been given."""
        return int((self.supply - self.allocated) // self.item.crate_kg)


def allocation_rows(week: MarketWeek, fairs: list[FairWeek]) -> list[AllocationRow]:
    """The matrix of crates: items down, fairs across."""
    cells = {
        (item, fair): (crates, by is not None)
        for item, fair, crates, by in Allocation.objects.filter(fair_week__week=week).values_list(
            "item_id", "fair_week_id", "crates", "adjusted_by"
        )
    }
    rows = []
    supplies = sorted(
        Supply.objects.filter(week=week).select_related("item"),
        key=lambda supply: (supply.item.tier, spanish_key(supply.item.name)),
    )
    in_mix = set(MixItem.objects.filter(week=week, is_excluded=False).values_list("item_id", flat=True))
    for supply in supplies:
        if supply.item_id not in in_mix:
            continue
        rows.append(
            AllocationRow(
                supply.item,
                max(supply.pledged, supply.received),
                supply.allocated,
                [(fair, *cells.get((supply.item_id, fair.pk), (0, False))) for fair in fairs],
            )
        )
    return rows
