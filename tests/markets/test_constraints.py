"""Each named promise of the fair week's tables, broken by hand: the database itself refuses."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from markets.models import Allocation, MixItem, Pledge, SowingCommitment
from markets.services import allocating, counting, pricing, settling, weeks
from markets.services.reporting import make_report
from markets.states import Stage
from tests.factories import markets as m
from tests.owner import as_owner
from tests.promises import all_broken, assert_all_tried

pytestmark = pytest.mark.django_db


def copied(table, columns, where="true", **instead):
    """Insert the table's rows again, with some columns changed."""
    names = ", ".join(columns)
    values = ", ".join(str(instead.get(name, name)) for name in columns)
    return f"INSERT INTO markets_{table} ({names}) SELECT {values} FROM markets_{table} WHERE {where}"


RECEIPT = [
    "fair_week_id",
    "producer_id",
    "item_id",
    "tier",
    "day",
    "received_at",
    "gross",
    "tare",
    "net",
    "crates",
    "grade",
    "price",
    "amount",
    "weighed_by_id",
    "second_weigher_id",
    "paid_on_spot",
    "reason",
]
LINE = ["settlement_id", "kind", "receipt_id", "is_reversal", "kilos", "price", "amount"]
BOOK = [
    "week_id",
    "version",
    "effective_at",
    "rate",
    "rate_on",
    "decision_id",
    "published_by_id",
    "published_at",
]
TIER = ["book_id", "tier", "cost", "contribution", "price"]
GOOD = ["book_id", "product_id", "price"]
OUTFLOW = [
    "fair_week_id",
    "day",
    "tier",
    "kind",
    "kilos",
    "to_whom",
    "note",
    "recorded_by_id",
    "recorded_at",
]
COUNT = ["fair_week_id", "day", "tier", "kilos", "counted_by_id", "second_counter_id", "counted_at"]
TRANSFER = [
    "origin_id",
    "target_id",
    "item_id",
    "tier",
    "day",
    "kilos",
    "crates",
    "moved_by_id",
    "moved_at",
]
PARAMETER = ["name", "since", "value", "decision_id"]

