"""What changes in the ledger. The door of this room for writes: other rooms name only what is here.

Everything goes through the database functions of `finance/sql`, which the web role may call and
around which it cannot go.
"""

from finance.services.books import Wanted, account, accounts_bulk, close_account, open_books, set_floor
from finance.services.holds import capture, hold, release
from finance.services.jobs import close_days, examine, fold, seal, verify_chain
from finance.services.periods import close_day, close_period, reopen_period
from finance.services.posting import Draft, Leg, Posted, exchange_legs, post, post_many, reverse
from finance.services.rates import set_rate

__all__ = [
    "Draft",
    "Leg",
    "Posted",
    "Wanted",
    "account",
    "accounts_bulk",
    "capture",
    "close_account",
    "close_day",
    "close_days",
    "close_period",
    "examine",
    "exchange_legs",
    "fold",
    "hold",
    "open_books",
    "post",
    "post_many",
    "release",
    "reopen_period",
    "reverse",
    "seal",
    "set_floor",
    "set_rate",
    "verify_chain",
]
