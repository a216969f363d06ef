"""Settlement: every line points at its weighing, statements sum, nothing is paid twice."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

import pytest
from django.db.models import Sum

from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Role
from finance import chart, selectors
from finance.models import Account, Entry, Leg
from markets.models import Receipt, Settlement, SettlementLine
from markets.services import settling
from markets.states import SettlementState, Stage
from tests.factories import federation as f
from tests.factories import markets as m
from tests.finance.conftest import assert_sound, at_once
from tests.promises import broken

CENT = Decimal("0.01")


def code_of(do, **given):
    with pytest.raises(Refused) as caught:
        do(**given)
    return caught.value.refusal.code


def settle(at):
    return settling.settle_week(by=at.coordinator, week=at.week)


def owed(cooperative, node, party=""):
    """What an account of a cooperative stands at, debits positive."""
    rows = Leg.objects.filter(account__cooperative=cooperative, account__node__code=node)
    if party:
        rows = rows.filter(account__party=party)
    return rows.aggregate(s=Sum("amount"))["s"] or Decimal(0)


@pytest.fixture
def at(db):
    """In settlement: 100 kg at 40 of an organised producer at the hub, 50 kg at 30 of a loose grower."""
    walk = m.walk(Stage.PLAN)
    walk.put_in(Stage.RECEIVE)
    m.weigh(walk, price=Decimal(40))
    m.weigh(walk, 55, 5, price=Decimal(30), producer=walk.loose)
    walk.put_in(Stage.SETTLE)
    return walk


def statement(at, producer=None, number=1):
    return Settlement.objects.get(week=at.week, producer=producer or at.organised, number=number)


# --- drawing up ----------------------------------------------------------------------------------


def test_a_statement_is_its_weighings_less_three_percent(at):
    assert settle(at) == 2
    made = statement(at)
    assert (made.goods, made.fund, made.advances, made.net) == (4000, 120, 0, 3880)
    goods, fund = made.lines.order_by("id")
    assert (goods.kind, goods.receipt.producer, goods.kilos, goods.price, goods.amount) == (
        "goods",
        at.organised,
        100,
        40,
        4000,
    )
    assert (fund.kind, fund.receipt, fund.amount) == ("fund", None, -120)


def test_a_loose_growers_statement_says_it_was_paid_and_feeds_no_fund(at):
    settle(at)
    made = statement(at, at.loose)
    assert (made.goods, made.fund, made.advances, made.net) == (1500, 0, 1500, 0)
    assert [(line.kind, line.amount) for line in made.lines.order_by("id")] == [
        ("goods", 1500),
        ("spot", -1500),
    ]
    party = f"producer:{at.loose.pk}"
    assert owed(at.market.cast.primary, chart.PRODUCERS, party) == 0


def test_the_books_say_what_the_statements_say(at):
    settle(at)
    primary = at.market.cast.primary
    assert owed(primary, chart.COST_OF_GOODS) == 5500
    assert owed(primary, chart.FUND) == -120
    assert owed(primary, chart.PRODUCERS, f"producer:{at.organised.pk}") == -3880
    made = statement(at)
    entry = Entry.objects.get(pk=made.entry_id)
    assert entry.source == f"markets.marketweek:{at.week.pk}"
    assert entry.effective == at.week.iso.sunday
    assert_sound()


def test_in_a_whole_week_every_weighing_is_in_one_statement_and_each_one_sums(settling_week):
    walk = settling_week
    settle(walk)
    lines = SettlementLine.objects.filter(kind="goods")
    assert sorted(lines.values_list("receipt", flat=True)) == sorted(
        Receipt.objects.values_list("pk", flat=True)
    )
    for made in Settlement.objects.all():
        own = Counter()
        for line in made.lines.all():
            own[line.kind] += line.amount
            if line.kind == "goods":
                assert line.receipt.producer == made.producer
                assert line.amount == line.receipt.amount
        assert (own["goods"], -own["fund"], -own["spot"]) == (made.goods, made.fund, made.advances)
        assert sum(own.values()) == made.net
        share = Decimal("0.03") if made.producer.is_organised else Decimal(0)
        assert made.fund == (made.goods * share).quantize(CENT, ROUND_HALF_UP)
    assert_sound()


def test_run_again_it_changes_nothing(at):
    settle(at)
    before = (Settlement.objects.count(), SettlementLine.objects.count(), Entry.objects.count())
    assert settle(at) == 0
    assert settling.settle_what_is_due().startswith("0")
    assert (Settlement.objects.count(), SettlementLine.objects.count(), Entry.objects.count()) == before
    assert AuditEvent.objects.filter(verb="markets.settle_week").count() == 1


def test_an_affiliates_fair_owes_the_house_which_owes_the_producer(db):
    at = m.walk(Stage.PLAN)
    at.put_in(Stage.RECEIVE)
    m.weigh(at, by=at.coordinator, second=at.second, fair_week=at.affiliate, price=Decimal(40))
    at.put_in(Stage.SETTLE)
    settle(at)
    house, other = at.market.cast.primary, m.affiliate_of(at)
    assert owed(other, chart.COST_OF_GOODS) == 4000
    assert owed(other, chart.DUE_TO, f"cooperative:{house.pk}") == -4000
    assert owed(house, chart.DUE_FROM, f"cooperative:{other.pk}") == 4000
    assert owed(house, chart.PRODUCERS) == -3880
    assert owed(house, chart.COST_OF_GOODS) == 0
    assert_sound()


def test_nothing_is_settled_before_its_time_nor_without_a_key(at):
    assert code_of(settling.settle_week, by=f.worker(), week=at.week) == "no_key"
    at.put_in(Stage.COUNT)
    assert code_of(settling.settle_week, by=at.coordinator, week=at.week) == "wrong_stage"
    assert code_of(settling.settle_week, by=None, week=at.week) == "not_in_settlement"
    assert not Settlement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_six_hands_settle_once():
    at = m.walk(Stage.PLAN)
    at.put_in(Stage.RECEIVE)
    m.weigh(at, price=Decimal(40))
    at.put_in(Stage.SETTLE)
    answers = at_once(*[partial(settle, at)] * 6)
    assert sorted(answers) == [0] * 5 + [1]
    assert Settlement.objects.count() == 1
    assert Entry.objects.filter(key__startswith="settle:").count() == 1


# --- putting right after the settlement ----------------------------------------------------------


@pytest.mark.parametrize(("gross", "change"), [("95", "-388.00"), ("115.5", "407.40"), ("5", "-3880.00")])
def test_a_weighing_put_right_is_one_adjustment_of_exactly_the_difference(at, gross, change):
    settle(at)
    m.correct(at, Receipt.objects.get(producer=at.organised), gross, 5)
    assert settle(at) == 1
    assert settle(at) == 0
    first, second = statement(at), statement(at, number=2)
    assert first.net == 3880
    assert second.net == Decimal(change)
    taken, *given = second.lines.filter(kind="goods").order_by("is_reversal", "id").reverse()
    assert (taken.is_reversal, taken.kilos, taken.amount) == (True, -100, -4000)
    assert [line.kilos for line in given] == [net for net in [Decimal(gross) - 5] if net]
    assert owed(at.market.cast.primary, chart.PRODUCERS, f"producer:{at.organised.pk}") == -(
        first.net + second.net
    )
    assert_sound()


def test_a_paid_statement_stands_and_its_correction_is_paid_apart(at):
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    settling.pay_agreed(by=at.finance, week=at.week)
    m.correct(at, Receipt.objects.get(producer=at.organised), 115, 5)
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    assert settling.pay_agreed(by=at.finance, week=at.week) == 1
    assert [s.net for s in Settlement.objects.filter(producer=at.organised).order_by("number")] == [3880, 388]
    assert owed(at.market.cast.primary, chart.PRODUCERS, f"producer:{at.organised.pk}") == 0
    assert_sound()


def test_a_loose_growers_correction_is_what_is_still_owed(at):
    settle(at)
    m.correct(at, Receipt.objects.get(producer=at.loose), 45, 5)
    settle(at)
    made = statement(at, at.loose, 2)
    assert (made.goods, made.fund, made.advances, made.net) == (-300, 0, 0, -300)


def test_a_weighing_put_right_before_settling_needs_no_adjustment(at):
    m.correct(at, Receipt.objects.get(producer=at.organised), 95, 5)
    settle(at)
    assert statement(at).goods == 3600
    assert statement(at).lines.filter(kind="goods").count() == 1


# --- agreeing ------------------------------------------------------------------------------------


def test_the_producer_agrees_or_questions_and_then_it_waits(at):
    settle(at)
    made = statement(at)
    made = settling.dispute(by=at.voice, settlement=made, reason=" Faltan dos huacales. ")
    assert (made.state, made.dispute) == ("disputed", "Faltan dos huacales.")
    settling.agree_all(by=at.coordinator, week=at.week)
    made.refresh_from_db()
    assert made.state == "disputed"
    assert settling.pay_agreed(by=at.finance, week=at.week) == 1  # the other one
    assert settling.agree(by=at.coordinator, settlement=made).state == "agreed"
    assert statement(at).dispute == "Faltan dos huacales."


def test_nobody_answers_for_a_producer_without_its_voice_or_the_key(at):
    settle(at)
    assert code_of(settling.agree, by=f.worker(), settlement=statement(at)) == "no_key"
    assert code_of(settling.agree, by=at.voice, settlement=statement(at, at.loose)) == "no_key"
    assert code_of(settling.dispute, by=at.voice, settlement=statement(at), reason="  ") == "no_reason"
    assert code_of(settling.agree_all, by=f.worker(), week=at.week) == "no_key"


def test_a_paid_statement_is_questioned_no_more(at):
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    settling.pay_agreed(by=at.finance, week=at.week)
    for do in (settling.agree, partial(settling.dispute, reason="tarde")):
        assert code_of(do, by=at.voice, settlement=statement(at)) == "no_such_move"


# --- paying --------------------------------------------------------------------------------------


def test_the_bank_pays_each_statement_through_the_ledger(at):
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    assert settling.pay_agreed(by=at.finance, week=at.week) == 2
    made = statement(at)
    assert (made.state, made.paid_by) == (SettlementState.PAID, at.finance)
    assert made.paid_at is not None
    assert Entry.objects.get(pk=made.payment_entry_id).source == f"markets.settlement:{made.pk}"
    assert statement(at, at.loose).payment_entry_id is None, "there was nothing left to pay"
    bank = Account.objects.get(cooperative=at.market.cast.primary, node__code=chart.BANK)
    assert Leg.objects.filter(account=bank).get().amount == -3880
    assert owed(at.market.cast.primary, chart.PRODUCERS) == 0
    assert {check.name: check.broken for check in selectors.integrity() if check.broken} == {}


def test_only_what_is_agreed_is_paid_and_only_by_finance(at):
    settle(at)
    assert settling.pay_agreed(by=at.finance, week=at.week) == 0
    for person in (at.coordinator, f.worker(), f.holder(Role.TILL)):
        assert code_of(settling.pay_agreed, by=person, week=at.week) == "no_key"


def test_one_statement_may_be_paid_alone(at):
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    assert settling.pay_agreed(by=at.finance, week=at.week, only=statement(at)) == 1
    assert statement(at).state == "paid"
    assert statement(at, at.loose).state == "agreed"


@pytest.mark.django_db(transaction=True)
def test_six_hands_pay_once():
    at = m.walk(Stage.PLAN)
    at.put_in(Stage.RECEIVE)
    m.weigh(at, price=Decimal(40))
    at.put_in(Stage.SETTLE)
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    answers = at_once(*[partial(settling.pay_agreed, by=at.finance, week=at.week)] * 6)
    assert sorted(answers) == [0] * 5 + [1]
    assert Entry.objects.filter(key__startswith="pay:settlement:").count() == 1
    assert owed(at.market.cast.primary, chart.BANK) == -3880


@pytest.mark.parametrize(
    "change", ["state = 'agreed'", "dispute = 'x'", "payment_entry_id = NULL", "paid_at = now()"]
)
def test_a_paid_statement_is_not_rewritten_by_hand(at, change):
    settle(at)
    settling.agree_all(by=at.coordinator, week=at.week)
    settling.pay_agreed(by=at.finance, week=at.week)
    broken("settlement_paid_is_final", f"UPDATE markets_settlement SET {change} WHERE state = 'paid'")


@pytest.mark.parametrize("change", ["goods = goods + 1, net = net + 1", "entry_id = NULL", "number = 7"])
def test_the_figures_of_a_statement_stand_from_the_first_day(at, change):
    settle(at)
    broken("settlement_figures_stand", f"UPDATE markets_settlement SET {change}")
