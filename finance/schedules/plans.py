"""Plans of repayment: French, equal principal, flat, and by harvests."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from finance.schedules.days import DayCount, Rate, fraction, spans
from finance.schedules.rounding import CENT, Rounding, rounded

ZERO = Decimal(0)
DIGITS = 50
"""Exact figures are reckoned with this many digits before they are rounded once."""


class Method(StrEnum):
    """How a loan is paid back."""

    FRENCH = "french"
    EQUAL_PRINCIPAL = "equal_principal"
    FLAT = "flat"
    HARVEST = "harvest"


class Draw(NamedTuple):
    """Money handed over on a day."""

    day: dt.date
    amount: Decimal


class Line(NamedTuple):
    """An instalment: what is due on a day, and the principal that is left after it."""

    number: int
    due: dt.date
    principal: Decimal
    interest: Decimal
    balance: Decimal

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest


@dataclass(frozen=True)
class Terms:
    """What was agreed. `grace` counts instalments of interest alone; `weights` are the harvests' parts."""

    method: Method
    dues: tuple[dt.date, ...]
    rates: tuple[Rate, ...]
    count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding.HALF_UP
    step: Decimal = CENT
    grace: int = 0
    weights: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if not self.dues or list(self.dues) != sorted(set(self.dues)):
            raise ValueError("due days follow each other")
        if not 0 <= self.grace < len(self.dues):
            raise ValueError("grace leaves an instalment to pay the principal with")
        if self.method == Method.HARVEST and (
            len(self.weights) != len(self.dues) or min(self.weights) < 0 or self.weights[-1] <= 0
        ):
            raise ValueError("each harvest has its part, and the last one is not empty")


def level_payment(principal: Decimal, percent: Decimal, instalments: int, *, a_year: int = 12) -> Decimal:
    """The equal instalment of a loan, not rounded: 15,000 at 8 % over 60 months is 304.1459143262…"""
    with localcontext() as context:
        context.prec = DIGITS
        rate = percent / 100 / a_year
        return principal * rate / (1 - (1 + rate) ** -instalments) if rate else principal / instalments


def accrued(
    balance: Decimal, start: dt.date, end: dt.date, rates: Sequence[Rate], count: DayCount
) -> Decimal:
    """The interest of a balance between two days, not rounded."""
    return sum(
        (balance * percent / 100 * fraction(a, b, count) for a, b, percent in spans(start, end, rates)), ZERO
    )


def plan(terms: Terms, draws: Sequence[Draw]) -> list[Line]:
    """The instalments of what is drawn. Principal sums to it, and the last balance is zero.

    Interest runs on what was drawn and not paid back yet, from draw to due day; flat interest on all that
    was drawn. Interest is rounded half up; the instalments by the terms' policy, and the last one takes up
    what that moved.
    """
    if not draws or min(draw.amount for draw in draws) <= 0:
        raise ValueError("a loan is drawn")
    if max(draw.day for draw in draws) >= terms.dues[-1] or min(draw.day for draw in draws) >= terms.dues[0]:
        raise ValueError("money is drawn before it is due")
    with localcontext() as context:
        context.prec = DIGITS
        level = (
            rounded(_level(terms, draws), terms.rounding, terms.step)
            if terms.method == Method.FRENCH
            else ZERO
        )
        lines: list[Line] = []
        balance, start = ZERO, min(draw.day for draw in draws)
        for place, due in enumerate(terms.dues):
            interest = rounded(_interest(terms, draws, balance, start, due))
            balance += _drawn(draws, start, due)
            principal = _principal(terms, draws, place, balance, interest, level)
            balance -= principal
            lines.append(Line(place + 1, due, principal, interest, balance))
            start = due
        return lines


def _drawn(draws: Sequence[Draw], start: dt.date, end: dt.date) -> Decimal:
    """What is drawn from a due day to before the next."""
    return sum((draw.amount for draw in draws if start <= draw.day < end), ZERO)


def _interest(terms: Terms, draws: Sequence[Draw], balance: Decimal, start: dt.date, end: dt.date) -> Decimal:
    if terms.method == Method.FLAT:
        balance = sum((draw.amount for draw in draws if draw.day < start), ZERO)
    total = accrued(balance, start, end, terms.rates, terms.count)
    for draw in draws:
        if start <= draw.day < end:
            total += accrued(draw.amount, draw.day, end, terms.rates, terms.count)
    return total


def _principal(
    terms: Terms, draws: Sequence[Draw], place: int, balance: Decimal, interest: Decimal, level: Decimal
) -> Decimal:
    if place == len(terms.dues) - 1:
        return balance
    if place < terms.grace:
        return ZERO
    if terms.method == Method.FRENCH:
        wanted = level - interest
    else:
        wanted = rounded(_share(terms, draws, place), terms.rounding, terms.step)
    return min(max(wanted, ZERO), balance)


def _share(terms: Terms, draws: Sequence[Draw], place: int) -> Decimal:
    """The part of each draw that falls on a due day: equal ones, or by the harvests' weights."""
    weights = terms.weights if terms.method == Method.HARVEST else (Decimal(1),) * len(terms.dues)
    total = ZERO
    for draw in draws:
        later = [
            weight
            for number, (due, weight) in enumerate(zip(terms.dues, weights, strict=True))
            if due > draw.day and number >= terms.grace
        ]
        if draw.day < terms.dues[place]:
            total += draw.amount * weights[place] / sum(later)
    return total


def _level(terms: Terms, draws: Sequence[Draw]) -> Decimal:
    """The equal instalment that leaves nothing at the end, exact.

    The last balance is a line in the instalment: the balance with none paid, less what each one takes off
    by then. Grace, several draws and rates that change all stay on that line.
    """
    owed, taken = ZERO, ZERO
    start = min(draw.day for draw in draws)
    for place, due in enumerate(terms.dues):
        growth = accrued(Decimal(1), start, due, terms.rates, terms.count)
        drawn = [draw for draw in draws if start <= draw.day < due]
        fresh = sum((accrued(d.amount, d.day, due, terms.rates, terms.count) for d in drawn), ZERO)
        added = sum((draw.amount for draw in drawn), ZERO)
        if place < terms.grace:
            owed += added
        else:
            owed = owed * (1 + growth) + added + fresh
            taken = taken * (1 + growth) + 1
        start = due
    return owed / taken
