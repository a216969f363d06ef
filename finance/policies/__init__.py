"""Who may see and do what with the books. Every worker sees totals; private parties are their own."""

from finance.policies.access import PRIVATE, may_keep_books, may_read_books, may_read_party, sees_private
from finance.policies.entries import may_reverse
from finance.policies.periods import may_close
from finance.policies.rates import may_set_rate

__all__ = [
    "PRIVATE",
    "may_close",
    "may_keep_books",
    "may_read_books",
    "may_read_party",
    "may_reverse",
    "may_set_rate",
    "sees_private",
]
