"""What a cooperative holds in foreign money, and what it stands at in bolívares."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from cecosesola.kernel.money import CENT, ZERO, Currency
from federation.selectors import Cooperative
from finance import chart
from finance.models import Account
from finance.selectors.sheets import balances_on


def revalued(position: Decimal, cost: Decimal, rate: Decimal) -> Decimal:
    """What a position gained: position × rate − cost, rounded half up to the céntimo."""
    return (position * rate).quantize(CENT, ROUND_HALF_UP) - cost


def position_on(cooperative: Cooperative | int, currency: str, day: dt.date) -> tuple[Decimal, Decimal]:
    """What the exchange brought in of a currency until a day, and what it stands at in bolívares.

    The bridge of the dollar has no product; another currency's carries its code (`exchange_legs`).
    """
    where = cooperative if isinstance(cooperative, int) else cooperative.pk
    product = "" if currency == Currency.USD else currency
    accounts = list(
        Account.objects.filter(cooperative=where, node__code=chart.EXCHANGE, product=product).values_list(
            "pk", "currency"
        )
    )
    held = balances_on([pk for pk, _currency in accounts], day)
    brought = -sum((held[pk] for pk, code in accounts if code == currency), ZERO)
    cost = sum((held[pk] for pk, code in accounts if code == Currency.VES), ZERO)
    return brought, cost
