"""Holds: money set aside for something that is about to happen, such as a withdrawal."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from assemblies.selectors import Decision
from federation.selectors import Person
from finance.models import Account, Hold
from finance.services.calls import array, call
from finance.services.posting import Posted, _hash, _pk, _sides


def hold(*, account: Account | int, amount: Decimal, key: str, reason: str, by: Person | int | None) -> Hold:
    """Set an amount of an account aside, so that nothing else can use it.

    The same key and body answer the same hold. Raises Refused: `insufficient`, `key_reused`,
    `account_closed`, `hold_on_hot`, `hold_amount`, `too_fine`.
    """
    where = _pk(account)
    digest = sha256(repr((where, str(Decimal(amount).normalize()), reason)).encode()).hexdigest()
    number = call("SELECT ledger_hold(%s, %s, %s, %s, %s, %s)", (key, digest, where, amount, reason, _pk(by)))
    return Hold.objects.get(pk=number)


def capture(
    *,
    hold: Hold,
    by: Person | int | None,
    effective: dt.date,
    key: str,
    source: str,
    description: str,
    legs: Sequence[tuple[Account | int, Decimal]],
    decision: Decision | int | None = None,
    approver: Person | int | None = None,
) -> Posted:
    """Post the entry a hold was made for. The legs take up to the held amount; the rest is freed.

    Raises Refused: `hold_ended`, `hold_exceeded`, and what `post` refuses.
    """
    accounts, amounts = _sides(legs)
    decided = _pk(decision)
    digest = _hash("capture", hold.pk, effective, source, description, decided, accounts, amounts)
    number = call(
        "SELECT ledger_capture(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)",
        (
            hold.pk,
            key,
            digest,
            effective,
            source,
            description,
            _pk(by),
            decided,
            array(accounts),
            array(amounts),
            _pk(approver),
        ),
    )
    return Posted(number, key)


def release(*, hold: Hold) -> None:
    """Free a hold. A second release changes nothing. Raises Refused `hold_ended` for a captured one."""
    call("SELECT ledger_release(%s)", (hold.pk,))
