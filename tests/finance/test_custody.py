"""Bags of cash: counted blindly by two, moved only when both agree, and never twice."""

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from assemblies.models import Topic
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import CashBag, CashTally, Entry
from finance.selectors import custody
from tests.factories import federation as f
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal


def hands(books: Books) -> tuple[Person, Person, Person]:
    """Somebody of the finance desk, somebody of a till, and a worker without keys."""
    return f.holder(Role.FINANCE), f.holder(Role.TILL), f.worker()


def drawer(books: Books, amount: object = 1000) -> Any:
    till = books.account(party="session:7", product="cash")
    books.move(till, books.account(chart.SALES), amount)
    return till


def drop(books: Books, by: Person, label: str = "P-1", key: str = "k-1") -> CashBag:
    known = CashBag.objects.filter(key=key).first()
    source = known.source if known else drawer(books)
    return services.open_bag(
        by=by, cooperative=books.cooperative, kind="drop", label=label, key=key, source=source
    )


def count(bag: CashBag, people: Any, pieces: dict[str, int], slip: str = "") -> CashBag:
    for person in people:
        bag = services.tally_bag(by=person, bag=bag, pieces=pieces, reference=slip)
    return bag


@pytest.mark.django_db
def test_a_drop_goes_from_the_till_to_the_vault_and_on_to_the_bank(books: Books) -> None:
    finance, till, _worker = hands(books)
    bag = drop(books, till)
    bag = count(bag, [till, finance], {"100": 4, "0.50": 1})
    assert (bag.state, bag.sent) == ("travelling", Decimal("400.50"))
    assert selectors.balance(bag.source) == Decimal("599.50")
    way = books.account(chart.IN_TRANSIT, f"bag:{bag.pk}")
    assert selectors.balance(way) == Decimal("400.50")
    bag = count(bag, [finance, till], {"100": 4, "0.50": 1})
    vault = books.account(chart.VAULT, hot=True)
    assert (bag.state, custody.gap(bag), selectors.balance(way)) == ("closed", 0, 0)
    assert selectors.balance(vault) == Decimal("400.50")
    entry = selectors.entry(bag.arrived_entry_id)
    assert {entry.actor, entry.approver} == {finance, till}

    deposit = services.open_bag(
        by=finance, cooperative=books.cooperative, kind="deposit", label="B-1", key="k-2"
    )
    deposit = count(deposit, [finance, till], {"100": 4})
    with refusal("no_slip"):
        services.tally_bag(by=till, bag=deposit, pieces={"100": 4})
    deposit = count(deposit, [till, finance], {"100": 4}, "0042")
    assert (deposit.state, deposit.reference) == ("closed", "0042")
    assert selectors.balance(books.account(chart.BANK, hot=True)) == 400
    assert selectors.balance(vault) == Decimal("0.50")
    assert not Topic.objects.filter(source__startswith="finance.cashbag").exists()
    assert_sound()


@pytest.mark.django_db
def test_what_is_missing_is_posted_told_and_explained(books: Books) -> None:
    finance, till, worker = hands(books)
    bag = count(drop(books, till), [till, finance], {"100": 4})
    bag = count(bag, [till, finance], {"100": 3, "50": 1})
    assert custody.gap(bag) == -50
    assert selectors.balance(books.account(chart.CASH_DIFFERENCE, hot=True)) == 50
    topic = Topic.objects.get(source=f"finance.cashbag:{bag.pk}")
    assert "P-1" in topic.title
    assert topic.space.is_network
    with refusal("no_key"):
        services.explain_bag(by=worker, bag=bag, explanation="Se cayó")
    services.explain_bag(by=till, bag=bag, explanation="Se cayó")
    assert CashBag.objects.get(pk=bag.pk).explanation == "Se cayó"
    assert_sound()


@pytest.mark.django_db
def test_a_bag_that_arrives_empty_is_all_difference(books: Books) -> None:
    finance, till, _worker = hands(books)
    bag = count(drop(books, till), [till, finance], {"100": 1})
    bag = count(bag, [till, finance], {})
    assert (bag.state, bag.received, custody.gap(bag)) == ("closed", 0, -100)
    assert_sound()


