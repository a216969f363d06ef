"""Taking in a batch: each sale stands alone, one round trip for all that can be read."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refused, refuse
from markets.models import Device, Product, QuarantinedSale
from markets.policies import UNKNOWN_DEVICE
from markets.services.sync.checks import flags_of, prices_of
from markets.services.sync.wire import Unreadable, WireSale, read_sale

MAX_BATCH = 500
NO_SUCH_DEVICE = "TL001"


def sync_sales(*, device: Device, payload: Any) -> list[dict[str, Any]]:
    """Store what a device sold. Returns one answer per sale, in the order sent.

    An answer is `{"id", "status", "number", "flags"}`: `stored` now, `replayed` (it was here already),
    `conflict` (another sale has this id) or `quarantined` with `error`. Whatever the device gets an
    answer for it may forget: the house keeps it, even when it could not be read.
    Raises Refused only when the request itself is not a batch.
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("sales"), list):
        raise refuse("not_a_batch", _("Send an object with a list of sales."), status=400)
    envelopes = payload["sales"]
    if len(envelopes) > MAX_BATCH:
        raise refuse(
            "batch_too_long", _("Send at most %(most)d sales at a time.") % {"most": MAX_BATCH}, status=413
        )
    unsent = payload.get("unsent")
    unsent = unsent if type(unsent) is int and 0 <= unsent < 10**9 else 0
    moment = now()
    answers: list[dict[str, Any]] = [{} for _envelope in envelopes]
    readable: dict[str, tuple[int, WireSale, list[str]]] = {}
    for place, envelope in enumerate(envelopes):
        try:
            sale = read_sale(envelope, moment)
            flags = flags_of(sale, _prices(sale.book), moment)
        except Unreadable as error:
            answers[place] = _quarantine(device, envelope, str(error))
            continue
        key = str(sale.id)
        if key in readable:
            answers[place] = {"same_as": readable[key][0]}
            continue
        readable[key] = (place, sale, flags)
    readable = _of_known_products(device, readable, envelopes, answers)
    _store(device, unsent, list(readable.values()), envelopes, answers)
    return [answers[answer["same_as"]] if "same_as" in answer else answer for answer in answers]


def _prices(book: int) -> Any:
    try:
        return prices_of(book)
    except LookupError as error:
        raise Unreadable(f"price book {book} does not exist") from error


def _of_known_products(
    device: Device,
    readable: dict[str, tuple[int, WireSale, list[str]]],
    envelopes: list[Any],
    answers: list[dict[str, Any]],
) -> dict[str, tuple[int, WireSale, list[str]]]:
    """Set aside sales of products that never existed."""
    strange = {
        line.product
        for _place, sale, flags in readable.values()
        if "product_not_listed" in flags
        for line in sale.lines
        if line.product is not None
    }
    if not strange:
        return readable
    missing = strange - set(Product.objects.filter(pk__in=strange).values_list("pk", flat=True))
    kept = {}
    for key, (place, sale, flags) in readable.items():
        if any(line.product in missing for line in sale.lines):
            answers[place] = _quarantine(device, envelopes[place], "a product does not exist")
        else:
            kept[key] = (place, sale, flags)
    return kept


def _store(
    device: Device,
    unsent: int,
    batch: list[tuple[int, WireSale, list[str]]],
    envelopes: list[Any],
    answers: list[dict[str, Any]],
) -> None:
    try:
        rows = _ingest(device, unsent, batch)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) == NO_SUCH_DEVICE:
            raise Refused(UNKNOWN_DEVICE) from error
        if len(batch) == 1:
            place = batch[0][0]
            answers[place] = _quarantine(device, envelopes[place], str(error).splitlines()[0])
            return
        # One sale that the database cannot take must not hold back the others.
        for one in batch:
            _store(device, unsent, [one], envelopes, answers)
        return
    for place, sale, _flags in batch:
        if str(sale.id) not in rows:
            strange = f"session {sale.session} is not of this device"
            answers[place] = _quarantine(device, envelopes[place], strange)
            continue
        status, flags = rows[str(sale.id)]
        if status == "conflict":
            _quarantine(device, envelopes[place], "another sale has this id")
        answers[place] = {
            "id": str(sale.id),
            "status": status,
            "number": f"{device.letters}-{sale.counter:06d}",
            "flags": flags,
        }


