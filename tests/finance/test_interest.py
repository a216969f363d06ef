"""Interest: once for each saving and stretch of days, however often the job runs, whatever comes late."""

import datetime as dt
import threading
from decimal import Decimal
from functools import partial

import pytest
from django.db import Error, connection, transaction

from cecosesola.kernel.clock import today
from cecosesola.kernel.jobs import run_step
from cecosesola.kernel.models import Job
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import Period, SavingsAccount, SavingsInterest
from finance.services import interest
from finance.tasks import interest as step
from tests.cutting import Line
from tests.factories import federation as f
from tests.factories import savings as s
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db
D = Decimal
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def days_in(first: dt.date) -> int:
    return (interest.block_end(first, 1) - first).days + 1


def test_months_are_posted_one_by_one_and_once(books: Books, desk: Person) -> None:
    """36.5 % a year is a tenth of a percent a day: a bolívar a day for a thousand."""
    first, second = s.month(2), s.month(1)
    saving = s.saving(desk, s.product(desk, books.cooperative), None, 1000, opened_on=first)
    assert [services.post_due_interest() for _ in range(3)] == [1, 1, 0]
    rows = list(SavingsInterest.objects.order_by("ends"))
    one = D(days_in(first))
    two = (D(days_in(second)) * (1000 + one) / 1000).quantize(D("0.01"))
    assert [(row.starts, row.ends, row.amount) for row in rows] == [
        (first, second - DAY, one),
        (second, s.month(0) - DAY, two),
    ]
    assert [row.entry.effective for row in rows] == [second - DAY, s.month(0) - DAY]
    assert selectors.balance(saving.ledger) == 1000 + one + two
    assert selectors.balance_on(saving.ledger, second - DAY) == 1000 + one
    expense = books.account(chart.INTEREST_PAID, product=f"savings:{saving.product_id}", hot=True)
    assert selectors.balance(expense) == one + two
    assert services.correct_interest() == 0
    assert_sound()


def test_quarters_and_compounding(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative, 10, compound=True, posts_every=3)
    first = interest.block_end(s.month(3), 3) + DAY  # where a quarter begins
    if interest.block_end(first, 3) >= today():
        first = dt.date(first.year - (first.month <= 3), (first.month - 4) % 12 + 1, 1)
    saving = s.saving(desk, product, None, 1000, opened_on=first)
    services.post_due_interest()
    row = SavingsInterest.objects.get()
    assert (row.starts, row.ends, saving.opened_on) == (first, interest.block_end(first, 3), first)
    days = (row.ends - first).days + 1
    assert row.exact == (1000 * ((1 + D(10) / 100 / 365) ** days - 1)).quantize(D("1E-8"))


def test_an_empty_saving_moves_on_without_an_entry(books: Books, desk: Person) -> None:
    saving = s.saving(desk, s.product(desk, books.cooperative), opened_on=s.month(1))
    services.post_due_interest()
    saving.refresh_from_db()
    row = SavingsInterest.objects.get()
    assert (row.amount, row.entry, saving.interest_through) == (0, None, s.month(0) - DAY)


def test_a_rate_that_changed_counts_from_its_day(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative, "36.5")
    s.rate(desk, product, 0, since=s.month(1) + 10 * DAY)
    s.saving(desk, product, None, 1000, opened_on=s.month(1))
    services.post_due_interest()
    assert SavingsInterest.objects.get().amount == 10


def test_late_movements_change_interest_and_say_why(books: Books, desk: Person) -> None:
    first = s.month(2)
    saving = s.saving(desk, s.product(desk, books.cooperative), None, 1000, opened_on=first)
    services.interest_step()
    services.interest_step()
    before = selectors.balance(saving.ledger)
    late = s.put(desk, saving, 1000, on=s.month(1) - 5 * DAY)
    assert services.correct_interest() == 2
    assert services.correct_interest() == 0
    changes = SavingsInterest.objects.filter(revision=1).order_by("ends")
    assert [row.amount for row in changes] == [5, D(days_in(s.month(1)))]
    assert all(str(late.id) in row.why for row in changes)
    assert {row.entry.effective for row in changes} == {today()}
    assert selectors.balance(saving.ledger) == before + 1000 + 5 + days_in(s.month(1))
    assert_sound()


