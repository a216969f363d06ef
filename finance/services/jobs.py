"""What the scheduled steps do. Each may run twice, or after a stop of days, with the same end."""

import datetime as dt
import logging
import time

from django.db.models import Max

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import require
from federation.selectors import Person
from finance import policies, selectors
from finance.models import Examination, Node, Period
from finance.services.calls import call
from finance.services.periods import close_day

SEAL_BATCH = 20_000

log = logging.getLogger(__name__)


def fold() -> int:
    """Add what hot accounts received to their balances. Returns how many legs."""
    return int(call("SELECT ledger_fold()", ()))


def seal() -> int:
    """Append every committed entry that is not there yet to the hash chain. Returns how many."""
    sealed = 0
    while batch := int(call("SELECT ledger_seal(%s)", (SEAL_BATCH,))):
        sealed += batch
    return sealed


def close_days() -> int:
    """Snapshot yesterday in every cooperative with books. Returns how many accounts had moved."""
    yesterday = today() - dt.timedelta(days=1)
    through = dict(Period.objects.values_list("cooperative_id").annotate(Max("snapshot_through")))
    return sum(
        close_day(cooperative=cooperative, day=yesterday)
        for cooperative in Node.objects.values_list("cooperative_id", flat=True).distinct().order_by()
        if (through.get(cooperative) or dt.date.min) < yesterday
    )


def verify_chain() -> int | None:
    """Recompute the whole hash chain. Returns the first entry that breaks it, or None."""
    return call("SELECT ledger_broken_seal()", ())


def examine(*, by: Person | None) -> Examination:
    """Ask the whole ledger whether it keeps its promises, and keep the answer for the page.

    What breaks is logged as an error by name and count. Raises Refused `no_key`.
    """
    if by is not None:
        require(policies.may_keep_books(by))
    started = time.monotonic()
    results = {check.name: check.broken for check in selectors.integrity()}
    broken = sum(results.values())
    if broken:
        log.error("the ledger breaks its promises: %s", {name: n for name, n in results.items() if n})
    return Examination.objects.create(
        took_ms=int((time.monotonic() - started) * 1000), broken=broken, results=results, asked_by=by
    )
