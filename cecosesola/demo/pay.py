"""The anticipo of the demo: a decision, some weeks that were paid, and this one waiting to be looked at."""

import datetime as dt
from decimal import Decimal

from cecosesola.demo.people import Cast
from cecosesola.demo.savings import decide
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, today
from cecosesola.kernel.weeks import Week
from finance import services
from finance.selectors import Loan, SavingsAccount

WEEKS = 7


def pay_every_week(cast: Cast) -> None:
    week = Week.of(today())
    for since, amount in ((week.shift(-WEEKS), 2_400), (week.shift(-3), 2_650)):
        services.set_pay_rate(
            by=cast.finance,
            cooperative=cast.primary,
            amount=Decimal(amount),
            since=since.monday,
            decision=decide(cast, f"Anticipo de {amount} bolívares", "Lo mismo para quienes trabajamos."),
        )
    worker, coordinator = cast.by_document["V10000009"], cast.coordinator
    services.charge_on_pay(
        by=cast.finance,
        cooperative=cast.primary,
        person=worker,
        kind="purchase",
        what="Cocina de cuatro hornillas (demo)",
        amount=Decimal(3_600),
        weeks=8,
        key="demo-stove",
    )
    services.except_from_pay(
        by=cast.finance,
        cooperative=cast.primary,
        person=cast.workers[25],
        amount=Decimal(3_200),
        since=week.shift(-2).monday,
        weeks=4,
        reason="Un apoyo mientras dura un tratamiento (demo)",
        decision=decide(cast, "Un apoyo por salud", "La reunión acuerda un apoyo por cuatro semanas."),
    )
    saving = SavingsAccount.objects.get(key="demo-saving-0")
    services.order_saving(by=coordinator, saving=saving, amount=Decimal(200))
    services.order_loan(by=worker, loan=Loan.objects.get(key="demo-loan-1"))
    for back in range(WEEKS, 0, -1):
        friday = midnight(week.shift(-back).day(5)) + dt.timedelta(hours=15)
        with clock.at(friday):
            run = services.draw_run(by=None, cooperative=cast.primary, monday=week.shift(-back).monday)
            services.post_run(by=cast.finance, run=run)
            services.hand_out_rest(by=cast.finance, run=run)
    services.draw_run(by=None, cooperative=cast.primary, monday=week.monday)
