"""A month of interest on 23,000 savings, posted by the job, beside the plain SQL that reckons the same sum.

    DATABASE_URL=… python bench/finance_interest.py [--savings 23000]

Each saving has what it held before the month and three movements in it. The job runs as the clock runs it,
batch by batch, until nothing is due; every stretch becomes a row and an entry of the ledger. The last line of
stdout is one JSON object.
"""

import argparse
import datetime as dt
import json
import random
import time
from decimal import Decimal

from desk import Desk, median_s
from house import plain, say

from cecosesola.kernel.clock import today
from finance import chart, services
from finance.models import SavingsAccount, SavingsHolder, SavingsInterest, SavingsProduct
from finance.services.books import Wanted, accounts_bulk
from finance.services.posting import Draft, post_many

SEED, PERCENT = 11, Decimal(12)
# Interest upon interest is linear in each movement, so one sum over them gives every saving's.
PLAIN = """
SELECT s.id, round(sum(-l.amount * (
    power(1 + %(percent)s::numeric / 100 / 365, (%(last)s - greatest(l.effective, %(first)s) + 1)) - 1)), 2)
FROM finance_savingsaccount s JOIN finance_leg l ON l.account_id = s.ledger_id
WHERE s.product_id = %(product)s AND l.effective <= %(last)s
GROUP BY s.id
"""


class Savings(Desk):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.last = today().replace(day=1) - dt.timedelta(days=1)
        self.month = self.last.replace(day=1)
        self.product: SavingsProduct = services.offer_saving(
            by=self.first, cooperative=self.cooperative, name="A la vista", kind="sight"
        )
        services.set_savings_rate(
            by=self.first,
            product=self.product,
            percent=PERCENT,
            since=self.month - dt.timedelta(days=40),
            decision=self.decision,
        )
        self.open(count)
        self.move(count)

    def open(self, count: int) -> None:
        owners = self.people(count, "consumer")
        self.ledgers = accounts_bulk(
            cooperative=self.cooperative,
            wanted=[
                Wanted(chart.MEMBERS_SAVINGS, f"member:{one.pk}", f"B-{self.run}", floor=Decimal(0))
                for one in owners
            ],
        )
        opened = self.month - dt.timedelta(days=20)
        made = SavingsAccount.objects.bulk_create(
            [
                SavingsAccount(
                    product=self.product,
                    ledger_id=ledger,
                    opened_on=opened,
                    interest_through=self.month - dt.timedelta(days=1),
                    key=f"bench-{self.run}-{ledger}",
                    opened_by=self.first,
                )
                for ledger in self.ledgers
            ],
            batch_size=2_000,
        )
        SavingsHolder.objects.bulk_create(
            [
                SavingsHolder(saving=saving, person=owner, role="owner", since=opened)
                for saving, owner in zip(made, owners, strict=True)
            ],
            batch_size=2_000,
        )

    def move(self, count: int) -> None:
        """Four deposits each: one before the month, three on days of it."""
        chance = random.Random(SEED)
        bank = services.account(cooperative=self.cooperative, node=chart.BANK, hot=True)
        days = [self.month - dt.timedelta(days=10)]
        days += [self.month + dt.timedelta(days=day) for day in sorted(chance.sample(range(27), 3))]
        for day in days:
            drafts = []
            for ledger in self.ledgers:
                amount = Decimal(chance.randrange(1_000, 500_000)) / 100
                drafts.append(
                    Draft(
                        cooperative=self.cooperative,
                        effective=day,
                        key=f"bench:{self.run}:{ledger}:{day}",
                        source=f"bench.savings:{ledger}",
                        description="Depósito",
                        legs=[(bank, amount), (ledger, -amount)],
                    )
                )
            post_many(by=None, entries=drafts)
        plain("SELECT ledger_fold()")
        say(f"  {count:,} savings, {len(days)} movements each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--savings", type=int, default=23_000)
    given, _rest = parser.parse_known_args()
    world = Savings(given.savings)
    facts = {"percent": PERCENT, "first": world.month, "last": world.last, "product": world.product.pk}
    floor = median_s(lambda: plain(PLAIN, facts), 3)
    expected = {number: amount for number, amount in plain(PLAIN, facts) if amount}
    started = time.perf_counter()
    while services.post_due_interest():
        pass
    spent = time.perf_counter() - started
    rows = SavingsInterest.objects.filter(saving__product=world.product, ends=world.last)
    posted = dict(rows.values_list("saving", "amount"))
    assert {k: v for k, v in posted.items() if v} == expected, "the job posts another figure"
    again = time.perf_counter()
    assert services.post_due_interest() == 0, "the second run posted something"
    told = {
        "interest_run_s": round(spent, 2),
        "interest_run_s_floor": floor,
        "interest_again_s": round(time.perf_counter() - again, 3),
        "interest_savings": len(posted),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
