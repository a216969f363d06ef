"""The mass balance: every kilo that came in, and where it went.

received + arrived − sent − sold − shrinkage − donated − processed − left over = unexplained

Per tier, because at the till a kilo is a kilo of its tier; per vegetable only what receiving weighed.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from django.db import connection

from cecosesola.kernel.money import ZERO
from markets.models import FairWeek, MarketWeek, Tier


@dataclass(frozen=True)
class Balance:
    """Kilos of a tier in a place (or of several, added up). `left` is None until somebody counts."""

    received: Decimal = ZERO
    arrived: Decimal = ZERO
    sent: Decimal = ZERO
    sold: Decimal = ZERO
    waste: Decimal = ZERO
    donated: Decimal = ZERO
    processed: Decimal = ZERO
    left: Decimal | None = None
    # Of several added up: kilos that should be where nobody has counted yet.
    uncounted: Decimal = ZERO

    @property
    def came(self) -> Decimal:
        """What came in: weighed here or brought by truck."""
        return self.received + self.arrived

    @property
    def lost(self) -> Decimal:
        """What left without being sold."""
        return self.waste + self.donated + self.processed

    @property
    def expected(self) -> Decimal:
        """What should be there now."""
        return (
            self.received + self.arrived - self.sent - self.sold - self.waste - self.donated - self.processed
        )

    @property
    def unexplained(self) -> Decimal | None:
        """What should be there and is not. Negative: more was found than should be there."""
        return None if self.left is None else self.expected - self.uncounted - self.left

    def __add__(self, other: "Balance") -> "Balance":
        counted = [b.left for b in (self, other) if b.left is not None]
        return Balance(
            **{name: getattr(self, name) + getattr(other, name) for name in FLOWS},
            left=sum(counted, ZERO) if counted else None,
            uncounted=sum((b.expected if b.left is None else b.uncounted for b in (self, other)), ZERO),
        )


FLOWS = tuple(f.name for f in fields(Balance) if f.name not in {"left", "uncounted"})


def add_up(balances: Iterable[Balance]) -> Balance:
    total = Balance()
    for balance in balances:
        total = total + balance
    return total


# One pass over the week's small tables; sales come from the hourly sums, never from their lines.
_FLOWS = """
    SELECT r.fair_week_id, r.tier, r.day, 'received' AS kind, r.net AS kilos
      FROM markets_receipt r JOIN markets_fairweek f ON f.id = r.fair_week_id
     WHERE {where} AND NOT EXISTS (SELECT 1 FROM markets_receipt n WHERE n.replaces_id = r.id)
    UNION ALL
    SELECT t.target_id, t.tier, t.day, 'arrived', t.kilos
      FROM markets_transfer t JOIN markets_fairweek f ON f.id = t.target_id WHERE {where}
    UNION ALL
    SELECT t.origin_id, t.tier, t.day, 'sent', t.kilos
      FROM markets_transfer t JOIN markets_fairweek f ON f.id = t.origin_id WHERE {where}
    UNION ALL
    SELECT s.fair_week_id, v.tier, s.day, 'sold', v.kilos
      FROM markets_sessionhour h JOIN markets_tillsession s ON s.id = h.session_id
      JOIN markets_fairweek f ON f.id = s.fair_week_id
     CROSS JOIN LATERAL (VALUES ('large', h.large_kg), ('mini', h.mini_kg)) AS v(tier, kilos) WHERE {where}
    UNION ALL
    SELECT o.fair_week_id, o.tier, o.day,
           CASE WHEN o.kind IN ('donation', 'brigade') THEN 'donated' ELSE o.kind END, o.kilos
      FROM markets_outflow o JOIN markets_fairweek f ON f.id = o.fair_week_id WHERE {where}
"""

_COUNTS = """
    SELECT DISTINCT ON (c.fair_week_id, c.tier{day}) c.fair_week_id, c.tier, c.day, c.kilos
      FROM markets_stockcount c JOIN markets_fairweek f ON f.id = c.fair_week_id
     WHERE {where} ORDER BY c.fair_week_id, c.tier, c.day DESC, c.id DESC