BROKEN = {
    # what stays
    "fair_hours_once_a_day": "UPDATE markets_fairhours SET weekday = 5, fair_id = {fair}",
    "fair_hours_weekday": "UPDATE markets_fairhours SET weekday = 8",
    "fair_hours_close_after_opening": "UPDATE markets_fairhours SET closes = opens",
    "schedule_near_its_week": "UPDATE markets_stageschedule SET day_offset = 22",
    "parameter_once_a_day": copied("parameter", PARAMETER),
    "parameter_not_negative": copied("parameter", PARAMETER, since="since - 1", value="-0.01"),
    "parameter_append_only": "UPDATE markets_parameter SET value = 0.02",
    "item_crate_weighs": "UPDATE markets_item SET crate_kg = 0",
    "item_loss_is_a_percentage": "UPDATE markets_item SET loss_percent = 101",
    "product_limit_positive": 'UPDATE markets_product SET "limit" = 0',
    "till_number_once_a_fair": "UPDATE markets_till SET number = 1, fair_id = {fair}",
    # the week
    "week_once": "UPDATE markets_marketweek SET year = 2026, number = 1",
    "week_number_of_a_year": "UPDATE markets_marketweek SET number = 54",
    "milestone_once": "UPDATE markets_milestone SET stage = 'plan'",
    "fair_week_once": "UPDATE markets_fairweek SET fair_id = {fair}",
    "fair_day_once": copied("fairday", ["fair_week_id", "date", "opens_at", "closes_at"]),
    "fair_day_closes_after_opening": "UPDATE markets_fairday SET closes_at = opens_at",
    "demand_once": copied("demand", ["fair_week_id", "item_id", "kilos"]),
    "demand_not_negative": "UPDATE markets_demand SET kilos = -0.001",
    # the field
    "sowing_period": "UPDATE markets_sowingcommitment SET last_day = first_day",
    "sowing_some_kilos": "UPDATE markets_sowingcommitment SET kilos_a_week = 0",
    "pledge_once_a_day": "UPDATE markets_pledge SET withdrawn_at = NULL",
    "pledge_some_kilos": "UPDATE markets_pledge SET kilos = 0",
    "pledge_two_buyers": "UPDATE markets_pledge SET buyer_id = NULL, second_buyer_id = recorded_by_id",
    "pledge_price_positive": "UPDATE markets_pledge SET agreed_price = 0",
    "supply_once": copied("supply", ["week_id", "item_id", "pledged", "received", "allocated"]),
    "supply_not_negative": "UPDATE markets_supply SET received = -1",
    "supply_never_promised_twice": (
        "UPDATE markets_supply SET allocated = greatest(pledged, received) + 0.001"
    ),
    "allocation_once": copied("allocation", ["fair_week_id", "item_id", "crates", "kilos"]),
    "allocation_not_negative": "UPDATE markets_allocation SET kilos = -1",
    "cost_sheet_once": copied(
        "costsheet",
        [
            "week_id",
            "producer_id",
            "item_id",
            "inputs",
            "labour",
            "transport",
            "other",
            "kilos",
            "recorded_by_id",
            "recorded_at",
        ],
    ),
    "cost_sheet_figures": "UPDATE markets_costsheet SET kilos = 0",
    # prices
    "mix_item_once": copied("mixitem", ["week_id", "item_id", "tier", "cost", "is_excluded", "reason"]),
    "mix_cost_positive": "UPDATE markets_mixitem SET cost = 0",
    "mix_exclusion_has_reason": "UPDATE markets_mixitem SET is_excluded = true, reason = ''",
    "price_book_version_once": copied("pricebook", BOOK),
    "price_book_rate_positive": copied("pricebook", BOOK, version="version + 1", rate="0"),
    "price_book_immutable": "UPDATE markets_pricebook SET rate = 1",
    "price_book_tier_once": copied("pricebooktier", TIER),
    "price_book_tier_price_positive": copied(
        "pricebooktier", TIER, "tier = 'large'", tier="'mini'", cost="0", contribution="0", price="0"
    ),
    "price_book_tier_is_cost_plus_contribution": copied(
        "pricebooktier", TIER, "tier = 'large'", tier="'mini'", price="price + 0.51"
    ),
    "price_book_tier_immutable": "DELETE FROM markets_pricebooktier",
    "price_book_product_once": copied("pricebookproduct", GOOD),
    "price_book_product_price_positive": copied(
        "pricebookproduct", GOOD, product_id="{other_product}", price="0"
    ),
    "price_book_product_immutable": "DELETE FROM markets_pricebookproduct",
    # the gate
    "receipt_net_is_gross_less_tare": copied("receipt", RECEIPT, net="net + 0.001"),
    "receipt_not_negative": copied("receipt", RECEIPT, tare="gross + 1", net="-1"),
    "receipt_two_people_weigh": copied("receipt", RECEIPT, second_weigher_id="weighed_by_id"),
    "receipt_price_not_negative": copied("receipt", RECEIPT, amount="-1"),
    "receipt_correction_has_reason": copied(
        "receipt", [*RECEIPT, "replaces_id"], "replaces_id IS NULL", replaces_id="id", reason="''"
    ),
    "receipt_append_only": "UPDATE markets_receipt SET crates = 1",
    "transfer_between_two_places": copied("transfer", TRANSFER, target_id="origin_id"),
    "transfer_some_kilos": copied("transfer", TRANSFER, kilos="0"),
    "transfer_append_only": "DELETE FROM markets_transfer",
    # the count
    "outflow_some_kilos": copied("outflow", OUTFLOW, kilos="0"),
    "outflow_donation_names_whom": copied("outflow", OUTFLOW, kind="'donation'", to_whom="''"),
    "outflow_append_only": "UPDATE markets_outflow SET kilos = 1",
    "stock_count_not_negative": copied("stockcount", COUNT, kilos="-1"),
    "stock_count_two_people": copied("stockcount", COUNT, second_counter_id="counted_by_id"),
    "stock_count_append_only": "DELETE FROM markets_stockcount",
    # the close
    "settlement_number_once": copied(
        "settlement",
        [
            "week_id",
            "producer_id",
            "number",
            "state",
            "goods",
            "fund",
            "advances",
            "net",
            "dispute",
            "created_at",
        ],
    ),
    "settlement_sums": copied(
        "settlement",
        [
            "week_id",
            "producer_id",
            "number",
            "state",
            "goods",
            "fund",
            "advances",
            "net",
            "dispute",
            "created_at",
        ],
        number="number + 1",
        net="net + 0.01",
    ),
    "settlement_paid_has_its_payment": (
        "UPDATE markets_settlement SET state = 'paid', paid_at = NULL WHERE state <> 'paid'"
    ),
    "settlement_paid_is_final": "UPDATE markets_settlement SET state = 'agreed' WHERE state = 'paid'",
    "settlement_never_deleted": "DELETE FROM markets_settlement",
    "settlement_figures_stand": "UPDATE markets_settlement SET fund = fund + 1, net = net - 1",
    "settlement_line_once_a_receipt": copied("settlementline", LINE, "receipt_id IS NOT NULL"),
    "settlement_line_names_its_receipt": copied("settlementline", LINE, receipt_id="NULL", kind="'goods'"),
    "settlement_line_append_only": "DELETE FROM markets_settlementline",
    "week_report_final": "DELETE FROM markets_weekreport",
}
# Tried where the tills are.
TILLS = ("device_", "session_", "cash_count_", "sale_", "tender_", "pago_movil_", "quarantin")


