"""What the bank says and we do not, and the other way round."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.clock import today
from cecosesola.kernel.money import ZERO
from finance import chart
from finance.models import Account, BankFile, BankLine, BankMatch, Leg
from finance.states import LineState

NEAR = dt.timedelta(days=5)
"""How far apart the bank's day and ours may be: a weekend and a holiday."""
AGES = ((0, 3), (4, 7), (8, 30), (31, None))
BANKS = (chart.BANK, chart.PAGO_MOVIL, chart.CARD)


class Option(NamedTuple):
    """A movement of ours that a line of the bank may be. `named` when its reference is written there."""

    leg: Leg
    named: bool
    days: int


class Age(NamedTuple):
    """Open lines of an age in days: how many and how much, without their sign."""

    since: int
    until: int | None
    lines: int
    amount: Decimal

    @property
    def words(self) -> Any:
        if self.until is None:
            return _("more than 30 days")
        return _("%(since)d to %(until)d days") % {"since": self.since, "until": self.until}


def bank_accounts() -> list[Account]:
    """Accounts of banks, pago móvil and card terminals of every cooperative, with how many lines wait."""
    return list(
        Account.objects.filter(node__code__in=BANKS, closed_at=None)
        .select_related("node", "cooperative")
        .annotate(
            waiting=Count(
                "pk", filter=Q(pk__in=BankLine.objects.filter(state=LineState.OPEN).values("account"))
            )
        )
        .order_by("cooperative__name", "node__code", "product", "currency")
    )


def open_lines(account: Account) -> QuerySet[BankLine]:
    return BankLine.objects.filter(account=account, state=LineState.OPEN)


def matched_lines(account: Account) -> QuerySet[BankLine]:
    return BankLine.objects.filter(account=account, state=LineState.MATCHED)


def candidates(lines: Sequence[BankLine]) -> dict[int, list[Option]]:
    """For each line the free movements of its account and amount near its day, the likeliest first.

    One query for all the lines, whatever their account.
    """
    found: dict[int, list[Option]] = {line.pk: [] for line in lines}
    if not lines:
        return found
    taken = BankMatch.objects.filter(entry=OuterRef("entry"), leg=OuterRef("line"), undone_at=None)
    days = [line.on for line in lines]
    legs = (
        Leg.objects.filter(
            ~Exists(taken),
            account__in={line.account_id for line in lines},
            amount__in={line.amount for line in lines},
            effective__range=(min(days) - NEAR, max(days) + NEAR),
        )
        .select_related("entry")
        .order_by("effective", "entry_id", "line")
    )
    by_amount: dict[tuple[int, Decimal], list[Leg]] = defaultdict(list)
    for leg in legs:
        by_amount[leg.account_id, leg.amount].append(leg)
    for line in lines:
        options = [
            Option(leg, _named(line, leg), abs((leg.effective - line.on).days))
            for leg in by_amount[line.account_id, line.amount]
            if abs(leg.effective - line.on) <= NEAR
        ]
        found[line.pk] = sorted(options, key=lambda option: (not option.named, option.days))[:5]
    return found


def _named(line: BankLine, leg: Leg) -> bool:
    """Whether the bank's reference, or its last six figures, is written in our entry."""
    short = line.reference[-6:]
    words = f"{leg.entry.description} {leg.entry.source} {leg.entry.key}"
    return line.reference in words or (len(short) >= 6 and short in words)


def ageing(account: Account) -> list[Age]:
    """Open lines by how long they wait, in one query."""
    day = today()
    sums: dict[str, Any] = {}
    for place, (since, until) in enumerate(AGES):
        span = Q(on__lte=day - dt.timedelta(days=since)) if since else Q()
        if until is not None:
            span &= Q(on__gte=day - dt.timedelta(days=until))
        sums[f"count_{place}"] = Count("pk", filter=span)
        sums[f"in_{place}"] = Sum("amount", filter=span & Q(amount__gt=0))
        sums[f"out_{place}"] = Sum("amount", filter=span & Q(amount__lt=0))
    row = open_lines(account).aggregate(**sums)
    return [
        Age(since, until, row[f"count_{n}"], (row[f"in_{n}"] or ZERO) - (row[f"out_{n}"] or ZERO))
        for n, (since, until) in enumerate(AGES)
    ]


def only_ours(account: Account, limit: int = 20) -> tuple[list[Leg], int]:
    """Movements of ours, in the days that the bank's files cover, which no line of the bank is; how many."""
    span = BankLine.objects.filter(account=account).order_by("on")
    first, last = span.values_list("on", flat=True).first(), span.values_list("on", flat=True).last()
    if first is None or last is None:
        return [], 0
    taken = BankMatch.objects.filter(entry=OuterRef("entry"), leg=OuterRef("line"), undone_at=None)
    legs = Leg.objects.filter(~Exists(taken), account=account, effective__range=(first, last)).select_related(
        "entry"
    )
    return list(legs.order_by("effective", "entry_id", "line")[:limit]), legs.count()


def bank_files(account: Account, limit: int = 12) -> list[BankFile]:
    return list(BankFile.objects.filter(account=account).select_related("brought_by").order_by("-pk")[:limit])
