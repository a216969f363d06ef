"""A page of the busiest account's statement, and a trial balance from snapshots, beside their plain SQL.

    DATABASE_URL=… python bench/finance_books.py [--statement-legs 1000000] [--trial-legs 5000000]

Legs are written around the posting functions, in bulk, by the owner of the schema: reading is measured.
The busiest account is every entry's first leg until it has as many as asked; the rest spreads over 2,000
accounts. Days are snapshotted by the ledger's own job. The last line of stdout is one JSON object.
"""

import argparse
import contextlib
import datetime as dt
import json
import statistics
import time
from collections.abc import Callable

from house import as_owner, guards, owner, plain, say

from cecosesola.kernel.clock import today
from federation.models import Cooperative
from finance import chart, selectors, services

DAYS, OTHERS, TIMES = 180, 2_000, 15
WRITTEN = ("finance_leg", "finance_entry")
FILL = """
WITH added AS (
    INSERT INTO finance_entry
        (cooperative_id, period_id, effective, key, body_hash, legs, source, description)
    SELECT %(cooperative)s, p.id, d.day, 'bench:' || %(run)s || ':' || d.day || ':' || n, 'x', 2,
        'bench.books:1', 'Movimiento'
    FROM (SELECT %(day)s::date AS day) d
    JOIN finance_period p ON p.cooperative_id = %(cooperative)s AND d.day BETWEEN p.starts AND p.ends
    CROSS JOIN generate_series(1, %(count)s) n
    RETURNING id, effective
), line AS (
    SELECT id, effective, round((id %% 9000 + 100)::numeric / 100, 2) AS amount FROM added
)
INSERT INTO finance_leg (entry_id, line, account_id, cooperative_id, currency, effective, amount)
SELECT id, 1, CASE WHEN %(busy)s THEN %(first)s ELSE (%(others)s::bigint[])[1 + id %% %(many)s] END,
    %(cooperative)s, 'VES', effective, amount FROM line
UNION ALL
SELECT id, 2, (%(others)s::bigint[])[1 + (id * 7) %% %(many)s], %(cooperative)s, 'VES', effective, -amount
FROM line
"""
BALANCES = """
UPDATE finance_balance b SET debit = coalesce(s.debit, 0), credit = coalesce(s.credit, 0), version = s.legs
FROM (SELECT account_id, sum(amount) FILTER (WHERE amount > 0) AS debit,
        -sum(amount) FILTER (WHERE amount < 0) AS credit, count(*) AS legs
      FROM finance_leg WHERE cooperative_id = %s GROUP BY account_id) s
WHERE b.account_id = s.account_id
"""
PLAIN_STATEMENT = (
    "SELECT l.*, e.description, sum(l.amount) OVER (ORDER BY l.effective, l.entry_id, l.line)"
    " FROM finance_leg l JOIN finance_entry e ON e.id = l.entry_id WHERE l.account_id = %s"
    " ORDER BY l.effective DESC, l.entry_id DESC, l.line DESC LIMIT 51"
)
PLAIN_TRIAL = (
    "SELECT a.node_id, a.currency, sum(l.amount) FROM finance_leg l"
    " JOIN finance_account a ON a.id = l.account_id"
    " WHERE a.cooperative_id = %s AND l.effective <= %s GROUP BY a.node_id, a.currency"
)


def median_ms(do: Callable[[], object], times: int = TIMES) -> float:
    do()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        spent.append(time.perf_counter() - started)
    return round(statistics.median(spent) * 1000, 2)


class World:
    """A cooperative whose busiest account and whole ledger are as long as asked."""

    def __init__(self) -> None:
        self.run = str(time.time_ns())
        self.cooperative = Cooperative.objects.create(
            code=f"banco-{self.run[-9:]}", name=f"Banco de pruebas {self.run}", kind="worker"
        )
        services.open_books(cooperative=self.cooperative, by=None)
        self.busy = services.account(cooperative=self.cooperative, node=chart.BANK, hot=True)
        nodes = [line.code for line in chart.TEMPLATE if line.code != chart.BANK]
        self.others = services.accounts_bulk(
            cooperative=self.cooperative,
            wanted=[
                services.Wanted(nodes[number % len(nodes)], f"producer:{number}", "bench", hot=True)
                for number in range(OTHERS)
            ],
        )
        self.last = today() - dt.timedelta(days=1)
        self.legs = 0

    def fill(self, until: int, *, busy: bool) -> None:
        """Write entries of two legs over the days until the ledger holds that many."""
        a_day = max(1, (until - self.legs) // (2 * DAYS))
        with contextlib.closing(owner()) as writer, writer.cursor() as cursor:
            for back in range(DAYS - 1, -1, -1):
                day = self.last - dt.timedelta(days=back)
                cursor.execute("SELECT id FROM ledger_period(%s, %s)", [self.cooperative.pk, day])
                cursor.execute(
                    FILL,
                    {
                        "cooperative": self.cooperative.pk,
                        "run": f"{self.run}{busy}",
                        "day": day,
                        "count": a_day,
                        "busy": busy,
                        "first": self.busy.pk,
                        "others": self.others,
                        "many": OTHERS,
                    },
                )
                self.legs += 2 * a_day
        say(f"  {self.legs:,} legs")

    def settle(self) -> None:
        """Balances as the posting functions would have left them, and each day's snapshot, as every night."""
        with contextlib.closing(owner()) as writer, writer.cursor() as cursor:
            cursor.execute(BALANCES, [self.cooperative.pk])
        for back in range(DAYS - 1, -1, -1):
            services.close_day(cooperative=self.cooperative, day=self.last - dt.timedelta(days=back))
        as_owner("VACUUM ANALYZE finance_leg, finance_entry, finance_balance, finance_dayclose")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statement-legs", type=int, default=1_000_000)
    parser.add_argument("--trial-legs", type=int, default=5_000_000)
    given, _rest = parser.parse_known_args()
    guards(WRITTEN, on=False)
    try:
        world = filled(given.statement_legs, given.trial_legs)
    finally:
        guards(WRITTEN, on=True)
    told = measure(world, given.statement_legs)
    print(json.dumps(told))


def filled(statement_legs: int, trial_legs: int) -> World:
    world = World()
    say("a busy account")
    world.fill(2 * statement_legs, busy=True)
    say("the rest of the ledger")
    world.fill(max(trial_legs, world.legs + 2 * DAYS), busy=False)
    world.settle()
    return world


def measure(world: World, statement_legs: int) -> dict[str, object]:
    middle = world.last - dt.timedelta(days=45)
    there = selectors.Place(middle, 2**62, 0)
    first = median_ms(lambda: selectors.statement(world.busy))
    later = median_ms(lambda: selectors.statement(world.busy, after=there))
    trial = median_ms(lambda: selectors.trial_on([world.cooperative.pk], middle))
    statement_floor = median_ms(lambda: plain(PLAIN_STATEMENT, [world.busy.pk]), 3)
    trial_floor = median_ms(lambda: plain(PLAIN_TRIAL, [world.cooperative.pk, middle]), 3)
    slow = [net for _node, _currency, net in plain(PLAIN_TRIAL, [world.cooperative.pk, middle]) if net]
    quick = selectors.trial_on([world.cooperative.pk], middle)
    assert sorted(one.net for one in quick) == sorted(slow), "the quick figure is another"
    return {
        "statement_ms": first,
        "statement_later_page_ms": later,
        "statement_ms_floor": statement_floor,
        "trial_balance_ms": trial,
        "trial_balance_ms_floor": trial_floor,
        "statement_legs": statement_legs,
        "trial_legs": world.legs,
    }


if __name__ == "__main__":
    main()
