"""A till as a device would be: it makes sales with its own counter and chain, and sends them in batches."""

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from uuid_utils import uuid7

from markets.models import Device, TillSession
from markets.services.sync.wire import chain_hash

NOTES_VES = ("500", "200", "100", "50", "20", "10", "5", "1", "0.50", "0.10", "0.05", "0.01")
NOTES_USD = ("20", "10", "5", "1", "0.01")


@dataclass(frozen=True)
class PriceList:
    """A price book as a device keeps it: céntimos, the rate, limits."""

    book: int
    tiers: Mapping[str, int]
    products: list[tuple[int, int, int | None]]  # id, céntimos, limit
    rate: Decimal


@dataclass
class Machine:
    """One registered device with what it remembers."""

    device: Device
    fair: int
    counter: int = 0
    previous: str = ""
    session: TillSession | None = None
    outbox: list[dict[str, str]] = field(default_factory=list)
    sold: int = 0  # sales of this session
    total: int = 0  # céntimos of this session
    cash: Counter[str] = field(default_factory=Counter)  # currency → céntimos in the drawer

    def start(self, session: TillSession, float_cents: Mapping[str, int]) -> None:
        self.session, self.sold, self.total, self.cash = session, 0, 0, Counter(float_cents)

    def sell(self, lines: list[list[Any]], at: dt.datetime, prices: PriceList, chance: random.Random) -> None:
        """Complete a sale: it is in the outbox, with its number and its place in the chain."""
        assert self.session is not None
        total = sum(line[-1] for line in lines)
        self.counter += 1
        body = json.dumps(
            {
                "v": 1,
                "id": str(uuid7(nanoseconds=int(at.timestamp() * 1_000_000) * 1000)),
                "n": self.counter,
                "s": self.session.pk,
                "at": int(at.timestamp() * 1000),
                "book": prices.book,
                "lines": lines,
                "tenders": self._pay(total, at, prices.rate, chance),
                "total": total,
            },
            separators=(",", ":"),
        )
        digest = chain_hash(self.previous, body)
        self.outbox.append({"prev": self.previous, "hash": digest, "body": body})
        self.previous = digest
        self.sold += 1
        self.total += total

    def _pay(self, total: int, at: dt.datetime, rate: Decimal, chance: random.Random) -> list[list[Any]]:
        way = chance.random()
        if way < 0.45 or total == 0:
            return [["card", "VES", total, "1", total]] if total else []
        if way < 0.70:
            proof = {
                "bank": chance.choice(("0102", "0105", "0108", "0134", "0172")),
                "phone": f"0414{chance.randrange(10**7):07d}",
                "document": f"V{chance.randrange(4_000_000, 32_000_000)}",
                "reference": f"{chance.randrange(10**12):012d}",
                "paid_on": at.date().isoformat(),
            }
            return [["pago_movil", "VES", total, "1", total, proof]]
        if way < 0.90:
            given = -(-total // 1000) * 1000
            self.cash["VES"] += total
            change = [["cash", "VES", total - given, "1", total - given]] if given > total else []
            return [["cash", "VES", given, "1", given], *change]
        dollars = -(-total // int(rate * 100))
        worth = int((dollars * rate * 100).quantize(Decimal(1), ROUND_HALF_UP))
        self.cash["USD"] += dollars * 100
        self.cash["VES"] += total - worth
        change = [["cash", "VES", total - worth, "1", total - worth]] if worth > total else []
        return [["cash", "USD", dollars * 100, format(rate, "f"), worth], *change]

    def take(self, size: int) -> list[dict[str, str]]:
        """The next batch to send, oldest first."""
        batch, self.outbox = self.outbox[:size], self.outbox[size:]
        return batch


def denominations(cents: int, notes: tuple[str, ...]) -> dict[str, int]:
    """Some money as few notes and coins."""
    pieces = {}
    for note in notes:
        worth = int(Decimal(note) * 100)
        pieces[note], cents = divmod(cents, worth)
    return {note: count for note, count in pieces.items() if count}
