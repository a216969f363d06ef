"""Nothing completed is refused: what is odd about a sale is said beside it."""

import datetime as dt
from decimal import Decimal

import pytest

from cecosesola.kernel.clock import now, today
from finance import selectors as finance
from finance.models import Entry, Period
from markets.models import PagoMovil, QuarantinedSale, Sale, SessionHour, TillSession
from markets.services import tills as services
from markets.services.sync.flags import FLAGS
from tests.markets.till_world import kilos, make_world, units
from tests.owner import as_owner

pytestmark = pytest.mark.django_db
PROOF = {
    "bank": "0102",
    "phone": "04141234567",
    "document": "V12345678",
    "reference": "123456",
    "paid_on": "2026-11-20",
}


@pytest.fixture
def world(db):
    return make_world()


def flags(answer):
    return answer[0]["flags"]


def test_a_clean_sale_has_no_flags(world):
    answer = world.send(world.machine.sale(kilos(6350), units(world.products[1], 2)))
    assert answer[0] | {"id": ""} == {
        "id": "",
        "status": "stored",
        "number": f"{world.device.letters}-000001",
        "flags": [],
    }


def test_chain_and_numbers(world):
    hand = world.machine
    first = hand.sale()
    lost = hand.sale()
    third = hand.sale()
    assert flags(world.send(first)) == []
    assert set(flags(world.send(third))) == {"chain_broken", "number_gap"}
    hand.previous = third["hash"]
    again = hand.sale(n=3)
    assert flags(world.send(again)) == ["number_reused"]
    assert "number_reused" in flags(world.send(lost))
    assert Sale.objects.count() == 4


def test_each_sale_keeps_the_version_it_was_sold_by(world):
    old = world.machine.sale(kilos(1000))
    book = world.new_prices(20_000)
    world.machine.book = book.pk
    new = world.machine.sale(kilos(1000, price=20_000))
    wrong = world.machine.sale(kilos(1000))
    answers = world.send(old, new, wrong)
    assert [answer["flags"] for answer in answers] == [[], [], ["price_differs"]]
    assert list(Sale.objects.order_by("counter").values_list("book", flat=True)) == [
        world.book.pk,
        book.pk,
        book.pk,
    ]


def test_a_late_sale_joins_its_session_and_its_money_its_account(world):
    services.count_session(
        by=world.first, session=world.session, counts={"VES": {"100": 5}, "USD": {"1": 10}}
    )
    services.sign_count(by=world.second, session=world.session)
    assert finance.balance(world.session.cash_ves_account) == 0
    assert flags(world.send(world.machine.sale(kilos(1000)))) == ["late"]
    sale = Sale.objects.get()
    assert (sale.is_late, sale.session_id) == (True, world.session.pk)
    assert finance.balance(world.session.cash_ves_account) == sale.total == 148
    assert SessionHour.objects.get().sales == 1


def test_a_sale_of_a_closed_month_is_booked_today(world):
    past = today() - dt.timedelta(days=70)
    TillSession.objects.filter(pk=world.session.pk).update(day=past)
    starts = past.replace(day=1)
    ends = (starts + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    with as_owner():
        Period.objects.create(
            cooperative=world.fair.cooperative, starts=starts, ends=ends, state="closed", closed_at=now()
        )
    assert world.send(world.machine.sale())[0]["status"] == "stored"
    assert Entry.objects.get(pk=Sale.objects.get().entry_id).effective == today()


def test_what_does_not_add_up(world):
    hand, flour, coffee = world.machine, *world.products
    cases = {
        "price_differs": hand.sale(kilos(1000, price=1)),
        "sum_differs": hand.sale([*kilos(1000)[:-1], 1]),
        "payment_differs": hand.sale(kilos(1000), tenders=[["cash", "VES", 1, "1", 1]]),
        "over_limit": hand.sale(units(coffee, 2), units(coffee, 1)),
        "clock_ahead": hand.sale(at=int(now().timestamp() * 1000) + 3_600_000),
    }
    answers = world.send(*cases.values())
    assert [set(answer["flags"]) for answer in answers] == [{name} for name in cases]
    assert Sale.objects.count() == len(cases)
    assert set(cases) < set(FLAGS)
    assert flags(world.send(hand.sale(kilos(1000), total=1))) == ["sum_differs", "payment_differs"]
    assert flags(world.send(hand.sale(units(flour, 900)))) == []


def test_what_was_not_paid_is_seen_in_the_difference_account(world):
    world.send(world.machine.sale(kilos(1000), tenders=[["cash", "VES", 14_000, "1", 14_000]]))
    assert finance.balance(world.session.cash_ves_account) == 640
    assert finance.balance(world.session.difference_account) in {Decimal(8), Decimal(-8)}


def test_a_reference_counts_once(world):
    def pay(total, proof):
        return [["pago_movil", "VES", total, "1", total, proof]]

    first = world.machine.sale(kilos(1000), tenders=pay(14_800, PROOF))
    again = world.machine.sale(kilos(1000), tenders=pay(14_800, PROOF))
    other_bank = world.machine.sale(kilos(1000), tenders=pay(14_800, PROOF | {"bank": "0134"}))
    answers = world.send(first, again, other_bank)
    assert [answer["flags"] for answer in answers] == [[], ["reference_repeated"], []]
    assert list(PagoMovil.objects.order_by("id").values_list("is_repeated", flat=True)).count(True) == 1
    assert finance.balance(world.session.pago_movil_account) == 444


def test_mixed_tenders_keep_their_frozen_rate(world):
    """5 US$, a pago móvil, bolívares; change in bolívares."""
    total = kilos(10_000)[-1]
    given = [
        ["cash", "USD", 500, "243.01", 121_505],
        ["pago_movil", "VES", 20_000, "1", 20_000, PROOF],
        ["cash", "VES", 10_000, "1", 10_000],
        ["cash", "VES", total - 151_505, "1", total - 151_505],
    ]
    assert total < 151_505
    assert flags(world.send(world.machine.sale(kilos(10_000), tenders=given))) == []
    assert finance.balance(world.session.cash_usd_account) == 15
    assert finance.balance(world.session.cash_ves_account) == 500 + 100 - Decimal(151_505 - total) / 100
    assert Sale.objects.get().tenders.get(currency="USD").rate == Decimal("243.01")


def test_of_what_does_not_exist(world):
    hand = world.machine
    product = max(product.pk for product in world.products) + 1000
    strange = [hand.sale(s=10**12), hand.sale(book=10**12), hand.sale(["P", product, 1, 100, 100])]
    fine = hand.sale()
    answers = world.send(*strange, fine)
    assert [answer["status"] for answer in answers] == ["quarantined"] * 3 + ["stored"]
    assert [answer["error"] for answer in answers[:3]] == [
        f"session {10**12} is not of this device",
        f"price book {10**12} does not exist",
        "a product does not exist",
    ]
    assert QuarantinedSale.objects.count() == 3


def test_another_machines_session_is_not_ones_own(world):
    device, _secret = world.another_till()
    answer = world.send(world.machine.sale(), device=device)
    assert answer[0]["status"] == "quarantined"
    assert Sale.objects.count() == 0


def test_a_product_that_left_the_book(world):
    flour = world.products[0]
    book = world.new_prices(14_800)
    book_without = type(book).objects.create(
        week=world.week,
        version=9,
        effective_at=now(),
        rate=book.rate,
        rate_on=book.rate_on,
        decision=book.decision,
        published_by=book.published_by,
    )
    world.machine.book = book_without.pk
    assert flags(world.send(world.machine.sale(units(flour)))) == ["product_not_listed"]
