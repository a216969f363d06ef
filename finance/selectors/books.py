"""A cooperative's accounts, statements, entries and months."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cecosesola.kernel.money import ZERO
from federation.selectors import Cooperative
from finance.models import Account, Entry, EntrySeal, Leg, Node, Period
from finance.policies import PRIVATE
from finance.selectors.balances import balances
from finance.states import PeriodState


def cooperatives_with_books() -> QuerySet[Cooperative]:
    """Cooperatives that have a chart of accounts, by name."""
    return Cooperative.objects.filter(
        pk__in=Node.objects.order_by().values_list("cooperative").distinct()
    ).order_by("name")


@dataclass(frozen=True)
class AccountPage:
    """A page of accounts with what each holds; `next` is the number after which the following one starts."""

    rows: Sequence[tuple[Account, Decimal]]
    next: int | None


def accounts_of_node(
    node: Node, currency: str, *, private: bool, after: int = 0, limit: int = 50
) -> AccountPage:
    """A page of a node's accounts, by number. Members' only when `private`. A constant number of queries."""
    found = Account.objects.filter(node=node, currency=currency, pk__gt=after)
    if not private:
        found = found.exclude(party__startswith=PRIVATE)
    page = list(found.order_by("pk")[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    held = balances(account.pk for account in page)
    return AccountPage([(account, held[account.pk]) for account in page], page[-1].pk if more else None)


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
    """A leg as a statement prints it: `balance` is what the account held after it."""

    leg: Leg
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        return self.leg.debit

    @property
    def credit(self) -> Decimal | None:
        return self.leg.credit


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
        lines.append(StatementLine(leg, running))
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


def seal_of(entry: Entry) -> EntrySeal | None:
    """The entry's place in the hash chain, once it is sealed."""
    return EntrySeal.objects.filter(entry=entry).first()


def journal(cooperative: Cooperative, *, private: bool, limit: int = 12) -> list[Entry]:
    """The latest entries of a cooperative. Those that touch a member's account only when `private`."""
    found = Entry.objects.filter(cooperative=cooperative)
    if not private:
        members = Leg.objects.filter(entry=OuterRef("pk"), account__party__startswith=PRIVATE)
        found = found.filter(~Exists(members))
    return list(found.order_by("-effective", "-id")[:limit])


def periods(cooperative: Cooperative) -> list[tuple[Period, dt.date | None]]:
    """A cooperative's months, the newest first, each with the first day of the oldest open one."""
    months = list(
        Period.objects.filter(cooperative=cooperative).select_related("closed_by").order_by("-starts")
    )
    oldest = min((month.starts for month in months if month.state == PeriodState.OPEN), default=None)
    return [(month, oldest) for month in months]
