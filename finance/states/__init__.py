"""Where things stand in the books, and what may follow."""

from finance.states.bank import BANK_LINE, LineState
from finance.states.chart import DEBIT_KINDS, Kind
from finance.states.custody import BAG, BAG_TONES, BagState
from finance.states.holds import HOLD, HoldState
from finance.states.periods import PERIOD, PeriodState

__all__ = [
    "BAG",
    "BAG_TONES",
    "BANK_LINE",
    "DEBIT_KINDS",
    "HOLD",
    "PERIOD",
    "BagState",
    "HoldState",
    "Kind",
    "LineState",
    "PeriodState",
]
