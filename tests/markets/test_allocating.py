"""Allocation: whole crates by demand, never more than there is, never the same kilo twice."""

import math
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from markets.models import Allocation, Demand, Supply
from markets.services import allocating, planning
from markets.services.allocating import share_crates
from markets.states import Stage
from tests.factories import markets as m
from tests.finance.conftest import at_once

GRAMS = st.integers(0, 3_000_000).map(lambda grams: Decimal(grams) / 1000)
DEMAND = st.dictionaries(st.integers(1, 60), GRAMS, max_size=12)
CRATE = st.integers(1_000, 40_000).map(lambda grams: Decimal(grams) / 1000)


def crates_for(kilos, crate_kg):
    return math.ceil(kilos / crate_kg)


# --- sharing -------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(crates=st.integers(-2, 400), crate_kg=CRATE, demand=DEMAND)
def test_shares_are_whole_crates_within_what_there_is_and_what_was_asked(crates, crate_kg, demand):
    shares = share_crates(crates=crates, crate_kg=crate_kg, demand=demand)
    given = {share.fair_week: share.crates for share in shares}
    assert len(given) == len(shares)
    assert all(isinstance(count, int) and count > 0 for count in given.values())
    most = {fair: crates_for(kilos, crate_kg) for fair, kilos in demand.items()}
    assert all(count <= most[fair] for fair, count in given.items())
    # Nothing stays behind while somebody still asks for it.
    assert sum(given.values()) == max(0, min(crates, sum(most.values())))