"""


def week_balance(week: MarketWeek) -> dict[int, dict[str, Balance]]:
    """Balance by fair week id and tier. One query, whatever the size of the week."""
    return _balances("f.week_id = %s", week.pk)


def week_total(week: MarketWeek) -> Balance:
    """All places and tiers together. Moves inside the network cancel out."""
    return add_up(balance for tiers in week_balance(week).values() for balance in tiers.values())


def fair_balance(fair_week: FairWeek) -> dict[str, Balance]:
    """Balance of one fair by tier."""
    return _balances("f.id = %s", fair_week.pk).get(fair_week.pk, {tier: Balance() for tier in Tier.values})


def on_hand(fair_week: FairWeek) -> dict[str, Decimal]:
    """Kilos of each tier that should be in a place now: the last count, or what flowed."""
    return {tier: balance.expected for tier, balance in fair_balance(fair_week).items()}


def on_hand_by_item(fair_week: FairWeek) -> dict[int, Decimal]:
    """Kilos of each item that came to a place and did not leave it by truck. Sales are not known by item."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT item_id, sum(kilos) FROM (
                SELECT item_id, net AS kilos FROM markets_receipt r WHERE fair_week_id = %s
                   AND NOT EXISTS (SELECT 1 FROM markets_receipt n WHERE n.replaces_id = r.id)
                UNION ALL SELECT item_id, kilos FROM markets_transfer WHERE target_id = %s
                UNION ALL SELECT item_id, -kilos FROM markets_transfer WHERE origin_id = %s
            ) flow GROUP BY item_id
            """,
            [fair_week.pk] * 3,
        )
        return dict(cursor.fetchall())


def _balances(where: str, value: int) -> dict[int, dict[str, Balance]]:
    sums: dict[int, dict[str, dict[str, Decimal]]] = {}
    flows = _FLOWS.format(where=where)
    counts = _COUNTS.format(where=where, day="")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT fair_week_id, tier, kind, sum(kilos) FROM ({flows}) flow GROUP BY 1, 2, 3"  # noqa: S608
            f" UNION ALL SELECT fair_week_id, tier, 'left', kilos FROM ({counts}) counted",
            [value] * (flows + counts).count("%s"),
        )
        for fair_week, tier, kind, kilos in cursor.fetchall():
            sums.setdefault(fair_week, {}).setdefault(tier, {})[kind] = kilos
    return {
        fair_week: {tier: Balance(**tiers.get(tier, {})) for tier in Tier.values}
        for fair_week, tiers in sums.items()
    }


@dataclass(frozen=True)
class DayBalance:
    """A tier's day in a place: what it started with, what flowed, what was counted at night."""

    day: dt.date
    tier: str
    opening: Decimal
    flow: Balance

    @property
    def expected(self) -> Decimal:
        return self.opening + self.flow.expected

    @property
    def unexplained(self) -> Decimal | None:
        return None if self.flow.left is None else self.expected - self.flow.left


def fair_days(fair_week: FairWeek) -> list[DayBalance]:
    """A fair's balance day by day. A day opens with the last night's count, or with what should be there."""
    flows = _FLOWS.format(where="f.id = %s")
    found: dict[tuple[dt.date, str], Balance] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT day, tier, kind, sum(kilos) FROM ({flows}) flow GROUP BY 1, 2, 3",  # noqa: S608
            [fair_week.pk] * flows.count("%s"),
        )
        for day, tier, kind, kilos in cursor.fetchall():
            found[day, tier] = replace(found.get((day, tier), Balance()), **{kind: kilos})
        cursor.execute(_COUNTS.format(where="f.id = %s", day=", c.day"), [fair_week.pk])
        for _fair_week, tier, day, kilos in cursor.fetchall():
            found[day, tier] = replace(found.get((day, tier), Balance()), left=kilos)
    rows = []
    opening = dict.fromkeys(Tier.values, ZERO)
    for day, tier in sorted(found):
        row = DayBalance(day, tier, opening[tier], found[day, tier])
        opening[tier] = row.flow.left if row.flow.left is not None else row.expected
        rows.append(row)
    return rows
