"""A full market week on real input: real prices, losses and baskets, every step by the real services."""

import csv
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction

from cecosesola.demo.baskets import read_baskets, repeat
from cecosesola.demo.load import SCALES, Scale, make_market
from cecosesola.demo.market import Market, WeekDrive
from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO, to_decimal
from cecosesola.kernel.weeks import Week
from markets.models import Item, Product, QuarantinedSale, Tier
from markets.selectors.balance import Balance, add_up, week_balance
from markets.selectors.tills import Sold, week_totals
from markets.states import ORDER, Stage

BOLIVARES = Decimal(8)
"""What one unit of the price file's currency is taken as, so that prices look like Barquisimeto's."""


@dataclass
class Result:
    """What a replayed week came to. Seconds by stage; kilos; whether the books balance."""

    sales: int
    lines: int
    seconds: dict[str, float] = field(default_factory=dict)
    balance: Balance = field(default_factory=Balance)
    tiers: dict[str, Balance] = field(default_factory=dict)
    counted_unexplained: Decimal = ZERO
    sold: Sold = field(default_factory=Sold)
    quarantined: int = 0
    books: dict[str, Decimal] = field(default_factory=dict)
    books_balanced: bool = False

    @property
    def unexplained_is_what_was_counted(self) -> bool:
        return self.balance.unexplained == self.counted_unexplained


@dataclass(frozen=True)
class RealItem:
    """A produce item of the data: name, category, loss in percent, mean wholesale price."""

    name: str
    category: str
    loss: Decimal
    price: Decimal


def read_items(folder: Path) -> list[RealItem]:
    """The items that have prices, with the mean of their last year's prices."""
    sums: dict[str, tuple[Decimal, int]] = defaultdict(lambda: (ZERO, 0))
    with (folder / "produce_wholesale_prices.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["date"] >= "2021-07-01":
                total, count = sums[row["item"]]
                sums[row["item"]] = (total + to_decimal(row["price_per_kg"]), count + 1)
    with (folder / "produce_items.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        RealItem(
            row["name"],
            row["category"],
            to_decimal(row["loss_percent"]),
            sums[row["item"]][0] / sums[row["item"]][1],
        )
        for row in rows
        if row["item"] in sums
    ]


def replay(
    *, baskets: Path, sales: int, seed: int, scale: Scale | None = None, progress: Callable[[str], None]
) -> Result:
    """Drive one week from plan to closed and measure it. Needs an empty database."""
    scale = scale or replace(SCALES["full"], past_weeks=0)
    market = make_market(scale, seed=seed, progress=progress)
    real, names = read_baskets(baskets)
    _use_real_items(market, read_items(baskets.parent))
    _use_real_goods(market, names)
    chance = random.Random(seed)  # noqa: S311
    chance.shuffle(real)
    kinds = (sum(b.large for b in real) / len(real), sum(b.mini for b in real) / len(real))
    result = Result(sales=0, lines=0)
    iso = Week.of(today()).shift(-1)
    drive = TimedDrive(market, iso, sales=sales, baskets=repeat(real), kinds=kinds, seconds=result.seconds)
    week = drive.run()
    places = week_balance(week)
    result.sold = week_totals(week)
    result.sales, result.lines = result.sold.sales, result.sold.lines
    result.tiers = {tier: add_up(tiers[tier] for tiers in places.values()) for tier in Tier.values}
    result.balance = add_up(result.tiers.values())
    result.counted_unexplained = drive.unexplained
    result.quarantined = QuarantinedSale.objects.count()
    result.books, result.books_balanced = books()
    return result


class TimedDrive(WeekDrive):
    """A drive that notes how long each stage took: its people's work, and the move to the next stage."""

    def __init__(self, *args: object, seconds: dict[str, float], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.seconds = seconds
        for stage in ORDER[:-1]:
            setattr(self, stage, self._timed(stage, getattr(self, stage)))

    def _timed(self, stage: str, work: Callable[[], None]) -> Callable[[], None]:
        def timed() -> None:
            started = time.perf_counter()
            work()
            self.seconds[stage] = time.perf_counter() - started

        return timed

    def _advance(self) -> None:
        started = time.perf_counter()
        stage = self.week.stage
        super()._advance()
        if stage == Stage.SETTLE:
            self.seconds["close"] = time.perf_counter() - started


def _use_real_items(market: Market, real: list[RealItem]) -> None:
    """Put the real items in place of the demo's: leaves and roots in the large tier, the rest in the mini."""
    mini = {"Capsicum", "Edible Mushroom", "Solanum"}
    with transaction.atomic():
        Item.objects.update(is_active=False)
        items = Item.objects.bulk_create(
            Item(
                code=f"real-{n:03d}",
                name=f"{item.name} · {n}",
                crate_kg=Decimal(20),
                crate_tare_kg=Decimal("1.8"),
                tier=Tier.MINI if item.category in mini else Tier.LARGE,
                loss_percent=item.loss,
            )
            for n, item in enumerate(real, 1)
        )
    market.items = items
    market.shares = {item.pk: 1 + n % 5 for n, item in enumerate(items)}
    market.costs = {
        item.pk: max((r.price * BOLIVARES).quantize(Decimal("0.01")), Decimal(1))
        for item, r in zip(items, real, strict=True)
    }


def _use_real_goods(market: Market, names: list[str]) -> None:
    """A dry good for every category that the real baskets hold and nobody weighs."""
    with transaction.atomic():
        Product.objects.update(is_active=False)
        market.products = Product.objects.bulk_create(
            Product(name=name.capitalize(), barcode=f"200{n:09d}0", department="Víveres")
            for n, name in enumerate(names)
        )
    market.prices = {product.pk: Decimal(60 + 37 * n % 900) for n, product in enumerate(market.products)}


def books() -> tuple[dict[str, Decimal], bool]:
    """Debits by currency over all cooperatives, and whether each cooperative's books sum to zero in each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, sum(amount) FILTER (WHERE amount > 0) FROM finance_leg GROUP BY 1 ORDER BY 1"
        )
        debits = dict(cursor.fetchall())
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM finance_leg GROUP BY cooperative_id, currency"
            " HAVING sum(amount) <> 0) odd"
        )
        (odd,) = cursor.fetchone()
    return debits, odd == 0
