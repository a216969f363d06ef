"""Every named rule of savings and loans is broken here once, around every service."""

from decimal import Decimal

import pytest

from federation.models import Role
from finance import models, services
from finance.services.savings import With
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.factories import loans as ln
from tests.factories import savings as s
from tests.finance.conftest import Books
from tests.promises import broken, like, promises_of
from tests.rollback import taken_back

pytestmark = pytest.mark.django_db
SAVINGS = (
    models.SavingsProduct, models.SavingsRate, models.SavingsAccount, models.SavingsHolder,
    models.SavingsWithdrawal, models.WithdrawalConsent, models.SavingsInterest,
)  # fmt: skip
LOANS = (
    models.LoanProduct, models.LoanRate, models.Loan, models.LoanGuarantor, models.LoanDraw, models.LoanPlan,
    models.LoanInstalment, models.LoanPayment, models.LoanWriteOff,
)  # fmt: skip
D = Decimal
FRESH = {"entry_id": "entry_id + 100000", "key": "'another'"}


def test_promises_of_savings(books: Books) -> None:
    desk, other = f.holder(Role.FINANCE), f.holder(Role.FINANCE)
    owner, second = f.member(), f.member()
    product = s.product(desk, books.cooperative)
    first_day = s.month(3)
    saving = s.saving(
        desk, product, owner, 100, others=[With(second, "joint")], signing="all", opened_on=first_day
    )
    services.post_due_interest()
    asked = services.ask_withdrawal(by=owner, saving=saving, amount=D(5), key="one")
    services.consent(by=second, withdrawal=asked)
    services.pay_withdrawal(by=desk, withdrawal=asked)
    waiting = services.ask_withdrawal(by=owner, saving=saving, amount=D(6), key="two")
    saving_like = {"ledger_id": "ledger_id + 100000", "key": "'another'"}
    withdrawal = {"hold_id": "hold_id + 100000", **FRESH}
    promises = {
        "savingsproduct_name_once": like("finance_savingsproduct"),
        "savingsproduct_term_has_months": like("finance_savingsproduct", name="'x'", term_months="3"),
        "savingsproduct_posts": like("finance_savingsproduct", name="'x'", posts_every="5"),
        "savingsproduct_early_is_a_part": like("finance_savingsproduct", name="'x'", early_percent="101"),
        "savingsproduct_currency": like("finance_savingsproduct", name="'x'", currency="'XXX'"),
        "savingsproduct_never_deleted": "DELETE FROM finance_savingsproduct",
        "savingsproduct_stays_itself": "UPDATE finance_savingsproduct SET compound = NOT compound",
        "savingsrate_once_a_day": like("finance_savingsrate"),
        "savingsrate_is_a_rate": like("finance_savingsrate", since="since + 1", percent="1001"),
        "savingsrate_stays": "UPDATE finance_savingsrate SET percent = 1",
        "saving_key_once": like("finance_savingsaccount", ledger_id="ledger_id + 100000"),
        "saving_state_known": like("finance_savingsaccount", **saving_like, state="'odd'"),
        "saving_closed_says_when": like("finance_savingsaccount", **saving_like, state="'closed'"),
        "saving_term_has_a_rate": like("finance_savingsaccount", **saving_like, ends_on="opened_on + 9"),
        "saving_plan_is_whole": like("finance_savingsaccount", **saving_like, plan_amount="5"),
        "saving_never_deleted": "DELETE FROM finance_savingsaccount",
        "saving_stays_itself": "UPDATE finance_savingsaccount SET opened_on = opened_on - 1",
        "holder_once_at_a_time": like("finance_savingsholder", role="'joint'"),
        "holder_one_owner": like("finance_savingsholder", person_id=str(desk.pk)),
        "holder_owner_stays": "UPDATE finance_savingsholder SET until = since WHERE role = 'owner'",
        "holder_role_known": like("finance_savingsholder", person_id=str(desk.pk), role="'odd'"),
        "holder_never_deleted": "DELETE FROM finance_savingsholder",
        "holder_stays_itself": "UPDATE finance_savingsholder SET role = 'guardian' WHERE role = 'joint'",
        "withdrawal_key_once": like("finance_savingswithdrawal", **(withdrawal | {"key": "key"})),
        "withdrawal_above_zero": like("finance_savingswithdrawal", **withdrawal, amount="0"),
        "withdrawal_says_how_it_ended": like("finance_savingswithdrawal", **withdrawal, state="'asked'"),
        "withdrawal_by_two_people": like(
            "finance_savingswithdrawal", **withdrawal, ended_by_id="asked_by_id"
        ),
        "withdrawal_never_deleted": "DELETE FROM finance_savingswithdrawal",
        "withdrawal_stays_itself": f"UPDATE finance_savingswithdrawal SET amount = 1 WHERE id = {waiting.pk}",
        "withdrawal_ends_once": (
            f"UPDATE finance_savingswithdrawal SET ended_at = now() WHERE id = {asked.pk}"
        ),
        "consent_once": like("finance_withdrawalconsent"),
        "consent_stays": "DELETE FROM finance_withdrawalconsent",
        "interest_once": like("finance_savingsinterest", entry_id="entry_id + 100000"),
        "interest_of_days": like("finance_savingsinterest", entry_id="entry_id + 100000", ends="starts - 1"),
        "interest_posts_what_it_is": like("finance_savingsinterest", ends="ends + 1", entry_id="NULL"),
        "interest_change_says_why": like("finance_savingsinterest", ends="ends + 1", revision="1"),
        "interest_stays": "UPDATE finance_savingsinterest SET amount = 1",
    }  # fmt: skip
    for name, sql in promises.items():
        with taken_back(name):
            broken(name, sql)
    empty = services.close_empty_saving(by=other, saving=s.saving(desk, product, f.member()))
    with taken_back("saving_closes_once"):
        broken(
            "saving_closes_once",
            f"UPDATE finance_savingsaccount SET state = 'active', closed_on = NULL WHERE id = {empty.pk}",
        )
    assert promises_of(*SAVINGS) == {*promises, "saving_closes_once"}


