"""Weeks: the one people mean, its schedule, what asks for attention."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cecosesola.kernel.clock import now
from cecosesola.kernel.errors import Refusal
from cecosesola.kernel.money import ZERO, format_kilos
from cecosesola.kernel.weeks import Week
from markets.models import (
    CashCount,
    FairDay,
    FairWeek,
    MarketWeek,
    Milestone,
    QuarantinedSale,
    Sale,
    Tier,
    TillSession,
)
from markets.selectors.balance import Balance, add_up
from markets.selectors.readiness import not_ready
from markets.selectors.tills import Sold
from markets.states import ORDER, SessionState, Stage, next_stage


def find_week(iso: Week) -> MarketWeek | None:
    return MarketWeek.objects.filter(year=iso.year, number=iso.number).first()


def find_fair_week(week: MarketWeek, code: str) -> FairWeek | None:
    row = (
        FairWeek.objects.filter(week=week, fair__code=code)
        .select_related("fair__cooperative", "week")
        .first()
    )
    if row is not None:
        row.week = week
    return row


def current_week() -> MarketWeek | None:
    """The week that people mean today: the one being sold or counted, else the oldest that still has work."""
    live = list(MarketWeek.objects.exclude(stage=Stage.CLOSED).order_by("year", "number"))
    for stages in ({Stage.SELL}, {Stage.COUNT}, {Stage.RECEIVE, Stage.ALLOCATE, Stage.PRICE, Stage.PLEDGE}):
        for week in live:
            if week.stage in stages:
                return week
    return live[0] if live else MarketWeek.objects.order_by("-year", "-number").first()


def previous_week(week: MarketWeek) -> MarketWeek | None:
    return find_week(week.iso.previous)


def weeks() -> QuerySet[MarketWeek]:
    """All weeks, newest first."""
    return MarketWeek.objects.order_by("-year", "-number", "-id")


def fair_weeks(week: MarketWeek) -> list[FairWeek]:
    """The fairs of a week in their order: big, small, hub; each with its week and fair at hand."""
    order = {"big": 0, "small": 1, "hub": 2}
    rows = list(FairWeek.objects.filter(week=week).select_related("fair__cooperative"))
    for row in rows:
        row.week = week
    return sorted(rows, key=lambda row: (order[row.fair.kind], row.fair.name))


@dataclass(frozen=True)
class Step:
    """A stage of the schedule as the board shows it. `state`: done, now, late or ahead."""

    milestone: Milestone
    state: str


def schedule(week: MarketWeek) -> list[Step]:
    """By when each stage should be reached, and how it went."""
    moment = now()
    rows = sorted(
        week.milestones.select_related("moved_by"), key=lambda milestone: ORDER.index(milestone.stage)
    )
    steps = []
    for row in rows:
        if row.stage == week.stage and row.stage != Stage.CLOSED:
            state = "now"
        elif row.reached_at is not None:
            state = "done"
        else:
            state = "late" if row.due_at < moment else "ahead"
        steps.append(Step(row, state))
    return steps


def waits_for(week: MarketWeek) -> Refusal | None:
    """What the week still lacks before its next stage, or None when it is ready (or closed)."""
    target = next_stage(week.stage)
    return not_ready(week, target) if target else None


@dataclass(frozen=True)
class Attention:
    """Something that somebody should look at, with where to look."""

    text: Any
    url: str
    pill: str
    tone: str


def attention(
    week: MarketWeek,
    rows: list[FairWeek],
    balances: dict[int, dict[str, Balance]],
    tills: dict[int, dict[str, int]],
) -> list[Attention]:
    """What asks for attention: stock-outs, unsent sales, tills left open, differences, odd sales."""
    found = [*_running_out(week, rows, balances), *_unsent(week, rows, tills), *_left_open(week)]
    gaps = (
        CashCount.objects.filter(
            session__fair_week__week=week, kind=CashCount.Kind.CLOSING, expected__isnull=False
        )
        .exclude(amount=F("expected"))
        .filter(session__explanation="")
        .count()
    )
    if gaps:
        text = ngettext("%(n)d difference without explanation", "%(n)d differences without explanation", gaps)
        found.append(Attention(text % {"n": gaps}, reverse("markets:tills", args=[week]), str(gaps), "wait"))
    odd = Sale.objects.filter(session__fair_week__week=week).exclude(flags=[]).count()
    bad = QuarantinedSale.objects.filter(resolved_at=None).count()
    if odd or bad:
        text = _("Sales to look at: %(odd)d odd, %(bad)d unreadable") % {"odd": odd, "bad": bad}
        found.append(Attention(text, reverse("markets:review"), str(odd + bad), "harm" if bad else "wait"))
    return found


def _unsent(week: MarketWeek, rows: list[FairWeek], tills: dict[int, dict[str, int]]) -> list[Attention]:
    found = []
    for row in rows:
        waiting = tills.get(row.pk, {}).get("unsent", 0)
        if waiting:
            text = ngettext(
                "%(fair)s: %(n)d sale not sent yet", "%(fair)s: %(n)d sales not sent yet", waiting
            )
            url = reverse("markets:tills", args=[week])
            found.append(Attention(text % {"fair": row.fair.name, "n": waiting}, url, str(waiting), "wait"))
    return found


def _left_open(week: MarketWeek) -> list[Attention]:
    late = (
        TillSession.objects.filter(fair_week__week=week, state__in=[SessionState.OPEN, SessionState.COUNTING])
        .filter(fair_week__days__date=F("day"), fair_week__days__closes_at__lt=now())
        .count()
    )
    if not late:
        return []
    text = ngettext(
        "%(n)d till is still open after closing time", "%(n)d tills are still open after closing time", late
    )
    return [Attention(text % {"n": late}, reverse("markets:tills", args=[week]), str(late), "wait")]


def _running_out(
    week: MarketWeek, rows: list[FairWeek], balances: dict[int, dict[str, Balance]]
) -> list[Attention]:
    """Tiers of which less than a tenth of what came is left while the fair has hours to go."""
    if week.stage != Stage.SELL:
        return []
    open_now = set(
        FairDay.objects.filter(
            fair_week__week=week, opens_at__lte=now(), closes_at__gt=now() + dt.timedelta(hours=1)
        ).values_list("fair_week_id", flat=True)
    )
    found: list[tuple[Decimal, Attention]] = []
    for row in rows:
        for tier, balance in balances.get(row.pk, {}).items():
            came = balance.received + balance.arrived - balance.sent
            if row.pk in open_now and came > 0 and balance.expected < came / 10:
                text = _("%(fair)s is running out of %(tier)s") % {
                    "fair": row.fair.name,
                    "tier": Tier(tier).label,
                }
                url = reverse("markets:place", args=[week, row.fair.code])
                found.append(
                    (balance.expected, Attention(text, url, format_kilos(balance.expected, 0), "harm"))
                )
    # The shortest first, and no more than fit on a wall.
    return [attention for _kilos, attention in sorted(found, key=lambda pair: pair[0])[:6]]


@dataclass(frozen=True)
class FairLine:
    """A fair's row in the control room."""

    row: FairWeek
    sold: Sold
    large: Decimal
    mini: Decimal
    total_tills: int
    live_tills: int
    unsent: int
    spark: list[Decimal]


