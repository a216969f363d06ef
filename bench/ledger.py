"""The ledger's speed: one posting per commit, bulk runs, a balance and the whole check at a million legs.

    DATABASE_URL=postgresql://… python bench/ledger.py [--legs 1000000] [--seed 1967]

Runs on a fresh migrated database with the server's own durable settings. Progress goes to stderr; the
last line of stdout is one JSON object.
"""

import argparse
import datetime as dt
import json
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import psycopg2
from django.conf import settings
from django.db import connection
from house import Held, owner, say

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Person
from finance import chart, selectors, services
from finance.services.calls import array

TILLS, PRODUCERS, BATCH = 300, 360, 5_000
ROUNDS, PER_ROUND = 16, 200


class World:
    """A cooperative with its books: 300 tills, 360 producers, five busy income accounts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.run = f"bench:{seed}:{time.time_ns()}"
        self.day = today()
        self.person = Person.objects.filter(document="N1967").first() or Person.objects.create_user(
            "N1967", given_names="Banco", family_names="de Pruebas"
        )
        self.cooperative, _ = Cooperative.objects.get_or_create(
            code="banco-de-pruebas", defaults={"name": "Banco de pruebas", "kind": "worker"}
        )
        services.open_books(cooperative=self.cooperative, by=None)
        self.tills = self.accounts(chart.TILL, "session", TILLS, floor=Decimal(0))
        self.producers = self.accounts(chart.PRODUCERS, "producer", PRODUCERS)
        self.sales = services.accounts_bulk(
            cooperative=self.cooperative,
            wanted=[
                services.Wanted(node, product=product, hot=True)
                for node, product in [
                    (chart.SALES, "large"),
                    (chart.SALES, "small"),
                    (chart.SALES, "dry"),
                    (chart.FUND, ""),
                    (chart.CARD, ""),
                ]
            ],
        )

    def accounts(self, node: str, party: str, count: int, floor: Decimal | None = None) -> list[int]:
        return services.accounts_bulk(
            cooperative=self.cooperative,
            wanted=[
                services.Wanted(node, f"{party}:{number}", "cash", floor=floor)
                for number in range(1, count + 1)
            ],
        )

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(100, 500_000)) / 100

    def sale(self, number: int) -> services.Draft:
        """Four legs: cash and card against two kinds of sales."""
        cash, card, large = self.amount(), self.amount(), self.amount()
        till = self.random.choice(self.tills)
        rest = cash + card - large
        legs = [(till, cash), (self.sales[4], card), (self.sales[0], -large), (self.sales[1], -rest)]
        if not rest:
            legs = [(till, cash), (self.sales[4], card), (self.sales[0], -cash - card)]
        return self.draft(f"sale:{number}", legs)

    def draft(self, name: str, legs: list[tuple[int, Decimal]]) -> services.Draft:
        return services.Draft(
            self.cooperative.pk, self.day, f"{self.run}:{name}", "bench.sale:1", "Venta", legs
        )


def fill(world: World, legs: int) -> float:
    """Post sales in bulk until the ledger holds that many legs. Returns legs a second."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM finance_leg")
        held = cursor.fetchone()[0]
    posted, number, spent = 0, 0, 0.0
    while held + posted < legs or not posted:
        drafts = [world.sale(number + place) for place in range(BATCH)]
        number += BATCH
        started = time.perf_counter()
        services.post_many(by=world.person, entries=drafts)
        spent += time.perf_counter() - started
        posted += sum(len(draft.legs) for draft in drafts)
        say(f"  {held + posted:>9,} legs, {posted / spent:,.0f} a second")
    services.fold()
    return posted / spent


def bare_connection() -> Held:
    """A connection of the same role as the pages', without Django."""
    database = settings.DATABASES["default"]
    bare = psycopg2.connect(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        options=database["OPTIONS"].get("options", ""),
    )
    bare.autocommit = True
    return bare


