"""The arithmetic of time and money, without a database: days, interest, plans of repayment, payments.

Rates are yearly and in percent (`Decimal("9.4822")` is 9.4822 % a year), each valid from its day on.
Nothing here knows a framework: whoever doubts a figure runs these functions alone.
"""

from finance.schedules.days import (
    DAY,
    DayCount,
    Every,
    Rate,
    due_dates,
    first_day_after,
    fraction,
    rate_on,
    spans,
)
from finance.schedules.growth import grown
from finance.schedules.paying import AGES, Ageing, Behind, Split, ageing, behind, paid_off_with, split
from finance.schedules.plans import Draw, Line, Method, Terms, accrued, level_payment, plan
from finance.schedules.rounding import Rounding, rounded

__all__ = [
    "AGES",
    "DAY",
    "Ageing",
    "Behind",
    "DayCount",
    "Draw",
    "Every",
    "Line",
    "Method",
    "Rate",
    "Rounding",
    "Split",
    "Terms",
    "accrued",
    "ageing",
    "behind",
    "due_dates",
    "first_day_after",
    "fraction",
    "grown",
    "level_payment",
    "paid_off_with",
    "plan",
    "rate_on",
    "rounded",
    "spans",
    "split",
]
