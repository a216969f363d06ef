"""Whether a week is ready for a stage: the guards of its moves, each with what to do about it."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef
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
    live = TillSession.objects.filter(fair_week__week=week).exclude(state=SessionState.CLOSED).count()
    if live:
        return Refusal(
            "tills_open",
            ngettext_lazy("%(n)d till is not reconciled yet.", "%(n)d tills are not reconciled yet.", "n")
            % {"n": live},
        )
    uncounted = FairWeek.objects.filter(week=week, is_open=True, counted_at=None).count()
    if uncounted:
        return Refusal(
            "fairs_uncounted",
            ngettext_lazy(
                "%(n)d fair has not finished its count.", "%(n)d fairs have not finished their count.", "n"
            )
            % {"n": uncounted},
        )
    return None


def _statements(week: MarketWeek) -> Refusal | None:
    open_ones = Settlement.objects.filter(week=week).exclude(state=SettlementState.PAID).count()
    if open_ones:
        return Refusal(
            "statements_unpaid",
            ngettext_lazy("%(n)d statement is not paid yet.", "%(n)d statements are not paid yet.", "n")
            % {"n": open_ones},
        )
    receipts = Receipt.objects.filter(fair_week__week=week)
    unsettled = receipts.filter(settlement_lines=None, replaced_by=None, amount__gt=0)
    goods = SettlementLine.objects.filter(receipt=OuterRef("pk"), kind=SettlementLine.Kind.GOODS)
    # Put right after it was settled, perhaps to nothing: the statement still counts the old kilos.
    not_taken_back = receipts.filter(
        Exists(goods.filter(is_reversal=False)),
        ~Exists(goods.filter(is_reversal=True)),
        replaced_by__isnull=False,
    )
    if unsettled.exists() or not_taken_back.exists():
        return Refusal(
            "not_settled", _("Some weighings are not in any statement yet. Draw up the statements again.")
        )
    if QuarantinedSale.objects.filter(resolved_at=None, device__sessions__fair_week__week=week).exists():
        return Refusal(
            "sales_in_quarantine", _("Some sales could not be read. Look at them in «Sales to review».")
        )
    return None


_GUARDS: dict[str, Callable[[MarketWeek], Refusal | None]] = {
    Stage.PLEDGE: _demand,
    Stage.PRICE: _pledges,
    Stage.ALLOCATE: _prices,
    Stage.RECEIVE: _allocation,
    Stage.SELL: _goods,
    Stage.SETTLE: _counts,
    Stage.CLOSED: _statements,
}
