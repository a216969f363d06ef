"""The figures that the weekly meeting reads: kilos, sales, money, differences."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from cecosesola.kernel.money import ZERO
from cecosesola.kernel.text import spanish_key
from markets.models import CashCount, FairWeek, MarketWeek, PriceBook, Receipt, Sale, Settlement, Supply, Tier
from markets.selectors.balance import Balance, add_up, week_balance
from markets.selectors.tills import Sold, fair_totals


def week_figures(week: MarketWeek) -> dict[str, Any]:
    """Everything that the report shows, as plain JSON: decimals are texts, so nothing is rounded."""
    places = week_balance(week)
    sold = fair_totals(week)
    fairs = list(
        FairWeek.objects.filter(week=week, is_open=True)
        .select_related("fair")
        .order_by("fair__kind", "fair__name")
    )
    supply = Supply.objects.filter(week=week).aggregate(pledged=Coalesce(Sum("pledged"), ZERO))
    return {
        "week": str(week),
        "pledged": str(supply["pledged"]),
        "total": _balance(add_up(balance for tiers in places.values() for balance in tiers.values())),
        "tiers": {tier: _balance(add_up(tiers[tier] for tiers in places.values())) for tier in Tier.values},
        "fairs": [_fair(row, places.get(row.pk, {}), sold.get(row.pk, Sold())) for row in fairs],
        "sales": _sold(_add(sold.values())),
        "prices": _prices(week),
        "items": _items(week),
        "differences": _differences(week),
        "settlements": _settlements(week),
        "review": Sale.objects.filter(session__fair_week__week=week).exclude(flags=[]).count(),
    }


def _balance(balance: Balance) -> dict[str, str | None]:
    names = (
        "received",
        "arrived",
        "sent",
        "sold",
        "waste",
        "donated",
        "processed",
        "left",
        "expected",
        "unexplained",
    )
    return {name: None if (value := getattr(balance, name)) is None else str(value) for name in names}


def _sold(sold: Sold) -> dict[str, Any]:
    names = ("large_kg", "mini_kg", "large_ves", "mini_ves", "dry_ves", "amount", "kilos")
    return {"sales": sold.sales, "lines": sold.lines} | {name: str(getattr(sold, name)) for name in names}


def _add(parts: Any) -> Sold:
    total = Sold()
    for part in parts:
        total = Sold(
            total.sales + part.sales,
            total.lines + part.lines,
            total.large_kg + part.large_kg,
            total.mini_kg + part.mini_kg,
            total.large_ves + part.large_ves,
            total.mini_ves + part.mini_ves,
            total.dry_ves + part.dry_ves,
        )
    return total


def _fair(row: FairWeek, tiers: dict[str, Balance], sold: Sold) -> dict[str, Any]:
    return {
        "name": row.fair.name,
        "kind": row.fair.kind,
        "sales": _sold(sold),
        "balance": _balance(add_up(tiers.values())),
        "tiers": {tier: _balance(balance) for tier, balance in tiers.items()},
    }


def _prices(week: MarketWeek) -> list[dict[str, Any]]:
    books = (
        PriceBook.objects.filter(week=week)
        .select_related("decision")
        .prefetch_related("tiers")
        .order_by("version")
    )
    return [
        {
            "version": book.version,
            "decision": book.decision.number,
            "rate": str(book.rate),
            "tiers": {
                tier.tier: {
                    "cost": str(tier.cost),
                    "contribution": str(tier.contribution),
                    "price": str(tier.price),
                }
                for tier in book.tiers.all()
            },
        }
        for book in books
    ]


def _items(week: MarketWeek) -> list[dict[str, str]]:
    """Kilos by item, pledged and received: sold kilos of one vegetable are not known, and not invented."""
    received = (
        Receipt.objects.filter(fair_week__week=week, replaced_by=None)
        .values("item_id")
        .annotate(net=Sum("net"), amount=Sum("amount"))
    )
    by_item: dict[int, tuple[Decimal, Decimal]] = {
        row["item_id"]: (row["net"], row["amount"]) for row in received
    }
    rows = sorted(
        Supply.objects.filter(week=week).select_related("item"), key=lambda row: spanish_key(row.item.name)
    )
    return [
        {
            "name": row.item.name,
            "tier": row.item.tier,
            "pledged": str(row.pledged),
            "received": str(by_item.get(row.item_id, (ZERO, ZERO))[0]),
            "amount": str(by_item.get(row.item_id, (ZERO, ZERO))[1]),
        }
        for row in rows
    ]


def _differences(week: MarketWeek) -> dict[str, Any]:
    """Cash differences by currency: how many tills, what was missing and what was left over."""
    gap = F("amount") - F("expected")
    rows = (
        CashCount.objects.filter(
            session__fair_week__week=week, kind=CashCount.Kind.CLOSING, expected__isnull=False
        )
        .values("currency")
        .annotate(
            tills=Count("id", filter=~Q(amount=F("expected"))),
            missing=Coalesce(Sum(gap, filter=Q(amount__lt=F("expected"))), ZERO),
            over=Coalesce(Sum(gap, filter=Q(amount__gt=F("expected"))), ZERO),
        )
        .order_by("currency")
    )
    return {
        r["currency"]: {"tills": r["tills"], "missing": str(r["missing"]), "over": str(r["over"])}
        for r in rows
    }


def _settlements(week: MarketWeek) -> dict[str, Any]:
    row = Settlement.objects.filter(week=week).aggregate(
        statements=Count("id"),
        producers=Count("producer", distinct=True),
        goods=Coalesce(Sum("goods"), ZERO),
        fund=Coalesce(Sum("fund"), ZERO),
        advances=Coalesce(Sum("advances"), ZERO),
        net=Coalesce(Sum("net"), ZERO),
    )
    return {name: value if isinstance(value, int) else str(value) for name, value in row.items()}
