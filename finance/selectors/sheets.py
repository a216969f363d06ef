"""Balance sheet, income statement and trial balance of a day, of one cooperative or of the whole network.

Everything comes from `ledger_trial_on`: the last snapshot of each account and its legs since. What was
earned between two days is the difference of two trial balances, so no entry ever sets income to zero.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from cecosesola.kernel.money import ZERO, Currency
from federation.selectors import Cooperative
from finance import chart
from finance.models import Account, FxRate, Node
from finance.selectors.balances import balances
from finance.selectors.rates import rate_on
from finance.selectors.trial import FEW
from finance.states import DEBIT_KINDS, Kind

BETWEEN = (chart.DUE_FROM, chart.DUE_TO)
RESULT = (Kind.INCOME, Kind.EXPENSE)


class Held(NamedTuple):
    """What a line of a chart held: `net` is debit positive."""

    cooperative: int
    code: str
    name: str
    kind: str
    currency: str
    members: int
    net: Decimal


def trial_on(cooperatives: Collection[int], day: dt.date) -> list[Held]:
    """What every line of these charts held at the end of a day, by code. What held nothing is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ledger_trial_on(%s::bigint[], %s)", [list(cooperatives), day])
        rows = cursor.fetchall()
    nodes = Node.objects.in_bulk({row[1] for row in rows})
    held = [
        Held(where, nodes[node].code, nodes[node].name, nodes[node].kind, currency, members, net)
        for where, node, currency, _accounts, members, net in rows
        if net
    ]
    return sorted(held, key=lambda one: (one.code, one.currency, one.cooperative))


class Row(NamedTuple):
    """A line of a sheet as people read it: positive is what the kind grows by. None: not told."""

    code: str
    name: str
    amount: Decimal | None


@dataclass(frozen=True)
class Section:
    """The lines of one kind and their sum, None where a line is not told."""

    kind: str
    title: Any
    rows: Sequence[Row]
    total: Decimal | None


class Gap(NamedTuple):
    """Two cooperatives that say different things of what one owes the other."""

    creditor: str
    debtor: str
    currency: str
    due_from: Decimal
    due_to: Decimal


@dataclass(frozen=True)
class Sheet:
    """One currency's statements of a span of days."""

    currency: str
    assets: Section
    liabilities: Section
    equity: Section
    income: Section
    expenses: Section
    result: Decimal | None
    accumulated: Decimal | None
    in_bolivares: Decimal | None = None

    @property
    def balances(self) -> bool:
        """Assets are what is owed, what is owned and what was earned and not yet shared."""
        parts = (self.assets.total, self.liabilities.total, self.equity.total)
        if None in parts:
            return True
        assets, owed, own = parts
        return assets == owed + own  # type: ignore[operator]


@dataclass(frozen=True)
class Statements:
    """What a page of statements shows: a sheet for each currency, what was eliminated, what disagrees."""

    since: dt.date
    until: dt.date
    sheets: Sequence[Sheet]
    eliminated: dict[str, Decimal] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()
    rates: Sequence[FxRate] = ()


TITLES = {
    Kind.ASSET: _("What there is"),
    Kind.LIABILITY: _("What is owed"),
    Kind.EQUITY: _("What is our own"),
    Kind.INCOME: _("What came in"),
    Kind.EXPENSE: _("What it cost"),
}


def statements_of(
    cooperatives: Sequence[Cooperative], *, since: dt.date, until: dt.date, private: bool
) -> Statements:
    """Balance sheet at the end of `until` and income statement of `since`–`until`, both included.

    Of several cooperatives together, what they owe each other is left out where both say the same.
    Without `private`, a line that stands for fewer than five members is not told, nor are its sums.
    A constant number of queries.
    """
    numbers = [one.pk for one in cooperatives]
    now = trial_on(numbers, until)
    before = trial_on(numbers, since - dt.timedelta(days=1))
    eliminated: dict[str, Decimal] = {}
    gaps: list[Gap] = []
    if len(numbers) > 1:
        now, eliminated, gaps = _without_each_other(now, cooperatives, until)
    currencies = sorted(
        {one.currency for one in [*now, *before]}, key=lambda code: (code != Currency.VES, code)
    )
    rates = {code: rate_on(until, code) for code in currencies if code != Currency.VES}
    sheets = [_sheet(code, now, before, private, rates.get(code)) for code in currencies]
    return Statements(since, until, sheets, eliminated, gaps, [rate for rate in rates.values() if rate])


def _sheet(
    currency: str, now: Iterable[Held], before: Iterable[Held], private: bool, rate: FxRate | None
) -> Sheet:
    held = [one for one in now if one.currency == currency]
    earned = _difference(
        [one for one in held if one.kind in RESULT],
        [one for one in before if one.currency == currency and one.kind in RESULT],
    )
    sides = {kind: _section(kind, held, private) for kind in (Kind.ASSET, Kind.LIABILITY)}
    accumulated = -sum((one.net for one in held if one.kind in RESULT), ZERO)
    own = _section(Kind.EQUITY, held, private)
    if accumulated:
        own = Section(
            own.kind,
            own.title,
            [*own.rows, Row("", str(_("Results not yet shared out")), accumulated)],
            None if own.total is None else own.total + accumulated,
        )
    income, expenses = _section(Kind.INCOME, earned, private), _section(Kind.EXPENSE, earned, private)
    whole = income.total is not None and expenses.total is not None
    return Sheet(
        currency,
        sides[Kind.ASSET],
        sides[Kind.LIABILITY],
        own,
        income,
        expenses,
        income.total - expenses.total if whole else None,  # type: ignore[operator]
        accumulated,
        sides[Kind.ASSET].total * rate.rate if rate and sides[Kind.ASSET].total is not None else None,  # type: ignore[operator]
    )


