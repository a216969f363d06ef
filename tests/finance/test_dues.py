"""Dues: charged once a week for each family, received by affiliates, another amount only from later on."""

import datetime as dt
import threading
from decimal import Decimal
from functools import partial

import pytest
from django.db import Error, connection, transaction
from django.db.models import Count, Sum

from cecosesola.kernel.clock import at, midnight, today
from cecosesola.kernel.weeks import Week
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import DuesBatch, DuesCharge, DuesReceipt, Enrolment, Entry
from finance.selectors import dues as read
from finance.services import dues
from tests.cutting import Line
from tests.factories import federation as f
from tests.factories import together as t
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def owed(enrolment: Enrolment) -> Decimal:
    return selectors.balance(enrolment.ledger_id)


def test_each_family_is_charged_each_week_once_and_by_affiliate(books: Books, desk: Person) -> None:
    plan, affiliate = t.plan(desk, books.cooperative, 10), f.cooperative()
    through = [t.enrolled(desk, plan, weeks=2, through=affiliate) for _ in range(3)]
    direct = t.enrolled(desk, plan)
    assert services.charge_due() == 3 * 3 + 1
    assert [owed(one) for one in [*through, direct]] == [30, 30, 30, 10]
    batches = DuesBatch.objects.order_by("starts", "through")
    monday = Week.of(today()).monday
    assert [(one.starts, one.through_id, one.families) for one in batches] == [
        (monday - dt.timedelta(weeks=2), affiliate.pk, 3),
        (monday - dt.timedelta(weeks=1), affiliate.pk, 3),
        (monday, affiliate.pk, 3),
        (monday, None, 1),
    ]
    assert services.charge_due() == 0
    late = t.enrolled(desk, plan, through=affiliate)
    assert services.charge_due() == 1
    assert DuesBatch.objects.get(families=1, through=affiliate).part == 2
    assert owed(late) == 10
    income = books.account(chart.DUES, product=f"dues-{plan.pk}", hot=True)
    assert selectors.balance(income) == 110
    assert_sound()


