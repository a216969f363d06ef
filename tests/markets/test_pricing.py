"""The price round: open costs, the mix, versions that never change."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from assemblies.states import Hearing
from cecosesola.kernel.clock import today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from markets.models import CostSheet, MixItem, Parameter, PriceBook, Tier
from markets.selectors.mix import tier_prices
from markets.services import pricing
from markets.states import Stage
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import markets as m
from tests.finance.conftest import at_once
from tests.promises import broken


def refused(code, do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    assert caught.value.refusal.code == code
    return caught.value.refusal


@pytest.fixture
def round_(planned):
    """A price round: two tubers promised, 300 kg and 100 kg, at 40 and 60 Bs a kilo; the rate is in."""
    one, two = planned.market.items[:2]
    m.pledge(planned, 300, item=one)
    m.pledge(planned, 100, item=two)
    planned.put_in(Stage.PRICE)
    m.mix(planned, one, 40)
    m.mix(planned, two, 60)
    m.rate(planned)
    return planned


def prices(at):
    return {row.tier: row for row in tier_prices(at.week)}


# --- the mix -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_tiers_price_is_the_weighted_cost_plus_the_contribution(round_):
    large = prices(round_)[Tier.LARGE]
    assert large.cost == Decimal(45)  # (300 × 40 + 100 × 60) / 400
    assert large.contribution == 34
    assert large.price == Decimal("79.00")
    assert Tier.MINI not in prices(round_)


@pytest.mark.django_db
def test_before_anything_is_pledged_items_weigh_the_same(planned):
    planned.put_in(Stage.PRICE)
    for item, cost in zip(planned.market.items[:3], (10, 20, "30.01"), strict=True):
        m.mix(planned, item, cost)
    assert prices(planned)[Tier.LARGE].price == Decimal("54.00")  # 20.00333… + 34
    assert prices(planned)[Tier.LARGE].cost != 20


@pytest.mark.django_db
def test_leaving_an_item_out_moves_the_price_and_needs_a_reason(round_):
    two = round_.market.items[1]
    assert {t.tier: t.price for t in tier_prices(round_.week, without=[two.pk])} == {"large": Decimal(74)}
    for reason in ("", "  "):
        with pytest.raises(Refused) as caught:
            m.mix(round_, two, 60, is_excluded=True, reason=reason)
        assert caught.value.refusal.code == "no_reason"
    assert prices(round_)[Tier.LARGE].price == 79
    m.mix(round_, two, 60, is_excluded=True, reason="Está escaso.")
    assert prices(round_)[Tier.LARGE].price == 74
    m.mix(round_, two, 60, reason="ya no importa")
    assert MixItem.objects.get(item=two).reason == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("cost", "code"), [(0, "no_cost"), (-1, "no_cost"), ("1.001", "too_fine")])
def test_odd_costs_are_refused(round_, cost, code):
    with pytest.raises(Refused) as caught:
        m.mix(round_, cost=cost)
    assert caught.value.refusal.code == code


@pytest.mark.django_db
def test_the_round_is_the_coordinators(round_):
    with pytest.raises(Refused) as caught:
        m.mix(round_, by=f.worker())
    assert caught.value.refusal.code == "no_key"
    round_.put_in(Stage.RECEIVE)
    with pytest.raises(Refused) as caught:
        m.mix(round_)
    assert caught.value.refusal.code == "wrong_stage"


@pytest.mark.django_db
def test_the_contribution_is_the_one_in_force_on_the_weeks_monday(round_):
    told = round_.market.cast.founding
    monday = round_.week.monday
    for since, value in ((monday, 40), (monday + dt.timedelta(days=1), 99)):
        Parameter.objects.create(
            name=Parameter.Name.LARGE_CONTRIBUTION, since=since, value=value, decision=told
        )
    assert prices(round_)[Tier.LARGE].contribution == 40


# --- cost sheets ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_cost_sheet_brought_again_replaces_the_first(planned):
    bring = partial(
        pricing.bring_cost_sheet,
        by=planned.voice,
        week=planned.week,
        producer=planned.organised,
        item=planned.item,
        labour=Decimal(500),
        transport=Decimal(100),
        other=Decimal(0),
        kilos_harvested=Decimal(40),
    )
    bring(inputs=Decimal(200))
    sheet = bring(inputs=Decimal(400))
    assert CostSheet.objects.get() == sheet
    assert sheet.cost_per_kilo == 25
    refused("wrong_figures", bring, inputs=Decimal(-1))
    refused("wrong_figures", bring, inputs=Decimal(1), kilos_harvested=Decimal(0))
    refused("no_key", bring, inputs=Decimal(1), producer=planned.loose)


# --- the price book ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_version_keeps_prices_rate_decision_and_goods(round_):
    told = m.decision(round_)
    coffee = round_.market.products[0]
    book = m.publish(round_, decision=told, products={coffee.pk: Decimal(310)})
    tier = book.tiers.get()
    assert (tier.tier, tier.cost, tier.contribution, tier.price) == ("large", 45, 34, 79)
    assert (book.version, book.rate, book.rate_on, book.decision) == (1, Decimal("243.01"), today(), told)
    assert book.products.get().price == 310
    assert AuditEvent.objects.get(verb="markets.publish_prices").new["decision"] == told.number


@pytest.mark.django_db
def test_a_new_version_in_mid_week_leaves_the_old_one_as_it_was(round_):
    coffee, sugar = round_.market.products[:2]
    first = m.publish(round_, products={coffee.pk: Decimal(310), sugar.pk: Decimal(95)})
    m.mix(round_, cost=80)
    m.rate(round_, value="250.00")
    round_.put_in(Stage.SELL)
    second = m.publish(round_, products={coffee.pk: Decimal(330)})
    assert (first.version, second.version) == (1, 2)
    assert first.tiers.get().price == 79
    assert second.tiers.get().price == Decimal("109.00")
    assert dict(first.products.values_list("product", "price")) == {coffee.pk: 310, sugar.pk: 95}
    assert dict(second.products.values_list("product", "price")) == {coffee.pk: 330, sugar.pk: 95}


@pytest.mark.django_db
@pytest.mark.parametrize("price", ["79.00", "79.50", "78.50"])
def test_a_price_may_be_rounded_by_half_a_bolivar(round_, price):
    book = m.publish(round_, prices={"large": Decimal(price)})
    assert book.tiers.get().price == Decimal(price)


@pytest.mark.django_db
@pytest.mark.parametrize("price", ["79.51", "78.49", "0", "1000"])
def test_a_price_further_from_the_sum_is_refused(round_, price):
    with pytest.raises(Refused) as caught:
        m.publish(round_, prices={"large": Decimal(price)})
    assert caught.value.refusal.code == "far_from_cost"
    assert "price_large" in caught.value.refusal.fields
    assert not PriceBook.objects.exists()


@pytest.mark.django_db
def test_without_the_rate_no_prices_are_published(planned):
    planned.put_in(Stage.PRICE)
    m.mix(planned, cost=40)
    told = m.decision(planned)
    refused("no_rate", m.publish, at=planned, decision=told)
    m.rate(planned)
    assert m.publish(planned, decision=told).version == 1


@pytest.mark.django_db
def test_an_empty_mix_has_no_price(planned):
    planned.put_in(Stage.PRICE)
    m.rate(planned)
    refused("empty_mix", m.publish, at=planned)


@pytest.mark.django_db
def test_prices_cite_a_decision_that_stands(round_):
    told = a.decision(round_.coordinator, hearing=Hearing.REVERSED)
    with pytest.raises(Refused) as caught:
        m.publish(round_, decision=told)
    assert caught.value.refusal.code == "decision_reversed"


@pytest.mark.django_db
def test_nobody_else_publishes(round_):
    for person in (f.worker(), round_.finance):
        with pytest.raises(Refused) as caught:
            m.publish(round_, by=person, decision=m.decision(round_))
        assert caught.value.refusal.code == "no_key"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "table", "column"),
    [
        ("price_book_immutable", "pricebook", "rate = 1"),
        ("price_book_immutable", "pricebook", "effective_at = now()"),
        ("price_book_tier_immutable", "pricebooktier", "price = 79.01"),
        ("price_book_product_immutable", "pricebookproduct", "price = 1"),
    ],
)
def test_a_version_is_not_rewritten_even_by_the_owner_of_the_database(round_, name, table, column):
    m.publish(round_, products=round_.market.prices)
    broken(name, f"UPDATE markets_{table} SET {column}")
    broken(name, f"DELETE FROM markets_{table}")


@pytest.mark.django_db
def test_the_web_role_may_not_even_try(round_):
    m.publish(round_)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(current_user, 'markets_pricebook', 'UPDATE'),"
            " has_table_privilege(current_user, 'markets_pricebook', 'DELETE')"
        )
        assert cursor.fetchone() == (False, False)


@pytest.mark.django_db(transaction=True)
def test_hands_that_publish_at_once_make_versions_in_a_row():
    walk = m.walk()
    walk.put_in(Stage.PRICE)
    m.mix(walk, cost=40)
    m.rate(walk)
    told = m.decision(walk)
    at_once(*[partial(m.publish, walk, decision=told)] * 4)
    assert sorted(PriceBook.objects.values_list("version", flat=True)) == [1, 2, 3, 4]
