"""Posting: the one way money moves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assemblies.selectors import Decision
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import refuse, require
from cecosesola.kernel.money import Currency, unit
from federation.selectors import Cooperative, Person
from finance import chart, policies
from finance.models import Account, Entry
from finance.services.books import Wanted, accounts_bulk
from finance.services.calls import array, call

BATCH = 5_000

_POST = "SELECT ledger_post(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
_POST_MANY = (
    "SELECT ledger_post_many(%s::text[], %s::text[], %s::bigint[], %s::date[], %s::text[], %s::text[],"
    " %s::bigint[], %s::bigint[], %s::integer[], %s::bigint[], %s::numeric[], %s::bigint[])"
)


class Leg(NamedTuple):
    """A signed amount on an account: positive debits it, negative credits it."""

    account: Account | int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that is in the books: its number and key. `finance.selectors.entry` reads the rest."""

    id: int
    key: str

    @property
    def pk(self) -> int:
        return self.id


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to post with many others: the same parts as `post`."""

    cooperative: Cooperative | int
    effective: dt.date
    key: str
    source: str
    description: str
    legs: Sequence[tuple[Account | int, Decimal]]
    decision: Decision | int | None = None
    approver: Person | int | None = None


def post(
    *,
    by: Person | int | None,
    cooperative: Cooperative | int,
    effective: dt.date,
    key: str,
    source: str,
    description: str,
    legs: Sequence[tuple[Account | int, Decimal]],
    decision: Decision | int | None = None,
    approver: Person | int | None = None,
    reverses: int | None = None,
) -> Posted:
    """Post a balanced entry in a cooperative's books.

    `key` names the thing for ever (`markets.sale:<uuid>`): the same key with the same body answers the
    same entry, with another body it is refused. `source` is `room.type:id` of what it comes from.
    `by=None` is the system. The entry is its own audit: it keeps who, when, why and from where.
    Raises Refused: `key_reused`, `insufficient`, `period_closed`, `unbalanced`, `too_fine`,
    `zero_amount`, `other_books`, `account_closed`, `same_person`, `no_books`.
    """
    accounts, amounts = _sides(legs)
    where, decided = _pk(cooperative), _pk(decision)
    digest = _hash(where, effective, source, description, decided, reverses, accounts, amounts)
    number = call(
        _POST,
        (
            key,
            digest,
            where,
            effective,
            source,
            description,
            _pk(by),
            decided,
            array(accounts),
            array(amounts),
            reverses,
            _pk(approver),
        ),
    )
    return Posted(number, key)


def post_many(*, by: Person | int | None, entries: Sequence[Draft]) -> list[Posted]:
    """Post a run of entries, all or none, thousands in a call. Answers them in the order given.

    Entries of several cooperatives may go together: this is how one pays another (due-to in one's
    books, due-from in the other's). Raises Refused as `post` does.
    """
    posted: list[Posted] = []
    with transaction.atomic():
        for start in range(0, len(entries), BATCH):
            posted += _post_batch(_pk(by), entries[start : start + BATCH])
    return posted


def _post_batch(by: int | None, entries: Sequence[Draft]) -> list[Posted]:
    hashes, places = [], []
    all_accounts: list[int] = []
    all_amounts: list[Decimal] = []
    for place, entry in enumerate(entries, 1):
        accounts, amounts = _sides(entry.legs)
        where, decided = _pk(entry.cooperative), _pk(entry.decision)
        hashes.append(
            _hash(where, entry.effective, entry.source, entry.description, decided, None, accounts, amounts)
        )
        places += [place] * len(accounts)
        all_accounts += accounts
        all_amounts += amounts
    numbers = call(
        _POST_MANY,
        (
            [entry.key for entry in entries],
            hashes,
            array([_pk(entry.cooperative) for entry in entries]),
            array([entry.effective.isoformat() for entry in entries]),
            [entry.source for entry in entries],
            [entry.description for entry in entries],
            array([by] * len(entries)),
            array([_pk(entry.decision) for entry in entries]),
            array(places),
            array(all_accounts),
            array(all_amounts),
            array([_pk(entry.approver) for entry in entries]),
        ),
    )
    return [Posted(number, entry.key) for number, entry in zip(numbers, entries, strict=True)]


def reverse(
    *,
    entry: Entry | Posted | int,
    by: Person | None,
    reason: str,
    key: str | None = None,
    effective: dt.date | None = None,
    decision: Decision | int | None = None,
) -> Posted:
    """Post the exact mirror of an entry, dated today unless told otherwise. Once an entry.

    A person needs the finance key; `by=None` is a room's own correction.
    Raises Refused: `already_reversed`, `cannot_reverse`, `insufficient`, `period_closed`, `no_reason`.
    """
    if by is not None:
        require(policies.may_keep_books(by))
    if not reason.strip():
        raise refuse("no_reason", _("Write why this is reversed."), reason=_("Write the reason."))
    number = entry if isinstance(entry, int) else entry.id
    key = key or f"reverse:{number}"
    day = effective or today()
    digest = sha256(repr((number, reason, _pk(decision))).encode()).hexdigest()
    reversal = call(
        "SELECT ledger_reverse(%s,%s,%s,%s,%s,%s,%s,%s)",
        (number, key, digest, day, f"finance.entry:{number}", reason, _pk(by), _pk(decision)),
    )
    return Posted(reversal, key)


def exchange_legs(
    *,
    cooperative: Cooperative | int,
    source: Account,
    target: Account,
    amount: Decimal,
    rate: Decimal,
) -> list[Leg]:
    """The legs that change `amount` of the source's currency into the target's, both of one side.

    One of the two is in bolívares; `rate` is bolívares for one unit of the other. Each currency
    balances through the cooperative's exchange accounts, whose difference is what the exchange
    gained or lost until it is revalued. Raises Refused `no_bolivares`.
    """
    if Currency.VES not in (source.currency, target.currency) or source.currency == target.currency:
        raise refuse("no_bolivares", _("An exchange is between bolívares and another currency."))
    into_ves = target.currency == Currency.VES
    foreign = source.currency if into_ves else target.currency
    # Each foreign currency has a bridge of its own, so that each can be revalued; the dollar's has no name.
    bridge = "" if foreign == Currency.USD else foreign
    received = (amount * rate if into_ves else amount / rate).quantize(unit(target.currency), ROUND_HALF_UP)
    bridge_out, bridge_in = accounts_bulk(
        cooperative=cooperative,
        wanted=[
            Wanted(chart.EXCHANGE, product=bridge, currency=source.currency, hot=True),
            Wanted(chart.EXCHANGE, product=bridge, currency=target.currency, hot=True),
        ],
    )
    return [
        Leg(source, -amount),
        Leg(bridge_out, amount),
        Leg(target, received),
        Leg(bridge_in, -received),
    ]


def _sides(legs: Sequence[tuple[Account | int, Decimal]]) -> tuple[list[int], list[Decimal]]:
    accounts, amounts = [], []
    for account, amount in legs:
        if isinstance(amount, float):
            raise TypeError("Money is never a float.")
        accounts.append(account if isinstance(account, int) else account.pk)
        amounts.append(amount)
    return accounts, amounts


def _hash(*body: object) -> str:
    *facts, accounts, amounts = body
    plain = [str(Decimal(amount).normalize()) for amount in amounts]  # type: ignore[attr-defined]
    return sha256(repr((*map(str, facts), accounts, plain)).encode()).hexdigest()


def _pk(thing: object) -> int | None:
    return thing if thing is None or isinstance(thing, int) else thing.pk  # type: ignore[attr-defined]
