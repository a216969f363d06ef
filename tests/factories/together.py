"""Plans of dues, funds, campaigns and savings groups, made by the services."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from cecosesola.kernel.clock import today
from federation.models import Cooperative, Person
from finance import chart, services
from finance.models import (
    BenefitFund,
    Campaign,
    Claim,
    DuesPlan,
    Enrolment,
    NetworkPurchase,
    PurchaseShare,
    SavingsGroup,
)
from finance.services.dues import period_of
from tests.factories import assemblies as a
from tests.factories import federation as f

_numbers = itertools.count(1)


def plan(by: Person, cooperative: Cooperative, amount: object = 10, **extra: Any) -> DuesPlan:
    """A plan of weekly dues that asks so much since long ago."""
    given: dict[str, Any] = {"name": f"Plan {next(_numbers)}"} | extra
    made = services.offer_dues(by=by, cooperative=cooperative, **given)
    if amount is not None:
        dues(by, made, amount, dt.date(2000, 1, 3))
    return made


def dues(by: Person, plan: DuesPlan, amount: object, since: dt.date) -> None:
    services.set_dues_rate(
        by=by, plan=plan, amount=Decimal(str(amount)), since=since, decision=a.decision(by)
    )


def enrolled(
    by: Person, plan: DuesPlan, person: Person | None = None, weeks: int = 0, **extra: Any
) -> Enrolment:
    """Somebody in a plan since the beginning of a week that is so many weeks ago."""
    since = period_of(plan.every, today()) - dt.timedelta(weeks=weeks)
    return services.enrol(by=by, plan=plan, person=person or f.member(), since=since, **extra)


def fund(by: Person, cooperative: Cooperative, holds: object = 1000, **extra: Any) -> BenefitFund:
    """A fund that waits for nobody and gives a person 500 a year at most."""
    made = services.open_fund(
        by=by, cooperative=cooperative, name=f"Fondo {next(_numbers)}", purpose=chart.SOLIDARITY_FUND
    )
    rule(by, made, **extra)
    if holds:
        services.contribute(
            by=by, fund=made, amount=Decimal(str(holds)), key=f"contribution-{next(_numbers)}"
        )
    return made


def rule(by: Person, fund: BenefitFund, **extra: Any) -> None:
    given: dict[str, Any] = {
        "since": dt.date(2000, 1, 1),
        "waiting_days": 0,
        "ceiling": Decimal(500),
        "decision": a.decision(by),
    } | extra
    services.set_benefit_rule(by=by, fund=fund, **given)


def claim(fund: BenefitFund, by: Person | None = None, asked: object = 200, **extra: Any) -> Claim:
    given: dict[str, Any] = {
        "what": "Una operación",
        "happened_on": today(),
        "key": f"claim-{next(_numbers)}",
    } | extra
    return services.tell_claim(by=by or f.member(), fund=fund, asked=Decimal(str(asked)), **given)


def heard(desk: Person, claim: Claim) -> Claim:
    return services.hear_claim(by=desk, claim=claim, said="Se oyó.")


def valued(desk: Person, claim: Claim, amount: object = 150) -> Claim:
    heard(desk, claim)
    return services.value_claim(by=desk, claim=claim, amount=Decimal(str(amount)), decision=a.decision(desk))


def campaign(by: Person, cooperative: Cooperative, goal: object = 1000, **extra: Any) -> Campaign:
    given: dict[str, Any] = {
        "name": f"Campaña {next(_numbers)}",
        "purpose": "Un centro de salud",
        "ends": today() + dt.timedelta(days=60),
        "decision": a.decision(by),
    } | extra
    return services.begin_campaign(by=by, cooperative=cooperative, goal=Decimal(str(goal)), **given)


def gift(by: Person, campaign: Campaign, amount: object = 50, source: str = "raffle", **extra: Any) -> Any:
    given: dict[str, Any] = {"key": f"gift-{next(_numbers)}"} | extra
    return services.receive_gift(
        by=by, campaign=campaign, source=source, amount=Decimal(str(amount)), **given
    )


def share(by: Person, percent: object = "1.5", since: dt.date = dt.date(2000, 1, 1)) -> None:
    services.set_purchase_share(by=by, percent=Decimal(str(percent)), since=since, decision=a.decision(by))


def bought(by: Person, cooperative: Cooperative, amount: object = 1000, **extra: Any) -> NetworkPurchase:
    """Something bought for an organisation, with the fund's part said once."""
    if not PurchaseShare.objects.exists():
        share(by)
    given: dict[str, Any] = {"what": "Harina", "key": f"bought-{next(_numbers)}"} | extra
    given.setdefault("buyer", f.cooperative())
    return services.buy_for(by=by, cooperative=cooperative, amount=Decimal(str(amount)), **given)


def group(by: Person, cooperative: Cooperative, people: int = 4, **extra: Any) -> SavingsGroup:
    """A group whose first turn is due today, with so many people in it."""
    given: dict[str, Any] = {"name": f"Grupo {next(_numbers)}", "starts": today()} | extra
    made = services.begin_group(by=by, cooperative=cooperative, amount=Decimal(100), **given)
    for _person in range(people):
        services.join_group(by=f.member(), group=made)
    return made


def started(by: Person, cooperative: Cooperative, people: int = 4, **extra: Any) -> SavingsGroup:
    return services.start_group(by=by, group=group(by, cooperative, people, **extra))
