"""The arithmetic of loans and savings, against published figures and against what must always hold."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.schedules import (
    DayCount,
    Draw,
    Every,
    Line,
    Method,
    Rate,
    Rounding,
    Terms,
    ageing,
    behind,
    due_dates,
    fraction,
    grown,
    level_payment,
    paid_off_with,
    plan,
    rounded,
    split,
)

D = Decimal
LONG_AGO = dt.date(1990, 1, 1)


def money(*figures: str) -> list[Decimal]:
    return [D(figure) for figure in figures]


def made(
    method: Method,
    amount: str,
    percent: str,
    number: int,
    *,
    start: dt.date = dt.date(2024, 1, 1),
    step: int = 1,
    **more: object,
) -> list[Line]:
    dues = due_dates(start, number + 1, step=step)[1:]
    return plan(Terms(method, tuple(dues), (Rate(LONG_AGO, D(percent)),), **more), [Draw(start, D(amount))])  # type: ignore[arg-type]


# --- published figures ---------------------------------------------------------------------------


def test_french_thirty_360() -> None:
    lines = made(Method.FRENCH, "100", "9.4822", 6)
    assert [line.total for line in lines] == money(*["17.13"] * 6)
    assert [line.interest for line in lines] == money(".79", ".66", ".53", ".40", ".27", ".13")
    assert [line.balance for line in lines] == money("83.66", "67.19", "50.59", "33.86", "17.00", "0")


def test_french_actual_365() -> None:
    lines = made(Method.FRENCH, "100", "15.678", 6, count=DayCount.ACTUAL_365)
    assert [line.total for line in lines] == money(*["17.43"] * 5, "17.47")
    assert [line.interest for line in lines] == money("1.33", "1.05", ".90", ".66", ".46", ".22")


def test_french_two_percent_a_month() -> None:
    lines = made(Method.FRENCH, "12000", "24", 4)
    assert [line.principal for line in lines] == money("2911.49", "2969.72", "3029.11", "3089.68")
    assert [line.interest for line in lines] == money("240.00", "181.77", "122.38", "61.79")


def test_flat_every_second_month() -> None:
    lines = made(Method.FLAT, "10000", "12", 5, step=2)
    assert [(line.principal, line.interest) for line in lines] == [(D(2000), D(200))] * 5
    due = behind(lines, interest=D(0), principal=D(0), day=lines[1].due)
    assert split(D(3000), due, accrued=D(0), left=D(10000)) == (D(400), D(2600), D(0))


def test_savings_compounded_daily() -> None:
    first, last = dt.date(2013, 12, 1), dt.date(2014, 3, 31)
    earned = grown(D(1000), [], first=first, last=last, rates=[Rate(LONG_AGO, D(10))])
    assert rounded(earned, step=D("0.0001") * 100) == D("33.70")
    assert earned.quantize(D("0.0001")) == D("33.7016")


def test_level_payments() -> None:
    assert rounded(level_payment(D(100_000), D("9.99"), 36)) == D("3226.25")
    assert made(Method.FRENCH, "100000", "9.99", 36)[0].total == D("3226.25")
    exact = level_payment(D(15_000), D(8), 60)
    assert exact.quantize(D("1E-17")) == D("304.14591432620523703")
    assert level_payment(D(1200), D(0), 12) == 100


def test_month_ends() -> None:
    days = due_dates(dt.date(2023, 1, 31), 14)
    assert days[:4] == [dt.date(2023, m, d) for m, d in ((1, 31), (2, 28), (3, 31), (4, 30))]
    assert days[13] == dt.date(2024, 2, 29)
    assert due_dates(dt.date(2024, 2, 29), 13)[12] == dt.date(2025, 2, 28)


def test_weeks() -> None:
    assert due_dates(dt.date(2024, 2, 26), 3, every=Every.WEEK, step=2)[-1] == dt.date(2024, 3, 25)


# --- rules of the house --------------------------------------------------------------------------


def test_grace_pays_interest_alone() -> None:
    lines = made(Method.FRENCH, "1000", "12", 6, grace=2)
    assert [(line.principal, line.interest) for line in lines[:2]] == [(D(0), D(10))] * 2
    assert {line.total for line in lines[2:5]} == {D("256.28")}
    assert lines[-1].balance == 0


def test_equal_principal() -> None:
    lines = made(Method.EQUAL_PRINCIPAL, "1000", "12", 3)
    assert [line.principal for line in lines] == money("333.33", "333.33", "333.34")
    assert [line.interest for line in lines] == money("10.00", "6.67", "3.33")


def test_harvests_pay_their_part() -> None:
    start, dues = dt.date(2025, 3, 1), (dt.date(2025, 8, 1), dt.date(2025, 12, 1))
    terms = Terms(Method.HARVEST, dues, (Rate(LONG_AGO, D(12)),), weights=(D(30), D(70)))
    first, last = plan(terms, [Draw(start, D(1000))])
    assert (first.principal, first.interest) == (D(300), D(50))
    assert (last.principal, last.interest, last.balance) == (D(700), D(28), D(0))


def test_several_draws() -> None:
    """Each draw earns from its own day, and is paid back by the instalments after it."""
    start = dt.date(2025, 1, 1)
    dues = tuple(due_dates(dt.date(2025, 2, 1), 4))
    rates = (Rate(LONG_AGO, D(12)),)
    draws = [Draw(start, D(1000)), Draw(dt.date(2025, 2, 16), D(600))]
    lines = plan(Terms(Method.EQUAL_PRINCIPAL, dues, rates), draws)
    assert [line.principal for line in lines] == money("250", "450", "450", "450")
    assert [line.interest for line in lines] == money("10", "10.5", "9", "4.5")
    french = plan(Terms(Method.FRENCH, dues, rates), draws)
    assert max(line.total for line in french) - min(line.total for line in french) <= D("0.03")


def test_a_rate_that_changes_counts_from_its_day() -> None:
    dues = (dt.date(2025, 3, 1),)
    rates = (Rate(LONG_AGO, D(12)), Rate(dt.date(2025, 2, 1), D(24)))
    (line,) = plan(Terms(Method.FRENCH, dues, rates), [Draw(dt.date(2025, 1, 1), D(1000))])
    assert line.interest == 30
    first, last = dt.date(2025, 1, 1), dt.date(2025, 1, 20)
    halves = (Rate(LONG_AGO, D(0)), Rate(dt.date(2025, 1, 11), D("36.5")))
    assert grown(D(1000), [], first=first, last=last, rates=halves, compound=False) == 10


def test_moves_count_from_their_day() -> None:
    first, last = dt.date(2025, 1, 1), dt.date(2025, 1, 10)
    rates = [Rate(LONG_AGO, D("36.5"))]
    moves = [(dt.date(2025, 1, 1), D(1000)), (dt.date(2025, 1, 6), D(-1000))]
    assert grown(D(0), moves, first=first, last=last, rates=rates, compound=False) == 5


def test_rounding_policies() -> None:
    wanted = {
        Rounding.HALF_UP: "2.35",
        Rounding.HALF_EVEN: "2.34",
        Rounding.UP: "2.35",
        Rounding.DOWN: "2.34",
    }
    assert {how: str(rounded(D("2.345"), how)) for how in Rounding} == wanted
    assert rounded(D("17.13"), Rounding.UP, D(5)) == 20
    up, down = (made(Method.FRENCH, "1000", "12", 12, rounding=how) for how in (Rounding.UP, Rounding.DOWN))
    assert up[-1].total < up[0].total
    assert down[-1].total > down[0].total


def test_terms_that_make_no_sense_are_refused() -> None:
    day, rates = dt.date(2025, 1, 1), (Rate(LONG_AGO, D(1)),)
    for wrong in (
        {"dues": ()},
        {"dues": (day, day)},
        {"dues": (day,), "grace": 1},
        {"dues": (day,), "method": Method.HARVEST},
        {"dues": (day,), "method": Method.HARVEST, "weights": (D(0),)},
    ):
        with pytest.raises(ValueError):
            Terms(**{"method": Method.FRENCH, "rates": rates, **wrong})  # type: ignore[arg-type]
    terms = Terms(Method.FRENCH, (day,), rates)
    for draws in ([], [Draw(day, D(1))], [Draw(LONG_AGO, D(0))]):
        with pytest.raises(ValueError):
            plan(terms, draws)


def test_arrears_by_age_and_what_ends_a_loan() -> None:
    lines = made(Method.EQUAL_PRINCIPAL, "1200", "12", 12)
    late = behind(lines, interest=D(12), principal=D(150), day=dt.date(2024, 6, 15))
    assert [(one.line.number, one.principal, one.days) for one in late] == [
        (2, D(50), 106), (3, D(100), 75), (4, D(100), 45), (5, D(100), 14),
    ]  # fmt: skip
    ages = ageing(late)
    assert ages == (D(108), D(109), D(110), D(61))
    assert ages.total == sum(one.total for one in late)
    assert paid_off_with(late, accrued=D(3), left=D(1050)) == D(38 + 3 + 1050)
    everything = split(D(2000), late, accrued=D(3), left=D(1050))
    assert everything.total == D(38 + 3 + 1050)
    assert ageing(behind(lines, interest=D(0), principal=D(0), day=lines[0].due)).total == 0


# --- what must always hold -----------------------------------------------------------------------

days = st.dates(dt.date(2019, 1, 1), dt.date(2032, 12, 31))
amounts = st.decimals("0.01", "1000000000", places=2)
percents = st.decimals("0", "300", places=4)


@settings(max_examples=80, deadline=None)
@given(
    method=st.sampled_from(Method),
    start=days,
    amount=amounts,
    percent=percents,
    count=st.integers(1, 60),
    grace=st.integers(0, 12),
    basis=st.sampled_from(DayCount),
    rounding=st.sampled_from(Rounding),
    every=st.sampled_from(Every),
    second=st.one_of(st.none(), amounts),
)
def test_principal_sums_to_the_loan(
    method, start, amount, percent, count, grace, basis, rounding, every, second
) -> None:
    dues = due_dates(start, count + 1, every=every)[1:]
    draws = [Draw(start, amount)]
    if second is not None and count > 1:
        draws.append(Draw(dues[(count - 1) // 2], second))
        grace = min(grace, (count - 1) // 2)
    terms = Terms(
        method,
        tuple(dues),
        (Rate(LONG_AGO, percent),),
        count=basis,
        rounding=rounding,
        grace=min(grace, count - 1),
        weights=tuple(D(n % 3 + 1) for n in range(count)) if method == Method.HARVEST else (),
    )
    lines = plan(terms, draws)
    drawn = sum(draw.amount for draw in draws)
    assert sum(line.principal for line in lines) == drawn
    assert lines[-1].balance == 0
    assert all(line.principal >= 0 and line.interest >= 0 and line.balance >= 0 for line in lines)
    assert all(line.total == line.total.quantize(D("0.01")) for line in lines)
    owed = D(0)
    for place, line in enumerate(lines):
        since = dues[place - 1] if place else start
        owed += sum(draw.amount for draw in draws if since <= draw.day < line.due) - line.principal
        assert line.balance == owed


@settings(max_examples=80, deadline=None)
@given(seed=days, count=st.integers(1, 120), step=st.integers(1, 12))
def test_due_days_keep_their_day_or_the_months_last(seed: dt.date, count: int, step: int) -> None:
    found = due_dates(seed, count, step=step)
    for number, day in enumerate(found):
        months = seed.month - 1 + number * step
        assert (day.year, day.month) == (seed.year + months // 12, months % 12 + 1)
        assert day.day == seed.day or ((day + dt.timedelta(days=1)).day == 1 and day.day < seed.day)


@settings(max_examples=80, deadline=None)
@given(first=days, length=st.integers(0, 800), cut=st.integers(0, 800), basis=st.sampled_from(DayCount))
def test_parts_of_a_year_add_up(first: dt.date, length: int, cut: int, basis: DayCount) -> None:
    """Leap years and month ends: cutting a stretch in two changes nothing."""
    last = first + dt.timedelta(days=length)
    middle = first + dt.timedelta(days=min(cut, length))
    parts = fraction(first, middle, basis) + fraction(middle, last, basis)
    assert abs(parts - fraction(first, last, basis)) < D("1E-20")


@settings(max_examples=80, deadline=None)
@given(day=days, months=st.integers(1, 60))
def test_a_month_weighs_a_twelfth(day: dt.date, months: int) -> None:
    """30/360 gives every instalment the same weight, also across February and from a month's end."""
    days_ = due_dates(day, months + 1)
    if day.day in (30, 31, *range(1, 28)):
        weights = {fraction(a, b, DayCount.THIRTY_360) for a, b in itertools.pairwise(days_)}
        assert weights == {D(30) / 360}


