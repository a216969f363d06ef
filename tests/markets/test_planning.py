"""Plan and pledge: what the fairs ask for, what the fields promise."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Role
from markets.models import Allocation, Demand, FairDay, Pledge, Supply
from markets.services import allocating, planning
from markets.states import Stage
from tests.factories import federation as f
from tests.factories import markets as m
from tests.finance.conftest import at_once


def refused(code, do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    assert caught.value.refusal.code == code
    return caught.value.refusal


def pledged(at, item=None):
    return Supply.objects.get(week=at.week, item=item or at.item).pledged


# --- demand and calendar -------------------------------------------------------------------------


@pytest.mark.django_db
def test_demand_is_written_changed_and_taken_out(planned):
    one, two = planned.market.items[:2]
    write = partial(planning.set_demand, by=planned.coordinator, fair_week=planned.fair)
    assert write(quantities={one.pk: Decimal(500), two.pk: Decimal("12.5")}) == 2
    assert write(quantities={one.pk: Decimal(500), two.pk: Decimal(0)}) == 1
    assert dict(planned.fair.demands.values_list("item", "kilos")) == {one.pk: Decimal(500)}
    event = AuditEvent.objects.filter(verb="markets.set_demand").latest("id")
    assert (event.old, event.new) == ({str(two.pk): "12.500"}, {str(two.pk): "0.000"})


@pytest.mark.django_db
def test_demand_written_again_as_it_was_changes_nothing(planned):
    write = partial(
        planning.set_demand,
        by=planned.coordinator,
        fair_week=planned.fair,
        quantities={planned.item.pk: Decimal(500)},
    )
    assert (write(), write()) == (1, 0)
    assert AuditEvent.objects.filter(verb="markets.set_demand").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kilos", "code"), [("-1", "negative"), ("1.2345", "too_fine"), ("NaN", "not_a_number")]
)
def test_demand_in_odd_figures_is_refused(planned, kilos, code):
    refused(
        code,
        planning.set_demand,
        by=planned.coordinator,
        fair_week=planned.fair,
        quantities={planned.item.pk: Decimal(kilos)},
    )
    assert not Demand.objects.exists()


@pytest.mark.django_db
def test_a_fair_has_its_own_days(planned):
    fair, saturday = planned.fair, planned.week.iso.day(6)
    opens, closes = planned.hour(5, 6), planned.hour(5, 13)
    write = partial(planning.set_day, by=planned.coordinator, fair_week=fair, date=saturday)
    write(opens_at=opens, closes_at=closes)
    write(opens_at=opens, closes_at=closes + dt.timedelta(hours=1))
    day = FairDay.objects.get(fair_week=fair, date=saturday)
    assert (day.opens_at, day.closes_at) == (opens, closes + dt.timedelta(hours=1))
    write(opens_at=None, closes_at=None)
    assert not FairDay.objects.filter(fair_week=fair, date=saturday).exists()
    refused("closes_first", write, opens_at=closes, closes_at=opens)
    refused("closes_first", write, opens_at=opens, closes_at=opens)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 7])
def test_a_day_of_another_week_is_refused(planned, days):
    date = planned.week.monday + dt.timedelta(days=days)
    refused(
        "other_week",
        planning.set_day,
        by=planned.coordinator,
        fair_week=planned.fair,
        date=date,
        opens_at=planned.hour(days, 6),
        closes_at=planned.hour(days, 9),
    )


@pytest.mark.django_db
def test_a_fair_may_stay_out_of_a_week(planned):
    row = planning.set_participation(by=planned.coordinator, fair_week=planned.fair, is_open=False)
    assert row.is_open is False
    event = AuditEvent.objects.get(verb="markets.set_participation")
    assert (event.old, event.new) == ({"open": True}, {"open": False})


@pytest.mark.django_db
def test_the_plan_is_the_coordinators_and_ends_with_the_prices(planned):
    given = {"fair_week": planned.fair, "quantities": {planned.item.pk: Decimal(5)}}
    refused("no_key", planning.set_demand, by=f.worker(), **given)
    planned.put_in(Stage.ALLOCATE)
    refused(
        "wrong_stage", planning.set_demand, by=planned.coordinator, **(given | {"fair_week": planned.fair})
    )


# --- pledges -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pledge_adds_to_what_there_is(planned):
    m.pledge(planned, "100.250")
    m.pledge(planned, 50, producer=planned.loose)
    m.pledge(planned, 25, deliver_on=planned.week.iso.day(5))
    assert pledged(planned) == Decimal("175.250")


@pytest.mark.django_db
def test_a_pledge_for_the_same_day_takes_the_place_of_the_old_one(planned):
    old, new = m.pledge(planned, 100), m.pledge(planned, 80)
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert new.withdrawn_at is None
    assert pledged(planned) == 80
    event = AuditEvent.objects.filter(verb="markets.pledge").latest("id")
    assert (event.old, event.new) == ({"kilos": "100.000"}, {"kilos": "80.000"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"kilos_pledged": Decimal(0)}, "no_kilos"),
        ({"kilos_pledged": Decimal(-5)}, "no_kilos"),
        ({"kilos_pledged": Decimal("0.0005")}, "too_fine"),
        ({"deliver_on": dt.date(2020, 1, 6)}, "other_week"),
        ({"agreed_price": Decimal("1.005")}, "too_fine"),
    ],
)
def test_odd_pledges_are_refused(planned, extra, code):
    with pytest.raises(Refused) as caught:
        m.pledge(planned, **extra)
    assert caught.value.refusal.code == code
    assert not Pledge.objects.exists()


@pytest.mark.django_db
def test_buyers_travel_in_pairs(planned):
    buyer = planned.market.cast.buyer
    made = m.pledge(planned, buyer=buyer, second_buyer=planned.second)
    assert (made.buyer, made.second_buyer) == (buyer, planned.second)
    for extra in ({"buyer": buyer, "second_buyer": buyer}, {"buyer": None, "second_buyer": buyer}):
        with pytest.raises(Refused) as caught:
            m.pledge(planned, **extra)
        assert caught.value.refusal.code == "two_buyers"


@pytest.mark.django_db
def test_a_producers_voice_pledges_for_it_alone(planned):
    assert m.pledge(planned, by=planned.voice, producer=planned.organised).recorded_by == planned.voice
    with pytest.raises(Refused) as caught:
        m.pledge(planned, by=planned.voice, producer=planned.loose)
    assert caught.value.refusal.code == "no_key"


@pytest.mark.django_db
def test_a_pledge_is_taken_back_once(planned):
    promise = m.pledge(planned, 100)
    m.pledge(planned, 30, producer=planned.loose)
    planning.withdraw_pledge(by=planned.coordinator, promise=promise, reason="Se dañó la cosecha.")
    assert pledged(planned) == 30
    refused("already_withdrawn", planning.withdraw_pledge, by=planned.coordinator, promise=promise)
    assert pledged(planned) == 30


@pytest.fixture
def allotted_week(db):
    """All the kilos of the first item are allotted: a hundred pledged, five crates to a fair."""
    walk = m.walk(Stage.PLAN)
    walk.item.crate_kg = Decimal(20)
    walk.item.save()
    m.pledge(walk, 100)
    walk.put_in(Stage.ALLOCATE)
    allocating.adjust_allocation(by=walk.coordinator, fair_week=walk.fair, item=walk.item, crates=5)
    return walk


@pytest.mark.django_db
def test_a_pledge_already_allotted_is_neither_taken_back_nor_made_smaller(allotted_week):
    walk = allotted_week
    promise = Pledge.objects.get(item=walk.item, withdrawn_at=None)
    refused("already_allotted", planning.withdraw_pledge, by=walk.coordinator, promise=promise)
    with pytest.raises(Refused) as caught:
        m.pledge(walk, 99)
    assert caught.value.refusal.code == "already_allotted"
    promise.refresh_from_db()
    assert promise.withdrawn_at is None
    assert pledged(walk) == 100
    m.pledge(walk, 120)
    assert pledged(walk) == 120


@pytest.mark.django_db
def test_when_the_allocation_gives_way_the_pledge_may_be_taken_back(allotted_week):
    walk = allotted_week
    allocating.adjust_allocation(by=walk.coordinator, fair_week=walk.fair, item=walk.item, crates=0)
    promise = Pledge.objects.get(item=walk.item, withdrawn_at=None)
    planning.withdraw_pledge(by=walk.coordinator, promise=promise)
    assert pledged(walk) == 0


@pytest.mark.django_db
def test_an_item_left_out_of_the_mix_gives_its_kilos_back(db):
    """What was allotted of an item that goes out of the mix is nobody's any more."""
    walk = m.walk(Stage.RECEIVE)
    assert m.allotted(walk) > 0
    walk.put_in(Stage.ALLOCATE)
    m.mix(walk, is_excluded=True, reason="Llegó dañado.")
    allocating.propose_allocation(by=walk.coordinator, week=walk.week)
    assert m.allotted(walk) == 0
    assert Supply.objects.get(week=walk.week, item=walk.item).allocated == 0
    for promise in Pledge.objects.filter(week=walk.week, item=walk.item, withdrawn_at=None):
        planning.withdraw_pledge(by=walk.coordinator, promise=promise)
    assert pledged(walk) == 0


