"""A market week driven through the real services, stage by stage, as people would."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from assemblies.models import Decision
from assemblies.services import tell_decision
from cecosesola.demo.baskets import Basket
from cecosesola.demo.machine import NOTES_USD, NOTES_VES, Machine, PriceList, denominations
from cecosesola.demo.people import Cast
from cecosesola.kernel import clock
from cecosesola.kernel.money import whole_crates
from cecosesola.kernel.weeks import Week
from federation.models import Person
from finance.services import set_rate
from markets.models import (
    Fair,
    FairDay,
    FairWeek,
    Item,
    MarketWeek,
    Outflow,
    Pledge,
    PriceBook,
    Producer,
    Product,
)
from markets.selectors.balance import fair_balance
from markets.services import allocating, counting, planning, pricing, receiving, settling, tills, weeks
from markets.services.sync import sync_sales
from markets.states import ORDER, Stage

BATCH = 50
GRAM = Decimal("0.001")
Progress = Callable[[str], None]


@dataclass
class Market:
    """The fairs, goods and people that the weeks of a demo share."""

    cast: Cast
    fairs: list[Fair]
    hub: Fair
    items: list[Item]
    shares: dict[int, int]  # item → its share of the supply
    costs: dict[int, Decimal]  # item → bolívares a kilo
    products: list[Product]
    prices: dict[int, Decimal]  # product → bolívares
    producers: list[Producer]
    machines: dict[int, Machine]  # till → its device
    crew: dict[int, list[Person]]  # fair → people with a till's key
    seed: int = 1967
    supply_kg: int = 20_000
    rate: Decimal = Decimal("243.01")
    progress: Progress = field(default=lambda _text: None)

    def machines_of(self, fair: int) -> list[Machine]:
        return [machine for machine in self.machines.values() if machine.fair == fair]


class WeekDrive:
    """One week of a market: `run(until=…)` does each stage's work and moves on."""

    def __init__(
        self, market: Market, iso: Week, *, sales: int, baskets: Iterator[Basket], kinds: tuple[float, float]
    ) -> None:
        """`kinds` is how many kinds of each tier's produce a basket holds on average."""
        self.m = market
        self.iso = iso
        self.sales = sales
        self.baskets = baskets
        self.kinds = kinds
        self.chance = random.Random(f"{market.seed}:{iso}")  # noqa: S311
        self.unexplained = Decimal(0)
        self.week: MarketWeek

    def run(self, *, until: str = Stage.CLOSED, now: dt.datetime | None = None) -> MarketWeek:
        """Do the work of every stage before `until`, each at its hour, and leave the week there.

        With `now`, days of the fair after that moment have not come yet.
        """
        self.now = now
        work = {
            Stage.PLAN: self.plan,
            Stage.PLEDGE: self.pledge,
            Stage.PRICE: self.price,
            Stage.ALLOCATE: self.allocate,
            Stage.RECEIVE: self.receive,
            Stage.SELL: self.sell,
            Stage.COUNT: self.count,
            Stage.SETTLE: self.settle,
        }
        with clock.at(self.opening):
            self.week = weeks.open_week(by=None, iso=self.iso)
        for stage in ORDER:
            if stage == Stage.CLOSED or (stage == until and stage != Stage.SELL):
                break
            self.m.progress(f"{self.iso} · {Stage(stage).label}")
            work[Stage(stage)]()
            if stage == until:
                break
            self._advance()
        self.week.refresh_from_db()
        return self.week

    @property
    def opening(self) -> dt.datetime:
        """When the week is opened: the Friday before it."""
        return self._hour(-3, 8)

    def _hour(self, day: int, hour: int) -> dt.datetime:
        """An hour of the week: days after Monday."""
        date = self.iso.monday + dt.timedelta(days=day)
        return dt.datetime.combine(date, dt.time(hour), tzinfo=timezone.get_default_timezone())

    def _advance(self) -> None:
        due = self.week.milestones.get(stage=ORDER[ORDER.index(self.week.stage) + 1]).due_at
        with clock.at(due):
            self.week = weeks.advance(by=self.m.cast.coordinator, week=self.week, expected=self.week.stage)

    def fair_weeks(self) -> list[FairWeek]:
        rows = FairWeek.objects.filter(week=self.week, is_open=True).select_related(
            "fair__cooperative", "week"
        )
        return list(rows.order_by("fair_id"))

    def hub_week(self) -> FairWeek:
        return next(row for row in self.fair_weeks() if row.fair_id == self.m.hub.pk)

    # --- plan to price ----------------------------------------------------------------------------
    def plan(self) -> None:
        """Each fair asks for its tills' part of what the fields should give, a little more than last week."""
        tills_of = {fair.pk: len(self.m.machines_of(fair.pk)) for fair in self.m.fairs}
        all_tills, all_shares = sum(tills_of.values()), sum(self.m.shares.values())
        with clock.at(self._hour(-2, 9)):
            for row in self.fair_weeks():
                if row.fair_id == self.m.hub.pk:
                    continue
                part = Decimal(tills_of[row.fair_id]) / all_tills * self.m.supply_kg * Decimal("1.02")
                wanted = {
                    item: (part * share / all_shares * Decimal(self.chance.uniform(0.95, 1.05))).quantize(
                        Decimal(1)
                    )
                    for item, share in self.m.shares.items()
                }
                planning.set_demand(by=self.m.cast.coordinator, fair_week=row, quantities=wanted)

    def pledge(self) -> None:
        """Producers pledge; buyers write down what growers without a cooperative promise in the field."""
        all_shares = sum(self.m.shares.values())
        growers: dict[int, list[Producer]] = {item.pk: [] for item in self.m.items}
        for i, producer in enumerate(self.m.producers):
            for step in range(1 + i % 2):
                growers[self.m.items[(i * 7 + step * 13) % len(self.m.items)].pk].append(producer)
        with clock.at(self._hour(0, 10)):
            for item in self.m.items:
                own = growers[item.pk] or [self.m.producers[item.pk % len(self.m.producers)]]
                whole = Decimal(self.m.supply_kg) * self.m.shares[item.pk] / all_shares
                for producer in own:
                    self._pledge(item, producer, whole / len(own))

    def _pledge(self, item: Item, producer: Producer, fair_part: Decimal) -> None:
        weight = (fair_part * Decimal(self.chance.uniform(0.9, 1.15))).quantize(Decimal(1)) + 1
        field_price = None if producer.is_organised else self.m.costs[item.pk] * Decimal("0.97")
        planning.pledge(
            by=self.m.cast.buyer,
            week=self.week,
            producer=producer,
            item=item,
            kilos_pledged=weight,
            deliver_on=self.iso.day(self.chance.choice((4, 4, 5))),
            agreed_price=field_price.quantize(Decimal("0.01")) if field_price else None,
            buyer=None if producer.is_organised else self.m.cast.buyer,
            second_buyer=None if producer.is_organised else self.m.cast.second,
        )

    def price(self) -> None:
        """The round agrees costs, leaves one dear item out, and the prices are published by decision."""
        cast = self.m.cast
        with clock.at(self._hour(1, 15)):
            dearest = max(self.m.items, key=lambda item: self.m.costs[item.pk])
            for item in self.m.items:
                out = item.pk == dearest.pk and self.iso.number % 2 == 0
                pricing.set_mix_item(
                    by=cast.coordinator,
                    week=self.week,
                    item=item,
                    cost=self.m.costs[item.pk],
                    is_excluded=out,
                    reason="Está escaso y subiría el precio de todos." if out else "",
                )
            set_rate(by=cast.finance, on=clock.today(), currency="USD", rate=self.m.rate, source="BCV")
            decision = tell_decision(
                by=cast.coordinator,
                title=f"Precios de la semana {self.iso}",
                mode=Decision.Mode.COLLECTIVE,
                text="La ronda de precios acordó los costos y la contribución de la semana.",
                people=[cast.coordinator, cast.second],
                taken_on=clock.today(),
                space=cast.meeting,
            )
            pricing.publish_prices(
                by=cast.coordinator, week=self.week, decision=decision, products=self.m.prices
            )

    def allocate(self) -> None:
        with clock.at(self._hour(2, 17)):
            allocating.propose_allocation(by=self.m.cast.coordinator, week=self.week)

    # --- receive ----------------------------------------------------------------------------------
    def receive(self) -> None:
        """Trucks unload at the hub, two people weigh; then each fair's truck takes its crates."""
        hub = self.hub_week()
        cast = self.m.cast
        with clock.at(self._hour(3, 14)):
            promises = Pledge.objects.filter(week=self.week, withdrawn_at=None).select_related(
                "producer", "item"
            )
            for promise in promises.order_by("pk"):
                item = promise.item
                net = (promise.kilos * Decimal(self.chance.uniform(0.93, 1.03))).quantize(Decimal("0.1"))
                crates = whole_crates(net, item.crate_kg)
                tare = crates * item.crate_tare_kg
                receiving.receive(
                    by=cast.by_document["V10000006"],
                    second=cast.coordinator,
                    fair_week=hub,
                    producer=promise.producer,
                    item=item,
                    gross=net + tare,
                    tare=tare,
                    crates=crates,
                    key=f"demo:{promise.pk}",
                )
        with clock.at(self._hour(3, 22)):
            allocating.propose_allocation(by=cast.coordinator, week=self.week)
            for row in self.fair_weeks():
                if row.pk != hub.pk:
                    receiving.dispatch(by=cast.coordinator, origin=hub, target=row, key=f"demo:{row.pk}")

    # --- sell -------------------------------------------------------------------------------------
    def sell(self) -> None:
        """Each fair's days: tills open with a float, sell, are counted and reconciled."""
        book = PriceBook.objects.filter(week=self.week).order_by("-version").first()
        assert book is not None
        self.list = PriceList(
            book.pk,
            {"L": self._cents(book, "large"), "M": self._cents(book, "mini")},
            [(p, int(price * 100), limit) for p, price, limit in self._product_rows(book)],
            book.rate,
        )
        days = list(
            FairDay.objects.filter(fair_week__week=self.week, fair_week__is_open=True)
            .select_related("fair_week__fair__cooperative", "fair_week__week")
            .order_by("date", "fair_week__fair_id")
        )
        tills_of = {day.pk: self.m.machines_of(day.fair_week.fair_id) for day in days}
        parts = {day.pk: len(tills_of[day.pk]) * _pull(day.date) for day in days}
        whole = sum(parts.values()) or 1
        given = 0
        seen = 0
        self.stock = self._plan_stock(days)
        for day in days:
            seen += parts[day.pk]
            count = self.sales * seen // whole - given
            given += count
            if tills_of[day.pk] and (self.now is None or day.opens_at <= self.now):
                self._sell_day(day, tills_of[day.pk], count)

    def _product_rows(self, book: PriceBook) -> list[tuple[int, Decimal, int | None]]:
        prices = {row.product_id: row for row in book.products.all()}
        return [(p.pk, prices[p.pk].price, prices[p.pk].limit) for p in self.m.products if p.pk in prices]

    def _cents(self, book: PriceBook, tier: str) -> int:
        return int(book.tiers.get(tier=tier).price * 100)

    def _plan_stock(self, days: list[FairDay]) -> dict[int, dict[str, int]]:
        """Grams that each fair should sell of each tier: what it holds, less what will spoil or be left."""
        return {
            row.pk: {
                key: int((balance[tier].expected * Decimal("0.93") / GRAM).to_integral_value())
                for key, tier in (("L", "large"), ("M", "mini"))
            }
            for row in {day.fair_week_id: day.fair_week for day in days}.values()
            for balance in [fair_balance(row)]
        }

    def _sell_day(self, day: FairDay, machines: list[Machine], count: int) -> None:
        row = day.fair_week
        until = day.closes_at if self.now is None else min(day.closes_at, self.now)
        finished = until == day.closes_at
        if not finished:
            # One till of each fair stays free, for whoever visits the demo to open.
            machines = machines[:-1] or machines
            count = int(count * ((until - day.opens_at) / (day.closes_at - day.opens_at)))
        with clock.at(day.opens_at - dt.timedelta(minutes=15)):
            for i, machine in enumerate(machines):
                self._open(machine, row, i)
        plan = self._day_plan(day, count)
        moments = sorted(self.chance.random() for _ in range(count))
        span = until - day.opens_at
        with clock.at(until):
            for i, moment in enumerate(moments):
                machine = machines[self.chance.randrange(len(machines))]
                machine.sell(
                    self._lines(next(self.baskets), plan),
                    day.opens_at + span * moment,
                    self.list,
                    self.chance,
                )
                if len(machine.outbox) == BATCH or i >= count - len(machines):
                    self._send(machine)
            for machine in machines:
                self._send(machine)
        if finished:
            with clock.at(day.closes_at + dt.timedelta(minutes=30)):
                for i, machine in enumerate(machines):
                    self._close(machine, row, i)

    def _day_plan(self, day: FairDay, count: int) -> dict[str, float]:
        """Grams per kind of produce in a basket, so that the fair's stock lasts its days."""
        later = FairDay.objects.filter(fair_week=day.fair_week, date__gte=day.date)
        share = _pull(day.date) / sum(_pull(date) for date in later.values_list("date", flat=True))
        kinds = {"L": self.kinds[0] * max(count, 1), "M": self.kinds[1] * max(count, 1)}
        stock = self.stock[day.fair_week_id]
        return {key: stock[key] * share / kinds[key] for key in ("L", "M")} | {"fair": day.fair_week_id}

    def _lines(self, basket: Basket, plan: dict[str, float]) -> list[list[object]]:
        lines: list[list[object]] = []
        stock = self.stock[int(plan["fair"])]
        for key, kinds in (("L", basket.large), ("M", basket.mini)):
            if not kinds:
                continue
            grams = min(
                int(sum(self.chance.uniform(0.4, 1.6) for _ in range(kinds)) * plan[key]) // 10 * 10,
                stock[key],
            )
            if grams < 50:
                continue
            stock[key] -= grams
            price = self.list.tiers[key]
            lines.append([key, grams + 130, 130, grams, price, (price * grams + 500) // 1000])
        units: dict[int, int] = {}
        for place in basket.goods:
            units[place % len(self.list.products)] = units.get(place % len(self.list.products), 0) + 1
        for place, wanted in units.items():
            product, price, limit = self.list.products[place]
            bought = min(wanted, limit) if limit else wanted
            lines.append(["P", product, bought, price, price * bought])
        if not lines:
            product, price, _limit = self.list.products[0]
            lines.append(["P", product, 1, price, price])
        return lines

    def _open(self, machine: Machine, row: FairWeek, place: int) -> None:
        crew = self.m.crew[row.fair_id]
        first, second = crew[place % len(crew)], crew[(place + 1) % len(crew)]
        counts = {"VES": {"100": 3, "20": 10}, "USD": {"1": 10}}
        session = tills.open_session(by=first, device=machine.device, fair_week=row, counts=counts)
        machine.start(tills.confirm_opening(by=second, session=session), {"VES": 50_000, "USD": 1_000})

    def _send(self, machine: Machine) -> None:
        while machine.outbox:
            sync_sales(
                device=machine.device, payload={"sales": machine.take(BATCH), "unsent": len(machine.outbox)}
            )

    def _close(self, machine: Machine, row: FairWeek, place: int) -> None:
        assert machine.session is not None
        crew = self.m.crew[row.fair_id]
        first, second = crew[place % len(crew)], crew[(place + 1) % len(crew)]
        gap = self.chance.choice((-500, 200, -1000, 300)) if self.chance.random() < 0.02 else 0
        counts = {
            "VES": denominations(max(machine.cash["VES"] + gap, 0), NOTES_VES),
            "USD": denominations(machine.cash["USD"], NOTES_USD),
        }
        manifest = {"count": machine.sold, "last": machine.counter, "total": Decimal(machine.total) / 100}
        session = tills.count_session(by=first, session=machine.session, counts=counts, manifest=manifest)
        session = tills.sign_count(by=second, session=session)
        if gap:
            session = tills.explain_difference(by=first, session=session, explanation="Se dio mal un vuelto.")
        tills.reconcile_session(by=first, session=session)

    # --- count to close ---------------------------------------------------------------------------
    def count(self) -> None:
        """What spoiled, what was given away, what is left; a little is never explained."""
        cast = self.m.cast
        loss = {tier: self._loss(tier) for tier in ("large", "mini")}
        with clock.at(self._hour(6, 16)):
            for row in self.fair_weeks():
                for tier, balance in fair_balance(row).items():
                    self._count_tier(row, tier, balance.expected, loss[tier])
                counting.finish_fair(by=cast.coordinator, fair_week=row)

    def _loss(self, tier: str) -> Decimal:
        """The usual shrinkage of a tier, from its items' by their share of the supply: 1 is everything."""
        items = [item for item in self.m.items if item.tier == tier]
        lost = sum((item.loss_percent * self.m.shares[item.pk] for item in items), Decimal(0))
        return lost / sum(self.m.shares[item.pk] for item in items) / 100

    def _count_tier(self, row: FairWeek, tier: str, there: Decimal, loss: Decimal) -> None:
        cast = self.m.cast
        flows = (
            (Outflow.Kind.WASTE, loss * Decimal("0.9"), ""),
            (Outflow.Kind.DONATION, Decimal("0.07"), "Comedor comunitario (demo)"),
            (Outflow.Kind.BRIGADE, Decimal("0.03"), ""),
            (Outflow.Kind.PROCESSED, Decimal("0.05"), ""),
        )
        left = there
        for kind, share, to_whom in flows:
            weight = (there * share).quantize(Decimal("0.1"))
            if weight > 0:
                counting.record_outflow(
                    by=cast.coordinator,
                    fair_week=row,
                    day=self.iso.sunday,
                    tier=tier,
                    kind=kind,
                    weight=weight,
                    key=f"demo:{row.pk}:{tier}:{kind}",
                    to_whom=to_whom,
                )
                left -= weight
        noise = Decimal(self.chance.randrange(-200, 900)) / 100 if left > 20 else Decimal(0)
        self.unexplained += noise
        counting.count_stock(
            by=cast.coordinator,
            second=cast.second,
            fair_week=row,
            day=self.iso.sunday,
            tier=tier,
            weight=left - noise,
        )

    def settle(self) -> None:
        with clock.at(self._hour(8, 10)):
            settling.settle_week(by=self.m.cast.coordinator, week=self.week)
            settling.agree_all(by=self.m.cast.coordinator, week=self.week)
            settling.pay_agreed(by=self.m.cast.finance, week=self.week)


def _pull(day: dt.date) -> int:
    """How much of a week's people come on a day: Friday and Saturday twice as many as on others."""
    return 40 if day.weekday() in {4, 5} else 20


def due_stage(week: MarketWeek, now: dt.datetime) -> str:
    """The stage that the schedule expects of a week at a moment."""
    rows = week.milestones.filter(due_at__lte=now).values_list("stage", flat=True)
    return max(rows, key=ORDER.index, default=Stage.PLAN)