@settings(max_examples=100, deadline=None)
@given(
    opening=st.decimals("0", "1000000", places=2),
    first=days,
    length=st.integers(1, 400),
    cut=st.integers(1, 400),
    percent=st.decimals("0", "100", places=2),
)
def test_interest_of_two_stretches_is_that_of_the_whole(opening, first, length, cut, percent) -> None:
    """Compounding day by day is the same whether it is reckoned at once or a part after another."""
    last = first + dt.timedelta(days=length)
    middle = first + dt.timedelta(days=min(cut, length) - 1)
    rates = [Rate(LONG_AGO, percent)]
    whole = grown(opening, [], first=first, last=last, rates=rates)
    one = grown(opening, [], first=first, last=middle, rates=rates)
    two = grown(opening + one, [], first=middle + dt.timedelta(days=1), last=last, rates=rates)
    assert abs(whole - one - two) < D("1E-12")


@settings(max_examples=150, deadline=None)
@given(
    paid=st.lists(st.decimals("0.01", "500", places=2), min_size=1, max_size=8),
    on=st.lists(st.integers(0, 420), min_size=8, max_size=8),
)
def test_payments_never_pay_more_than_there_is(paid: list[Decimal], on: list[int]) -> None:
    lines = made(Method.EQUAL_PRINCIPAL, "1200", "24", 12)
    interest = principal = D(0)
    for amount, gap in zip(paid, sorted(on), strict=False):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=gap)
        due = behind(lines, interest=interest, principal=principal, day=day)
        used = split(amount, due, accrued=D(0), left=D(1200) - principal)
        assert used.total <= amount
        assert used.principal + used.early <= D(1200) - principal
        if used.early:
            break  # a new plan begins here
        interest, principal = interest + used.interest, principal + used.principal
        assert interest <= sum(line.interest for line in lines)