def fair_lines(
    rows: list[FairWeek],
    sold: dict[int, Sold],
    balances: dict[int, dict[str, Balance]],
    tills: dict[int, dict[str, int]],
    hours: dict[int, list[tuple[int, Decimal]]],
) -> list[FairLine]:
    """Put what is known of each fair on one line, the one that sells most first."""
    lines = []
    for row in rows:
        tiers = balances.get(row.pk, {})
        counts = tills.get(row.pk, {})
        lines.append(
            FairLine(
                row,
                sold.get(row.pk, Sold()),
                tiers.get(Tier.LARGE, Balance()).expected,
                tiers.get(Tier.MINI, Balance()).expected,
                counts.get("total", 0),
                counts.get("live", 0),
                counts.get("unsent", 0),
                [amount for _hour, amount in hours.get(row.pk, [])],
            )
        )
    return sorted(lines, key=lambda line: -line.sold.amount)


def week_rows(page: list[MarketWeek]) -> list[dict[str, Any]]:
    """Weeks with what they sold, for the list: one query for all of them."""
    totals = {
        row["id"]: row
        for row in MarketWeek.objects.filter(pk__in=[week.pk for week in page])
        .values("id")
        .annotate(
            sales=Coalesce(Sum("fair_weeks__sessions__hours__sales"), 0),
            kilos=Coalesce(
                Sum(F("fair_weeks__sessions__hours__large_kg") + F("fair_weeks__sessions__hours__mini_kg")),
                ZERO,
            ),
            amount=Coalesce(
                Sum(
                    F("fair_weeks__sessions__hours__large_ves")
                    + F("fair_weeks__sessions__hours__mini_ves")
                    + F("fair_weeks__sessions__hours__dry_ves")
                ),
                ZERO,
            ),
        )
    }
    fairs = dict(
        FairWeek.objects.filter(week__in=page, is_open=True)
        .values_list("week")
        .annotate(n=Count("id", filter=~Q(fair__kind="hub")))
    )
    return [{"week": week, "fairs": fairs.get(week.pk, 0), **totals.get(week.pk, {})} for week in page]


def total(balances: dict[int, dict[str, Balance]]) -> Balance:
    """All places and tiers together."""
    return add_up(balance for tiers in balances.values() for balance in tiers.values())