def test_a_late_reversal_takes_back_what_is_there(books: Books, desk: Person) -> None:
    first, owner = s.month(1), f.member()
    saving = s.saving(desk, s.product(desk, books.cooperative), owner, opened_on=first)
    wrong = s.put(desk, saving, 1000, on=first)
    services.interest_step()
    earned = SavingsInterest.objects.get().amount
    asked = services.ask_withdrawal(by=owner, saving=saving, amount=earned - 4, key="w")
    services.pay_withdrawal(by=desk, withdrawal=asked)
    services.reverse(entry=wrong, by=desk, reason="No era aquí", effective=first)
    assert services.correct_interest() == 1
    row = SavingsInterest.objects.get(revision=1)
    assert row.amount == -4
    assert "se queda" in row.why
    assert selectors.balance(saving.ledger) == 0
    assert services.correct_interest() == 0
    assert_sound()


def test_a_closed_month_takes_its_interest_today(books: Books, desk: Person) -> None:
    s.saving(desk, s.product(desk, books.cooperative), None, 1000, opened_on=s.month(1))
    period = Period.objects.get(cooperative=books.cooperative, starts=s.month(1))
    services.close_period(by=desk, period=period, note="Prueba")
    services.post_due_interest()
    assert SavingsInterest.objects.get().entry.effective == today()


def test_the_job_runs_and_leaves_its_trace(books: Books, desk: Person) -> None:
    s.saving(desk, s.product(desk, books.cooperative), None, 1000, opened_on=s.month(1))
    assert callable(step)
    assert run_step("finance.interest")
    assert Job.objects.get(name="finance.interest").last_result == "1 asentados, 0 cambiados"
    run_step("finance.interest")
    assert Job.objects.get(name="finance.interest").last_result == "0 asentados, 0 cambiados"


def test_as_many_queries_for_two_as_for_twenty(books: Books, desk: Person) -> None:
    from django.test.utils import CaptureQueriesContext

    product, counts = s.product(desk, books.cooperative), []
    for number in (2, 20):
        for _ in range(number):
            s.saving(desk, product, None, 10, opened_on=s.month(1))
        with CaptureQueriesContext(
            connection,
        ) as met:
            assert services.post_due_interest() == number
        counts.append(len(met))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_post_each_once(committed: Books) -> None:
    f.primary()
    desk = f.holder(Role.FINANCE)
    product = s.product(desk, committed.cooperative)
    savings = [s.saving(desk, product, None, 1000, opened_on=s.month(2)) for _ in range(12)]

    def work() -> int:
        return sum(services.post_due_interest(3) for _ in range(10))

    def late(saving: SavingsAccount) -> None:
        s.put(desk, saving, 1000, key=f"late:{saving.pk}", on=s.month(2) + 3 * DAY)

    done = at_once(*[work] * 4, *[partial(late, saving) for saving in savings[:4]])
    while services.post_due_interest():
        pass
    services.correct_interest()
    assert sum(n for n in done if n) <= 24
    assert SavingsInterest.objects.filter(revision=0).count() == 24
    # Whoever came when, every saving has earned as if all of it had been known from the start.
    stretches = [
        interest.Stretch(row.saving, row.starts, row.ends)
        for row in SavingsInterest.objects.filter(revision=0).select_related("saving__product")
    ]
    earned = interest.reckon(stretches)
    for stretch in stretches:
        rows = SavingsInterest.objects.filter(saving=stretch.saving, ends=stretch.ends)
        exact = earned[stretch.saving.pk, stretch.ends].exact
        assert sum(row.amount for row in rows) == exact.quantize(D("0.01"))
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_all_of_a_batch_or_nothing(committed: Books) -> None:
    """The connection is cut while a batch is posted and not committed; the next run does the rest."""
    f.primary()
    desk = f.holder(Role.FINANCE)
    product = s.product(desk, committed.cooperative)
    for _ in range(9):
        s.saving(desk, product, None, 1000, opened_on=s.month(1))
    assert services.post_due_interest(3) == 3
    line, posted, cut = Line(), threading.Event(), threading.Event()
    failed = []

    def work() -> None:
        try:
            with transaction.atomic():
                line.mine()
                services.post_due_interest(3)
                posted.set()
                cut.wait(20)
                SavingsInterest.objects.count()
        except Error:
            failed.append(True)
        finally:
            connection.close()

    hand = threading.Thread(target=work)
    hand.start()
    assert posted.wait(20)
    line.cut()
    cut.set()
    hand.join()
    assert failed == [True]
    assert SavingsInterest.objects.count() == 3
    assert_sound()
    while services.post_due_interest(4):
        pass
    assert SavingsInterest.objects.count() == 9
    assert {row.amount for row in SavingsInterest.objects.all()} == {D(days_in(s.month(1)))}
    assert_sound()


def test_a_stranger_cannot_offer_a_rate(books: Books, desk: Person) -> None:
    with refusal("no_key"):
        s.rate(f.worker(), s.product(desk, books.cooperative, None), 1)
