"""The count: what left unsold, what was found, and when a place is done."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from markets.models import Outflow, StockCount, Tier
from markets.services import counting
from markets.states import Stage
from tests.factories import federation as f


def code_of(do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    return caught.value.refusal.code


@pytest.fixture
def at(receiving_week):
    receiving_week.put_in(Stage.COUNT)
    return receiving_week


@pytest.fixture
def out(at):
    return partial(
        counting.record_outflow,
        by=at.coordinator,
        fair_week=at.fair,
        day=at.week.iso.sunday,
        tier=Tier.LARGE,
        kind=Outflow.Kind.WASTE,
        weight=Decimal("12.500"),
        key="o1",
    )


@pytest.fixture
def count(at):
    return partial(
        counting.count_stock,
        by=at.coordinator,
        second=at.second,
        fair_week=at.fair,
        day=at.week.iso.sunday,
        tier=Tier.LARGE,
        weight=Decimal(40),
    )


def test_what_left_is_written_once_however_often_it_is_sent(out):
    assert out() == out()
    assert Outflow.objects.count() == 1
    assert code_of(out, weight=Decimal(13)) == "key_reused"
    assert out(key="o2").pk != out().pk
    assert AuditEvent.objects.filter(verb="markets.record_outflow").count() == 2


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"weight": Decimal(0)}, "no_kilos"),
        ({"weight": Decimal(-1)}, "no_kilos"),
        ({"weight": Decimal("0.0001")}, "too_fine"),
        ({"kind": "donation"}, "no_receiver"),
        ({"kind": "donation", "to_whom": "  "}, "no_receiver"),
        ({"day": dt.date(2020, 1, 6)}, "other_week"),
    ],
)
def test_odd_outflows_are_refused(out, extra, code):
    assert code_of(out, **extra) == code
    assert not Outflow.objects.exists()


def test_a_donation_names_who_received_it(out):
    assert out(kind="donation", to_whom=" Comedor ").to_whom == "Comedor"


def test_two_people_count(at, count):
    made = count()
    assert (made.counted_by, made.second_counter) == (at.coordinator, at.second)
    assert code_of(count, second=at.coordinator) == "same_person"
    assert code_of(count, second=f.worker()) == "no_key"
    assert code_of(count, by=f.worker()) == "no_key"
    assert code_of(count, weight=Decimal(-1)) == "negative"
    assert code_of(count, day=at.week.iso.sunday + dt.timedelta(days=3)) == "other_week"
    count(day=at.week.iso.sunday + dt.timedelta(days=1))
    assert StockCount.objects.count() == 2


def test_a_place_is_done_when_both_tiers_are_counted_even_if_nothing_is_left(at, count):
    finish = partial(counting.finish_fair, by=at.coordinator, fair_week=at.fair)
    assert code_of(finish) == "not_counted"
    count(weight=Decimal(0))
    assert code_of(finish) == "not_counted"
    count(tier=Tier.MINI, weight=Decimal(0))
    done = finish()
    assert done.counted_at is not None
    assert finish().counted_at == done.counted_at
    assert AuditEvent.objects.filter(verb="markets.finish_fair").count() == 1


@pytest.mark.parametrize("stage", ["plan", "allocate", "settle", "closed"])
def test_nothing_is_counted_out_of_its_time(at, stage):
    at.put_in(stage)
    given = {"by": at.coordinator, "fair_week": at.fair}
    for do in (
        partial(
            counting.record_outflow,
            **given,
            day=at.week.iso.sunday,
            tier="large",
            kind="waste",
            weight=Decimal(1),
            key="x",
        ),
        partial(
            counting.count_stock,
            **given,
            second=at.second,
            day=at.week.iso.sunday,
            tier="large",
            weight=Decimal(1),
        ),
        partial(counting.finish_fair, **given),
    ):
        assert code_of(do) == ("week_closed" if stage == "closed" else "wrong_stage")


def test_the_hubs_receiver_counts_the_hub_and_not_a_fair(at, count):
    assert count(by=at.receiver, second=at.coordinator, fair_week=at.hub).fair_week == at.hub
    assert code_of(count, by=at.receiver, second=at.coordinator) == "no_key"
