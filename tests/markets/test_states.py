"""Every table of moves, and who may do what at each stage of the week."""

import itertools

import pytest

from assemblies.states import HEARING, TOPIC, Hearing, TopicState
from markets import policies
from markets.models import FairWeek, MarketWeek
from markets.states import (
    ORDER,
    SESSION,
    SETTLEMENT,
    WEEK,
    SessionState,
    SettlementState,
    Stage,
    next_stage,
    reached,
)
from tests.factories import markets as m

STAGES = ["plan", "pledge", "price", "allocate", "receive", "sell", "count", "settle", "closed"]

# Written again here, by hand, so that a slip in a table is seen.
MOVES = {
    "week": (WEEK, Stage, set(itertools.pairwise(STAGES))),
    "session": (
        SESSION,
        SessionState,
        {
            ("opening", "open"),
            ("open", "counting"),
            ("counting", "counted"),
            ("counting", "open"),
            ("counted", "closed"),
        },
    ),
    "settlement": (
        SETTLEMENT,
        SettlementState,
        {("review", "disputed"), ("review", "agreed"), ("disputed", "agreed"), ("agreed", "paid")},
    ),
    "hearing": (
        HEARING,
        Hearing,
        {
            ("acted", "reported"),
            ("reported", "heard"),
            ("reported", "criticised"),
            ("heard", "kept"),
            ("heard", "criticised"),
            ("criticised", "kept"),
            ("criticised", "amended"),
            ("criticised", "reversed"),
            ("kept", "criticised"),
        },
    ),
    "topic": (
        TOPIC,
        TopicState,
        {
            ("open", "parked"),
            ("open", "resolved"),
            ("open", "withdrawn"),
            ("parked", "open"),
            ("resolved", "open"),
        },
    ),
}
EVERY_PAIR = [
    (name, old, new)
    for name, (_machine, states, _moves) in MOVES.items()
    for old, new in itertools.product(states.values, repeat=2)
]


@pytest.mark.parametrize(("name", "old", "new"), EVERY_PAIR)
def test_a_move_exists_only_if_the_table_has_it(name, old, new):
    machine, _states, moves = MOVES[name]
    refusal = machine.refusal(old, new)
    if (old, new) in moves:
        assert refusal is None
    else:
        assert refusal is not None
        assert (refusal.code, refusal.status) == ("no_such_move", 409)


@pytest.mark.parametrize("name", MOVES)
def test_every_state_is_in_its_table_and_can_be_reached(name):
    machine, states, moves = MOVES[name]
    assert set(machine.moves) == set(states.values)
    seen, front = {machine.initial}, [machine.initial]
    while front:
        here = front.pop()
        new = {to for old, to in moves if old == here} - seen
        seen |= new
        front += new
    assert seen == set(states.values)
    for old, new in moves:
        assert f"{old} --> {new}" in machine.mermaid()


def test_the_week_has_nine_stages_in_one_line():
    assert ORDER == STAGES
    assert [next_stage(stage) for stage in STAGES] == [*STAGES[1:], None]
    assert [reached("sell", stage) for stage in STAGES] == [True] * 6 + [False] * 3


# Each policy: the first and last stage at which it says yes, and to whom.
WEEK_KEY, HUB_KEY = {"week"}, {"receiver", "week"}
WINDOWS = {
    "may_advance": ("plan", "settle", WEEK_KEY),
    "may_plan": ("plan", "price", WEEK_KEY),
    "may_pledge": ("plan", "receive", {"week", "buyer", "voice"}),
    "may_price": ("pledge", "allocate", WEEK_KEY),
    "may_publish": ("price", "sell", WEEK_KEY),
    "may_allocate": ("allocate", "receive", WEEK_KEY),
    "may_receive_now": ("allocate", "count", HUB_KEY),
    "may_correct_receipt": ("plan", "settle", HUB_KEY),
    "may_move_goods": ("receive", "count", HUB_KEY),
    "may_count_goods": ("receive", "count", HUB_KEY),
    "may_open_till": ("sell", "sell", {"till", "fair", "week"}),
    "may_settle": ("settle", "closed", {"week", "finance"}),
}
AT_HUB = {"may_receive_now", "may_correct_receipt", "may_move_goods", "may_count_goods"}
ROLES = ["stranger", "worker", "till", "receiver", "fair", "week", "finance", "buyer", "voice"]


def expected(name: str, role: str, stage: str) -> str | None:
    first, last, holders = WINDOWS[name]
    if name == "may_advance" and stage == "closed":
        return "week_closed"  # said before anything else: there is nothing to move
    if role not in holders:
        return "no_key"
    if stage == "closed" and last != "closed":
        return "week_closed"
    return None if STAGES.index(first) <= STAGES.index(stage) <= STAGES.index(last) else "wrong_stage"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_at_each_stage(planned, role):
    person = m.roles(planned)[role]
    hub, fair = planned.hub, planned.fair
    said = {}
    for stage, name in itertools.product(STAGES, WINDOWS):
        week = MarketWeek(pk=planned.week.pk, year=2026, number=1, stage=stage)
        thing = week
        if name in AT_HUB or name == "may_open_till":
            row = hub if name in AT_HUB else fair
            thing = FairWeek(pk=row.pk, fair=row.fair, week=week)
        refusal = getattr(policies, name)(person, thing)
        said[name, stage] = refusal.code if refusal else None
    assert said == {(name, stage): expected(name, role, stage) for stage in STAGES for name in WINDOWS}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_only_finance_pays(planned, role):
    refusal = policies.may_pay(m.roles(planned)[role])
    assert (refusal is None) is (role == "finance")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_only_workers_of_the_house_read_weeks(planned, role):
    refusal = policies.may_read(m.roles(planned)[role])
    assert (refusal.code if refusal else None) == ("not_found" if role in {"stranger", "voice"} else None)


@pytest.mark.django_db
def test_a_key_opens_its_own_fair_and_no_other(planned):
    here, elsewhere = planned.market.fairs
    for role in ("till", "fair"):
        person = m.holder(role, here.scope)
        assert policies.may_work_till(person, here) is None
        assert policies.may_work_till(person, elsewhere).code == "no_key"
    assert policies.may_receive(m.holder("receiving", here.scope), planned.market.hub).code == "no_key"


@pytest.mark.django_db
def test_a_voice_speaks_for_its_own_producer_and_no_other(planned):
    own, other = planned.market.producers[:2]
    assert policies.may_speak_for(planned.voice, own) is None
    assert policies.may_speak_for(planned.voice, other).code == "no_key"
    assert policies.may_pledge(planned.voice, planned.week, own) is None
    assert policies.may_pledge(planned.voice, planned.week, other).code == "no_key"
    assert policies.may_read_producer(planned.voice, other).status == 404


def test_the_words_of_a_wrong_stage_say_which_is_right():
    refusal = policies._at(MarketWeek(stage="plan"), "receive", "count")
    assert refusal.status == 409
    assert "recepción" in str(refusal)
