"""Ways of saving and savings, made by the services."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Person
from finance import services
from finance.models import SavingsAccount, SavingsProduct
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)


def product(by: Person, cooperative: Cooperative, percent: object = "36.5", **extra: Any) -> SavingsProduct:
    """A way of saving at sight in the cooperative's books, with its rate since long ago."""
    given: dict[str, Any] = {"name": f"Ahorro {next(_numbers)}", "kind": "sight", "compound": False} | extra
    made = services.offer_saving(by=by, cooperative=cooperative, **given)
    if percent is not None:
        rate(by, made, percent)
    return made


def rate(by: Person, product: SavingsProduct, percent: object, since: dt.date = dt.date(2000, 1, 1)) -> None:
    services.set_savings_rate(
        by=by, product=product, percent=Decimal(str(percent)), since=since, decision=a.decision(by)
    )


def saving(
    by: Person, product: SavingsProduct, owner: Person | None = None, amount: object = 0, **extra: Any
) -> SavingsAccount:
    """A saving, with what it holds from its first day."""
    number = next(_numbers)
    given: dict[str, Any] = {"key": f"saving-{number}"} | extra
    if product.kind == "planned":
        given = {"plan_amount": Decimal(10), "plan_every": "week"} | given
    made = services.open_saving(by=by, product=product, owner=owner or f.member(), **given)
    if amount:
        put(by, made, amount, on=given.get("opened_on"))
    return made


def put(by: Person, saving: SavingsAccount, amount: object, **extra: Any) -> services.Posted:
    given: dict[str, Any] = {"key": f"put-{next(_numbers)}"} | extra
    return services.deposit(by=by, saving=saving, amount=Decimal(str(amount)), **given)


def month(back: int) -> dt.date:
    """The first day of a month that is so many months ago."""
    day = today()
    place = day.year * 12 + day.month - 1 - back
    return dt.date(place // 12, place % 12 + 1, 1)