def tidy() -> None:
    """What autovacuum does by itself on an idle server, as the owner."""
    held = owner()
    with held.cursor() as cursor:
        cursor.execute(
            "SELECT format('VACUUM ANALYZE %I', relname) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'finance_%' AND pg_has_role(relowner, 'USAGE')"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
    held.close()


def one_by_one(world: World) -> dict[str, float]:
    """Two-leg entries, one a commit: through the service, the bare function, and a bare append."""
    bare = bare_connection()
    cursor = bare.cursor()
    pairs = [
        [(world.tills[place % TILLS], amount), (world.producers[place % PRODUCERS], -amount)]
        for place, amount in ((place, world.amount()) for place in range(ROUNDS * PER_ROUND))
    ]
    literals = [
        (array([account for account, _ in legs]), array([amount for _, amount in legs])) for legs in pairs
    ]

    def by_service(place: int) -> None:
        services.post(
            by=world.person,
            cooperative=world.cooperative,
            effective=world.day,
            key=f"{world.run}:service:{place}",
            source="bench.sale:1",
            description="Venta",
            legs=pairs[place],
        )

    def by_function(place: int) -> None:
        accounts, amounts = literals[place]
        cursor.execute(
            "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                f"{world.run}:function:{place}",
                "bench",
                world.cooperative.pk,
                world.day,
                "bench.sale:1",
                "Venta",
                world.person.pk,
                None,
                accounts,
                amounts,
            ),
        )
        cursor.fetchone()

    append = appender(world)

    def by_append(place: int) -> None:
        append(place, pairs[place])

    ways: list[tuple[str, Callable[[int], None]]] = [
        ("postings_per_s", by_service),
        ("floor_per_s", by_function),
        ("append_only_per_s", by_append),
    ]
    spent: dict[str, list[float]] = {name: [] for name, _ in ways}
    for round_number in range(ROUNDS):
        places = range(round_number * PER_ROUND, (round_number + 1) * PER_ROUND)
        for name, way in ways[round_number % 3 :] + ways[: round_number % 3]:
            started = time.perf_counter()
            for place in places:
                way(place)
            spent[name].append(time.perf_counter() - started)
        say(
            f"  round {round_number + 1}/{ROUNDS}: "
            + ", ".join(f"{name} {PER_ROUND / spent[name][-1]:,.0f}" for name, _ in ways)
        )
    bare.close()
    return {name: PER_ROUND / statistics.median(times) for name, times in spent.items()}


def appender(world: World) -> Callable[[int, list[tuple[int, Decimal]]], None]:
    """The least that could be called keeping books: two rows of a plain table, one commit, no checks."""
    cursor = owner().cursor()
    cursor.execute("DROP TABLE IF EXISTS bench_append")
    cursor.execute("CREATE TABLE bench_append (entry bigint, account bigint, amount numeric, day date)")

    def append(place: int, legs: list[tuple[int, Decimal]]) -> None:
        (one, amount), (other, mirror) = legs
        cursor.execute(
            "INSERT INTO bench_append VALUES (%s, %s, %s, %s), (%s, %s, %s, %s)",
            (place, one, amount, world.day, place, other, mirror, world.day),
        )

    return append


def timed(times: int, read: Callable[[], object]) -> float:
    """The median milliseconds of a read."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        read()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--legs", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1967)
    given = options.parse_args()

    started = dt.datetime.now(dt.UTC)
    say("Opening books…")
    world = World(given.seed)
    say(f"Posting sales in bulk up to {given.legs:,} legs…")
    legs_per_s = fill(world, given.legs)
    say("Vacuuming as autovacuum would…")
    tidy()
    say("Posting one by one…")
    rates = one_by_one(world)
    say("Reading balances and checking the whole ledger…")
    services.fold()
    tidy()
    accounts = world.random.choices(world.tills + world.producers + world.sales, k=400)
    reads = iter(accounts)
    balance_ms = timed(len(accounts), lambda: selectors.balance(next(reads)))
    checks = []
    integrity_s = timed(5, lambda: checks.append(selectors.integrity())) / 1000
    broken = [check.name for check in checks[-1] if check.broken]
    if broken:
        raise SystemExit(f"The ledger is broken: {broken}")
    result = {
        "postings_per_s": round(rates["postings_per_s"]),
        "floor_per_s": round(rates["floor_per_s"]),
        "ratio": round(rates["postings_per_s"] / rates["floor_per_s"], 3),
        "append_only_per_s": round(rates["append_only_per_s"]),
        "legs_per_s_bulk": round(legs_per_s),
        "balance_read_ms": round(balance_ms, 3),
        "integrity_check_s": round(integrity_s, 3),
        "legs": selectors.count_legs(),
        "seed": given.seed,
    }
    say(f"Took {(dt.datetime.now(dt.UTC) - started).total_seconds():.0f} s.")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