@pytest.mark.django_db
def test_counts_that_differ_move_nothing_and_begin_again(books: Books) -> None:
    finance, till, _worker = hands(books)
    bag = drop(books, till)
    before = Entry.objects.count()
    bag = count(bag, [till], {"100": 4})
    with refusal("counted_already"):
        services.tally_bag(by=till, bag=bag, pieces={"100": 4})
    bag = count(bag, [finance], {"100": 3})
    assert (bag.state, bag.round, Entry.objects.count()) == ("counting", 2, before)
    # The same sum in other notes is another count.
    bag = count(count(bag, [till], {"100": 4}), [finance], {"200": 2})
    assert (bag.state, bag.round) == ("counting", 3)
    with refusal("round_over"):
        services.tally_bag(by=till, bag=bag, pieces={"100": 4}, turn="leaving-1")
    assert count(bag, [finance, till], {"100": 4}).state == "travelling"
    assert CashTally.objects.count() == 6


@pytest.mark.django_db
def test_the_vault_is_counted_against_the_books(books: Books) -> None:
    finance, till, _worker = hands(books)
    vault = books.account(chart.VAULT, hot=True)
    books.move(vault, books.account(chart.BANK, hot=True), 300)
    with refusal("no_key"):
        services.open_bag(by=till, cooperative=books.cooperative, kind="count", label="A-1", key="a")
    bag = services.open_bag(by=finance, cooperative=books.cooperative, kind="count", label="A-1", key="a")
    other = f.holder(Role.TILL)
    bag = count(bag, [till], {"100": 3, "20": 1})
    with refusal("finance_too"):
        services.tally_bag(by=other, bag=bag, pieces={"100": 3, "20": 1})
    bag = count(bag, [finance], {"100": 3, "20": 1})
    assert (bag.state, bag.expected, bag.received) == ("closed", 300, 320)
    assert selectors.balance(vault) == 320
    again = services.open_bag(by=finance, cooperative=books.cooperative, kind="count", label="A-2", key="b")
    again = count(again, [till, finance], {"100": 3, "20": 1})
    assert (custody.gap(again), again.arrived_entry_id) == (0, None)
    assert_sound()


@pytest.mark.django_db
def test_a_bag_is_begun_once_and_from_a_till(books: Books) -> None:
    _finance, till, worker = hands(books)
    first = drop(books, till)
    assert drop(books, till) == first
    with refusal("seal_used"):
        drop(books, till, key="k-2")
    with refusal("key_reused"):
        drop(books, till, label="P-9")
    with refusal("not_a_till"):
        services.open_bag(
            by=till,
            cooperative=books.cooperative,
            kind="drop",
            label="x",
            key="y",
            source=books.account(chart.BANK),
        )
    for kind, who in (("drop", worker), ("deposit", till)):
        with refusal("no_key"):
            services.open_bag(by=who, cooperative=books.cooperative, kind=kind, label="x", key="y")
    with refusal("no_key"):
        services.tally_bag(by=worker, bag=first, pieces={"100": 1})
    with refusal("nothing_counted"):
        services.tally_bag(by=till, bag=first, pieces={})
    for odd in ({"3": 1}, {"100": -1}, {"100": 10**9}):
        with refusal("odd_pieces"):
            services.tally_bag(by=till, bag=first, pieces=odd)
    services.cancel_bag(by=till, bag=first)
    with refusal("bag_ended"):
        services.tally_bag(by=till, bag=first, pieces={"100": 1})


@pytest.mark.django_db(transaction=True)
def test_eight_hands_count_a_bag_and_it_moves_once(committed: Books) -> None:
    people = [f.holder(Role.FINANCE) for _n in range(8)]
    bag = drop(committed, people[0])
    answers = at_once(
        *[partial(services.tally_bag, by=who, bag=bag, pieces={"100": 4}, turn="leaving-1") for who in people]
    )
    bag.refresh_from_db()
    assert Entry.objects.filter(key=f"bag:{bag.pk}:left").count() == 1
    assert selectors.balance(bag.source) == 600
    told = Counter(answer for answer in answers if isinstance(answer, str))
    assert told == {"round_over": 6}
    assert CashTally.objects.filter(bag=bag).count() == 2
    assert_sound()
