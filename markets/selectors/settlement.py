"""Reads of statements."""

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from cecosesola.kernel.money import ZERO
from markets.models import MarketWeek, Producer, Settlement, SettlementLine
from markets.states import SettlementState


def statements(week: MarketWeek, state: str = "") -> QuerySet[Settlement]:
    """The week's statements, by producer."""
    rows = Settlement.objects.filter(week=week).select_related("producer")
    return rows.filter(state=state) if state in SettlementState.values else rows


def statements_of(producer: Producer) -> QuerySet[Settlement]:
    """A producer's statements, newest first."""
    return Settlement.objects.filter(producer=producer).select_related("week").order_by("-id")


def totals(week: MarketWeek) -> dict[str, Any]:
    """What the week's statements come to, and how many stand in each state."""
    rows = Settlement.objects.filter(week=week)
    sums = rows.aggregate(
        statements=Count("id"),
        goods=Coalesce(Sum("goods"), ZERO),
        fund=Coalesce(Sum("fund"), ZERO),
        advances=Coalesce(Sum("advances"), ZERO),
        net=Coalesce(Sum("net"), ZERO),
    )
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    return {**sums, "states": {state: states.get(state, 0) for state in SettlementState.values}}


def find_settlement(pk: int) -> Settlement | None:
    return Settlement.objects.filter(pk=pk).select_related("producer", "week", "paid_by").first()


def lines(settlement: Settlement) -> QuerySet[SettlementLine]:
    """The lines of a statement, each with its weighing."""
    return settlement.lines.select_related("receipt__item", "receipt__fair_week__fair").order_by("id")
