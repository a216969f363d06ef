"""The weekly anticipo: equal for everybody, deductions as each one asked, one entry a run."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cecosesola.kernel.clock import at, midnight, now, today
from cecosesola.kernel.errors import Refused
from cecosesola.kernel.models import AuditEvent
from federation.models import Membership, Person, Role, Suspension
from finance import chart, selectors, services
from finance.models import (
    Entry,
    Leg,
    Loan,
    LoanPayment,
    PayCharge,
    PayDeduction,
    PayException,
    PayHanding,
    PayLine,
    PayOrder,
    PayRate,
    PayRun,
)
from finance.selectors.pay import changes, plan_run, rate_in_force, unpaid
from tests.factories import federation as f
from tests.factories import loans as ln
from tests.factories import pay as p
from tests.factories import savings as s
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal
from tests.promises import broken, like, promises_of
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
D = Decimal
MODELS = (PayCharge, PayDeduction, PayException, PayHanding, PayLine, PayOrder, PayRate, PayRun)
IN_SQL = {
    "payline_holds_its_run",
    "payline_holds_its_exception",
    "payline_of_a_run_being_posted",
    "payline_deducts_what_it_says",
    "paydeduction_adds_up",
}
"""What `finance/sql/pay.sql` promises beside the models."""


def finance_turn() -> Person:
    """Somebody who works the finance desk for some days."""
    someone = f.worker()
    f.key(someone, Role.FINANCE, until=now() + dt.timedelta(days=10))
    return someone


@pytest.fixture
def desk(books: Books) -> Person:
    return finance_turn()


@pytest.fixture
def other(books: Books) -> Person:
    return finance_turn()


def owed(books: Books, person: Person) -> Decimal:
    return selectors.balance(
        books.account(chart.WORK_PAYABLE, party=f"member:{person.pk}", product="anticipo", floor=D(0))
    )


def due_tomorrow(
    desk: Person, books: Books, person: Person, amount: int, instalments: int, percent: int = 0
) -> Loan:
    """A loan whose first instalment falls due tomorrow."""
    product = ln.product(desk, books.cooperative, percent)
    loan = ln.agreed(desk, ln.asked(product, person, amount=amount, instalments=instalments))
    return ln.drawn(desk, loan, first_due=today() + dt.timedelta(days=1))


def line_of(run: PayRun, person: Person) -> PayLine:
    return PayLine.objects.get(run=run, person=person)


def test_everybody_receives_the_same_in_one_entry(books: Books, desk: Person, other: Person) -> None:
    people = p.workers(books.cooperative, 5)
    f.member(at=books.cooperative)  # who buys there does not work there
    p.rate(desk, books.cooperative, 1000)
    entries = Entry.objects.count()
    run = p.drawn(desk, books.cooperative)
    assert Entry.objects.count() == entries, "drawing up posts nothing"
    assert (run.people, run.gross, run.deducted) == (5, 5000, 0)
    with refusal("by_two"):
        services.post_run(by=desk, run=run)
    posted = services.post_run(by=other, run=run)
    assert services.post_run(by=desk, run=run) == posted
    assert Entry.objects.count() == entries + 1
    assert Leg.objects.filter(entry=posted.entry).count() == 6
    assert {owed(books, one) for one in people} == {D(1000)}
    assert selectors.balance(books.account(chart.WORK, product="anticipo", hot=True)) == 5000
    assert posted.entry is not None
    assert posted.entry.decision_id == run.rate.decision_id
    assert set(PayLine.objects.values_list("gross", "net")) == {(D(1000), D(1000))}
    with refusal("posted_already"):
        p.drawn(desk, books.cooperative)
    with refusal("no_such_move"):
        services.drop_run(by=desk, run=run)
    assert_sound()


def test_another_amount_cites_a_decision_and_ends(books: Books, desk: Person, other: Person) -> None:
    person, _rest = p.workers(books.cooperative, 2)
    p.rate(desk, books.cooperative, 1000)
    with refusal("no_decision"):
        p.exception(desk, books.cooperative, person, 1500, decision=None)
    p.exception(desk, books.cooperative, person, 1500, since=p.this_week().previous.monday)
    run = services.post_run(by=other, run=p.drawn(desk, books.cooperative, back=1))
    assert sorted(run.lines.values_list("gross", flat=True)) == [1000, 1500]
    now = services.post_run(by=other, run=p.drawn(desk, books.cooperative))
    assert set(now.lines.values_list("gross", flat=True)) == {D(1000)}
    told = AuditEvent.objects.filter(verb="finance.except_from_pay").get()
    assert person.get_full_name() not in str(told.new)


def test_what_each_asked_for_is_taken_out_in_order(books: Books, desk: Person, other: Person) -> None:
    person, quiet = p.workers(books.cooperative, 2)
    p.rate(desk, books.cooperative, 1000, kept=D(40))
    loan = due_tomorrow(desk, books, person, 400, 4)
    saving = s.saving(desk, s.product(desk, books.cooperative), person)
    services.order_loan(by=person, loan=loan)
    services.order_saving(by=person, saving=saving, amount=D(300))
    bought = p.charge(desk, books.cooperative, person, 600, weeks=2)
    due = loan.plans.get().instalments.order_by("due").first()
    assert due is not None
    with at(midnight(due.due) + dt.timedelta(hours=9)):
        run = services.post_run(by=other, run=p.drawn(desk, books.cooperative))
        line = line_of(run, person)
        assert (line.gross, line.deducted, line.net) == (1000, 600, 400)
        assert list(line.deductions.values_list("kind", "amount")) == [
            ("loan", 100),
            ("charge", 300),
            ("saving", 200),
        ], "the last of them has to wait for what does not fit"
        assert line_of(run, quiet).net == 1000
        assert selectors.balance(loan.ledger or 0) == 300
        assert selectors.balance(saving.ledger) == 200
        assert selectors.balance(bought.ledger) == 300
        paid = LoanPayment.objects.get(loan=loan)
        assert (paid.amount, paid.principal, paid.entry_id) == (100, 100, run.entry_id)
        assert Entry.objects.filter(source=f"finance.payrun:{run.pk}").count() == 1
        assert_sound()


def test_the_last_instalment_ends_the_loan(books: Books, desk: Person, other: Person) -> None:
    person = p.workers(books.cooperative, 1)[0]
    p.rate(desk, books.cooperative, 1000)
    loan = due_tomorrow(desk, books, person, 100, 1, percent=24)
    services.order_loan(by=person, loan=loan)
    due = loan.plans.get().instalments.get()
    with at(midnight(due.due) + dt.timedelta(hours=9)):
        services.post_run(by=other, run=p.drawn(desk, books.cooperative))
        assert Loan.objects.get(pk=loan.pk).state == "repaid"
        assert (
            selectors.balance(books.account(chart.INTEREST_EARNED, product="loans", hot=True)) == due.interest
        )
        assert_sound()


def test_a_charge_is_paid_off_and_no_further(books: Books, desk: Person, other: Person) -> None:
    person = p.workers(books.cooperative, 1)[0]
    p.rate(desk, books.cooperative, 1000)
    bought = p.charge(desk, books.cooperative, person, 100, weeks=3)
    taken = []
    for back in (3, 2, 1, 0):
        run = services.post_run(by=other, run=p.drawn(desk, books.cooperative, back=back))
        taken.append(line_of(run, person).deducted)
    assert taken == [D("33.34"), D("33.34"), D("33.32"), D(0)]
    assert selectors.balance(bought.ledger) == 0
    assert p.charge(desk, books.cooperative, person, 5, key="same") == p.charge(
        desk, books.cooperative, person, 5, key="same"
    )
    with refusal("key_reused"):
        p.charge(desk, books.cooperative, person, 6, key="same")
    advanced = p.charge(desk, books.cooperative, person, 50, kind="advance", where=chart.VAULT)
    assert selectors.balance(books.account(chart.VAULT, hot=True)) == -50
    assert selectors.balance(advanced.ledger) == 50


def test_nobody_orders_or_charges_for_another(books: Books, desk: Person) -> None:
    person, stranger = p.workers(books.cooperative, 2)
    saving = s.saving(desk, s.product(desk, books.cooperative), person)
    loan = ln.running(desk, ln.product(desk, books.cooperative), person)
    with refusal("not_found"):
        services.order_saving(by=stranger, saving=saving, amount=D(1))
    with refusal("not_found"):
        services.order_loan(by=stranger, loan=loan)
    with refusal("not_yours"):
        services.order_loan(by=desk, loan=loan)
    order = services.order_saving(by=person, saving=saving, amount=D(1))
    with refusal("ordered_already"):
        services.order_saving(by=person, saving=saving, amount=D(2))
    with refusal("not_found"):
        services.end_order(by=stranger, order=order)
    ended = services.end_order(by=person, order=order)
    assert services.end_order(by=person, order=order).ended_at == ended.ended_at
    services.order_saving(by=person, saving=saving, amount=D(2))
    with refusal("own_money"):
        p.charge(desk, books.cooperative, desk, 5)
    with refusal("own_money"):
        p.exception(desk, books.cooperative, desk, 5000)


def test_what_is_posted_is_what_was_looked_at(books: Books, desk: Person, other: Person) -> None:
    person = p.workers(books.cooperative, 2)[0]
    p.rate(desk, books.cooperative)
    run = p.drawn(desk, books.cooperative)
    p.charge(desk, books.cooperative, person, 10)
    with refusal("changed"):
        services.post_run(by=other, run=run)
    again = p.drawn(desk, books.cooperative)
    assert (again.pk, again.deducted) == (run.pk, 10)
    services.post_run(by=other, run=run)


def test_who_stands_still_all_week_is_told_apart(books: Books, desk: Person) -> None:
    gone, part, _rest = p.workers(books.cooperative, 3)
    p.rate(desk, books.cooperative)
    week = p.this_week()
    for person, until in ((gone, None), (part, midnight(week.monday) + dt.timedelta(days=2))):
        Suspension.objects.create(
            person=person, since=midnight(week.monday) - dt.timedelta(days=1), until=until, source_ref="D-1"
        )
    rate = rate_in_force(books.cooperative, week)
    assert rate is not None
    plan = plan_run(books.cooperative, week, rate)
    assert plan.suspended == [gone.pk]
    assert part.pk in {slip.person for slip in plan.slips}


def test_what_is_different_from_last_week(books: Books, desk: Person, other: Person) -> None:
    stays, leaves = p.workers(books.cooperative, 2)
    p.rate(desk, books.cooperative, 1000)
    services.post_run(by=other, run=p.drawn(desk, books.cooperative, back=1))
    Membership.objects.filter(person=leaves).update(period=(dt.date(2000, 1, 1), p.this_week().monday))
    comes = p.workers(books.cooperative, 1)[0]
    p.charge(desk, books.cooperative, stays, 100)
    rate = rate_in_force(books.cooperative, p.this_week())
    assert rate is not None
    found = changes(plan_run(books.cooperative, p.this_week(), rate))
    assert {one.person: (one.before, one.now) for one in found} == {
        stays.pk: (D(1000), D(900)),
        leaves.pk: (D(1000), None),
        comes.pk: (None, D(1000)),
    }


def test_it_is_handed_out_once(books: Books, desk: Person, other: Person) -> None:
    first, second, _third = p.workers(books.cooperative, 3)
    p.rate(desk, books.cooperative, 1000)
    run = p.drawn(desk, books.cooperative)
    with refusal("not_posted"):
        services.hand_out_rest(by=desk, run=run)
    services.post_run(by=other, run=run)
    line = line_of(run, first)
    handed = services.hand_out(by=desk, line=line)
    assert services.hand_out(by=desk, line=line) == handed
    with refusal("in_cash"):
        services.hand_out_rest(by=desk, run=run, where=chart.VAULT)
    assert unpaid(run) == (2, D(2000))
    assert len(services.hand_out_rest(by=desk, run=run)) == 2
    assert services.hand_out_rest(by=desk, run=run) == []
    assert selectors.balance(books.account(chart.VAULT, hot=True)) == -1000
    assert selectors.balance(books.account(chart.BANK, hot=True)) == -2000
    assert owed(books, first) == owed(books, second) == 0
    assert_sound()


def test_nobody_hands_out_their_own(books: Books, other: Person) -> None:
    mine = p.workers(books.cooperative, 1)[0]
    f.key(mine, Role.FINANCE)
    p.rate(other, books.cooperative)
    run = services.post_run(by=mine, run=p.drawn(other, books.cooperative))
    with refusal("own_money"):
        services.hand_out(by=mine, line=line_of(run, mine))


def test_the_clock_draws_up_what_is_due_once(books: Books, desk: Person) -> None:
    p.workers(books.cooperative, 1)
    p.rate(desk, books.cooperative)
    thursday = midnight(p.this_week().day(4)) + dt.timedelta(hours=8)
    with at(thursday):
        assert services.draw_due_runs() == "anticipos preparados: 2", "this week and the missed one"
        assert services.draw_due_runs() == "anticipos preparados: 0"
    run = PayRun.objects.order_by("monday").last()
    assert run is not None
    services.post_run(by=desk, run=run)  # what the clock drew up, anybody of the turn posts


def test_rates_are_for_weeks_to_come(books: Books, desk: Person, other: Person) -> None:
    p.workers(books.cooperative, 1)
    with refusal("no_rate"):
        p.drawn(desk, books.cooperative)
    p.rate(desk, books.cooperative, 1000)
    services.post_run(by=other, run=p.drawn(desk, books.cooperative))
    with refusal("paid_already"):
        p.rate(desk, books.cooperative, 2000, back=0)
    with refusal("no_decision"):
        p.rate(desk, books.cooperative, 2000, back=-1, decision=None)
    p.rate(desk, books.cooperative, 2000, back=-1)
    with refusal("said_already"):
        p.rate(desk, books.cooperative, 2100, back=-1)
    with refusal("later_week"):
        p.drawn(desk, books.cooperative, back=-1)
    with refusal("no_key"):
        p.rate(f.worker(), books.cooperative)


def test_a_run_asks_the_same_few_queries_of_many(books: Books, desk: Person) -> None:
    rate = p.rate(desk, books.cooperative)
    counts = []
    for more in (2, 18):
        for person in p.workers(books.cooperative, more):
            p.charge(desk, books.cooperative, person, 5)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            plan_run(books.cooperative, p.this_week(), rate)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


@pytest.mark.django_db(transaction=True)
def test_two_post_the_same_run_at_once(committed: Books) -> None:
    desk, other, third = (f.holder(Role.FINANCE) for _ in range(3))
    people = p.workers(committed.cooperative, 3)
    p.rate(desk, committed.cooperative)
    run = p.drawn(desk, committed.cooperative)
    done = at_once(
        *(partial(services.post_run, by=one, run=run) for one in (other, third)),
        partial(services.hand_out_rest, by=desk, run=run),
    )
    assert [one.pk for one in done[:2]] == [run.pk, run.pk]
    assert PayLine.objects.filter(run=run).count() == 3
    assert selectors.balance(committed.account(chart.WORK, product="anticipo", hot=True)) == 3000
    at_once(*(partial(services.hand_out_rest, by=one, run=run) for one in (desk, other, third)))
    assert PayHanding.objects.count() == len(people)
    assert selectors.balance(committed.account(chart.BANK, hot=True)) == -3000
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_a_loan_is_paid_by_the_desk_or_by_the_run_and_not_twice(committed: Books) -> None:
    desk, other = (finance_turn() for _ in range(2))
    person = p.workers(committed.cooperative, 1)[0]
    p.rate(desk, committed.cooperative)
    loan = due_tomorrow(desk, committed, person, 100, 1)
    services.order_loan(by=person, loan=loan)
    with at(midnight(loan.plans.get().instalments.get().due)):
        run = p.drawn(desk, committed.cooperative)
        done = at_once(
            partial(services.post_run, by=other, run=run),
            partial(ln.pay, desk, loan, 100, where=chart.VAULT),
        )
        assert selectors.balance(loan.ledger or 0) == 0
        assert LoanPayment.objects.filter(loan=loan).count() == 1
        assert sum(isinstance(one, str) for one in done) == 1, "one of them is refused"
    assert_sound()


def test_equal_pay_is_kept_by_the_database(books: Books, desk: Person, other: Person) -> None:
    first, second = p.workers(books.cooperative, 2)
    late = p.workers(books.cooperative, 1)[0]
    p.rate(desk, books.cooperative, 1000)
    allowed = p.exception(desk, books.cooperative, second, 1500)
    saving = s.saving(desk, s.product(desk, books.cooperative), first)
    order = services.order_saving(by=first, saving=saving, amount=D(10))
    charge = p.charge(desk, books.cooperative, first, 20)
    run = services.post_run(by=other, run=p.drawn(desk, books.cooperative))
    services.hand_out(by=desk, line=line_of(run, second))
    loan = ln.running(desk, ln.product(desk, books.cooperative), first)
    services.order_loan(by=first, loan=loan)
    drawn = p.drawn(desk, books.cooperative, back=1)
    line = line_of(run, first)

    def new_line(
        person: Person, amount: int, gross: int, exception: str = "NULL", into: PayRun = drawn
    ) -> str:
        return (
            "INSERT INTO finance_payline (run_id, person_id, run_amount, exception_id, gross, deducted)"
            f" VALUES ({into.pk}, {person.pk}, {amount}, {exception}, {gross}, 0)"
        )

    undone = {"entry_id": "NULL", "posted_by_id": "NULL", "posted_at": "NULL", "state": "'drawn'"}
    promises = {
        "payline_equal_pay": new_line(first, 1000, 1001),
        "payline_holds_its_run": new_line(first, 1001, 1001),
        "payline_holds_its_exception": new_line(second, 1000, 1600, str(allowed.pk)),
        "payline_of_a_run_being_posted": new_line(late, 1000, 1000, into=run),
        "payline_once": f"{new_line(late, 1000, 1000)}; {new_line(late, 1000, 1000)}",
        "payline_never_owes": new_line(first, 1000, 1000).replace(", 0)", ", 1001)"),
        "payline_deducts_what_it_says": new_line(first, 1000, 1000).replace(", 0)", ", 5)"),
        "payline_stays": f"UPDATE finance_payline SET gross = 1 WHERE id = {line.pk}",
        "paydeduction_adds_up": like("finance_paydeduction", amount="1"),
        "paydeduction_above_zero": like("finance_paydeduction", amount="0"),
        "paydeduction_for_one_thing": like("finance_paydeduction", kind="'loan'"),
        "paydeduction_stays": "DELETE FROM finance_paydeduction",
        "payexception_not_negative": like("finance_payexception", amount="-1"),
        "payexception_of_weeks": like("finance_payexception", until="since + 1"),
        "payexception_stays": "UPDATE finance_payexception SET amount = 9",
        "payrate_once_a_week": like("finance_payrate"),
        "payrate_above_zero": like("finance_payrate", since="since - 7", amount="0"),
        "payrate_keeps_a_part": like("finance_payrate", since="since - 7", kept="101"),
        "payrate_from_a_monday": like("finance_payrate", since="since - 1"),
        "payrate_stays": "UPDATE finance_payrate SET amount = 9",
        "payorder_for_one_thing": like("finance_payorder", loan_id=str(loan.pk)),
        "payorder_above_zero": like("finance_payorder", ended_at="now()", amount="0"),
        "payorder_once_a_saving": like("finance_payorder"),
        "payorder_once_a_loan": like("finance_payorder").replace("ORDER BY id", "ORDER BY id DESC"),
        "payorder_never_deleted": "DELETE FROM finance_payorder",
        "payorder_stays_itself": "UPDATE finance_payorder SET amount = 9",
        "paycharge_key_once": like("finance_paycharge", ledger_id="ledger_id + 1", entry_id="entry_id + 1"),
        "paycharge_above_zero": like("finance_paycharge", amount="0"),
        "paycharge_in_some_weeks": like("finance_paycharge", weeks="0"),
        "paycharge_by_another": like("finance_paycharge", written_by_id="person_id"),
        "paycharge_stays": f"UPDATE finance_paycharge SET amount = 9 WHERE id = {charge.pk}",
        "payrun_once_a_week": like("finance_payrun", **undone),
        "payrun_from_a_monday": like("finance_payrun", monday="monday + 1", **undone),
        "payrun_posted_says_how": f"UPDATE finance_payrun SET state = 'posted' WHERE id = {drawn.pk}",
        "payrun_by_two": like("finance_payrun", **(undone | {"posted_by_id": "drawn_by_id"})),
        "payrun_never_deleted": f"DELETE FROM finance_payrun WHERE id = {drawn.pk}",
        "payrun_stays_itself": f"UPDATE finance_payrun SET monday = monday - 7 WHERE id = {drawn.pk}",
        "payrun_ends_once": f"UPDATE finance_payrun SET people = 9 WHERE id = {run.pk}",
        "payhanding_stays": "DELETE FROM finance_payhanding",
    }  # fmt: skip
    for name, sql in promises.items():
        with taken_back(name):
            broken(name, sql)
    with taken_back("payorder_ends_once"):
        services.end_order(by=first, order=order)
        broken("payorder_ends_once", f"UPDATE finance_payorder SET ended_at = NULL WHERE id = {order.pk}")
    # An id is once already; with what they name beside it, lines can hold on to an amount.
    only_to_hold = {"payrun_whole", "payexception_whole"}
    assert promises_of(*MODELS) == {*promises, *only_to_hold, "payorder_ends_once"} - IN_SQL


def test_nothing_odd_breaks_a_service(books: Books, desk: Person) -> None:
    person = p.workers(books.cooperative, 1)[0]
    for amount, code in ((0, "not_above_zero"), (-1, "not_above_zero"), ("0.001", "too_fine")):
        with refusal(code):
            p.rate(desk, books.cooperative, amount)
        with refusal(code):
            p.charge(desk, books.cooperative, person, amount)
    with refusal("not_a_part"):
        p.rate(desk, books.cooperative, 1, kept=D(101))
    with refusal("odd_weeks"):
        p.charge(desk, books.cooperative, person, 1, weeks=53)
    with refusal("negative"):
        p.exception(desk, books.cooperative, person, -1)
    with refusal("no_reason"):
        p.exception(desk, books.cooperative, person, 1, reason=" ")
    with pytest.raises(Refused):
        p.charge(desk, books.cooperative, person, 1, kind="advance", where="9.9")
