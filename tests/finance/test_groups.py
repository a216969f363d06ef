"""Rotating savings groups: the order anybody can check, each turn once, missed turns wait."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from cecosesola.kernel.clock import at, midnight, today
from federation.models import Person, Role
from finance import selectors, services
from finance.models import GroupPayment, SavingsGroup
from finance.selectors import groups as read
from finance.services.groups import lots
from finance.states import GroupState
from tests.factories import federation as f
from tests.factories import together as t
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def put_in(desk: Person, group: SavingsGroup, turn: int) -> None:
    for one in group.places.all():
        services.receive_turn(by=desk, place_of=one, turn=turn)


def test_a_whole_round(books: Books, desk: Person) -> None:
    group = t.started(desk, books.cooperative, 3)
    assert selectors.balance(group.ledger_id) == 0
    for turn, place in enumerate(group.places.order_by("turn"), 1):
        with at(midnight(place.due)):
            put_in(desk, group, turn)
            assert services.hand_turn_out(by=desk, place_of=place).received == 300
            assert services.hand_turn_out(by=desk, place_of=place).received == 300
    group.refresh_from_db()
    assert group.state == GroupState.DONE
    assert selectors.balance(group.ledger_id) == 0
    assert_sound()


def test_lots_are_drawn_once_and_anybody_may_draw_them_again(books: Books, desk: Person) -> None:
    group = t.started(desk, books.cooperative, 6)
    places = list(group.places.order_by("turn"))
    assert lots(group.seed, sorted(places, key=lambda one: one.pk)) == places
    assert [one.due for one in places] == [today() + dt.timedelta(weeks=n) for n in range(6)]
    with refusal("no_such_move"):
        services.start_group(by=desk, group=group)


def test_an_agreed_order_names_everybody_once(books: Books, desk: Person) -> None:
    group = t.group(desk, books.cooperative, 3, order="agreed")
    people = [one.person for one in group.places.order_by("-pk")]
    for wrong in ([], people[:2], [*people, people[0]], [*people[:2], f.member()]):
        with refusal("odd_order"):
            services.start_group(by=desk, group=group, agreed=wrong)
    services.start_group(by=desk, group=group, agreed=people)
    assert [one.person for one in group.places.order_by("turn")] == people
    group.refresh_from_db()
    assert group.seed == ""


def test_a_turn_waits_until_it_is_whole(books: Books, desk: Person) -> None:
    group = t.started(desk, books.cooperative, 3)
    first, second, third = group.places.order_by("turn")
    for one in (first, second):
        services.receive_turn(by=desk, place_of=one, turn=1)
    with refusal("turn_missed"):
        services.hand_turn_out(by=desk, place_of=first)
    assert [one.person for one in read.turns_of(group)[0].missing] == [third.person]
    services.receive_turn(by=desk, place_of=third, turn=1)
    services.hand_turn_out(by=desk, place_of=first)
    with refusal("not_yet"):
        services.hand_turn_out(by=desk, place_of=second)
    with refusal("no_such_turn"):
        services.receive_turn(by=desk, place_of=first, turn=4)


def test_who_joins_and_sees(books: Books, desk: Person) -> None:
    group, person = t.group(desk, books.cooperative, 2), f.member()
    assert services.join_group(by=person, group=group) == services.join_group(by=person, group=group)
    services.leave_group(by=person, group=group)
    with refusal("too_few"):
        services.start_group(by=desk, group=group)
    services.join_group(by=person, group=group)
    services.join_group(by=desk, group=group)
    services.start_group(by=desk, group=group)
    with refusal("not_found"):
        services.join_group(by=f.member(), group=group)
    with refusal("group_runs"):
        services.leave_group(by=person, group=group)
    own = group.places.get(person=desk)
    with refusal("own_money"):
        services.receive_turn(by=desk, place_of=own, turn=1)
    with refusal("no_key"):
        services.receive_turn(by=person, place_of=own, turn=1)
    assert [one.pk for one in read.groups_of(person)] == [group.pk]
    assert read.groups_to_join(f.member()) == []


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_received_and_handed_out_once(committed: Books) -> None:
    desk = f.holder(Role.FINANCE)
    group = t.started(desk, committed.cooperative, 3)
    places = list(group.places.order_by("turn"))
    jobs = [partial(services.receive_turn, by=desk, place_of=one, turn=1) for one in places] * 2
    at_once(*jobs)
    assert GroupPayment.objects.count() == 3
    done = at_once(*[partial(services.hand_turn_out, by=desk, place_of=places[0])] * 4)
    assert {one.received for one in done} == {Decimal(300)}
    assert selectors.balance(group.ledger_id) == 0
    assert_sound()
