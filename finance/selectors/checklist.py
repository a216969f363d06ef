"""What is still open in a month before it closes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cecosesola.kernel.money import Currency, format_money
from finance import chart
from finance.models import Account, BankLine, CashBag, Examination, Period, Revaluation, Unsealed
from finance.selectors.positions import position_on, revalued
from finance.selectors.rates import rate_on
from finance.selectors.sheets import balances_on, gaps_with
from finance.states import BagState, LineState


@dataclass(frozen=True)
class Item:
    """A line of the checklist: whether it is in order, in words, and whether the month waits for it."""

    name: str
    title: Any
    done: bool
    told: Any = ""
    must: bool = False

    @property
    def stops(self) -> bool:
        return self.must and not self.done


def checklist(period: Period) -> list[Item]:
    """The checklist of a month. A constant number of queries."""
    return [_bags(period), _revaluation(period), _tills(period), _bank(period), _others(period), _sound()]


def _bags(period: Period) -> Item:
    """Cash that left in the month and has not arrived would stand nowhere."""
    found = CashBag.objects.filter(
        cooperative=period.cooperative_id, state=BagState.TRAVELLING, left_at__date__lte=period.ends
    ).aggregate(n=Count("pk"))["n"]
    told = _("on their way: %(n)d") % {"n": found} if found else ""
    return Item("bags", _("No bag of cash is on its way"), not found, told, must=True)


def _revaluation(period: Period) -> Item:
    """Foreign money stands in bolívares at the rate of the month's last day."""
    lacking = []
    for currency in (Currency.USD, Currency.COP):
        position, cost = position_on(period.cooperative_id, currency, period.ends)
        if not position and not cost:
            continue
        rate = rate_on(period.ends, currency)
        done = Revaluation.objects.filter(
            cooperative=period.cooperative_id, currency=currency, on=period.ends
        ).exists()
        if rate is None or not done or revalued(position, cost, rate.rate):
            lacking.append(str(currency.label))
    return Item(
        "revaluation",
        _("Foreign money is revalued to the last day"),
        not lacking,
        ", ".join(lacking),
        must=True,
    )


def _tills(period: Period) -> Item:
    """Drawers that still hold cash in the books at the month's end."""
    drawers = Account.objects.filter(
        cooperative=period.cooperative_id, node__code=chart.TILL, product="cash", party__startswith="session:"
    )
    held = balances_on(list(drawers.values_list("pk", flat=True)), period.ends)
    full = sum(1 for amount in held.values() if amount)
    told = _("with cash in the books: %(n)d") % {"n": full} if full else ""
    return Item("tills", _("Every till is counted"), not full, told)


def _bank(period: Period) -> Item:
    found = BankLine.objects.filter(
        Q(account__cooperative=period.cooperative_id), on__lte=period.ends, state=LineState.OPEN
    ).count()
    told = _("without a match: %(n)d") % {"n": found} if found else ""
    return Item("bank", _("Every line of the bank is matched"), not found, told)


def _others(period: Period) -> Item:
    gaps = gaps_with(period.cooperative)
    held = ", ".join(format_money(claim - debt, currency) for _other, currency, claim, debt in gaps[:3])
    return Item("others", _("Other cooperatives say the same of what is owed"), not gaps, held)


def _sound() -> Item:
    last = Examination.objects.order_by("-at").first()
    waiting = Unsealed.objects.exists()
    told = "" if last else _("the ledger was not examined yet")
    if last and last.broken:
        told = _("the last examination found something broken")
    elif waiting:
        told = _("some entries wait for their seal")
    return Item(
        "sound", _("The ledger is examined and sealed"), bool(last and not last.broken and not waiting), told
    )
