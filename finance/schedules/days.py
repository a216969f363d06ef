"""Due days and parts of a year."""

import calendar
import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

DAY = dt.timedelta(days=1)


class DayCount(StrEnum):
    """How days become a part of a year."""

    ACTUAL_365 = "actual_365"
    ACTUAL_360 = "actual_360"
    THIRTY_360 = "thirty_360"


class Every(StrEnum):
    """The step between two instalments."""

    WEEK = "week"
    MONTH = "month"


class Rate(NamedTuple):
    """A yearly rate in percent, from a day on."""

    since: dt.date
    percent: Decimal


def due_dates(first: dt.date, count: int, *, every: Every = Every.MONTH, step: int = 1) -> list[dt.date]:
    """`count` days, the first one `first`. Months keep its day, or their own last one when they are shorter.

    Each is reckoned from the first and not from the one before: after 28 February comes 31 March.
    """
    if every == Every.WEEK:
        return [first + dt.timedelta(weeks=step * number) for number in range(count)]
    return [first + relativedelta(months=step * number) for number in range(count)]


def first_day_after(day: dt.date, *, every: Every = Every.MONTH, step: int = 1) -> dt.date:
    """When the first instalment of something given on a day is due."""
    return day + (dt.timedelta(weeks=step) if every == Every.WEEK else relativedelta(months=step))


def fraction(start: dt.date, end: dt.date, count: DayCount) -> Decimal:
    """The part of a year from `start` to `end`, exclusive of the last day.

    30/360 takes every month's last day as its 30th, so that each month weighs a twelfth, February too.
    """
    if count == DayCount.THIRTY_360:
        days = (end.year - start.year) * 360 + (end.month - start.month) * 30 + _thirty(end) - _thirty(start)
        return Decimal(days) / 360
    return Decimal((end - start).days) / (360 if count == DayCount.ACTUAL_360 else 365)


def _thirty(day: dt.date) -> int:
    return 30 if day.day == calendar.monthrange(day.year, day.month)[1] else min(day.day, 30)


def rate_on(rates: Sequence[Rate], day: dt.date) -> Decimal:
    """The rate in force on a day, in percent; zero before the first."""
    found = [rate for rate in rates if rate.since <= day]
    return max(found).percent if found else Decimal(0)


def spans(start: dt.date, end: dt.date, rates: Sequence[Rate]) -> Iterator[tuple[dt.date, dt.date, Decimal]]:
    """The days from `start` to `end` (exclusive) cut where the rate changes: from, to, percent."""
    cuts = sorted({start, end, *(rate.since for rate in rates if start < rate.since < end)})
    for a, b in itertools.pairwise(cuts):
        yield a, b, rate_on(rates, a)
