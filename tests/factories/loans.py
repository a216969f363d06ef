"""Kinds of loans and loans, walked to where a test wants them by the services."""

import itertools
from decimal import Decimal
from typing import Any

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Person
from finance import chart, services
from finance.models import Loan, LoanProduct
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)


def product(by: Person, cooperative: Cooperative, percent: object = 24, **extra: Any) -> LoanProduct:
    """A kind of loan of equal instalments, with its rate since long ago."""
    given: dict[str, Any] = {"name": f"Préstamo {next(_numbers)}", "most_grace": 6} | extra
    made = services.offer_loan(by=by, cooperative=cooperative, **given)
    if percent is not None:
        services.set_loan_rate(
            by=by,
            product=made,
            percent=Decimal(str(percent)),
            since=today().replace(year=2000, day=1),
            decision=a.decision(by),
        )
    return made


def asked(product: LoanProduct, by: Person | None = None, amount: object = 12000, **extra: Any) -> Loan:
    a.network_meeting()
    given: dict[str, Any] = {
        "instalments": 4,
        "purpose": "Nevera",
        "need": "La vieja no enfría.",
        "key": f"loan-{next(_numbers)}",
    } | extra
    return services.ask_loan(by=by or f.member(), product=product, amount=Decimal(str(amount)), **given)


def agreed(desk: Person, loan: Loan, **extra: Any) -> Loan:
    return services.agree_loan(by=desk, loan=loan, decision=a.decision(desk), **extra)


def drawn(desk: Person, loan: Loan, amount: object = None, **extra: Any) -> Loan:
    """The loan with money handed over: all of it, or so much."""
    given: dict[str, Any] = {"key": f"draw-{next(_numbers)}"} | extra
    money = loan.amount if amount is None else Decimal(str(amount))
    services.draw_loan(by=desk, loan=loan, amount=money, **given)
    return Loan.objects.get(pk=loan.pk)


def running(desk: Person, product: LoanProduct, by: Person | None = None, **extra: Any) -> Loan:
    return drawn(desk, agreed(desk, asked(product, by, **extra)))


def pay(desk: Person | None, loan: Loan, amount: object, **extra: Any) -> Any:
    given: dict[str, Any] = {"key": f"pay-{next(_numbers)}"} | extra
    return services.pay_loan(by=desk, loan=loan, amount=Decimal(str(amount)), **given)


def filled_fund(books: Any, amount: object) -> None:
    """The mutual support fund holds something."""
    books.move(
        books.account(chart.BANK, hot=True), books.account(chart.FUND, product="produce", hot=True), amount
    )
