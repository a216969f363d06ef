"""A fair that sells: a week, prices, a till with its machine, people with keys, and a session."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from uuid_utils import uuid7

from cecosesola.kernel.clock import now, today
from cecosesola.kernel.weeks import Week
from federation.models import Person, Role
from finance import services as finance
from markets.models import (
    Device,
    Fair,
    FairDay,
    FairWeek,
    MarketWeek,
    PriceBook,
    PriceBookProduct,
    PriceBookTier,
    Product,
    Till,
    TillSession,
)
from markets.services import tills, weeks
from markets.services.sync import sync_sales
from markets.services.sync.wire import chain_hash
from tests.factories import assemblies as a
from tests.factories import federation as f

FLOAT = {"VES": {"100": 5}, "USD": {"1": 10}}
RATE = Decimal("243.01")
LARGE, MINI = 14_800, 9_200  # céntimos a kilo
_numbers = itertools.count(1)


@dataclass
class World:
    fair: Fair
    week: MarketWeek
    fair_week: FairWeek
    book: PriceBook
    products: list[Product]
    first: Person
    second: Person
    coordinator: Person
    till: Till
    device: Device
    secret: str
    session: TillSession
    machine: "Hand"

    def another_till(self) -> tuple[Device, str]:
        till = Till.objects.create(fair=self.fair, number=100 + next(_numbers))
        return tills.register_device(by=self.coordinator, till=till)

    def new_prices(self, large: int) -> PriceBook:
        return book_of(self.week, self.coordinator, self.products, large, self.book.version + 1)

    def send(self, *envelopes: Any, unsent: int = 0, device: Device | None = None) -> list[dict[str, Any]]:
        return sync_sales(device=device or self.device, payload={"sales": list(envelopes), "unsent": unsent})


@dataclass
class Hand:
    """A machine's memory: counter, chain, and the shortest way to a sealed sale."""

    session: int
    book: int
    counter: int = 0
    previous: str = ""
    sold: list[dict[str, Any]] = field(default_factory=list)

    def sale(
        self, *lines: list[Any], tenders: list[list[Any]] | None = None, **changed: Any
    ) -> dict[str, str]:
        """The next sale, paid in cash to the céntimo unless said otherwise."""
        wanted = list(lines) or [kilos(1000)]
        total = sum(line[-1] for line in wanted)
        paid = [["cash", "VES", total, "1", total]] if tenders is None else tenders
        self.counter += 1
        body = {
            "v": 1,
            "id": str(uuid7()),
            "n": self.counter,
            "s": self.session,
            "at": int(now().timestamp() * 1000),
            "book": self.book,
            "lines": wanted,
            "tenders": paid,
            "total": total,
        } | changed
        self.counter = body["n"] if isinstance(body["n"], int) else self.counter
        self.sold.append(body)
        sealed = envelope(body, self.previous)
        self.previous = sealed["hash"]
        return sealed


def envelope(body: Any, previous: str = "") -> dict[str, str]:
    text = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
    return {"prev": previous, "hash": chain_hash(previous, text), "body": text}


def kilos(net: int, tier: str = "L", price: int | None = None) -> list[Any]:
    known = (LARGE if tier == "L" else MINI) if price is None else price
    return [tier, net + 130, 130, net, known, (known * net + 500) // 1000]


def units(product: Product, count: int = 1, price: int = 17_100) -> list[Any]:
    return ["P", product.pk, count, price, price * count]


def book_of(
    week: MarketWeek, by: Person, products: Iterable[Product], large: int = LARGE, version: int = 1
) -> PriceBook:
    book = PriceBook.objects.create(
        week=week,
        version=version,
        effective_at=now() - dt.timedelta(hours=1),
        rate=RATE,
        rate_on=today(),
        decision=a.decision(by),
        published_by=by,
    )
    for tier, cents in (("large", large), ("mini", MINI)):
        price = Decimal(cents) / 100
        PriceBookTier.objects.create(book=book, tier=tier, cost=price - 10, contribution=10, price=price)
    for product in products:
        PriceBookProduct.objects.create(book=book, product=product, price=Decimal("171"), limit=product.limit)
    return book


def make_world(*, opened: bool = True) -> World:
    cooperative = f.primary()
    a.network_meeting()  # where differences are brought
    finance.open_books(cooperative=cooperative, by=None)
    number = next(_numbers)
    fair = Fair.objects.create(
        code=f"centro-{number}", name=f"Feria del Centro {number}", kind="big", cooperative=cooperative
    )
    week = weeks.open_week(by=None, iso=Week.of(today()))
    MarketWeek.objects.filter(pk=week.pk).update(stage="sell")
    week.refresh_from_db()
    fair_week, _made = FairWeek.objects.get_or_create(week=week, fair=fair)
    if not FairDay.objects.filter(fair_week=fair_week, date=today()).exists():
        FairDay.objects.create(
            fair_week=fair_week,
            date=today(),
            opens_at=now() - dt.timedelta(hours=2),
            closes_at=now() + dt.timedelta(hours=6),
        )
    fair_week = FairWeek.objects.select_related("week", "fair").get(pk=fair_week.pk)
    first, second = (f.holder(Role.TILL, fair.scope) for _ in range(2))
    coordinator = f.holder(Role.WEEK)
    products = [
        Product.objects.create(name=f"Harina de maíz 1 kg {number}", barcode=f"75900000{number:05d}"),
        Product.objects.create(name=f"Café molido 250 g {number}", barcode=f"75911111{number:05d}", limit=2),
    ]
    book = book_of(week, coordinator, products)
    till = Till.objects.create(fair=fair, number=12)
    device, secret = tills.register_device(by=coordinator, till=till)
    session = TillSession()
    if opened:
        session = tills.open_session(by=first, device=device, fair_week=fair_week, counts=FLOAT)
        session = tills.confirm_opening(by=second, session=session)
    return World(
        fair,
        week,
        fair_week,
        book,
        products,
        first,
        second,
        coordinator,
        till,
        device,
        secret,
        session,
        Hand(session.pk or 0, book.pk),
    )
