"""Loans: asked for, before the meeting, agreed, handed over, repaid, renegotiated, let go of."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from itertools import product as pairs

import pytest
from dateutil.relativedelta import relativedelta

from assemblies.models import Topic
from cecosesola.kernel.clock import at, midnight, today
from cecosesola.kernel.errors import Refused
from federation.models import Cooperative, Membership, Person, Role
from finance import chart, policies, selectors, services
from finance.models import Entry, Loan, LoanDraw, LoanPayment, LoanPlan
from finance.schedules import DayCount, fraction, rounded
from finance.selectors.funds import fund_free
from finance.selectors.repayment import standing
from finance.selectors.sheets import gaps_with
from finance.states import LOAN, LoanState
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import loans as lo
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _one_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """All of these happen from one day on, so that months have the same days whenever they are run.

    Other threads have the clock on the wall: what races runs on today's.
    """
    if "committed" in request.fixturenames:
        yield
        return
    with at(midnight(dt.date(2026, 11, 23)) + dt.timedelta(hours=10)):
        yield


@pytest.fixture
def desk(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def later(months: int = 0, days: int = 0) -> at:
    """The clock at noon of a day that is so far from today."""
    return at(midnight(today() + relativedelta(months=months, days=days)) + dt.timedelta(hours=12))


def now(loan: Loan):
    found = standing(loan, today())
    assert found is not None
    return found


def test_a_loan_from_the_request_to_its_last_instalment(books: Books, desk: Person) -> None:
    borrower = f.member()
    loan = lo.running(desk, lo.product(desk, books.cooperative), borrower)
    assert [line.total for line in now(loan).lines] == [D("3151.49")] * 3 + [D("3151.47")]
    for month in range(1, 5):
        with later(months=month):
            line = now(loan).late[0]
            payment = lo.pay(desk, loan, line.total)
            assert (payment.interest, payment.principal, payment.early) == (line.interest, line.principal, 0)
            assert not now(loan).late
    loan.refresh_from_db()
    assert (loan.state, selectors.balance(loan.ledger), now(loan).left) == ("repaid", 0, 0)
    earned = books.account(chart.INTEREST_EARNED, product="loans", hot=True)
    assert selectors.balance(earned) == D("605.94")
    assert [p.interest for p in LoanPayment.objects.all()] == [
        D("240.00"),
        D("181.77"),
        D("122.38"),
        D("61.79"),
    ]
    assert loan.plans.count() == 1
    with refusal("not_running"):
        lo.pay(desk, loan, 1)
    assert_sound()


def test_interest_is_paid_before_principal(books: Books, desk: Person) -> None:
    """The published case: two instalments due, 3,000 paid: 400 of interest and 2,600 of principal."""
    product = lo.product(desk, books.cooperative, 12, method="flat", step=2)
    loan = lo.running(desk, product, amount=10000, instalments=5)
    with later(months=4):
        payment = lo.pay(desk, loan, 3000)
        assert (payment.interest, payment.principal, payment.early) == (400, 2600, 0)
        (behind,) = now(loan).late
        assert (behind.line.number, behind.principal, behind.interest, behind.days) == (2, 1400, 0, 0)


def test_being_late_costs_nothing_and_is_shown_by_age(books: Books, desk: Person) -> None:
    loan = lo.running(desk, lo.product(desk, books.cooperative, method="equal_principal"))
    asked_for = sum(line.total for line in now(loan).lines)
    with later(months=3, days=20):
        ages = now(loan).ages
        assert [bool(part) for part in ages] == [True, True, True, False]
        assert ages.total == now(loan).due == sum(line.total for line in now(loan).lines[:3])
    with later(months=30):
        assert now(loan).pays_off == asked_for
        assert now(loan).ages.older == asked_for
        lo.pay(desk, loan, asked_for)
    loan.refresh_from_db()
    assert loan.state == "repaid"


def test_the_next_instalment_is_paid_on_account(books: Books, desk: Person) -> None:
    loan = lo.running(desk, lo.product(desk, books.cooperative))
    with later(days=20):
        payment = lo.pay(desk, loan, 3000)
        assert (payment.interest, payment.principal, payment.early) == (240, 2760, 0)
        assert now(loan).accrued == 0
    with later(months=1):
        assert now(loan).due == D("151.49")
    assert loan.plans.count() == 1


def test_early_repayment_lowers_the_instalments_or_shortens_the_loan(books: Books, desk: Person) -> None:
    for shorten in (False, True):
        loan = lo.running(desk, lo.product(desk, books.cooperative), instalments=12)
        old = now(loan).lines
        with later(months=1, days=15):
            due = now(loan).due
            run = now(loan).accrued
            payment = lo.pay(desk, loan, due + run + 4000, shorten=shorten)
            assert (payment.interest - run, payment.early) == (old[0].interest, 4000)
            new = now(loan)
            assert new.left == 12000 - old[0].principal - 4000
            assert sum(line.principal for line in new.lines) == new.left
            assert new.accrued == 0
            if shorten:
                assert len(new.lines) < 8
                assert max(line.total for line in new.lines) <= max(line.total for line in old)
                assert {line.due for line in new.lines} <= {line.due for line in old}
            else:
                assert [line.due for line in new.lines] == [line.due for line in old[1:]]
                assert new.lines[1].total < old[1].total
        assert [one.reason for one in loan.plans.all()] == ["drawn", "early"]
    assert_sound()


def test_paid_off_before_its_time(books: Books, desk: Person) -> None:
    loan = lo.running(desk, lo.product(desk, books.cooperative))
    with later(days=15):
        everything = now(loan).pays_off
        assert everything == 12000 + 120  # half a month of 2 %
        with refusal("too_much"):
            lo.pay(desk, loan, everything + D("0.01"))
        payment = lo.pay(desk, loan, everything)
        assert (payment.interest, payment.early) == (120, 12000)
    loan.refresh_from_db()
    assert (loan.state, selectors.balance(loan.ledger)) == ("repaid", 0)


def test_several_drawings_and_what_was_behind_stays_due(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, 12, method="equal_principal")
    loan = lo.agreed(desk, lo.asked(product, amount=10000, instalments=6))
    loan = lo.drawn(desk, loan, 6000, key="first")
    assert services.draw_loan(by=desk, loan=loan, amount=D(6000), key="first").loan == loan
    with refusal("key_reused"):
        lo.drawn(desk, loan, 1, key="first")
    with refusal("too_much"):
        lo.drawn(desk, loan, 4001)
    with later(months=1, days=15):
        first = now(loan).late[0]
        lo.drawn(desk, loan, 3000)
        new = now(loan)
        assert (new.late[0].line.due, new.late[0].total) == (first.line.due, 1060)
        assert new.left == 9000
        assert [line.principal for line in new.lines[1:]] == [1600] * 5
        # What has run of the 5,000 left comes along; then the rest of the month, of 8,000.
        run = fraction(first.line.due, today(), DayCount.THIRTY_360) * 12 / 100
        rest = fraction(today(), new.lines[1].due, DayCount.THIRTY_360) * 12 / 100
        assert new.lines[1].interest == rounded(5000 * run) + rounded(8000 * rest)
        assert new.accrued == rounded(5000 * run)
        assert selectors.balance(loan.ledger) == 9000
    with later(months=7), refusal("too_late_to_draw"):
        lo.drawn(desk, loan, 1000)
    assert_sound()


def test_grace_and_the_day_of_the_first_instalment(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, 12)
    loan = lo.agreed(desk, lo.asked(product, amount=1000, instalments=6, grace=2))
    first = today() + relativedelta(months=1, days=3)
    for odd in (today(), today() + relativedelta(months=2, days=1)):
        with refusal("odd_first_due"):
            lo.drawn(desk, loan, first_due=odd)
    loan = lo.drawn(desk, loan, first_due=first)
    lines = now(loan).lines
    assert (lines[0].due, lines[0].principal, lines[1].principal) == (first, 0, 0)
    assert lines[-1].balance == 0


def test_by_harvests(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, 12, method="harvest")
    days = [today() + relativedelta(months=n) for n in (4, 9)]
    for odd in ([], [(today(), D(1))], [(days[1], D(1)), (days[0], D(1))], [(days[0], D(0))]):
        with refusal("odd_harvests"):
            lo.asked(product, harvests=odd)
    loan = lo.running(desk, product, amount=1000, harvests=[(days[0], D(40)), (days[1], D(60))])
    assert [(line.due, line.principal) for line in now(loan).lines] == [(days[0], 400), (days[1], 600)]
    with later(months=10):
        plan = services.renegotiate_loan(
            by=desk,
            loan=loan,
            decision=a.decision(desk),
            instalments=2,
            first_due=today() + dt.timedelta(days=30),
            note="Se perdió la cosecha.",
        )
        assert (plan.reason, now(loan).left, not now(loan).late) == ("renegotiated", 1000, True)


def test_renegotiated_with_its_history(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative)
    loan = lo.running(desk, product)
    old = [line.total for line in now(loan).lines]
    with later(months=2, days=10):
        before = now(loan)
        owing = sum(one.interest for one in before.late) + before.accrued
        decision = a.decision(desk)
        first = today() + dt.timedelta(days=20)
        for odd in (
            {"instalments": 0},
            {"grace": 6},
            {"first_due": today()},
            {"first_due": today() + dt.timedelta(800)},
        ):
            with refusal("odd_terms"):
                services.renegotiate_loan(
                    **(
                        {"by": desk, "loan": loan, "decision": decision, "instalments": 6, "first_due": first}
                        | odd
                    )  # type: ignore[arg-type]
                )
        with refusal("no_decision"):
            services.renegotiate_loan(by=desk, loan=loan, decision=None, instalments=6, first_due=first)  # type: ignore[arg-type]
        services.renegotiate_loan(by=desk, loan=loan, decision=decision, instalments=6, first_due=first)
        new = now(loan)
        assert (new.left, new.late, new.plan.decision) == (12000, [], decision)
        assert new.pays_off == 12000 + owing
        assert sum(line.principal for line in new.lines) == 12000
        assert new.lines[0].interest > owing
    history = list(loan.plans.all())
    assert [one.version for one in history] == [1, 2]
    assert [line.principal + line.interest for line in history[0].instalments.all()] == old
    services.set_loan_rate(by=desk, product=product, percent=D(12), since=today(), decision=a.decision(desk))
    plan = services.renegotiate_loan(
        by=desk, loan=loan, decision=a.decision(desk), instalments=6, first_due=first, todays_rate=True
    )
    assert plan.terms["rates"][0][1] == "12.0000"


def test_let_go_of_by_decision(books: Books, desk: Person) -> None:
    loan = lo.running(desk, lo.product(desk, books.cooperative))
    with later(months=1):
        lo.pay(desk, loan, now(loan).due)
    left = selectors.balance(loan.ledger)
    with refusal("no_decision"):
        services.write_off_loan(by=desk, loan=loan, decision=None)  # type: ignore[arg-type]
    decision = a.decision(desk)
    services.write_off_loan(by=desk, loan=loan, decision=decision)
    loan.refresh_from_db()
    assert (loan.state, loan.write_off.amount, selectors.balance(loan.ledger)) == ("written_off", left, 0)
    assert Entry.objects.get(pk=loan.write_off.entry_id).decision == decision
    with refusal("not_running"):
        services.write_off_loan(by=desk, loan=loan, decision=decision)
    assert selectors.balance(books.account(chart.WRITE_OFFS, product="loans", hot=True)) == left
    assert_sound()


def test_the_mutual_fund_lends_what_it_has_and_gets_its_interest(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, fund="mutual", to_organisations=True)
    organisation = f.cooperative(kind=Cooperative.Kind.COMMUNITY)
    services.open_books(cooperative=organisation, by=None)
    someone = f.member(Membership.Kind.WORKER, organisation)
    with refusal("not_of_it"):
        lo.asked(product, f.member(), organisation=organisation)
    with refusal("not_for_you"):
        lo.asked(product, someone)
    loan = lo.agreed(desk, lo.asked(product, someone, organisation=organisation, amount=8000))
    lo.filled_fund(books, 5000)
    with refusal("fund_too_small"):
        lo.drawn(desk, loan)
    lo.filled_fund(books, 5000)
    loan = lo.drawn(desk, loan)
    assert fund_free(books.cooperative.pk, "VES") == 2000
    with later(months=1):
        payment = lo.pay(desk, loan, now(loan).due)
    assert fund_free(books.cooperative.pk, "VES") == 2000 + payment.amount
    # Both books say the same, so that the network's sheets leave it out.
    assert [(claim, debt) for _n, _c, claim, debt in gaps_with(books.cooperative)] == []
    theirs = services.account(
        cooperative=organisation,
        node=chart.DUE_TO,
        party=f"cooperative:{books.cooperative.pk}",
        product=loan.number,
    )
    assert selectors.balance(theirs) == selectors.balance(loan.ledger) == now(loan).left
    free = fund_free(books.cooperative.pk, "VES")
    services.write_off_loan(by=desk, loan=loan, decision=a.decision(desk))
    assert fund_free(books.cooperative.pk, "VES") == free
    assert selectors.balance(theirs) == 0
    assert_sound()


def test_guarantors_answer_for_themselves(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, guarantors=2)
    borrower, one, two = f.member(), f.member(), f.member()
    child = f.member(birth_date=today() - relativedelta(years=12))
    for odd in ([], [one], [one, one], [one, borrower], [one, child]):
        with refusal("guarantors"):
            lo.asked(product, borrower, guarantors=odd)
    loan = lo.asked(product, borrower, guarantors=[one, two])
    first, second = loan.backers.all()
    with refusal("not_found"):
        services.answer_guarantee(by=two, guarantor=first, gives=True)
    services.answer_guarantee(by=one, guarantor=first, gives=True)
    with refusal("no_such_move"):
        services.answer_guarantee(by=one, guarantor=first, gives=False)
    loan = lo.agreed(desk, loan)
    with refusal("not_backed"):
        lo.drawn(desk, loan)
    services.answer_guarantee(by=two, guarantor=second, gives=True)
    assert policies.may_see_loan(one, loan) is None
    assert lo.drawn(desk, loan).state == "running"


def test_nobody_works_their_own_loan_and_strangers_learn_of_none(books: Books, desk: Person) -> None:
    other, product = f.holder(Role.FINANCE), lo.product(desk, books.cooperative, guarantors=1)
    own = lo.asked(product, desk, guarantors=[other])
    third = f.holder(Role.FINANCE)
    for by in (desk, other):  # who asks, and who answers for it
        with refusal("own_money"):
            lo.agreed(by, own)
    own = lo.agreed(third, own)
    services.answer_guarantee(by=other, guarantor=own.backers.get(), gives=True)
    for by in (desk, other):
        with refusal("own_money"):
            lo.drawn(by, own)
    own = lo.drawn(third, own)
    for by in (desk, other):
        with refusal("own_money"):
            lo.pay(by, own, 10)
        with refusal("own_money"):
            services.write_off_loan(by=by, loan=own, decision=a.decision(third))
    for nobody in (f.worker(), f.member()):
        assert policies.may_see_loan(nobody, own).status == 404  # type: ignore[union-attr]
        with refusal("no_key"):
            lo.pay(nobody, own, 10)
    with refusal("not_found"):
        lo.asked(product, f.person(), guarantors=[other])
    with refusal("not_of_age"):
        lo.asked(product, f.member(birth_date=today() - relativedelta(years=17)), guarantors=[other])


def test_the_meeting_reads_what_for_and_no_name_unless_it_may(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative)
    borrower = f.member(given_names="Zoraida", family_names="Inconfundible")
    quiet, named = lo.asked(product, borrower), lo.asked(product, borrower, shows_name=True)
    for loan, said in ((quiet, False), (named, True)):
        topic = Topic.objects.get(source=f"finance.loan:{loan.pk}")
        assert "Nevera" in topic.body
        assert "La vieja no enfría." in topic.body
        assert ("Inconfundible" in topic.body) is said
        assert "Inconfundible" not in topic.title
        assert topic.link == ""


def test_terms_that_are_not_offered_are_refused(books: Books, desk: Person) -> None:
    product = lo.product(desk, books.cooperative, most_instalments=12)
    for odd, code in (
        ({"amount": 0}, "not_above_zero"),
        ({"amount": "1.001"}, "too_fine"),
        ({"instalments": 13}, "too_many"),
        ({"instalments": 0}, "too_many"),
        ({"grace": 7}, "too_much_grace"),
        ({"grace": 4}, "too_much_grace"),
        ({"purpose": "  "}, "no_purpose"),
        ({"need": ""}, "no_purpose"),
    ):
        with refusal(code):
            lo.asked(product, **odd)
    loan = lo.asked(product, key="k")
    assert lo.asked(product, loan.person, key="k") == loan
    with refusal("key_reused"):
        lo.asked(product, loan.person, key="k", amount=1)
    with refusal("too_many"):
        lo.agreed(desk, loan, instalments=13)
    with refusal("no_decision"):
        services.agree_loan(by=desk, loan=loan, decision=None)  # type: ignore[arg-type]
    unrated = lo.product(desk, books.cooperative, None)
    with refusal("no_rate"):
        lo.agreed(desk, lo.asked(unrated))
    changed = lo.agreed(desk, loan, amount=D(5000), instalments=3)
    assert (changed.amount, changed.instalments, changed.rate.percent) == (5000, 3, 24)
    for wrong in ({"guarantors": 10}, {"most_instalments": 0}, {"step": 0}):
        with refusal("odd_terms"):
            lo.product(desk, books.cooperative, None, **wrong)


def test_every_state_and_every_move(books: Books, desk: Person) -> None:
    """State by move, for the desk and for whoever asked: what the table allows works, and nothing else."""
    borrower = f.member()
    product = lo.product(desk, books.cooperative)
    decision = a.decision(desk)
    paths = {
        LoanState.ASKED: lambda: lo.asked(product, borrower),
        LoanState.AGREED: lambda: lo.agreed(desk, lo.asked(product, borrower)),
        LoanState.RUNNING: lambda: lo.running(desk, product, borrower),
        LoanState.REPAID: lambda: _repaid(desk, lo.running(desk, product, borrower)),
        LoanState.WRITTEN_OFF: lambda: _let_go(desk, lo.running(desk, product, borrower), decision),
        LoanState.DECLINED: lambda: services.decline_loan(
            by=desk, loan=lo.asked(product, borrower), decision=decision
        ),
        LoanState.UNDONE: lambda: services.undo_loan(by=borrower, loan=lo.asked(product, borrower)),
    }
    moves = {
        LoanState.AGREED: lambda loan: lo.agreed(desk, loan),
        LoanState.RUNNING: lambda loan: lo.drawn(desk, loan, 10),
        LoanState.REPAID: lambda loan: _repaid(desk, loan),
        LoanState.WRITTEN_OFF: lambda loan: _let_go(desk, loan, decision),
        LoanState.DECLINED: lambda loan: services.decline_loan(by=desk, loan=loan, decision=decision),
        LoanState.UNDONE: lambda loan: services.undo_loan(by=borrower, loan=loan),
    }
    for (old, walk), (new, move) in pairs(paths.items(), moves.items()):
        if (old, new) == (LoanState.RUNNING, LoanState.RUNNING):
            continue  # a second drawing, above
        with taken_back(f"{old} → {new}"):
            loan = walk()
            assert loan.state == old
            try:
                move(loan)
                reached = Loan.objects.get(pk=loan.pk).state
            except Refused:
                reached = None
            assert (reached == new) is (str(new) in LOAN.moves[str(old)])


def _repaid(desk: Person, loan: Loan) -> Loan:
    found = standing(loan, today())
    lo.pay(desk, loan, found.pays_off if found else 1)
    return Loan.objects.get(pk=loan.pk)


def _let_go(desk: Person, loan: Loan, decision: object) -> Loan:
    services.write_off_loan(by=desk, loan=loan, decision=decision)  # type: ignore[arg-type]
    return Loan.objects.get(pk=loan.pk)


@pytest.mark.django_db(transaction=True)
def test_many_hands_on_one_loan(committed: Books) -> None:
    f.primary()
    desk = f.holder(Role.FINANCE)
    loan = lo.agreed(desk, lo.asked(lo.product(desk, committed.cooperative)))
    draws = at_once(*[partial(lo.drawn, desk, loan, 5000, key=f"d{n}") for n in range(4)])
    assert Counter(one for one in draws if isinstance(one, str)) == {"too_much": 2}
    loan.refresh_from_db()
    assert [plan.version for plan in LoanPlan.objects.all()] == [1, 2]
    whole = now(loan).pays_off
    paid = at_once(
        *[partial(lo.pay, desk, loan, whole, key=f"p{n}") for n in range(4)],
        *[partial(lo.pay, desk, loan, 100, key="same")] * 4,
        partial(services.write_off_loan, by=desk, loan=loan, decision=a.decision(desk)),
    )
    assert {one for one in paid if isinstance(one, str)} <= {"too_much", "not_running"}
    assert LoanPayment.objects.filter(key="same").count() <= 1
    loan.refresh_from_db()
    assert selectors.balance(loan.ledger) == (0 if loan.state != "running" else now(loan).left)
    assert LoanDraw.objects.count() == 2
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_the_fund_is_not_lent_twice(committed: Books) -> None:
    f.primary()
    desk = f.holder(Role.FINANCE)
    product = lo.product(desk, committed.cooperative, fund="mutual")
    loans = [lo.agreed(desk, lo.asked(product, amount=1000)) for _ in range(5)]
    lo.filled_fund(committed, 2500)
    answers = at_once(*[partial(lo.drawn, desk, loan) for loan in loans])
    assert Counter(one for one in answers if isinstance(one, str)) == {"fund_too_small": 3}
    assert fund_free(committed.cooperative.pk, "VES") == 500
    assert_sound()