def test_promises_of_loans(books: Books) -> None:
    desk = f.holder(Role.FINANCE)
    backer, other = f.member(), f.member()
    product = ln.product(desk, books.cooperative, guarantors=1)
    asked = ln.asked(product, guarantors=[backer])
    guarantor = models.LoanGuarantor.objects.get(loan=asked)
    services.answer_guarantee(by=backer, guarantor=guarantor, gives=True)
    open_one = ln.asked(product, guarantors=[backer])
    running = ln.running(desk, ln.product(desk, books.cooperative))
    ln.pay(desk, running, 100)
    lost = ln.running(desk, ln.product(desk, books.cooperative))
    services.write_off_loan(by=desk, loan=lost, decision=a.decision(desk))
    other_key = {"key": "'another'"}
    promises = {
        "loanproduct_name_once": like("finance_loanproduct"),
        "loanproduct_currency": like("finance_loanproduct", name="'x'", currency="'XXX'"),
        "loanproduct_terms_make_sense": like("finance_loanproduct", name="'x'", step="0"),
        "loanproduct_rounds_to_something": like("finance_loanproduct", name="'x'", round_to="0"),
        "loanproduct_backed_by_somebody": like("finance_loanproduct", name="'x'", guarantors="0"),
        "loanproduct_goods_to_people": like(
            "finance_loanproduct", name="'x'", of_goods="true", fund="'mutual'"
        ),
        "loanproduct_never_deleted": "DELETE FROM finance_loanproduct",
        "loanproduct_stays_itself": "UPDATE finance_loanproduct SET most_grace = 1",
        "loanrate_once_a_day": like("finance_loanrate"),
        "loanrate_is_a_rate": like("finance_loanrate", since="since + 1", percent="-1"),
        "loanrate_stays": "UPDATE finance_loanrate SET percent = 1",
        "loan_key_once": like("finance_loan"),
        "loan_above_zero": like("finance_loan", **other_key, amount="0"),
        "loan_terms_make_sense": like("finance_loan", **other_key, grace="instalments"),
        "loan_to_one": like("finance_loan", **other_key, person_id="NULL"),
        "loan_agreed_by_decision": like("finance_loan", **other_key, state="'agreed'"),
        "loan_running_has_an_account": (
            f"UPDATE finance_loan SET ledger_id = NULL WHERE id = {running.pk}"
        ),
        "loan_ended_says_when": like("finance_loan", **other_key, state="'undone'"),
        "loan_never_deleted": "DELETE FROM finance_loan",
        "loan_stays_itself": "UPDATE finance_loan SET need = 'otra'",
        "loan_ends_once": f"UPDATE finance_loan SET ended_on = ended_on - 1 WHERE id = {lost.pk}",
        "loan_agreed_terms_stay": f"UPDATE finance_loan SET amount = amount + 1 WHERE id = {running.pk}",
        "guarantor_once": like("finance_loanguarantor"),
        "guarantor_answers": like("finance_loanguarantor", person_id=str(other.pk), answered_at="NULL"),
        "guarantor_never_deleted": "DELETE FROM finance_loanguarantor",
        "guarantor_stays_itself": (
            f"UPDATE finance_loanguarantor SET person_id = {other.pk} WHERE loan_id = {open_one.pk}"
        ),
        "guarantor_answers_once": "UPDATE finance_loanguarantor SET state = 'declined'",
        "draw_key_once": like("finance_loandraw", entry_id="entry_id + 100000"),
        "draw_above_zero": like("finance_loandraw", **FRESH, amount="0"),
        "draw_stays": "UPDATE finance_loandraw SET amount = 1",
        "plan_version_once": like("finance_loanplan"),
        "plan_of_something": like("finance_loanplan", version="9", principal="0"),
        "plan_renegotiated_by_decision": like("finance_loanplan", version="9", reason="'renegotiated'"),
        "plan_stays": "UPDATE finance_loanplan SET version = 9",
        "instalment_once": like("finance_loaninstalment"),
        "instalment_not_negative": like("finance_loaninstalment", number="99", interest="-1"),
        "instalment_stays": "UPDATE finance_loaninstalment SET due = due + 1",
        "payment_key_once": like("finance_loanpayment"),
        "payment_pays_what_it_is": like("finance_loanpayment", key="'another'", amount="amount + 1"),
        "payment_stays": "DELETE FROM finance_loanpayment",
        "writeoff_above_zero": like(
            "finance_loanwriteoff", loan_id=str(asked.pk), entry_id="entry_id + 100000", amount="0"
        ),
        "writeoff_stays": "DELETE FROM finance_loanwriteoff",
    }  # fmt: skip
    for name, sql in promises.items():
        with taken_back(name):
            broken(name, sql)
    assert promises_of(*LOANS) == set(promises)
