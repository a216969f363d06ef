"""Lists of till sessions, their sales and what asks for a look. A constant number of queries each."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum

from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refusal
from cecosesola.kernel.money import ZERO
from federation.selectors import Person, Role, keys_of
from markets.models import (
    CashCount,
    Fair,
    MarketWeek,
    QuarantinedSale,
    Sale,
    SessionHour,
    TillSession,
)
from markets.selectors.till_work import LIVE, fairs_of
from markets.states import SessionState

# A list's order, for paging by key.
BY_TILL = ("-day", "till__fair__name", "till__number", "-id")


def sessions_of_week(
    week: MarketWeek, fair: str = "", day: dt.date | None = None, state: str = ""
) -> QuerySet[TillSession]:
    rows = TillSession.objects.filter(fair_week__week=week).select_related("till__fair", "operator", "device")
    if fair:
        rows = rows.filter(till__fair__code=fair)
    if day is not None:
        rows = rows.filter(day=day)
    if state == "live":
        rows = rows.filter(state__in=LIVE)
    if state == "difference":
        gaps = CashCount.objects.filter(kind=CashCount.Kind.CLOSING, expected__isnull=False)
        rows = rows.filter(pk__in=gaps.exclude(amount=F("expected")).values("session"))
    return rows


def fairs_and_days(week: MarketWeek) -> tuple[list[Fair], list[dt.date]]:
    """What a week's sessions can be filtered by."""
    rows = TillSession.objects.filter(fair_week__week=week).order_by()
    fairs = Fair.objects.filter(pk__in=rows.values("till__fair")).order_by("name")
    return list(fairs), sorted(rows.values_list("day", flat=True).distinct())


@dataclass(frozen=True)
class Gap:
    """What a count found against what was posted, in one currency."""

    currency: str
    counted: Decimal
    expected: Decimal

    @property
    def amount(self) -> Decimal:
        return self.counted - self.expected


@dataclass
class SessionRow:
    """A session on a list, with its sums and, once signed, its differences."""

    session: TillSession
    sales: int = 0
    amount: Decimal = ZERO
    gaps: list[Gap] | None = None  # None: not signed yet

    hidden: Refusal | None = None  # why whoever looks may not see the sums

    @property
    def is_live(self) -> bool:
        return self.session.state in LIVE

    @property
    def has_gap(self) -> bool:
        return any(gap.amount for gap in self.gaps or [])


def with_figures(sessions: list[TillSession]) -> list[SessionRow]:
    """The sessions with what they sold and how their counts came out: two more queries."""
    found = {session.pk: SessionRow(session) for session in sessions}
    sums = (
        SessionHour.objects.filter(session__in=found)
        .values("session_id")
        .annotate(n=Sum("sales"), ves=Sum(F("large_ves") + F("mini_ves") + F("dry_ves")))
    )
    for row in sums:
        found[row["session_id"]].sales, found[row["session_id"]].amount = row["n"], row["ves"]
    counts = CashCount.objects.filter(
        session__in=found, kind=CashCount.Kind.CLOSING, expected__isnull=False
    ).order_by("-currency")
    for count in counts:
        kept = found[count.session_id]
        kept.gaps = kept.gaps or []
        kept.gaps.append(Gap(count.currency, count.amount, count.expected or ZERO))
    return list(found.values())


def gaps_of(session: TillSession) -> list[Gap]:
    """The differences of a signed count, bolívares first; empty before it is signed."""
    return [
        Gap(count.currency, count.amount, count.expected)
        for count in sorted(session.counts.all(), key=lambda count: count.currency, reverse=True)
        if count.kind == CashCount.Kind.CLOSING and count.expected is not None
    ]


def counted(session: TillSession, kind: str) -> list[CashCount]:
    """The float or the closing count, bolívares first, from what the session brought along."""
    rows = [count for count in session.counts.all() if count.kind == kind]
    return sorted(rows, key=lambda count: count.currency, reverse=True)


def sales_of(session: TillSession) -> QuerySet[Sale]:
    return Sale.objects.filter(session=session).select_related("device")


def find_sale(pk: Any) -> Sale | None:
    """A sale with everything that its receipt shows."""
    return (
        Sale.objects.select_related(
            "device", "book", "session__till__fair", "session__operator", "review__by"
        )
        .prefetch_related("lines__product", "tenders", "pagos_moviles")
        .filter(pk=pk)
        .first()
    )


# --- what asks for a look -------------------------------------------------------------------------


def flagged_sales(fairs: QuerySet[Fair], *, seen: bool = False) -> QuerySet[Sale]:
    """Sales that arrived with flags, newest first."""
    rows = Sale.objects.exclude(flags=[]).filter(session__till__fair__in=fairs, review__isnull=not seen)
    return rows.select_related("device", "session__till__fair", "session__operator", "review__by")


def quarantined(fairs: QuerySet[Fair], *, everywhere: bool = False) -> QuerySet[QuarantinedSale]:
    """What could not be read and nobody has resolved; machines without a till for whoever sees all."""
    here = Q(device__till__fair__in=fairs)
    rows = QuarantinedSale.objects.filter(resolved_at=None)
    return rows.filter(here | Q(device__till=None) if everywhere else here).select_related(
        "device__till__fair"
    )


# --- my day ---------------------------------------------------------------------------------------


def live_sessions_at(fairs: QuerySet[Fair] | list[int]) -> list[TillSession]:
    rows = TillSession.objects.filter(till__fair__in=fairs, state__in=LIVE)
    return list(rows.select_related("till__fair", "operator", "opened_by").order_by("till__number", "id"))


def waiting_for_second(person: Person) -> list[TillSession]:
    """Sessions of her fairs where somebody else counted and a second person must confirm."""
    keys = keys_of(person)
    if not (keys.holds_any(Role.TILL) or keys.holds_any(Role.FAIR)):
        return []
    rows = TillSession.objects.filter(
        till__fair__in=fairs_of(person),
        state__in=[SessionState.OPENING, SessionState.COUNTING],
        day__gte=today() - dt.timedelta(days=3),
    )
    first = Q(state=SessionState.OPENING, opened_by=person) | Q(
        state=SessionState.COUNTING,
        counts__kind=CashCount.Kind.CLOSING,
        counts__counted_by=person,
    )
    mine = TillSession.objects.filter(first).values("pk")
    return list(rows.exclude(pk__in=mine).select_related("till__fair").order_by("till__number", "id")[:10])


def unexplained_of(person: Person) -> list[TillSession]:
    """Her own sessions whose count came out different and of which nothing has been said."""
    gaps = CashCount.objects.filter(kind=CashCount.Kind.CLOSING, expected__isnull=False).exclude(
        amount=F("expected")
    )
    rows = TillSession.objects.filter(
        operator=person, explanation="", state__in=[SessionState.COUNTED, SessionState.CLOSED]
    ).filter(pk__in=gaps.filter(session__operator=person).values("session"))
    return list(rows.select_related("till__fair").order_by("-day", "-id")[:10])


def last_number(session: TillSession) -> int | None:
    """The last number that has arrived of a session."""
    return Sale.objects.filter(session=session).aggregate(last=Max("counter"))["last"]
