"""Reading a sale as a device sends it. Integers only: céntimos, grams, thousandths of a unit.

A sale travels as the exact text that the device hashed, so that both sides hash the same bytes.
"""

import datetime as dt
import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from typing import Any

MAX_LINES = 200
MAX_TENDERS = 20
MAX_AMOUNT = 10**15  # céntimos: ten billion bolívares
TIERS = {"L": "large", "M": "mini"}
_HASH = re.compile(r"^[0-9a-f]{64}$")
_RATE = re.compile(r"^[0-9]{1,11}(\.[0-9]{1,8})?$")
_PLAIN = re.compile(r"^[A-Za-z0-9-]{0,20}$")


class Unreadable(ValueError):
    """The text is not a sale. Its message goes to quarantine with the payload."""


@dataclass(frozen=True, slots=True)
class Line:
    tier: str | None
    product: int | None
    gross: int | None
    tare: int | None
    quantity: int
    price: int
    amount: int


@dataclass(frozen=True, slots=True)
class Payment:
    kind: str
    currency: str
    amount: int
    rate: str
    ves: int
    proof: tuple[str, str, str, str, str] | None  # bank, phone, document, reference, day


@dataclass(frozen=True, slots=True)
class WireSale:
    id: uuid.UUID
    counter: int
    session: int
    book: int
    sold_at: dt.datetime
    total: int
    previous: str
    hash: str
    lines: list[Line]
    payments: list[Payment]


def chain_hash(previous: str, body: str) -> str:
    """SHA-256 of the previous sale's hash followed by this sale's exact text."""
    return hashlib.sha256((previous + body).encode()).hexdigest()


def read_sale(envelope: Any, now: dt.datetime) -> WireSale:
    """Check an envelope `{prev, hash, body}` and read the sale in it.

    Raises Unreadable when it cannot be a sale at all. A sale that is only odd is read.
    """
    if not isinstance(envelope, dict):
        raise Unreadable("a sale is an object with prev, hash and body")
    previous, digest, body = envelope.get("prev"), envelope.get("hash"), envelope.get("body")
    if not isinstance(body, str) or not isinstance(previous, str) or not isinstance(digest, str):
        raise Unreadable("prev, hash and body are texts")
    if not _HASH.match(digest) or (previous and not _HASH.match(previous)):
        raise Unreadable("hashes are 64 lower-case hexadecimal digits")
    try:
        if chain_hash(previous, body) != digest:
            raise Unreadable("the hash does not match the body")
        sale = json.loads(body)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the body is not JSON: {error}") from error
    if not isinstance(sale, dict) or sale.get("v") != 1:
        raise Unreadable("the body is not a sale of version 1")
    try:
        sale_id = uuid.UUID(sale["id"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable("the id is not a UUID") from error
    if sale_id.version != 7:
        raise Unreadable("the id is not a UUID of version 7")
    lines, payments = sale.get("lines"), sale.get("tenders")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MAX_LINES:
        raise Unreadable(f"a sale has 1 to {MAX_LINES} lines")
    if not isinstance(payments, list) or len(payments) > MAX_TENDERS:
        raise Unreadable(f"a sale has at most {MAX_TENDERS} tenders")
    return WireSale(
        id=sale_id,
        counter=_whole(sale.get("n"), "n", 1, 10**9),
        session=_whole(sale.get("s"), "s", 1, 2**62),
        book=_whole(sale.get("book"), "book", 1, 2**62),
        sold_at=_moment(sale.get("at"), now),
        total=_whole(sale.get("total"), "total", 0, MAX_AMOUNT),
        previous=previous,
        hash=digest,
        lines=[_line(line) for line in lines],
        payments=[_payment(payment) for payment in payments],
    )


def _whole(value: Any, name: str, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise Unreadable(f"{name} is a whole number from {low} to {high}")
    return value


def _moment(value: Any, now: dt.datetime) -> dt.datetime:
    """Milliseconds since 1970, within reason: a device's clock may be wrong, but not by an age."""
    millis = _whole(value, "at", 1_600_000_000_000, 4_000_000_000_000)
    return dt.datetime.fromtimestamp(millis / 1000, tz=dt.UTC)


def _line(line: Any) -> Line:
    """`["L", gross, tare, net, price, amount]`, `["M", …]` or `["P", product, units, price, amount]`."""
    if not isinstance(line, list) or not line:
        raise Unreadable("a line is a list")
    kind = line[0]
    if kind in TIERS and len(line) == 6:
        gross = _whole(line[1], "gross", 0, 10**9)
        tare = _whole(line[2], "tare", 0, 10**9)
        net = _whole(line[3], "net", 1, 10**9)
        if gross - tare != net:
            raise Unreadable("net is not gross less tare")
        return Line(
            TIERS[kind],
            None,
            gross,
            tare,
            net,
            _whole(line[4], "price", 0, MAX_AMOUNT),
            _whole(line[5], "amount", 0, MAX_AMOUNT),
        )
    if kind == "P" and len(line) == 5:
        return Line(
            None,
            _whole(line[1], "product", 1, 2**62),
            None,
            None,
            1000 * _whole(line[2], "units", 1, 10**6),
            _whole(line[3], "price", 0, MAX_AMOUNT),
            _whole(line[4], "amount", 0, MAX_AMOUNT),
        )
    raise Unreadable("a line starts with L, M or P")


def _payment(payment: Any) -> Payment:
    """`["cash", "VES", amount, rate, ves]`, `["card", …]` or `["pago_movil", …, {proof}]`."""
    if not isinstance(payment, list) or len(payment) not in (5, 6):
        raise Unreadable("a tender is a list of five or six")
    kind, currency, amount, rate, ves = payment[:5]
    if kind not in ("cash", "card", "pago_movil") or currency not in ("VES", "USD"):
        raise Unreadable("a tender is cash, card or pago_movil, in VES or USD")
    if not isinstance(rate, str) or not _RATE.match(rate) or not rate.strip("0."):
        raise Unreadable("the rate is a positive decimal text")
    amount = _whole(amount, "amount", -MAX_AMOUNT, MAX_AMOUNT)
    ves = _whole(ves, "ves", -MAX_AMOUNT, MAX_AMOUNT)
    if amount == 0 or (amount > 0) != (ves > 0):
        raise Unreadable("a tender has an amount, of the same sign in bolívares")
    if currency == "VES" and amount != ves:
        raise Unreadable("bolívares are worth themselves")
    if kind != "cash" and (currency != "VES" or amount < 0):
        raise Unreadable("only cash is foreign, or change")
    return Payment(
        kind,
        currency,
        amount,
        rate,
        ves,
        _proof(payment[5]) if kind == "pago_movil" and len(payment) == 6 else None,
    )


def _proof(proof: Any) -> tuple[str, str, str, str, str]:
    if not isinstance(proof, dict):
        raise Unreadable("a mobile payment's proof is an object")
    values = [proof.get(name, "") for name in ("bank", "phone", "document", "reference")]
    if not all(isinstance(value, str) and _PLAIN.match(value) for value in values) or len(values[0]) > 4:
        raise Unreadable("a mobile payment has bank, phone, document and reference")
    if len(values[1]) > 15 or len(values[2]) > 12:
        raise Unreadable("a mobile payment has bank, phone, document and reference")
    try:
        day = dt.date.fromisoformat(proof["paid_on"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("a mobile payment has its day") from error
    return (values[0], values[1], values[2], values[3], day.isoformat())