def _difference(now: Iterable[Held], before: Iterable[Held]) -> list[Held]:
    """What moved between two trial balances, line by line."""
    moved: dict[tuple[int, str], Held] = {}
    for one in now:
        moved[one.cooperative, one.code] = one
    for one in before:
        known = moved.get((one.cooperative, one.code))
        moved[one.cooperative, one.code] = (
            known._replace(net=known.net - one.net) if known else one._replace(net=-one.net)
        )
    return [one for _place, one in sorted(moved.items(), key=lambda pair: pair[0][1]) if one.net]


def _section(kind: str, held: Iterable[Held], private: bool) -> Section:
    side = 1 if kind in DEBIT_KINDS else -1
    lines: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        if one.kind == kind:
            lines[one.code].append(one)
    rows, whole = [], True
    for code, several in sorted(lines.items()):
        few = not private and 0 < sum(one.members for one in several) < FEW
        whole &= not few
        rows.append(
            Row(code, several[0].name, None if few else side * sum((one.net for one in several), ZERO))
        )
    total = sum((row.amount for row in rows if row.amount is not None), ZERO) if whole else None
    return Section(kind, TITLES[Kind(kind)], rows, total)


def _without_each_other(
    held: list[Held], cooperatives: Sequence[Cooperative], day: dt.date
) -> tuple[list[Held], dict[str, Decimal], list[Gap]]:
    """Take out what these cooperatives owe one another, as far as both say so; tell where they do not."""
    names = {one.pk: one.name for one in cooperatives}
    claims, debts = _between(names, day)
    eliminated: dict[str, Decimal] = defaultdict(lambda: ZERO)
    gaps = []
    out: dict[tuple[int, str, str], Decimal] = defaultdict(lambda: ZERO)
    for creditor, debtor, currency in sorted({*claims, *debts}):
        claim, debt = (
            claims.get((creditor, debtor, currency), ZERO),
            debts.get((creditor, debtor, currency), ZERO),
        )
        common = (
            min(claim, debt) if min(claim, debt) > 0 else max(claim, debt) if max(claim, debt) < 0 else ZERO
        )
        eliminated[currency] += common
        out[creditor, chart.DUE_FROM, currency] -= common
        out[debtor, chart.DUE_TO, currency] += common
        if claim != debt:
            gaps.append(Gap(names[creditor], names[debtor], currency, claim, debt))
    left = [
        one._replace(net=one.net + out[one.cooperative, one.code, one.currency])
        if (one.cooperative, one.code, one.currency) in out
        else one
        for one in held
    ]
    return [one for one in left if one.net], {c: sum_ for c, sum_ in eliminated.items() if sum_}, gaps


Pairs = dict[tuple[int, int, str], Decimal]


def _between(names: Collection[int], day: dt.date) -> tuple[Pairs, Pairs]:
    """What each says another owes it, and what each says it owes: (creditor, debtor, currency) → amount."""
    accounts = Account.objects.filter(
        cooperative__in=list(names), node__code__in=BETWEEN, party__startswith="cooperative:"
    ).values_list("pk", "cooperative_id", "node__code", "party", "currency")
    held = balances_on([row[0] for row in accounts], day)
    claims: Pairs = defaultdict(lambda: ZERO)
    debts: Pairs = defaultdict(lambda: ZERO)
    for pk, where, code, party, currency in accounts:
        number = party.partition(":")[2]
        other = int(number) if number.isdigit() else 0
        if other not in names or not held.get(pk):
            continue
        if code == chart.DUE_FROM:
            claims[where, other, currency] += held[pk]
        else:
            debts[other, where, currency] -= held[pk]
    return claims, debts


def balances_on(accounts: Collection[int], day: dt.date) -> dict[int, Decimal]:
    """What each of many accounts held at the end of a day, debit positive, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, ledger_balance_on(a, %s) FROM unnest(%s::bigint[]) AS w(a)", [day, list(accounts)]
        )
        return dict(cursor.fetchall())


def gaps_with(cooperative: Cooperative) -> list[tuple[str, str, Decimal, Decimal]]:
    """Where a cooperative and another disagree today on what one owes the other: both directions."""
    accounts = list(
        Account.objects.filter(node__code__in=BETWEEN, party__startswith="cooperative:").select_related(
            "cooperative", "node"
        )
    )
    mine = f"cooperative:{cooperative.pk}"
    close = [one for one in accounts if one.cooperative_id == cooperative.pk or one.party == mine]
    held = balances(one.pk for one in close)
    pairs: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for one in close:
        own, other = f"cooperative:{one.cooperative_id}", one.party
        claim = one.node.code == chart.DUE_FROM
        creditor, debtor = (own, other) if claim else (other, own)
        pairs[creditor, debtor, one.currency][0 if claim else 1] += held[one.pk]
    return [
        (debtor if creditor == mine else creditor, currency, claim, debt)
        for (creditor, debtor, currency), (claim, debt) in sorted(pairs.items())
        if claim != debt
    ]
