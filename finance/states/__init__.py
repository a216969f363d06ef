"""Where things stand in the books, and what may follow."""

from finance.states.chart import DEBIT_KINDS, Kind
from finance.states.holds import HOLD, HoldState
from finance.states.periods import PERIOD, PeriodState

__all__ = [
    "DEBIT_KINDS",
    "HOLD",
    "PERIOD",
    "HoldState",
    "Kind",
    "PeriodState",
]
