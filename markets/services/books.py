"""Gathers what a run of documents posts, cooperative by cooperative, and posts it in one go."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from cecosesola.kernel.money import ZERO
from federation.selectors import Person, primary_cooperative
from finance.services import Draft, Leg, Wanted, accounts_bulk, post_many


class Source(NamedTuple):
    """What an entry comes from: its key, `room.type:id` and words."""

    key: str
    name: str
    description: str


class Books:
    """Amounts by document, cooperative and account: positive debits, negative credits.

    Each cooperative's books balance alone, so a document that touches two posts an entry in each; the
    keys differ by the cooperative's number.
    """

    def __init__(self) -> None:
        self.primary = primary_cooperative().pk
        self._amounts: dict[tuple[Source, int], dict[Wanted, Decimal]] = {}

    def add(self, source: Source, cooperative: int, account: Wanted, amount: Decimal) -> None:
        row = self._amounts.setdefault((source, cooperative), defaultdict(lambda: ZERO))
        row[account] += amount

    def post(self, *, by: Person | None, effective: dt.date) -> dict[str, int]:
        """Post everything. Returns an entry's number by key: the primary cooperative's if it has one."""
        numbers = self._accounts()
        entries = [
            (source, cooperative, legs)
            for (source, cooperative), row in self._amounts.items()
            if (
                legs := [
                    Leg(numbers[cooperative, wanted], amount) for wanted, amount in row.items() if amount
                ]
            )
        ]
        posted = post_many(
            by=by,
            entries=[
                Draft(
                    cooperative=cooperative,
                    effective=effective,
                    key=f"{source.key}:{cooperative}",
                    source=source.name,
                    description=source.description,
                    legs=legs,
                )
                for source, cooperative, legs in entries
            ],
        )
        result: dict[str, int] = {}
        for (source, cooperative, _legs), entry in zip(entries, posted, strict=True):
            if cooperative == self.primary or source.key not in result:
                result[source.key] = entry.id
        return result

    def _accounts(self) -> dict[tuple[int, Wanted], int]:
        wanted: dict[int, dict[Wanted, None]] = {}
        for (_source, cooperative), row in self._amounts.items():
            wanted.setdefault(cooperative, {}).update(dict.fromkeys(row))
        return {
            (cooperative, account): number
            for cooperative, accounts in wanted.items()
            for account, number in zip(
                accounts, accounts_bulk(cooperative=cooperative, wanted=list(accounts)), strict=True
            )
        }
