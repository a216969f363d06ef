"""What savings earn."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from finance.schedules.days import DAY, Rate, spans

YEAR = 365


@lru_cache(maxsize=4096)
def _factor(percent: Decimal, days: int, compound: bool) -> Decimal:
    """What one bolívar earns in so many days."""
    daily = percent / 100 / YEAR
    return (1 + daily) ** days - 1 if compound else daily * days


def grown(
    opening: Decimal,
    moves: Sequence[tuple[dt.date, Decimal]],
    *,
    first: dt.date,
    last: dt.date,
    rates: Sequence[Rate],
    compound: bool = True,
) -> Decimal:
    """The interest that a balance earns from `first` to `last`, both included, not rounded.

    `opening` is what is there as `first` begins; a move counts from its own day on (a deposit earns that
    day, a withdrawal does not). Each day earns a 365th of the yearly rate; with `compound`, also on what
    earlier days of this stretch earned. A balance below zero earns nothing.
    """
    earned, balance, day, end = Decimal(0), opening, first, last + DAY
    stops = sorted((move for move in moves if first <= move[0] <= last), key=lambda move: move[0])
    for on, amount in [*stops, (end, Decimal(0))]:
        if on > day:
            earned += _stretch(balance, earned, day, on, rates, compound)
            day = on
        balance += amount
    return earned


def _stretch(
    balance: Decimal, earned: Decimal, start: dt.date, end: dt.date, rates: Sequence[Rate], compound: bool
) -> Decimal:
    more = Decimal(0)
    for a, b, percent in spans(start, end, rates):
        base = balance + (earned + more if compound else 0)
        if base > 0 and balance > 0:
            more += base * _factor(percent, (b - a).days, compound)
    return more
