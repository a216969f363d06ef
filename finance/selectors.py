"""Reads of the ledger. The door of this room for reads: other rooms name only what is here."""

import datetime as dt
from decimal import Decimal

from django.db import connection

from finance.models import Account, Entry, FxRate, Hold, Leg, Node, Period

__all__ = ["Account", "Entry", "FxRate", "Hold", "Leg", "Node", "Period", "balance", "rate_on"]


def balance(account: Account | int) -> Decimal:
    """What an account holds now, as people read it: what is folded and what waits, in one query."""
    pk = account if isinstance(account, int) else account.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT side * (debit - credit + coalesce((SELECT sum(p.debit - p.credit) FROM finance_pending p"
            " WHERE p.account_id = b.account_id), 0)) FROM finance_balance b WHERE account_id = %s",
            [pk],
        )
        row = cursor.fetchone()
    if row is None:
        raise Account.DoesNotExist
    return row[0]


def rate_on(day: dt.date, currency: str) -> FxRate | None:
    """The rate in force on a day: the last published until then, as last recorded. None before the first."""
    return FxRate.objects.filter(currency=currency, on__lte=day).order_by("-on", "-id").first()
