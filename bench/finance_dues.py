"""A week's dues of 20,000 families of fifty affiliates, charged by the job, beside the plain SQL of its sums.

    DATABASE_URL=… python bench/finance_dues.py [--families 20000]

Each family's charge is a row and a leg of its own account; each affiliate's batch is one entry. The last line
of stdout is one JSON object.
"""

import argparse
import datetime as dt
import json
import time
from decimal import Decimal

from desk import Desk, median_s
from django.db.models import Count, Sum
from house import plain, say

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.models import Cooperative
from finance import chart, services
from finance.models import DuesBatch, DuesCharge, Enrolment
from finance.services.books import Wanted, accounts_bulk

AFFILIATES, AMOUNT = 50, Decimal(12)
PLAIN = """
SELECT e.through_id, count(*), sum(r.amount)
FROM finance_enrolment e
JOIN LATERAL (SELECT amount FROM finance_duesrate r
    WHERE r.plan_id = e.plan_id AND r.since <= %(starts)s ORDER BY since DESC LIMIT 1) r ON true
WHERE e.plan_id = %(plan)s AND (e.until IS NULL OR e.until >= %(starts)s)
GROUP BY e.through_id ORDER BY 1
"""


class Families(Desk):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.starts = Week.of(today()).monday
        self.plan = services.offer_dues(by=self.first, cooperative=self.cooperative, name="Plan funerario")
        services.set_dues_rate(
            by=self.first,
            plan=self.plan,
            amount=AMOUNT,
            since=self.starts - dt.timedelta(weeks=4),
            decision=self.decision,
        )
        affiliates = Cooperative.objects.bulk_create(
            Cooperative(code=f"afil-{self.run}-{n}", name=f"Afiliada {self.run} {n}", kind="worker")
            for n in range(AFFILIATES)
        )
        people = self.people(count, "consumer")
        ledgers = accounts_bulk(
            cooperative=self.cooperative,
            wanted=[
                Wanted(chart.RECEIVABLES, f"member:{one.pk}", f"dues-{self.plan.pk}-1") for one in people
            ],
        )
        Enrolment.objects.bulk_create(
            [
                Enrolment(
                    plan=self.plan,
                    person=person,
                    through=affiliates[place % AFFILIATES],
                    since=self.starts,
                    charged_through=self.starts - dt.timedelta(days=1),
                    ledger_id=ledger,
                    enrolled_by=self.first,
                )
                for place, (person, ledger) in enumerate(zip(people, ledgers, strict=True))
            ],
            batch_size=2_000,
        )
        say(f"  {count:,} families")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--families", type=int, default=20_000)
    given, _rest = parser.parse_known_args()
    world = Families(given.families)
    facts = {"plan": world.plan.pk, "starts": world.starts}
    floor = median_s(lambda: plain(PLAIN, facts), 3)
    expected = plain(PLAIN, facts)
    started = time.perf_counter()
    charged = services.charge_due()
    spent = time.perf_counter() - started
    rows = (
        DuesCharge.objects.filter(batch__in=DuesBatch.objects.filter(plan=world.plan))
        .order_by("batch__through")
        .values_list("batch__through")
        .annotate(n=Count("pk"), total=Sum("amount"))
    )
    assert list(rows) == expected, "the job charges another figure"
    assert charged >= given.families
    again = time.perf_counter()
    assert services.charge_due() == 0, "the second run charged something"
    told = {
        "dues_s": round(spent, 2),
        "dues_s_floor": floor,
        "dues_again_s": round(time.perf_counter() - again, 3),
        "dues_families": given.families,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
