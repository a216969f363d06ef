"""The demo federation: small for a first look, full at the real size."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from cecosesola.demo import catalogue
from cecosesola.demo.baskets import generate_baskets
from cecosesola.demo.books import keep_books
from cecosesola.demo.conduct import live_together
from cecosesola.demo.cooperatives import tell_register
from cecosesola.demo.keys import show_keys
from cecosesola.demo.machine import Machine
from cecosesola.demo.market import Market, WeekDrive, due_stage
from cecosesola.demo.meetings import meet_every_week
from cecosesola.demo.memory import bring_support, remember
from cecosesola.demo.minutes import hold_meeting
from cecosesola.demo.pay import pay_every_week
from cecosesola.demo.people import LOGINS, Cast, bring_a_file, hand_out_keys, load_people
from cecosesola.demo.proposals import propose
from cecosesola.demo.roster import rotate
from cecosesola.demo.savings import save_and_lend
from cecosesola.demo.together import stand_together
from cecosesola.kernel import clock
from cecosesola.kernel.clock import now, today
from cecosesola.kernel.weeks import Week
from federation.models import Cooperative, Mandate, Person, Role
from finance.services import open_books
from markets.models import Device, Fair, FairHours, Item, Parameter, Producer, Product, StageSchedule, Till
from markets.services import weeks
from markets.services.sync import issue_token
from markets.states import Stage


@dataclass(frozen=True)
class Scale:
    """How big a demo is."""

    affiliates: int
    organisations: int
    members: int
    workers: int
    producers: int
    small_fairs: int
    tills: int
    past_weeks: int
    sales: int
    supply_kg: int
    homes: int


SCALES = {
    "small": Scale(29, 20, 400, 60, 40, 3, 18, 2, 1_500, 9_000, 18),
    "full": Scale(29, 20, 22_370, 630, 360, 26, 300, 3, 15_000, 800_000, 140),
}
KINDS = (2.5, 7 / 6)
"""Kinds of produce in a generated basket, on average: large tier, mini tier."""

SCHEDULE = (
    (Stage.PLAN, -3, dt.time(8)),
    (Stage.PLEDGE, 0, dt.time(9)),
    (Stage.PRICE, 1, dt.time(14)),
    (Stage.ALLOCATE, 2, dt.time(16)),
    (Stage.RECEIVE, 3, dt.time(12)),
    (Stage.SELL, 4, dt.time(4)),
    (Stage.COUNT, 6, dt.time(15)),
    (Stage.SETTLE, 7, dt.time(12)),
    (Stage.CLOSED, 9, dt.time(18)),
)


def load(scale_name: str, *, seed: int, progress: Callable[[str], None]) -> Market:
    """Make the federation and its weeks: past ones closed, this one where it is due, the next planned."""
    scale = SCALES[scale_name]
    market = make_market(scale, seed=seed, progress=progress)
    progress("El registro de cooperativas, quién llega y quién se va")
    tell_register(market.cast, seed=seed)
    chance = random.Random(seed)  # noqa: S311
    baskets = generate_baskets([good.share for good in catalogue.goods()], chance)
    this = Week.of(today())
    for back in range(scale.past_weeks, 0, -1):
        WeekDrive(market, this.shift(-back), sales=scale.sales, baskets=baskets, kinds=KINDS).run()
    current = WeekDrive(market, this, sales=scale.sales, baskets=baskets, kinds=KINDS)
    moment = now()
    with clock.at(current.opening):
        opened = weeks.open_week(by=None, iso=this)
    until = due_stage(opened, moment)
    current.run(until=until if until != Stage.COUNT else Stage.SELL, now=moment)
    if moment.isoweekday() >= 5:
        next_week = WeekDrive(market, this.next, sales=0, baskets=baskets, kinds=KINDS)
        next_week.run(until=Stage.PLAN)
        next_week.plan()
    progress("Memoria y brigadas")
    remember(market.cast)
    live_together(market.cast)
    bring_support(market.cast, homes=scale.homes, seed=seed)
    progress("Reuniones de cada semana")
    meet_every_week(market.cast, seed)
    progress("Una asamblea que se está haciendo")
    hold_meeting(market.cast)
    progress("Propuestas y criterios")
    propose(market.cast)
    progress("El rol de turnos")
    rotate(market.cast, seed)
    progress("Finanzas: efectivo, banco y costos")
    keep_books(market.cast, weeks=scale.past_weeks)
    progress("Ahorros, préstamos y el anticipo de cada semana")
    save_and_lend(market.cast, seed)
    pay_every_week(market.cast)
    stand_together(market.cast, seed)
    return market


def make_market(scale: Scale, *, seed: int, progress: Callable[[str], None]) -> Market:
    """People, fairs, goods, tills and keys, before any week."""
    progress("Personas y cooperativas")
    cast = load_people(
        affiliates=scale.affiliates,
        organisations=scale.organisations,
        members=scale.members,
        workers=scale.workers,
        seed=seed,
    )
    progress("Ferias, rubros, víveres y cajas")
    for cooperative in Cooperative.objects.exclude(kind=Cooperative.Kind.COMMUNITY):
        open_books(cooperative=cooperative, by=None)
    with transaction.atomic():
        fairs, hub = _fairs(cast, scale)
        items, shares, costs = _items()
        products, prices = _products()
        producers = _producers(cast, scale)
        _parameters(cast)
        machines = _tills(cast, fairs, scale)
        voice = producers[0]
        hand_out_keys(
            cast,
            {
                Role.FAIR: (fairs[0].scope, fairs[0].name),
                Role.TILL: (fairs[0].scope, fairs[0].name),
                Role.RECEIVING: (hub.scope, hub.name),
                Role.SUPPLY: (f"producer:{voice.pk}", voice.name),
            },
        )
        crew = _crew(cast, fairs)
        bring_a_file(cast)
    show_keys(cast)
    return Market(
        cast,
        fairs,
        hub,
        items,
        shares,
        costs,
        products,
        prices,
        producers,
        machines,
        crew,
        seed=seed,
        supply_kg=scale.supply_kg,
        progress=progress,
    )


def _fairs(cast: Cast, scale: Scale) -> tuple[list[Fair], Fair]:
    runs_it = [c for c in cast.affiliates if c.kind in {Cooperative.Kind.CONSUMER, Cooperative.Kind.MIXED}]
    rows = [
        Fair(code=f"grande-{n}", name=name, kind=Fair.Kind.BIG, cooperative=cast.primary)
        for n, name in enumerate(catalogue.BIG_FAIRS, 1)
    ]
    rows += [
        # Every third small fair is run by an affiliate.
        Fair(
            code=f"feria-{n}",
            name=name,
            kind=Fair.Kind.SMALL,
            cooperative=runs_it[n % len(runs_it)] if n % 3 == 0 else cast.primary,
        )
        for n, name in enumerate(catalogue.SMALL_FAIRS[: scale.small_fairs], 1)
    ]
    hub = Fair(code="acopio", name=catalogue.HUB, kind=Fair.Kind.HUB, cooperative=cast.primary)
    made = Fair.objects.bulk_create([*rows, hub])
    FairHours.objects.bulk_create(
        FairHours(
            fair=fair,
            weekday=day,
            opens=dt.time(5 if fair.kind == Fair.Kind.BIG else 6),
            closes=dt.time(15 if day < 7 else 13),
        )
        for fair in made[:-1]
        for day in (5, 6, 7)
    )
    StageSchedule.objects.bulk_create(
        StageSchedule(stage=stage, day_offset=offset, time=hour) for stage, offset, hour in SCHEDULE
    )
    return made[:-1], made[-1]


def _items() -> tuple[list[Item], dict[int, int], dict[int, Decimal]]:
    crops = catalogue.crops()
    items = Item.objects.bulk_create(
        Item(
            code=f"rubro-{n:02d}",
            name=crop.name,
            tier=crop.tier,
            crate_kg=crop.crate_kg,
            crate_tare_kg=Decimal("1.8"),
            loss_percent=crop.loss,
        )
        for n, crop in enumerate(crops, 1)
    )
    pairs = list(zip(items, crops, strict=True))
    return items, {item.pk: crop.share for item, crop in pairs}, {item.pk: crop.cost for item, crop in pairs}


def _products() -> tuple[list[Product], dict[int, Decimal]]:
    goods = catalogue.goods()
    products = Product.objects.bulk_create(
        Product(name=good.name, barcode=f"759{n:09d}0", department=good.aisle, limit=good.limit)
        for n, good in enumerate(goods, 1)
    )
    return products, {product.pk: good.price for product, good in zip(products, goods, strict=True)}


def _producers(cast: Cast, scale: Scale) -> list[Producer]:
    growers = [c for c in cast.affiliates if c.kind == Cooperative.Kind.PRODUCER]
    voice = cast.by_document["V10000008"]
    return Producer.objects.bulk_create(
        # One in six belongs to no cooperative and is paid on the spot.
        Producer(
            name=f"Productora {n:03d} (demo)",
            document=f"V{5000000 + n}",
            cooperative=None if n % 6 == 5 else growers[n % len(growers)],
            zone=catalogue.ZONES[n % len(catalogue.ZONES)],
            person=voice if n == 0 else None,
        )
        for n in range(scale.producers)
    )


def _parameters(cast: Cast) -> None:
    since = today() - dt.timedelta(days=360)
    figures = {
        Parameter.Name.FUND: Decimal("0.03"),
        Parameter.Name.LARGE_CONTRIBUTION: Decimal("34"),
        Parameter.Name.MINI_CONTRIBUTION: Decimal("22"),
    }
    Parameter.objects.bulk_create(
        Parameter(name=name, since=since, value=value, decision=cast.founding)
        for name, value in figures.items()
    )


def _tills(cast: Cast, fairs: list[Fair], scale: Scale) -> dict[int, Machine]:
    """Half the tills stand in the three big fairs; the rest are shared out."""
    big, small = fairs[:3], fairs[3:]
    numbers = {fair.pk: 0 for fair in fairs}
    rows = []
    for n in range(scale.tills):
        group = big if n % 2 == 0 else small
        fair = group[(n // 2) % len(group)]
        numbers[fair.pk] += 1
        rows.append(Till(fair=fair, number=numbers[fair.pk]))
    tills = Till.objects.bulk_create(rows)
    devices = Device.objects.bulk_create(
        Device(letters=letters(n), till=till, token_hash=issue_token().digest, registered_by=cast.coordinator)
        for n, till in enumerate(tills, 1)
    )
    return {till.pk: Machine(device, till.fair_id) for till, device in zip(tills, devices, strict=True)}


def letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _crew(cast: Cast, fairs: list[Fair]) -> dict[int, list[Person]]:
    """Two people at least for every fair's tills, each with a till's key by turn."""
    during = DateTimeTZRange(now() - dt.timedelta(days=240), now() + dt.timedelta(days=120))
    crew: dict[int, list[Person]] = {fair.pk: [] for fair in fairs}
    crew[fairs[0].pk] += [cast.by_document["V10000003"], cast.by_document["V10000004"]]
    others = cast.workers[len(LOGINS) + 1 :]
    rows = []
    for n, person in enumerate(others):
        fair = fairs[n % len(fairs)]
        crew[fair.pk].append(person)
        rows.append(
            Mandate(
                person=person,
                role=Role.TILL,
                scope=fair.scope,
                scope_label=fair.name,
                source=Mandate.Source.TURN,
                source_ref=f"demo-{n}",
                during=during,
            )
        )
    Mandate.objects.bulk_create(rows)
    return crew
