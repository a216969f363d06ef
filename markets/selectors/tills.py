"""Tills and what they have sold, read from the hourly sums that sales post as they arrive."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cecosesola.kernel.money import ZERO
from markets.models import MarketWeek, SessionHour, TillSession

_SUMS = ("sales", "lines", "large_kg", "mini_kg", "large_ves", "mini_ves", "dry_ves")


@dataclass(frozen=True)
class Sold:
    """Sums over some sessions. Kilos by tier; amounts in bolívares."""

    sales: int = 0
    lines: int = 0
    large_kg: Decimal = ZERO
    mini_kg: Decimal = ZERO
    large_ves: Decimal = ZERO
    mini_ves: Decimal = ZERO
    dry_ves: Decimal = ZERO

    def __add__(self, other: "Sold") -> "Sold":
        return Sold(**{name: getattr(self, name) + getattr(other, name) for name in _SUMS})

    @property
    def amount(self) -> Decimal:
        return self.large_ves + self.mini_ves + self.dry_ves

    @property
    def kilos(self) -> Decimal:
        return self.large_kg + self.mini_kg


def _sum(hours: QuerySet[SessionHour]) -> Sold:
    row: dict[str, Any] = hours.aggregate(**{name: Sum(name) for name in _SUMS})
    return Sold(**{name: value for name, value in row.items() if value is not None})


def session_totals(session: TillSession) -> Sold:
    """What has arrived of a session."""
    return _sum(SessionHour.objects.filter(session=session))


def week_totals(week: MarketWeek) -> Sold:
    """What the whole week has sold so far."""
    return _sum(SessionHour.objects.filter(session__fair_week__week=week))


def fair_totals(week: MarketWeek) -> dict[int, Sold]:
    """What each fair has sold so far, by fair week id."""
    rows: Any = (
        SessionHour.objects.filter(session__fair_week__week=week)
        .values("session__fair_week_id")
        .annotate(**{f"total_{name}": Sum(name) for name in _SUMS})
    )
    return {
        row["session__fair_week_id"]: Sold(**{name: row[f"total_{name}"] for name in _SUMS}) for row in rows
    }


@dataclass(frozen=True)
class HourSold:
    """What a fair sold in an hour. `at` counts hours since the week's Monday, 00:00 in Caracas, so that
    weeks can be laid over each other."""

    fair_week: int
    at: int
    sold: Sold


def hours_of(*weeks: MarketWeek | None) -> dict[int, list[HourSold]]:
    """What each fair sold hour by hour, by week id: one query for several weeks."""
    wanted = [week for week in weeks if week is not None]
    rows: Any = (
        SessionHour.objects.filter(session__fair_week__week__in=wanted)
        .values("session__fair_week__week_id", "session__fair_week_id", "hour")
        .annotate(**{f"total_{name}": Sum(name) for name in _SUMS})
        .order_by("hour")
    )
    zone = timezone.get_default_timezone()
    starts = {week.pk: dt.datetime.combine(week.monday, dt.time(), tzinfo=zone) for week in wanted}
    found: dict[int, list[HourSold]] = {week.pk: [] for week in wanted}
    for row in rows:
        week = row["session__fair_week__week_id"]
        at = int((row["hour"] - starts[week]).total_seconds() // 3600)
        sold = Sold(**{name: row[f"total_{name}"] for name in _SUMS})
        found[week].append(HourSold(row["session__fair_week_id"], at, sold))
    return found


def by_fair(hours: list[HourSold]) -> dict[int, Sold]:
    """Hours added up fair by fair."""
    totals: dict[int, Sold] = {}
    for hour in hours:
        totals[hour.fair_week] = totals.get(hour.fair_week, Sold()) + hour.sold
    return totals


def till_states(week: MarketWeek) -> dict[int, dict[str, int]]:
    """For each fair week id: sessions live, sessions in all and sales that devices have not sent."""
    rows: Any = (
        TillSession.objects.filter(fair_week__week=week)
        .values("fair_week_id")
        .annotate(
            total=Count("id"),
            live=Count("id", filter=Q(state__in=["opening", "open", "counting"])),
            unsent=Coalesce(Sum("device__unsent", filter=Q(state__in=["open", "counting", "counted"])), 0),
        )
    )
    return {row["fair_week_id"]: row for row in rows}