@settings(max_examples=100, deadline=None)
@given(crates=st.integers(0, 400), crate_kg=CRATE, demand=DEMAND, chance=st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order_of_asking(crates, crate_kg, demand, chance):
    pairs = list(demand.items())
    chance.shuffle(pairs)
    one = share_crates(crates=crates, crate_kg=crate_kg, demand=demand)
    other = share_crates(crates=crates, crate_kg=crate_kg, demand=dict(pairs))
    assert one == other


@settings(max_examples=100, deadline=None)
@given(
    crates=st.integers(0, 300), demand=st.dictionaries(st.integers(1, 9), st.integers(1, 5000).map(Decimal))
)
def test_when_there_is_too_little_nobody_is_a_crate_away_from_her_part(crates, demand):
    total = sum(demand.values())
    if not demand or crates * 20 > total:
        return
    shares = {s.fair_week: s.crates for s in share_crates(crates=crates, crate_kg=Decimal(20), demand=demand)}
    for fair, kilos in demand.items():
        assert abs(shares.get(fair, 0) - crates * kilos / total) < 1


def test_ties_go_to_the_smaller_number():
    shares = share_crates(
        crates=2, crate_kg=Decimal(20), demand={3: Decimal(40), 1: Decimal(40), 2: Decimal(40)}
    )
    assert [(share.fair_week, share.crates) for share in shares] == [(1, 1), (2, 1)]


def test_nobody_gets_a_second_crate_for_twenty_kilos():
    demand = {fair: Decimal(20) for fair in range(1, 11)} | {11: Decimal("0.2")}
    shares = share_crates(crates=11, crate_kg=Decimal(20), demand=demand)
    assert {share.fair_week: share.crates for share in shares} == dict.fromkeys(range(1, 12), 1)


# --- in a week -----------------------------------------------------------------------------------


@pytest.fixture
def week(db):
    """Two fairs ask for 30 and 50 kilos of an item in crates of 20; nothing is promised yet."""
    return ready(m.walk(Stage.PLAN))


def ready(walk):
    walk.item.crate_kg = Decimal(20)
    walk.item.save()
    for place, kilos in ((walk.fair, 30), (walk.affiliate, 50)):
        planning.set_demand(by=walk.coordinator, fair_week=place, quantities={walk.item.pk: Decimal(kilos)})
    walk.put_in(Stage.PRICE)
    m.mix(walk, cost=40)
    walk.put_in(Stage.ALLOCATE)
    return walk


def given_to(walk):
    rows = Allocation.objects.filter(fair_week__week=walk.week, item=walk.item)
    return dict(rows.values_list("fair_week__fair__code", "crates"))


def propose(walk):
    return allocating.propose_allocation(by=walk.coordinator, week=walk.week)


def adjust(walk, place, crates):
    return allocating.adjust_allocation(by=walk.coordinator, fair_week=place, item=walk.item, crates=crates)


def supply(walk):
    return Supply.objects.get(week=walk.week, item=walk.item)


def test_plenty_gives_everybody_what_was_asked_rounded_up(week):
    m.pledge(week, 1000)
    assert propose(week) == 2
    assert given_to(week) == {week.fair.fair.code: 2, week.affiliate.fair.code: 3}
    assert supply(week).allocated == 100 == m.allotted(week)


def test_scarcity_is_shared_by_demand(week):
    m.pledge(week, "79.999")
    propose(week)
    assert given_to(week) == {week.fair.fair.code: 1, week.affiliate.fair.code: 2}
    assert supply(week).allocated == 60


def test_less_than_a_crate_is_not_shared(week):
    m.pledge(week, "19.999")
    assert propose(week) == 0
    assert supply(week).allocated == 0


def test_proposing_again_changes_nothing_and_keeps_what_hands_fixed(week):
    m.pledge(week, 100)
    propose(week)
    before = given_to(week)
    propose(week)
    assert given_to(week) == before
    adjust(week, week.affiliate, 1)
    adjust(week, week.fair, 3)
    m.pledge(week, 60, producer=week.loose)
    propose(week)
    assert given_to(week) == {week.fair.fair.code: 3, week.affiliate.fair.code: 1}
    assert supply(week).allocated == 80


def test_a_fair_that_stays_out_gets_nothing(week):
    m.pledge(week, 100)
    week.affiliate.__class__.objects.filter(pk=week.affiliate.pk).update(is_open=False)
    propose(week)
    assert given_to(week) == {week.fair.fair.code: 2}


def test_a_hand_may_not_promise_what_there_is_not(week):
    m.pledge(week, 100)
    adjust(week, week.fair, 3)
    with pytest.raises(Refused) as caught:
        adjust(week, week.affiliate, 3)
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("not_enough", 409)
    assert "2" in str(caught.value.refusal.fields["crates"])
    adjust(week, week.affiliate, 2)
    assert supply(week).allocated == 100
    assert AuditEvent.objects.filter(verb="markets.adjust_allocation").count() == 2


def test_a_hand_may_always_take_crates_back(week):
    m.pledge(week, 100)
    adjust(week, week.fair, 5)
    adjust(week, week.fair, 1)
    assert supply(week).allocated == 20


def test_what_arrived_beyond_what_was_promised_may_be_allotted(week):
    m.pledge(week, 40)
    week.put_in(Stage.RECEIVE)
    m.weigh(week, 125, 5)
    adjust(week, week.fair, 6)
    assert supply(week).allocated == 120


@pytest.mark.parametrize("crates", [-1, -100])
def test_crates_are_not_negative(week, crates):
    m.pledge(week, 100)
    with pytest.raises(Refused) as caught:
        adjust(week, week.fair, crates)
    assert caught.value.refusal.code == "negative"


def test_an_item_that_nobody_promised_has_nothing_to_allot(week):
    with pytest.raises(Refused) as caught:
        adjust(week, week.fair, 1)
    assert caught.value.refusal.code == "no_supply"


def test_allotting_is_the_coordinators_from_the_allocation_to_the_trucks(week):
    m.pledge(week, 100)
    with pytest.raises(Refused) as caught:
        allocating.propose_allocation(by=week.receiver, week=week.week)
    assert caught.value.refusal.code == "no_key"
    week.put_in(Stage.SELL)
    for do in (partial(propose, week), partial(adjust, week, week.fair, 1)):
        with pytest.raises(Refused) as caught:
            do()
        assert caught.value.refusal.code == "wrong_stage"


def test_a_whole_week_is_allotted_within_what_was_promised(db):
    walk = m.walk(Stage.RECEIVE)
    assert Demand.objects.filter(fair_week__week=walk.week).exists()
    for row in Supply.objects.filter(week=walk.week).select_related("item"):
        rows = Allocation.objects.filter(fair_week__week=walk.week, item=row.item)
        kilos = sum(rows.values_list("kilos", flat=True))
        assert kilos == row.allocated <= row.pledged
        assert all(r.kilos == r.crates * row.item.crate_kg for r in rows)


@pytest.mark.django_db(transaction=True)
def test_many_hands_never_promise_the_same_kilos_twice():
    walk = ready(m.walk(Stage.PLAN))
    m.pledge(walk, 100)
    places = [walk.fair, walk.affiliate, walk.hub]
    answers = at_once(*[partial(adjust, walk, place, 3) for place in places])
    assert answers.count("not_enough") == 2
    assert m.allotted(walk) == supply(walk).allocated == 60


@pytest.mark.django_db(transaction=True)
def test_a_proposal_and_hands_at_once_stay_within_what_there_is():
    walk = ready(m.walk(Stage.PLAN))
    m.pledge(walk, 100)
    places = [walk.fair, walk.affiliate]
    at_once(
        partial(propose, walk), *[partial(adjust, walk, place, 4) for place in places], partial(propose, walk)
    )
    assert m.allotted(walk) == supply(walk).allocated
    assert supply(walk).allocated <= 100
