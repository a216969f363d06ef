"""Weeks of anticipo, said, drawn up and posted by the services."""

import itertools
from decimal import Decimal
from typing import Any

from cecosesola.kernel.clock import today
from cecosesola.kernel.weeks import Week
from federation.models import Cooperative, Membership, Person
from finance import services
from finance.models import PayCharge, PayException, PayRate, PayRun
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)


def this_week() -> Week:
    return Week.of(today())


def workers(cooperative: Cooperative, count: int) -> list[Person]:
    return [f.member(Membership.Kind.WORKER, at=cooperative) for _ in range(count)]


def rate(by: Person, cooperative: Cooperative, amount: object = 1000, back: int = 4, **extra: Any) -> PayRate:
    """The anticipo since some weeks ago."""
    since = this_week().shift(-back).monday
    given: dict[str, Any] = {"since": since, "decision": a.decision(by)} | extra
    return services.set_pay_rate(by=by, cooperative=cooperative, amount=Decimal(str(amount)), **given)


def exception(
    by: Person, cooperative: Cooperative, person: Person, amount: object, **extra: Any
) -> PayException:
    given: dict[str, Any] = {
        "since": this_week().monday,
        "weeks": 1,
        "reason": "Un apoyo por salud",
        "decision": a.decision(by),
    } | extra
    return services.except_from_pay(
        by=by, cooperative=cooperative, person=person, amount=Decimal(str(amount)), **given
    )


def charge(by: Person, cooperative: Cooperative, person: Person, amount: object, **extra: Any) -> PayCharge:
    given: dict[str, Any] = {"kind": "purchase", "what": "Cocina", "key": f"charge-{next(_numbers)}"} | extra
    return services.charge_on_pay(
        by=by, cooperative=cooperative, person=person, amount=Decimal(str(amount)), **given
    )


def drawn(by: Person | None, cooperative: Cooperative, back: int = 0) -> PayRun:
    return services.draw_run(by=by, cooperative=cooperative, monday=this_week().shift(-back).monday)
