"""Reads of the ledger. The door of this room for reads: other rooms name only what is here."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from cecosesola.kernel.weeks import Week
from federation.selectors import Cooperative
from finance.models import Account, Balance, Entry, EntrySeal, FxRate, Hold, Leg, Node, Pending, Period
from finance.policies import may_keep_books, may_read_books, may_read_party, may_set_rate, sees_private

__all__ = [
    "Account",
    "Entry",
    "FxRate",
    "Hold",
    "Leg",
    "Node",
    "Period",
    "accounts_of_node",
    "available",
    "balance",
    "balance_on",
    "balances",
    "chain_head",
    "cooperatives_with_books",
    "count_legs",
    "entry",
    "integrity",
    "may_keep_books",
    "may_read_books",
    "may_read_party",
    "may_set_rate",
    "periods",
    "rate_on",
    "rates",
    "sees_private",
    "statement",
    "trial_balance",
]

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


class NodeTotal(NamedTuple):
    """A node's sum in one currency: debits, credits and the balance as people read it."""

    node: Node
    currency: str
    accounts: int
    debit: Decimal
    credit: Decimal
    balance: Decimal


def trial_balance(cooperative: Cooperative | int) -> list[NodeTotal]:
    """Every node with movements, per currency, by code. Debits and credits of a currency are equal."""
    where = cooperative if isinstance(cooperative, int) else cooperative.pk
    waiting = {
        (row["account__node"], row["account__currency"]): row
        for row in Pending.objects.filter(account__cooperative=where)
        .values("account__node", "account__currency")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
    }
    nodes = Node.objects.in_bulk(Node.objects.filter(cooperative=where).values_list("pk", flat=True))
    rows = (
        Balance.objects.filter(account__cooperative=where)
        .values("account__node", "account__currency")
        .annotate(accounts=Count("pk"), debits=Sum("debit"), credits=Sum("credit"))
        .order_by("account__node__code", "account__currency")
    )
    totals = []
    for row in rows:
        more = waiting.get(
            (row["account__node"], row["account__currency"]), {"debits": ZERO, "credits": ZERO}
        )
        debit, credit = row["debits"] + more["debits"], row["credits"] + more["credits"]
        node = nodes[row["account__node"]]
        if debit or credit:
            totals.append(
                NodeTotal(
                    node,
                    row["account__currency"],
                    row["accounts"],
                    debit,
                    credit,
                    node.side * (debit - credit),
                )
            )
    return totals


def cooperatives_with_books() -> QuerySet[Cooperative]:
    """Cooperatives that have a chart of accounts, by name."""
    return Cooperative.objects.filter(
        pk__in=Node.objects.order_by().values_list("cooperative").distinct()
    ).order_by("name")


def accounts_of_node(
    node: Node, currency: str, *, private: bool, after: int = 0, limit: int = 50
) -> list[tuple[Account, Decimal]]:
    """A page of a node's accounts with what they hold, by number. Members' only when `private`."""
    found = Account.objects.filter(node=node, currency=currency, pk__gt=after).select_related("node")
    if not private:
        found = found.exclude(party__startswith="member:")
    page = list(found.order_by("pk")[:limit])
    holds = balances(account.pk for account in page)
    return [(account, holds[account.pk]) for account in page]


class Place(NamedTuple):
    """Where a page of a statement ends: the leg after which the next page goes on."""

    effective: dt.date
    entry: int
    line: int

    def __str__(self) -> str:
        return f"{self.effective:%Y%m%d}-{self.entry}-{self.line}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place written in an address, or None when it is not one."""
        try:
            day, entry, line = text.split("-")
            return cls(dt.datetime.strptime(day, "%Y%m%d").date(), int(entry), int(line))  # noqa: DTZ007
        except ValueError:
            return None


@dataclass(frozen=True)
class StatementLine:
    leg: Leg
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal


@dataclass(frozen=True)
class Statement:
    """A page of an account's movements, the newest first; `next` is where the following page starts."""

    lines: Sequence[StatementLine]
    next: Place | None


def statement(account: Account, *, after: Place | None = None, limit: int = 50) -> Statement:
    """An account's movements by date with the running balance, in a constant number of queries."""
    legs = Leg.objects.filter(account=account)
    if after is not None:
        legs = legs.filter(
            Q(effective__lt=after.effective)
            | Q(effective=after.effective, entry_id__lt=after.entry)
            | Q(effective=after.effective, entry_id=after.entry, line__lt=after.line)
        )
    total = legs.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]
    page = list(legs.select_related("entry").order_by("-effective", "-entry_id", "-line")[: limit + 1])
    lines = []
    running = account.side * total
    for leg in page[:limit]:
        lines.append(
            StatementLine(
                leg,
                leg.amount if leg.amount > 0 else None,
                -leg.amount if leg.amount < 0 else None,
                running,
            )
        )
        running -= account.side * leg.amount
    last = page[limit - 1] if len(page) > limit else None
    return Statement(lines, Place(last.effective, last.entry_id, last.line) if last else None)


def entry(pk: int) -> Entry:
    """An entry with whoever posted it and what it cites. Raises Entry.DoesNotExist."""
    return Entry.objects.select_related(
        "cooperative", "period", "actor", "approver", "decision", "reverses"
    ).get(pk=pk)


def lines_of(entry: Entry) -> list[Leg]:
    """An entry's legs with their accounts."""
    return list(Leg.objects.filter(entry=entry).select_related("account__node").order_by("line"))


def reversal_of(entry: Entry) -> Entry | None:
    """The entry that reverses this one, if any."""
    return Entry.objects.filter(reverses=entry).first()


def journal(cooperative: Cooperative, *, limit: int = 20) -> list[Entry]:
    """The latest entries of a cooperative by date."""
    return list(Entry.objects.filter(cooperative=cooperative).order_by("-effective", "-id")[:limit])


def periods(cooperative: Cooperative) -> list[Period]:
    """A cooperative's months, the newest first, each knowing whether it is the next to close."""
    months = list(
        Period.objects.filter(cooperative=cooperative).select_related("closed_by").order_by("-starts")
    )
    day = today()
    oldest = min((month.starts for month in months if month.state == "open"), default=None)
    for month in months:
        month.is_next = month.starts == oldest and month.ends < day  # type: ignore[attr-defined]
    return months


def rate_on(day: dt.date, currency: str) -> FxRate | None:
    """The rate in force on a day: the last published until then, as last recorded. None before the first."""
    return FxRate.objects.filter(currency=currency, on__lte=day).order_by("-on", "-id").first()


def rates(limit: int = 60) -> list[FxRate]:
    """The latest rates, newest day first; a corrected row comes after the one that replaced it."""
    return list(
        FxRate.objects.select_related("recorded_by", "decision").order_by("-on", "currency", "-id")[:limit]
    )


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
        cursor.execute("SELECT * FROM ledger_integrity(%s)", [random.getrandbits(62)])  # noqa: S311
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    return [Check(name, _CHECKS[name], broken) for name, broken in zip(names, row, strict=True)]
