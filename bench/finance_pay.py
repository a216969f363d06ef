"""A week's anticipo of 630 workers, drawn up and posted, beside the plain SQL that reckons the same lines.

    DATABASE_URL=… python bench/finance_pay.py [--workers 630]

Half of them have some put into a saving, a quarter pay off something they took, a fifth a loan. The last line
of stdout is one JSON object.
"""

import argparse
import datetime as dt
import json
import time
from decimal import Decimal

from desk import Desk, median_s
from house import plain, say

from assemblies.models import Meeting
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, today
from cecosesola.kernel.weeks import Week
from federation.models import Person
from finance import services
from finance.models import Loan, LoanProduct, PayLine
from tests.factories import assemblies as meetings

RATE = Decimal(5_000)
PLAIN = """
SELECT m.person_id, %(rate)s - coalesce(saved.amount, 0) - coalesce(charged.amount, 0)
    - coalesce(lent.amount, 0)
FROM federation_membership m
LEFT JOIN LATERAL (SELECT sum(o.amount) AS amount FROM finance_payorder o
    WHERE o.person_id = m.person_id AND o.ended_at IS NULL AND o.saving_id IS NOT NULL) saved ON true
LEFT JOIN LATERAL (SELECT sum(b.debit - b.credit) AS amount FROM finance_paycharge c
    JOIN finance_balance b ON b.account_id = c.ledger_id
    WHERE c.person_id = m.person_id AND c.cooperative_id = m.cooperative_id) charged ON true
LEFT JOIN LATERAL (SELECT sum(due.amount - coalesce(paid.amount, 0)) AS amount
    FROM finance_payorder o
    JOIN LATERAL (SELECT id FROM finance_loanplan p WHERE p.loan_id = o.loan_id
        ORDER BY version DESC LIMIT 1) plan ON true
    JOIN LATERAL (SELECT sum(i.principal + i.interest) AS amount FROM finance_loaninstalment i
        WHERE i.plan_id = plan.id AND i.due <= %(today)s) due ON true
    LEFT JOIN LATERAL (SELECT sum(l.amount) AS amount FROM finance_loanpayment l
        WHERE l.loan_id = o.loan_id) paid ON true
    WHERE o.person_id = m.person_id AND o.ended_at IS NULL AND o.loan_id IS NOT NULL) lent ON true
WHERE m.cooperative_id = %(cooperative)s AND m.kind = 'worker' AND m.period @> %(today)s
ORDER BY 1
"""


class Payday(Desk):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.week = Week.of(today())
        self.workers = self.people(count, "worker")
        services.set_pay_rate(
            by=self.first,
            cooperative=self.cooperative,
            amount=RATE,
            since=self.week.shift(-8).monday,
            decision=self.decision,
        )
        self.save(self.workers[::2])
        self.take(self.workers[::4])
        self.borrow(self.workers[::5])
        say(f"  {count} workers, their savings, accounts and loans")

    def save(self, people: list[Person]) -> None:
        product = services.offer_saving(
            by=self.first, cooperative=self.cooperative, name="Del anticipo", kind="sight"
        )
        for one in people:
            saving = services.open_saving(
                by=self.first, product=product, owner=one, key=f"bench-{self.run}-{one.pk}"
            )
            services.order_saving(by=one, saving=saving, amount=Decimal(200))

    def take(self, people: list[Person]) -> None:
        for one in people:
            services.charge_on_pay(
                by=self.first,
                cooperative=self.cooperative,
                person=one,
                kind="purchase",
                what="Feria",
                amount=Decimal(350),
                key=f"bench-{self.run}-{one.pk}",
            )

    def borrow(self, people: list[Person]) -> None:
        product: LoanProduct = services.offer_loan(
            by=self.first, cooperative=self.cooperative, name="Préstamo de la prueba"
        )
        services.set_loan_rate(
            by=self.first,
            product=product,
            percent=Decimal(24),
            since=today() - dt.timedelta(days=400),
            decision=self.decision,
        )
        if not Meeting.objects.filter(space__is_network=True, starts_at__date__gt=today()).exists():
            meetings.network_meeting()
        for one in people:
            loan: Loan = services.ask_loan(
                by=one,
                product=product,
                amount=Decimal(6_000),
                instalments=12,
                purpose="Nevera",
                need="La vieja no enfría.",
                key=f"bench-{self.run}-{one.pk}",
            )
            services.agree_loan(by=self.first, loan=loan, decision=self.decision)
            with clock.at(midnight(today() - dt.timedelta(days=45)) + dt.timedelta(hours=10)):
                services.draw_loan(
                    by=self.first, loan=loan, amount=loan.amount, key=f"bench-{self.run}-{one.pk}"
                )
            services.order_loan(by=one, loan=Loan.objects.get(pk=loan.pk))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=630)
    given, _rest = parser.parse_known_args()
    world = Payday(given.workers)
    facts = {"rate": RATE, "today": today(), "cooperative": world.cooperative.pk}
    floor = median_s(lambda: plain(PLAIN, facts), 5)
    expected = dict(plain(PLAIN, facts))
    started = time.perf_counter()
    run = services.draw_run(by=world.first, cooperative=world.cooperative, monday=world.week.monday)
    drawn = time.perf_counter()
    services.post_run(by=world.second, run=run)
    done = time.perf_counter()
    lines = dict(PayLine.objects.filter(run=run).values_list("person", "net"))
    assert lines == expected, "the run pays another figure"
    told = {
        "pay_run_s": round(done - started, 3),
        "pay_run_s_floor": floor,
        "pay_draw_s": round(drawn - started, 3),
        "pay_lines": len(lines),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
