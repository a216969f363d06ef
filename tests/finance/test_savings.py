"""Savings: opened for whom, what comes in, what is asked for, agreed to, paid, and closed."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from dateutil.relativedelta import relativedelta

from cecosesola.kernel.clock import at, midnight, today
from cecosesola.kernel.models import AuditEvent
from federation.models import Person, Role
from finance import chart, policies, selectors, services
from finance.models import Entry, SavingsAccount, SavingsInterest, SavingsWithdrawal
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import savings as s
from tests.finance.conftest import Books, assert_sound, at_once, days_ago
from tests.finance.test_posting import refusal

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def held(saving: SavingsAccount) -> tuple[Decimal, Decimal]:
    """What a saving holds and what of it is free."""
    now = selectors.holdings(saving.ledger)
    return now.posted, now.available


def test_money_comes_in_is_asked_for_and_paid(books: Books, desk: Person) -> None:
    owner = f.member()
    saving = s.saving(desk, s.product(desk, books.cooperative), owner, 100)
    asked = services.ask_withdrawal(by=owner, saving=saving, amount=D(30), key="w")
    assert services.ask_withdrawal(by=owner, saving=saving, amount=D(30), key="w") == asked
    assert held(saving) == (100, 70)
    with refusal("key_reused"):
        services.ask_withdrawal(by=owner, saving=saving, amount=D(31), key="w")
    with refusal("insufficient"):
        services.ask_withdrawal(by=owner, saving=saving, amount=D(71), key="w2")
    paid = services.pay_withdrawal(by=desk, withdrawal=asked)
    assert services.pay_withdrawal(by=desk, withdrawal=asked).entry_id == paid.entry_id
    assert held(saving) == (70, 70)
    assert selectors.balance(books.account(chart.VAULT, hot=True)) == 70
    with refusal("no_such_move"):
        services.undo_withdrawal(by=owner, withdrawal=paid)
    back = services.ask_withdrawal(by=owner, saving=saving, amount=D(70), key="w3")
    services.undo_withdrawal(by=owner, withdrawal=back)
    assert held(saving) == (70, 70)
    assert_sound()


def test_a_deposit_is_once_and_of_a_day(books: Books, desk: Person) -> None:
    saving = s.saving(desk, s.product(desk, books.cooperative), opened_on=days_ago(5))
    first = s.put(desk, saving, 10, key="once", on=days_ago(2))
    assert s.put(desk, saving, 10, key="once", on=days_ago(2)) == first
    with at(midnight(today() + dt.timedelta(days=1))):
        assert s.put(desk, saving, 10, key="once") == first  # a retry after midnight is the same one
    with refusal("key_reused"):
        s.put(desk, saving, 11, key="once", on=days_ago(2))
    for amount, code in ((0, "not_above_zero"), (-1, "not_above_zero"), ("0.001", "too_fine")):
        with refusal(code):
            s.put(desk, saving, amount)
    for day in (days_ago(6), today() + dt.timedelta(days=1)):
        with refusal("later_day"):
            s.put(desk, saving, 1, on=day)
    with refusal("no_such_place"):
        s.put(desk, saving, 1, where=chart.SALES)
    assert held(saving) == (10, 10)


def test_nobody_works_their_own_saving(books: Books, desk: Person) -> None:
    other = f.holder(Role.FINANCE)
    product = s.product(desk, books.cooperative)
    with refusal("own_money"):
        s.saving(desk, product, desk)
    with refusal("own_money"):
        s.saving(desk, product, f.member(), others=[services.With(desk, "joint")])
    mine = s.saving(other, product, desk, 50)
    with refusal("own_money"):
        s.put(desk, mine, 1)
    asked = services.ask_withdrawal(by=desk, saving=mine, amount=D(5), key="w")
    with refusal("own_money"):
        services.pay_withdrawal(by=desk, withdrawal=asked)
    with refusal("own_money"):
        services.close_empty_saving(by=desk, saving=mine)
    services.pay_withdrawal(by=other, withdrawal=asked)
    for nobody in (f.worker(), f.member()):
        assert policies.may_see_saving(nobody, mine).status == 404  # type: ignore[union-attr]
        with refusal("not_found"):
            services.ask_withdrawal(by=nobody, saving=mine, amount=D(1), key="x")
        with refusal("no_key"):
            s.put(nobody, mine, 1)


def test_holders_together(books: Books, desk: Person) -> None:
    owner, partner, stranger = f.member(), f.member(), f.member()
    together = s.saving(
        desk,
        s.product(desk, books.cooperative),
        owner,
        100,
        others=[services.With(partner, "joint")],
        signing="all",
    )
    asked = services.ask_withdrawal(by=partner, saving=together, amount=D(40), key="w")
    with refusal("not_all_agree"):
        services.pay_withdrawal(by=desk, withdrawal=asked)
    with refusal("not_found"):
        services.consent(by=stranger, withdrawal=asked)
    with refusal("agreed_already"):
        services.consent(by=partner, withdrawal=asked)
    services.consent(by=owner, withdrawal=asked)
    assert services.pay_withdrawal(by=desk, withdrawal=asked).state == "paid"
    services.end_holding(by=desk, saving=together, person=partner)
    with refusal("not_found"):
        services.ask_withdrawal(by=partner, saving=together, amount=D(1), key="w2")
    with refusal("not_a_holder"):
        services.end_holding(by=desk, saving=together, person=owner)
    alone = services.ask_withdrawal(by=owner, saving=together, amount=D(1), key="w3")
    assert services.pay_withdrawal(by=desk, withdrawal=alone).state == "paid"


def test_a_child_saves_and_somebody_answers_for_it(books: Books, desk: Person) -> None:
    child = f.member(birth_date=today() - relativedelta(years=10))
    mother, sister = f.member(), f.member(birth_date=today() - relativedelta(years=15))
    product = s.product(desk, books.cooperative)
    with refusal("no_guardian"):
        s.saving(desk, product, child)
    with refusal("no_guardian"):
        s.saving(desk, product, child, others=[services.With(sister, "guardian")])
    with refusal("twice"):
        s.saving(desk, product, mother, others=[services.With(mother, "joint")])
    saving = s.saving(desk, product, child, 20, others=[services.With(mother, "guardian")])
    with refusal("not_a_signer"):
        services.ask_withdrawal(by=child, saving=saving, amount=D(5), key="w")
    with refusal("no_guardian"):
        services.end_holding(by=desk, saving=saving, person=mother)
    services.ask_withdrawal(by=mother, saving=saving, amount=D(5), key="w")
    with at(midnight(today() + relativedelta(years=8, days=1))):
        with refusal("not_a_signer"):
            services.ask_withdrawal(by=mother, saving=saving, amount=D(5), key="w2")
        services.ask_withdrawal(by=child, saving=saving, amount=D(5), key="w3")
    assert held(saving) == (20, 10)


def test_at_the_desk_the_withdrawal_is_written_for_whoever_is_there(books: Books, desk: Person) -> None:
    owner = f.member()
    saving = s.saving(desk, s.product(desk, books.cooperative), owner, 20)
    asked = services.ask_withdrawal(by=desk, saving=saving, amount=D(5), key="w", holder=owner)
    assert asked.asked_by == owner
    with refusal("not_found"):
        services.ask_withdrawal(by=desk, saving=saving, amount=D(5), key="w2", holder=f.member())
    with refusal("no_key"):
        services.ask_withdrawal(by=f.worker(), saving=saving, amount=D(5), key="w2", holder=owner)
    assert services.pay_withdrawal(by=desk, withdrawal=asked).state == "paid"


def test_a_term_waits_and_takes_one_deposit(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative, "36.5", kind="term", term_months=3, early_percent=D(50))
    owner = f.member()
    start = days_ago(20)
    term = s.saving(desk, product, owner, 1000, opened_on=start)
    s.rate(desk, product, 73, since=days_ago(10))
    assert (term.ends_on, term.percent) == (start + relativedelta(months=3), D("36.5"))
    with refusal("term_is_full"):
        s.put(desk, term, 1)
    with refusal("before_term"):
        services.ask_withdrawal(by=owner, saving=term, amount=D(1), key="w")
    asked = services.ask_closing(by=owner, saving=term, key="c")
    services.pay_withdrawal(by=desk, withdrawal=asked)
    term.refresh_from_db()
    # Twenty days at half of 36.5 %: half a bolívar a day for a thousand.
    assert SavingsInterest.objects.get().amount == 10
    assert (term.state, held(term)[0], term.ledger.closed_at is not None) == ("closed", 0, True)
    assert selectors.entry(SavingsWithdrawal.objects.get().entry_id).description == f"Cierre de {term.number}"
    with refusal("saving_closed"):
        services.ask_closing(by=owner, saving=term, key="c2")
    assert_sound()


def test_a_term_that_is_reached_earns_whole_and_then_no_more(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative, "36.5", kind="term", term_months=1)
    owner, start = f.member(), today() - relativedelta(months=1, days=5)
    term = s.saving(desk, product, owner, 1000, opened_on=start)
    assert services.post_due_interest() == 1
    term.refresh_from_db()
    days = (term.ends_on - start).days
    assert (term.state, SavingsInterest.objects.get().amount) == ("matured", days)
    assert services.post_due_interest() == 0
    asked = services.ask_withdrawal(by=owner, saving=term, amount=D(1000), key="w")
    services.pay_withdrawal(by=desk, withdrawal=asked)
    closing = services.ask_closing(by=owner, saving=term, key="c")
    assert services.pay_withdrawal(by=desk, withdrawal=closing).amount == days
    assert SavingsInterest.objects.count() == 1
    assert_sound()


def test_closing_pays_the_interest_until_yesterday(books: Books, desk: Person) -> None:
    owner = f.member()
    saving = s.saving(desk, s.product(desk, books.cooperative), owner, 1000, opened_on=days_ago(3))
    services.interest_step()
    posted = sum(row.amount for row in SavingsInterest.objects.all())
    one = services.ask_withdrawal(by=owner, saving=saving, amount=D(100), key="w")
    closing = services.ask_closing(by=owner, saving=saving, key="c")
    with refusal("others_wait"):
        services.pay_withdrawal(by=desk, withdrawal=closing)
    services.undo_withdrawal(by=owner, withdrawal=one)
    services.pay_withdrawal(by=desk, withdrawal=closing)
    assert sum(row.amount for row in SavingsInterest.objects.all()) == 3
    assert posted <= 3
    assert -selectors.balance(books.account(chart.VAULT, hot=True)) == 3
    assert_sound()


def test_an_empty_saving_closes_at_the_desk(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative)
    empty, full = s.saving(desk, product), s.saving(desk, product, None, 5)
    assert services.close_empty_saving(by=desk, saving=empty).state == "closed"
    assert services.close_empty_saving(by=desk, saving=empty).state == "closed"
    with refusal("account_not_empty"):
        services.close_empty_saving(by=desk, saving=full)
    with refusal("nothing_there"):
        services.ask_closing(by=(owner := f.member()), saving=s.saving(desk, product, owner), key="c")


def test_what_is_offered_and_at_which_rate(books: Books, desk: Person) -> None:
    product = s.product(desk, books.cooperative, None)
    with refusal("no_key"):
        s.product(f.worker(), books.cooperative)
    with refusal("offered_already"):
        s.product(desk, books.cooperative, None, name=product.name)
    for odd in ({"kind": "term"}, {"term_months": 3}, {"posts_every": 5}, {"early_percent": D(101)}):
        with refusal("odd_terms"):
            s.product(desk, books.cooperative, None, **odd)
    term = s.product(desk, books.cooperative, None, kind="term", term_months=3)
    with refusal("no_rate"):
        s.saving(desk, term)
    for percent in (-1, 1001, "1.00001"):
        with refusal("not_a_rate"):
            s.rate(desk, product, percent)
    s.rate(desk, product, 5)
    with refusal("said_already"):
        s.rate(desk, product, 6)
    with refusal("no_decision"):
        services.set_savings_rate(by=desk, product=product, percent=D(1), since=today(), decision=None)  # type: ignore[arg-type]
    planned = s.product(desk, books.cooperative, kind="planned")
    with refusal("odd_plan"):
        s.saving(desk, planned, plan_amount=None, plan_every="")
    with refusal("odd_plan"):
        s.saving(desk, product, plan_amount=D(5), plan_every="week")
    assert s.saving(desk, planned).plan_amount == 10
    product.is_offered = False
    product.save()
    with refusal("not_offered"):
        s.saving(desk, product)


def test_opening_is_once(books: Books, desk: Person) -> None:
    product, owner = s.product(desk, books.cooperative), f.member()
    assert s.saving(desk, product, owner, key="k") == s.saving(desk, product, owner, key="k")
    with refusal("key_reused"):
        s.saving(desk, product, f.member(), key="k")


def test_the_audit_tells_no_amount_and_no_name(books: Books, desk: Person) -> None:
    owner = f.member(given_names="Zoraida", family_names="Inconfundible")
    saving = s.saving(desk, s.product(desk, books.cooperative), owner, 7777)
    asked = services.ask_withdrawal(by=owner, saving=saving, amount=D(3333), key="w")
    services.pay_withdrawal(by=desk, withdrawal=asked)
    for event in AuditEvent.objects.filter(object_type__startswith="finance.savings"):
        told = f"{event.label} {event.old} {event.new}"
        assert "3333" not in told
        assert "7777" not in told
        assert "Inconfundible" not in told
        assert event.private or event.verb in {"finance.offer_saving", "finance.set_savings_rate"}


@pytest.mark.django_db(transaction=True)
def test_hands_that_open_deposit_and_pay_at_once(committed: Books) -> None:
    f.primary()
    desk, other, owner = f.holder(Role.FINANCE), f.holder(Role.FINANCE), f.member()
    product = s.product(desk, committed.cooperative)
    opened = at_once(*[partial(s.saving, desk, product, owner, key="k")] * 8)
    assert len({one.pk for one in opened}) == 1
    saving = opened[0]
    assert len(set(at_once(*[partial(s.put, desk, saving, 50, key="d")] * 8))) == 1
    asks = [
        partial(services.ask_withdrawal, by=owner, saving=saving, amount=D(20), key=f"w{n}") for n in range(6)
    ]
    answers = Counter(one for one in at_once(*asks) if isinstance(one, str))
    assert answers == {"insufficient": 4}
    asked = SavingsWithdrawal.objects.first()
    at_once(
        *[partial(services.pay_withdrawal, by=by, withdrawal=asked) for by in (desk, other) * 3],
        *[partial(services.undo_withdrawal, by=owner, withdrawal=asked)] * 3,
    )
    asked.refresh_from_db()
    assert Entry.objects.filter(key=f"withdrawal:{asked.pk}").count() == (asked.state == "paid")
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_a_term_is_filled_by_one_of_many(committed: Books) -> None:
    f.primary()
    desk = f.holder(Role.FINANCE)
    product = s.product(desk, committed.cooperative, kind="term", term_months=3)
    term = s.saving(desk, product)
    answers = at_once(*[partial(s.put, desk, term, 10, key=f"d{n}") for n in range(6)])
    assert Counter(one for one in answers if isinstance(one, str)) == {"term_is_full": 5}
    assert held(term) == (10, 10)


@pytest.mark.django_db(transaction=True)
def test_savings_close_while_money_comes_in(committed: Books) -> None:
    """Two closings in one cooperative do not wait for each other, and no deposit is lost in them."""
    f.primary()
    desk = f.holder(Role.FINANCE)
    product = s.product(desk, committed.cooperative)
    owners = [f.member() for _ in range(3)]
    savings = [s.saving(desk, product, owner, 10) for owner in owners]
    closings = [
        services.ask_closing(by=owner, saving=saving, key=f"c{saving.pk}")
        for owner, saving in zip(owners, savings, strict=True)
    ]
    answers = at_once(
        *[partial(services.pay_withdrawal, by=desk, withdrawal=one) for one in closings],
        *[partial(s.put, desk, saving, 5, key=f"d{saving.pk}") for saving in savings],
    )
    assert {one for one in answers if isinstance(one, str)} <= {"saving_closed"}
    for saving in savings:
        saving.refresh_from_db()
        assert (saving.state, held(saving)[0]) == ("closed", 0)
    assert_sound()


def test_the_collective_knows_the_rate(books: Books, desk: Person) -> None:
    """A rate that was used is not said again for days whose interest is posted."""
    product = s.product(desk, books.cooperative)
    s.saving(desk, product, None, 100, opened_on=s.month(1))
    services.post_due_interest()
    with refusal("interest_posted"):
        s.rate(desk, product, 10, since=s.month(1))
    with refusal("no_key"):
        services.set_savings_rate(
            by=f.worker(), product=product, percent=D(1), since=today(), decision=a.decision()
        )
    s.rate(desk, product, 10, since=today())
