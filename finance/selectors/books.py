"""A cooperative's accounts, statements, entries and months."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from cecosesola.kernel.money import ZERO
from federation.selectors import Cooperative, Person
from finance.models import Account, Entry, EntrySeal, Leg, Node, Period
from finance.policies import PRIVATE, may_read_books, sees_private
from finance.selectors.balances import balance_on, balances
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


# What the account holds now; for a later page, what it held the day before that of its first line and
# what came that day up to there. Read in the page's own statement, so that nothing comes in between.
_NOW = (
    "(SELECT b.debit - b.credit + coalesce((SELECT sum(p.debit - p.credit) FROM finance_pending p"
    " WHERE p.account_id = b.account_id), 0) FROM finance_balance b WHERE b.account_id = %s)"
)
_THERE = (
    "(ledger_balance_on(%s, %s) + coalesce((SELECT sum(l.amount) FROM finance_leg l WHERE l.account_id = %s"
    " AND l.effective = %s AND (l.entry_id, l.line) < (%s, %s)), 0))"
)


def statement(account: Account, *, after: Place | None = None, limit: int = 50) -> Statement:
    """An account's movements by date with the running balance, in one query.

    It reads its page of legs and what the account holds, whatever the account's age.
    """
    legs = Leg.objects.filter(account=account)
    held = RawSQL(_NOW, [account.pk])  # noqa: S611 - constant SQL, its values are parameters
    if after is not None:
        day, entry, line = after
        legs = legs.filter(effective__lte=day).filter(
            Q(effective__lt=day)
            | Q(effective=day, entry_id__lt=entry)
            | Q(effective=day, entry_id=entry, line__lt=line)
        )
        before = day - dt.timedelta(days=1)
        held = RawSQL(_THERE, [account.pk, before, account.pk, day, entry, line])  # noqa: S611
    page = list(
        legs.annotate(held=held)
        .select_related("entry")
        .order_by("-effective", "-entry_id", "-line")[: limit + 1]
    )
    lines = []
    running = account.side * page[0].held if page else ZERO
    for leg in page[:limit]:
        lines.append(StatementLine(leg, running))
        running -= account.side * leg.amount
    last = page[limit - 1] if len(page) > limit else None
    return Statement(lines, Place(last.effective, last.entry_id, last.line) if last else None)


MOST_PRINTED = 2_000


def movements(account: Account, since: dt.date, until: dt.date) -> tuple[Decimal, Iterator[StatementLine]]:
    """What an account held before a day, and its movements until another, oldest first, as they are read."""
    before = balance_on(account, since - dt.timedelta(days=1))

    def lines() -> Iterator[StatementLine]:
        running = before
        legs = Leg.objects.filter(account=account, effective__range=(since, until)).select_related("entry")
        for leg in legs.order_by("effective", "entry_id", "line").iterator(2_000):
            running += account.side * leg.amount
            yield StatementLine(leg, running)

    return before, lines()


def accounts_of_person(person: Person) -> list[tuple[Account, Decimal]]:
    """A member's own accounts in every cooperative, with what each holds. Two queries."""
    found = list(
        Account.objects.filter(party=f"member:{person.pk}")
        .select_related("node", "cooperative")
        .order_by("node__code", "currency", "pk")
    )
    held = balances(account.pk for account in found)
    return [(account, held[account.pk]) for account in found]


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


def open_to(person: Person, entries: Iterable[int]) -> set[int]:
    """Which of these entries somebody may open: none that touches another member's account. One query."""
    if may_read_books(person) is not None:
        return set()
    found = Entry.objects.filter(pk__in=set(entries))
    if not sees_private(person):
        others = Leg.objects.filter(entry=OuterRef("pk"), account__party__startswith=PRIVATE)
        found = found.filter(~Exists(others.exclude(account__party=f"{PRIVATE}{person.pk}")))
    return set(found.values_list("pk", flat=True))


def periods(cooperative: Cooperative) -> list[tuple[Period, dt.date | None]]:
    """A cooperative's months, the newest first, each with the first day of the oldest open one."""
    months = list(
        Period.objects.filter(cooperative=cooperative).select_related("closed_by").order_by("-starts")
    )
    oldest = min((month.starts for month in months if month.state == PeriodState.OPEN), default=None)
    return [(month, oldest) for month in months]
