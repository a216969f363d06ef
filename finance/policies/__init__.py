"""Who may see and do what with the books. Every worker sees totals; private parties are their own."""

from finance.policies.access import PRIVATE, may_keep_books, may_read_books, may_read_party, sees_private
from finance.policies.bank import may_reconcile
from finance.policies.custody import (
    may_be_next,
    may_begin_bag,
    may_cancel_bag,
    may_count_cash,
    may_explain_bag,
    may_tally,
)
from finance.policies.entries import may_reverse
from finance.policies.loans import (
    may_answer,
    may_borrow,
    may_borrow_for,
    may_draw,
    may_move_loan,
    may_receive,
    may_see_loan,
    may_undo_loan,
    may_work_loan,
)
from finance.policies.periods import may_close
from finance.policies.rates import may_set_rate
from finance.policies.savings import (
    holders_of,
    may_ask_closing,
    may_ask_withdrawal,
    may_consent,
    may_deposit,
    may_pay_withdrawal,
    may_see_saving,
    may_sign,
    may_undo_withdrawal,
    may_work_saving,
    missing_consents,
    signers_of,
    takes_deposits,
)
from finance.policies.went import may_read_where_it_went

__all__ = [
    "PRIVATE",
    "holders_of",
    "may_answer",
    "may_ask_closing",
    "may_ask_withdrawal",
    "may_be_next",
    "may_begin_bag",
    "may_borrow",
    "may_borrow_for",
    "may_cancel_bag",
    "may_close",
    "may_consent",
    "may_count_cash",
    "may_deposit",
    "may_draw",
    "may_explain_bag",
    "may_keep_books",
    "may_move_loan",
    "may_pay_withdrawal",
    "may_read_books",
    "may_read_party",
    "may_read_where_it_went",
    "may_receive",
    "may_reconcile",
    "may_reverse",
    "may_see_loan",
    "may_see_saving",
    "may_set_rate",
    "may_sign",
    "may_tally",
    "may_undo_loan",
    "may_undo_withdrawal",
    "may_work_loan",
    "may_work_saving",
    "missing_consents",
    "sees_private",
    "signers_of",
    "takes_deposits",
]
