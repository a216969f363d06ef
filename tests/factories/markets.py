"""Fairs, producers, and a week at any stage, reached by the same services that people's hands reach."""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assemblies.models import Decision
from assemblies.services import tell_decision
from cecosesola.demo.baskets import generate_baskets
from cecosesola.demo.load import KINDS, Scale, make_market
from cecosesola.demo.market import Market, WeekDrive
from cecosesola.kernel import clock
from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.models import Cooperative, Person, Role
from finance.services import set_rate
from markets.models import (
    Allocation,
    Fair,
    FairHours,
    FairWeek,
    Item,
    MarketWeek,
    Pledge,
    PriceBook,
    Producer,
    Product,
    Receipt,
    Tier,
)
from markets.services import planning, pricing, receiving
from markets.states import Stage
from tests.factories import federation as f

TINY = Scale(
    affiliates=4,
    organisations=1,
    members=2,
    workers=30,
    producers=8,
    small_fairs=3,
    tills=6,
    past_weeks=0,
    sales=0,
    supply_kg=1000,
    homes=0,
)
_keys = itertools.count(1)


def market(*, seed: int = 1967) -> Market:
    """The smallest whole federation: a fair of its own, an affiliate's, the hub; five items, three goods."""
    made = make_market(TINY, seed=seed, progress=lambda _words: None)
    own, run_by_another = made.fairs[0], made.fairs[-1]
    made.fairs = [own, run_by_another]
    Fair.objects.exclude(pk__in=[own.pk, run_by_another.pk, made.hub.pk]).update(is_active=False)
    FairHours.objects.exclude(weekday=5).delete()
    made.machines = {till: m for till, m in made.machines.items() if m.fair in {own.pk, run_by_another.pk}}
    # The cheapest comes first, because the round may leave the dearest out.
    by_cost = sorted(made.items, key=lambda item: (made.costs[item.pk], item.pk))
    made.items = [
        *[item for item in by_cost if item.tier == Tier.LARGE][:3],
        *[item for item in by_cost if item.tier == Tier.MINI][:2],
    ]
    made.shares = {item.pk: made.shares[item.pk] for item in made.items}
    Item.objects.exclude(pk__in=made.shares).delete()
    made.products = made.products[:3]
    made.prices = {product.pk: made.prices[product.pk] for product in made.products}
    Product.objects.exclude(pk__in=made.prices).delete()
    return made


@dataclass
class Walk:
    """A week that walks from stage to stage, with everybody who takes part in it."""

    market: Market
    drive: WeekDrive

    @property
    def week(self) -> MarketWeek:
        return self.drive.week

    @property
    def coordinator(self) -> Person:
        return self.market.cast.coordinator

    @property
    def second(self) -> Person:
        return self.market.cast.second

    @property
    def finance(self) -> Person:
        return self.market.cast.finance

    @property
    def receiver(self) -> Person:
        return self.market.cast.by_document["V10000006"]

    @property
    def voice(self) -> Person:
        """Who speaks for the first producer."""
        return self.market.cast.by_document["V10000008"]

    @property
    def item(self) -> Item:
        return self.market.items[0]

    @property
    def organised(self) -> Producer:
        return self.market.producers[0]

    @property
    def loose(self) -> Producer:
        """Belongs to no cooperative: is paid on the spot."""
        return next(producer for producer in self.market.producers if not producer.is_organised)

    @property
    def hub(self) -> FairWeek:
        return self.place(self.market.hub)

    @property
    def fair(self) -> FairWeek:
        return self.place(self.market.fairs[0])

    @property
    def affiliate(self) -> FairWeek:
        """The fair that another cooperative runs."""
        return self.place(self.market.fairs[1])

    def place(self, fair: Fair) -> FairWeek:
        return FairWeek.objects.select_related("fair__cooperative", "week").get(week=self.week, fair=fair)

    def hour(self, day: int = 0, hour: int = 10) -> dt.datetime:
        """An hour of the week: days after its Monday."""
        date = self.week.monday + dt.timedelta(days=day)
        return dt.datetime.combine(date, dt.time(hour), tzinfo=timezone.get_default_timezone())

    def go_to(self, stage: str) -> MarketWeek:
        """Do the work of every stage before `stage`, and leave the week there."""
        while self.week.stage != stage:
            getattr(self.drive, self.week.stage)()
            self.drive._advance()
        self.week.refresh_from_db()
        return self.week

    def put_in(self, stage: str) -> MarketWeek:
        """Only say that the week is in a stage, for rules that look at nothing else."""
        MarketWeek.objects.filter(pk=self.week.pk).update(stage=stage)
        self.week.refresh_from_db()
        return self.week


