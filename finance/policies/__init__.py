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
from finance.policies.periods import may_close
from finance.policies.rates import may_set_rate
from finance.policies.went import may_read_where_it_went

__all__ = [
    "PRIVATE",
    "may_be_next",
    "may_begin_bag",
    "may_cancel_bag",
    "may_close",
    "may_count_cash",
    "may_explain_bag",
    "may_keep_books",
    "may_read_books",
    "may_read_party",
    "may_read_where_it_went",
    "may_reconcile",
    "may_reverse",
    "may_set_rate",
    "may_tally",
    "sees_private",
]
