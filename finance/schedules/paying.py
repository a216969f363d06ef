"""What a payment pays: interest that is due, then principal that is due, then principal ahead of time."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finance.schedules.plans import Line

ZERO = Decimal(0)
AGES = (30, 60, 90)
"""Arrears are told by age: up to 30 days, up to 60, up to 90, older. Nothing is concluded from them."""


class Split(NamedTuple):
    """What a payment pays. `early` is the part of the principal that was not due yet."""

    interest: Decimal
    principal: Decimal
    early: Decimal

    @property
    def total(self) -> Decimal:
        return self.interest + self.principal + self.early


class Behind(NamedTuple):
    """An instalment that is due and not paid whole."""

    line: Line
    interest: Decimal
    principal: Decimal
    days: int

    @property
    def total(self) -> Decimal:
        return self.interest + self.principal


class Ageing(NamedTuple):
    """What is behind, by age in days: 1–30, 31–60, 61–90, more."""

    upto_30: Decimal
    upto_60: Decimal
    upto_90: Decimal
    older: Decimal

    @property
    def total(self) -> Decimal:
        return sum(self, ZERO)


def behind(lines: Sequence[Line], *, interest: Decimal, principal: Decimal, day: dt.date) -> list[Behind]:
    """The instalments due on or before a day that what was paid does not cover, the oldest first.

    `interest` and `principal` are what was paid of this plan so far; each covers the oldest first.
    """
    found = []
    for line in lines:
        if line.due > day:
            break
        left_interest = line.interest - min(line.interest, interest)
        left_principal = line.principal - min(line.principal, principal)
        interest -= line.interest - left_interest
        principal -= line.principal - left_principal
        if left_interest or left_principal:
            found.append(Behind(line, left_interest, left_principal, (day - line.due).days))
    return found


def ageing(late: Sequence[Behind]) -> Ageing:
    """What is behind by age. An instalment due today is not behind yet."""
    sums = [ZERO] * 4
    for one in late:
        if one.days > 0:
            sums[sum(one.days > age for age in AGES)] += one.total
    return Ageing(*sums)


def split(amount: Decimal, late: Sequence[Behind], *, accrued: Decimal, left: Decimal) -> Split:
    """How a payment is used: interest due → principal due → interest run since → principal ahead of time.

    `late` is what is due and unpaid, `accrued` the interest since the last due day and `left` the whole
    principal that is not paid back. What is paid beyond everything stays unused: `total` says how much is.
    """
    interest = min(amount, sum((one.interest for one in late), ZERO))
    amount -= interest
    principal = min(amount, sum((one.principal for one in late), ZERO))
    amount -= principal
    if amount <= 0:
        return Split(interest, principal, ZERO)
    run = min(amount, accrued)
    early = min(amount - run, left - principal)
    return Split(interest + run, principal, early)


def paid_off_with(late: Sequence[Behind], *, accrued: Decimal, left: Decimal) -> Decimal:
    """What ends a loan on the day: interest due and run, and all the principal."""
    return sum((one.interest for one in late), ZERO) + accrued + left