def walk(stage: str = Stage.PLAN, *, of: Market | None = None, back: int = 1, sales: int = 6) -> Walk:
    """A week of `back` weeks ago, walked to a stage."""
    made = of or market()
    baskets = generate_baskets([1, 1, 1], random.Random(3))
    drive = WeekDrive(made, Week.of(today()).shift(-back), sales=sales, baskets=baskets, kinds=KINDS)
    drive.run(until=Stage.PLAN)
    found = Walk(made, drive)
    found.go_to(stage)
    return found


def pledge(at: Walk, kilos: object = 100, **extra: Any) -> Pledge:
    given: dict[str, Any] = {
        "by": at.market.cast.buyer,
        "week": at.week,
        "producer": at.organised,
        "item": at.item,
        "kilos_pledged": Decimal(str(kilos)),
        "deliver_on": at.week.iso.day(4),
    } | extra
    return planning.pledge(**given)


def weigh(at: Walk, gross: object = 105, tare: object = 5, **extra: Any) -> Receipt:
    """A weighing at the hub by two people, on the Thursday of the week."""
    given: dict[str, Any] = {
        "by": at.receiver,
        "second": at.coordinator,
        "fair_week": at.hub,
        "producer": at.organised,
        "item": at.item,
        "gross": Decimal(str(gross)),
        "tare": Decimal(str(tare)),
        "crates": 5,
        "key": f"w{next(_keys)}",
    } | extra
    with clock.at(at.hour(3)):
        return receiving.receive(**given)


def correct(at: Walk, receipt: Receipt, gross: object, tare: object, **extra: Any) -> Receipt:
    given: dict[str, Any] = {
        "by": at.receiver,
        "second": at.coordinator,
        "receipt": receipt,
        "gross": Decimal(str(gross)),
        "tare": Decimal(str(tare)),
        "crates": receipt.crates,
        "reason": "Se leyó mal el peso.",
    } | extra
    with clock.at(at.hour(5)):
        return receiving.correct_receipt(**given)


def move(at: Walk, crates: int | None = None, kilos: object = None, **extra: Any) -> Any:
    given: dict[str, Any] = {
        "by": at.receiver,
        "origin": at.hub,
        "target": at.fair,
        "item": at.item,
        "crates": crates or 1,
        "kilos_moved": None if kilos is None else Decimal(str(kilos)),
        "key": f"m{next(_keys)}",
    } | extra
    with clock.at(at.hour(3, 20)):
        return receiving.move_goods(**given)


def decision(at: Walk, **extra: Any) -> Decision:
    given: dict[str, Any] = {
        "by": at.coordinator,
        "title": "Precios de la semana",
        "mode": Decision.Mode.COLLECTIVE,
        "text": "La ronda acordó los costos.",
        "people": [at.coordinator, at.second],
        "taken_on": today(),
        "space": at.market.cast.meeting,
    } | extra
    return tell_decision(**given)


def rate(at: Walk, on: dt.date | None = None, value: object = "243.01") -> None:
    set_rate(by=at.finance, on=on or today(), currency="USD", rate=Decimal(str(value)), source="BCV")


def mix(at: Walk, item: Item | None = None, cost: object = 50, **extra: Any) -> Any:
    given: dict[str, Any] = {
        "by": at.coordinator,
        "week": at.week,
        "item": item or at.item,
        "cost": Decimal(str(cost)),
    } | extra
    return pricing.set_mix_item(**given)


def publish(at: Walk, **extra: Any) -> PriceBook:
    given: dict[str, Any] = {"by": at.coordinator, "week": at.week} | extra
    given.setdefault("decision", extra.get("decision") or decision(at))
    return pricing.publish_prices(**given)


def allotted(at: Walk, item: Item | None = None) -> Decimal:
    rows = Allocation.objects.filter(fair_week__week=at.week, item=item or at.item)
    return sum(rows.values_list("kilos", flat=True), Decimal(0))


def affiliate_of(at: Walk) -> Cooperative:
    return at.market.fairs[1].cooperative


def holder(role: str, scope: str) -> Person:
    """A worker of the house with one key."""
    return f.holder(role, scope)


def roles(at: Walk) -> dict[str, Person]:
    """Somebody of each kind that may stand before a week."""
    fair, hub = at.market.fairs[0].scope, at.market.hub.scope
    return {
        "stranger": f.person(),
        "worker": f.worker(),
        "till": holder(Role.TILL, fair),
        "receiver": holder(Role.RECEIVING, hub),
        "fair": holder(Role.FAIR, fair),
        "week": holder(Role.WEEK, "network"),
        "finance": holder(Role.FINANCE, "network"),
        "buyer": holder(Role.BUYING, "network"),
        "voice": at.voice,
    }


@contextmanager
def during(at: Walk, day: int, hour: int = 10) -> Iterator[None]:
    with clock.at(at.hour(day, hour)):
        yield
