"""Tills and what they have sold, read from the hourly sums that sales post as they arrive."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from cecosesola.kernel.money import ZERO
from markets.models import FairWeek, MarketWeek, SessionHour, TillSession

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
class HourPoint:
    """Sales in an hour of the week: `at` counts hours since the week's Monday, 00:00 in Caracas."""

    at: int
    sales: int
    kilos: Decimal
    amount: Decimal


def sales_by_hour(
    week: MarketWeek, *, fair_week: FairWeek | None = None, day: dt.date | None = None
) -> list[HourPoint]:
    """Sales hour by hour, to draw beside another week's: weeks line up by hour since Monday."""
    hours = SessionHour.objects.filter(session__fair_week__week=week)
    if fair_week is not None:
        hours = hours.filter(session__fair_week=fair_week)
    if day is not None:
        hours = hours.filter(session__day=day)
    start = dt.datetime.combine(week.monday, dt.time(), tzinfo=timezone.get_default_timezone())
    rows = hours.values("hour").annotate(
        n=Sum("sales"),
        kg=Sum(F("large_kg") + F("mini_kg")),
        ves=Sum(F("large_ves") + F("mini_ves") + F("dry_ves")),
    )
    return [
        HourPoint(int((row["hour"] - start).total_seconds() // 3600), row["n"], row["kg"], row["ves"])
        for row in rows.order_by("hour")
    ]


def fair_sales_by_hour(week: MarketWeek) -> dict[int, list[tuple[int, Decimal]]]:
    """Each fair's bolívares hour by hour, by fair week id: the small lines of the control room."""
    start = dt.datetime.combine(week.monday, dt.time(), tzinfo=timezone.get_default_timezone())
    rows = (
        SessionHour.objects.filter(session__fair_week__week=week)
        .values("session__fair_week_id", "hour")
        .annotate(ves=Sum(F("large_ves") + F("mini_ves") + F("dry_ves")))
        .order_by("hour")
    )
    lines: dict[int, list[tuple[int, Decimal]]] = {}
    for row in rows:
        at = int((row["hour"] - start).total_seconds() // 3600)
        lines.setdefault(row["session__fair_week_id"], []).append((at, row["ves"]))
    return lines


def sessions_of(fair_week: FairWeek) -> QuerySet[TillSession]:
    """A fair's sessions with their till, operator and sums (`.sales_count`, `.amount`), newest day first."""
    amount = Sum(F("hours__large_ves") + F("hours__mini_ves") + F("hours__dry_ves"))
    return (
        TillSession.objects.filter(fair_week=fair_week)
        .select_related("till__fair", "operator", "device")
        .annotate(sales_count=Coalesce(Sum("hours__sales"), 0), amount=Coalesce(amount, ZERO))
        .order_by("-day", "till__number", "-id")
    )


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