def _ingest(
    device: Device, unsent: int, batch: list[tuple[int, WireSale, list[str]]]
) -> dict[str, tuple[str, list[str]]]:
    """One call of the database function with the batch as columns."""
    sales = [sale for _place, sale, _flags in batch]
    lines = [(i, n, line) for i, sale in enumerate(sales, 1) for n, line in enumerate(sale.lines, 1)]
    payments = [
        (i, n, payment) for i, sale in enumerate(sales, 1) for n, payment in enumerate(sale.payments, 1)
    ]
    proofs = [(i, n, payment.amount, payment.proof) for i, n, payment in payments if payment.proof]
    columns = (
        (sale.id for sale in sales),
        (sale.session for sale in sales),
        (sale.counter for sale in sales),
        (f'"{sale.sold_at.isoformat()}"' for sale in sales),
        (sale.book for sale in sales),
        (sale.total for sale in sales),
        (f'"{sale.previous}"' for sale in sales),
        (sale.hash for sale in sales),
        (f'"{",".join(flags)}"' for _place, _sale, flags in batch),
        (i for i, _n, _line in lines),
        (n for _i, n, _line in lines),
        (_null(line.tier) for _i, _n, line in lines),
        (_null(line.product) for _i, _n, line in lines),
        (_null(line.gross) for _i, _n, line in lines),
        (_null(line.tare) for _i, _n, line in lines),
        (line.quantity for _i, _n, line in lines),
        (line.price for _i, _n, line in lines),
        (line.amount for _i, _n, line in lines),
        (i for i, _n, _payment in payments),
        (n for _i, n, _payment in payments),
        (payment.kind for _i, _n, payment in payments),
        (payment.currency for _i, _n, payment in payments),
        (payment.amount for _i, _n, payment in payments),
        (payment.rate for _i, _n, payment in payments),
        (payment.ves for _i, _n, payment in payments),
        (i for i, _n, _amount, _proof in proofs),
        (n for _i, n, _amount, _proof in proofs),
        (f'"{proof[0]}"' for _i, _n, _amount, proof in proofs),
        (f'"{proof[1]}"' for _i, _n, _amount, proof in proofs),
        (f'"{proof[2]}"' for _i, _n, _amount, proof in proofs),
        (f'"{proof[3]}"' for _i, _n, _amount, proof in proofs),
        (proof[4] for _i, _n, _amount, proof in proofs),
        (amount for _i, _n, amount, _proof in proofs),
    )
    # One statement is its own transaction; inside another it stands on a savepoint.
    alone = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with alone, connection.cursor() as cursor:
        cursor.execute(_CALL, [device.pk, device.token_hash, unsent, *(_array(column) for column in columns)])
        return {str(sale_id): (status, flags) for sale_id, status, flags in cursor.fetchall()}


# The types of till_ingest's columns, in its order.
_COLUMNS = (
    "uuid bigint bigint timestamptz bigint bigint text text text"
    " integer smallint text bigint bigint bigint bigint bigint bigint"
    " integer smallint text text bigint numeric bigint"
    " integer smallint text text text text date bigint"
)
_CALL = "SELECT sale_id, status, sale_flags FROM till_ingest({})".format(  # noqa: S608 (only placeholders)
    ", ".join(["%s", "%s", "%s", *(f"%s::{kind}[]" for kind in _COLUMNS.split())])
)


def _array(values: Iterable[object]) -> str:
    """A PostgreSQL array literal. Every value is a number, a hash or a checked plain word."""
    return "{" + ",".join(map(str, values)) + "}"


def _null(value: object) -> object:
    return "NULL" if value is None else value


def _quarantine(device: Device, envelope: Any, error: str) -> dict[str, Any]:
    """Keep what could not be stored, once, exactly as it came."""
    text = json.dumps(envelope, ensure_ascii=False, default=str).replace("\\u0000", "\\ufffd")
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    sale_id = _id_of(envelope)
    QuarantinedSale.objects.get_or_create(
        device=device,
        payload_hash=digest,
        defaults={
            "payload": text.encode(errors="replace").decode(),
            "sale_id": sale_id,
            "error": error[:300],
        },
    )
    return {"id": sale_id, "status": "quarantined", "number": "", "flags": [], "error": error[:300]}


def _id_of(envelope: Any) -> str:
    try:
        return str(json.loads(envelope["body"])["id"])[:64].replace("\x00", "")
    except (TypeError, KeyError, ValueError, RecursionError):
        return ""
