"""Whether the ledger keeps its promises."""

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.weeks import Week
from finance.models import EntrySeal, Examination, Leg


def count_legs() -> int:
    """How many legs the ledger holds."""
    return Leg.objects.count()


class ChainHead(NamedTuple):
    """The last link of the hash chain: what the minutes print."""

    position: int
    entry: int
    hash: str
    sealed_at: dt.datetime


def chain_head(week: Week | None = None) -> ChainHead | None:
    """The chain's head now, or as it stood when a week ended (midnight after its Sunday, in Caracas)."""
    seals = EntrySeal.objects.order_by("-position")
    if week is not None:
        end = timezone.make_aware(dt.datetime.combine(week.next.monday, dt.time.min))
        seals = seals.filter(sealed_at__lt=end)
    last = seals.first()
    if last is None:
        return None
    return ChainHead(last.position, last.entry_id, bytes(last.hash).hex(), last.sealed_at)


def head_in_words() -> str | None:
    """The chain's head as the minutes write it: `place:hash`."""
    head = chain_head()
    return f"{head.position}:{head.hash}" if head else None


@dataclass(frozen=True)
class Check:
    """One promise of the ledger and how many rows break it: 0 in sound books."""

    name: str
    says: Any
    broken: int


_CHECKS: dict[str, Any] = {
    "unbalanced_entries": _("Every entry's debits equal its credits in each currency."),
    "incomplete_entries": _("Every entry has all its legs."),
    "wrong_balances": _("Every balance is the sum of its legs."),
    "wrong_versions": _("Every account counts its legs without a gap."),
    "broken_chains": _("Every running balance follows from the one before."),
    "wrong_holds": _("What is held is the sum of the active holds."),
    "below_floor": _("No account is below its floor."),
    "wrong_mirrors": _("Every account has its balance, with the same side and floor."),
}


def integrity() -> list[Check]:
    """Ask the whole ledger whether it keeps its promises. Under half a second at a million legs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_integrity(%s)", [random.getrandbits(62)])
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    return [Check(name, _CHECKS[name], broken) for name, broken in zip(names, row, strict=True)]


def last_examination() -> Examination | None:
    """The last time the ledger was asked."""
    return Examination.objects.select_related("asked_by").order_by("-at").first()


def checks_of(examination: Examination) -> list[Check]:
    """What an examination answered, promise by promise."""
    return [Check(name, says, examination.results.get(name, 0)) for name, says in _CHECKS.items()]