def test_many_families_come_in_parts(books: Books, desk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finance.services.dues.FAMILIES", 2)
    plan = t.plan(desk, books.cooperative)
    for _family in range(5):
        t.enrolled(desk, plan)
    assert services.charge_due() == 5
    assert sorted(DuesBatch.objects.values_list("part", "families")) == [(1, 2), (2, 2), (3, 1)]
    assert DuesCharge.objects.count() == 5


def test_another_amount_begins_later_and_what_was_charged_stays(books: Books, desk: Person) -> None:
    plan = t.plan(desk, books.cooperative, 10)
    family = t.enrolled(desk, plan)
    services.charge_due()
    monday = Week.of(today()).monday
    with refusal("charged_already"):
        t.dues(desk, plan, 15, monday)
    t.dues(desk, plan, 15, monday + dt.timedelta(weeks=1))
    with refusal("said_already"):
        t.dues(desk, plan, 16, monday + dt.timedelta(weeks=1))
    with at(midnight(monday + dt.timedelta(weeks=2))):
        services.charge_due()
        assert owed(family) == 10 + 15 + 15


def test_a_plan_without_an_amount_waits_for_a_decision(books: Books, desk: Person) -> None:
    plan = t.plan(desk, books.cooperative, None)
    family = t.enrolled(desk, plan, weeks=2)
    assert services.charge_due() == 0
    monday = Week.of(today()).monday
    t.dues(desk, plan, 7, monday)
    services.charge_due()
    assert owed(family) == 7, "before the first amount nothing was asked"


def test_who_leaves_is_asked_for_what_began_before(books: Books, desk: Person) -> None:
    plan = t.plan(desk, books.cooperative)
    family = t.enrolled(desk, plan, weeks=3)
    gone = Week.of(today()).monday - dt.timedelta(weeks=1)
    services.end_enrolment(by=desk, enrolment=family, until=gone)
    services.charge_due()
    assert owed(family) == 30
    assert services.end_enrolment(by=desk, enrolment=family).until == gone
    assert t.enrolled(desk, plan, family.person).pk != family.pk, "and may come back"


def test_months(books: Books, desk: Person) -> None:
    plan = t.plan(desk, books.cooperative, None, every="month")
    t.dues(desk, plan, 30, dt.date(2000, 1, 1))
    day = today().replace(day=15)
    family = services.enrol(by=desk, plan=plan, person=f.member(), since=day)
    with at(midnight((day.replace(day=1) + dt.timedelta(days=62)).replace(day=2))):
        services.charge_due()
    assert owed(family) == 90
    assert {one.starts.day for one in DuesBatch.objects.all()} == {1}


def test_dues_fill_a_fund(books: Books, desk: Person) -> None:
    fund = t.fund(desk, books.cooperative, holds=0)
    plan = t.plan(desk, books.cooperative, 25, fund=fund)
    t.enrolled(desk, plan)
    services.charge_due()
    assert selectors.balance(fund.ledger_id) == 25
    with refusal("other_books"):
        t.plan(desk, f.cooperative(), fund=fund)


def test_an_affiliate_brings_its_families_dues(books: Books, desk: Person) -> None:
    plan, affiliate = t.plan(desk, books.cooperative, 10), f.cooperative()
    first, second, third = (t.enrolled(desk, plan, through=affiliate) for _ in range(3))
    services.charge_due()
    found = read.owed_by(plan, affiliate)
    assert {one.owed for one in found.values()} == {10}
    give = partial(
        services.receive_dues,
        by=desk,
        plan=plan,
        through=affiliate,
        paid={first.pk: D(10), second.pk: D(25)},
    )
    receipt = give(key="one")
    assert (receipt.amount, receipt.lines.count()) == (35, 2)
    assert give(key="one").pk == receipt.pk
    with refusal("key_reused"):
        services.receive_dues(by=desk, plan=plan, through=affiliate, paid={third.pk: D(10)}, key="one")
    assert [owed(one) for one in (first, second, third)] == [0, -15, 10]
    assert selectors.balance(books.account(chart.VAULT, hot=True)) == 35
    assert Entry.objects.filter(key="dues-paid:one").get().legs == 3
    behind = read.affiliates_of(plan)
    assert [(one.cooperative, one.families, one.behind, one.owed) for one in behind] == [
        (affiliate, 3, 1, 10)
    ]
    assert_sound()


def test_only_families_of_that_affiliate_are_received(books: Books, desk: Person) -> None:
    plan, affiliate = t.plan(desk, books.cooperative), f.cooperative()
    here, there = t.enrolled(desk, plan), t.enrolled(desk, plan, through=affiliate)
    for paid in ({here.pk: D(1), there.pk: D(1)}, {there.pk: D(1)}, {0: D(1)}):
        with refusal("other_plan"):
            services.receive_dues(by=desk, plan=plan, paid=paid, key="x")
    with refusal("nobody_paid"):
        services.receive_dues(by=desk, plan=plan, paid={}, key="x")
    with refusal("not_above_zero"):
        services.receive_dues(by=desk, plan=plan, paid={here.pk: D(0)}, key="x")
    own = t.enrolled(f.holder(Role.FINANCE), plan, desk)
    with refusal("own_money"):
        services.receive_dues(by=desk, plan=plan, paid={own.pk: D(1)}, key="x")
    with refusal("no_key"):
        services.receive_dues(by=f.worker(), plan=plan, paid={here.pk: D(1)}, key="x")
    assert not DuesReceipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_charging_and_receiving_at_once(committed: Books) -> None:
    desk = f.holder(Role.FINANCE)
    plan = t.plan(desk, committed.cooperative)
    families = [t.enrolled(desk, plan, weeks=1) for _ in range(6)]
    done = at_once(*[services.charge_due] * 4)
    assert sum(done) == 12
    assert DuesCharge.objects.aggregate(n=Sum("amount"))["n"] == 120
    paid = {one.pk: D(20) for one in families}
    receive = partial(services.receive_dues, by=desk, plan=plan, paid=paid, key="same")
    assert len({one.pk for one in at_once(*[receive] * 4)}) == 1
    assert {owed(one) for one in families} == {0}
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_a_week_is_charged_whole_or_not_at_all(committed: Books) -> None:
    """The connection is cut while a week is charged and not committed; the next run does the rest."""
    desk = f.holder(Role.FINANCE)
    plan = t.plan(desk, committed.cooperative)
    for _family in range(4):
        t.enrolled(desk, plan, weeks=2)
    assert dues._charge_next(plan.pk) == 4
    line, charged, cut = Line(), threading.Event(), threading.Event()
    failed = []

    def work() -> None:
        try:
            with transaction.atomic():
                line.mine()
                dues._charge_next(plan.pk)
                charged.set()
                cut.wait(20)
                DuesCharge.objects.count()
        except Error:
            failed.append(True)
        finally:
            connection.close()

    hand = threading.Thread(target=work)
    hand.start()
    assert charged.wait(20)
    line.cut()
    cut.set()
    hand.join()
    assert failed == [True]
    assert DuesCharge.objects.count() == 4
    assert_sound()
    assert services.charge_due() == 8
    weeks = DuesCharge.objects.order_by().values("starts").annotate(n=Count("pk"))
    assert [row["n"] for row in weeks] == [4, 4, 4]
    assert_sound()


def test_one_family_of_a_plan_at_a_time(books: Books, desk: Person) -> None:
    plan, person = t.plan(desk, books.cooperative), f.member()
    assert t.enrolled(desk, plan, person).pk == t.enrolled(desk, plan, person).pk
    history = read.enrolments_of(person)
    assert [(one.plan_id, due) for one, due in history] == [(plan.pk, 0)]
    services.charge_due()
    assert [amount for _day, amount, _came in read.history_of(history[0][0])] == [10]