@pytest.mark.django_db(transaction=True)
def test_eight_producers_pledge_at_once_and_no_kilo_is_lost():
    walk = m.walk()
    producers = walk.market.producers[:8]
    at_once(*[partial(m.pledge, walk, 10, producer=producer) for producer in producers])
    assert pledged(walk) == 80
    at_once(*[partial(m.pledge, walk, n, producer=producers[0]) for n in range(1, 7)])
    (live,) = Pledge.objects.filter(producer=producers[0], withdrawn_at=None)
    assert pledged(walk) == 70 + live.kilos


@pytest.mark.django_db(transaction=True)
def test_a_pledge_is_not_taken_back_while_it_is_being_allotted():
    walk = m.walk()
    walk.item.crate_kg = Decimal(20)
    walk.item.save()
    promise = m.pledge(walk, 100)
    walk.put_in(Stage.ALLOCATE)
    place = walk.fair
    answers = at_once(
        partial(planning.withdraw_pledge, by=walk.coordinator, promise=promise),
        partial(allocating.adjust_allocation, by=walk.coordinator, fair_week=place, item=walk.item, crates=5),
    )
    supply = Supply.objects.get(week=walk.week, item=walk.item)
    kept = sum(Allocation.objects.values_list("kilos", flat=True))
    assert (supply.pledged, supply.allocated) in {(Decimal(100), Decimal(100)), (Decimal(0), Decimal(0))}
    assert kept == supply.allocated
    assert {"already_allotted", "not_enough"} & {answer for answer in answers if isinstance(answer, str)}


@pytest.mark.django_db
def test_the_buyers_key_is_enough_and_a_receivers_is_not(planned):
    m.pledge(planned, by=f.holder(Role.BUYING))
    with pytest.raises(Refused) as caught:
        m.pledge(planned, by=planned.receiver)
    assert caught.value.refusal.code == "no_key"
