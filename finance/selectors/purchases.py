"""Network purchases as people look at them: what each organisation owes, what was bought, the fund's part."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from cecosesola.kernel.money import ZERO
from federation.selectors import Cooperative
from finance import chart
from finance.models import Account, NetworkPurchase, PurchasePayment, PurchaseShare


class Owing(NamedTuple):
    """An organisation and what it owes in a currency."""

    buyer: Cooperative
    currency: str
    owed: Decimal


def owing(cooperative: Cooperative) -> list[Owing]:
    """Who owes something of what was bought, the most first."""
    accounts = Account.objects.filter(
        cooperative=cooperative, node__code=chart.DUE_FROM, product="purchases"
    ).select_related("balance")
    sums = {
        (int(one.party.partition(":")[2]), one.currency): one.balance.debit - one.balance.credit
        for one in accounts
    }
    named = Cooperative.objects.in_bulk([pk for pk, _currency in sums])
    found = [Owing(named[pk], currency, left) for (pk, currency), left in sums.items() if left > ZERO]
    return sorted(found, key=lambda one: (-one.owed, one.buyer.name))


def purchases(cooperative: Cooperative) -> QuerySet[NetworkPurchase]:
    return NetworkPurchase.objects.filter(cooperative=cooperative).select_related("buyer", "share")


def payments(cooperative: Cooperative) -> list[PurchasePayment]:
    found = PurchasePayment.objects.filter(cooperative=cooperative).select_related("buyer")
    return list(found.order_by("-pk")[:20])


def shares() -> list[PurchaseShare]:
    return list(PurchaseShare.objects.select_related("decision").order_by("-since")[:30])
