"""Buying through the network: the fund's part by itself, by the rate of its day, in both books."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from cecosesola.kernel.clock import at, midnight, today
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import NetworkPurchase
from finance.selectors import purchases as read
from tests.factories import federation as f
from tests.factories import together as t
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def test_the_fund_has_its_part_by_itself_and_both_books_say_so(books: Books, desk: Person) -> None:
    buyer = f.cooperative()
    services.open_books(cooperative=buyer, by=None)
    made = t.bought(desk, books.cooperative, "1000.33", buyer=buyer)
    assert made.contribution == D("15.00")
    assert selectors.balance(books.account(chart.FUND, product="purchases", hot=True)) == D("15.00")
    assert [(one.buyer, one.owed) for one in read.owing(books.cooperative)] == [(buyer, D("1015.33"))]
    owes = services.account(
        cooperative=buyer,
        node=chart.DUE_TO,
        party=f"cooperative:{books.cooperative.pk}",
        product="purchases",
    )
    assert selectors.balance(owes) == D("1015.33")
    pay = partial(
        services.receive_purchase_payment, by=desk, cooperative=books.cooperative, buyer=buyer, key="p"
    )
    assert pay(amount=D("15.33")).pk == pay(amount=D("15.33")).pk
    with refusal("key_reused"):
        pay(amount=D("15.34"))
    assert selectors.balance(owes) == 1000
    with refusal("too_much"):
        pay(amount=D("1000.01"), key="q")
    assert_sound()


def test_the_part_is_that_of_the_day(books: Books, desk: Person) -> None:
    with refusal("no_share"):
        services.buy_for(
            by=desk, cooperative=books.cooperative, buyer=f.cooperative(), what="x", amount=D(1), key="x"
        )
    t.share(desk, "1.5")
    t.share(desk, 2, today() + dt.timedelta(days=3))
    with refusal("said_already"):
        t.share(desk, 3)
    assert t.bought(desk, books.cooperative, 200).contribution == 3
    with at(midnight(today() + dt.timedelta(days=3))):
        assert t.bought(desk, books.cooperative, 200).contribution == 4


def test_what_is_refused(books: Books, desk: Person) -> None:
    t.share(desk)
    first = t.bought(desk, books.cooperative, 50, key="k", buyer=(buyer := f.cooperative()))
    assert t.bought(desk, books.cooperative, 50, key="k", buyer=buyer) == first
    for code, given in (
        ("key_reused", {"amount": 51, "key": "k", "buyer": buyer}),
        ("for_itself", {"buyer": books.cooperative}),
        ("no_words", {"what": " "}),
        ("not_above_zero", {"amount": 0}),
    ):
        with refusal(code):
            t.bought(desk, books.cooperative, **given)
    with refusal("no_key"):
        t.bought(f.worker(), books.cooperative)


@pytest.mark.django_db(transaction=True)
def test_the_same_purchase_sent_many_times_at_once_is_one(committed: Books) -> None:
    desk, buyer = f.holder(Role.FINANCE), f.cooperative()
    t.share(desk)
    buy = partial(t.bought, desk, committed.cooperative, buyer=buyer, key="same")
    assert len({one.pk for one in at_once(*[buy] * 6)}) == 1
    assert NetworkPurchase.objects.count() == 1
    assert selectors.balance(committed.account(chart.FUND, product="purchases", hot=True)) == 15
    assert_sound()
