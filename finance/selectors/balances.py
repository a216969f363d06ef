"""What accounts hold, now and on a day."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from finance.models import Account

_BALANCE = (
    "SELECT side * (debit - credit + coalesce((SELECT sum(p.debit - p.credit) FROM finance_pending p"
    " WHERE p.account_id = b.account_id), 0)), held FROM finance_balance b WHERE account_id = %s"
)


def balance(account: Account | int) -> Decimal:
    """What an account holds now, as people read it: what is folded and what waits, in one query."""
    return _balance(account)[0]


def available(account: Account | int) -> Decimal:
    """What an account holds and nothing has set aside."""
    posted, held = _balance(account)
    return posted - held


class Holdings(NamedTuple):
    """What an account holds, what of it is set aside, and what is left."""

    posted: Decimal
    held: Decimal
    available: Decimal


def holdings(account: Account) -> Holdings:
    """The three figures at the head of a statement."""
    posted, held = _balance(account)
    return Holdings(posted, held, posted - held)


def _balance(account: Account | int) -> tuple[Decimal, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, (account if isinstance(account, int) else account.pk,))
        row = cursor.fetchone()
    if row is None:
        raise Account.DoesNotExist
    return row


def balances(accounts: Iterable[int]) -> dict[int, Decimal]:
    """What each of many accounts holds now, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.account_id, b.side * (b.debit - b.credit + coalesce(p.net, 0)) FROM finance_balance b"
            " LEFT JOIN (SELECT account_id, sum(debit - credit) AS net FROM finance_pending"
            "  WHERE account_id = ANY (%s) GROUP BY account_id) p USING (account_id)"
            " WHERE b.account_id = ANY (%s)",
            [ids := list(accounts), ids],
        )
        return dict(cursor.fetchall())


def balance_on(account: Account, day: dt.date) -> Decimal:
    """What an account held at the end of a day, by the dates of its entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_balance_on(%s, %s)", [account.pk, day])
        return account.side * cursor.fetchone()[0]
