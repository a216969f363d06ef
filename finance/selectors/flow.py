"""Where each bolívar went: what came in during some days, and to whom it went."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import ZERO, Currency
from cecosesola.kernel.weeks import Week
from finance import chart
from finance.models import Entry, Leg, Node
from finance.policies import PRIVATE
from finance.states import Kind

FUNDS = "funds"


class Way(NamedTuple):
    """A way the money goes: its words, which nodes are it, and its tone in drawings."""

    key: str
    words: Any
    codes: tuple[str, ...]
    tone: str


WAYS = (
    Way("producers", _("To those who grow and make"), (chart.COST_OF_GOODS,), "good"),
    Way("work", _("To those who work: anticipos"), (chart.WORK,), "info"),
    Way(
        "services",
        _("Transport and running costs"),
        (chart.TRANSPORT, chart.RUNNING_COSTS, chart.BANK_CHARGES),
        "wait",
    ),
    Way(FUNDS, _("To funds and help"), (chart.CLAIMS, chart.DONATIONS), "neutral"),
    Way("losses", _("Lost: spoilt, missing, exchange"), (), "harm"),
)
LOSSES = "losses"
DAY = dt.timedelta(days=1)
Sums = dict[tuple[str, str, dt.date], Decimal]


@dataclass(frozen=True)
class Share:
    """A part of what came in: how much, its share of the whole, the codes of the chart it is."""

    key: str
    words: Any
    amount: Decimal
    share: Decimal
    tone: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Went:
    """The bolívares of some days: what came in by kind, where it went, what stays."""

    since: dt.date
    until: dt.date
    came: Decimal
    sources: list[Share]
    shares: list[Share]
    stays: Decimal


Span = tuple[dt.date, dt.date]


def went(since: dt.date, until: dt.date) -> Went:
    """Where the network's bolívares of these days went, both included."""
    return went_in([(since, until)])[0]


def went_in(spans: Sequence[Span]) -> list[Went]:
    """The same for several spans of days. Totals of all the network's books together, in two queries."""
    days = sorted({day for since, until in spans for day in (since - DAY, until)})
    sums = _sums(days)
    names = dict(
        Node.objects.filter(code__in={code for code, _kind, _day in sums}).values_list("code", "name")
    )
    return [_went(since, until, sums, names) for since, until in spans]


def _went(since: dt.date, until: dt.date, sums: Sums, names: dict[str, str]) -> Went:
    moved = {
        (code, kind): net - sums.get((code, kind, since - DAY), ZERO)
        for (code, kind, day), net in sums.items()
        if day == until
    }
    came_by = {code: -net for (code, kind), net in moved.items() if kind == Kind.INCOME and net}
    came = sum(came_by.values(), ZERO)
    cost = {code: net for (code, kind), net in moved.items() if kind == Kind.EXPENSE and net}
    # What producers leave to the mutual-support fund is theirs no more: it went to the fund.
    withheld = -moved.get((chart.FUND, Kind.LIABILITY), ZERO)
    named = {code for way in WAYS for code in way.codes}
    amounts = {way.key: sum((cost.get(code, ZERO) for code in way.codes), ZERO) for way in WAYS}
    amounts["producers"] -= withheld
    amounts[FUNDS] += withheld
    rest = tuple(sorted(code for code in cost if code not in named))
    amounts[LOSSES] += sum((cost[code] for code in rest), ZERO)
    shares = [
        Share(
            way.key,
            way.words,
            amounts[way.key],
            amounts[way.key] / came if came else ZERO,
            way.tone,
            rest if way.key == LOSSES else (*way.codes, *((chart.FUND,) if way.key == FUNDS else ())),
        )
        for way in WAYS
    ]
    sources = [
        Share(code, names[code], amount, amount / came if came else ZERO, "good", (code,))
        for code, amount in sorted(came_by.items(), key=lambda pair: -pair[1])
    ]
    return Went(since, until, came, sources, shares, came - sum(amounts.values(), ZERO))


def _sums(days: Sequence[dt.date]) -> Sums:
    """What every line of income, cost and the produce's fund held at the end of each day, debit positive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.code, n.kind, d.day, sum(ledger_balance_on(a.id, d.day))"
            " FROM finance_account a JOIN finance_node n ON n.id = a.node_id"
            " CROSS JOIN unnest(%s::date[]) AS d(day)"
            " WHERE a.currency = %s AND (n.kind IN ('income', 'expense')"
            "  OR n.code = %s AND a.product = 'produce') GROUP BY n.code, n.kind, d.day",
            [list(days), str(Currency.VES), chart.FUND],
        )
        return {(code, kind, day): net for code, kind, day, net in cursor.fetchall()}


def sales_by_party(since: dt.date, until: dt.date) -> list[tuple[str, Decimal]]:
    """What each fair sold in these days, in bolívares, the most first: (`fair:3`, amount)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.party, -sum(l.amount) FROM finance_account a JOIN finance_node n ON n.id = a.node_id"
            " JOIN finance_leg l ON l.account_id = a.id AND l.effective BETWEEN %s AND %s"
            " WHERE n.code = %s AND a.currency = 'VES' AND a.party <> '' GROUP BY a.party ORDER BY 2 DESC",
            [since, until, chart.SALES],
        )
        return cursor.fetchall()


def weeks_until(week: Week, count: int) -> list[tuple[Week, Went]]:
    """Some weeks up to this one, each with where its bolívares went."""
    some = [week.shift(-back) for back in range(count - 1, -1, -1)]
    return list(zip(some, went_in([(one.monday, one.sunday) for one in some]), strict=True))


def entries_behind(codes: Iterable[str], since: dt.date, until: dt.date, *, private: bool) -> QuerySet[Entry]:
    """The entries of these days that touch these lines of a chart; without `private`, none of a member's."""
    touches = Leg.objects.filter(entry=OuterRef("pk"), account__node__code__in=list(codes))
    found = Entry.objects.filter(Q(effective__range=(since, until)), Exists(touches)).select_related(
        "cooperative"
    )
    if not private:
        members = Leg.objects.filter(entry=OuterRef("pk"), account__party__startswith=PRIVATE)
        found = found.filter(~Exists(members))
    return found
