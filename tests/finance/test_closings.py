"""Months with their checklist, revaluation, surplus, and a new bolívar."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assemblies.models import Decision
from cecosesola.kernel.clock import today
from federation.models import Person, Role
from finance import chart, selectors, services
from finance.models import Entry, EraConversion, Period, PeriodClosing, Revaluation
from finance.selectors.positions import position_on, revalued
from finance.services.eras import Account, convert
from finance.services.surplus import parts_of, surplus_of
from tests.factories import assemblies as a
from tests.factories import federation as f
from tests.finance.conftest import Books, assert_sound, at_once
from tests.finance.test_posting import refusal

MONTH = today().replace(day=1) - dt.timedelta(days=1)
"""The last day of last month."""
FIRST = MONTH.replace(day=1)


@pytest.fixture
def keeper(books: Books) -> Person:
    return f.holder(Role.FINANCE)


def decided(by: Person) -> Decision:
    return a.decision(by)


def sold_dollars(books: Books, amount: object = 100, rate: object = 200, on: dt.date = MONTH) -> None:
    """The network bought dollars for bolívares through the bridge."""
    services.set_rate(by=None, on=on, rate=Decimal(str(rate)), source="BCV")
    bank, vault = books.account(chart.BANK, hot=True), books.account(chart.VAULT, hot=True, currency="USD")
    legs = services.exchange_legs(
        cooperative=books.cooperative,
        source=bank,
        target=vault,
        amount=Decimal(str(amount)) * Decimal(str(rate)),
        rate=Decimal(str(rate)),
    )
    books.post(*legs, effective=on)


def month_of(books: Books) -> Period:
    return Period.objects.get(cooperative=books.cooperative, starts=FIRST)


# --- revaluation ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("position", "cost", "rate", "gain"),
    [
        ("100", "20000", "210", "1000.00"),
        ("100", "20000", "199.555", "-44.50"),
        ("0", "12.30", "210", "-12.30"),
    ],
)
def test_what_a_position_gains(position: str, cost: str, rate: str, gain: str) -> None:
    assert revalued(Decimal(position), Decimal(cost), Decimal(rate)) == Decimal(gain)


@pytest.mark.django_db
def test_dollars_are_revalued_once_by_an_entry_of_their_own(books: Books, keeper: Person) -> None:
    sold_dollars(books)
    services.set_rate(by=None, on=today(), rate=Decimal("210.5"), source="BCV")
    row = services.revalue(by=keeper, cooperative=books.cooperative)
    assert (row.position, row.cost, row.gain) == (100, 20_000, 1_050)
    assert position_on(books.cooperative, "USD", today()) == (100, Decimal("21050.00"))
    assert selectors.entry(row.entry_id).effective == today()
    before = Entry.objects.count()
    again = services.revalue(by=keeper, cooperative=books.cooperative)
    assert (again.gain, again.entry_id, Entry.objects.count()) == (0, None, before)
    assert services.revalue(by=keeper, cooperative=books.cooperative) == again
    services.set_rate(by=None, on=today(), rate=Decimal(200), source="BCV, corregida")
    assert services.revalue(by=keeper, cooperative=books.cooperative).gain == -1_050
    sheet = next(
        one
        for one in selectors.statements_of(
            [books.cooperative], since=today(), until=today(), private=True
        ).sheets
        if one.currency == "VES"
    )
    assert sheet.result == 0
    assert_sound()


@pytest.mark.django_db
def test_pesos_have_a_bridge_of_their_own(books: Books, keeper: Person) -> None:
    sold_dollars(books)
    services.set_rate(by=None, on=MONTH, rate=Decimal("0.05"), source="BCV", currency="COP")
    pesos = books.account(chart.VAULT, hot=True, currency="COP")
    books.post(
        *services.exchange_legs(
            cooperative=books.cooperative,
            source=books.account(chart.BANK, hot=True),
            target=pesos,
            amount=Decimal(50),
            rate=Decimal("0.05"),
        ),
        effective=MONTH,
    )
    assert position_on(books.cooperative, "COP", today()) == (1000, 50)
    assert position_on(books.cooperative, "USD", today()) == (100, 20_000)
    services.set_rate(by=None, on=today(), rate=Decimal("0.06"), source="BCV", currency="COP")
    assert services.revalue(by=keeper, cooperative=books.cooperative, currency="COP").gain == 10


@pytest.mark.django_db
def test_revaluing_asks_for_a_rate_a_day_and_a_key(books: Books, keeper: Person) -> None:
    with refusal("no_key"):
        services.revalue(by=books.person, cooperative=books.cooperative)
    with refusal("no_rate"):
        services.revalue(by=keeper, cooperative=books.cooperative)
    with refusal("not_over"):
        services.revalue(by=keeper, cooperative=books.cooperative, on=today() + dt.timedelta(days=1))
    with refusal("not_foreign"):
        services.revalue(by=keeper, cooperative=books.cooperative, currency="VES")


# --- months -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_month_waits_for_its_dollars_and_its_bags(books: Books, keeper: Person) -> None:
    sold_dollars(books)
    services.set_rate(by=None, on=MONTH, rate=Decimal(205), source="BCV")
    services.seal()
    services.examine(by=None)
    month = month_of(books)
    assert [item.name for item in selectors.checklist(month) if item.stops] == ["revaluation"]
    with refusal("still_open"):
        services.close_period(by=keeper, period=month)
    services.revalue(by=keeper, cooperative=books.cooperative, on=MONTH)
    services.seal()
    drawer = books.account(party="session:3", product="cash")
    books.move(drawer, books.account(chart.SALES), 10, effective=MONTH)
    services.seal()
    with refusal("no_note"):
        services.close_period(by=keeper, period=month)
    services.close_period(by=keeper, period=month, note="La caja 3 se contó el lunes.")
    closing = PeriodClosing.objects.get()
    assert (closing.note, closing.checklist["tills"], closing.checklist["revaluation"]) == (
        "La caja 3 se contó el lunes.",
        False,
        True,
    )
    month.refresh_from_db()
    assert month.state == "closed"


@pytest.mark.django_db(transaction=True)
def test_a_month_closes_once_while_hands_post_into_it(committed: Books) -> None:
    """Whatever was posted first is in the closing; nothing is posted after it."""
    keeper = f.holder(Role.FINANCE)
    bank, sales = committed.account(chart.BANK, hot=True), committed.account(chart.SALES, hot=True)
    committed.move(bank, sales, 1, effective=FIRST)
    month = month_of(committed)
    closing = partial(services.close_period, by=keeper, period=month, note="Así está.")
    posts = [
        partial(committed.move, bank, sales, 1, effective=FIRST, key=f"p{number}") for number in range(6)
    ]
    answers = at_once(closing, *posts, closing)
    told = Counter(answer for answer in answers if isinstance(answer, str))
    assert told["period_already_closed"] == 1
    assert set(told) <= {"period_already_closed", "period_closed"}
    assert Entry.objects.count() == 1 + 6 - told["period_closed"]
    assert PeriodClosing.objects.count() == 1
    assert_sound()


# --- surplus ----------------------------------------------------------------------------------------
RULES = {
    chart.RESERVES: Decimal(10),
    chart.EDUCATION_FUND: Decimal(10),
    chart.SOCIAL_PROTECTION_FUND: Decimal(10),
}


def test_the_parts_of_the_law() -> None:
    assert [part.amount for part in parts_of(Decimal("1000.05"), RULES)] == [Decimal("100.01")] * 3


@given(
    st.decimals(min_value="0.01", max_value=10**12, places=2),
    st.lists(st.decimals(min_value=0, max_value=25, places=2), min_size=1, max_size=4),
)
def test_parts_are_never_more_than_the_whole(surplus: Decimal, percents: list[Decimal]) -> None:
    parts = parts_of(surplus, {f"3.{n}": percent for n, percent in enumerate(percents)})
    assert all(part.amount > 0 for part in parts)
    shared = sum(part.amount for part in parts)
    assert shared <= surplus
    assert abs(shared - surplus * sum(percents) / 100) <= Decimal("0.005") * len(percents)


def closed_month(books: Books, keeper: Person) -> None:
    books.move(
        books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True), 1000, effective=MONTH
    )
    cost = books.account(chart.COST_OF_GOODS, hot=True)
    books.move(cost, books.account(chart.BANK, hot=True), 600, effective=MONTH)
    services.close_period(by=keeper, period=month_of(books), note="Prueba")


def say_rules(keeper: Person, decision: Decision, since: dt.date = FIRST) -> None:
    for node, percent in RULES.items():
        services.set_surplus_rule(by=keeper, node_code=node, percent=percent, since=since, decision=decision)


@pytest.mark.django_db
def test_a_surplus_goes_to_the_funds_of_the_law_by_a_decision(books: Books, keeper: Person) -> None:
    decision = decided(keeper)
    share = partial(
        services.share_surplus,
        by=keeper,
        cooperative=books.cooperative,
        starts=FIRST,
        ends=MONTH,
        decision=decision,
    )
    with refusal("no_surplus"):
        share()
    closed_month(books, keeper)
    with refusal("no_rules"):
        share()
    say_rules(keeper, decision)
    row = share()
    assert row.surplus == surplus_of(books.cooperative, FIRST, MONTH) == 400
    assert selectors.entry(row.entry_id).decision == decision
    for node in RULES:
        assert selectors.balance(books.account(node, product="surplus")) == 40
    sheet = selectors.statements_of([books.cooperative], since=FIRST, until=today(), private=True).sheets[0]
    assert sheet.balances
    assert (sheet.equity.total, sheet.result) == (400, 400)
    with refusal("shared_already"):
        share()
    assert_sound()


@pytest.mark.django_db
def test_only_whole_closed_months_are_shared_out(books: Books, keeper: Person) -> None:
    decision = decided(keeper)
    share = partial(services.share_surplus, by=keeper, cooperative=books.cooperative, decision=decision)
    books.move(
        books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True), 1000, effective=MONTH
    )
    with refusal("still_open"):
        share(starts=FIRST, ends=MONTH)
    with refusal("not_months"):
        share(starts=FIRST, ends=MONTH - dt.timedelta(days=1))
    with refusal("not_months"):
        share(starts=MONTH, ends=FIRST)
    with refusal("no_key"):
        services.share_surplus(
            by=books.person, cooperative=books.cooperative, starts=FIRST, ends=MONTH, decision=decision
        )


@pytest.mark.django_db
def test_a_part_is_said_with_a_decision_and_keeps_to_the_law(books: Books, keeper: Person) -> None:
    decision = decided(keeper)
    say: Any = partial(services.set_surplus_rule, by=keeper, since=today(), decision=decision)
    with refusal("below_the_law"):
        say(node_code=chart.RESERVES, percent=Decimal("9.99"))
    with refusal("not_a_fund"):
        say(node_code=chart.SALES, percent=Decimal(10))
    with refusal("no_decision"):
        services.set_surplus_rule(
            by=keeper, node_code=chart.RESERVES, percent=Decimal(10), since=today(), decision=None
        )
    say(node_code=chart.RESERVES, percent=Decimal(60))
    with refusal("said_already"):
        say(node_code=chart.RESERVES, percent=Decimal(50))
    with refusal("too_much"):
        say(node_code=chart.EDUCATION_FUND, percent=Decimal(41))


@pytest.mark.django_db(transaction=True)
def test_eight_hands_share_a_surplus_out_once(committed: Books) -> None:
    keeper = f.holder(Role.FINANCE)
    decision = decided(keeper)
    closed_month(committed, keeper)
    say_rules(keeper, decision)
    share = partial(
        services.share_surplus,
        by=keeper,
        cooperative=committed.cooperative,
        starts=FIRST,
        ends=MONTH,
        decision=decision,
    )
    answers = at_once(*[share] * 8)
    assert Counter(map(str, answers))["shared_already"] == 7
    assert selectors.balance(committed.account(chart.RESERVES, product="surplus")) == 40
    assert_sound()


# --- a new bolívar ----------------------------------------------------------------------------------
balances = st.lists(
    st.integers(min_value=-(10**15), max_value=10**15).map(lambda cents: Decimal(cents).scaleb(-2)),
    min_size=1,
    max_size=60,
)


@given(balances, st.integers(min_value=1, max_value=12))
@settings(deadline=None)
def test_a_conversion_sums_to_zero_with_its_rounding(nets: list[Decimal], zeros: int) -> None:
    nets = [*nets, -sum(nets)]
    accounts = [Account(pk, net, 1, None) for pk, net in enumerate(nets)]
    tried = convert(accounts, 10**zeros)
    after = {account.pk: account.net for account in accounts}
    for pk, change in tried.changes:
        after[pk] += change
    for account in accounts:
        assert abs(after[account.pk] - account.net / 10**zeros) <= Decimal("0.005")
        assert after[account.pk] == round(after[account.pk], 2)
    assert sum(after.values()) == tried.rounding
    assert abs(tried.rounding) <= Decimal("0.005") * len(nets)


def test_six_zeros_of_2021() -> None:
    tried = convert(
        [
            Account(1, Decimal("4181781000.00"), 1, Decimal(0)),
            Account(2, Decimal("-4181781000.00"), -1, None),
        ],
        10**6,
    )
    assert tried.changes == [(1, Decimal("-4181776818.22")), (2, Decimal("4181776818.22"))]
    assert (tried.debits_after, tried.rounding, tried.below_floor) == (Decimal("4181.78"), 0, [])


def era_of(keeper: Person, starts: dt.date | None = None) -> Any:
    return services.plan_era(
        by=keeper,
        name="Bolívar nuevo",
        starts=starts or today(),
        divisor=1000,
        source="Gaceta",
        decision=decided(keeper),
    )


@pytest.mark.django_db
def test_books_are_converted_as_proven_by_another_person(books: Books, keeper: Person) -> None:
    other = f.holder(Role.FINANCE)
    bank, sales = books.account(chart.BANK, hot=True), books.account(chart.SALES, hot=True)
    saving = books.account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(0))
    dollars = books.account(chart.VAULT, currency="USD", hot=True)
    books.move(dollars, books.account(chart.SALES, currency="USD", hot=True), 70, effective=MONTH)
    books.move(bank, sales, "1234567.89", effective=MONTH)
    books.move(bank, saving, "5555.55", effective=MONTH)
    books.move(bank, sales, "0.04", effective=MONTH)
    era = era_of(keeper)
    proof = services.prove_era(by=keeper, era=era, cooperative=books.cooperative)
    assert (proof.accounts, proof.debits_before) == (3, Decimal("1240123.48"))
    assert selectors.balance(bank) == Decimal("1240123.48")
    with refusal("same_person"):
        services.convert_era(by=keeper, proof=proof)
    books.move(bank, sales, 1, effective=MONTH)
    with refusal("books_moved"):
        services.convert_era(by=other, proof=proof)
    proof = services.prove_era(by=keeper, era=era, cooperative=books.cooperative)
    done = services.convert_era(by=other, proof=proof)
    assert selectors.balance(bank) == Decimal("1240.12")
    assert selectors.balance(sales) == Decimal("1234.57")
    assert selectors.balance(saving) == Decimal("5.56")
    assert selectors.balance(dollars) == 70
    assert selectors.balance(books.account(chart.EXCHANGE, product=f"era-{era.pk}", hot=True)) == 0
    assert done.entries == 2
    with refusal("converted"):
        services.convert_era(by=other, proof=proof)
    with refusal("converted"):
        services.prove_era(by=keeper, era=era, cooperative=books.cooperative)
    assert_sound()


@pytest.mark.django_db
def test_what_stands_in_the_way_of_a_conversion(books: Books, keeper: Person) -> None:
    bank = books.account(chart.BANK, hot=True)
    saving = books.account(chart.MEMBERS_SAVINGS, "member:1", floor=Decimal(0))
    books.move(bank, saving, 5000, effective=MONTH)
    services.set_floor(account=saving, floor=Decimal(100), by=keeper)
    era = era_of(keeper)
    prove = partial(services.prove_era, by=keeper, era=era, cooperative=books.cooperative)
    with refusal("below_floor"):
        prove()
    services.set_floor(account=saving, floor=Decimal(0), by=keeper)
    held = services.hold(account=saving, amount=Decimal(10), key="h", reason="x", by=keeper)
    with refusal("holds_active"):
        prove()
    services.release(hold=held)
    proof = prove()
    other = f.holder(Role.FINANCE)
    books.move(bank, saving, 1, effective=today())
    with refusal("posted_later"):
        services.convert_era(by=other, proof=proof)
    with refusal("known_era"):
        era_of(keeper)
    later = era_of(keeper, today() + dt.timedelta(days=9))
    early = services.prove_era(by=keeper, era=later, cooperative=books.cooperative)
    with refusal("not_begun"):
        services.convert_era(by=other, proof=early)


@pytest.mark.django_db(transaction=True)
def test_eight_hands_convert_once(committed: Books) -> None:
    keeper = f.holder(Role.FINANCE)
    others = [f.holder(Role.FINANCE) for _n in range(4)]
    bank = committed.account(chart.BANK, hot=True)
    committed.move(bank, committed.account(chart.SALES, hot=True), 123456, effective=MONTH)
    proof = services.prove_era(by=keeper, era=era_of(keeper), cooperative=committed.cooperative)
    answers = at_once(*[partial(services.convert_era, by=who, proof=proof) for who in others * 2])
    assert EraConversion.objects.count() == 1
    told = Counter(answer for answer in answers if isinstance(answer, str))
    assert told == {"converted": 7}
    assert selectors.balance(bank) == Decimal("123.46")
    assert_sound()


@pytest.mark.django_db(transaction=True)
def test_eight_hands_revalue_once(committed: Books) -> None:
    keeper = f.holder(Role.FINANCE)
    sold_dollars(committed)
    services.set_rate(by=None, on=today(), rate=Decimal(201), source="BCV")
    at_once(*[partial(services.revalue, by=keeper, cooperative=committed.cooperative)] * 8)
    assert Revaluation.objects.filter(entry__isnull=False).count() == 1
    assert position_on(committed.cooperative, "USD", today()) == (100, 20_100)
    assert_sound()
