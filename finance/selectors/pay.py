"""The weekly anticipo as it comes out: who is paid, what is deducted, what is different from last week."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from hashlib import sha256
from typing import NamedTuple

from django.db.models import F, Sum

from cecosesola.kernel.clock import midnight, today
from cecosesola.kernel.money import CENT, ZERO
from cecosesola.kernel.weeks import Week
from federation.selectors import Cooperative, Person, suspended_throughout, workers_of
from finance.models import (
    Loan,
    PayCharge,
    PayException,
    PayLine,
    PayOrder,
    PayRate,
    PayRun,
    SavingsAccount,
)
from finance.policies.savings import takes_deposits
from finance.schedules import Split, split
from finance.selectors.balances import balances
from finance.selectors.repayment import Standing, standings
from finance.states import Deducted, LoanState, PayRunState


class Taken(NamedTuple):
    """One deduction: what it is for, how much, and of a loan how it is split."""

    kind: Deducted
    amount: Decimal
    thing: Loan | PayCharge | SavingsAccount
    paid: Split | None = None


class Short(NamedTuple):
    """What was asked for and did not fit into the part that may be deducted."""

    kind: Deducted
    wanted: Decimal
    taken: Decimal


@dataclass
class Slip:
    """What one person receives of a run."""

    person: int
    gross: Decimal
    exception: PayException | None = None
    taken: list[Taken] = field(default_factory=list)
    short: list[Short] = field(default_factory=list)

    @property
    def deducted(self) -> Decimal:
        return sum((one.amount for one in self.taken), ZERO)

    @property
    def net(self) -> Decimal:
        return self.gross - self.deducted


@dataclass
class Plan:
    """A run as it comes out today."""

    cooperative: Cooperative
    week: Week
    rate: PayRate
    slips: list[Slip]
    suspended: list[int]
    standings: dict[int, Standing]

    @property
    def gross(self) -> Decimal:
        return sum((slip.gross for slip in self.slips), ZERO)

    @property
    def deducted(self) -> Decimal:
        return sum((slip.deducted for slip in self.slips), ZERO)

    @property
    def digest(self) -> str:
        """One figure for all of it: another figure anywhere is another digest."""
        lines = [
            (
                slip.person,
                f"{slip.gross:f}",
                slip.exception and slip.exception.pk,
                [(str(one.kind), one.thing.pk, f"{one.amount:f}") for one in slip.taken],
            )
            for slip in self.slips
        ]
        return sha256(repr((self.cooperative.pk, str(self.week), self.rate.pk, lines)).encode()).hexdigest()


def rate_in_force(cooperative: Cooperative, week: Week) -> PayRate | None:
    """The anticipo of a week, by the latest decision that reaches it."""
    rates = PayRate.objects.filter(cooperative=cooperative, since__lte=week.monday)
    return rates.select_related("decision").order_by("-since").first()


def plan_run(cooperative: Cooperative, week: Week, rate: PayRate) -> Plan:
    """Who is paid what for a week, as things stand now. A constant number of queries."""
    still = suspended_throughout(midnight(week.monday), midnight(week.next.monday))
    workers = workers_of(cooperative, week.monday, week.sunday)
    paid = [one for one in workers if one not in still]
    slips = {one: Slip(one, rate.amount) for one in paid}
    for exception in PayException.objects.filter(
        cooperative=cooperative, since__lte=week.monday, until__gte=week.monday, person__in=paid
    ).order_by("id"):  # the latest that was decided counts
        slips[exception.person_id].exception = exception
        slips[exception.person_id].gross = exception.amount
    loans = _loan_orders(rate, paid)
    stand = standings([order.loan for order in loans if order.loan], today())
    wishes: dict[int, list[Taken]] = defaultdict(list)
    for order in loans:
        if (wish := _instalment(order, stand)) is not None:
            wishes[order.person_id].append(wish)
    for charge, left in _charges(rate, paid):
        part = (charge.amount / charge.weeks).quantize(CENT, ROUND_UP)
        wishes[charge.person_id].append(Taken(Deducted.CHARGE, min(part, left), charge))
    for order in _saving_orders(rate, paid):
        assert order.saving is not None
        assert order.amount is not None
        wishes[order.person_id].append(Taken(Deducted.SAVING, order.amount, order.saving))
    for number, asked in wishes.items():
        _deduct(slips[number], asked, rate, stand)
    gone = [one for one in workers if one in still]
    return Plan(cooperative, week, rate, [slips[one] for one in paid], gone, stand)


def _loan_orders(rate: PayRate, people: list[int]) -> list[PayOrder]:
    found = PayOrder.objects.filter(
        ended_at=None,
        person__in=people,
        loan__state=LoanState.RUNNING,
        loan__product__cooperative=rate.cooperative_id,
        loan__product__currency=rate.currency,
    )
    return list(found.select_related("loan__product", "loan__ledger").order_by("person", "id"))


def _saving_orders(rate: PayRate, people: list[int]) -> list[PayOrder]:
    found = PayOrder.objects.filter(
        ended_at=None,
        person__in=people,
        saving__product__cooperative=rate.cooperative_id,
        saving__product__currency=rate.currency,
    ).select_related("saving__product", "saving__ledger__balance")
    rows = found.order_by("person", "id")
    return [one for one in rows if one.saving is not None and takes_deposits(one.saving) is None]


def _charges(rate: PayRate, people: list[int]) -> Iterable[tuple[PayCharge, Decimal]]:
    """Charges of these people that are not paid off, with what is left of each."""
    charges = PayCharge.objects.filter(
        cooperative=rate.cooperative_id, currency=rate.currency, person__in=people
    ).exclude(ledger__balance__debit=F("ledger__balance__credit"))
    for charge in charges.select_related("ledger__balance").order_by("person", "id"):
        yield charge, charge.ledger.balance.debit - charge.ledger.balance.credit


def _instalment(order: PayOrder, stand: dict[int, Standing]) -> Taken | None:
    """What is due of a loan today, or less when less was asked for. Nothing ahead of its day."""
    loan = order.loan
    assert loan is not None
    due = stand[loan.pk].due if loan.pk in stand else ZERO
    amount = due if order.amount is None else min(due, order.amount)
    return Taken(Deducted.LOAN, amount, loan) if amount > 0 else None


def _deduct(slip: Slip, asked: list[Taken], rate: PayRate, stand: dict[int, Standing]) -> None:
    """Take what was asked for, in order, as far as the part that may be taken goes."""
    room = (slip.gross * (100 - rate.kept) / 100).quantize(CENT, ROUND_DOWN)
    for wish in asked:
        amount = min(wish.amount, room)
        if amount < wish.amount:
            slip.short.append(Short(wish.kind, wish.amount, amount))
        if amount <= 0:
            continue
        room -= amount
        paid = None
        if isinstance(wish.thing, Loan):
            standing = stand[wish.thing.pk]
            paid = split(amount, standing.late, accrued=ZERO, left=standing.left)
        slip.taken.append(wish._replace(amount=amount, paid=paid))


class Change(NamedTuple):
    """What is different for a person from the last run: None where there was or is nothing."""

    person: int
    before: Decimal | None
    now: Decimal | None


def last_posted(cooperative: Cooperative, before: dt.date) -> PayRun | None:
    runs = PayRun.objects.filter(cooperative=cooperative, state=PayRunState.POSTED, monday__lt=before)
    return runs.order_by("-monday").first()


def changes(plan: Plan) -> list[Change]:
    """Who receives another amount than the last time, who is new, and who is not there any more."""
    last = last_posted(plan.cooperative, plan.week.monday)
    if last is None:
        return []
    before = dict(PayLine.objects.filter(run=last).values_list("person", "net"))
    now = {slip.person: slip.net for slip in plan.slips}
    return [
        Change(one, before.get(one), now.get(one))
        for one in sorted(before.keys() | now.keys())
        if before.get(one) != now.get(one)
    ]


def people(numbers: Iterable[int]) -> dict[int, Person]:
    return Person.objects.in_bulk(list(numbers))


def taken_in_all(plan: Plan) -> list[tuple[Deducted, Decimal]]:
    """What is deducted, by what for."""
    sums: dict[Deducted, Decimal] = defaultdict(lambda: ZERO)
    for slip in plan.slips:
        for one in slip.taken:
            sums[one.kind] += one.amount
    return [(kind, sums[kind]) for kind in Deducted if sums[kind]]


def unpaid(run: PayRun) -> tuple[int, Decimal]:
    """How many lines of a run are still to be handed out, and how much that is."""
    found = PayLine.objects.filter(run=run, handing=None, net__gt=0)
    told = found.aggregate(total=Sum("net"))
    return found.count(), told["total"] or ZERO


def left_of(charges: Iterable[PayCharge]) -> dict[int, Decimal]:
    """What is not paid of each charge, by its number."""
    by_ledger = {charge.ledger_id: charge.pk for charge in charges}
    return {by_ledger[account]: left for account, left in balances(by_ledger).items()}
