"""Receiving: two people weigh, every weighing stays, goods move without being in two places."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from finance.models import Entry, Leg
from markets.models import Allocation, MixItem, Receipt, Supply, Transfer
from markets.selectors.balance import fair_balance, on_hand
from markets.services import allocating, counting, receiving
from markets.states import Stage
from tests.factories import federation as f
from tests.factories import markets as m
from tests.finance.conftest import assert_sound, at_once
from tests.promises import broken


def code_of(do, *args, **given):
    with pytest.raises(Refused) as caught:
        do(*args, **given)
    return caught.value.refusal.code


def supply(at):
    return Supply.objects.get(week=at.week, item=at.item)


# --- weighing ------------------------------------------------------------------------------------


def test_net_is_gross_less_tare_and_the_price_is_the_rounds(receiving_week):
    at = receiving_week
    cost = MixItem.objects.get(week=at.week, item=at.item).cost
    made = m.weigh(at, "105.250", "5.125")
    assert (made.net, made.price) == (Decimal("100.125"), cost)
    assert made.amount == (Decimal("100.125") * cost).quantize(Decimal("0.01"))
    assert (made.weighed_by, made.second_weigher) == (at.receiver, at.coordinator)
    assert made.day == at.week.iso.day(4)
    assert supply(at).received == Decimal("100.125")
    assert made.lot == f"L-{made.pk:06d}"
    event = AuditEvent.objects.get(verb="markets.receive")
    assert event.new["second"] == at.coordinator.get_full_name()


def test_what_was_agreed_in_the_field_holds_over_the_rounds_cost(planned):
    at = planned
    m.pledge(at, 100, producer=at.loose, agreed_price=Decimal("31.50"))
    at.put_in(Stage.RECEIVE)
    MixItem.objects.create(week=at.week, item=at.item, tier=at.item.tier, cost=40)
    assert m.weigh(at, producer=at.loose).price == Decimal("31.50")
    assert m.weigh(at, price=Decimal("29.00")).price == 29
    assert m.weigh(at).price == 40


def test_without_any_agreed_price_the_weighing_asks_for_one(planned):
    planned.put_in(Stage.RECEIVE)
    assert code_of(m.weigh, planned) == "no_price"
    assert m.weigh(planned, price=Decimal(33)).amount == 3300


@pytest.mark.parametrize(
    ("gross", "tare", "code"),
    [(5, 5, "nothing_net"), (5, 6, "nothing_net"), (5, -1, "nothing_net"), ("5.0001", 0, "too_fine")],
)
def test_odd_weights_are_refused(receiving_week, gross, tare, code):
    assert code_of(m.weigh, receiving_week, gross, tare) == code
    assert not Receipt.objects.exists()


def test_nobody_weighs_alone(receiving_week):
    at = receiving_week
    assert code_of(m.weigh, at, second=at.receiver) == "same_person"
    assert code_of(m.weigh, at, second=f.worker()) == "no_key"
    assert code_of(m.weigh, at, by=f.worker()) == "no_key"


def test_the_key_of_the_hub_does_not_open_the_gate_of_a_fair(receiving_week):
    at = receiving_week
    assert code_of(m.weigh, at, fair_week=at.fair) == "no_key"
    assert m.weigh(at, by=at.coordinator, second=at.second, fair_week=at.fair).fair_week == at.fair


def test_a_request_sent_twice_is_one_weighing(receiving_week):
    one, again = (m.weigh(receiving_week, key="teléfono-1") for _ in range(2))
    assert one == again
    assert Receipt.objects.count() == 1
    assert supply(receiving_week).received == 100


def test_the_same_key_with_other_figures_is_a_conflict(receiving_week):
    m.weigh(receiving_week, key="k")
    with pytest.raises(Refused) as caught:
        m.weigh(receiving_week, 106, key="k")
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("key_reused", 409)


def test_a_refused_request_may_use_its_key_again(receiving_week):
    assert code_of(m.weigh, receiving_week, 5, 5, key="k") == "nothing_net"
    assert m.weigh(receiving_week, key="k").net == 100


@pytest.mark.django_db(transaction=True)
def test_eight_hands_with_one_key_weigh_once():
    at = m.walk(Stage.RECEIVE)
    found = at_once(*[partial(m.weigh, at, producer=at.loose, key="una")] * 8)
    assert len({receipt.pk for receipt in found}) == 1
    assert Receipt.objects.count() == 1
    assert Entry.objects.filter(key__startswith="spot:").count() == 1
    assert supply(at).received == 100


# --- paid on the spot ----------------------------------------------------------------------------


def test_a_grower_without_a_cooperative_is_paid_at_once_and_the_books_say_so(receiving_week):
    at = receiving_week
    made = m.weigh(at, producer=at.loose, price=Decimal("30.50"))
    assert made.paid_on_spot
    entry = Entry.objects.get(pk=made.entry_id)
    legs = {leg.account.node_id or leg.account.node: leg.amount for leg in Leg.objects.filter(entry=entry)}
    assert sorted(legs.values()) == [Decimal("-3050.00"), Decimal("3050.00")]
    assert entry.cooperative == at.market.cast.primary
    assert_sound()


def test_an_organised_producer_waits_for_the_settlement(receiving_week):
    made = m.weigh(receiving_week)
    assert not made.paid_on_spot
    assert made.entry_id is None


def test_at_an_affiliates_fair_the_affiliate_pays_on_the_spot(receiving_week):
    at = receiving_week
    made = m.weigh(
        at, by=at.coordinator, second=at.second, fair_week=at.affiliate, producer=at.loose, price=Decimal(30)
    )
    assert Entry.objects.get(pk=made.entry_id).cooperative == m.affiliate_of(at)
    assert_sound()


# --- putting right -------------------------------------------------------------------------------


def test_a_wrong_weighing_is_put_right_by_another(receiving_week):
    at = receiving_week
    wrong = m.weigh(at, 205, 5)
    right = m.correct(at, wrong, 105, 5)
    assert (right.replaces, right.net, right.price) == (wrong, 100, wrong.price)
    wrong.refresh_from_db()
    assert wrong.net == 200
    assert supply(at).received == 100
    assert fair_balance(at.hub)[at.item.tier].received == 100
    event = AuditEvent.objects.get(verb="markets.correct_receipt")
    assert (event.old["net"], event.new["reason"]) == ("200.000", "Se leyó mal el peso.")


def test_a_weighing_is_put_right_once_and_then_the_newer_one(receiving_week):
    at = receiving_week
    wrong = m.weigh(at)
    right = m.correct(at, wrong, 95, 5)
    with pytest.raises(Refused) as caught:
        m.correct(at, wrong, 85, 5)
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("already_corrected", 409)
    assert m.correct(at, right, 85, 5).net == 80
    assert supply(at).received == 80


def test_a_weighing_may_be_put_right_to_nothing(receiving_week):
    at = receiving_week
    m.correct(at, m.weigh(at), 5, 5)
    assert supply(at).received == 0
    assert on_hand(at.hub)[at.item.tier] == 0


def test_putting_right_needs_a_reason_and_two_people(receiving_week):
    at = receiving_week
    made = m.weigh(at)
    assert code_of(m.correct, at, made, 95, 5, reason=" ") == "no_reason"
    assert code_of(m.correct, at, made, 95, 5, second=at.receiver) == "same_person"
    assert code_of(m.correct, at, made, 95, 5, by=f.worker()) == "no_key"
    assert code_of(m.correct, at, made, 95, 96) == "nothing_net"
    assert Receipt.objects.count() == 1


def test_a_closed_weeks_weighings_stand(receiving_week):
    at = receiving_week
    made = m.weigh(at)
    at.put_in(Stage.CLOSED)
    made = Receipt.objects.select_related("fair_week__week", "fair_week__fair").get(pk=made.pk)
    assert code_of(m.correct, at, made, 95, 5) == "week_closed"


def test_kilos_that_never_came_do_not_stay_allotted(planned):
    """More came than was promised, all of it was allotted, and then it turns out to be less."""
    at = planned
    at.item.crate_kg = Decimal(20)
    at.item.save()
    m.pledge(at, 40)
    at.put_in(Stage.RECEIVE)
    made = m.weigh(at, 205, 5, price=Decimal(30))
    for place, crates in ((at.fair, 6), (at.affiliate, 4)):
        allocating.adjust_allocation(by=at.coordinator, fair_week=place, item=at.item, crates=crates)
    m.correct(at, made, 125, 5)
    row = supply(at)
    assert (row.received, row.allocated) == (120, 120)
    assert m.allotted(at) == 120
    assert dict(Allocation.objects.values_list("fair_week__fair__code", "crates")) == {
        at.fair.fair.code: 2,
        at.affiliate.fair.code: 4,
    }


@pytest.mark.django_db(transaction=True)
def test_hands_that_put_one_weighing_right_at_once_do_it_once():
    at = m.walk(Stage.RECEIVE)
    made = m.weigh(at)
    answers = at_once(*[partial(m.correct, at, made, 95, 5)] * 6)
    assert answers.count("already_corrected") == 5
    assert supply(at).received == 90


@pytest.mark.parametrize(
    "sql", ["UPDATE markets_receipt SET net = 1, gross = 6", "DELETE FROM markets_receipt"]
)
def test_a_weighing_is_not_rewritten_by_hand(receiving_week, sql):
    m.weigh(receiving_week)
    broken("receipt_append_only", sql)


# --- a producer's word ---------------------------------------------------------------------------


def test_a_producer_says_that_a_weighing_does_not_agree_and_is_answered(receiving_week):
    at = receiving_week
    made = m.weigh(at)
    raised = receiving.dispute_receipt(by=at.voice, receipt=made, reason="Eran seis huacales.")
    again = receiving.dispute_receipt(by=at.voice, receipt=made, reason="Otra cosa.")
    assert (again, again.reason) == (raised, "Eran seis huacales.")
    assert AuditEvent.objects.filter(verb="markets.dispute_receipt").count() == 1
    answered = receiving.answer_dispute(by=at.receiver, dispute=raised, answer="Se pesó de nuevo: son cinco.")
    assert (answered.answer, answered.answered_by) == ("Se pesó de nuevo: son cinco.", at.receiver)


def test_only_the_producers_voice_objects_and_only_who_receives_answers(receiving_week):
    at = receiving_week
    own, other = m.weigh(at), m.weigh(at, producer=at.loose)
    assert code_of(receiving.dispute_receipt, by=at.voice, receipt=other, reason="x") == "no_key"
    assert code_of(receiving.dispute_receipt, by=at.coordinator, receipt=own, reason="x") == "no_key"
    assert code_of(receiving.dispute_receipt, by=at.voice, receipt=own, reason=" ") == "no_reason"
    raised = receiving.dispute_receipt(by=at.voice, receipt=own, reason="Eran seis.")
    assert code_of(receiving.answer_dispute, by=at.voice, dispute=raised, answer="x") == "no_key"
    assert code_of(receiving.answer_dispute, by=at.receiver, dispute=raised, answer="") == "no_answer"


# --- moves ---------------------------------------------------------------------------------------


def test_crates_leave_one_place_and_arrive_at_another_in_one_act(receiving_week):
    at = receiving_week
    m.weigh(at, 405, 5)
    made = m.move(at, 2)
    assert made.kilos == 2 * at.item.crate_kg
    tier = at.item.tier
    assert on_hand(at.hub)[tier] == 400 - made.kilos
    assert on_hand(at.fair)[tier] == made.kilos


def test_a_place_never_sends_more_than_it_holds(receiving_week):
    at = receiving_week
    m.weigh(at, 105, 5)
    m.move(at, kilos="99.999")
    with pytest.raises(Refused) as caught:
        m.move(at, kilos="0.002")
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("not_enough", 409)
    m.move(at, kilos="0.001")
    assert on_hand(at.hub)[at.item.tier] == 0


def test_what_was_lost_cannot_be_sent(receiving_week):
    at = receiving_week
    m.weigh(at, 105, 5)
    counting.record_outflow(
        by=at.receiver,
        fair_week=at.hub,
        day=at.week.iso.day(4),
        tier=at.item.tier,
        kind="waste",
        weight=Decimal(30),
        key="o",
    )
    assert code_of(m.move, at, kilos=71) == "not_enough"
    m.move(at, kilos=70)


def test_goods_do_not_move_to_the_same_place_nor_to_another_week(receiving_week):
    at = receiving_week
    m.weigh(at)
    assert code_of(m.move, at, 1, target=at.hub) == "same_place"
    other = m.walk(of=at.market, back=0)
    assert code_of(m.move, at, 1, target=other.fair) == "same_place"
    assert code_of(m.move, at, kilos=0) == "no_kilos"
    assert code_of(m.move, at, kilos=-5) == "no_kilos"
    assert code_of(m.move, at, 1, by=f.worker()) == "no_key"


def test_a_move_sent_twice_is_one_move(receiving_week):
    at = receiving_week
    m.weigh(at, 405, 5)
    assert m.move(at, 1, key="k") == m.move(at, 1, key="k")
    assert Transfer.objects.count() == 1
    assert code_of(m.move, at, 2, key="k") == "key_reused"


def load(at, key="camión"):
    with m.during(at, 3, 22):
        return receiving.dispatch(by=at.receiver, origin=at.hub, target=at.fair, key=key)


def test_a_truck_takes_what_is_allotted_and_is_there_and_no_more(receiving_week):
    at = receiving_week
    wanted = Allocation.objects.get(fair_week=at.fair, item=at.item)
    m.weigh(at, wanted.kilos - 3, 0)
    (made,) = load(at)
    assert made.kilos == wanted.kilos - 3
    assert made.crates == wanted.crates, "the last crate is not full"
    assert load(at) == [made], "the same request, the same truck"
    assert load(at, "otro") == []
    m.weigh(at, 50, 0)
    (rest,) = load(at, "tercero")
    assert rest.kilos == 3


def test_a_truck_does_not_take_what_was_lost_at_the_hub(receiving_week):
    at = receiving_week
    wanted = Allocation.objects.get(fair_week=at.fair, item=at.item)
    m.weigh(at, wanted.kilos, 0)
    counting.record_outflow(
        by=at.receiver,
        fair_week=at.hub,
        day=at.week.iso.day(4),
        tier=at.item.tier,
        kind="waste",
        weight=Decimal(10),
        key="o",
    )
    (made,) = load(at)
    assert made.kilos == wanted.kilos - 10
    assert on_hand(at.hub)[at.item.tier] == 0


@pytest.mark.django_db(transaction=True)
def test_two_trucks_at_once_never_take_the_same_kilos():
    at = m.walk(Stage.RECEIVE)
    m.weigh(at, 105, 5)
    hub = at.hub
    targets = [at.fair, at.affiliate] * 3
    answers = at_once(*[partial(m.move, at, kilos=30, origin=hub, target=target) for target in targets])
    assert answers.count("not_enough") == 3
    assert on_hand(hub)[at.item.tier] == 10


@pytest.mark.django_db(transaction=True)
def test_trucks_that_cross_do_not_wait_for_each_other():
    at = m.walk(Stage.RECEIVE)
    m.weigh(at, 505, 5)
    m.move(at, kilos=250)
    hub, fair = at.hub, at.fair
    ways = [(hub, fair), (fair, hub)] * 4
    answers = at_once(
        *[partial(m.move, at, kilos=1, by=at.coordinator, origin=one, target=two) for one, two in ways]
    )
    assert all(isinstance(answer, Transfer) for answer in answers)
    assert on_hand(hub)[at.item.tier] == on_hand(fair)[at.item.tier] == 250
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone() == (0,)
