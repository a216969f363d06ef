"""Hypothesis drives the services on the ledger in any order; what must hold is asked after each step."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cecosesola.kernel.clock import at, midnight, now, today
from cecosesola.kernel.errors import Refused
from federation.models import Membership, Person, Role
from finance import chart, selectors, services
from finance.models import (
    Claim,
    Contribution,
    DuesCharge,
    DuesPaid,
    Enrolment,
    Gift,
    GroupPayment,
    Loan,
    LoanPayment,
    PayLine,
    SavingsInterest,
    SavingsWithdrawal,
)
from finance.selectors.repayment import standing
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import loans as ln
from tests.factories import pay as p
from tests.factories import savings as s
from tests.factories import together as t
from tests.finance.conftest import Books, assert_sound, make_books

D, ZERO = Decimal, Decimal(0)
amounts = st.integers(1, 40_000).map(lambda cents: D(cents) / 100)
which = st.integers(0, 2)
KEPT = 9
"""Days that pass in one run, at most: keys last ten."""


class Desk(RuleBasedStateMachine):
    """Three people who save, owe, pay dues and tell a fund; two who work the desk; a week's pay."""

    def __init__(self) -> None:
        super().__init__()
        self.undo, self.time = transaction.atomic(), ExitStack()
        self.undo.__enter__()
        f.primary()
        self.books: Books = make_books()
        where = self.books.cooperative
        self.desk, self.other = self.turn(), self.turn()
        self.people = [f.member(Membership.Kind.WORKER, at=where) for _ in range(3)]
        product = s.product(self.desk, where)
        self.savings = [s.saving(self.desk, product, one, opened_on=s.month(2)) for one in self.people]
        self.lent = ln.product(self.desk, where)
        self.loans: list[Loan] = []
        self.fund = t.fund(self.desk, where, holds=500, ceiling=D(300))
        self.plan = t.plan(self.desk, where, 10, fund=self.fund)
        self.families = [t.enrolled(self.desk, self.plan, one, weeks=3) for one in self.people]
        self.campaign = t.campaign(self.desk, where)
        self.group = services.begin_group(
            by=self.desk, cooperative=where, name="Grupo", amount=D(50), starts=today()
        )
        for one in self.people:
            services.join_group(by=one, group=self.group)
        services.start_group(by=self.desk, group=self.group)
        p.rate(self.desk, where, 1000)
        self.count, self.passed = 0, 0

    def turn(self) -> Person:
        someone = f.worker()
        f.key(someone, Role.FINANCE, until=now() + dt.timedelta(days=10))
        return someone

    def teardown(self) -> None:
        self.time.close()
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, service: Callable[..., Any], **given: Any) -> Any:
        """What a service answers, or None when it refuses. A refusal changes nothing."""
        try:
            with transaction.atomic():
                return service(**given)
        except Refused:
            return None

    def key(self) -> str:
        self.count += 1
        return f"machine-{self.count}"

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        if self.passed + days <= KEPT:
            self.passed += days
            self.time.enter_context(at(midnight(today() + dt.timedelta(days=days)) + dt.timedelta(hours=9)))

    @rule(one=which, amount=amounts, back=st.integers(0, 50))
    def deposit(self, one: int, amount: Decimal, back: int) -> None:
        day = max(today() - dt.timedelta(days=back), self.savings[one].opened_on)
        self.attempt(
            services.deposit, by=self.desk, saving=self.savings[one], amount=amount, key=self.key(), on=day
        )

    @rule(one=which, amount=amounts, pays=st.booleans())
    def withdraw(self, one: int, amount: Decimal, pays: bool) -> None:
        asked = self.attempt(
            services.ask_withdrawal,
            by=self.people[one],
            saving=self.savings[one],
            amount=amount,
            key=self.key(),
        )
        if asked is not None and pays:
            self.attempt(services.pay_withdrawal, by=self.desk, withdrawal=asked)
        elif asked is not None:
            self.attempt(services.undo_withdrawal, by=self.people[one], withdrawal=asked)

    @rule(limit=st.integers(1, 3))
    def interest(self, limit: int) -> None:
        services.post_due_interest(limit)
        services.correct_interest()

    @rule(one=which, amount=amounts)
    def borrow(self, one: int, amount: Decimal) -> None:
        loan = ln.agreed(self.desk, ln.asked(self.lent, self.people[one], amount=amount, key=self.key()))
        first = today() + dt.timedelta(days=1)
        drawn = self.attempt(
            services.draw_loan, by=self.desk, loan=loan, amount=amount, key=self.key(), first_due=first
        )
        if drawn is not None:
            self.loans.append(loan)
            self.attempt(services.order_loan, by=self.people[one], loan=Loan.objects.get(pk=loan.pk))

    @rule(one=which, amount=amounts, shorten=st.booleans())
    def repay(self, one: int, amount: Decimal, shorten: bool) -> None:
        if self.loans:
            loan = self.loans[one % len(self.loans)]
            self.attempt(
                services.pay_loan,
                by=self.desk,
                loan=Loan.objects.get(pk=loan.pk),
                amount=amount,
                key=self.key(),
                shorten=shorten,
            )

    @rule()
    def charge(self) -> None:
        services.charge_due()

    @rule(one=which, amount=amounts)
    def pay_dues(self, one: int, amount: Decimal) -> None:
        paid = {self.families[one].pk: amount}
        self.attempt(services.receive_dues, by=self.desk, plan=self.plan, paid=paid, key=self.key())

    @rule(one=which, amount=amounts, pays=st.booleans())
    def claim(self, one: int, amount: Decimal, pays: bool) -> None:
        claim = self.attempt(
            services.tell_claim,
            by=self.people[one],
            fund=self.fund,
            what="Algo",
            happened_on=today(),
            asked=amount,
            key=self.key(),
        )
        if claim is None:
            return
        t.heard(self.desk, claim)
        valued = self.attempt(
            services.value_claim, by=self.desk, claim=claim, amount=amount, decision=a.decision(self.desk)
        )
        if valued is not None and pays:
            self.attempt(services.pay_claim, by=self.other, claim=valued)

    @rule(amount=amounts)
    def give(self, amount: Decimal) -> None:
        t.gift(self.desk, self.campaign, amount, key=self.key())

    @rule(one=which, turn=st.integers(1, 3))
    def put_in(self, one: int, turn: int) -> None:
        place = self.group.places.get(person=self.people[one])
        self.attempt(services.receive_turn, by=self.desk, place_of=place, turn=turn)

    @rule(one=which)
    def take_out(self, one: int) -> None:
        place = self.group.places.get(person=self.people[one])
        self.attempt(services.hand_turn_out, by=self.desk, place_of=place)

    @rule()
    def payday(self) -> None:
        run = self.attempt(p.drawn, by=self.desk, cooperative=self.books.cooperative)
        if run is not None:
            posted = self.attempt(services.post_run, by=self.other, run=run)
            if posted is not None:
                self.attempt(services.hand_out_rest, by=self.desk, run=posted)

    @invariant()
    def the_ledger_is_sound(self) -> None:
        assert_sound()

    @invariant()
    def what_is_lent_comes_back_whole(self) -> None:
        for loan in Loan.objects.filter(pk__in=[one.pk for one in self.loans]):
            paid = LoanPayment.objects.filter(loan=loan)
            back = sum((one.principal + one.early for one in paid), ZERO)
            assert loan.ledger_id is not None
            assert selectors.balance(loan.ledger_id) == loan.amount - back
            stands = standing(loan, today())
            assert stands is None or stands.lines[-1].balance == 0
            assert stands is None or stands.left == loan.amount - back

    @invariant()
    def savings_are_what_came_and_earned_less_what_went(self) -> None:
        for saving in self.savings:
            waiting = SavingsWithdrawal.objects.filter(saving=saving, state="asked")
            held = waiting.aggregate(n=Sum("amount"))["n"] or ZERO
            there = selectors.balance(saving.ledger_id)
            assert there >= held
            assert selectors.available(saving.ledger_id) == there - held
        earned = SavingsInterest.objects.aggregate(n=Sum("amount"))["n"] or ZERO
        number = self.savings[0].product_id
        cost = self.books.account(chart.INTEREST_PAID, product=f"savings:{number}", hot=True)
        assert selectors.balance(cost) == earned

    @invariant()
    def dues_and_the_fund_add_up(self) -> None:
        for family in Enrolment.objects.filter(pk__in=[one.pk for one in self.families]):
            asked = DuesCharge.objects.filter(enrolment=family).aggregate(n=Sum("amount"))["n"] or ZERO
            paid = DuesPaid.objects.filter(enrolment=family).aggregate(n=Sum("amount"))["n"] or ZERO
            assert selectors.balance(family.ledger_id) == asked - paid
        given = Contribution.objects.aggregate(n=Sum("amount"))["n"] or ZERO
        asked = DuesCharge.objects.aggregate(n=Sum("amount"))["n"] or ZERO
        taken = Claim.objects.filter(state="paid").aggregate(n=Sum("amount"))["n"] or ZERO
        assert selectors.balance(self.fund.ledger_id) == given + asked - taken >= 0
        gave = Claim.objects.filter(state__in=["valued", "paid"]).values("person").annotate(n=Sum("amount"))
        assert all(row["n"] <= 300 for row in gave)

    @invariant()
    def campaigns_groups_and_pay_add_up(self) -> None:
        gifts = Gift.objects.aggregate(n=Sum("amount"))["n"] or ZERO
        assert selectors.balance(self.campaign.ledger_id) == gifts
        came = GroupPayment.objects.aggregate(n=Sum("amount"))["n"] or ZERO
        went = self.group.places.aggregate(n=Sum("received"))["n"] or ZERO
        assert selectors.balance(self.group.ledger_id) == came - went >= 0
        gross = PayLine.objects.aggregate(n=Sum("gross"))["n"] or ZERO
        work = self.books.account(chart.WORK, product="anticipo", hot=True)
        assert selectors.balance(work) == gross


@pytest.mark.django_db
def test_the_services_keep_what_they_promise() -> None:
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
