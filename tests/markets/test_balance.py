"""The mass balance: every kilo that came in has a name, to the gram."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from markets.models import Outflow, Receipt, Sale, SaleLine, StockCount, Transfer
from markets.selectors.balance import (
    Balance,
    add_up,
    fair_balance,
    fair_days,
    on_hand,
    on_hand_by_item,
    week_balance,
    week_total,
)
from markets.selectors.tills import week_totals
from markets.services import counting
from markets.states import Stage
from tests.factories import markets as m

TIERS = ("large", "mini")
KILOS = st.integers(0, 10_000_000).map(lambda grams: Decimal(grams) / 1000)
BALANCES = st.lists(
    st.builds(
        Balance,
        received=KILOS,
        arrived=KILOS,
        sent=KILOS,
        sold=KILOS,
        waste=KILOS,
        donated=KILOS,
        processed=KILOS,
        left=st.none() | KILOS,
    ),
    max_size=6,
)


@given(BALANCES)
def test_a_sum_of_places_explains_what_its_counted_places_explain(balances):
    counted = [b.unexplained for b in balances if b.left is not None]
    assert add_up(balances).unexplained == (sum(counted) if counted else None)


@given(BALANCES, st.integers(0, 6))
def test_balances_add_up_in_any_grouping(balances, cut):
    parts = add_up([add_up(balances[:cut]), add_up(balances[cut:])])
    assert parts.unexplained == add_up(balances).unexplained
    assert parts.expected == add_up(balances).expected


def test_a_place_that_nobody_has_counted_leaves_nothing_unexplained():
    counted = Balance(received=Decimal(100), sold=Decimal(60), left=Decimal(39))
    waiting = Balance(received=Decimal(5000))
    assert waiting.unexplained is None
    assert (counted + waiting).unexplained == 1
    assert (waiting + counted).left == 39


@pytest.fixture
def counted(db):
    """A week that was received, moved, sold and counted, with a wrong weighing put right on the way."""
    walk = m.walk(Stage.RECEIVE, sales=12)
    extra = m.weigh(walk, 305, 5)
    m.correct(walk, extra, 255, 5)
    walk.go_to(Stage.SETTLE)
    return walk


def total(rows, field="kilos"):
    return sum(rows.values_list(field, flat=True), Decimal(0))


def test_received_is_sold_lost_given_left_or_unexplained_to_the_gram(counted):
    places = week_balance(counted.week)
    assert len(places) == 3
    for place, tier in ((place, tier) for place in places for tier in TIERS):
        rows = {"fair_week": place, "tier": tier}
        live = Receipt.objects.filter(**rows, replaced_by=None)
        balance = places[place][tier]
        left = StockCount.objects.filter(**rows).latest("id").kilos
        sold = SaleLine.objects.filter(sale__session__fair_week=place, tier=tier)
        assert balance.received == total(live, "net")
        assert balance.arrived == total(Transfer.objects.filter(target=place, tier=tier))
        assert balance.sent == total(Transfer.objects.filter(origin=place, tier=tier))
        assert balance.sold == total(sold, "quantity")
        assert balance.lost == total(Outflow.objects.filter(**rows))
        assert balance.left == left
        assert (
            balance.received + balance.arrived
            == balance.sent + balance.sold + balance.lost + left + balance.unexplained
        )
    assert Sale.objects.count() == 12


def test_what_is_unexplained_is_exactly_what_the_counters_did_not_find(counted):
    assert counted.drive.unexplained != 0
    assert week_total(counted.week).unexplained == counted.drive.unexplained


def test_moves_inside_the_network_cancel_out(counted):
    whole = week_total(counted.week)
    assert whole.arrived == whole.sent > 0
    assert whole.sold == week_totals(counted.week).kilos > 0


def test_a_weighing_put_right_counts_once(counted):
    wrong = Receipt.objects.get(replaced_by__isnull=False)
    hub = fair_balance(counted.hub)[wrong.tier]
    assert hub.received == total(
        Receipt.objects.filter(tier=wrong.tier, fair_week=counted.hub).exclude(pk=wrong.pk), "net"
    )
    by_item = on_hand_by_item(counted.hub)[wrong.item_id]
    sent = total(Transfer.objects.filter(origin=counted.hub, item=wrong.item_id))
    live = Receipt.objects.filter(item=wrong.item_id, replaced_by=None)
    assert by_item == total(live, "net") - sent


def test_a_balance_costs_one_query_whatever_the_week(counted):
    with CaptureQueriesContext(connection) as seen:
        week_balance(counted.week)
    assert len(seen) == 1


def test_a_place_without_anything_has_a_balance_of_nothing(planned):
    assert week_balance(planned.week) == {}
    assert fair_balance(planned.fair) == {tier: Balance() for tier in TIERS}
    assert on_hand(planned.fair) == {"large": 0, "mini": 0}
    assert week_total(planned.week).unexplained is None


def test_a_day_opens_with_what_was_counted_the_night_before(receiving_week):
    at = receiving_week
    m.weigh(at, 105, 5)  # Thursday
    at.put_in(Stage.COUNT)
    hub, tier = at.hub, at.item.tier
    thursday, friday, sunday = (at.week.iso.day(n) for n in (4, 5, 7))

    def out(day: dt.date, kilos: int) -> None:
        counting.record_outflow(
            by=at.receiver,
            fair_week=hub,
            day=day,
            tier=tier,
            kind="waste",
            weight=Decimal(kilos),
            key=f"{day}",
        )

    def count(day: dt.date, kilos: int) -> None:
        counting.count_stock(
            by=at.receiver,
            second=at.coordinator,
            fair_week=hub,
            day=day,
            tier=tier,
            weight=Decimal(kilos),
        )

    count(thursday, 99)
    count(thursday, 97)  # counted again: the last one holds
    out(friday, 10)
    out(sunday, 20)
    count(sunday, 60)
    days = {row.day: row for row in fair_days(hub) if row.tier == tier}
    assert {day: (row.opening, row.expected, row.unexplained) for day, row in days.items()} == {
        thursday: (0, 100, 3),
        friday: (97, 87, None),
        sunday: (87, 67, 7),
    }
    # Day by day or in one sum, what nobody explains is the same.
    assert fair_balance(hub)[tier].unexplained == 10
