"""A sale is there exactly once, whatever the line does."""

import json
from decimal import Decimal
from functools import partial

import pytest

from finance import selectors as finance
from markets.models import QuarantinedSale, Sale, SaleLine, SessionHour, Tender
from markets.services import tills as services
from tests.finance.conftest import assert_sound, at_once
from tests.markets.till_world import envelope, kilos, make_world, units

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return make_world()


def test_the_same_sale_fifty_times_at_once_is_one_sale(world):
    sealed = world.machine.sale(kilos(6350), kilos(2100, "M"), units(world.products[0], 2))
    answers = at_once(*[partial(world.send, sealed)] * 50)
    assert Sale.objects.count() == 1
    assert (SaleLine.objects.count(), Tender.objects.count()) == (3, 1)
    hour = SessionHour.objects.get()
    assert (hour.sales, hour.lines) == (1, 3)
    assert hour.large_ves + hour.mini_ves + hour.dry_ves == Sale.objects.get().total
    assert sorted(answer[0]["status"] for answer in answers) == ["replayed"] * 49 + ["stored"]
    told = {(a[0]["id"], a[0]["number"], tuple(a[0]["flags"])) for a in answers}
    assert told == {(world.machine.sold[0]["id"], f"{world.device.letters}-000001", ())}
    assert QuarantinedSale.objects.count() == 0
    assert finance.balance(world.session.cash_ves_account) == 500 + Sale.objects.get().total
    assert_sound()


def test_overlapping_batches_at_once(world):
    sealed = [world.machine.sale(kilos(1000 + n)) for n in range(40)]
    at_once(*[partial(world.send, *sealed[start : start + 20]) for start in (0, 5, 10, 15, 20, 0, 10, 20)])
    world.send(*sealed)
    assert Sale.objects.count() == 40
    hours = SessionHour.objects.all()
    assert sum(hour.sales for hour in hours) == 40
    paid = sum(sale["total"] for sale in world.machine.sold)
    assert finance.balance(world.session.cash_ves_account) == 500 + Decimal(paid) / 100
    assert_sound()


def test_another_body_under_the_same_id_is_kept_aside(world):
    sealed = world.machine.sale()
    world.send(sealed)
    other = json.loads(sealed["body"]) | {"lines": [kilos(2000)], "total": kilos(2000)[-1]}
    changed = envelope(other, sealed["prev"])
    assert world.send(changed)[0]["status"] == "conflict"
    assert world.send(changed)[0]["status"] == "conflict"
    assert Sale.objects.get().hash == sealed["hash"]
    kept = QuarantinedSale.objects.get()
    assert json.loads(kept.payload) == changed
    assert SessionHour.objects.get().sales == 1


def test_two_people_open_one_till_at_once(transactional_db):
    world = make_world(opened=False)
    counts = {"VES": {"100": 1}}
    opening = partial(
        services.open_session, by=world.first, device=world.device, fair_week=world.fair_week, counts=counts
    )
    answers = at_once(*[opening] * 8)
    assert answers.count("till_busy") == 7
    assert world.till.sessions.count() == 1


def test_a_float_is_confirmed_once_by_many_hands(transactional_db):
    world = make_world(opened=False)
    session = services.open_session(
        by=world.first, device=world.device, fair_week=world.fair_week, counts={"VES": {"100": 1}}
    )
    answers = at_once(*[partial(services.confirm_opening, by=world.second, session=session)] * 6)
    assert sum(not isinstance(answer, str) for answer in answers) == 1
    session.refresh_from_db()
    assert finance.balance(session.cash_ves_account) == 100
    assert_sound()


def test_what_is_counted_is_what_was_posted(world):
    """Sales arrive while the second person signs: each is either in what was expected, or late."""
    sealed = [world.machine.sale(kilos(1000)) for _ in range(30)]
    world.send(*sealed[:10])
    services.count_session(by=world.first, session=world.session, counts={"VES": {"100": 5}})
    one_by_one = [partial(world.send, sale) for sale in sealed[10:]]
    sign = partial(services.sign_count, by=world.second, session=world.session)
    at_once(*one_by_one[:10], sign, *one_by_one[10:])
    expected = world.session.counts.get(kind="closing", currency="VES").expected
    sales = Sale.objects.filter(session=world.session)
    assert sales.count() == 30
    in_time = sum(sale.total for sale in sales if not sale.is_late)
    assert expected == 500 + in_time
    assert all(("late" in sale.flags) == sale.is_late for sale in sales)
    late = sum(sale.total for sale in sales if sale.is_late)
    assert finance.balance(world.session.cash_ves_account) == late
    assert_sound()
