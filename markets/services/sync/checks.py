"""What is odd about a sale. Nothing here refuses: each finding becomes a flag for people to look at."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from markets.models import PriceBook, PriceBookProduct, PriceBookTier
from markets.services.sync.wire import WireSale

CLOCK_TOLERANCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Prices:
    """A price book as integers: céntimos per kilo or unit, and limits."""

    tiers: dict[str, int]
    products: dict[int, tuple[int, int | None]]


@lru_cache(maxsize=64)
def prices_of(book: int) -> Prices | None:
    """The prices of a version. Kept in memory without expiry: a price book never changes."""
    if not PriceBook.objects.filter(pk=book).exists():
        raise LookupError(book)  # not remembered: the book may be published later
    tiers = PriceBookTier.objects.filter(book=book).values_list("tier", "price")
    products = PriceBookProduct.objects.filter(book=book).values_list("product_id", "price", "limit")
    return Prices(
        {tier: int(price * 100) for tier, price in tiers},
        {product: (int(price * 100), limit) for product, price, limit in products},
    )


def flags_of(sale: WireSale, prices: Prices, now: dt.datetime) -> list[str]:
    """The flags of a sale, each a short stable word (see docs/till-protocol.md)."""
    flags = []
    charged = 0
    units: dict[int, int] = {}
    wrong_price = wrong_amount = unknown = False
    for line in sale.lines:
        charged += line.amount
        # Half a céntimo rounds up, as on the receipt.
        wrong_amount = wrong_amount or line.amount != (line.price * line.quantity + 500) // 1000
        if line.product is None:
            wrong_price = wrong_price or prices.tiers.get(line.tier or "") != line.price
        else:
            known = prices.products.get(line.product)
            unknown = unknown or known is None
            wrong_price = wrong_price or (known is not None and known[0] != line.price)
            units[line.product] = units.get(line.product, 0) + line.quantity
    if wrong_price:
        flags.append("price_differs")
    if unknown:
        flags.append("product_not_listed")
    if wrong_amount or charged != sale.total:
        flags.append("sum_differs")
    if sum(payment.ves for payment in sale.payments) != sale.total:
        flags.append("payment_differs")
    if any(_over(prices, product, quantity) for product, quantity in units.items()):
        flags.append("over_limit")
    if sale.sold_at > now + CLOCK_TOLERANCE:
        flags.append("clock_ahead")
    return flags


def _over(prices: Prices, product: int, quantity: int) -> bool:
    limit = prices.products.get(product, (0, None))[1]
    return limit is not None and quantity > limit * 1000
