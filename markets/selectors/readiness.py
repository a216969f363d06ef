"""Whether a week is ready for a stage: the guards of its moves, each with what to do about it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cecosesola.kernel.errors import Refusal
from markets.models import (
    Allocation,
    Demand,
    FairDay,
    FairWeek,
    MarketWeek,
    Pledge,
    PriceBook,
    QuarantinedSale,
    Receipt,
    Settlement,
    SettlementLine,
    TillSession,
)
from markets.states import SessionState, SettlementState, Stage


def not_ready(week: MarketWeek, target: str) -> Refusal | None:
    """None when the week may move to `target`, else what is missing."""
    guard = _GUARDS.get(target)
    return guard(week) if guard else None


def _demand(week: MarketWeek) -> Refusal | None:
    if not FairDay.objects.filter(fair_week__week=week, fair_week__is_open=True).exists():
        return Refusal("no_calendar", _("No fair opens this week yet. Set the calendar of at least one."))
    if not Demand.objects.filter(fair_week__week=week, kilos__gt=0).exists():
        return Refusal(
            "no_demand", _("No fair has asked for anything yet. Write the demand of at least one.")
        )
    return None


def _pledges(week: MarketWeek) -> Refusal | None:
    if Pledge.objects.filter(week=week, withdrawn_at=None).exists():
        return None
    return Refusal("no_pledges", _("Nobody has pledged anything yet. Call the producers."))


def _prices(week: MarketWeek) -> Refusal | None:
    if PriceBook.objects.filter(week=week).exists():
        return None
    return Refusal("no_prices", _("The prices are not published yet. Publish them, citing the decision."))


def _allocation(week: MarketWeek) -> Refusal | None:
    if Allocation.objects.filter(fair_week__week=week).exists():
        return None
    return Refusal("no_allocation", _("The crates are not allotted yet. Propose the allocation."))


def _goods(week: MarketWeek) -> Refusal | None:
    if Receipt.objects.filter(fair_week__week=week).exists():
        return None
    return Refusal("nothing_received", _("Nothing has been received yet."))


def _counts(week: MarketWeek) -> Refusal | None:
    live = TillSession.objects.filter(fair_week__week=week).exclude(state=SessionState.CLOSED)
    uncounted = FairWeek.objects.filter(week=week, is_open=True, counted_at=None)
    tills, fairs = _how_many(live, uncounted)
    if tills:
        words = ngettext_lazy("%(n)d till is not reconciled yet.", "%(n)d tills are not reconciled yet.", "n")
        return Refusal("tills_open", words % {"n": tills})
    if fairs:
        words = ngettext_lazy(
            "%(n)d fair has not finished its count.", "%(n)d fairs have not finished their count.", "n"
        )
        return Refusal("fairs_uncounted", words % {"n": fairs})
    return None


def _statements(week: MarketWeek) -> Refusal | None:
    receipts = Receipt.objects.filter(fair_week__week=week)
    goods = SettlementLine.objects.filter(receipt=OuterRef("pk"), kind=SettlementLine.Kind.GOODS)
    unpaid, unsettled, not_taken_back, unreadable = _how_many(
        Settlement.objects.filter(week=week).exclude(state=SettlementState.PAID),
        receipts.filter(settlement_lines=None, replaced_by=None, amount__gt=0),
        # Put right after it was settled, perhaps to nothing: the statement still counts the old kilos.
        receipts.filter(
            Exists(goods.filter(is_reversal=False)),
            ~Exists(goods.filter(is_reversal=True)),
            replaced_by__isnull=False,
        ),
        QuarantinedSale.objects.filter(resolved_at=None, device__sessions__fair_week__week=week),
    )
    if unpaid:
        words = ngettext_lazy("%(n)d statement is not paid yet.", "%(n)d statements are not paid yet.", "n")
        return Refusal("statements_unpaid", words % {"n": unpaid})
    if unsettled or not_taken_back:
        return Refusal(
            "not_settled", _("Some weighings are not in any statement yet. Draw up the statements again.")
        )
    if unreadable:
        return Refusal(
            "sales_in_quarantine", _("Some sales could not be read. Look at them in «Sales to review».")
        )
    return None


def _how_many(*questions: QuerySet[Any]) -> tuple[int, ...]:
    """The sizes of several lists, asked at once."""
    asked = [question.order_by().values("pk").query.sql_with_params() for question in questions]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS list)" for sql, _params in asked)  # noqa: S608
    with connection.cursor() as cursor:
        values = [value for _sql, params in asked for value in params]
        cursor.execute(f"SELECT {counts}", values)
        sizes: tuple[int, ...] = cursor.fetchone()
    return sizes


_GUARDS: dict[str, Callable[[MarketWeek], Refusal | None]] = {
    Stage.PLEDGE: _demand,
    Stage.PRICE: _pledges,
    Stage.ALLOCATE: _prices,
    Stage.RECEIVE: _allocation,
    Stage.SELL: _goods,
    Stage.SETTLE: _counts,
    Stage.CLOSED: _statements,
}
