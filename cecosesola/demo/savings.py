"""Savings and loans of the demo: what is offered, savings that grew, loans asked for and repaid."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from assemblies.selectors import Decision
from assemblies.services import tell_decision
from cecosesola.demo.people import Cast
from cecosesola.kernel import clock
from cecosesola.kernel.clock import midnight, today
from finance import services
from finance.selectors import Loan, LoanProduct, SavingsAccount, SavingsProduct

SAVERS = 12
MONTHS = 4


def decide(cast: Cast, title: str, text: str) -> Decision:
    """A decision of the weekly meeting, for what the books cite."""
    return tell_decision(
        by=cast.coordinator,
        title=f"{title} (demo)",
        mode=Decision.Mode.COLLECTIVE,
        people=cast.workers[:8],
        text=text,
        taken_on=today(),
        space=cast.meeting,
    )


def save_and_lend(cast: Cast, seed: int) -> None:
    decision = decide(cast, "Tasas de ahorros y préstamos", "La misma tasa para cada quien.")
    sight, term = _offer_savings(cast, decision)
    _save(cast, sight, term, random.Random(seed))  # noqa: S311
    loans = _offer_loans(cast, decision)
    _lend(cast, loans, decision)


def _offer_savings(cast: Cast, decision: Decision) -> tuple[SavingsProduct, SavingsProduct]:
    given: dict[str, Any] = {"by": cast.finance, "cooperative": cast.primary}
    sight = services.offer_saving(**given, name="Ahorro a la vista", kind="sight")
    planned = services.offer_saving(**given, name="Ahorro programado", kind="planned")
    term = services.offer_saving(
        **given, name="Depósito a seis meses", kind="term", term_months=6, early_percent=Decimal(50)
    )
    since = today() - dt.timedelta(days=400)
    for product, percent in ((sight, "12"), (planned, "15"), (term, "24")):
        services.set_savings_rate(
            by=cast.finance, product=product, percent=Decimal(percent), since=since, decision=decision
        )
    return sight, term


def _save(cast: Cast, sight: SavingsProduct, term: SavingsProduct, chance: random.Random) -> None:
    first = today() - dt.timedelta(days=30 * MONTHS)
    savers = [cast.coordinator, cast.by_document["V10000009"], *cast.workers[20 : 20 + SAVERS]]
    for number, owner in enumerate(savers):
        saving: SavingsAccount = services.open_saving(
            by=cast.finance, product=sight, owner=owner, key=f"demo-saving-{number}", opened_on=first
        )
        for back in range(MONTHS, 0, -1):
            services.deposit(
                by=cast.finance,
                saving=saving,
                amount=Decimal(chance.randrange(20, 200)) * 50,
                key=f"demo-{back}",
                on=today() - dt.timedelta(days=30 * back - 1),
            )
    fixed = services.open_saving(
        by=cast.finance, product=term, owner=cast.coordinator, key="demo-term", opened_on=first
    )
    services.deposit(by=cast.finance, saving=fixed, amount=Decimal(60_000), key="demo", on=first)
    services.post_due_interest()
    mine = SavingsAccount.objects.get(key="demo-saving-0")
    services.ask_withdrawal(by=cast.coordinator, saving=mine, amount=Decimal(1500), key="demo-out")


def _offer_loans(cast: Cast, decision: Decision) -> LoanProduct:
    given: dict[str, Any] = {"by": cast.finance, "cooperative": cast.primary}
    own: LoanProduct = services.offer_loan(**given, name="Préstamo entre nosotras", most_instalments=24)
    harvest = services.offer_loan(
        **given, name="Préstamo de siembra", method="harvest", fund="mutual", to_organisations=True
    )
    for product, percent in ((own, "18"), (harvest, "6")):
        services.set_loan_rate(
            by=cast.finance,
            product=product,
            percent=Decimal(percent),
            since=today() - dt.timedelta(days=400),
            decision=decision,
        )
    return own


def _lend(cast: Cast, product: LoanProduct, decision: Decision) -> None:
    """One that is being repaid since three months ago, and one that waits for the meeting."""
    borrower = cast.by_document["V10000009"]
    with clock.at(midnight(today() - dt.timedelta(days=100)) + dt.timedelta(hours=10)):
        loan: Loan = services.ask_loan(
            by=borrower,
            product=product,
            amount=Decimal(24_000),
            instalments=12,
            purpose="Arreglar el techo de la casa (demo)",
            need="Con las lluvias se moja el cuarto de los niños.",
            key="demo-loan-1",
        )
        services.agree_loan(by=cast.finance, loan=loan, decision=decision)
        services.draw_loan(by=cast.finance, loan=loan, amount=loan.amount, key="demo")
    for back, amount in ((65, 2200), (34, 2200)):
        with clock.at(midnight(today() - dt.timedelta(days=back)) + dt.timedelta(hours=10)):
            services.pay_loan(by=cast.finance, loan=loan, amount=Decimal(amount), key=f"demo-{back}")
    services.ask_loan(
        by=cast.by_document["V10000007"],
        product=product,
        amount=Decimal(9_000),
        instalments=6,
        purpose="Una cava para guardar verduras (demo)",
        need="La cava vieja ya no enfría y se daña lo que llega el jueves.",
        key="demo-loan-2",
        shows_name=True,
    )