@pytest.fixture
def rows(db):
    """A row in every table: a week with everything, and an empty one after it."""
    walk = m.walk(Stage.PLAN)
    walk.drive.plan()
    item, other = walk.market.items[:2]
    m.pledge(walk, 100)
    m.pledge(walk, 400)
    m.pledge(walk, 100, item=other, buyer=walk.market.cast.buyer, second_buyer=walk.second)
    SowingCommitment.objects.create(
        producer=walk.organised,
        item=item,
        first_day=dt.date(2026, 1, 1),
        last_day=dt.date(2026, 3, 31),
        kilos_a_week=50,
    )
    walk.put_in(Stage.PRICE)
    m.mix(walk, item, 40)
    m.rate(walk)
    pricing.bring_cost_sheet(
        by=walk.voice,
        week=walk.week,
        producer=walk.organised,
        item=item,
        inputs=Decimal(1),
        labour=Decimal(1),
        transport=Decimal(1),
        other=Decimal(0),
        kilos_harvested=Decimal(1),
    )
    one, two = walk.market.products[:2]
    m.publish(walk, products={one.pk: Decimal(300)})
    walk.put_in(Stage.ALLOCATE)
    allocating.propose_allocation(by=walk.coordinator, week=walk.week)
    walk.put_in(Stage.RECEIVE)
    m.weigh(walk)
    m.weigh(walk, 55, 5, item=other, price=Decimal(20), producer=walk.loose)
    m.move(walk, kilos=10)
    counting.record_outflow(
        by=walk.coordinator,
        fair_week=walk.fair,
        day=walk.week.iso.sunday,
        tier="large",
        kind="waste",
        weight=Decimal(1),
        key="o",
    )
    counting.count_stock(
        by=walk.coordinator,
        second=walk.second,
        fair_week=walk.fair,
        day=walk.week.iso.sunday,
        tier="large",
        weight=Decimal(9),
    )
    walk.put_in(Stage.SETTLE)
    settling.settle_week(by=walk.coordinator, week=walk.week)
    settling.agree_all(by=walk.coordinator, week=walk.week)
    settling.pay_agreed(
        by=walk.finance, week=walk.week, only=walk.week.settlements.get(producer=walk.organised)
    )
    make_report(walk.week)
    weeks.open_week(by=None, iso=walk.week.iso.next)
    assert Allocation.objects.exists()
    assert MixItem.objects.exists()
    assert Pledge.objects.exclude(withdrawn_at=None).exists()
    return {"fair": walk.market.fairs[0].pk, "other_product": two.pk}


def test_the_database_refuses_each_by_its_name(rows):
    all_broken(BROKEN, rows)


def test_what_is_broken_was_whole(rows):
    """The same statements without their flaw go through, so each refusal is of the flaw."""
    with as_owner(), connection.cursor() as cursor:
        for sql in (
            copied("receipt", RECEIPT),
            copied("transfer", TRANSFER),
            copied("outflow", OUTFLOW),
            copied("stockcount", COUNT),
            copied("pricebook", BOOK, version="version + 1"),
            copied("parameter", PARAMETER, since="since - 1"),
        ):
            cursor.execute(sql)
            assert cursor.rowcount > 0, sql


def test_no_promise_is_left_untried():
    names = {
        promise.name
        for model in apps.get_app_config("markets").get_models()
        for promise in [*model._meta.constraints, *getattr(model._meta, "triggers", [])]
    }
    assert_all_tried("markets", BROKEN, also={name for name in names if name.startswith(TILLS)})
    assert names >= set(BROKEN), "a promise that is no more"
